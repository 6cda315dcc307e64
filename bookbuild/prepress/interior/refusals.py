"""A book and a printer that do not go together -> Problems, each with the line to type."""

from collections.abc import Iterable, Iterator, Sequence

from bookbuild.book import Trim
from bookbuild.lengths import POINTS
from bookbuild.prepress.interior.clearance import Clear
from bookbuild.prepress.interior.margins import Margins, Room
from bookbuild.prepress.printers.rules import Edges, Printer, points_of
from bookbuild.prepress.seen_on_pages import Seen
from bookbuild.problems import BookError, Problem, Severity

NARROWEST = 144.0                                  # points: a line of two inches holds some thirty letters
NEAR = 0.5                                         # points: half of what a hair is wide
WIDE = "table, pre, figure, img { max-width: 100% }"
EDGES = {
    "inside": ("the spine", WIDE), "outside": ("the outer edge", WIDE),
    "top": ("the head", "@page { margin-top: 1in }"), "bottom": ("the foot", "@page { margin-bottom: 1in }"),
}  # fmt: skip
SIZES = (Trim(6, 9, "in"), Trim(155, 220, "mm"), Trim(7, 10, "in"), Trim(170, 240, "mm"), Trim(8.5, 11, "in"), Trim(210, 297, "mm"))
SMALL = Trim(5, 8, "in")
SMALLER_TYPE = "smaller type, `:root { --body-size: 10.5pt }` in styles/print.css"


def refuse(problems: Iterable[Problem]) -> None:
    """Raise BookError if there are any."""
    if found := list(problems):
        raise BookError(found)


def uncut(trim: Trim, printer: Printer) -> Iterator[Problem]:
    """The sizes of a list that are most like it, or the nearest within the printer's range."""
    trims = printer.trims
    if trims.cuts(trim):
        return
    if trims.width and trims.height:
        width, height = (min(max(side, low), high) for side, (low, high) in zip(points_of(trim), (trims.width, trims.height), strict=True))
        near: tuple[Trim, ...] = (Trim(width / POINTS[printer.unit], height / POINTS[printer.unit], printer.unit),)
    else:
        near = trims.near(trim)
    others = f"   (or {', '.join(map(str, near[1:]))})" if near[1:] else ""
    hint = f'trim = "{near[0].width:g}x{near[0].height:g}{near[0].unit}"   in manuscript/book.toml{others}'
    yield Problem("p-041", f"{printer.title} does not cut pages of {trim}", hint=hint)


def miscounted(printer: Printer, trim: Trim, pages: int, paper: str | None) -> Iterator[Problem]:
    """Too few pages for a spine, or too many for it."""
    least, most = printer.pages.allowed(trim, paper)
    on = f" on {printer.stock(paper).title}" if paper else ""
    other = _other_stock(printer, trim, pages)
    if pages < least:
        message = f"too few pages: {printer.title} binds {least} or more{on}, this book has {pages}"
        can = _area(trim) > _area(SMALL) and printer.trims.cuts(SMALL)
        smaller = 'a smaller page, `trim = "5x8in"` in manuscript/book.toml; or ' if can else ""
        hint = f"{other}{smaller}bind it yourself: bookbuild proof --booklet"
        yield Problem("p-042", message, hint=hint)
    elif pages > most:
        message = f"too many pages: {printer.title} binds {most} at most{on}, this book has {pages}"
        yield Problem("p-042", message, hint=f"{other}{_roomier(trim, printer, pages / most)}")


def _other_stock(printer: Printer, trim: Trim, pages: int) -> str:
    """The option for the first of his papers on which so many pages can be bound; nothing where there is none."""
    for stock in printer.spine.papers:
        least, most = printer.pages.allowed(trim, stock.name)
        if least <= pages <= most:
            return f"--stock {stock.name}; or "
    return ""


def _roomier(trim: Trim, printer: Printer, wanted: float = 1.0) -> str:
    """The line to type for a larger page that the printer cuts, `wanted` times as large. A book too thick for any wants volumes."""
    larger = [each for each in SIZES if _area(each) > 1.05 * _area(trim) and printer.trims.cuts(each)]
    if not larger or wanted > _area(larger[-1]) / _area(trim):
        return f"{SMALLER_TYPE}; or in volumes, each of them a book in a folder of its own"
    fits = next(each for each in larger if _area(each) >= wanted * _area(trim))
    return f'a larger page, `trim = "{fits.width:g}x{fits.height:g}{fits.unit}"` in manuscript/book.toml, or {SMALLER_TYPE}'


def _area(trim: Trim) -> float:
    wide, high = points_of(trim)
    return wide * high


def too_narrow(room: Room, own: Margins, printer: Printer, trim: Trim) -> Iterator[Problem]:
    """Margins that would leave no line worth reading."""
    left = points_of(trim)[0] - max(max(room.inside, each.inside) + max(room.outside, each.outside) for each in own.values())
    if left < NARROWEST:
        asked = f"{printer.title} asks for an inside margin of {printer.length(room.inside - room.hung)}"
        message = f"{asked}: of {trim} that leaves {printer.measured(max(left, 0))} for the text"
        yield Problem("p-044", message, hint=_roomier(trim, printer))


def uneven(pages: Sequence[Seen], trim: Trim) -> Iterator[Problem]:
    """Pages of another size than the book's, or turned."""
    others = [page for page in pages if page.turned or any(abs(a - b) > 1 for a, b in zip(page.size, points_of(trim), strict=True))]
    if others:
        wide, high = others[0].size
        message = f"page {others[0].number} of the file is {wide / 72:.4g} × {high / 72:.4g} in, the book is {trim}"
        yield Problem("p-047", message, hint="take `size` out of the @page rules in styles/print.css: all pages are cut alike")


def too_near(printer: Printer, clear: Clear, least: Edges) -> Iterator[Problem]:
    """What no margin could mend: a table that is too wide, a picture or a rule that the author set in the margin."""
    for side in clear.short_of(least, NEAR):
        (edge, hint), gap = EDGES[side], getattr(clear.edges, side)
        stands = f"stands {printer.measured(gap)} from {edge}" if gap > 0 else f"is cut off at {edge}"
        asked = f"{printer.title} asks for {printer.length(getattr(least, side))}"
        message = f"page {clear.nearest[side]} of the file: something {stands}; {asked}"
        yield Problem("p-045", message, hint=f"{hint}   in styles/print.css", severity=Severity.WARNING)
