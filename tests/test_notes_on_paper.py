"""What an author puts into a note stands at the foot of the page, as what it is, and the sentence that calls it stays whole."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from outside import said
from test_pdf import Pages, pdfua, typeset
from test_twin import losses
from tiny import PIXEL, Make, TinyBook

from bookbuild.pdf import paper

LISTING = "```\ndef tide():\n    return 12\n```"
BLOCKS = {
    "a listing": (LISTING, ["def tide():", "return 12"]),
    "a table": ("| Tide | Height |\n|---|---|\n| neap | 12 |\n| spring | 31 |", ["Tide", "Height", "neap", "12", "spring", "31"]),
    "a picture": ('![A map of the bay](map.png "The bay")', ["The bay"]),
    "terms": ("Neap\n:   A low tide.\n\nSpring\n:   A high one.", ["Neap", "A low tide.", "Spring", "A high one."]),
    "a heading": ("## Of tides", ["Of tides"]),
    "a numbered list": ("3. three\n4. four\n\n    more of four\n\n5. five", ["3.", "three", "4.", "four", "more of four", "5.", "five"]),
    "a list in a list": ("- one\n    - inner\n- two", ["•", "one", "inner", "two"]),
    "a quotation": ("> Quoted words.\n>\n> And more.", ["Quoted words.", "And more."]),
    "a second paragraph": ("Typed on two\nlines, it is one.", ["Typed on two lines, it is one."]),
    "HTML": ("<div><p>own</p><hr/><dl><dt>what</dt><dd>that</dd></dl></div>", ["own", "what", "that"]),
}


def calling(block: str) -> str:
    """A chapter with a note that holds a block between its words."""
    inside = "\n".join(f"    {line}".rstrip() for line in block.split("\n"))
    note = f"[^1]: The note begins.\n\n{inside}\n\n    The note ends.\n"
    return f"# A\n\nRain fell[^1] on the roof. Then it ceased.\n\nIt was dark.\n\n{note}"


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_a_note_holds_stands_at_the_foot_in_its_order(book: Make, kind: str) -> None:
    block, words = BLOCKS[kind]
    made = typeset(book({"01-a.md": calling(block), "map.png": PIXEL}))
    page = " ".join(made.text(made.on("Rain fell")).split())
    for words_after in ("Rain fell1 on the roof. Then it ceased.", "It was dark.", "1. The note begins.", *words, "The note ends."):
        before, found, page = page.partition(words_after)
        assert found, (words_after, before)
    assert pdfua(made.path) == []


def lines(made: Pages) -> list[str]:
    """The lines of the first page of text, with the spaces they begin with."""
    return made.text(made.on("Rain fell")).splitlines()


def test_a_listing_in_a_note_keeps_its_lines_and_a_list_its_numbers_beside_its_words(book: Make) -> None:
    first, second = (line for line in lines(typeset(book(calling(LISTING)))) if "tide" in line or "12" in line)
    assert len(second) - len(second.lstrip()) > len(first) - len(first.lstrip())
    numbered = [line.strip() for line in lines(typeset(book(calling(BLOCKS["a numbered list"][0]), folder="list")))]
    assert set(numbered) >= {"3. three", "4. four", "more of four", "5. five"}


@pytest.mark.parametrize(("html", "numbers"), [
    ('<ol start="5"><li>x</li><li>x</li></ol>', ["5.", "6."]),
    ('<ol type="a"><li>x</li><li value="4">x</li><li>x</li></ol>', ["a.", "d.", "e."]),
    ('<ol type="I" start="9"><li>x<ol><li>x</li></ol></li><li>x</li></ol>', ["IX.", "1.", "X."]),
    ('<ol start="five"><li>x</li></ol>', ["1."]),
])  # fmt: skip
def test_a_list_is_numbered_as_the_author_says(book: Make, html: str, numbers: list[str]) -> None:
    made = typeset(book(f"# A\n\nRain fell.\n\n{html}\n"))
    assert [line.split()[0] for line in lines(made) if line.endswith(" x")] == numbers


def test_a_table_in_a_note_is_one_to_a_screen_reader(book: Make) -> None:
    made = typeset(book(calling(BLOCKS["a table"][0])))
    kinds = Counter(str(each["/S"]) for each in made.pdf.objects if isinstance(each, pikepdf.Dictionary) and "/P" in each and "/S" in each)
    assert [kinds[kind] for kind in ("/Table", "/TR", "/TH", "/TD")] == [1, 3, 2, 4]


def test_blocks_in_a_note_stand_as_close_as_in_the_text(book: Make) -> None:
    """WeasyPrint takes the white space between the tags of a note for lines."""
    made = typeset(book(calling("- one\n- two\n- three")))
    one, two, three = map(float, re.findall(r'yMin="([\d.]+)"[^>]*>(?:one|two|three)<', said("pdftotext", "-bbox", str(made.path), "-")))
    assert [two - one, three - two] == pytest.approx([11.8, 11.8], abs=0.1)            # points: the leading of notes


def test_a_note_within_a_block_of_a_note(book: Make) -> None:
    text = "# A\n\nRain fell[^1].\n\nDark.\n\n[^1]: One:\n\n    - item[^2]\n    - next\n\n[^2]: Two:\n\n    ```\n    deep\n    ```\n"
    page = " ".join("\n".join(lines(typeset(book(text)))).split())
    places = [page.index(words) for words in ("Rain fell", "Dark.", "One:", "item", "next", "Two:", "deep")]
    assert places == sorted(places)


def test_check_sees_a_note_that_is_torn_in_two(book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was when they stood in the paragraph: HTML's parser ends that at the first that is no span."""

    def within_the_paragraph(call: Element, note: Element) -> None:
        become_note(call, note)
        holder = call.find("object")
        assert holder is not None
        holder[0].tag = "span"
        call.remove(holder)
        call.extend(holder)

    become_note = paper._become_note
    made: TinyBook = book(calling(LISTING))
    assert losses(made) == []
    monkeypatch.setattr(paper, "_become_note", within_the_paragraph)
    assert losses(made) == ["w-004:9", "w-004:14"]
