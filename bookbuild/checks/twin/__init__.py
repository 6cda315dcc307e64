"""Manuscript, EPUB and PDF -> what one of them holds and another has lost: words, headings, notes, pictures, links.

written (what the author typed, read anew and roughly), packed (the EPUB, as a reader would unpack it), printed (the PDF, read
by PDFium); texts (what is written and not packed), pages (what is packed and not printed). None of them asks the programs that made
the books how they did it; only the lines of the manuscript are theirs to know.
"""

from collections.abc import Iterator
from pathlib import Path

from bookbuild.book import Book
from bookbuild.checks.twin.packed import unpack
from bookbuild.checks.twin.pages import lost_in_print
from bookbuild.checks.twin.printed import read_pdf
from bookbuild.checks.twin.texts import lost_in_the_package
from bookbuild.edition import Edition
from bookbuild.problems import Problem

__all__ = ["compare"]


def compare(book: Book, edition: Edition, epub: Path, pdf: Path) -> Iterator[Problem]:
    """Every loss, at its manuscript line. `epub` has the pages of `pdf` marked; both were made from `edition`."""
    packed = unpack(epub, edition)
    yield from lost_in_the_package(book, edition, packed)
    yield from lost_in_print(packed, read_pdf(pdf))
