"""Proofs as a program asks for them: what is told of the pages, and what is left where one cannot be made."""

import pytest
from tiny import Make, TinyBook

from bookbuild.proving import Folded, Kind, Marked, Reading, prove


@pytest.fixture
def drafts(book: Make) -> TinyBook:
    """A book that lies beside an earlier draft of it, `../earlier`."""
    book("# One\n\nIt rained.", folder="earlier")
    return book({"01-one.md": "# One\n\nIt snowed.", "/styles/print.css": "p { colour: red }\n"})


def earlier(made: TinyBook) -> Marked:
    return Marked(str(made.folder.parent / "earlier"))


def test_what_is_said_of_the_pages_is_told_with_every_proof_of_them(drafts: TinyBook) -> None:
    kinds: tuple[Kind, ...] = (Reading(), Folded(), earlier(drafts))
    for kind in kinds:
        (problem,) = prove(drafts.folder, kind).problems
        assert (problem.code, problem.place) == ("c-004", "styles/print.css:1"), kind


def test_a_marked_draft_on_paper_and_on_the_screen_are_of_one_day(drafts: TinyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second cannot be made, or we are killed before it is, the first one stays what it was as well."""
    outputs = prove(drafts.folder, earlier(drafts)).outputs
    before = [out.read_bytes() for out in outputs]
    drafts.write({"01-one.md": "# One\n\nIt hailed."})

    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("bookbuild.epub.write_epub", broken)
    with pytest.raises(OSError, match=r"^$"):
        prove(drafts.folder, earlier(drafts))
    assert [out.suffix for out in outputs] == [".pdf", ".epub"]
    assert [out.read_bytes() for out in outputs] == before
    assert sorted(each for each in (drafts.folder / "dist").iterdir() if each.is_file()) == sorted(outputs)
    monkeypatch.undo()
    prove(drafts.folder, earlier(drafts))
    assert all(out.read_bytes() != was for out, was in zip(outputs, before, strict=True))


def test_that_an_earlier_book_toml_cannot_be_read_is_told(book: Make) -> None:
    """All its settings would seem to be new: every chapter's number, the disclaimer."""
    book("# One\n\nIt rained.", "title = “Rain”\n", folder="earlier")
    (problem,) = prove((made := book("# One\n\nIt snowed.")).folder, earlier(made)).problems
    assert (problem.code, problem.severity.value, problem.place) == ("b-001", "warning", "manuscript/book.toml:1")
    assert problem.message.startswith("the earlier draft: ")
