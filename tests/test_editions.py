"""Editions: what each of them leaves out, is, and is called; and that what they have in common is made once."""

import json

import pytest
from tiny import Files, Make, typed

from bookbuild.book import Role
from bookbuild.build import prepare
from bookbuild.manuscript import editions

SHELF: Files = {
    "00-dedication.md": "For Pim.",
    "01-one.md": "# One\n\nA text.[^1]\n\n[^1]: A note.\n\n::: content-note\nRain.\n:::",
    "part-2-more/02-two.md": "# Two\n\nMore.",
    "90-also-by.md": "# Also by\n\nNothing yet.",
    "91-bonus.md": "---\nrole: appendix\n---\n# A bonus\n\nFree.",
}


def written(*left_out: str) -> str:
    return f'title = "T"\n[disclaimer]\nkind = "fiction"\n[edition.paperback]\nleave-out = {json.dumps(left_out)}\n'


@pytest.mark.parametrize(("left_out", "gone"), [
    (("also-by",), {"also-by"}),
    (("Also by", "dedication"), {"also-by", "dedication"}),
    (("91-bonus.md",), {"appendix"}),
    (("part-2-more",), {"part-1", "chapter-02"}),
    (("part-2-more/02-two.md",), {"part-1", "chapter-02"}),
    (("disclaimer", "half-title", "content-notes"), {"disclaimer", "half-title", "content-notes"}),
])
def test_an_edition_does_without_what_it_names(book: Make, left_out: tuple[str, ...], gone: set[str]) -> None:
    made = book(SHELF, written(*left_out))
    whole, less = (made.compose(edition) for edition in (None, "paperback"))
    assert not less.problems
    assert {each.name for each in whole.documents} - {each.name for each in less.documents} == gone
    listed = "".join(each.body for each in less.documents if each.role is Role.CONTENTS)
    assert not any(f"{name}.xhtml" in listed for name in gone)


@pytest.mark.parametrize(("name", "message", "hint"), [
    ("91-bonos.md", "`leave-out` names '91-bonos.md', which is not in the book", 'did you mean "91-bonus.md"?'),
    ("alsoby", "`leave-out` names 'alsoby', which is not in the book", 'did you mean "also-by"?'),
    ("chapter", "`leave-out`: a book cannot do without 'chapter'", "name a file instead, as it is called in manuscript/"),
])
def test_what_cannot_be_left_out_is_told_at_its_line(book: Make, name: str, message: str, hint: str) -> None:
    (problem,) = book(SHELF, written(name)).compose("paperback").problems
    assert (problem.code, problem.line, problem.message, problem.hint) == ("b-014", 5, message, hint)


def test_a_role_that_the_book_has_not_is_easily_left_out(book: Make) -> None:
    assert not book("# A\n\nText.", 'title = "T"\nleave-out = ["acknowledgments"]\n').compose().problems


def test_a_number_by_itself_is_that_of_the_edition(book: Make) -> None:
    made = book("A", 'title = "T"\nisbn = "9780306406157"\n[edition.paperback]\nisbn = "9781861972712"\n[edition.gift]\ntrim = "a6"\n')
    assert made.load().metadata.isbn == (("ebook", "9780306406157"),)
    assert made.load("paperback").metadata.isbn == (("paperback", "9781861972712"),)
    assert made.load("gift").metadata.isbn == (("ebook", "9780306406157"),)


def test_outputs_are_epub_or_pdf(book: Make) -> None:
    made = book("A", 'title = "T"\n[edition.a]\noutputs = "pdf"\n[edition.b]\noutputs = ["mobi"]\n')
    assert made.load("a").design.outputs == ("pdf",)
    (problem,) = made.load("b").problems
    assert (problem.code, problem.line) == ("b-015", 5)


def test_the_names_of_editions_are_known_without_reading_the_book(book: Make) -> None:
    assert editions(book("A", 'title = "T"\n[edition.b]\ntrim = "a5"\n[edition.a]\ntrim = "a6"\n').folder) == ("b", "a")
    assert editions(book("A", 'title = "T"\nedition = 3', "odd").folder) == ()
    assert editions(book("A", "title = ", "broken").folder) == ()


@pytest.mark.usefixtures("lenient")
def test_all_editions_are_made_and_what_they_share_is_set_once(book: Make) -> None:
    made = book(SHELF, """
        title = "T"
        [edition.paperback]
        outputs = "pdf"
        isbn = "9780306406157"
        [edition.small]
        outputs = "pdf"
        trim = "a6"
    """)
    pages = made.folder / "dist" / ".cache" / "pages"

    def sheaves() -> int:
        return len(list(pages.glob("*.sheaf")))

    assert typed("build", made.folder, "--only", "pdf", "-q").returncode == 0
    first = sheaves()
    done = typed("build", made.folder, "--all-editions", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)["editions"]
    assert [(each["edition"], bool(each["epub"])) for each in said] == [(None, True), ("paperback", False), ("small", False)]
    assert sorted(each.name for each in (made.folder / "dist").glob("t*")) == ["t-paperback.pdf", "t-small.pdf", "t.epub", "t.pdf"]
    assert said[2]["pdf"]["trim"] == "105 × 148 mm"
    # Of the paperback only the copyright page is another, and the faces, for its digits; the small one is all new.
    assert sheaves() <= 2 * first + 2
    again = typed("build", made.folder, "--all-editions")
    assert again.stdout.count("Nothing has changed") == 3


def test_one_edition_at_fault_keeps_the_others_not_from_being_made(book: Make) -> None:
    made = book(SHELF, 'title = "T"\n[edition.bad]\ntrim = "huge"\n[edition.good]\noutputs = "pdf"\n')
    done = typed("build", made.folder, "--all-editions", "--only", "pdf")
    assert done.returncode == 1
    assert "book.toml:3: error: b-011" in done.stderr
    assert "(edition bad)" in done.stderr
    assert sorted(each.name for each in (made.folder / "dist").glob("*.pdf")) == ["t-good.pdf", "t.pdf"]


def test_a_mistyped_edition_has_a_near_one(book: Make) -> None:
    (problem,) = book("A", 'title = "T"\n[edition.paperback]\ntrim = "a5"\n').load("paperbck").problems
    assert problem.hint == "--edition paperback"


def test_an_editions_pages_are_looked_at(book: Make) -> None:
    made = book({"01.md": "# A\n\n![x](gone.png)\n", "02.md": "# B\n\nT.\n"}, 'title = "T"\n[edition.bare]\nleave-out = ["01.md"]\n')
    assert "m-030" in typed("check", made.folder, "--pages").stderr
    assert "m-030" not in typed("check", made.folder, "--pages", "--edition", "bare").stderr
    assert "b-013" in typed("check", made.folder, "--edition", "bear").stdout


def test_an_edition_has_a_sheet_of_its_own(book: Make) -> None:
    """For both outputs, after the others; one that is called like an output is that output's."""
    sheets = {"/styles/print.css": ":root { --body-size: 12pt }", "/styles/large.css": ":root { --body-size: 16pt }\np { color: red }"}
    made = book({"01.md": "# A", **sheets}, 'title = "T"\n[edition.large]\ntrim = "a5"\n[edition.print]\ntrim = "a5"\n')
    plain, large, named = (prepare(made.folder, edition)[1] for edition in (None, "large", "print"))
    assert ["16pt" in "".join(sheet.css for sheet in style.paper) for style in (plain, large, named)] == [False, True, False]
    assert ["color: red" in style.screen for style in (plain, large, named)] == [False, True, False]
    assert large.problems == ()
