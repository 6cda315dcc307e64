"""The whole road, once, in order: manuscript -> Book -> Edition -> EPUB, PDF -> checks."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bookbuild.checks.epubcheck import Checking, Verdict
from bookbuild.edition import Edition, compose
from bookbuild.epub import write_epub
from bookbuild.manuscript import load
from bookbuild.outputs import sweep, whole
from bookbuild.pdf import Printed, Way, write_pdf
from bookbuild.problems import BookError, Problem, Severity, errors
from bookbuild.styles import Style, load_style

OUTPUTS = ("epub", "pdf")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, and all that is to be said of it."""

    edition: Edition
    epub: Path | None
    verdict: Verdict | None
    pdf: Path | None
    printed: Printed | None
    problems: tuple[Problem, ...]


def prepare(folder: Path, edition_name: str | None = None) -> tuple[Edition, Style]:
    """Everything before the outputs. Raises BookError with all that stands in the way."""
    book = load(folder, edition_name)
    style = load_style(book.folder, book.design.theme)
    edition = compose(book, style.families)
    if faults := errors((*edition.problems, *style.problems)):
        raise BookError([*faults, *(each for each in (*edition.problems, *style.problems) if each.severity is Severity.WARNING)])
    return edition, style


def build(
    folder: Path, outputs: tuple[str, ...] = OUTPUTS, edition_name: str | None = None, way: Way = Way(),
    say: Callable[[str], None] = lambda _: None,
) -> Built:  # fmt: skip
    """Make the book's EPUB and PDF in `dist/`. `way` is how pages are set; `say` is told what is being done.

    Raises BookError where the manuscript has faults, or the EPUB is not valid. Both outputs take the places of the
    last ones together, at the very end: until then, and whenever anything fails, `dist/` is as it was.
    """
    say("Reading the manuscript")
    edition, style = prepare(folder, edition_name)
    dist = folder.resolve() / "dist"
    sweep(dist)
    name = file_name(edition.metadata.title) + (f"-{edition_name}" if edition_name else "")
    epub, pdf = (dist / f"{name}.{kind}" if kind in outputs else None for kind in OUTPUTS)
    verdict, printed = None, None
    with ExitStack() as drafts:
        checking = None
        if epub:
            say("Packing the EPUB")
            draft = drafts.enter_context(whole(epub))
            write_epub(edition, style, draft)
            checking = drafts.enter_context(Checking(draft, dist / ".cache"))
        if pdf:
            say("Setting the pages")
            printed = write_pdf(edition, style, drafts.enter_context(whole(pdf)), dist / ".cache", way, say)
        if checking:
            say("Waiting for EPUBCheck")
            verdict = checking.verdict(edition)
            if verdict.fatals or verdict.errors:
                raise BookError(verdict.problems)
    said = (*edition.problems, *style.problems, *(verdict.problems if verdict else ()), *(printed.problems if printed else ()))
    return Built(edition, epub, verdict, pdf, printed, tuple(dict.fromkeys(said)))


def file_name(title: str) -> str:
    """`The Last Cell` becomes `the-last-cell`: letters and digits any device and mail server takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain).lower()).strip("-")[:80] or "book"
