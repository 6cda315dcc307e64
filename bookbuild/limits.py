"""What a book may ask of the machine that builds it: every limit by its name, and the setting that raises it.

A manuscript may come from a stranger, so nothing in it can raise a limit: only the environment of who builds it can,
`BOOKBUILD_LIMIT_LINE=300000 bookbuild build`. The numbers are far above what books need (2026-11: War and Peace is one
file of 3.2 MB, its longest line has 5,400 characters, and it is read in 6 seconds).
"""

import os
import resource
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import PurePath
from typing import NoReturn

from bookbuild.problems import Problem

PREFIX = "BOOKBUILD_LIMIT_"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limit:
    """The most there may be of something, in a unit as messages say it, and what would happen above it."""

    most: int
    unit: str
    why: str


LIMITS = {
    "FILES": Limit(10_000, "files", "a manuscript folder that never ends"),
    "TEXT": Limit(20, "MB", "a file of Markdown that fills the memory"),
    "SHEET": Limit(1, "MB", "a style sheet or a book.toml that takes minutes to be understood"),
    "SECTIONS": Limit(2_000, "sections", "a file that is cut into chapters without end"),
    "LINE": Limit(100_000, "characters", "one line that is a whole library"),
    "NESTING": Limit(50, "levels", "quotes in lists in quotes, folders in folders, brackets in brackets"),
    "COLUMNS": Limit(100, "columns", "a table that no page can hold"),
    "PICTURE": Limit(100, "MB", "a picture that fills the memory"),
    "FONT": Limit(20, "MB", "a font that fills the memory"),
    "FONT_SECONDS": Limit(60, "seconds", "a font that takes for ever to be cut to what a book needs"),
    "FONT_MEMORY": Limit(2_000, "MB", "a font that fills the memory while it is cut"),
    "MEASURE": Limit(100_000, "pixels", "a length or a number in a style sheet that no page can hold"),
    "READING_SECONDS": Limit(60, "seconds", "a file of Markdown that takes for ever to be understood"),
    "READING_MEMORY": Limit(2_000, "MB", "a file of Markdown that fills the memory while it is understood"),
    "SETTING_SECONDS": Limit(900, "seconds", "a chapter that takes for ever to be set in pages"),
    "SETTING_MEMORY": Limit(6_000, "MB", "a chapter that fills the memory while it is set in pages"),
}  # fmt: skip


class Beyond(Exception):  # noqa: N818 - not an error of ours
    """A limit that a text has gone beyond: its name, what went beyond it, the line and how much it is, if that is known."""

    def __init__(self, name: str, what: str, line: int | None = None, much: float = 0) -> None:
        self.name, self.what, self.line, self.much = name, what, line, much
        super().__init__(name, what, line, much)

    def problem(self, path: PurePath | None, line: int | None = None) -> Problem:
        """The same as a Problem; `line` is where it stands if nothing better is known."""
        return beyond(self.name, self.what, path, self.line or line, self.much)


def most(name: str) -> int:
    """What whoever builds the book allows: a whole number in the environment, or else the table's."""
    written = os.environ.get(PREFIX + name, "")
    return int(written) if written.isdecimal() and len(written) < 16 else LIMITS[name].most  # noqa: PLR2004 - digits


def most_bytes(name: str) -> int:
    """The same in bytes, for a limit in megabytes."""
    return most(name) * MEGABYTE


def beyond(name: str, what: str, path: PurePath | None = None, line: int | None = None, much: float = 0) -> Problem:
    """`what` is more than the limit allows; the hint is the line that raises it, to as `much` as there is."""
    limit = most(name)
    wanted = max(limit * 4, ceil(much) if isfinite(much) else 0)
    message = f"{what}; at most {limit:,} {LIMITS[name].unit} are allowed"
    return Problem("h-001", message, path, line, hint=f"{PREFIX}{name}={wanted} bookbuild build     (if you trust who wrote it)")


def refuse(name: str, what: str, line: int | None = None, much: float = 0) -> NoReturn:
    """Raise Beyond."""
    raise Beyond(name, what, line, much)


def hold_memory(name: str) -> None:
    """From now on this process gets no more memory than the limit. macOS takes no notice of it."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = most_bytes(name)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def hold_time(name: str, used: float) -> None:
    """Beginning now, this process may compute so long, less what has been `used`; then it gets SIGXCPU, and ends."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime + max(most(name) - used, 0)) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
