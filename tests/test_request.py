"""What was asked for, and whether it is still what was made the last time."""

from pathlib import Path

import pytest
from tiny import Make, TinyBook

from bookbuild.build import build, prepare
from bookbuild.pdf.stitch import MOST, _File
from bookbuild.problems import BookError
from bookbuild.request import Built, Request

CHAPTER = "# One\n\nText."


def remembered(made: TinyBook) -> Request:
    """A request whose outputs are there."""
    request = Request(made.folder, ("pdf",))
    request.dist.mkdir(exist_ok=True)
    pdf = request.dist / "book.pdf"
    pdf.write_bytes(b"%PDF")
    request.remember(Built("Book", "", (), 1, 2, pdf=pdf, pages=1))
    return request


def unchanged(made: TinyBook) -> bool:
    return Request(made.folder, ("pdf",)).recall() is not None


def test_nothing_has_changed(book: Make) -> None:
    made = book(CHAPTER)
    remembered(made)
    assert unchanged(made)


@pytest.mark.parametrize(
    "name", ["manuscript/01.md", "manuscript/new.md", "manuscript/images/map.png", "styles/print.css", "house/paper.css", "book.toml"],
)  # fmt: skip
def test_a_file_has(book: Make, name: str) -> None:
    made = book(CHAPTER)
    remembered(made)
    file = made.folder / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text("other")
    assert not unchanged(made)


def test_what_a_link_leads_to_outside_is_not_looked_at(book: Make, tmp_path: Path) -> None:
    made, secret = book(CHAPTER), tmp_path / "secret.txt"
    secret.write_text("one")
    (made.folder / "manuscript" / "images").mkdir()
    (made.folder / "manuscript" / "images" / "map.png").symlink_to(secret)
    remembered(made)
    secret.write_text("two")
    assert unchanged(made)


def test_a_virtual_environment_beside_the_chapters_hides_none_of_them(book: Make) -> None:
    made = book({"01.md": CHAPTER, "/pyvenv.cfg": "home = /usr"})
    remembered(made)
    made.write({"01.md": CHAPTER + " More."})
    assert not unchanged(made)


@pytest.mark.parametrize("what", ["removed", "changed"])
def test_an_output_that_is_not_as_it_was_is_made_again(book: Make, what: str) -> None:
    made = book(CHAPTER)
    pdf = remembered(made).dist / "book.pdf"
    if what == "removed":
        pdf.unlink()
    else:
        pdf.write_bytes(b"%PDF other")
    assert not unchanged(made)


def test_another_request_is_another_matter(book: Make) -> None:
    made = book(CHAPTER)
    remembered(made)
    assert Request(made.folder, ("epub",)).recall() is None
    assert Request(made.folder, ("pdf",), "large").recall() is None


def test_what_is_remembered_is_what_was_built(book: Make) -> None:
    made = book(CHAPTER)
    built = Built("Book", "A", ("A",), 1, 2, in_one_piece=("so",), composed=(3, 4))
    request = Request(made.folder, ("pdf",))
    request.remember(built)
    recalled = request.recall()
    assert recalled
    assert recalled.unchanged
    assert (recalled.title, recalled.authors, recalled.in_one_piece, recalled.pdf) == ("Book", ("A",), ("so",), None)
    assert recalled.composed == (3, 4)


def test_a_theme_outside_the_folder_is_none(book: Make, tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir(exist_ok=True)
    (house / "paper.css").write_text("")
    (house / "screen.css").write_text("")
    made = book({"01.md": CHAPTER, "book.toml": 'title = "T"\ntheme = "../house"\n'})
    with pytest.raises(BookError) as told:
        prepare(made.folder)
    assert [problem.code for problem in told.value.problems] == ["b-020"]


@pytest.mark.parametrize("css", ["@page { margin 2cm; }", "@media print { garbage }", "@page { @top-left { content 'x' } }"])
def test_a_slip_inside_a_block_is_told_at_its_line(book: Make, css: str) -> None:
    made = book({"01.md": CHAPTER, "/styles/print.css": f"p {{ color: red }}\n{css}\n"})
    with pytest.raises(BookError) as told:
        prepare(made.folder)
    assert [str(problem).startswith("styles/print.css:2:") for problem in told.value.problems] == [True]


def test_a_document_of_very_many_objects(tmp_path: Path) -> None:
    """An object stream holds so many, and a row of the cross-reference stream counts no further than 65,535."""
    with (tmp_path / "many.pdf").open("wb") as handle:
        file = _File(handle)
        first = file.take(70_000)
        numbers = range(first, first + 70_000)
        file.objects(numbers, [b"null"] * len(numbers))
        assert len({file.entries[number][1:5] for number in numbers}) == 70_000 / MOST


def test_what_was_made_under_another_title_is_named_while_it_lies_there(book: Make) -> None:
    """A person may send the wrong one, and a shelf would show both."""
    made = book("# A", 'title = "Ebb"\n')
    (made.folder / "dist").mkdir()
    (made.folder / "dist" / "mine.pdf").write_bytes(b"mine")
    assert build(Request(made.folder, ("pdf",))).outgrown == ()
    made.write({"book.toml": 'title = "Flood"\n'})
    assert build(Request(made.folder, ("pdf",))).outgrown == ("ebb.pdf",)
    again = Request(made.folder, ("pdf",)).recall()
    assert again
    assert again.outgrown == ("ebb.pdf",)
    (made.folder / "dist" / "ebb.pdf").unlink()
    again = Request(made.folder, ("pdf",)).recall()
    assert again
    assert again.outgrown == ()
