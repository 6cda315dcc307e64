"""The editing proof: every line of text stands on its number, on every page, whatever the book is made of."""

import ctypes
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nasty import GALES, NASTY
from outside import said
from tiny import TinyBook

from bookbuild.pdf import Printed, write_pdf
from bookbuild.proofs.editing import INNER, OUTER, editing_proof
from bookbuild.proofs.papers import PAPERS
from bookbuild.proofs.stationery import mark_strangers

SLUG = 'EDIT · 24 November 2026 · "649799b"'
RAISED = 8 * 96 / 72                               # pixels: notes' numbers, the only letters that do not stand on a base line
DRAWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH)
INSIDE = """# Pictures Everywhere

| Picture | Words |
|:--|:--|
| ![A drawing](../images/map.svg) | In a table, with `code`, a<sup>2</sup> and **bold *italic*** |

![A drawing](../images/map.svg) ![The isle](../images/p.png)

- ![A drawing](../images/map.svg)
- Words ![in a line](../images/p.png) and <big>large</big>, <small>small</small>

<center>In the middle</center>
"""
STRANGERS = f"# Strangers\n\n日本語 at the start. {GALES} हिन्दी {GALES} *日本* {GALES}\n\n- 日本\n\n> 日本\n\n```\n日本\n```\n"


@dataclass(frozen=True)
class Proof:
    path: Path
    printed: Printed


@dataclass(frozen=True)
class Letter:
    """A letter on a page: where its base line is, from the top, and how large it is, in pixels."""

    letter: str
    x: float
    y: float
    size: float


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """A book with one of everything, on A4."""
    book = TinyBook(tmp_path_factory.mktemp("editing"))
    book.write(NASTY | {"part-2-land/06-inside.md": INSIDE})
    if shutil.which("fc-list") and all(said("fc-list", f":lang={language}", "family") for language in ("ja", "hi")):
        book.write({"part-2-land/07-strangers.md": STRANGERS})
    return made(book, "a4")


def made(book: TinyBook, paper: str) -> Proof:
    out = book.folder / "edit.pdf"
    edition, style = editing_proof(book.compose(), book.style(), PAPERS[paper], SLUG)
    return Proof(out, write_pdf(edition, style, out, book.folder / "cache"))


def pages(proof: Proof) -> Iterator[tuple[list[Letter], list[Letter], pypdfium2.PdfPage]]:
    """Of each page, the letters of the line numbers, and those of the text and its notes."""
    for index, page in enumerate(pypdfium2.PdfDocument(proof.path)):
        width, height = page.get_size()
        left = width * (OUTER if index % 2 else INNER) - 1
        inside = [each for each in letters(page) if 70 < each.y < height - 70]
        yield [each for each in inside if each.x < left], [each for each in inside if each.x >= left], page


def letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    text, height = page.get_textpage(), page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if not letter.isspace() and not pdfium.FPDFText_IsGenerated(text.raw, at):
            pdfium.FPDFText_GetCharOrigin(text.raw, at, ctypes.byref(x), ctypes.byref(y))
            yield Letter(letter, x.value, height - y.value, pdfium.FPDFText_GetFontSize(text.raw, at))


def rows(numbers: list[Letter]) -> dict[int, float]:
    """Each line's number, and where it stands."""
    heights: dict[float, str] = {}
    for each in sorted(numbers, key=lambda each: (round(each.y), each.x)):
        heights[round(each.y, 2)] = heights.get(round(each.y, 2), "") + each.letter
    return {int(digits): height for height, digits in heights.items()}


def test_lines_are_numbered_from_one_on_every_page(proof: Proof) -> None:
    for numbers, _, _ in pages(proof):
        found = rows(numbers)
        assert sorted(found) == list(range(1, 30))
        assert [found[line + 1] - found[line] for line in range(1, 29)] == pytest.approx([24] * 28, abs=0.02)


def test_every_letter_stands_on_a_numbered_line(proof: Proof) -> None:
    looked_at, worst = 0, 0.0
    for index, (numbers, text, _) in enumerate(pages(proof), 1):
        lines = rows(numbers).values()
        for each in text:
            if each.size != pytest.approx(RAISED, abs=0.1):
                off = min(abs(each.y - line) for line in lines)
                assert off < 0.5, f"page {index}: {each}"  # the promise, in points
                worst, looked_at = max(worst, off), looked_at + 1
    assert looked_at > 30_000  # or the letters have not been found
    assert worst < 0.05, "nothing but rounding"


def test_the_lines_are_ragged_and_leave_the_outer_margin_free(proof: Proof) -> None:
    for index, (_, text, page) in enumerate(pages(proof)):
        edge = page.get_width() * (1 - (INNER if index % 2 else OUTER))
        assert all(each.x < edge for each in text)
    prose = next(text for _, text, _ in pages(proof) if len(text) > 1400)
    ends = {max(each.x for each in prose if round(each.y) == line) for line in {round(each.y) for each in prose}}
    assert len({round(end) for end in ends}) > 10, "no line is justified"


def test_no_word_is_hyphenated_and_no_page_is_empty(proof: Proof) -> None:
    for _, text, page in pages(proof):
        assert text or any(each.type in DRAWN for each in page.get_objects(max_depth=4))
        assert "\u00ad" not in page.get_textpage().get_text_range()
        assert "\ufffe" not in page.get_textpage().get_text_range()      # how pdfium writes a hyphen at a line's end


def test_head_and_foot_say_what_it_is(proof: Proof) -> None:
    for _, _, page in pages(proof):
        width, height = page.get_size()
        text = page.get_textpage()
        head, foot = text.get_text_bounded(0, height - 70, width, height), text.get_text_bounded(0, 0, width, 70)
        assert "Nasty & “Strange”: Été" in head
        assert SLUG in foot
        assert foot.split()[-1].strip("ivxl") == "" or foot.split()[-1].isdigit()


def test_it_is_set_chapter_by_chapter_on_the_paper_asked_for(proof: Proof) -> None:
    assert proof.printed.in_one_piece == ()
    assert proof.printed.problems == ()
    assert "A4" in said("pdfinfo", str(proof.path))


def test_other_programs_take_it(proof: Proof) -> None:
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(proof.path))
    fonts = said("pdffonts", str(proof.path)).splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in line for line in fonts)
    with pikepdf.open(proof.path) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_letter_page_has_27_lines_and_the_authors_sheets_are_not_used(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.write({"01-one.md": f"# One\n\n{GALES * 40}", "book.toml": 'title = "Tiny"\ntrim = "4x6in"\n'})
    book.write({"/styles/print.css": "html { font-size: 40pt } p { text-align: justify; line-height: 3 }"})
    proof = made(book, "letter")
    assert "(letter)" in said("pdfinfo", str(proof.path))
    numbers, text, _ = list(pages(proof))[-2]
    assert len(rows(numbers)) == 27
    assert {round(each.size) for each in text} == {16}, "12 points"


@given(st.lists(st.text("ab ❦日\u0301\u093f\u200d🙂é\n", max_size=8), min_size=3, max_size=3))
def test_strangers_are_wrapped_and_the_text_stays(texts: list[str]) -> None:
    section = Element("section")
    section.text = texts[0]
    word = SubElement(section, "em")
    word.text, word.tail = texts[1], texts[2]
    mark_strangers(section)
    assert "".join(section.itertext()) == "".join(texts)
    wrapped = {letter for span in section.iter("span") for letter in span.itertext()}
    plain = "".join(text for each in section.iter() if each.tag != "span" for text in [each.text or ""]) + "".join(
        each.tail or "" for each in section.iter()
    )
    assert not set("❦日🙂") & set(plain)
    assert not set("\n") & wrapped


def test_a_letter_is_wrapped_with_its_marks() -> None:
    section = Element("section")
    section.text = "a\u093f हिन्दी b"
    mark_strangers(section)
    assert [span.text for span in section] == ["a\u093f", "हिन्दी"]
