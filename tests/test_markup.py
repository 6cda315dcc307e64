"""Prose fixtures (`tests/markup/*.txt`), true lines, and whatever people may type."""
# ruff: noqa: E501 - tables of pieces

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import HERE, PROJECT, SHARED

from bookbuild.manuscript import load
from bookbuild.markup import LINE, Passage, render
from bookbuild.markup import Origin as From
from bookbuild.markup.xhtml import VOID, serialize

# A fixture: its title (with a language, if not English), what is typed, and what comes out, each closed by a dot alone.
CASE = re.compile(r"^(?P<title>[^\n]+)\n\.\n(?P<typed>.*?)\n\.\n(?P<set>.*?)^\.\n", re.DOTALL | re.MULTILINE)
LANGUAGE = re.compile(r"\((\w\w)\)$")
FILES = sorted((HERE / "markup").glob("*.txt"))


@dataclass(frozen=True)
class Case:
    file: Path
    title: str
    typed: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.file.stem}: {self.title}"


def cases(file: Path) -> list[Case]:
    return [Case(file, match["title"], match["typed"], match["set"]) for match in CASE.finditer(file.read_text("utf-8"))]


def typeset(text: str, language: str = "en") -> Passage:
    return render(text, From("c", PurePath("c.md")), language, "Note {number}")


def story(passage: Passage) -> str:
    """A passage as fixtures show it: its blocks, then its notes, then its Problems."""
    blocks = serialize(passage.content).removeprefix("<div>").removesuffix("</div>\n").removesuffix("</div>").lstrip("\n")
    notes = "".join(f"[{note.number}] {''.join(map(serialize, note.blocks))}" for note in passage.notes)
    return blocks + ("" if not blocks or blocks.endswith("\n") else "\n") + notes + "".join(f"! {each}\n" for each in passage.problems)


@pytest.mark.parametrize("case", [case for file in FILES for case in cases(file)], ids=str)
def test_prose(case: Case, request: pytest.FixtureRequest) -> None:
    language = LANGUAGE.search(case.title)
    got = story(typeset(case.typed, language[1] if language else "en"))
    if request.config.getoption("--update-golden"):
        text = case.file.read_text("utf-8")
        head = f"{case.title}\n.\n{case.typed}\n.\n"
        case.file.write_text(text.replace(f"{head}{case.wanted}.\n", f"{head}{got}.\n"), "utf-8")
        return
    assert got == case.wanted


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_of_a_fixture_file_belongs_to_a_fixture(file: Path) -> None:
    assert not CASE.sub("", file.read_text("utf-8")).strip()


# ---- polyglot: XHTML that is HTML as well ----


@pytest.mark.parametrize("text", ['a <span id="x"></span> b', '<a id="x"></a>b', "<p></p>\n\nb", "a[]{#x} b", "<td></td>\n\nb", "<i></i>b", "![](x.png)"])
def test_an_empty_element_is_never_closed_by_itself(text: str) -> None:
    assert set(re.findall(r"<(\w+)[^<>]*/>", story(typeset(text)))) <= VOID


def test_lang_has_its_twin() -> None:
    assert '<span lang="fr" xml:lang="fr">' in story(typeset("[bonjour]{lang=fr}"))


# ---- source lines ----

TWENTY = """\
# A heading

A paragraph
of two lines.
***
> A quote.
>
> Its second paragraph.

- one
- two

  with more

1. first
2. second

| a | b |
|---|---|
| c | d |
| e | f |

::: letter
Dear Ann,

Text.
:::

```
code
```

![A picture](p.png)

Term
:   Meaning

The same words.

The same words.
"""


def places(root: etree.Element) -> Iterator[tuple[str, int]]:
    for element in root.iter():
        if element.get(LINE):
            yield f"{element.tag} {' '.join(''.join(element.itertext()).split())[:18]}".strip(), int(element.get(LINE, "0"))


def test_each_block_knows_its_line() -> None:
    assert dict(places(typeset(TWENTY).content)) == {
        "h1 A heading": 1, "p A paragraph of two": 3, "hr": 5, "blockquote A quote. Its secon": 6, "p A quote.": 6,
        "p Its second paragra": 8, "ul one two with more": 10, "li one": 10, "li two with more": 11, "p two": 11,
        "p with more": 13, "ol first second": 15, "li first": 15, "li second": 16, "table a b c d e f": 18, "tr a b": 18,
        "tr c d": 20, "tr e f": 21, "blockquote Dear Ann, Text.": 23, "p Dear Ann,": 24, "p Text.": 26, "pre code": 29,
        "figure": 33, "dl Term Meaning": 35, "p The same words.": 40,
    }


def test_two_paragraphs_with_the_same_words_have_lines_of_their_own() -> None:
    same = "The same words.\n\n" * 5
    assert [line for _, line in places(typeset(same).content)] == [1, 3, 5, 7, 9]


def test_lines_of_a_note() -> None:
    (note,) = typeset("A.[^1]\n\nB.\n\n[^1]: First.\n\n    Second.\n").notes
    assert [block.get(LINE) for block in note.blocks] == ["5", "7"]


def test_lines_count_from_the_files_first() -> None:
    passage = render("One.\n\nTwo.", From("c", None, 7), "en", "Note {number}")
    assert [line for _, line in places(passage.content)] == [7, 9]


def letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.casefold())


def hits(folder: Path) -> tuple[int, int]:
    """Of all paragraphs and headings of a manuscript: how many stand on the line they say, and how many there are."""
    right = count = 0
    for section in load(folder).sections:
        if section.path is None:
            continue
        file = (folder / section.path).read_text("utf-8").splitlines()
        passage = render(section.text, From("c", section.path, section.first_line), "en", "Note {number}")
        for root in (passage.content, *(block for note in passage.notes for block in note.blocks)):
            for block in root.iter():
                words = letters("".join(block.itertext()))[:24]
                if block.tag in ("p", "h1", "h2", "h3", "dt", "figcaption", "pre") and words:
                    line = int(block.get(LINE) or 0)
                    here = letters(re.sub(r"\[\^\w+\]|\{[^}]*\}|!?\[[^\]]*\]\([^)]*\)", "", "".join(file[line - 1 : line + 4]))) if line else ""
                    count += 1
                    right += here.startswith(words[:6]) or words[:6] in here[:40]
    return right, count


@pytest.mark.parametrize("folder", [PROJECT, SHARED / "corpora" / "novel-30k"], ids=lambda folder: folder.name)
def test_lines_of_a_whole_manuscript(folder: Path) -> None:
    if not folder.exists():
        pytest.skip(f"{folder} is not on this machine")
    right, count = hits(folder)
    assert count > 200
    assert right / count >= 0.98


# ---- whatever people may type ----

WORDS = st.sampled_from("the sea 'Tis \"Yes,\" don't 1984 AT&T Vec<T> <sigh> 5<6 *star* under_score_d naïve 海 x^2 C# 3.5 a@b.c".split())
PIECES = st.sampled_from([
    "# ", "## ", "- ", "* ", "1. ", "1984. ", "> ", "    ", "  ", "\t", "\n", "\n\n", "***", "---", "===", "#", "```\n", "~~~", "`", "``",
    "*", "**", "_", "~~", "[", "](", ")", "](a.md)", "![", "[^1]", "[^1]: ", "::: verse\n", "::: letter", ":::", ":::\n\n", "{.x}", "{#id lang=fr}",
    "| a | b |\n", "|---|---|\n", "|", "\\", "\\\n", "  \n", "<b>", "</b>", "<div>", "</div>", "<script>", "</script>", "<!--", "-->", "<br/>", "<",
    ">", "&", "&amp;", "&eacute;", "&#0;", "&#xD800;", ": ", "--", "...", '"', "'", "\u2042", "\ue200", "\ue202", "\x02", "\x03", "<?", "<![CDATA[", "]]>",
])  # fmt: skip
PROSE = st.lists(st.one_of(WORDS, st.just(" "), PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(PROSE)
def test_anything_at_all_is_well_formed(text: str) -> None:
    written = serialize(typeset(text).content)
    etree.fromstring(written.replace("<div>", '<div xmlns:epub="e">', 1))  # noqa: S314


def test_an_address_with_something_escaped_in_it_does_not_break_the_book() -> None:
    passage = render("<foo\\+@bar.example.com>", From("a", None), "en", "Note {number}")
    assert "<p><a href=\"mailto:foo+@bar.example.com\">foo+@bar.example.com</a></p>" in serialize(passage.content)


# Pieces that neither hide what stands in them (comments, links' targets, attribute lists) nor are words themselves.
SAFE = st.sampled_from([
    "# ", "## ", "- ", "* ", "1. ", "1984. ", "> ", "    ", "  ", "\n", "\n\n", "\n\n", "\n\n***\n\n", "\n---\n", "\n===\n", "*", "**", "_", "`", "::: verse\n",
    "\n:::\n", "::: letter\n", "\n| a | b |\n|---|---|\n", "\\\n", "  \n", "<b>", "</b>", "--", "...", '"', "'", "[^1]", "\n\n[^1]: ", ": ", "> > ", "\n```\n",
])  # fmt: skip
LETTERS = st.text("abcdefghij", min_size=3, max_size=8)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(LETTERS, st.just(" "), SAFE), max_size=30))
def test_no_word_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    passage = typeset(text)
    shown = "".join("".join(root.itertext()) for root in (passage.content, *(block for note in passage.notes for block in note.blocks)))
    missing = [piece for piece in pieces if piece.isalpha() and piece not in shown]
    assert not missing or unreachable(text, missing)


def unreachable(text: str, words: list[str]) -> bool:
    """A note that nobody calls is not in the book; `check` tells of it."""
    notes = text.partition("[^1]:")[2]
    return bool(notes) and all(word in notes or word in re.sub(r"\W", "", notes) for word in words)
