"""Books that are read from right to left: their proofs are flush at the right, and nothing runs off a page."""

from pathlib import Path

import pypdfium2
import pytest
from tiny import TinyBook

from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.proofs.editing import editing_proof
from bookbuild.proofs.papers import paper_named
from bookbuild.proofs.submission import submission

SENTENCE = "זה היה לילה חשוך וסוער והגשם ירד בזרם חזק. "
TOML = 'title = "ספר הים"\nlanguage = "he"\n'


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    made = TinyBook(tmp_path_factory.mktemp("leftward"))
    paragraphs = "\n\n".join([SENTENCE * 5] * 3)
    made.write({"book.toml": TOML, **{f"{number:02}.md": f"# פרק {number}\n\n{paragraphs}\n" for number in (1, 2, 3)}})
    return made


def boxes(pdf: Path) -> list[list[tuple[float, ...]]]:
    """Of each page, where each run of text stands."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        words = page.get_textpage()
        found.append([words.get_rect(at) for at in range(words.count_rects())])
    return found


def test_the_contents_stay_on_the_page(book: TinyBook, tmp_path: Path) -> None:
    out = tmp_path / "book.pdf"
    write_pdf(book.compose(), book.style(), out, tmp_path / "cache", Way(Workers(1)))
    assert all(box[0] > 30 for page in boxes(out) for box in page)


@pytest.mark.parametrize("kind", ["edit", "manuscript"])
def test_lines_are_flush_at_the_right_and_paragraphs_begin_further_in(book: TinyBook, tmp_path: Path, kind: str) -> None:
    paper, out = paper_named("a4", "he"), tmp_path / f"{kind}.pdf"
    made = editing_proof(book.compose(), book.style(), paper, "EDIT") if kind == "edit" else submission(book.compose(), book.style(), paper)
    write_pdf(*made, out, tmp_path / "cache", Way(Workers(1)))
    found, indent = boxes(out), {"edit": 24, "manuscript": 36}[kind]
    assert all(box[0] > 30 for page in found for box in page)
    lines: dict[int, tuple[float, float]] = {}     # by their place down the page: where they begin, and how long they are
    for left, low, right, high in found[-1]:
        if right - left < 15:                      # the number of a line
            continue
        place = next((each for each in lines if abs(each - (low + high) / 2) < 9), round((low + high) / 2))
        begin, wide = lines.get(place, (0.0, 0.0))
        lines[place] = max(begin, right), wide + right - left
    begins = [begin for begin, wide in lines.values() if wide > 240]
    assert {round((max(begins) - begin) / indent, 1) for begin in begins} == {0.0, 1.0}
