"""An Edition becomes pages: where things stand on them, and what a viewer and a screen reader are told."""
# ruff: noqa: E501 - tables of cases

import hashlib
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pikepdf
import pytest
from outside import said
from test_epub import RICH, RICH_TOML
from tiny import DRAWING, PIXEL, PROJECT, SHARED, Finished, Make, TinyBook
from weasyprint.formatting_structure import boxes

from bookbuild.pdf import Printed, Way, write_pdf
from bookbuild.pdf.paper import settings
from bookbuild.pdf.workers import Workers
from bookbuild.press.layout import Case
from bookbuild.styles import load_style
from bookbuild.stylesheet import Sheet

PARAGRAPH = "The gales of that October moved the channel a quarter of a mile to the west, and nobody at Head Office noticed. " * 3
LONG = "\n\n".join([PARAGRAPH] * 7)
TOML = """\
title = "The Tiny Book"
authors = ["A. Writer"]
language = "en-GB"
"""
FILES = {
    "00-dedication.md": "To Ann.",
    "00-foreword.md": "# Foreword\n\nBefore all.",
    "01-prologue.md": "# Prologue\n\nIt began.",
    "part-1-sea/01-a.md": f"# A Buckle\n\nWith a note[^1] in it; see [B](02-b.md).\n\n{LONG}\n\n[^1]: At the foot.\n",
    "part-1-sea/02-b.md": "# B\n\nOne.\n\n***\n\nTwo.\n\n![A map](../images/map.svg)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks.",
    "images/map.svg": DRAWING,
}


@dataclass(frozen=True)
class Pages:
    """A PDF, to look into. Pages count from 1."""

    path: Path
    printed: Printed

    def text(self, page: int | None = None) -> str:
        which = ["-f", str(page), "-l", str(page)] if page else []
        return said("pdftotext", "-layout", *which, str(self.path), "-")

    @cached_property
    def texts(self) -> list[str]:
        return self.text().split("\f")[:-1]

    def on(self, words: str) -> int:
        """The last page that has these words as a whole line of its own, or at least somewhere."""
        for pattern in (rf"^\s*{re.escape(words)}\s*$", re.escape(words)):
            found = [number for number, text in enumerate(self.texts, 1) if re.search(pattern, text, re.MULTILINE)]
            if found:
                return found[-1]
        raise AssertionError(words)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def labels(self) -> list[str]:
        return [page.label for page in self.pdf.pages]

    def bookmarks(self) -> list[object]:
        def read(items: list[pikepdf.OutlineItem]) -> list[object]:
            found: list[object] = []
            for item in items:
                found.append(item.title)
                if item.children:
                    found.append(read(item.children))
            return found

        with self.pdf.open_outline() as outline:
            return read(outline.root)


def typeset(made: TinyBook, name: str = "book.pdf") -> Pages:
    out = made.folder / "dist" / name
    way = Way(Workers(1))                          # a second process would take longer to start than these books to set
    return Pages(out, write_pdf(made.compose(), load_style(made.folder, "classic"), out, made.folder / "dist" / ".cache", way))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    made = TinyBook(tmp_path_factory.mktemp("pdf") / "tiny")
    made.write({**FILES, "book.toml": TOML})
    return typeset(made)


# ---- numbers of pages ----


def test_front_matter_is_numbered_in_roman_and_the_body_from_one(pages: Pages) -> None:
    body = pages.on("Prologue")
    assert pages.labels[:3] == ["i", "ii", "iii"]
    assert pages.labels[body - 1 : body + 2] == ["1", "2", "3"]
    assert pages.texts[body - 1].split()[-1] == "1"


def test_the_folio_is_the_label(pages: Pages) -> None:
    for number in (pages.on("A Buckle") + 1, pages.on("Acknowledgments")):
        assert re.search(rf"(^|\s){pages.labels[number - 1]}(\s|$)", pages.text(number))


def test_the_contents_give_the_labels(pages: Pages) -> None:
    contents = pages.texts[next(n for n, text in enumerate(pages.texts) if "Contents" in text)]
    listed = dict(re.findall(r"^\s*(\S.*?)[ .]{4,}(\w+)\s*$", contents, re.MULTILINE))
    assert listed["Foreword"] == pages.labels[pages.on("Foreword") - 1]
    assert re.fullmatch("[ivx]+", listed["Foreword"])
    for title in ("Prologue", "A Buckle", "B", "Acknowledgments"):
        assert listed[title] == pages.labels[pages.on(title) - 1]


# ---- pages ----


def test_openings_stand_on_a_right_hand_page(pages: Pages) -> None:
    assert all(pages.on(title) % 2 for title in ("Foreword", "Prologue", "A Buckle", "B", "Acknowledgments"))


def test_openings_and_blanks_carry_no_head(pages: Pages) -> None:
    opening = pages.on("A Buckle")
    assert "A. W" not in pages.text(opening).upper().splitlines()[0]
    blanks = [text for text in pages.texts if not text.strip()]
    assert blanks, "a recto opening after a recto leaves a blank page"


def test_a_page_within_a_chapter_has_its_head(pages: Pages) -> None:
    left, _ = sorted((pages.on("A Buckle") + 1, pages.on("A Buckle") + 2), key=lambda number: number % 2)
    assert "a. writer" in pages.text(left).casefold()
    assert "noticed" not in pages.text(left).splitlines()[0]


def test_a_note_stands_at_the_foot_of_its_page(pages: Pages) -> None:
    page = pages.text(pages.on("A Buckle"))
    assert page.index("With a note") < page.index("Head Office") < page.index("At the foot.")
    assert page.count("At the foot.") == 1


def test_bookmarks_are_the_contents_tree(pages: Pages) -> None:
    assert pages.bookmarks() == ["Foreword", "Prologue", "Part One: Sea", ["A Buckle", "B"], "Acknowledgments"]


def test_fonts_are_embedded(pages: Pages) -> None:
    fonts = said("pdffonts", str(pages.path)).splitlines()[2:]
    assert fonts
    assert all(re.search(r"yes\s+yes\s+yes", line) for line in fonts), fonts


def test_what_a_viewer_is_told(pages: Pages) -> None:
    info = said("pdfinfo", str(pages.path))
    for line in (r"Title:\s+The Tiny Book", r"Author:\s+A. Writer", r"Tagged:\s+yes", r"JavaScript:\s+no", r"Encrypted:\s+no", r"Page size:\s+396 x 612"):
        assert re.search(line, info), line
    assert "CreationDate" not in info
    assert pages.pdf.Root.Lang == "en-GB"
    assert pages.pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pages.printed.pages == len(pages.pdf.pages)


def test_qpdf_has_nothing_to_complain_of(pages: Pages) -> None:
    said("qpdf", "--check", str(pages.path))


def pdfua(path: Path) -> list[tuple[str, str]]:
    gate = SHARED / "gates" / "pdfua.py"
    if not gate.exists():
        pytest.skip(f"{gate} is not on this machine")
    found: list[tuple[str, str]] = runpy.run_path(str(gate))["check"](str(path))[0]
    return found


def test_tags_of_a_tiny_book(pages: Pages) -> None:
    assert pdfua(pages.path) == []


@pytest.mark.parametrize("name", ["sample", "rich"])
def test_tags_of_a_real_book(name: str, request: pytest.FixtureRequest, once: Callable[..., Finished]) -> None:
    if name == "rich":
        finished = once("rich", lambda folder: TinyBook(folder).write({**RICH, "book.toml": RICH_TOML}), leniently=True)
    else:
        finished = request.getfixturevalue("sample")
    assert pdfua(finished.pdf) == []


def test_typesetting_a_book_of_every_construct_says_nothing(once: Callable[..., Finished]) -> None:
    finished = once("rich", lambda folder: TinyBook(folder).write({**RICH, "book.toml": RICH_TOML}), leniently=True)
    assert [problem for problem in finished.said["problems"] if problem["code"][0] in "pc"] == []


def test_tags_of_a_list_of_paragraphs(book: Make) -> None:
    assert pdfua(typeset(book("# A\n\n- one\n\n  more\n\n  > quoted\n\n- two\n\n  - nested\n", TOML)).path) == []


# ---- scene breaks ----


def ornament_pages(made: Pages) -> list[int]:
    return [number for number, text in enumerate(made.texts, 1) if "❦" in text]


def test_the_ornament_of_a_scene_break_is_hidden_within_a_page(pages: Pages) -> None:
    assert "❦" not in pages.text(pages.on("B"))


def test_the_ornament_shows_where_a_break_falls_at_the_edge_of_a_page(book: Make) -> None:
    text = "# A\n\nFirst.\n\n***\n\n::: page-break\n:::\n\nLast."
    made = typeset(book(text, TOML))
    assert ornament_pages(made) == [made.on("First.")]


def test_ornaments_stand_only_at_edges(book: Make) -> None:
    made = typeset(book("# A\n\n" + "\n\n***\n\n".join(["The gales of that October moved the channel."] * 50), TOML))
    shown = ornament_pages(made)
    assert shown
    for number in shown:
        lines = [line.strip() for line in made.text(number).splitlines() if line.strip()]
        assert "❦" in (*lines[:2], *lines[-2:]), lines


# ---- dials ----


@pytest.mark.parametrize(("trim", "size"), [("6x9in", "432 x 648"), ("a5", "419.528 x 595.276"), ("110x178mm", "311.811 x 504.567")])
def test_the_trim_of_book_toml(book: Make, trim: str, size: str) -> None:
    made = typeset(book("# A\n\nText.", f'title = "T"\ntrim = "{trim}"'))
    info = said("pdfinfo", str(made.path))
    assert size in info


def test_a_drop_cap(book: Make) -> None:
    files = {"01.md": f'# A\n\n"{PARAGRAPH}"\n\n{PARAGRAPH}', "/styles/print.css": ":root { --opening: drop-cap }"}
    made = typeset(book(files, TOML))
    box = said("pdftotext", "-bbox", str(made.path), "-")
    heights = [float(low) - float(high) for high, low, word in re.findall(r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)">([^<]*)<', box) if word in ("T", "“T", "The")]
    assert max(heights) > 2 * min(heights)
    assert re.search(r"gales of that October", made.text())
    assert pdfua(made.path) == []


def test_the_authors_sheet_comes_last(book: Make) -> None:
    made = typeset(book({"01.md": "# A\n\nText.", "/styles/print.css": "@page { size: 4in 6in }"}, TOML))
    assert re.search("288 x 432", said("pdfinfo", str(made.path)))


def test_a_fault_in_the_authors_sheet_is_told_at_its_line(book: Make) -> None:
    made = typeset(book({"01.md": "# A\n\nText.", "/styles/print.css": "p { color: red }\np { colour: red }"}, TOML))
    (problem,) = made.printed.problems
    assert (problem.code, problem.place) == ("c-004", "styles/print.css:2")


def test_notes_upon_notes_are_all_on_paper(book: Make) -> None:
    made = typeset(book("# A\n\nText.[^1]\n\n[^1]: One.[^2]\n\n[^2]: Deeper.\n\n    Second.\n", TOML))
    for words in ("One.", "Deeper.", "Second."):
        assert words in made.text()


def test_a_note_called_twice_is_on_paper_once_with_one_number(book: Make) -> None:
    made = typeset(book("# A\n\nOne[^x] two[^y] three[^x].\n\n[^x]: Ex.\n\n[^y]: Why.\n", TOML))
    assert made.text().count("Ex.") == 1
    assert re.sub(r"\s", "", made.text()).count("One1two2three1.") == 1


def test_the_author_is_not_read_a_picture_from_outside(book: Make) -> None:
    files = {"01.md": "# A\n\n![x](a.svg)", "a.svg": DRAWING.replace("<rect", '<image href="file:///etc/hostname" width="9" height="9"/><rect')}
    made = typeset(book(files, TOML))
    assert made.printed.pages


# ---- the same bytes ----

BUILD = """
import sys
from pathlib import Path
from bookbuild.edition import compose
from bookbuild.manuscript import load
from bookbuild.pdf import write_pdf
from bookbuild.styles import load_style
folder = Path(sys.argv[1])
write_pdf(compose(load(folder)), load_style(folder.resolve(), "classic"), Path(sys.argv[2]), Path(sys.argv[2] + ".cache"))
"""


def test_the_same_input_is_the_same_bytes(book: Make, tmp_path: Path) -> None:
    made = book({**FILES, "images/p.png": PIXEL}, TOML)
    seen = set()
    for number, (zone, seed) in enumerate((("UTC", "1"), ("Pacific/Kiritimati", "77"))):
        out, cwd = tmp_path / f"{number}.pdf", tmp_path / f"cwd-{number}"
        cwd.mkdir()
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)}
        subprocess.run([sys.executable, "-c", BUILD, str(made.folder), str(out)], check=True, cwd=cwd, env=environment)
        seen.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(seen) == 1


# ---- drop caps ----


def test_the_line_beside_a_drop_cap_is_justified() -> None:
    """A float inside the lead made WeasyPrint take one first line in six for full; twelve openings of other lengths show it."""
    words = "girl stood on the hard at Cold Ennet with a bucket and was getting winkles for her gran before the tide".split()
    css = "@page { size: 300pt } p { text-align: justify; font: 11pt/14pt serif; margin: 0 } .initial { float: left; font-size: 30pt }"
    for drop in range(12):
        text = f"A {' '.join(words[drop % 5 :])} {'w' * drop} came back, and the lamp went out over the sands as it always had."
        html = f'<p class="opening"><span class="initial">A</span><span class="lead">{text[2:14]}</span>{text[14:]}</p>'
        laid = Case({}).lay_out(f"<html lang=en><body style='margin:0'>{html}", (Sheet(css, None),))
        paragraph = next(box for box in laid.document.pages[0]._page_box.descendants() if box.element_tag == "p")
        lines = (box for box in paragraph.descendants() if isinstance(box, boxes.LineBox))
        line = next(box for box in lines if len(list(box.descendants())) > 1 and box.width > paragraph.width / 2)
        right = max(box.position_x + box.width for box in line.descendants() if isinstance(box, boxes.TextBox))
        assert right == pytest.approx(paragraph.content_box_x() + paragraph.width, abs=1)


def test_the_drop_cap_stands_before_the_lead(book: Make) -> None:
    opening = '"Well," said she, and it was a long time before anybody in the whole room thought of a thing to say to that.'
    html = [setting.html for setting in settings(book(f"# A\n\n{opening}\n", TOML).compose(), "drop-cap")]
    assert '<p class="opening"><span class="initial"><span class="quote">“</span>W</span><span class="lead">ell' in "".join(html)
