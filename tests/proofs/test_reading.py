"""The reading proof: the book's own pages on the author's own paper, with a foot that says which draft it is."""

from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from outside import said
from tiny import Finished, Make, bookbuild, typed

from bookbuild.problems import BookError
from bookbuild.proofs.papers import PAPERS, paper_named
from bookbuild.proofs.reading import reading_proof
from bookbuild.proofs.revision import Revision, revision_of

FOOT = ("DRAFT", 'The “Bag” \\ "Round" · 2026-11-24 · 649799b')


@pytest.fixture(scope="module")
def proof(sample: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book, proved on A4."""
    out = tmp_path_factory.mktemp("proof") / "proof.pdf"
    assert reading_proof(sample.pdf, out, PAPERS["a4"], FOOT, sample.folder / "dist" / ".cache") == sample.said["pdf"]["pages"]
    return out


def texts(file: Path, inside: tuple[float, float, float, float]) -> list[str]:
    """The letters of each page that are inside (left, bottom, right, top); spaces are a reader's guess."""
    document = pypdfium2.PdfDocument(file)
    return ["".join(page.get_textpage().get_text_bounded(*inside).split()) for page in document]


def test_a_page_lies_in_the_middle_of_the_sheet(proof: Path) -> None:
    with pikepdf.open(proof) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = map(float, page.mediabox)
            assert [right - left, top - bottom] == pytest.approx([595.276, 841.89], abs=0.01)
            assert list(map(float, page.trimbox)) == pytest.approx([0, 0, 396, 612])
            assert [left + right, bottom + top] == pytest.approx([396, 612], abs=0.01)
            assert page.cropbox == page.mediabox


def test_the_pages_are_the_books_own(proof: Path, sample: Finished) -> None:
    assert texts(proof, (0, 0, 396, 612)) == texts(sample.pdf, (0, 0, 396, 612))


def test_every_foot_says_which_draft_and_which_page_it_is(proof: Path) -> None:
    feet = texts(proof, (-100, -115, 500, -20))
    for number, text in enumerate(feet, 1):
        assert text == "".join([*FOOT, str(number), "/", str(len(feet))]).replace(" ", "")


def test_links_bookmarks_and_tags_stay(proof: Path, sample: Finished) -> None:
    with pikepdf.open(proof) as made, pikepdf.open(sample.pdf) as book:
        for pdf in (made, book):
            assert pdf.Root.MarkInfo.Marked
        assert [len(page.get("/Annots", [])) for page in made.pages] == [len(page.get("/Annots", [])) for page in book.pages]
        with made.open_outline() as ours, book.open_outline() as theirs:
            assert [each.title for each in ours.root] == [each.title for each in theirs.root]
        stamped = made.pages[0].Contents[-1].read_bytes()
        assert b"/Artifact BMC" in stamped


def test_other_programs_take_it(proof: Path) -> None:
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(proof))
    fonts = said("pdffonts", str(proof)).splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in line for line in fonts)


def test_a_sheet_has_to_be_larger_than_the_page(sample: Finished, tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        reading_proof(sample.pdf, tmp_path / "proof.pdf", PAPERS["a5"], FOOT, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("p-026", "a page of 5.5 × 8.5 in and the foot of the proof do not fit on A5")
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize(("language", "paper"), [
    ("en-US", "Letter"), ("es-MX", "Letter"), ("fr-CA", "Letter"), ("en-GB", "A4"), ("en", "A4"), ("zh-Hans-CN", "A4"), ("de", "A4"),
])
def test_the_usual_paper_is_that_of_the_country(language: str, paper: str) -> None:
    assert paper_named(None, language).name == paper
    assert paper_named("TABLOID", language).name == "Tabloid"


def test_a_paper_nobody_makes() -> None:
    with pytest.raises(BookError) as caught:
        paper_named("a44", "en")
    assert [(each.code, each.message) for each in caught.value.problems] == [("p-020", "no paper 'a44'")]


def git(folder: Path, *arguments: str) -> None:
    said("git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments)


def test_a_revision_is_the_day_and_the_commit(book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    made = book({"01-one.md": "# One", "images/a.txt": "a"})
    assert revision_of(made.folder) == Revision(date(2026, 9, 21))
    git(made.folder, "init")
    assert revision_of(made.folder) == Revision(date(2026, 9, 21)), "a repository without a commit"
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-m", "one")
    commit = revision_of(made.folder).commit
    assert commit
    assert not commit.endswith("+")
    made.write({"01-one.md": "# Two"})
    assert revision_of(made.folder).commit == f"{commit}+"
    assert str(revision_of(made.folder)) == f"2026-09-21 · {commit}+"
    made.write({"01-one.md": "# One", "02-new.md": "# New"})
    assert revision_of(made.folder).commit == f"{commit}+"


def test_a_repository_runs_none_of_its_own_programs(book: Make) -> None:
    """git asks hooks, filters and monitors that a stranger's .git/config may name."""
    made = book("# One")
    git(made.folder, "init")
    made.write({"/.gitattributes": "* filter=evil\n"})
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-m", "one")
    program = f"touch {made.folder}/it-ran; cat"
    for key in ("filter.evil.clean", "filter.evil.smudge", "core.fsmonitor", "core.pager", "diff.external"):
        git(made.folder, "config", key, program)
    made.write({"01-one.md": "# Other"})
    assert str(revision_of(made.folder).commit).endswith("+")
    assert not (made.folder / "it-ran").exists()


def test_the_command_says_where_the_proof_is(book: Make) -> None:
    made = book("# One\n\nText.", 'title = "A Tale"\nlanguage = "en-US"\n')
    done = bookbuild("proof", made.folder, environment={"SOURCE_DATE_EPOCH": "1790000000"})
    assert done.returncode == 0, done.stderr
    assert (made.folder / "dist" / "a-tale-proof.pdf").exists()
    assert "on Letter, 2026-09-21" in done.stdout
    wrong = typed("proof", made.folder, "--paper", "a44")
    assert wrong.returncode == 1
    assert "error: p-020: no paper 'a44'" in wrong.stderr
    both = typed("proof", made.folder, "--edit", "--booklet")
    assert both.returncode == 2
    assert "--edit or --booklet" in both.stderr
