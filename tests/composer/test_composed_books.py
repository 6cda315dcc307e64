"""A tiny book from end to end: its PDF says, tags and links what it would without the composer, and is the same whoever sets it."""
# ruff: noqa: E501 - prose

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import mode

import pypdfium2
import pytest
from nasty import GALES, SANDS, story
from outside import said
from PIL import Image
from printed_pages import Print, home, typeset
from tiny import Files, TinyBook

from bookbuild.pdf import Printed, Way
from bookbuild.pdf.workers import Workers

TEXT = GALES + SANDS
LINKS = {
    "the second chapter of this very book, whatever it is called there": "02-second.md", "a place of its own": "#place",
    "outside in the world": "https://example.org/a", "by mail, as everybody does who has a stamp": "mailto:a@b.c",
}  # fmt: skip
LINKED = " and ".join(f"[{words}]({target})" for words, target in LINKS.items())
CHAPTERS: Files = {
    "01-first.md": f"# First\n\n{TEXT}[^1] See {LINKED}. {GALES}\n\n**Bold words that go on for some time** and *{SANDS.strip()}* H<sub>2</sub>O, `code()`. {SANDS}\n\n## Place {{#place}}\n\n- {TEXT}\n\n[^1]: {SANDS}",
    "02-second.md": f"# Second\n\n> {TEXT}\n\n| A | B |\n|---|---|\n| {GALES} | {SANDS} |\n\n[Bonjour tout le monde, c’est la marée haute]{{lang=fr}}. {TEXT} Extra\u00adordinary—https://example.org/a/long/way/off.",
    "03-third.md": f"# Third\n\n{story(8)}",
}
Build = Callable[..., tuple[Print, Printed]]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A book by its name, set once: by the composer or not, by so many processes."""
    root = tmp_path_factory.mktemp("composed")
    built: dict[str, tuple[Print, Printed]] = {}

    def book(name: str, *, composer: bool = True, jobs: int = 1) -> tuple[Print, Printed]:
        if name not in built:
            made = TinyBook(root / name)
            toml = f'title = "T"\nauthors = ["A. Writer"]\nlanguage = "en-GB"\n[pdf]\ncomposer = {str(composer).lower()}\n'
            made.write({**CHAPTERS, "book.toml": toml})
            built[name] = typeset(made, way=Way(Workers(jobs)))
        return built[name]

    return book


@pytest.fixture(scope="module")
def composed(build: Build) -> Print:
    return build("composed")[0]


@pytest.fixture(scope="module")
def plain(build: Build) -> Print:
    return build("plain", composer=False)[0]


# ---- words ----


def test_every_paragraph_of_it_is_composed(build: Build) -> None:
    composed, justified = build("composed")[1].composed
    assert composed == justified > 12
    assert build("plain", composer=False)[1].composed == (0, 0)


def test_its_text_is_found_as_it_was_written(composed: Print, plain: Print) -> None:
    assert letters(composed) == letters(plain)
    words = " ".join(said("pdftotext", str(composed.path), "-").split())
    assert "nobody at Head Office noticed" in words, "words are whole, and apart"


def letters(book: Print) -> str:
    """All text within the margins, without spaces and hyphens."""
    text = said("pdftotext", "-r", "72", "-x", "0", "-y", "60", "-W", "1000", "-H", "486", str(book.path), "-")
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def test_full_lines_end_at_the_margin_on_paper_too(composed: Print) -> None:
    """As poppler finds them by widths, scale and character spacing in the file, which is not how they were set."""
    found = said("pdftotext", "-bbox", "-f", str(len(composed.pages) - 1), str(composed.path), "-")
    count = 0
    for page in found.split("<page ")[1:]:
        rows: dict[str, tuple[float, str]] = {}
        for y, x, word in re.findall(r'yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.+?)</word>', page):
            rows[y] = max(rows.get(y, (0.0, "")), (float(x), word))
        ends = [x for x, word in rows.values() if word[-1].isalpha()]
        margin = mode(round(x, 1) for x in ends)
        # a file tells the places of letters in thousandths of an em: sixty letters may be a quarter of a point off
        assert [x for x in ends if margin - 2 < x < margin - 0.25 or margin + 0.25 < x] == []
        assert all(x < margin + 4 for x, _ in rows.values()), "marks hang, by little"
        count += sum(x > margin - 2 for x, _ in rows.values())
    assert count > 30


# ---- tags and links ----

Element = tuple[object, list["Element"]]
ONE_A_LINE = {"/Span", "/NonStruct", "/Link"}
ONE_A_PAGE = {*ONE_A_LINE, "/Sect", "/P"}


def tree(book: Print, merged: set[str], chapter: int) -> list[Element]:
    """Structure elements of the pages of a chapter and all after it; neighbours that are parts of one thing are one."""
    root: Element = ("", [])
    above = [root]
    for depth, tag, headers, told, _ in book.tags:
        element: Element = ((tag, headers, told), [])
        del above[int(str(depth)) + 1 :]
        above[-1][1].append(element)
        above.append(element)
    document = root[1][0][1]
    starts = [number for number, (_, inside) in enumerate(document) if inside and inside[0][0][0] == "/H1"]  # type: ignore[index]
    return _joined(document[starts[chapter] :], merged)


def _joined(elements: list[Element], merged: set[str]) -> list[Element]:
    found: list[Element] = []
    for key, inside in elements:
        if found and found[-1][0] == key and key[0] in merged:  # type: ignore[index]
            found[-1][1].extend(inside)
        else:
            found.append((key, list(inside)))
    return [(key, _joined(inside, merged)) for key, inside in found]


def test_its_structure_is_what_it_would_be(composed: Print, plain: Print) -> None:
    """But for pages: a paragraph is cut in two elsewhere, and a section."""
    assert tree(composed, ONE_A_PAGE, 0) == tree(plain, ONE_A_PAGE, 0)
    tags = [tag for _, tag, *_ in composed.tags]
    assert {"/P", "/Link", "/LI", "/BlockQuote", "/Table", "/H2"} <= set(tags)
    assert composed.orphans() == []


def test_links_lie_on_their_words(composed: Print) -> None:
    found: dict[object, str] = {}
    pdf = pypdfium2.PdfDocument(composed.path)
    contents = composed.links[0][0]
    for page, left, top, right, bottom, *target in composed.links:
        if page != contents:
            text = pdf[page].get_textpage().get_text_bounded(left - 1, min(top, bottom) + 4, right + 1, max(top, bottom) - 4)  # type: ignore[operator,call-overload]
            key = tuple(target)
            found[key] = found.get(key, "") + re.sub(r"[\s\u00ad\u2010\ufffe\x02-]", "", text)
    wanted = [re.sub(r"\s", "", words) for words in LINKS]
    assert [words for words in wanted if not any(words in text for text in found.values())] == []
    assert sum(map(len, found.values())) < sum(map(len, wanted)) + 30, "and on no others"


def test_the_file_is_sound(composed: Print) -> None:
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", str(composed.path))


# ---- the same bytes ----


def test_two_processes_set_it_as_one_does(build: Build, composed: Print) -> None:
    assert build("other", jobs=2)[0].path.read_bytes() == composed.path.read_bytes()


def test_what_was_measured_before_makes_no_difference(build: Build, composed: Print) -> None:
    before = composed.path.read_bytes()
    made = TinyBook(composed.path.parent.parent / "composed")
    words = list((home(made) / "cache/words").iterdir())
    shutil.rmtree(home(made) / "cache/pages")
    printed, _ = typeset(made, "again.pdf")
    assert printed.path.read_bytes() == before
    assert words == list((home(made) / "cache/words").iterdir())
    assert words


def test_a_picture_that_is_taller_than_the_page_is_set(tmp_path: Path) -> None:
    made, tall = TinyBook(tmp_path), BytesIO()
    Image.new("L", (1200, 1800), 128).save(tall, "PNG")
    made.write({"book.toml": 'title = "T"\ntrim = "6x9in"\n', "01.md": "# One\n\n![A](images/a.png)\n\n![B](images/a.png)\n\nEnd.\n",
                "images/a.png": tall.getvalue()})  # fmt: skip
    pages, _ = typeset(made, way=Way(Workers(1)))
    assert pages
