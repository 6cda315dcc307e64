"""Pages with marks on them -> the bars that belong in their outer margins, beside every line that has any.

A style sheet does not know on which side of the leaf a paragraph will stand, nor which of its lines have changed. The finished
pages do: all that is printed in one of the two inks of the marks has changed.
"""

from collections.abc import Iterable, Iterator
from ctypes import c_uint
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from bookbuild.proofs.marked.dress import CAME, WENT

Stretch = tuple[float, float]                      # bottom, top, in points from the foot of the page

PRINTED = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH)
EDGE = 18.0                                        # points from the outer edge of the page: no printer lets text come nearer
WIDTH = 1.4
OVER = 1.5                                         # above and below the letters
NEAR = 9.0                                         # less white between two bars, and they are one


def bars(pages: Path, *, leftward: bool = False) -> list[bytes]:
    """What is to be drawn on each page, in the operators of a PDF; nothing where nothing has changed.

    The first page is a recto, and its outer margin is the right one; in a book that is read `leftward`, the left one.
    """
    document = pypdfium2.PdfDocument(pages)
    try:
        return [_drawn(page, right=(number % 2 == 0) != leftward) for number, page in enumerate(document)]
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage, *, right: bool) -> bytes:
    left_edge, _, right_edge, _ = page.get_trimbox()
    x = right_edge - EDGE if right else left_edge + EDGE - WIDTH
    boxes = (f"{x:.2f} {bottom - OVER:.2f} {WIDTH:g} {top - bottom + 2 * OVER:.2f} re f " for bottom, top in joined(_marks(page)))
    return "".join(boxes).encode()


def _marks(page: pypdfium2.PdfPage) -> Iterator[Stretch]:
    """Where something is printed in the inks of the marks."""
    for printed in page.get_objects(filter=PRINTED):
        if _is_mark(printed.raw):
            _, bottom, _, top = printed.get_bounds()
            yield bottom, top


def _is_mark(printed: object) -> bool:
    """Whether it is filled or drawn in one of the inks."""
    for ink in (pdfium.FPDFPageObj_GetFillColor, pdfium.FPDFPageObj_GetStrokeColor):
        parts = [c_uint() for _ in range(4)]
        if ink(printed, *parts) and tuple(part.value for part in parts[:3]) in (CAME, WENT):
            return True
    return False


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that are near each other as one, from the foot of the page upwards."""
    found: list[Stretch] = []
    for bottom, top in sorted(stretches):
        if found and bottom - found[-1][1] <= NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], top))
        else:
            found.append((bottom, top))
    return found
