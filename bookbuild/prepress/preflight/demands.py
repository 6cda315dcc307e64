"""A printer's rules, and what a book is to be -> what its finished file has to be. All lengths are points."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bookbuild.book import Trim
from bookbuild.prepress.printers import Edges, Printer, Source, points_of

NONE = Edges(0, 0, 0, 0)
SPACES = {"grey": "DeviceGray", "rgb": "DeviceRGB", "cmyk": "DeviceCMYK"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is ordered: an interior of this size, with or without bleed, in black ink alone or in colour, on a `paper` of the printer's.

    A book that runs `leftward` (Arabic, Hebrew) begins on a left-hand page.
    """

    trim: Trim
    bleed: bool = False
    black: bool = True
    paper: str | None = None
    leftward: bool = False


@dataclass(frozen=True, slots=True)
class Demands:
    """What one file has to be.

    `spaces` are the families of colour that the printer takes (PDF's names); `total_ink` is in per cent, `resolution` and
    `line_art` in pixels to the inch; None where the printer asks for nothing. `rejected` finds words that he turns a book away
    for. `sources` say, by a check's name, whose rule it is.
    """

    trim: tuple[float, float]
    pages: tuple[int, int]
    multiple: int
    blank_last: bool
    margins: Edges
    bleed: Edges
    spaces: frozenset[str]
    total_ink: float | None
    transparency: bool
    resolution: float
    line_art: float
    thinnest: float | None
    marks: bool
    rejected: re.Pattern[str] | None
    leftward: bool
    unit: str
    sources: Mapping[str, str]

    @classmethod
    def of(cls, printer: Printer, expected: Expected, pages: int) -> "Demands":
        """What the file of a book of so many pages has to be."""
        ink, pictures, words = printer.ink, printer.pictures, printer.file.refused
        taken = {SPACES[each] for each in ink.spaces} | ({"ICCBased"} if ink.profiles else set())
        return cls(
            points_of(expected.trim), printer.pages.allowed(expected.trim, expected.paper),
            printer.pages.multiple, printer.pages.last_blank,
            printer.margins.least(pages, bleed=expected.bleed), printer.bleed.by_edge if expected.bleed else NONE,
            frozenset({"DeviceGray"} if expected.black else taken), ink.most, ink.transparency,
            pictures.ppi, pictures.line_art_ppi or pictures.ppi, pictures.hairline, printer.file.marks,
            _any_of(words),
            expected.leftward, printer.unit, dict(_sources(printer, pages)),
        )  # fmt: skip

    @property
    def black(self) -> bool:
        """Whether the book is printed in black ink alone."""
        return self.spaces == {"DeviceGray"}

    @property
    def bleeds(self) -> bool:
        """Whether the paper goes on anywhere beyond the cut."""
        return any((self.bleed.inside, self.bleed.outside, self.bleed.top, self.bleed.bottom))

    def inside(self, number: int) -> str:
        """On which side of a page of the file the spine is: page 1 is a right-hand page, unless the book runs leftward."""
        return "left" if (number % 2 == 1) != self.leftward else "right"

    def place(self, side: str, number: int) -> str:
        """Where a side of a bound page lies in the file."""
        if side in ("top", "bottom"):
            return side
        inside = self.inside(number)
        return inside if side == "inside" else {"left": "right", "right": "left"}[inside]


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds them as whole words, wherever the line is broken."""
    found = "|".join(r"\b" + r"\s+".join(map(re.escape, each.split())) + r"\b" for each in words)
    return re.compile(found, re.IGNORECASE) if found else None


def _sources(printer: Printer, pages: int) -> list[tuple[str, str]]:
    def whose(source: Source, more: str = "") -> str:
        return ", ".join(filter(None, (printer.title, more, "" if source.standing == "primary" else f"{source.standing} rule")))

    band = next((each for each in printer.margins.bands if each.last is None or pages <= each.last), printer.margins.bands[-1])
    bands = f"{band.first}–{band.last} pages" if band.last else ""
    margins, ink, file = printer.margins.source, printer.ink.source, printer.file.source
    return [
        *((name, whose(printer.pages.source)) for name in ("pages", "page multiple", "last page")),
        ("trim", whose(printer.trims.source)), ("bleed", whose(printer.bleed.source)), ("at the cut", whose(printer.bleed.source)),
        ("inside margin", whose(margins, bands)), *((f"{side} margin", whose(margins)) for side in ("outside", "top", "bottom")),
        *((name, whose(ink)) for name in ("colour", "black text", "ink on one spot", "transparency")),
        *((name, whose(printer.pictures.source)) for name in ("pictures", "line art", "thin lines")),
        *((name, whose(file)) for name in ("fonts", "printer’s marks", "security", "copyright page")),
    ]  # fmt: skip
