"""A folder and a wish -> a proof in dist/: the road to the press, with a turning at its end for each kind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.build import file_name, prepare
from bookbuild.edition import Edition
from bookbuild.outputs import sweep
from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.problems import Problem, many
from bookbuild.proofs.papers import Paper, paper_named
from bookbuild.proofs.reading import reading_proof
from bookbuild.proofs.revision import revision_of
from bookbuild.styles import Style

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for: of which book, which of the KINDS of proofs, and how."""

    folder: Path
    kind: str = "reading"
    edition: str | None = None
    paper: str | None = None                       # by name; None: the usual one where the book's language is at home
    jobs: int | None = None
    pages: int | None = None                       # in a signature
    creep: float = 0.0                             # points a sheet
    marks: bool = False
    since: str | None = None
    printer: str | None = None
    bleed: bool = False
    classic: bool = False

    @property
    def dist(self) -> Path:
        """Where the proof goes."""
        return self.folder.resolve() / "dist"

    @property
    def cache(self) -> Path:
        """Where pages are kept; a proof and the book share them."""
        return self.dist / ".cache"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was made, and what is to be said of it; `passed` is what a preflight says."""

    title: str
    outputs: tuple[Path, ...]
    told: tuple[str, ...]                          # of each output, a line or several: sizes, what to choose in the printer's dialogue
    problems: tuple[Problem, ...] = ()
    passed: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """A book ready to be proved."""

    wish: Wish
    edition: Edition
    style: Style
    say: Say

    @property
    def paper(self) -> Paper:
        """The author's own."""
        return paper_named(self.wish.paper, self.edition.metadata.language)

    def out(self, name: str) -> Path:
        """`dist/the-last-cell-booklet.pdf`."""
        return self.wish.dist / f"{file_name(self.edition.metadata.title, self.wish.edition)}-{name}"


def prove(wish: Wish, say: Say = lambda _: None) -> Proof:
    """Make a proof of the book as it is now. Raises BookError with all that stands in the way; `dist/` is then as it was."""
    say("Reading the manuscript")
    edition, style = prepare(wish.folder, wish.edition)
    sweep(wish.dist)
    job = Job(wish, edition, style, say)
    return KINDS[wish.kind](job)


@contextmanager
def _pages(job: Job) -> Iterator[Path]:
    """The book's own pages, finished, in a file that goes away."""
    with TemporaryDirectory(prefix="bookbuild-") as scratch:
        pages = Path(scratch) / "pages.pdf"
        write_pdf(job.edition, job.style, pages, job.wish.cache, Way(Workers(job.wish.jobs, job.say)))
        job.say("Laying the pages on sheets")
        yield pages


def _reading(job: Job) -> Proof:
    out, title = job.out("proof.pdf"), job.edition.metadata.title
    revision = revision_of(job.wish.folder)
    with _pages(job) as pages:
        sheets = reading_proof(pages, out, job.paper, ("DRAFT", f"{title} · {revision}"), job.wish.cache)
    return Proof(title, (out,), (f"{many(sheets, 'page')} on {job.paper.name}, {revision}",))


KINDS: dict[str, Callable[[Job], Proof]] = {
    "reading": _reading,
}
