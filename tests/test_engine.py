"""A book set document by document, in processes, is the book set in one piece; where it cannot be, that is known beforehand."""
# ruff: noqa: E501 - tables of cases

import re
import shutil
from pathlib import Path

import pytest
from nasty import NASTY, PARAGRAPH, SMALL, story
from printed_pages import Pair, both, typeset
from tiny import DRAWING, PIXEL, PROJECT, SHARED, Files, Make, TinyBook, few

LONG_NOTE = "By the reckoning of the tide tables and of nobody else. " * 40


def sample(folder: Path) -> TinyBook:
    for name in ("manuscript", "styles"):
        shutil.copytree(PROJECT / name, folder / name)
    return TinyBook(folder)


def novel(folder: Path) -> TinyBook:
    """A third of one: `make corpora` sets whole ones."""
    corpus = SHARED / "corpora" / "novel-30k"
    if not corpus.exists():
        pytest.skip(f"{corpus} is not on this machine")
    (folder / "manuscript").mkdir(parents=True)
    for file in [*sorted(corpus.glob("*.md"))[:6], *corpus.glob("[!0-9]*")]:
        shutil.copyfile(file, folder / "manuscript" / file.name)
    return TinyBook(folder)


def nasty(folder: Path) -> TinyBook:
    made = TinyBook(folder)
    made.write(NASTY)
    return made


# ---- books ----


def assert_it_is_what_it_is_in_one_piece(pair: Pair) -> None:
    assert pair.printed.in_one_piece == ()
    assert pair.differences() == []
    assert pair.printed.starts == pair.wanted.starts
    assert (pair.printed.composed, pair.printed.flaws) == (pair.wanted.composed, pair.wanted.flaws)


def test_the_sample_is_what_it_is_in_one_piece(tmp_path: Path) -> None:
    assert_it_is_what_it_is_in_one_piece(both(sample(tmp_path / "book"), jobs=2))


def test_so_is_a_novel_and_hardly_larger(tmp_path: Path) -> None:
    """Each sheaf has its own dictionaries: nothing to speak of, in a book of some length."""
    pair = both(novel(tmp_path / "book"), jobs=2)
    assert_it_is_what_it_is_in_one_piece(pair)
    assert pair.ours.path.stat().st_size <= 1.10 * pair.oracle.path.stat().st_size


def test_so_is_a_nasty_book_and_it_is_nasty(tmp_path: Path) -> None:
    """What the oracle is asked about is really there: a book that lost its notes would equal a book that lost its notes."""
    pair = both(nasty(tmp_path / "book"), jobs=2)
    assert_it_is_what_it_is_in_one_piece(pair)
    ours = pair.ours
    tags = [tag for _, tag, *_ in ours.tags]
    assert pair.printed.problems == ()
    assert tags.count("/Figure") == 5
    assert tags.count("/TH") == 18
    assert {"/Link", "/L", "/Lbl", "/LBody", "/Table", "/H1", "/H4"} <= set(tags)
    assert len(ours.links) > 40
    assert not [link for link in ours.links if "nowhere" in link]
    text = " ".join(" ".join(ours.texts).split())
    for words in ("deepest of all", "at the very end", "in a list", "in verse", "in front", "днепр", "def f89"):
        assert words in text


# ---- styles: whatever an author asks for, it is as in one piece ----

STYLES: dict[str, str] = {
    "chapters may open on the left": ":root { --chapter-opens: page }",
    "arabic numbers through the book": "@page :nth(1 of body-start) { counter-reset: none }",
    "numbers that begin anew, and jump": "@page :nth(1 of back) { counter-reset: page 50 } @page :nth(2 of body) { counter-set: page 200 }",
    "counters of one's own": """@page { counter-increment: page sheet 2 } @page :first { counter-reset: sheet 7 }
        @counter-style letters { system: fixed; symbols: a b c d e f g } @page :left { @bottom-left { content: counter(sheet, letters) counter(sheet) } }
        @counter-style stars { system: cyclic; symbols: "★" "☆"; suffix: " " } ul { list-style: stars }""",
    "the first page of the book, and the third, and pictures in the margins": """@page :first { margin: 2in 1in; background: #eee; @top-center { content: "FIRST" counter(page) } }
        @page :nth(3) { @bottom-left { content: "THREE" } } @page :nth(2n+1) { @bottom-right { content: "ODD" } } @page :left { @bottom-left { content: url(orn.svg); width: 30pt }
        @bottom-right { content: ""; background: url(orn.png) repeat; width: 40pt; height: 20pt } } h2 { background: url(orn.svg) }""",
    "strings, and how many pages there are": """h2 { string-set: sub content() } @page { @left-top { content: string(sub, first-except) } @right-top { content: string(sub, last) string(sub) }
        @bottom-left { content: string(section, first-except) } @bottom-right { content: string(section, last) } @bottom-center { content: counter(page) "/" counter(pages) } }""",
    "strings set by some only, in chapters that open on the left": """section.chapter { break-before: verso } section.foreword { break-after: page }
        section { string-set: none } section.chapter { string-set: section attr(data-running) }
        @page { @bottom-left { content: string(section) '/' string(nosuch) } }""",
    "backgrounds and borders": """@page { background: #fee; border: 2pt solid black; padding: 4pt } @page :left { background: linear-gradient(white, #ccc) }
        @page :blank { background: #ccc } body { background: #ffe }""",
    "empty pages, and a rule that is not understood in a margin": """@page :left { @left-middle { content: 'x'; writing-mode: sideways } } @page :blank { @bottom-center { content: "blank" counter(page) } } @page front:blank { @top-left { content: "FB" } }
        @page :blank:left { margin: 1in }""",
    "a page of another size for tables": 'table { page: wide } @page wide { size: 8.5in 5.5in; @bottom-center { content: "wide" counter(page) } }',
    "chapters of another size": """section.chapter { page: own } @page own { size: 6in 9in; @bottom-center { content: counter(page) } }
        @page own:first { margin: 3in }""",
    "columns, and bookmarks": """section.chapter { columns: 2; bookmark-state: closed } section.chapter > h1 { column-span: all }
        h2 { bookmark-level: 2; bookmark-state: closed }""",
    "margins at the edges": "section { margin: 1in 0 } .heading { padding-top: 0; margin-top: 2in }",
    "bleed and crop marks": "@page { marks: crop cross; bleed: 6mm; background: #eee }",
    "a border around the text": "body { border: 1pt solid; padding: 4pt }",
    "a book that begins on the left": "html { break-before: left }",
}


@pytest.mark.parametrize("style", few(STYLES, 6))
def test_a_style_does_what_it_does_in_one_piece(book: Make, style: str) -> None:
    made = book({**SMALL, "/styles/print.css": STYLES[style], "/styles/orn.svg": DRAWING, "/styles/orn.png": PIXEL})
    assert both(made).differences() == []


# WeasyPrint sets some notes twice where it makes pages anew for the sake of numbers: no notes in this book.
REFERRING: Files = {
    "book.toml": SMALL["book.toml"],
    "00-foreword.md": f"# Foreword\n\nBefore all; see [the second](02-second.md).\n\n{story(3)}",
    "01-first.md": f"# First\n\nSee [a place](02-second.md#place) and [the end](90-acknowledgments.md).\n\n{story(9)}",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks, [first](01-first.md).",
}
PAGE_OF = 'a::after { content: " (p. " target-counter(attr(href), page) ")" }'


@pytest.mark.parametrize(
    "second",
    ["See [the first](01-first.md), [the foreword](00-foreword.md).\n\n## Place\n\nHere.", f"See [the place](#place).\n\n{story(7)}\n\n## Place\n\nHere."],
    ids=["in other chapters", "in the same chapter"],
)
def test_the_numbers_of_pages_stand_in_the_text(book: Make, second: str) -> None:
    pair = both(book({**REFERRING, "02-second.md": f"# Second\n\n{second}", "/styles/print.css": PAGE_OF}))
    assert "(p. " in "".join(pair.ours.texts)
    assert pair.differences() == []


@pytest.mark.parametrize("language", few(["ar", "he"], 1))
def test_a_book_from_right_to_left(book: Make, language: str) -> None:
    toml = f'title = "Small"\nauthors = ["A. Writer"]\nlanguage = "{language}"\n'
    assert both(book({**SMALL, "book.toml": toml, "/styles/print.css": ":root { --chapter-opens: page }"})).differences() == []


def test_words_in_a_drawing_are_printed(book: Make) -> None:
    """And the folio stands where it stands, whatever a drawing leaves behind."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><text y="15" font-family="EB Garamond">Lighthouse</text></svg>'
    pair = both(book({"01.md": "# A\n\n![A](a.svg)", "02.md": "# B\n\n![B](a.svg)", "a.svg": drawing}))
    assert "".join(pair.ours.texts).count("lighthouse") == 2
    assert pair.differences() == []


def test_whatever_stands_in_a_link_or_a_name(book: Make) -> None:
    text = "# 100% %d (a\\\\b) {#100}\n\n[x](https://e.org/a%20b?c=100%25&d=(x)) [y](#100) ![%s (of) it](p.png)"
    pair = both(book({"01.md": text, "02.md": text.replace("{#100}", ""), "p.png": PIXEL}))
    assert pair.differences() == []


RUNS_OVER = f"# First\n\n{PARAGRAPH}\n\n{PARAGRAPH * 6}[^1]\n\n[^1]: {LONG_NOTE * 2}\n"


def test_a_note_too_long_for_the_last_page_of_a_chapter_runs_over_onto_the_empty_page_after_it(book: Make) -> None:
    pair = both(book({"01.md": RUNS_OVER, "02.md": "# Second\n\nText."}))
    assert "tide tables" in "".join(pair.ours.texts)
    assert pair.differences() == []


def test_and_where_there_is_none_it_stays_with_its_chapter(book: Make) -> None:
    """In one piece WeasyPrint prints the rest of it under the next chapter's heading."""
    pair = both(book({"01.md": RUNS_OVER, "02.md": "# Second\n\nText.", "/styles/print.css": ":root { --chapter-opens: page }"}))
    opening = next(number for number, text in enumerate(pair.ours.texts) if re.search(r"^\s*SECOND\s*$", text.upper(), re.MULTILINE))
    assert "tide tables" not in pair.ours.texts[opening]
    assert "tide tables" in pair.ours.texts[opening - 1]


# ---- the book has to be set in one piece ----

NUMBERED = "body { counter-reset: chapter } section.chapter { counter-increment: chapter } h1::before { content: counter(chapter) }"
WHOLE: dict[str, tuple[str, str]] = {
    "the page an element stands on": ("p { color: red }\np::after { content: counter(page) }", "styles/print.css:2: p::after prints the page it stands on"),
    "notes numbered through the book": ("section { counter-reset: none }", "counter(footnote) goes on counting after “First”"),
    "a page that is not there": ("section.half-title { display: none }", "“Half title” is not shown"),
    "rules from elsewhere": ("@import url(orn.css);", "styles/print.css: @import"),
    "quotes that stay open": ("h1::before { content: open-quote }", "styles/print.css:1: h1::before opens or closes quotes"),
    "chapters that share a page": ("section { break-before: auto }", "does not begin on a page of its own"),
    "sections beside sections": ("section + section { color: red }", "styles/print.css:1: section + section compares one chapter with others"),
    "chapters numbered by the style": (NUMBERED, "counter(chapter) goes on counting after"),
}


@pytest.mark.parametrize("rule", few(WHOLE, 6))
def test_falls_back_and_says_which_rule(book: Make, rule: str) -> None:
    css, reason = WHOLE[rule]
    chapters: Files = {name: SMALL[name] for name in ("book.toml", "01-first.md", "03-third.md")}
    pair = both(book({**chapters, "02-second.md": "# Second\n\n## Sub\n\nText.[^1]\n\n[^1]: Note.", "/styles/print.css": css}))
    assert any(reason in each for each in pair.printed.in_one_piece), pair.printed.in_one_piece
    assert pair.differences() == []


def test_what_does_not_say_section_but_tells_chapters_apart(book: Make) -> None:
    assert both(book({**SMALL, "/styles/print.css": ".chapter + .chapter { padding-top: 1in }"})).differences() == []


NOT_WHOLE = (
    "ol { counter-reset: item } li { counter-increment: item } li::before { content: counter(item) '. ' }",
    "section { counter-reset: sub footnote } h2 { counter-increment: sub } h2::before { content: counter(sub) }",
    "p:first-of-type { text-indent: 0 } h2 + p { color: #333 } section p + p { color: #444 } section.chapter h2 + p { color: #555 } section > :first-child { color: #111 }",
    "section::first-letter { color: red } section p::first-line { color: blue } section:not(.part) { color: black }",
)


def test_what_a_chapter_can_be_asked_alone(book: Make) -> None:
    """Nothing here needs the book: nor does the theme, which is under it."""
    _, printed = typeset(book({**SMALL, "/styles/print.css": "\n".join(NOT_WHOLE)}))
    assert printed.in_one_piece == ()
