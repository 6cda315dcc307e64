"""A folder -> everything there is to say about the book: manuscript, styles, EPUB, PDF, and whether both hold the same.

And, when asked for and by itself, what is left on the pages.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.book import Book
from bookbuild.checks.pages import left_on_pages
from bookbuild.edition import Edition, compose
from bookbuild.kept import Kept
from bookbuild.manuscript import load
from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.problems import BookError, Problem, Severity, errors
from bookbuild.styles import Style, load_style
from bookbuild.workbench import at_work

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
Say = Callable[[str], None]


def check(folder: Path, say: Say = lambda _: None, edition: str | None = None) -> tuple[Problem, ...]:
    """All findings, worst first, in reading order. The books, of an `edition`, are made where nothing stands in their way, and judged.

    Nothing in `dist/` changes, but for what is kept in `dist/.cache`.
    """
    with at_work(folder, say):
        return _found(folder, say, edition)


def _found(folder: Path, say: Say, edition_name: str | None) -> tuple[Problem, ...]:
    from bookbuild.checks.prose import check_manuscript  # noqa: PLC0415 - pages alone want no copy-editor, nor an EPUB library

    book, edition, style = _read(folder, say, edition_name)
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


def check_pages(folder: Path, say: Say = lambda _: None, edition: str | None = None) -> tuple[Problem, ...]:
    """What a typesetter would mend on the pages, in their order. Only they are made, as far as they are not kept already.

    Raises BookError where the manuscript has faults: then there are no pages.
    """
    with at_work(folder, say):
        return _left_on_pages(folder, say, edition)


def _left_on_pages(folder: Path, say: Say, edition_name: str | None) -> tuple[Problem, ...]:
    book, edition, style = _read(folder, say, edition_name)
    if faults := errors((*edition.problems, *style.problems)):
        raise BookError(faults)
    with TemporaryDirectory(prefix="bookbuild-") as temporary:
        printed = write_pdf(edition, style, Path(temporary) / "book.pdf", book.folder / "dist" / ".cache", Way(Workers(say=say)))
    return tuple(dict.fromkeys(left_on_pages(printed.flaws, edition)))


def _read(folder: Path, say: Say, edition_name: str | None) -> tuple[Book, Edition, Style]:
    say("Reading the manuscript")
    book = load(folder, edition_name)
    style = load_style(book.folder, book.design.theme, edition_name)
    return book, compose(book, style.families, Kept(book.folder / "dist" / ".cache" / "passages")), style


def _outputs(book: Book, edition: Edition, style: Style, say: Say) -> Iterator[Problem]:
    """What the making of both books says, EPUBCheck's judgement, ours, and what one of them has lost."""
    from bookbuild.checks.epubcheck import Checking  # noqa: PLC0415
    from bookbuild.checks.package import check_package  # noqa: PLC0415
    from bookbuild.checks.twin import compare  # noqa: PLC0415
    from bookbuild.epub import Packing, write_epub  # noqa: PLC0415

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
