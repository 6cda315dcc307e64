"""One text, two books: what the manuscript holds is in the EPUB and in the PDF, and what is not is told at its line."""

import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nasty import NASTY
from tiny import PIXEL, Finished, Make, TinyBook, typed

from bookbuild.checks.twin import compare
from bookbuild.checks.twin.packed import Said
from bookbuild.checks.twin.pages import unprinted
from bookbuild.checks.twin.texts import lost_words
from bookbuild.checks.twin.written import reduced, written
from bookbuild.edition import compose
from bookbuild.epub import Packing, write_epub
from bookbuild.manuscript import load
from bookbuild.pdf import write_pdf

STORY = """\
# The Lamp {#lamp}

It was a *dark* night, and un*likely*[^a] to end. See [the tables](https://example.org/tides_(old)) or [below](#second).

![A map of the bay](map.png "The bay")

## Second

Rain fell on the roof.[^b] `Vec<T>` is code.

[^a]: The almanac said otherwise.
[^b]: A tin roof.
"""
MUCH = st.lists(st.sampled_from("the lamp was green and it went out again".split()), min_size=3, max_size=60)


def losses(made: TinyBook, change: Callable[[str], str] = lambda page: page, css: str = "") -> list[str]:
    """What is lost when the EPUB's chapter is changed, or the PDF's sheet; the codes and lines."""
    made.write({"/styles/print.css": css})
    book, edition, style = made.load(), made.compose(), made.style()
    epub, changed, pdf = (made.folder / name for name in ("book.epub", "changed.epub", "book.pdf"))
    printed = write_pdf(edition, style, pdf, made.folder / "cache")
    write_epub(edition, style, epub, Packing(starts=printed.starts))
    with zipfile.ZipFile(epub) as package, zipfile.ZipFile(changed, "w") as other:
        for name in package.namelist():
            content = package.read(name)
            other.writestr(name, change(content.decode()).encode() if name.endswith("chapter-01.xhtml") else content)
    return [f"{problem.code}:{problem.line}" for problem in compare(book, edition, changed, pdf)]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    made = TinyBook(tmp_path_factory.mktemp("story"))
    made.write({"01-lamp.md": STORY, "map.png": PIXEL, "book.toml": 'title = "T"'})
    return made


def test_nothing_is_lost_of_a_story(story: TinyBook) -> None:
    assert losses(story) == []


@pytest.mark.parametrize(("pattern", "instead", "told"), [
    (r"<p>Rain fell.*?</p>", "", ["w-001:9"]),                                             # a paragraph
    (r"dark", "", ["w-001:3"]),                                                            # a word
    (r"<aside id=\"chapter-01-note-2\".*?</aside>", "", ["w-001:12", "w-004:3"]),           # a note
    (r"<h2 .*?</h2>", "<p>Second</p>", ["w-003:7"]),                                        # a heading that is one no more
    (r"<img [^>]*>", "", ["w-005:5"]),
    (r"<figcaption>.*?</figcaption>", "", ["w-001:5"]),
    (r"<a href=\"https:[^>]*>(.*?)</a>", r"\1", ["w-006:3"]),
])  # fmt: skip
def test_what_the_epub_loses_is_told_at_its_line(story: TinyBook, pattern: str, instead: str, told: list[str]) -> None:
    def change(page: str) -> str:
        changed = re.sub(pattern, instead, page, count=1, flags=re.DOTALL)
        assert changed != page
        return changed

    assert losses(story, change) == told


@pytest.mark.parametrize(("css", "told"), [
    ("em { display: none }", ["w-002:3"]),
    ("h2 + p { display: none }", ["w-002:9", "w-004:12"]),
    (".footnote { display: none }", ["w-004:11", "w-004:12"]),
    ("figure { display: none }", ["w-002:5", "w-005:None"]),
    ("a { display: none }", ["w-002:3", "w-006:None", "w-006:None"]),
    ("section[data-depth] { bookmark-level: none }", ["w-003:None"]),
    ("p { font-size: 1pt; letter-spacing: .3em }", []),                                    # hard to read, but there
    ("p { text-transform: uppercase }", []),
    ("h1, h2 { letter-spacing: 1em; font-variant: all-small-caps }", []),
    (":root { --opening: drop-cap }", []),
    ("p { column-count: 2 }", []),
    (".footnote { float: none; display: block }", []),                                     # where they are called, and whole
])  # fmt: skip
def test_what_the_pdf_loses_is_told_at_its_line(story: TinyBook, css: str, told: list[str]) -> None:
    assert losses(story, css=css) == told


RIGHT = """\
# The Year 1984[^1]

In 1984[^1] it rained on page 7[^1]. He read about <font color="red">the crimson
king of nowhere</font> and <big>large
and larger</big> things.

[King](https://en.wikipedia.org/wiki/Martin_Luther_King_Jr.), and [Foo](HTTP://EXAMPLE.COM/Foo).

![A chart [old] of things](map.png)

| Room 12[^1] | b |
|---|---|
| 1999[^1] | c |

::: authors-note
Hello readers[^an].

::: letter
Dear Bob,

thanks.
:::

Xylophones are the afterthought.
:::

<!-- A comment

of two paragraphs -->

[^1]: A note.
[^an]: Quizzical appendix words.
[^never]: Uncalled.

    Its second paragraph.
"""
STRASSE = "# Straße\n\n" + "Auf der Straße saß der weiße Fuß und aß süße Soße, groß und bloß, im Maß der Grüße.\n" * 90


@pytest.mark.parametrize(("toml", "text", "css"), [
    ("authors-notes = false", RIGHT, ""),
    ("", RIGHT, ""),
    ('language = "de"', STRASSE, "section.chapter p { text-transform: uppercase }"),
    ('language = "tr"', "# Kırık Işık İçin\n\n## Sıcak kapı\n\nBir ışık.\n", "h1, h2 { text-transform: uppercase }"),
    ("", STORY, "section.chapter { break-before: auto; page: auto }"),
])  # fmt: skip
def test_what_is_right_is_left_in_peace(book: Make, toml: str, text: str, css: str) -> None:
    assert losses(book({"01-a.md": text, "map.png": PIXEL}, f'title = "T"\n{toml}\n'), css=css) == []


@pytest.mark.parametrize("name", ["sample", "nasty"])
def test_whole_books_lose_nothing(name: str, once: Callable[..., Finished], sample: Finished) -> None:
    finished = sample if name == "sample" else once(name, lambda folder: TinyBook(folder).write(NASTY), leniently=True)
    book = load(finished.folder)
    assert sum(len(words) for file in written(book) for words in file.lines.values()) > 1000
    assert [str(problem) for problem in compare(book, compose(book), finished.epub, finished.pdf)] == []


@given(st.lists(st.sampled_from("the lamp was green and it went out again".split()), min_size=3, unique=True), st.data())
def test_a_word_taken_out_is_always_missed(words: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(words) - 1))
    found = list(lost_words({1: tuple(words)}, words[:gone] + words[gone + 1 :]))
    assert [word for _, lost in found for word in lost if word == words[gone]]
    assert list(lost_words({1: tuple(words)}, words)) == []


@given(MUCH, st.data())
def test_a_word_not_printed_is_always_missed_whatever_stands_at_the_foot(words: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.integers(1, len(words) - 1))
    page = (*words[:gone], *words[gone + 1 :], "194", "title")
    said = [Said(tuple(words), None, 1)]
    assert [word for each in unprinted(said, page)[0] for word in each.words] == [words[gone]]
    assert unprinted(said, (*words, "194", "title")) == ([], ["194", "title"])


@pytest.mark.parametrize(("markdown", "words"), [
    ("A [map](the-bay.png \"x\") and ![alt](x.png).", "A [map and ."),
    ("![alt](x.png \"The bay\")", "The bay"),
    ("Text[^1] {.class}", "Text"),
    ("[id]: https://example.org 'title'", ""),
    ("<div class=\"x\">in</div> <T> a < b", "in <T> a < b"),
    ("un*likely* \\*star", "unlikely *star"),
    ("::: letter Dear all {.x}", "Dear all"),
    ("<script>alert(1)</script>after", "after"),
])  # fmt: skip
def test_what_is_no_word_is_taken_away(markdown: str, words: str) -> None:
    assert " ".join(reduced(markdown).split()) == words


@pytest.mark.usefixtures("lenient")
def test_check_tells_what_is_lost_and_fails(book: Make) -> None:
    made = book({"01-a.md": "# A\n\nSome *hidden* words.\n", "/styles/print.css": "em { display: none }"})
    said = typed("check", made.folder)
    assert said.returncode == 1
    assert "manuscript/01-a.md:3: error: w-002: words that are not in the PDF: hidden" in said.stdout
