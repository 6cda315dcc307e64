"""A theme and the author's sheets become one style for the screen and one for the page."""

import re
from pathlib import Path

import pytest
import tinycss2
from tiny import Make

import bookbuild
from bookbuild.problems import BookError
from bookbuild.styles import Style, load_style, themes


def style(make: Make, **sheets: str) -> Style:
    made = make({"01.md": "# A"} | {f"/styles/{name}.css": css for name, css in sheets.items()})
    return load_style(made.folder, "classic")


def paper(style: Style) -> str:
    return "\n".join(sheet.css for sheet in style.paper)


def test_a_shipped_theme_has_no_faults_and_brings_its_fonts(book: Make) -> None:
    for theme in themes():
        made = load_style(book("# A", folder=theme).folder, theme)
        assert made.problems == ()
        assert made.fonts
        assert all(file.is_file() for file in made.fonts.values())
        assert made.families


def test_each_font_of_a_theme_comes_with_its_licence() -> None:
    for folder in (Path(bookbuild.__file__).parent / "themes").glob("*/fonts"):
        assert list(folder.glob("OFL*.txt")), folder


def test_the_cascade_theme_then_both_then_one(book: Make) -> None:
    made = style(book, book="p { x: both }", epub="p { x: screen }", print="p { x: page }")
    assert re.findall(r"x: ?(\w+)", made.screen) == ["both", "screen"]
    assert re.findall(r"x: ?(\w+)", paper(made)) == ["both", "page"]


def test_a_dial_turned_in_the_authors_sheet_turns_the_theme(book: Make) -> None:
    made = style(book, print=":root { --body-size: 13pt; --opening: drop-cap }")
    assert "font: 13pt/" in paper(made)
    assert made.opening == "drop-cap"
    assert style(book, epub=":root { --paragraph-indent: 3em }").screen.count("text-indent: 3em") >= 1


def test_no_variable_is_left_in_either(book: Make) -> None:
    made = style(book, book="p { color: var(--nobody, red); margin: var(--a); } :root { --a: var(--b); --b: 3px }")
    assert "color: red" in made.screen
    assert "margin: 3px" in made.screen
    assert "var(" not in made.screen
    assert "var(--a)" not in paper(made)


def test_no_dial_reaches_an_e_reader(book: Make) -> None:
    assert "--" not in re.sub(r"/\*.*?\*/", "", style(book, book=":root { --x: 1 }").screen, flags=re.DOTALL)


UNSAFE = {
    "@page { margin: 1in }": "@page is for print; it is kept out of the EPUB",
    "p { .x { color: red } }": "nested rules are not understood by e-readers; kept out of the EPUB",
    "p { position: fixed }": "`position: fixed` breaks e-readers; kept out of the EPUB",
    "p { position:FIXED }": "`position: FIXED` breaks e-readers; kept out of the EPUB",
    "p { direction: rtl }": "`direction: rtl` breaks e-readers; kept out of the EPUB",
    "@media screen { p { position: fixed } }": "`position: fixed` breaks e-readers; kept out of the EPUB",
}


@pytest.mark.parametrize("css", UNSAFE)
def test_what_breaks_e_readers_is_kept_out_and_told(book: Make, css: str) -> None:
    made = style(book, epub=f"p {{ x: y }}\n{css}")
    (problem,) = made.problems
    assert (problem.code, problem.message, problem.place) == ("c-002", UNSAFE[css], "styles/epub.css:2")
    assert "x: y" in made.screen
    assert not re.search(r"@page|fixed|rtl", made.screen[made.screen.index("x: y") :], re.IGNORECASE)


def test_a_rule_for_print_in_the_sheet_for_print_is_nobodys_business(book: Make) -> None:
    assert style(book, print="@page { margin: 1in }").problems == ()


def test_a_rule_for_print_in_book_css_is_kept_on_paper(book: Make) -> None:
    made = style(book, book="@page { margin: 1in }")
    assert "@page { margin: 1in }" in paper(made)
    assert [problem.code for problem in made.problems] == ["c-002"]


@pytest.mark.parametrize(("css", "place"), [("p {\n  color red;\n}", "2:12"), ("p { }\n}\n", "2:2"), ("p { x: y }\n\nfoo", "3:1")])
def test_what_is_no_css_is_told_with_its_line(book: Make, css: str, place: str) -> None:
    (problem,) = style(book, print=css).problems
    assert (problem.code, problem.place) == ("c-001", f"styles/print.css:{place}")


def test_each_fault_in_book_css_is_told_once(book: Make) -> None:
    assert [problem.code for problem in style(book, book="p { color red }").problems] == ["c-001"]


def test_a_file_that_is_not_utf8_is_told(book: Make) -> None:
    made = book({"01.md": "# A", "/styles/book.css": b"p { content: '\xf6' }"})
    assert [problem.code for problem in load_style(made.folder, "classic").problems] == ["m-002"]


def test_a_font_of_the_authors_own(book: Make) -> None:
    css = '@font-face { font-family: "Mine"; src: url("fonts/Mine.ttf") }'
    made = book({"01.md": "# A", "/styles/book.css": css, "/styles/fonts/Mine.ttf": b"x"})
    loaded = load_style(made.folder, "classic")
    assert loaded.fonts["fonts/Mine.ttf"] == made.folder / "styles" / "fonts" / "Mine.ttf"
    assert "Mine" in loaded.families
    assert loaded.screen_fonts["fonts/Mine.ttf"] == made.folder / "styles" / "fonts" / "Mine.ttf"


@pytest.mark.parametrize("url", ["gone.ttf", "../secret.ttf", "/etc/hostname", "https://a.b/c.ttf", "file:///etc/hostname"])
def test_nothing_outside_is_opened(book: Make, url: str) -> None:
    made = book({"01.md": "# A", "/styles/book.css": f"\n@font-face {{ font-family: X; src: url({url}) }}", "/secret.ttf": "x"})
    loaded = load_style(made.folder, "classic")
    assert url not in loaded.fonts
    code = "c-003" if url == "gone.ttf" else "h-003"
    assert {(problem.code, problem.place) for problem in loaded.problems} == {(code, "styles/book.css:2")}


def test_a_url_in_a_comment_is_no_url(book: Make) -> None:
    assert style(book, book="/* url(gone.ttf) */ p { x: y }").problems == ()


def test_an_unknown_theme_is_refused(book: Make) -> None:
    with pytest.raises(BookError, match=r"b-020: no theme 'clasic'\n    theme = "):
        load_style(book("# A").folder, "clasic")


def test_a_theme_of_the_authors_own(book: Make) -> None:
    made = book({"01.md": "# A", "/mine/screen.css": "p { x: mine }", "/mine/paper.css": "p { x: mine }"})
    assert "x: mine" in load_style(made.folder, "mine").screen


def test_the_screen_sheet_is_css(book: Make) -> None:
    made = style(book, book="@media (min-width: 3em) { p { x: y } }\n@supports (display: grid) { p { x: y } }")
    rules = tinycss2.parse_stylesheet(made.screen, skip_comments=True, skip_whitespace=True)
    assert not [rule for rule in rules if rule.type == "error"]
    assert "@media (min-width: 3em)" in made.screen
