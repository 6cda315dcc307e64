"""A typeface of the author's own on paper: found by whatever name its file has, and told where it has not what the book wants."""

from pathlib import Path, PurePath

import pytest
from outside import said
from printed_pages import typeset
from test_epub_fonts import between, cut, saved
from tiny import Files, Make

from bookbuild.press.brought import LACKS
from bookbuild.press.layout import Case
from bookbuild.problems import BookError, Problem
from bookbuild.styles import find_theme
from bookbuild.stylesheet import Sheet

FONTS = find_theme(Path(), "classic") / "fonts"
MONO, MONO_ITALIC, MONO_BOLD = (FONTS / f"IBMPlexMono-{name}.ttf" for name in ("Regular", "Italic", "Bold"))
GARAMOND = FONTS / "EBGaramond-Regular.ttf"
PRINT = PurePath("styles/print.css")
MINE = '\n@font-face { font-family: "Mine"; src: url("Mine.ttf") }\n'
ITALIC = '@font-face { font-family: "Mine"; font-style: italic; src: url("Mine-Italic.ttf") }\n'
BOLD = '@font-face { font-family: "Mine"; font-weight: bold; src: url("Mine-Bold.ttf") }\n'
BOTH = '@font-face { font-family: "Mine"; font-weight: bold; font-style: italic; src: url("Mine-BoldItalic.ttf") }\n'
TEXT = 'p { font-family: "Mine", serif } .lead { font-variant-caps: small-caps }\n'
FILES = {"Mine.ttf": MONO, "Mine-Italic.ttf": MONO_ITALIC, "Mine-Bold.ttf": MONO_BOLD, "Mine-BoldItalic.ttf": MONO_BOLD}


def told(css: str, text: str, files: dict[str, Path] = FILES, path: PurePath | None = PRINT) -> list[Problem]:
    """What is said of a paragraph."""
    laid = Case(files).lay_out(f"<html><body><p>{text}</p></body></html>", (Sheet(css, path),))
    return [problem for problem in laid.problems if problem.code.startswith("c-")]


# ---- files by any name ----


@pytest.mark.parametrize(
    ("name", "url"), [("My Mono.ttf", "My Mono.ttf"), ("My Mono.ttf", "My%20Mono.ttf"), ("Schöne #1.ttf", "Schöne #1.ttf")],
)  # fmt: skip
def test_a_font_is_found_by_whatever_name_its_file_has(book: Make, name: str, url: str) -> None:
    sheet = MINE.replace("Mine.ttf", url) + ':root { --body-face: "Mine", serif } h1 { font-family: "Mine", serif }'
    files: Files = {"01.md": "# A\n\nText.", "/styles/book.css": sheet, f"/styles/{name}": MONO.read_bytes()}
    made = book(files)
    printed, _ = typeset(made)
    assert "Mine" in said("pdffonts", str(printed.path))
    assert "EB-Garamond" not in said("pdffonts", str(printed.path))
    assert "EPUB/fonts/mine-400.ttf" in made.epub().names


@pytest.mark.parametrize(
    "content", [b"hello", b"", MONO.read_bytes()[:3000], MONO.read_bytes()[:60000]], ids=["a text", "empty", "three pages", "half"],
)  # fmt: skip
def test_a_font_that_cannot_be_read_stops_the_book(book: Make, content: bytes) -> None:
    sheet = '\n:root { --body-face: "Mine", serif }\n@font-face {\n  font-family: "Mine";\n  src: url("My Mono.ttf")\n}'
    made = book({"01.md": "# A\n\nText.", "/styles/print.css": sheet, "/styles/My Mono.ttf": content})
    for _ in range(2):                             # what has been set is kept: it is told all the same
        with pytest.raises(BookError) as stopped:
            typeset(made)
        (problem,) = stopped.value.problems
        assert (problem.code, problem.place, problem.severity) == ("c-007", "styles/print.css:5", "error")
        assert problem.message == "not a font that can be read: My Mono.ttf"
        assert problem.hint == "put a .ttf, .otf or .woff2 file in its place"
    made.write({"/styles/My Mono.ttf": MONO.read_bytes()})
    printed, _ = typeset(made)
    assert "Mine" in said("pdffonts", str(printed.path))


def test_a_face_that_only_other_machines_have_is_told() -> None:
    (problem,) = told('\n\n@font-face { font-family: "Mine"; src: local("No Such Face") }' + TEXT, "Text.")
    assert (problem.code, problem.place, problem.message) == ("c-007", "styles/print.css:3", "not on this machine: the face “Mine”")


def test_one_source_that_can_be_read_is_enough() -> None:
    css = '@font-face { font-family: "Mine"; src: local("No Such Face"), url(Mine.ttf) }' + TEXT
    assert told(css, "Text.") == []


# ---- styles that a family does not have ----

WANTED = {
    "<em>Never</em> again.": "italic",
    "<strong>Never</strong> again.": "bold",
    '<span class="lead">Never</span> again.': "small capitals",
}


@pytest.mark.parametrize("text", WANTED)
def test_what_a_face_has_not_is_told_where_the_book_wants_it(text: str) -> None:
    (problem,) = told(MINE + TEXT, text)
    assert (problem.code, problem.place, problem.severity) == ("c-010", "styles/print.css:2", "warning")
    assert problem.message.startswith(f"the face “Mine” has no {WANTED[text]}: ")
    assert told(MINE + TEXT, "Never again.") == []


@pytest.mark.parametrize(
    ("have", "text", "rule"), [("", "<em>x</em>", ITALIC), ("", "<b>x</b>", BOLD), (ITALIC + BOLD, "<b><i>x</i></b>", BOTH)],
)  # fmt: skip
def test_the_rule_to_add_is_the_one_that_mends_it(have: str, text: str, rule: str) -> None:
    (problem,) = told(MINE + have + TEXT, text)
    assert problem.hint == rule.strip()
    assert told(MINE + have + f"{problem.hint}\n" + TEXT, text) == []


def test_a_family_of_four_files_lacks_nothing() -> None:
    assert told(MINE + ITALIC + BOLD + BOTH + TEXT, "<em>x</em> <b>x <i>x</i></b>") == []


@pytest.mark.parametrize(
    ("regular", "italic"),
    [("Mine-Regular.ttf", "Mine-Italic.ttf"), ("fonts/Mine Roman.otf", "fonts/Mine-Italic.otf"), ("MyMono.ttf", "MyMono-Italic.ttf")],
)
def test_the_file_to_look_for_is_called_as_its_neighbours_are(regular: str, italic: str) -> None:
    (problem,) = told(MINE.replace("Mine.ttf", regular) + TEXT, "<em>x</em>", {regular: MONO})
    assert f'url("{italic}")' in (problem.hint or "")


def test_a_face_with_small_capitals_wants_none() -> None:
    assert told(MINE + TEXT, '<span class="lead">Never</span> again.', {"Mine.ttf": GARAMOND}) == []


def test_one_file_may_hold_all_weights(tmp_path: Path) -> None:
    file = tmp_path / "Mine[wght].ttf"
    file.write_bytes(saved(between(cut(GARAMOND, "x", ("smcp",)), cut(FONTS / "EBGaramond-Bold.ttf", "x", ("smcp",)))))
    (problem,) = told(MINE + TEXT, "<b>x</b> <em>x</em>", {"Mine.ttf": file})
    assert problem.message.startswith("the face “Mine” has no italic")


def test_what_is_set_in_another_face_is_nothing_to_a_faces_lacks() -> None:
    assert told(MINE + 'h1 { font-family: "Mine" } p { font-family: serif }', "<em>x</em> <b>x</b>") == []
    assert told(MINE + 'p { font-family: serif, "Mine" }', "<em>x</em>") == []


def test_of_a_shipped_themes_faces_nobody_wants_to_hear() -> None:
    assert told(MINE + TEXT, "<em>x</em>", path=None) == []


def test_an_authors_italic_completes_a_themes_family() -> None:
    laid = Case(FILES).lay_out("<html><body><p><em>x</em></p></body></html>", (Sheet(MINE + TEXT, None), Sheet(ITALIC, PRINT)))
    assert laid.problems == []


def test_a_book_says_it_once(book: Make) -> None:
    sheet = '@font-face { font-family: "Mine"; src: url("MyMono.ttf") }\n:root { --body-face: "Mine", serif; --opening: plain }'
    chapter = "# A\n\nIt was *never*\nmine.\n"
    files: Files = {"01.md": chapter, "02.md": chapter, "/styles/print.css": sheet, "/styles/MyMono.ttf": MONO.read_bytes()}
    _, printed = typeset(book(files))
    (problem,) = printed.problems
    assert str(problem) == (
        "styles/print.css:1: c-010: the face “Mine” has no italic: *emphasis* will not be seen\n"
        '    @font-face { font-family: "Mine"; font-style: italic; src: url("MyMono-Italic.ttf") }'
    )


def test_every_lack_is_spoken_of() -> None:
    assert LACKS.keys() | {"small capitals"} == {*WANTED.values(), "bold italic"}
