"""What is wrong with a book, as data: where it stands, what it is, and the line to type."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any


class Severity(StrEnum):
    """How bad it is: an error stops the book, a warning is worth a look, a note is for the curious."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `path` is relative to the book's folder; `line` and `column` count from 1."""

    code: str
    message: str
    path: PurePath | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """`manuscript/07.md:12:5`, as editors and terminals understand it; empty for the whole book."""
        parts = [self.path.as_posix() if self.path else None, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)

    @property
    def said(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "code": self.code, "severity": self.severity.value, "message": self.message,
            "path": self.path.as_posix() if self.path else None, "line": self.line, "column": self.column, "hint": self.hint,
        }  # fmt: skip

    @classmethod
    def heard(cls, said: dict[str, Any]) -> "Problem":
        """What `said` gave, as a Problem again."""
        path = PurePath(said["path"]) if said["path"] else None
        return cls(**{**said, "path": path, "severity": Severity(said["severity"])})

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{place}{self.code}: {self.message}{hint}"


class BookError(Exception):
    """The book cannot be made; every reason found so far is in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def many(number: int, noun: str) -> str:
    """`1 error`, `2,140 errors`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def megabytes(size: int) -> str:
    """`412 KB`, `12.3 MB`, of bytes. A single byte is not nothing."""
    kilobytes = max(round(size / 1000), min(size, 1))
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size / 1_000_000:,.1f} MB"  # noqa: PLR2004 - to the megabyte


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that stop the book."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
