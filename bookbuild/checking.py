"""A folder -> everything there is to say about the book: manuscript, styles, EPUB."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.checks import check_manuscript
from bookbuild.checks.epubcheck import Checking
from bookbuild.edition import compose
from bookbuild.epub import write_epub
from bookbuild.manuscript import load
from bookbuild.problems import Problem, Severity, errors
from bookbuild.styles import load_style

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(folder: Path, say: Callable[[str], None] = lambda _: None) -> tuple[Problem, ...]:
    """All findings, worst first, in reading order. An EPUB is made for EPUBCheck where nothing stands in its way.

    Nothing in `dist/` changes, but for the verdicts kept in `dist/.cache`.
    """
    say("Reading the manuscript")
    book = load(folder)
    style = load_style(book.folder, book.design.theme)
    edition = compose(book, style.families)
    found = [*edition.problems, *style.problems, *check_manuscript(book, edition)]
    if not errors(found):
        say("Waiting for EPUBCheck")
        with TemporaryDirectory(prefix="bookbuild-") as temporary:
            out = Path(temporary) / "book.epub"
            write_epub(edition, style, out)
            with Checking(out, book.folder / "dist" / ".cache") as checking:
                found += checking.verdict(edition).problems
    places = {section.path: place for place, section in enumerate(book.sections)}
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: (
        ORDER[problem.severity], places.get(problem.path, -1) if problem.path else -1, str(problem.path), problem.line or 0,
    )))  # fmt: skip
