"""Notes at the foot: each on the page of its call, whole and once, whatever else the page has to hold."""

import re
from random import Random

import pytest
from compositor import Pages
from test_pages import WORDS, lay_out
from tiny import few
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from bookbuild.press.layout import Laid

NOTES = """section { counter-reset: footnote } .note { float: footnote; footnote-policy: line; font-size: 12px; line-height: 15px }
.note .note { footnote-policy: auto } @page { @footnote { margin-top: 13px } }
hr { border: 0; margin: 0; height: 20px; break-before: avoid }"""
BREAK = "<hr>"


def noted(text: str, words: str) -> str:
    """A paragraph that calls a note at its end."""
    return f'<p>{text}<span class="note">{words}</span></p>'


def story(seed: int, longest: int) -> str:
    """Paragraphs and notes of many lengths, some scene breaks."""
    chance = Random(seed)  # noqa: S311 - the same every time
    found = []
    for _ in range(60):
        text = WORDS * chance.randint(1, 5)
        at = text.index(" ", chance.randint(10, len(text) - 9)) if chance.random() < 0.4 else 0
        note = f'<span class="note">{WORDS * chance.randint(1, longest)}</span>' if at else ""
        found.append(f"<p>{text[:at]}{note}{text[at:]}</p>{BREAK if chance.random() < 0.1 else ''}")
    return "".join(found)


def strayed(laid: Laid) -> list[int]:
    return [number for number, flaws in enumerate(laid.flaws) for kind, _ in flaws if kind == "strayed"]


def letters(laid: Laid) -> int:
    """How many, of text and notes, without the numbers of notes."""
    return len(re.sub(r"\d+\.?", "", Pages(laid).letters() + Pages(laid).letters(notes=True)))


@pytest.mark.parametrize("composer", [True, False])
@pytest.mark.parametrize(("seed", "longest"), few([(1, 4), (3, 12), (4, 4), (0, 12)], 2))
def test_a_note_is_on_the_page_of_its_call(seed: int, longest: int, composer: bool) -> None:
    body = story(seed, longest)
    laid = lay_out(body, NOTES, composer=composer)
    assert strayed(laid) == []
    assert letters(laid) == len(re.sub(r"<[^>]*>|\s|-", "", body)), "WeasyPrint alone loses some notes and sets others twice"


def test_a_line_that_would_stand_alone_takes_no_note_away() -> None:
    """A note, a scene break, and room for one line more at the foot: the paragraph that begins there goes to the next page."""
    for room in range(8):                          # lines between the note's call and the foot
        before = "<p>So it went.</p>" * (14 + room)
        laid = lay_out(f"{before}{noted('Stop.', 'One shilling.')}<p>He folded it up.</p>{BREAK}<p>{WORDS * 6}</p>", NOTES)
        assert strayed(laid) == []
        first = laid.document.pages[0]._page_box
        assert any(isinstance(area, boxes.FootnoteAreaBox) for area in first.children), room


def test_a_note_as_high_as_a_page_is_set_and_told() -> None:
    laid = lay_out(f"<p>{WORDS}</p>{noted(WORDS, WORDS * 60)}<p>{WORDS * 9}</p>", NOTES)
    assert len(strayed(laid)) == 1
    assert len(laid.document.pages) < 6


@pytest.mark.parametrize("around", [
    "<ul><li>{}</li><li>{}</li></ul>", "<blockquote>{}{}</blockquote>",
    "<table><tr><td>{}</td><td>{}</td></tr></table>", "<div>{}<h2>H</h2>{}</div>",
])  # fmt: skip
def test_calls_in_lists_quotations_and_tables(around: str) -> None:
    body = "".join(f"<p>{WORDS * (1 + at % 4)}</p>" + around.format(*[noted(WORDS * (at % 3), f"{WORDS}Again.")] * 2) for at in range(12))
    laid = lay_out(body, NOTES)
    assert strayed(laid) == []
    assert letters(laid) == len(re.sub(r"<[^>]*>|\s|-", "", body))


def test_a_note_that_calls_a_note() -> None:
    inner = f'<span class="note">{WORDS}</span>'
    body = "".join(f"<p>{WORDS * (1 + at % 4)}</p>{noted(WORDS, WORDS + inner)}" for at in range(12))
    assert letters(lay_out(body, NOTES)) == len(re.sub(r"<[^>]*>|\s|-", "", body))


def test_weasyprint_is_as_it_was_afterwards() -> None:
    before = block._linebox_layout
    lay_out(noted(WORDS, WORDS), NOTES)
    assert block._linebox_layout is before
