"""A printer, a trim and a number of pages -> the measures of the wrap, or why there is none."""

from dataclasses import dataclass

from bookbuild.book import Trim
from bookbuild.prepress.printers import Printer, Stock, points_of
from bookbuild.prepress.wrap.geometry import INCH, MM, Wrap
from bookbuild.problems import BookError, Problem

THICKEST = 4 * INCH                                # no machine glues a book as thick
PAGE, BOARDS = 0.2 * MM, 8 * MM                    # no page is as thick (two of them are a leaf of 400 g), nor two boards of a case


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered: pages that the printer binds, of a size that he cuts (prepress/interior has seen to both).

    `stock` is the paper's name with the printer, `spine` its width in points where that is known better.
    """

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
    """The wrap of an order. Raises BookError p-062, or p-043 for an unknown paper."""
    (width, height), cover = points_of(order.trim), order.printer.cover
    spine = _spine(order, order.printer.stock(order.stock))
    return Wrap(width, height, spine, cover.bleed, cover.safe, cover.barcode, cover.barcode_inset, leftward)


def _spine(order: Order, stock: Stock) -> float:
    """Its width in points."""
    printer, known = order.printer, stock.spine(order.bound) if order.spine is None else order.spine
    if known is None:
        message = f"how thick {stock.title} is, {printer.title} does not publish: the spine’s width is not known"
        raise BookError([Problem("p-062", message, hint=f"--spine 12mm   (the width that its calculator gives: {printer.spine.template})")])
    if order.spine is not None and not 0 < order.spine <= min(THICKEST, order.bound * PAGE + BOARDS):
        message = f"no book of {order.pages} pages has a spine of {order.spine / MM:.4g} mm"
        raise BookError([Problem("p-062", message, hint="--spine 12mm   (the width that the printer’s calculator gives)")])
    return known
