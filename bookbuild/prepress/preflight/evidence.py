"""A finished PDF -> all that is known of it without asking who made it. Also what is said of each thing that is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from bookbuild.prepress.drawn import Drawn
from bookbuild.prepress.preflight.operators import Reader
from bookbuild.prepress.seen_on_pages import Seen, seen
from bookbuild.prepress.shown import Shown

UNITS = {"in": 72.0, "mm": 72 / 25.4}
SLACK = 0.72                                       # points, a hundredth of an inch: what rounding may make of a length


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, and whether the file keeps it; None for what is only told. `remedy` is what to do about a failure.

    `faults` are what breaks it, one by one, where that can be several things.
    """

    name: str
    passed: bool | None
    measured: str
    wanted: str = ""
    remedy: str = ""
    source: str = ""
    faults: tuple[str, ...] = ()

    @classmethod
    def kept(cls, name: str, measured: str, wanted: str = "") -> "Check":
        """One that is passed."""
        return cls(name, True, measured, wanted)  # noqa: FBT003 - said by this function's name

    @classmethod
    def broken(cls, name: str, measured: str, wanted: str, remedy: str, faults: tuple[str, ...] = ()) -> "Check":
        """One that failed."""
        return cls(name, False, measured, wanted, remedy, faults=faults)  # noqa: FBT003 - said by this function's name

    @classmethod
    def told(cls, name: str, measured: str) -> "Check":
        """What is no rule."""
        return cls(name, None, measured)

    def __str__(self) -> str:
        if self.passed is not False:
            return f"{'note  ' if self.passed is None else 'passed'}  {self.name}: {self.measured}"
        source = f" ({self.source})" if self.source else ""
        said = f"FAILED  {self.name}: {self.measured}, wanted {self.wanted}{source}"
        return "\n        ".join(filter(None, (said, *self.faults, self.remedy)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that could be opened: its objects, what is drawn on each page, and where that stands.

    `shown` are the pictures of the book it is said to be: by them a picture of the file is called, and never judged.
    """

    pdf: Path
    reader: PdfReader
    drawn: tuple[Drawn, ...]
    seen: tuple[Seen, ...]
    shown: tuple[Shown, ...] = ()

    @classmethod
    def of(cls, pdf: Path, reader: PdfReader, shown: Iterable[Shown] = ()) -> "Evidence":
        """Read it all."""
        streams = Reader()
        return cls(pdf, reader, tuple(map(streams.page, reader.pages)), tuple(seen(pdf)), tuple(shown))

    @property
    def catalog(self) -> Any:  # noqa: ANN401 - whatever a PDF holds
        """The root of the file."""
        return self.reader.trailer["/Root"].get_object()


def length(points: float, unit: str) -> str:
    """`0.43 in`, `12.7 mm`."""
    return f"{points / UNITS[unit]:.{3 if unit == 'in' else 1}f}".rstrip("0").rstrip(".") + f" {unit}"


def size(points: tuple[float, float], unit: str) -> str:
    """`6 × 9 in`."""
    return f"{length(points[0], unit).split()[0]} × {length(points[1], unit)}"


def pages(numbers: Iterable[int]) -> str:
    """`page 3`, `pages 3, 5 and 12 more`."""
    listed = sorted(set(numbers))
    if len(listed) == 1:
        return f"page {listed[0]}"
    shown, rest = listed[:4], len(listed) - 4
    return f"pages {', '.join(map(str, shown))}" + (f" and {rest} more" if rest > 0 else "")
