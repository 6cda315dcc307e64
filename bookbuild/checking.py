"""A folder -> everything there is to say about the book: manuscript, styles, EPUB, PDF, and whether both hold the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.book import Book
from bookbuild.checks.epubcheck import Checking
from bookbuild.checks.package import check_package
from bookbuild.checks.prose import check_manuscript
from bookbuild.checks.twin import compare
from bookbuild.edition import Edition, compose
from bookbuild.epub import Packing, write_epub
from bookbuild.kept import Kept
from bookbuild.manuscript import load
from bookbuild.pdf import write_pdf
from bookbuild.problems import BookError, Problem, Severity, errors
from bookbuild.styles import Style, load_style

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
Say = Callable[[str], None]


def check(folder: Path, say: Say = lambda _: None) -> tuple[Problem, ...]:
    """All findings, worst first, in reading order. The books are made where nothing stands in their way, and judged.

    Nothing in `dist/` changes, but for what is kept in `dist/.cache`.
    """
    say("Reading the manuscript")
    book = load(folder)
    style = load_style(book.folder, book.design.theme)
    edition = compose(book, style.families, Kept(book.folder / "dist" / ".cache" / "passages"))
    found = [*edition.problems, *style.problems, *check_manuscript(book, edition)]
    if not errors(found):
        try:
            found.extend(_outputs(book, edition, style, say))        # one by one: what is found before one fails is told too
        except BookError as error:
            found += error.problems
    places = {section.path: place for place, section in enumerate(book.sections)}
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: (
        ORDER[problem.severity], places.get(problem.path, -1) if problem.path else -1, str(problem.path), problem.line or 0,
    )))  # fmt: skip


def _outputs(book: Book, edition: Edition, style: Style, say: Say) -> Iterator[Problem]:
    """What the making of both books says, EPUBCheck's judgement, ours, and what one of them has lost."""
    cache = book.folder / "dist" / ".cache"
    with TemporaryDirectory(prefix="bookbuild-") as temporary:
        epub, pdf = (Path(temporary) / f"book.{kind}" for kind in ("epub", "pdf"))
        say("Setting the pages")
        printed = write_pdf(edition, style, pdf, cache)
        yield from printed.problems
        yield from write_epub(edition, style, epub, Packing(starts=printed.starts, cache=cache))
        with Checking(epub, cache) as checking:
            say("Comparing manuscript, EPUB and PDF")
            yield from compare(book, edition, epub, pdf)
            yield from check_package(epub, edition)
            say("Waiting for EPUBCheck")
            yield from checking.verdict(edition).problems
