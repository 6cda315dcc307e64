"""A finished interior -> the same with the boxes a printer reads, and as many pages as he binds.

What comes from the press is right as a rule, and then only copied. A bleed wider than 10 points is not (WeasyPrint 70 caps
the BleedBox there), and an odd book wants a blank page: then the whole document is read and written anew, so that labels,
bookmarks, links and tags stay what they are.
"""

import gc
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject, RectangleObject

from bookbuild.book import Trim
from bookbuild.outputs import whole
from bookbuild.prepress.printers.rules import Edges, Printer, points_of
from bookbuild.prepress.seen_on_pages import Box, Seen, seen

SAME = 0.01                                        # points
NO_BLEED = Edges(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Finished:
    """The file as it goes to the printer: its pages, how many blank ones were added at the end, and whether boxes were mended."""

    pages: int
    added: int
    mended: bool


def blanks_wanted(pages: int, printer: Printer, *, ends_blank: bool) -> int:
    """How many blank pages have to come after the last one."""
    least = 1 if printer.pages.last_blank and not ends_blank else 0
    return least + -(pages + least) % printer.pages.multiple


def finish_interior(  # noqa: PLR0913 - a file to read, one to write, and what is asked of it
    pdf: Path, out: Path, printer: Printer, trim: Trim, *, bleed: bool, leftward: bool = False, looked_at: Sequence[Seen] = (),
) -> Finished:  # fmt: skip
    """Write the interior to `out`, whole or not at all. `leftward` books open on a left-hand page.

    `looked_at` is what was seen on its pages, if that is known already.
    """
    looked_at = looked_at or tuple(seen(pdf))
    added = blanks_wanted(len(looked_at), printer, ends_blank=not looked_at[-1].matter)
    size, edges = points_of(trim), printer.bleed.by_edge if bleed else NO_BLEED
    boxes = [_boxes(number, size, edges, leftward=leftward) for number in range(1, len(looked_at) + added + 1)]
    wrong = [not _are(page, size, *wanted) for page, wanted in zip(looked_at, boxes, strict=False)]
    with whole(out) as draft:
        if added or any(wrong):
            _write_anew(pdf, draft, boxes)
        else:
            shutil.copyfile(pdf, draft)
    return Finished(len(looked_at) + added, added, any(wrong))


def _boxes(number: int, size: tuple[float, float], bleed: Edges, *, leftward: bool) -> tuple[Box, Box]:
    """Trim and paper of page `number` of the file, counted from 1; the trim's lower left corner is where everything is measured from."""
    right_hand = (number % 2 == 1) != leftward
    left, right = (bleed.inside, bleed.outside) if right_hand else (bleed.outside, bleed.inside)
    return (0.0, 0.0, *size), (-left, -bleed.bottom, size[0] + right, size[1] + bleed.top)


def _are(page: Seen, size: tuple[float, float], trim: Box, paper: Box) -> bool:
    """Whether a page has these boxes. One of another size than the book's is left as it is: the preflight tells of it."""
    if not all(abs(a - b) <= 1 for a, b in zip(page.size, size, strict=True)):
        return True
    pairs = ((page.trim, trim), (page.media, paper), (page.crop, paper), (page.bleed, paper))
    return all(abs(a - b) <= SAME for is_, wanted in pairs for a, b in zip(is_, wanted, strict=True))


def _write_anew(pdf: Path, out: Path, boxes: Sequence[tuple[Box, Box]]) -> None:
    with _no_collection():
        reader = PdfReader(pdf)
        writer = PdfWriter(clone_from=reader)
        writer.pdf_header = reader.pdf_header      # pypdf 7 would call it 1.3, which knows no tags
        trim = boxes[0][0]
        for _ in range(len(boxes) - len(writer.pages)):
            writer.add_blank_page(trim[2], trim[3])
        for page, wanted in zip(writer.pages, boxes, strict=True):
            if all(abs(float(a) - b) <= 1 for a, b in zip((page.trimbox.width, page.trimbox.height), wanted[0][2:], strict=True)):
                _set(page, *wanted)
        content = BytesIO()                        # pypdf writes in crumbs, and a file takes each by itself
        writer.write(content)
        out.write_bytes(content.getbuffer())


def _set(page: PageObject, trim: Box, paper: Box) -> None:
    """An ArtBox beside a TrimBox is one too many (ISO 15930-1 §6.9)."""
    page.trimbox = RectangleObject(trim)
    page.mediabox = page.cropbox = page.bleedbox = RectangleObject(paper)
    page.pop(NameObject("/ArtBox"), None)


@contextmanager
def _no_collection() -> Iterator[None]:
    """A file is tens of thousands of small objects, none of which is garbage yet: looking for some takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
