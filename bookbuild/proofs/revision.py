"""A book's folder -> which draft this is: the day, and the git commit where there is one."""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bookbuild.manuscript.reading import files_below
from bookbuild.outputs import source_date

SHA1 = 40                                          # hexadecimal digits; repositories with SHA-256 have more


@dataclass(frozen=True, slots=True)
class Revision:
    """`commit` is abbreviated, with a `+` where the book has changed since; None outside a repository."""

    date: date
    commit: str | None = None

    def __str__(self) -> str:
        return f"{self.date} · {self.commit}" if self.commit else str(self.date)


def revision_of(folder: Path) -> Revision:
    """The draft that lies in `folder` now. SOURCE_DATE_EPOCH stands for today where it is set."""
    today = (source_date() or datetime.now(UTC).astimezone()).date()
    commit = git(folder, "rev-parse", "--short", "HEAD")
    if not commit:
        return Revision(today)
    return Revision(today, commit.strip() + ("+" if _changed(folder) else ""))


def _changed(folder: Path) -> bool:
    """Whether any file that is kept has changed, or there is Markdown that is not kept.

    git itself would ask filters and monitors that a stranger's repository may name: it is only asked what it keeps.
    """
    listed = git(folder, "ls-tree", "-r", "-z", "HEAD", ".") or ""
    kept = {name: said.split() for said, _, name in (entry.partition("\t") for entry in listed.split("\0") if entry)}
    files = {name: digest for name, (mode, _, digest) in kept.items() if mode.startswith("100")}
    texts = (file.relative_to(folder).as_posix() for file in files_below(folder, folder) if file.suffix == ".md")
    return any(_blob(folder / name, digest) != digest for name, digest in files.items()) or any(name not in files for name in texts)


def _blob(file: Path, like: str) -> str:
    """The name git would give a file's content."""
    if not file.is_file():
        return ""
    content = file.read_bytes()
    made = hashlib.sha1 if len(like) == SHA1 else hashlib.sha256
    return made(b"blob %d\0" % len(content) + content).hexdigest()


def git(folder: Path, *arguments: str) -> str | None:
    """What git says of the repository that `folder` is in; None where there is none, or no git."""
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours
            ["git", "--no-optional-locks", "--no-pager", *arguments], cwd=folder, capture_output=True, text=True, check=False,  # noqa: S607
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
