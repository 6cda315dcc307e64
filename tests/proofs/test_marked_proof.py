"""The marked proof as it lies on the desk and on the device: pages with bars beside what has changed, and an EPUB with marks."""
# ruff: noqa: E501 - prose

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from nasty import NASTY
from one_java import judged
from PIL import Image, ImageChops
from test_marked import OTHER, STORY, chapter
from tiny import PIXEL, Files, Package, TinyBook

from bookbuild.epub import write_epub
from bookbuild.pdf import write_pdf
from bookbuild.proofs.marked import Comparison, Fate, marked
from bookbuild.proofs.marked.bars import EDGE, bars, joined
from bookbuild.proofs.marked.dress import CAME, WENT, on_paper, on_screen
from bookbuild.proofs.papers import PAPERS
from bookbuild.proofs.reading import reading_proof

DOTS = 2                                           # to the point
TOML = 'title = "The Tide"\nauthors = ["A. Writer"]\nisbn = "9780306406157"\n[series]\nname = "Isles"\nposition = 1\n'
LONG = " ".join(f"{each} {other}" for each in STORY for other in OTHER)
OLD: Files = {
    "book.toml": TOML, "1.md": chapter("Tide", LONG, LONG, STORY[0], LONG, LONG), "2.md": chapter("Gone", f"{OTHER[0]}[^n]", "[^n]: Really."),
    "4.md": chapter("Same", *OTHER[::-1], *STORY[::-1]), "images/p.png": PIXEL,
}  # fmt: skip
NEW: Files = {
    **OLD, "1.md": chapter("Tide", LONG, LONG, STORY[0].replace("four", "five"), LONG, LONG.replace("glass was broken", "glass was whole", 1)),
    "2.md": chapter("New", "There was nothing of this before.[^n]", "![A dot](images/p.png)", "[^n]: A note."),
}  # fmt: skip


@dataclass(frozen=True)
class Proofs:
    found: Comparison
    sheets: Path
    drawn: list[bytes]
    epub: Package
    book: Package


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Proofs:
    """A book in two drafts: the proof on A4, and the EPUB beside the book's own."""
    home = tmp_path_factory.mktemp("marked")
    old, new = TinyBook(home / "old"), TinyBook(home / "new")
    old.write(OLD)
    new.write(NEW)
    found = marked(old.compose(), new.compose(), "v1 · 2026-10-01", "2026-11-29")
    pages, sheets, cache, style = home / "pages.pdf", home / "proof.pdf", home / "cache", new.style()
    write_pdf(*on_paper(found.edition, style), pages, cache)
    drawn = bars(pages)
    reading_proof(pages, sheets, PAPERS["a4"], ("MARKED", found.feet), cache, drawn=drawn)
    write_epub(*on_screen(found.edition, style, found.was), home / "marked.epub")
    return Proofs(found, sheets, drawn, Package(home / "marked.epub"), new.epub())


def rows(image: Image.Image, is_ink: Callable[[int, int], bool]) -> list[int]:
    """The rows of pixels in which anything is of a colour; `is_ink` is asked of each channel, by its number, and its value."""
    red, green, blue = (channel.point([255 * is_ink(at, value) for value in range(256)]) for at, channel in enumerate(image.split()))
    seen: list[int] = ImageChops.darker(ImageChops.darker(red, green), blue).getprojection()[1]
    return [at for at, any_ in enumerate(seen) if any_]


def test_a_bar_stands_in_the_outer_margin_beside_each_line_with_a_mark_and_no_other(proofs: Proofs) -> None:
    """In pixels, row by row of each page."""
    barred_pages = {0: 0, 1: 0}
    for number, page in enumerate(pypdfium2.PdfDocument(proofs.sheets)):
        left, bottom, right, top = page.get_trimbox()
        x0, _, _, y1 = page.get_mediabox()
        image = page.render(scale=DOTS).to_pil().convert("RGB")

        def cut(west: float, east: float, whole: Image.Image = image, x0: float = x0, high: tuple[float, float] = (y1 - top, y1 - bottom)) -> Image.Image:
            return whole.crop(tuple(round(each * DOTS) for each in (west - x0, high[0], east - x0, high[1])))  # type: ignore[arg-type]

        outer = right - EDGE if number % 2 == 0 else left + EDGE
        inside = cut(left + EDGE + 4, right - EDGE - 4)
        marks = {row for ink in (CAME, WENT) for row in rows(inside, lambda at, value, ink=ink: abs(value - ink[at]) < 12)}  # type: ignore[misc]
        bar = set(rows(cut(outer - 2, outer + 2), lambda _, value: value < 90))
        assert marks <= bar, f"page {number + 1}"
        assert all(any(abs(row - mark) <= 16 * DOTS for mark in marks) for row in bar), f"page {number + 1}"
        barred_pages[number % 2] += bool(bar)
    assert min(barred_pages.values()) > 0


def test_pages_without_marks_have_no_bars(proofs: Proofs) -> None:
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(proofs.sheets)]
    same = [number for number, text in enumerate(texts) if "".join(OTHER[2].split()) in text and "Same" in text and "Tide" not in text]
    assert same
    assert not any(proofs.drawn[number] for number in same)
    assert any(proofs.drawn)


def test_both_drafts_are_in_every_foot(proofs: Proofs) -> None:
    document = pypdfium2.PdfDocument(proofs.sheets)
    for number, page in enumerate(document, 1):
        left, bottom, right, _ = page.get_mediabox()
        foot = page.get_textpage().get_text_bounded(left, bottom, right, bottom + 100)
        assert "".join(foot.split()) == f"MARKEDv1·2026-10-01→2026-11-29{number}/{len(document)}"


def test_old_words_and_new_ones_are_on_the_pages(proofs: Proofs) -> None:
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(proofs.sheets))
    for said in ("Whathaschanged", "outatfourfive,and", "[deletedsincev1·2026-10-01]", "Really.", "[newinthisdraft]", "Anote."):
        assert said in text


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marked EPUB of a book of all that Markdown has, in which every second paragraph has changed."""
    home = tmp_path_factory.mktemp("nasty")
    old, new = TinyBook(home / "old"), TinyBook(home / "new")
    old.write(NASTY)
    new.write({**NASTY, **{name: text[:300] + text[300:].replace(" the ", " that ").replace("A", "An")
                           for name, text in NASTY.items() if isinstance(text, str) and name.endswith(".md")}})  # fmt: skip
    (new.folder / "manuscript" / "part-1-sea" / "02-second.md").unlink()
    found = marked(old.compose(), new.compose(), "v1", "2026-11-29")
    assert {Fate.CHANGED, Fate.DELETED} <= {each.fate for each in found.outcomes}
    write_epub(*on_screen(found.edition, new.style(), "v1"), home / "nasty.epub")
    return home / "nasty.epub"


def test_the_epub_is_valid_and_another_book_than_the_book(proofs: Proofs, nasty: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    shutil.copy(proofs.book.path, book)
    assert judged([proofs.epub.path, nasty, book], tmp_path) == {"marked": set(), "nasty": set(), "book": set()}
    package, own = (next(each.text(name) for name in each.names if name.endswith(".opf")) for each in (proofs.epub, proofs.book))
    assert "The Tide (marked draft)</dc:title>" in package
    assert "Changes since v1 · 2026-10-01</dc:title>" in package
    assert "9780306406157" in own
    assert "9780306406157" not in package
    assert "belongs-to-collection" not in package
    identifiers = [re.findall(r"<dc:identifier[^>]*>([^<]+)", each) for each in (package, own)]
    assert not set(identifiers[0]) & set(identifiers[1])


def test_marks_on_a_screen_need_no_colour(proofs: Proofs) -> None:
    sheet = proofs.epub.text("style.css")
    rules = {selector.strip(): rule for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))}
    assert "underline" in rules["ins"]
    assert "line-through" in rules["del"]
    assert "border-left" in rules[".changed"]
    assert not re.search(r"(?<!-)color\s*:", rules["ins"] + rules["del"] + rules[".changed"]), "a dark page turns colours, and e-ink has none"
    chapter_one = proofs.epub.text("chapter-01.xhtml")
    assert '<del>four</del><span class="remark"> </span><ins>five</ins>' in chapter_one


def test_bars_that_are_near_are_one() -> None:
    assert joined([]) == []
    assert joined([(100, 108), (88, 96), (20, 28)]) == [(20, 28), (88, 108)]
    assert joined([(10, 50), (20, 30), (52, 60)]) == [(10, 60)]


def test_a_book_that_is_read_from_the_right_has_its_bars_there(proofs: Proofs, tmp_path: Path) -> None:
    mirrored = bars(proofs.sheets, leftward=True)
    for one, other in zip(proofs.drawn, mirrored, strict=True):
        assert bool(one) == bool(other)
        assert one != other or not one
