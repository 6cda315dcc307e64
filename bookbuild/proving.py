"""A book's folder and a kind of proof -> the proof in dist/: the road to the press, with a turning at its end for each kind."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bookbuild.build import file_name, prepare
from bookbuild.edition import Edition
from bookbuild.outputs import together, whole
from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.problems import Problem, many
from bookbuild.proofs.editing import editing_proof
from bookbuild.proofs.imposition import Imposition, impose
from bookbuild.proofs.papers import Paper, paper_named
from bookbuild.proofs.reading import reading_proof
from bookbuild.proofs.revision import revision_of
from bookbuild.proofs.submission import contact_problems, submission
from bookbuild.styles import Style
from bookbuild.workbench import at_work

if TYPE_CHECKING:
    from bookbuild.prepress.preflight.evidence import Check

Say = Callable[[str], None]
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it counts the objects of a file that it has copied, and wonders aloud


# ---- the kinds; a `paper` is the author's own, by name: None is the usual one where the book's language is at home ----


@dataclass(frozen=True, slots=True)
class Reading:
    """The book's pages as they are, with a foot that says which draft it is."""

    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Editing:
    """Numbered lines, double spaced, with a margin for the pencil."""

    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The standard manuscript; `classic` as a typewriter did it."""

    paper: str | None = None
    classic: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """Sheets to fold: signatures of so many `pages`, or one booklet of all. `creep` is points a sheet."""

    paper: str | None = None
    pages: int | None = None
    creep: float = 0.0
    marks: bool = False


@dataclass(frozen=True, slots=True)
class PrintReady:
    """The interior as a printer takes it, on a `stock` of his, in black ink alone or in `colour`."""

    printer: str
    stock: str | None = None
    bleed: bool = False
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What has changed `since` an earlier draft: a git revision, a day, or a folder."""

    since: str
    paper: str | None = None


Kind = Reading | Editing | Submission | Folded | Marked | PrintReady


@dataclass(frozen=True, slots=True)
class Proof:
    """What was made, and what is to be said of it: sizes, what to choose in the printer's dialogue, the checks of a preflight."""

    title: str
    outputs: tuple[Path, ...]
    told: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    checks: "tuple[Check, ...]" = ()
    verdict: str = ""

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(check.passed is not False for check in self.checks)


@dataclass(frozen=True, slots=True)
class Job:
    """A book ready to be proved, and who sets its pages."""

    folder: Path
    edition: Edition
    style: Style
    say: Say
    jobs: int | None = None
    name: str | None = None                        # of the edition

    @property
    def draft(self) -> str:
        """Which one it is: the day, and the commit where there is one."""
        return str(revision_of(self.folder))

    @property
    def title(self) -> str:
        """The book's."""
        return self.edition.metadata.title

    @property
    def leftward(self) -> bool:
        """Whether it is read from right to left, and its spine at the right."""
        return self.edition.metadata.direction == "rtl"

    @property
    def cache(self) -> Path:
        """Where pages are kept; proofs and the book share them."""
        return self.folder / "dist" / ".cache"

    @property
    def way(self) -> Way:
        """How pages are set."""
        return Way(Workers(self.jobs, self.say))

    def paper(self, name: str | None) -> Paper:
        """The author's own."""
        return paper_named(name, self.edition.metadata.language)

    def out(self, ending: str) -> Path:
        """`dist/the-last-cell-booklet.pdf`."""
        return self.folder / "dist" / f"{file_name(self.title, self.name)}-{ending}"

    @contextmanager
    def pages(self) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
        """The book's own pages, finished, in a file that goes away, and what was said while they were made."""
        with TemporaryDirectory(prefix="bookbuild-") as scratch:
            pages = Path(scratch) / "pages.pdf"
            printed = write_pdf(self.edition, self.style, pages, self.cache, self.way)
            self.say("Laying the pages on sheets")
            yield pages, printed.problems


def job_of(folder: Path, edition: str | None, jobs: int | None, say: Say) -> Job:
    """The book as it is now. Raises BookError with all that stands in the way; `dist/` is then as it was."""
    say("Reading the manuscript")
    composed, style = prepare(folder, edition)
    return Job(folder.resolve(), composed, style, say, jobs, edition)


def prove(folder: Path, kind: Kind, edition: str | None = None, jobs: int | None = None, say: Say = lambda _: None) -> Proof:
    """Make a proof of the book as it is now. Raises BookError with all that stands in the way; `dist/` is then as it was."""
    with at_work(folder, say):
        return _proved(job_of(folder, edition, jobs, say), kind)


def _proved(job: Job, kind: Kind) -> Proof:
    match kind:
        case Reading():
            return _reading(job, kind)
        case Editing():
            return _editing(job, kind)
        case Submission():
            return _submission(job, kind)
        case Folded():
            return _folded(job, kind)
        case Marked():
            return _marked(job, kind)
        case PrintReady():
            return _print_ready(job, kind)


def _reading(job: Job, kind: Reading) -> Proof:
    paper, out = job.paper(kind.paper), job.out("proof.pdf")
    draft = job.draft
    with job.pages() as (pages, problems):
        sheets = reading_proof(pages, out, paper, ("DRAFT", f"{job.title} · {draft}"), job.cache)
    return Proof(job.title, (out,), (f"{many(sheets, 'page')} on {paper.name}, {draft}",), problems)


def _editing(job: Job, kind: Editing) -> Proof:
    paper, out, draft = job.paper(kind.paper), job.out("edit.pdf"), job.draft
    edition, style = editing_proof(job.edition, job.style, paper, f"EDIT · {draft}")
    printed = write_pdf(edition, style, out, job.cache, job.way)
    return Proof(job.title, (out,), (f"{many(printed.pages, 'page')} on {paper.name}, lines numbered, {draft}",), printed.problems)


def _submission(job: Job, kind: Submission) -> Proof:
    paper, out = job.paper(kind.paper), job.out("manuscript.pdf")
    edition, style = submission(job.edition, job.style, paper, classic=kind.classic)
    printed = write_pdf(edition, style, out, job.cache, job.way)
    told = f"{many(printed.pages, 'page')} on {paper.name}, in standard manuscript format"
    return Proof(job.title, (out,), (told,), (*contact_problems(job.edition.metadata), *printed.problems))


def _folded(job: Job, kind: Folded) -> Proof:
    out = job.out(f"signatures-{kind.pages}.pdf" if kind.pages else "booklet.pdf")
    plan = Imposition(job.paper(kind.paper), kind.pages, kind.creep, kind.marks, job.leftward)
    with job.pages() as (pages, problems):
        made = impose(pages, out, plan)
    return Proof(job.title, (out,), (str(made), *made.instructions), (*problems, *made.problems))


def _marked(job: Job, kind: Marked) -> Proof:
    """On paper and for a device, both or neither; nothing where nothing has changed."""
    from bookbuild.epub import Packing, write_epub  # noqa: PLC0415 - no other proof is an EPUB, or compares
    from bookbuild.proofs.marked import marked, not_understood, read_earlier  # noqa: PLC0415
    from bookbuild.proofs.marked.bars import bars  # noqa: PLC0415
    from bookbuild.proofs.marked.dress import on_paper, on_screen  # noqa: PLC0415
    from bookbuild.proofs.since import earlier_draft  # noqa: PLC0415

    pdf, epub, paper = job.out("marked.pdf"), job.out("marked.epub"), job.paper(kind.paper)
    with earlier_draft(job.folder, kind.since) as (folder, was):
        job.say(f"Comparing with {was}")
        old = read_earlier(folder, job.name, job.style.families, job.cache)
        made = marked(old, job.edition, str(was), job.draft)
    if not made.changed:
        return Proof(job.title, (), (made.told,))
    edition, style = on_paper(made.edition, job.style)
    with together(pdf, epub) as drafts, replace(job, edition=edition, style=style).pages() as (pages, problems):
        drawn = bars(pages, leftward=job.leftward)
        sheets = reading_proof(pages, drafts[pdf], paper, ("MARKED", made.feet), job.cache, drawn=drawn)
        packed = write_epub(*on_screen(made.edition, job.style, made.was), drafts[epub], Packing(cache=job.cache))
    told = f"{many(sheets, 'page')} on {paper.name}, changes on {sum(map(bool, drawn)):,} of them"
    return Proof(job.title, (pdf, epub), (made.told, told), tuple(dict.fromkeys((*not_understood(old), *problems, *packed))))


def _print_ready(job: Job, kind: PrintReady) -> Proof:
    """A file that fails the preflight gets a name that nobody uploads by mistake, and the last good one stays."""
    # What a printer's file takes is loaded by those alone who want one.
    from bookbuild.prepress.interior import print_ready  # noqa: PLC0415
    from bookbuild.prepress.preflight import preflight  # noqa: PLC0415
    from bookbuild.prepress.preflight.demands import Expected  # noqa: PLC0415
    from bookbuild.prepress.printers import printer_named  # noqa: PLC0415
    from bookbuild.prepress.shown import shown_in  # noqa: PLC0415

    printer, style = printer_named(kind.printer), replace(job.style, ink="colour" if kind.colour else "black")
    stock = printer.stock(kind.stock).name if kind.stock else None
    with TemporaryDirectory(prefix="bookbuild-") as scratch:
        pages = Path(scratch) / "interior.pdf"
        made = print_ready(
            job.edition, style, printer, pages, job.cache, job.say, bleed=kind.bleed, paper=stock, way=job.way,
        )  # fmt: skip
        job.say("Looking the file over")
        expected = Expected(made.trim, made.bleed, not kind.colour, stock, job.leftward)
        judged = preflight(pages, printer, expected, shown_in(job.edition))
        ready, failed = job.out(f"{printer.name}.pdf"), job.out(f"{printer.name}-not-ready.pdf")
        with whole(ready if judged.passed else failed) as draft:
            shutil.copyfile(pages, draft)
    if judged.passed:
        failed.unlink(missing_ok=True)
    out = ready if judged.passed else failed
    return Proof(job.title, (out,), (str(made), *made.history), made.problems, judged.checks, judged.verdict)
