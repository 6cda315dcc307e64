"""A book's folder -> its covers in dist/: the e-book's as a file for shops, or the wrap that a printer puts around the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.cover.legibility import Legibility
from bookbuild.kept import Kept
from bookbuild.prepress.interior import print_ready
from bookbuild.prepress.printers import printer_named
from bookbuild.prepress.storefront import CoverMade, ebook_cover
from bookbuild.prepress.wrap import WrapMade, wrap
from bookbuild.prepress.wrap.measures import Order
from bookbuild.problems import many
from bookbuild.proving import Proof, Say, job_of
from bookbuild.workbench import at_work


def cover(folder: Path, edition: str | None = None, say: Say = lambda _: None) -> Proof:
    """The e-book's cover, and how it looks where covers are as small as stamps. Raises BookError; `dist/` is then as it was."""
    with at_work(folder, say):
        job = job_of(folder, edition, None, say)
        say("Drawing the cover")
        out, small = job.out("cover.jpg"), job.out("cover-small.png")
        made = ebook_cover(job.edition, out, small, Kept(job.cache / "images"))
        return Proof(job.title, (out, small), tuple(_told(made, job.title)), made.problems)


def _told(made: CoverMade, title: str) -> Iterator[str]:
    yield f"{made}, {'your own picture' if made.own else 'drawn from the title and the author'}"
    if made.legibility:
        yield _read_small(made.legibility, title)


def _read_small(found: Legibility, title: str) -> str:
    verdict = "is read" if found.suffices(title) else "is hard to read"
    high, contrast = f"{found.cap_height:.1f} pixels high", f"{found.contrast:.1f} to 1"
    return f"100 pixels wide, the title {verdict}: its capitals are {high}, its contrast is {contrast}"


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What is ordered of a printer: a paper of his, the spine in points where his calculator knows better, and whether with guides."""

    printer: str
    stock: str | None = None
    spine: float | None = None
    guides: bool = True


def cover_wrap(folder: Path, wanted: Wrapping, edition: str | None = None, jobs: int | None = None, say: Say = lambda _: None) -> Proof:
    """Back, spine and front for the printed book: its pages are set first, for they say how thick it is. Raises BookError."""
    with at_work(folder, say):
        job, printer = job_of(folder, edition, jobs, say), printer_named(wanted.printer)
        stock = printer.stock(wanted.stock)
        with TemporaryDirectory(prefix="bookbuild-") as scratch:
            inside = print_ready(
                job.edition, replace(job.style, ink="black"), printer, Path(scratch) / "inside.pdf", job.cache, say,
                paper=stock.name, way=job.way,
            )  # fmt: skip
        say("Drawing the cover")
        order = Order(printer, inside.trim, inside.pages, stock.name, wanted.spine, wanted.guides)
        made = wrap(job.edition, job.style, order, job.out(f"{printer.name}-cover.pdf"), job.cache)
        outputs = tuple(filter(None, (made.out, made.guides)))
        told = (str(made), f"for {many(inside.pages, 'page')}, {stock.title}", *_guided(made))
        return Proof(job.title, outputs, told, made.problems)


def _guided(made: WrapMade) -> Iterator[str]:
    if made.guides:
        yield "Send the one without guides. The guides show where it is cut and folded, on the screen only."
