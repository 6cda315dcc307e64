"""A theme and the author's sheets become one style for the screen and one for the page."""

import re
from itertools import chain
from pathlib import Path, PurePath

import pytest
import tinycss2
from tiny import Make

import bookbuild
from bookbuild.dials import DIALS, STRINGS
from bookbuild.press.layout import Case
from bookbuild.problems import BookError
from bookbuild.styles import Style, load_style, themes
from bookbuild.stylesheet import Sheet, dials, resolve, rules_of, strings_set


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


MISTAKEN = {                                        # what was typed: what to type
    "--body-size: 13": "13 what? --body-size: 13pt",
    "--body-size: 13 pt": "--body-size: 13pt",
    "--body-size: 13,5pt": "--body-size: 13.5pt",
    "--body-size: 13 points": "--body-size: 13pt",
    "--body-size: -3pt": "a length: --body-size: 11.5pt",
    "--body-size: ": "a length: --body-size: 11.5pt",
    "--leading: 16": "16 what? --leading: 16pt",
    "--paragraph-indent: 2": "2 what? --paragraph-indent: 2em",
    "--chapter-sink: .5": ".5 what? --chapter-sink: .5em",
    "--accent: aa0000": "--accent: #aa0000",
    "--accent: blak": "a colour: --accent: black",
    "--body-face: Source Sans 3, serif": '--body-face: "Source Sans 3", serif',
    '--body-face: "Mine" serif': '--body-face: "Mine", serif',
    "--body-face: inherit": 'names of faces, set apart by commas: --body-face: "EB Garamond", serif',
    "--code-face: 12pt": '--code-face: "12pt"',
    "--scene-ornament: * * *": '--scene-ornament: "* * *"',
    "--scene-ornament: ❦": '--scene-ornament: "❦"',
    "--head-left: book": "--head-left: string(book)",
    "--head-left: My Book": '--head-left: "My Book"',
    "--head-right: title": "--head-right: string(book)",
    "--opening: dropcap": "--opening: drop-cap",
    "--opening: splendid": "one of small-caps, drop-cap, plain: --opening: small-caps",
    "--chapter-opens: rectos": "--chapter-opens: recto",
    "--chapter-opens: none": "recto or page: --chapter-opens: recto",
}


@pytest.mark.parametrize("typed", MISTAKEN)
def test_a_dial_that_cannot_have_its_value_is_told_with_the_line_to_type(book: Make, typed: str) -> None:
    (problem,) = style(book, print=f"p {{ x: y }}\n:root {{\n  {typed};\n}}").problems
    name, value = typed.split(": ", 1)
    assert (problem.code, problem.place, problem.severity) == ("c-005", "styles/print.css:3", "error")
    assert problem.message == f"{name} cannot be {value or 'empty'}"
    assert problem.hint == MISTAKEN[typed]
    if re.match(r"[\w.]+ what\? |--", problem.hint):
        assert style(book, print=f":root {{ {problem.hint.partition('--')[1]}{problem.hint.partition('--')[2]} }}").problems == ()


def test_a_dial_in_book_css_is_told_once_and_one_of_the_screen_as_well(book: Make) -> None:
    both, screen = style(book, book=":root { --paragraph-indent: 2 }", epub=":root { --heading-face: Gill Sans 3 }").problems
    assert (both.place, both.hint) == ("styles/book.css:1", "2 what? --paragraph-indent: 2em")
    assert (screen.place, screen.hint) == ("styles/epub.css:1", '--heading-face: "Gill Sans 3"')


def test_a_quote_that_is_never_closed_swallows_no_message(book: Make) -> None:
    problem, *_ = style(book, print=':root {\n  --head-left: "My Book;\n  --accent: red }').problems
    assert (problem.place, problem.message) == ("styles/print.css:2", "--head-left cannot be a quote that is never closed")


GOOD = {
    "--body-size": ("13pt", "0.5cm", "110%", "large", "calc(1em + 2pt)", "13PT", "13pt /* for tired eyes */"),
    "--leading": ("16pt", "1.3", "normal", "130%"),
    "--paragraph-indent": ("0", "-1em", "2ch", "5%"),
    "--chapter-sink": ("0", "4rem", "20vh"),
    "--accent": ("#a00", "rgb(10 20 30)", "device-cmyk(0 0 0 .5)", "currentColor"),
    "--body-face": ("Georgia, serif", "Times New Roman", "'Mine', \"My Signs\", serif"),
    "--code-face": ("monospace",),
    "--heading-face": ("inherit", "sans-serif", '"EB Garamond", serif'),
    "--scene-ornament": ('"* * *"', "none", '""', '"a" "b"', "url(images/x.svg)"),
    "--head-left": ("string(book)", "string(section, last)", '"My Book"', 'string(author) " – " counter(page)', "none"),
    "--head-right": ('"Part " string(section)',),
    "--opening": ("plain", "Drop-Cap"),
    "--chapter-opens": ("page", "right", "auto"),
}


@pytest.mark.parametrize("name", DIALS)
def test_a_good_value_is_nobodys_business(book: Make, name: str) -> None:
    sheet = "epub" if name == "--heading-face" else "print"
    for value in GOOD[name]:
        assert style(book, **{sheet: f":root {{ {name}: {value} }}"}).problems == (), value


def test_an_opening_is_known_by_its_name_alone(book: Make) -> None:
    assert style(book, print=":root { --opening: Drop-Cap /* as in Grandmother’s */ }").opening == "drop-cap"


def test_a_dial_in_a_dial_is_looked_at_as_it_comes_out(book: Make) -> None:
    assert style(book, print=":root { --code-face: var(--body-face) }").problems == ()
    (problem,) = style(book, print=":root { --code-face: var(--nobody) }").problems
    assert problem.message == "--code-face cannot be var(--nobody)"


def test_every_dial_of_the_theme_is_known(book: Make) -> None:
    theme = Path(bookbuild.__file__).parent / "themes" / "classic"
    turned = dials(Sheet((theme / name).read_text("utf-8"), None) for name in ("paper.css", "screen.css"))
    assert turned.keys() == DIALS.keys()
    assert [name for name, value in turned.items() if not DIALS[name].allows(value)] == []


@pytest.mark.parametrize("name", sorted(DIALS.keys() - {"--opening", "--heading-face"}))
def test_the_typesetter_judges_the_same(name: str) -> None:
    """WeasyPrint's opinion of the theme's rules with each value put in. It takes `inherit` for a face, and 16 lines for a leading."""
    theme = Sheet((Path(bookbuild.__file__).parent / "themes" / "classic" / "paper.css").read_text("utf-8"), None)
    ruled = [text for rule in rules_of(theme.css) if f"var({name})" in (text := rule.serialize()) and not text.startswith("hr.scene {")]
    case, values = Case({}), dials([theme])
    assert ruled
    for value in {*chain(*GOOD.values()), *(each.partition(": ")[2] for each in MISTAKEN)} - {"", "inherit"}:
        if (name, value) not in (("--leading", "16"), ("--leading", "13")):
            _, ignored = case.sheet(resolve(Sheet("\n".join(ruled), PurePath("paper.css")), values | {name: value}))
            assert DIALS[name].allows(value) == (not ignored), value


def test_a_running_head_that_nobody_sets_is_told(book: Make) -> None:
    (problem,) = style(book, print="\n:root { --head-left: string(title) }").problems
    assert (problem.code, problem.place) == ("c-009", "styles/print.css:2")
    assert problem.message == "string(title) is empty: no `string-set` sets it"
    assert problem.hint == "string(book)   (or string(author), string(section))"
    own = "h2 { string-set: scene content(), book content() } @page :left { @top-left { content: string(scene) } }"
    assert style(book, print=own).problems == ()
    (problem,) = style(book, print=own.replace("string(scene)", "string(scen)")).problems
    assert (problem.hint or "").startswith("string(scene) ")


def test_the_running_heads_strings_are_those_every_theme_gets() -> None:
    base = (Path(bookbuild.__file__).parent / "pdf" / "base.css").read_text("utf-8")
    assert sorted(strings_set(Sheet(base, None))) == sorted(STRINGS)


def test_a_theme_of_ones_own_may_have_another_dial_by_the_same_name(book: Make) -> None:
    files = {"01.md": "# A", "/mine/screen.css": "p { x: y }", "/mine/paper.css": ":root { --accent: 2pt } p { margin: var(--accent) }"}
    made = book(files | {"/styles/print.css": ":root { --accent: 3pt }"})
    assert load_style(made.folder, "mine").problems == ()
    made.write({"/styles/print.css": ":root { --opening: splendid }"})
    (problem,) = load_style(made.folder, "mine").problems
    assert problem.hint == "one of small-caps, drop-cap, plain: --opening: small-caps"


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
