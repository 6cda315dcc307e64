"""A printer, a trim and a number of pages -> the measures of the wrap, or all the reasons why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.book import Trim
from bookbuild.prepress.printers import Printer, Stock, points_of
from bookbuild.prepress.wrap.geometry import INCH, MM, Wrap
from bookbuild.problems import BookError, Problem

THICKEST = 4 * INCH                                # no machine glues a book as thick
PAGE, BOARDS = 0.2 * MM, 8 * MM                    # no page is as thick (two of them are a leaf of 400 g), nor two boards of a case


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered. `stock` is the paper's name with the printer, `spine` its width in points where that is known better."""

    printer: Printer
    trim: Trim
    pages: int
    stock: str | None = None
    spine: float | None = None
    guides: bool = False

    @property
    def bound(self) -> int:
        """The pages with the blank ones that the printer adds."""
        multiple = self.printer.pages.multiple
        return -(-self.pages // multiple) * multiple


def measure(order: Order, *, leftward: bool) -> Wrap:
    """The wrap of an order. Raises BookError p-060, p-061, p-062, or p-043 for an unknown paper."""
    printer, stock = order.printer, order.printer.stock(order.stock)
    if problems := tuple(_faults(order, stock)):
        raise BookError(problems)
    spine, (width, height), cover = order.spine or stock.spine(order.bound) or 0.0, points_of(order.trim), printer.cover
    return Wrap(width, height, spine, cover.bleed, cover.safe, cover.barcode, cover.barcode_inset, leftward)


def _faults(order: Order, stock: Stock) -> Iterator[Problem]:
    printer = order.printer
    least, most = printer.pages.allowed(order.trim, stock.name)
    if not least <= order.bound <= most:
        message = f"{printer.title} binds {least} to {most} pages of {order.trim} on {stock.title}: this book has {order.pages}"
        yield Problem("p-060", message, hint="another paper, another size of page, or another printer")
    if not printer.trims.cuts(order.trim):
        near = ", ".join(map(str, printer.trims.near(order.trim)))
        hint = f'trim = "…"   in manuscript/book.toml: {near}' if near else 'trim = "6x9in"   in manuscript/book.toml'
        yield Problem("p-061", f"{printer.title} does not cut books of {order.trim}", hint=hint)
    if order.spine is None and stock.spine(order.bound) is None:
        message = f"how thick {stock.title} is, {printer.title} does not publish: the spine’s width is not known"
        yield Problem("p-062", message, hint=f"--spine 12mm   (the width that its calculator gives: {printer.spine.template})")
    elif order.spine is not None and not 0 < order.spine <= min(THICKEST, order.bound * PAGE + BOARDS):
        message = f"no book of {order.pages} pages has a spine of {order.spine / MM:.4g} mm"
        yield Problem("p-062", message, hint="--spine 12mm   (the width that the printer’s calculator gives)")
