"""The secret part of the shelf's address -> kept for this user, so that a bookmark on the reader stays good.

Not in dist/.cache: that may be deleted at any time, goes wherever the book's folder goes, and a shelf may hold several
books. It is the person's, like their settings, and only they may read it.
"""

import os
import re
import secrets
import sys
from pathlib import Path

from bookbuild.outputs import whole

# Letters and digits that nobody mistakes for others when typing on an e-reader: no 0, o, 1, l, i.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10                                        # 49 bits: at a thousand guesses a second, some ten thousand years
WELL_FORMED = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def secret(*, new: bool = False) -> str:
    """The part that is kept; made when there is none, or when a `new` one is wanted."""
    file = state_folder() / "shelf"
    kept = file.read_text("ascii", errors="replace").strip() if file.is_file() else ""
    if WELL_FORMED.fullmatch(kept) and not new:
        return kept
    made = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole(file) as draft:
        draft.write_text(made + "\n", "ascii")
    file.chmod(0o600)
    return made


def state_folder() -> Path:
    """Where programs keep what they have to remember: XDG_STATE_HOME, or what the system has in its place."""
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA")
        return Path(home or Path.home() / "AppData" / "Local") / "bookbuild"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "bookbuild"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "bookbuild"
