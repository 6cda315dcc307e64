"""What was made once -> made no more: files under dist/.cache, each named by a digest of all it was made of.

One that is there is right, one that is no longer asked for is merely old. A damaged one counts as missing. Nothing in
them is ever executed. Each folder is kept below a bound: what was not asked for goes, the longest unused first.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bookbuild import __version__
from bookbuild.outputs import whole

BOUND = 512 * 1024 * 1024                          # bytes in a folder that nobody asks for
# Where systems keep fonts: a face that a theme only names, or a letter that its own faces lack, comes from there.
FONTS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "~/Library/Fonts", "~/.fonts",
    "~/.local/share/fonts", "~/.config/fontconfig", "/etc/fonts",
)  # fmt: skip
# WeasyPrint sets the pages, pydyf writes them; the others say what is read, and where words may break.
MAKERS = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "pyphen")
DIGEST = 64                                        # hexadecimal digits


class Kept:
    """A folder of things kept. `asked` are the names this process has asked for, which stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: set[str] = set()

    def get(self, name: str) -> bytes | None:
        """What was put there under this name, if it is there and whole."""
        self.asked.add(name)
        file = self.folder / name
        try:
            content = file.read_bytes()
        except OSError:
            return None
        digest, inside = content[:DIGEST], content[DIGEST:]
        if hashlib.sha256(inside).hexdigest().encode() != digest:
            with suppress(OSError):                # where nothing may be written, nothing will be put in its place
                file.unlink(missing_ok=True)
            return None
        return inside

    def put(self, name: str, content: bytes) -> None:
        """Keep something, if that can be done: where the disk is full, it will only be made again."""
        with suppress(OSError):
            self.hand_on(name, content)

    def hand_on(self, name: str, content: bytes) -> None:
        """Keep something for which another process waits. It need not survive a power cut, only be whole or be missed.

        Raises OSError where it cannot be kept.
        """
        self.asked.add(name)
        with whole(self.folder / name, sync=False) as file:
            file.write_bytes(hashlib.sha256(content).hexdigest().encode() + content)

    def trim(self) -> None:
        """Drop what was not asked for, down to the bound, and mark as used what was."""
        now, old = time.time(), []
        with suppress(OSError):                    # another build may be trimming too; or nothing may be written here
            for entry in os.scandir(self.folder):
                status = entry.stat()
                if entry.name not in self.asked:
                    old.append((status.st_mtime, status.st_size, entry.path))
                elif status.st_mtime < now - 3600:
                    os.utime(entry.path)
        total = sum(size for _, size, _ in old)
        for _, size, path in sorted(old):
            if total <= BOUND:
                return
            with suppress(OSError):
                Path(path).unlink(missing_ok=True)
            total -= size


def key_of(*parts: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """The name of what these make, by this version of bookbuild."""
    said = json.dumps([program(), *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:40]    # also of files' names that are no text


@cache
def program() -> str:
    """This bookbuild: its version, and, for those who work on it, the times of its files."""
    house = Path(__file__).parent
    seen = sorted(f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in _statuses(str(house)))
    return hashlib.sha256("\n".join((__version__, *seen)).encode()).hexdigest()[:16]


def _statuses(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _statuses(entry.path) if entry.name != "__pycache__" else ()
        else:
            yield entry.path, entry.stat()


def digest_of(file: Path) -> str:
    """The digest of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def system_fonts() -> str:
    """A digest of the times of the folders in which systems keep fonts: it changes when one is added or taken away."""
    folders = sorted((base, Path(base).stat().st_mtime_ns) for root in FONTS for base, _, _ in os.walk(Path(root).expanduser()))
    return hashlib.sha256(repr(folders).encode()).hexdigest()[:16]


@cache
def makers() -> tuple[str, ...]:
    """Names and versions of the packages that make pages, as their folders say: `weasyprint-70.0`.

    importlib.metadata would say the same and read a file for each.
    """
    spec = find_spec("weasyprint")
    site = Path(spec.origin).parent.parent if spec and spec.origin else Path()
    found = (re.sub(r"\.dist-info$", "", each.name) for each in site.glob("*.dist-info"))
    return tuple(sorted(each for each in found if each.rpartition("-")[0].lower() in MAKERS))
