"""What a printing house asks for, as data: pages, margins, bleed, sizes, papers, inks. Lengths are points; every rule names its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from bookbuild.book import Trim
from bookbuild.lengths import POINTS
from bookbuild.problems import BookError, Problem

TOLERANCE = 0.8                                    # points: 148 mm is 5.83 in to a printer


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands. `standing` is `primary` (the printer says so), `second-hand`, or `unverified` (we only guess)."""

    title: str
    url: str
    read: date
    standing: str

    def __str__(self) -> str:
        return f"{self.url} ({self.standing}, read {self.read})"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many pages a paper, a trim or a binding allows instead of the usual; empty: whichever it is."""

    least: int | None
    most: int | None
    paper: str
    trim: Trim | None
    binding: str
    source: Source


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages a paperback may have, of what they are a multiple, and whether the last one has to be blank."""

    least: int
    most: int
    multiple: int
    last_blank: bool
    limits: tuple[Limit, ...]
    note: str
    source: Source

    def allowed(self, trim: Trim, paper: str | None = None) -> tuple[int, int]:
        """The fewest and the most pages of a book of this size on this paper; what only some papers allow is allowed without one."""
        fitting = [
            each for each in self.limits
            if not each.binding and (not each.paper or each.paper == paper) and (each.trim is None or same_size(each.trim, trim))
        ]  # fmt: skip
        least = max([self.least, *(each.least for each in fitting if each.least)])
        most = min([self.most, *(each.most for each in fitting if each.most)])
        return least, most


@dataclass(frozen=True, slots=True)
class Band:
    """The least inside margin, in points, of books of `first` to `last` pages (None: any more)."""

    first: int
    last: int | None
    inside: float


@dataclass(frozen=True, slots=True)
class Margins:
    """What has to stay blank at the edges of a cut page: all matter, heads and folios too, stays away from them.

    `outer` is for outside, head and foot; `outer_bled` for the same where the file has a bleed.
    """

    bands: tuple[Band, ...]
    outer: float
    outer_bled: float
    source: Source

    def inside(self, pages: int) -> float:
        """The least inside margin of a book of so many pages; beyond the last band, the last band's."""
        return next((band.inside for band in self.bands if band.last is None or pages <= band.last), self.bands[-1].inside)

    def least(self, pages: int, *, bleed: bool) -> "Edges":
        """The least margins of all sides."""
        outer = self.outer_bled if bleed else self.outer
        return Edges(self.inside(pages), outer, outer, outer)


@dataclass(frozen=True, slots=True)
class Edges:
    """A length for each side of a page, by where it lies in the bound book."""

    inside: float
    outside: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Bleed:
    """How far what runs off the page goes on beyond the cut, and at which edges: `top`, `bottom`, `outside`, `inside`."""

    amount: float
    edges: frozenset[str]
    note: str
    source: Source

    @property
    def by_edge(self) -> Edges:
        """The paper beyond each edge."""
        return Edges(*(self.amount * (edge in self.edges) for edge in ("inside", "outside", "top", "bottom")))


@dataclass(frozen=True, slots=True)
class Trims:
    """The sizes this printer cuts: those of a list, or any between two widths and two heights, in points."""

    sizes: tuple[Trim, ...]
    width: tuple[float, float] | None
    height: tuple[float, float] | None
    landscape: bool
    source: Source

    def cuts(self, trim: Trim) -> bool:
        """Whether a page of this size can be had."""
        wide, high = points_of(trim)
        if self.width and self.height:
            return all(low - TOLERANCE <= side <= high + TOLERANCE for side, (low, high) in ((wide, self.width), (high, self.height)))
        lying = Trim(trim.height, trim.width, trim.unit)
        return any(same_size(each, trim) or (self.landscape and same_size(each, lying)) for each in self.sizes)

    def near(self, trim: Trim) -> tuple[Trim, ...]:
        """Of the list, the three sizes most like this one."""
        wide, high = points_of(trim)
        return tuple(sorted(self.sizes, key=lambda each: abs(points_of(each)[0] - wide) + abs(points_of(each)[1] - high))[:3])


@dataclass(frozen=True, slots=True)
class Stock:
    """A paper. A page is `per_page` points thick, None where only the printer's calculator knows; `plus` is for the cover."""

    name: str
    title: str
    per_page: float | None
    plus: float
    note: str
    source: Source

    def spine(self, pages: int) -> float | None:
        """The width of the spine of a book of so many pages, in points."""
        return None if self.per_page is None else pages * self.per_page + self.plus


@dataclass(frozen=True, slots=True)
class Spine:
    """The papers, how many pages a book needs for a text on its spine, and how far that keeps from the folds.

    `template` is where the printer's own calculator is; `hardcover` are steps of a case: (up to so many pages, points).
    """

    papers: tuple[Stock, ...]
    text_pages: int
    text_clear: float
    template: str
    hardcover: tuple[tuple[int, float], ...]
    hardcover_source: Source | None
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Cover:
    """The wrap: its bleed, how far text keeps from cuts and folds, the box of the barcode (wide, high) and its distance from edges."""

    bleed: float
    safe: float
    barcode: tuple[float, float]
    barcode_inset: float
    barcode_source: Source
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours that are taken, the best first: `grey`, `cmyk`, `rgb`. `most` and `refused` are percents of ink, all inks together."""

    spaces: tuple[str, ...]
    most: int | None
    refused: int | None
    profiles: bool
    transparency: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pixels to the inch: the fewest (`line_art`: of drawings in pure black), the most that are of use; the thinnest line in points."""

    ppi: int
    most_ppi: int | None
    line_art_ppi: int | None
    hairline: float | None
    source: Source


@dataclass(frozen=True, slots=True)
class FileRules:
    """What the PDF is to be: its kind, whether it may bear printer's marks or a password, words that get it refused."""

    pdf: str
    marks: bool
    security: bool
    refused: tuple[str, ...]
    refused_source: Source
    source: Source


@dataclass(frozen=True, slots=True)
class Printer:
    """A printing house. `name` is what is typed, `title` what it calls itself; `unit` is how it writes measures."""

    name: str
    title: str
    as_of: date
    unit: str
    pages: Pages
    margins: Margins
    bleed: Bleed
    trims: Trims
    spine: Spine
    cover: Cover
    ink: Ink
    pictures: Pictures
    file: FileRules
    sources: Mapping[str, Source] = field(default_factory=dict)

    def stock(self, written: str | None) -> Stock:
        """The paper of that name, or the printer's usual one. Raises BookError p-043 for an unknown one."""
        papers = {each.name: each for each in self.spine.papers}
        if written is None:
            return self.spine.papers[0]
        if paper := papers.get(written.lower().replace(" ", "-")):
            return paper
        message, near = f"{self.title} has no paper {written!r}", get_close_matches(written.lower(), papers, 1)
        hint = f'--stock {near[0] if near else self.spine.papers[0].name}   (one of {", ".join(papers)})'
        raise BookError([Problem("p-043", message, hint=hint)])

    def length(self, points: float) -> str:
        """A length as this printer writes it: `0.625 in`, `5 mm`."""
        return f"{round(points / POINTS[self.unit], 4):g} {self.unit}"

    def measured(self, points: float) -> str:
        """A length that was measured, as finely as anybody sees: `0.72 in`, `18.2 mm`."""
        return f"{points / POINTS[self.unit]:.{2 if self.unit == 'in' else 1}f} {self.unit}"


def points_of(trim: Trim) -> tuple[float, float]:
    """Width and height in points."""
    return trim.width * POINTS[trim.unit], trim.height * POINTS[trim.unit]


def same_size(one: Trim, other: Trim) -> bool:
    """Whether a cutter makes no difference between them."""
    return all(abs(a - b) <= TOLERANCE for a, b in zip(points_of(one), points_of(other), strict=True))
