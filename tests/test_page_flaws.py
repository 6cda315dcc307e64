"""What the press says of its pages, and of the composer, is told: by the build in a line, by `check --pages` line for line."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nasty import NASTY, story
from printed_pages import typeset
from tiny import DRAWING, Finished, Make, TinyBook, typed

from bookbuild import report
from bookbuild.build import build
from bookbuild.checks.pages import BY_KIND, PAGE_RULES, left_on_pages, manuscript_line
from bookbuild.edition.letters import texts
from bookbuild.pdf import PageFlaw, Way, write_pdf
from bookbuild.pdf.folios import known_starts
from bookbuild.pdf.workers import Job, Workers
from bookbuild.press.sheaf import Sheaf
from bookbuild.request import Built, Request

KINDS = ("uneven", "widow", "orphan", "runt-page", "divided", "strayed", "moved", "runt", "ladder", "loose", "greedy")
Flaw = list[Any]
Press = Callable[..., None]
CHAPTER = """\
# The Lamp

It was a *dark* night, and
un*likely* to end. The lamp[^oil] went
out in the honourable

company of two.

[^oil]: Whale oil,
    of the best.
"""


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """`press({"chapter-01": [flaw, …]}, (2, 3))`: what it is to say of the first page of each document, and of each document's count."""

    def say(flaws: dict[str, list[Flaw]], composed: tuple[int, int] = (2, 3)) -> None:
        plain = Sheaf.from_bytes

        def from_bytes(_: type[Sheaf], content: bytes) -> Sheaf:
            sheaf = plain(content)
            said = dict(sheaf.said)
            if "pages" in said and "kids" in said:
                said["composed"] = composed
                said["pages"] = [{**page, "flaws": _of(page["start"], flaws)} for page in said["pages"]]
            elif "starts" in said:
                said |= {"composed": composed, "flaws": [_of(start, flaws) for start in said["starts"]]}
            return replace(sheaf, said=said)

        monkeypatch.setattr(Sheaf, "from_bytes", classmethod(from_bytes))

    return say


def _of(start: Flaw | None, flaws: dict[str, list[Flaw]]) -> list[Flaw]:
    return flaws.get(start[0], []) if start and start[1] == 0 else []


def check_pages(made: TinyBook, *options: str) -> str:
    """What the command prints."""
    done = typed("check", made.folder, "--pages", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def letters_before(body: str, words: str) -> int:
    """Of the text without its notes, which these words are not in."""
    return len("".join(re.sub(r'<a class="noteref".*?</a>|<[^>]*>', "", body.partition(words)[0]).split()))


# ---- the switch ----


class Told(Workers):
    """Workers who tell which documents they were given to set."""

    def __init__(self) -> None:
        super().__init__(1)
        self.given: list[dict[str, Any]] = []

    def do(self, jobs: Iterable[Job]) -> None:
        given = list(jobs)
        self.given += [job.said for job in given if job.said["kind"] in ("document", "book")]
        super().do(given)


def test_a_book_that_is_set_without_the_composer_is_set_anew(book: Make) -> None:
    made = book({"01-a.md": "# A\n\nText.", "02-b.md": "# B\n\nText.", "03-c.md": "# C\n\nText."})
    cache = made.folder / "dist" / ".cache"

    def set_pages(composer: str) -> tuple[int, set[bool]]:
        made.write({"book.toml": f'title = "T"\n[pdf]\ncomposer = {composer}\n'})
        workers = Told()
        write_pdf(made.compose(), made.style(), made.folder / "book.pdf", cache, Way(workers))
        return len(workers.given), {each["composer"] for each in workers.given}

    documents, told = set_pages("true")
    assert documents >= len(made.compose().documents)
    assert told == {True}
    assert set_pages("true") == (0, set())
    assert known_starts(made.compose(), made.style(), cache)
    made.write({"book.toml": 'title = "T"\n[pdf]\ncomposer = false\n'})
    assert known_starts(made.compose(), made.style(), cache) == ()
    assert set_pages("false") == (documents, {False})
    assert set_pages("true") == (0, set())


@pytest.mark.parametrize("composer", ["true", "false"])
def test_a_book_in_one_piece_is_told_too(book: Make, composer: str) -> None:
    made = book("# A\n\nText.", f"[pdf]\ncomposer = {composer}\n")
    workers = Told()
    typeset(made, way=Way(workers, one_document=True))
    assert [str(each["composer"]).lower() for each in workers.given] == [composer]


# ---- what the press says ----


@pytest.mark.parametrize("one_document", [False, True])
def test_flaws_are_called_by_the_labels_of_their_pages(book: Make, press: Press, one_document: bool) -> None:
    made = book({"00-foreword.md": f"# Foreword\n\n{story(1)}", "01-a.md": "# A\n\nText.", "02-b.md": "# B\n\nText."})
    press({"foreword": [["widow", ["foreword", 40]]], "chapter-02": [["uneven", None], ["loose", ["chapter-02", 1]]]}, (5, 7))
    ours, printed = typeset(made, way=Way(Workers(1), one_document=one_document))
    assert [(flaw.kind, flaw.place) for flaw in printed.flaws] == [
        ("widow", ("foreword", 40)), ("uneven", ("chapter-02", 0)), ("loose", ("chapter-02", 1))]  # fmt: skip
    by_label = dict(zip(ours.labels, ours.texts, strict=True))
    for flaw, words in zip(printed.flaws, ("foreword", "text.", "text."), strict=True):
        assert words in by_label[flaw.label]
    assert printed.flaws[0].label == printed.flaws[0].label.lower() != printed.flaws[1].label
    documents = 1 if one_document else len(made.compose().documents)
    assert printed.composed == (5 * documents, 7 * documents)


def test_nothing_is_counted_where_the_composer_is_off(book: Make, press: Press) -> None:
    press({}, (0, 7))
    assert typeset(book("# A\n\nText.", "[pdf]\ncomposer = false\n"))[1].composed == (0, 0)


# ---- what the build says ----


def test_a_build_counts_the_paragraphs_that_were_composed(book: Make, press: Press, capsys: pytest.CaptureFixture[str]) -> None:
    made = book("# A\n\nText.")
    press({}, (1000, 1001))
    request = Request(made.folder, ("pdf",), jobs=1)
    built = build(request)
    documents = len(made.compose().documents)
    report.built([built], made.folder, as_json=False, quiet=False)
    assert capsys.readouterr().out.splitlines()[2] == f"       {documents},000 of {documents},00{documents} paragraphs composed"
    report.built([built], made.folder, as_json=True, quiet=False)
    said = json.loads(capsys.readouterr().out)
    assert said["pdf"]["paragraphs"] == {"composed": 1000 * documents, "justified": 1001 * documents}
    recalled = Request(made.folder, ("pdf",), jobs=1).recall()
    assert recalled
    assert recalled.composed == built.composed


def test_and_says_nothing_where_there_was_nothing_to_compose(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pdf = tmp_path / "book.pdf"
    both = [Built("T", "", (), 1, 2, pdf=pdf, pages=1), Built("T", "", (), 1, 2, pdf=pdf, pages=1, composed=(1, 1))]
    report.built(both, tmp_path, as_json=False, quiet=False)
    first, second = re.split(r"(?m)^T · .*$", capsys.readouterr().out)[1:]
    assert "compos" not in first
    assert second.splitlines()[-1] == "       1 of 1 paragraph composed"


# ---- what check --pages says ----


def test_what_is_left_is_told_by_page_and_line(book: Make, press: Press) -> None:
    made = book({"00-foreword.md": "# Foreword\n\nText.", "01-lamp.md": CHAPTER})
    body = made.body("chapter-01")
    within = letters_before(body, "ourable")           # a line begins in the middle of a word that is divided
    press({"chapter-01": [
        ["uneven", None], ["loose", ["chapter-01", letters_before(body, "likely")]], ["greedy", ["chapter-01", within]],
        ["runt", ["chapter-01", letters_before(body, "two.")]], ["ladder", ["chapter-01-note-1", 9]], ["loose", ["nowhere", 3]],
        ["loose", ["chapter-01", 9999]],
    ]})  # fmt: skip
    assert check_pages(made) == """\
manuscript/01-lamp.md:1: note: f-001: page 1: this page and the one it faces do not end on the same line
    reword a paragraph on one of the two pages, so that it becomes a line longer or shorter
manuscript/01-lamp.md:4: note: f-008: page 1: a loose line: “unlikely to end. The lamp …”
    rewording the paragraph by a word or two mends it
manuscript/01-lamp.md:5: note: f-009: page 1: a paragraph that could not be composed: “honourable”
    look at its lines; where they are even, leave it as it is
manuscript/01-lamp.md:7: note: f-006: page 1: a paragraph’s last line is shorter than the next one’s indent: “two.”
    add a word or two to the paragraph, or take some away
manuscript/01-lamp.md:10: note: f-007: page 1: three hyphens at line ends in a row: “of the best.”
    reword the paragraph by a word or two
note: f-008: page 1: a loose line
    rewording the paragraph by a word or two mends it
0 errors, 0 warnings, 6 notes
"""


def test_a_picture_that_moved_on_is_named(book: Make) -> None:
    """At its own line, and not as two pages that a reworded paragraph would bring level."""
    made = book({"01.md": f"# A\n\n{story(7)}\n\n![A map](map.svg)\n\n{story(9)}", "map.svg": DRAWING.replace("40 20", "40 50")})
    line = made.load().body[0].text.count("\n", 0, made.load().body[0].text.index("![")) + made.load().body[0].first_line
    assert f"""\
manuscript/01.md:{line}: note: f-011: page 3: a picture had no room on the page before, which ends early: “map.svg”
    make it smaller, as with `{{width=60%}}`, or move it up or down by some paragraphs
""" in check_pages(made)


def test_and_to_a_program(book: Make, press: Press) -> None:
    press({"chapter-01": [["widow", ["chapter-01", 1]]]})
    said = json.loads(check_pages(book("# A\n\nIt was dark."), "--json"))
    assert said == {"ok": True, "problems": [{
        "code": "f-002", "severity": "note", "path": "manuscript/01-one.md", "line": 3, "column": None,
        "message": "page 1: a paragraph’s last line stands alone at the head of the page: “It was dark.”",
        "hint": "add or cut a few words in this paragraph or one before it",
    }]}  # fmt: skip


def test_only_pages_are_made_and_nothing_is_in_dist(book: Make, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookbuild.epub.write_epub", lambda *_: pytest.fail("an EPUB was made"))
    press({})
    made = book("# A\n\nIt was was dark.")             # a slip that the copy-editor finds: not here
    assert check_pages(made) == "Nothing to complain of.\n"
    assert [each.name for each in (made.folder / "dist").iterdir()] == [".cache"]


def test_a_book_with_faults_has_no_pages(book: Make) -> None:
    done = typed("check", book("# A\n\n![A map](gone.png)").folder, "--pages")
    assert done.returncode == 1
    assert "m-030" in done.stderr
    assert done.stderr.endswith("1 error. There is nothing more to look at yet.\n")


@pytest.mark.usefixtures("lenient")
def test_plain_check_does_not_tell(book: Make, press: Press) -> None:
    press({"chapter-01": [["widow", ["chapter-01", 3]]]})
    done = typed("check", book("# A\n\nIt was dark.").folder)
    assert "x-021" in done.stdout
    assert "f-0" not in done.stdout


# ---- where a place is ----

WRAPPED = """\
# Words

w1 w2
*w3 w4
w5* w6 “w7
w8” w9[^n] w10

- w11
- w12
  w13

::: letter
Dear w14,

w15
w16 & w17 <kbd>w18</kbd>
w19

-- w20
:::

> w21\\
> w22\\
> w23

| w24 | w25 |
| --- | --- |
| w26 | w27 |

## w28

w29
w30

[^n]: n1 n2
    n3

    n4
    n5
"""


def test_every_word_is_found_at_the_line_it_was_typed_on(book: Make) -> None:
    """But in cells of a table, whose line is the table's or the row's."""
    document = book(WRAPPED).document("chapter-01")
    typed = {word: number for number, line in enumerate(WRAPPED.splitlines(), 1) for word in re.findall(r"\b[wn]\d+\b", line)}
    found = {}
    for text in texts(document.body).values():
        for letter in range(text.letters):
            at = text.at(letter)
            if word := re.match(r"[wn]\d+\b", document.body[at:]):
                found[word[0]] = manuscript_line(document, at)
    assert found.keys() == typed.keys()
    wrong = {word: (line, typed[word]) for word, line in found.items() if line != typed[word]}
    assert wrong.keys() <= {"w26", "w27"}


def test_a_letter_is_where_it_would_be_counted(book: Make) -> None:
    made = book({})
    made.write(NASTY)
    for document in made.compose().documents:
        for text in texts(document.body).values():
            places = [text.at(letter) for letter in range(text.letters)]
            assert places == sorted(set(places))
            assert not [at for at in places if document.body[at].isspace()]


@pytest.mark.parametrize(("body", "letter", "words"), [
    ("<p>It was a dark and stormy night.</p>", 0, "It was a dark and …"),
    ("<p>It was dark.</p>\n<p>And stormy.</p>", 5, "dark."),                              # not beyond the paragraph
    ("<p>It was un<em>like</em>ly.</p>", 8, "unlikely."),                                 # from the word's beginning
    ("<p><em>Hon\u00adour</em>able men</p>", 5, "Honourable men"),
    ("<p>One<a class=\"noteref\" href=\"#n\">1</a> two</p>", 0, "One two"),
    ("<p>Fish &amp; chips</p>", 4, "& chips"),
    ("<p><span>Verse</span><br/><span>line</span></p>", 5, "line"),
    ("<p>See <img src=\"a.png\" alt=\"a map\"/> here.</p>", 3, "a.png"),
    ("<p>See <img src=\"a.png\" alt=\"a map\"/> here.</p>", 4, "here."),
])  # fmt: skip
def test_the_words_that_are_shown(book: Make, body: str, letter: int, words: str) -> None:
    edition = book("# A").compose()
    document = replace(edition.documents[-1], name="c", body=f'<section id="c" class="chapter">\n{body}\n</section>')
    (problem,) = left_on_pages([PageFlaw("loose", "9", ("c", letter))], replace(edition, documents=(document,)))
    assert problem.message == f"page 9: a loose line: “{words}”"


def test_every_letter_of_the_sample_has_a_line_and_words(sample: Finished) -> None:
    edition = TinyBook(sample.folder).compose()
    places = [(name, letter) for document in edition.documents if document.path
              for name, text in texts(document.body).items() for letter in range(0, text.letters, 97)]  # fmt: skip
    told = list(left_on_pages([PageFlaw("loose", "1", place) for place in places], edition))
    assert len(told) == len(places) > 300
    assert not [str(problem) for problem in told if problem.line is None or "<" in problem.message]


# ---- the rules ----


def test_there_is_a_rule_for_every_word_of_the_press() -> None:
    assert set(BY_KIND) == set(KINDS)
    assert len(PAGE_RULES) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_explains_itself(kind: str) -> None:
    rule = BY_KIND[kind]
    assert re.fullmatch(r"f-\d{3}", rule.code)
    assert rule.severity == "note"
    assert not rule.title.endswith(".")
    assert not rule.find.remedy.endswith(".")
    assert len(rule.explanation) > 60


def test_check_lists_and_explains_them() -> None:
    listed = typed("check", "--rules").stdout
    for rule in PAGE_RULES:
        assert f"{rule.code}  note    {rule.title}\n" in listed
    explained = typed("check", "--explain", "f-008").stdout
    assert explained.startswith("f-008: a loose line (note)\n\nIts word spaces are more than half as wide again")
