"""The whole road, once, in order: manuscript -> Book -> Edition -> EPUB, PDF -> checks."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bookbuild.edition import Edition, compose
from bookbuild.kept import Kept
from bookbuild.manuscript import load
from bookbuild.manuscript.files import SUFFIXES
from bookbuild.manuscript.reading import files_below
from bookbuild.outputs import together
from bookbuild.problems import BookError, Problem, Severity, errors
from bookbuild.request import OUTPUTS, READER_ENDINGS, Built, Request
from bookbuild.styles import Style, load_style
from bookbuild.workbench import at_work

if TYPE_CHECKING:
    from bookbuild.checks.epubcheck import Verdict
    from bookbuild.edition import PageStart
    from bookbuild.pdf import Printed


def prepare(folder: Path, edition_name: str | None = None) -> tuple[Edition, Style]:
    """Everything before the outputs. Raises BookError with all that stands in the way."""
    book = load(folder, edition_name)
    style = load_style(book.folder, book.design.theme, edition_name)
    passages = Kept(book.folder / "dist" / ".cache" / "passages")
    edition = compose(book, style.families, passages)
    passages.trim()
    if faults := errors((*edition.problems, *style.problems)):
        raise BookError([*faults, *(each for each in (*edition.problems, *style.problems) if each.severity is Severity.WARNING)])
    return edition, style


def build(request: Request, say: Callable[[str], None] = lambda _: None) -> Built:
    """Make the book's EPUB and PDF in `dist/`. `say` is told what is being done.

    Raises BookError where the manuscript has faults, the EPUB is not valid, or the disk refuses. Both outputs take the places
    of the last ones together, at the very end: until then, and whenever anything fails, `dist/` is as it was.
    """
    with at_work(request.folder, say) as waited:
        if not waited:
            return _made(request, say)
        now = replace(request)                     # with a fingerprint of its own
        return now.recall() or _made(now, say)


def _made(request: Request, say: Callable[[str], None]) -> Built:
    _ = request.fingerprint                        # of things as they are now: what changes from here on is for the next build
    with ExitStack() as until_done:
        press = until_done.enter_context(_press(request, say)) if "pdf" in request.outputs else None
        say("Reading the manuscript")
        edition, style = prepare(request.folder, request.edition)
        epub, pdf = _outputs(request, edition)
        drafts = until_done.enter_context(together(*filter(None, (epub, pdf))))
        printed = press(edition, style, drafts[pdf]) if press and pdf else None
        verdict = _packed(edition, style, printed, drafts[epub], request, say) if epub else None
    metadata = edition.metadata
    said = (*edition.problems, *style.problems, *(printed.problems if printed else ()), *(verdict.problems if verdict else ()))
    built = Built(
        metadata.title, metadata.byline, tuple(author.name for author in metadata.authors), edition.chapters, edition.words,
        epub, (verdict.fatals, verdict.errors, verdict.warnings) if verdict else None,
        pdf, printed.pages if printed else 0, str(printed.trim) if printed else "", printed.in_one_piece if printed else (),
        printed.composed if printed else (0, 0), tuple(dict.fromkeys(said)), edition=request.edition,
    )  # fmt: skip
    request.remember(built)
    return replace(built, outgrown=request.outgrown(built))


# Each output's rooms are loaded when it is asked for: a PDF needs no EPUB library, nor an EPUB a press.


@contextmanager
def _press(request: Request, say: Callable[[str], None]) -> "Iterator[Callable[[Edition, Style, Path], Printed]]":
    """What sets pages. With nothing kept all will have to be set: its processes start while the manuscript is read."""
    from bookbuild.pdf import Way, write_pdf  # noqa: PLC0415
    from bookbuild.pdf.workers import Workers  # noqa: PLC0415

    with Workers(request.jobs, say) as workers:
        if not (request.cache / "pages").exists() and not request.one_document:
            workers.start(_written(request.folder))
        way = Way(workers, request.one_document)
        yield lambda edition, style, out: write_pdf(edition, style, out, request.cache, way)


def _written(folder: Path) -> int:
    """How much there is to be set, roughly, before any of it is read: the bytes of its texts."""
    here = folder.resolve()
    return sum(file.stat().st_size for file in files_below(here, here) if file.suffix.lower() in SUFFIXES and file.is_file())


def _packed(
    edition: Edition, style: Style, printed: "Printed | None", draft: Path, request: Request, say: Callable[[str], None],
) -> "Verdict":  # fmt: skip
    """The EPUB, which knows the pages of the printed book, and EPUBCheck's judgement. Raises BookError where that is bad."""
    from bookbuild.checks.epubcheck import Checking  # noqa: PLC0415
    from bookbuild.epub import READERS, Packing, write_epub  # noqa: PLC0415

    say("Packing the EPUB")
    starts = printed.starts if printed else _starts_kept(edition, style, request.cache)
    problems = write_epub(edition, style, draft, Packing(READERS[request.reader], starts, request.cache))
    say("Waiting for EPUBCheck")
    with Checking(draft, request.cache) as checking:
        verdict = checking.verdict(edition)
    if verdict.fatals or verdict.errors:
        raise BookError(verdict.problems)
    return replace(verdict, problems=(*problems, *verdict.problems))


def _starts_kept(edition: Edition, style: Style, cache: Path) -> "tuple[PageStart, ...]":
    """Where the printed book's pages start, if they have been set and would now be set the same."""
    if not (cache / "starts").exists():
        return ()
    from bookbuild.pdf.folios import known_starts  # noqa: PLC0415

    return known_starts(edition, style, cache)


def _outputs(request: Request, edition: Edition) -> tuple[Path | None, Path | None]:
    """The files to write: `the-last-cell.epub`, `the-last-cell-paperback.pdf`, `the-last-cell.kepub.epub`.

    An edition may be one of the two only, unless the other is asked for by name.
    """
    name = file_name(edition.metadata.title, request.edition)
    endings = {"epub": READER_ENDINGS[request.reader], "pdf": ".pdf"}
    wanted = (edition.design.outputs or OUTPUTS) if request.outputs == OUTPUTS else request.outputs
    epub, pdf = (request.dist / f"{name}{endings[kind]}" if kind in wanted else None for kind in OUTPUTS)
    return epub, pdf


def build_all(requests: Sequence[Request], say: Callable[[str], None] = lambda _: None) -> list[Built]:
    """Make several editions; one that cannot be made keeps none of the others from it.

    What they have in common is made once. Raises BookError, when all have been tried, with what stopped any of them.
    """
    made: list[Built] = []
    stopped: dict[Problem, list[str | None]] = {}
    for request in requests:
        try:
            made.append(request.recall() or build(request, say))
        except BookError as error:
            for problem in dict.fromkeys(error.problems):
                stopped.setdefault(problem, []).append(request.edition)
    if stopped:
        raise BookError(
            problem if len(editions) == len(requests) else replace(problem, message=f"{problem.message} ({_named(editions)})")
            for problem, editions in stopped.items()
        )  # fmt: skip
    return made


def _named(editions: list[str | None]) -> str:
    return ", ".join(f"edition {name}" if name else "the book itself" for name in editions)


def file_name(title: str, edition: str | None = None) -> str:
    """`The Last Cell` becomes `the-last-cell`: letters and digits any device and mail server takes."""
    return _plain(title) + (f"-{_plain(edition)}" if edition else "")


def _plain(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain).lower()).strip("-")[:80] or "book"
