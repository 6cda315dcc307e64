"""The standard manuscript: what an agent expects to see, on the page where it is expected."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nasty import GALES, SANDS, story
from outside import said
from tiny import PIXEL, Files, Make, TinyBook

from bookbuild.book import Contributor
from bookbuild.pdf import Printed, write_pdf
from bookbuild.phrases import LANGUAGES, phrases
from bookbuild.proofs.papers import PAPERS
from bookbuild.proofs.slugline import about, keyword, rounded, surname, surnames
from bookbuild.proofs.submission import contact_problems, submission

INCH = 72


CONTACT = """
[contact]
name = "Ann B. Writer"
address = ["4 Lamp Row", "Skerne"]
email = "ann@example.org"
phone = "01632 960 001"
"""


@dataclass(frozen=True)
class Made:
    path: Path
    printed: Printed

    def texts(self) -> list[str]:
        """Of each page, its words with one space between them."""
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(self.path)]

    def heads(self) -> list[str]:
        return [" ".join(each.split()) for each in self.inside(0, 0.99)]

    def inside(self, top: float, bottom: float) -> list[str]:
        """The text between so many inches from the top of the page."""
        found = []
        for page in pypdfium2.PdfDocument(self.path):
            width, height = page.get_size()
            found.append(page.get_textpage().get_text_bounded(0, height - bottom * INCH, width, height - top * INCH))
        return found


def made(folder: Path, files: Files, *, classic: bool = False, paper: str = "letter") -> Made:
    book = TinyBook(folder)
    book.write(files)
    edition, style = submission(book.compose(), book.style(), PAPERS[paper], classic=classic)
    out = folder / "manuscript.pdf"
    return Made(out, write_pdf(edition, style, out, folder / "cache"))


AFTER = """\
After the break, *leaning*[^1]; see [thanks](90-acknowledgments.md).

![A map](images/p.png)

[^1]: At the foot.
"""
LAST = "::: verse\nOne line\n  and another\n:::\n\nThe last words.[^1]\n\n[^1]: Truly.\n"
NOVEL: Files = {
    "book.toml": 'title = "The Lamp at Gannet Rock: A Tale"\nauthors = [{ name = "Ursula van der Wilt" }]\nlanguage = "en-GB"\n' + CONTACT,
    "00-dedication.md": "To the gulls.",
    "00-epigraph.md": "Water is late.\n\n-- A. Poet",
    "00-introduction.md": "# Introduction\n\nSee [the first](01-first.md).",
    "01-first.md": f"# Chapter One: *Sand*\n\n{story(12)}\n\n***\n\n{AFTER}",
    "02-second.md": f"# Chapter Two\n\n::: authors-note\nDear readers!\n:::\n\n{LAST}",
    "85-appendix.md": "# Appendix: Tides\n\nHigh and low.",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks to the gulls.",
    "images/p.png": PIXEL,
}  # fmt: skip


@pytest.fixture(scope="module")
def novel(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("novel"), NOVEL)


@pytest.fixture(scope="module")
def tale(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One chapter, typed as on a typewriter, by somebody who does not say where they live."""
    files: Files = {
        "book.toml": 'title = "Low Water"\nauthors = ["Ann Writer"]\nlanguage = "en-US"\n',
        "00-epigraph.md": "Water is late.", "01-one.md": f"# Chapter One\n\n{story(16)}\n\n*Leaning.*",
    }  # fmt: skip
    return made(tmp_path_factory.mktemp("tale"), files, classic=True)


def test_a_novels_first_page_says_who_where_how_long_and_what(novel: Made) -> None:
    contact, title = novel.inside(0.99, 3)[0], novel.inside(4.5, 6.6)[0]
    assert contact.split("\r\n")[0].startswith("Ann B. Writer")
    assert [line for line in ("4 Lamp Row", "Skerne", "01632 960 001", "ann@example.org", "about 1,000 words") if line not in contact] == []
    assert " ".join(title.split()) == "The Lamp at Gannet Rock: A Tale by Ursula van der Wilt"
    assert "Introduction" not in novel.texts()[0]
    assert novel.texts()[0].count("\n") == 0


def test_the_count_stands_at_the_right(novel: Made) -> None:
    page = pypdfium2.PdfDocument(novel.path)[0]
    text = page.get_textpage()
    left, _, right, top = text.get_charbox(text.get_text_range().index("words") + 4)
    assert right == pytest.approx(612 - INCH, abs=1)
    assert top == pytest.approx(792 - INCH, abs=6)
    assert left > 400


def test_heads_begin_on_the_second_page_and_pages_are_counted_after_the_title(novel: Made) -> None:
    first, *others = novel.heads()
    assert first == ""
    assert others == [f"van der Wilt / LAMP / {number}" for number in range(1, len(others) + 1)]
    with pikepdf.open(novel.path) as pdf:
        assert str(pdf.Root.PageLabels.Nums[1].S) == "/r"
        assert [str(pdf.Root.PageLabels.Nums[2]), str(pdf.Root.PageLabels.Nums[3].S)] == ["1", "/D"]


def test_what_a_publisher_makes_is_left_out_and_the_text_is_not(novel: Made) -> None:
    text = "\n".join(novel.texts())
    for absent in ("gulls", "Contents", "All rights", "Dear readers", "Acknowledgments"):
        assert absent not in text
    for present in ("Water is late.", "Introduction", "Chapter One", "At the foot.", "One line", "Tides"):
        assert present in text


def test_a_chapter_begins_a_page_a_third_down(novel: Made) -> None:
    page = next(index for index, text in enumerate(novel.texts()) if "Chapter One" in text)
    above, heading = novel.inside(0.99, 3.5)[page], novel.inside(3.5, 4.7)[page]
    assert above.strip() == ""
    assert " ".join(heading.split()) == "Chapter One Sand"


def test_scenes_are_parted_by_a_number_sign_and_the_story_has_an_end(novel: Made) -> None:
    lines = [line.strip() for text in novel.inside(1, 10) for line in text.splitlines()]
    assert lines.count("#") == 1
    assert lines.count("END") == 1
    page = next(text for text in novel.inside(1, 10) if "END" in text.split())
    assert "The last words.1" in page
    assert "High and low." not in page
    assert page.index("The last words.") < page.index("END")


def test_lines_are_ragged_and_25_to_a_page_of_letter(novel: Made, tale: Made) -> None:
    for each in (novel, tale):
        document = pypdfium2.PdfDocument(each.path)
        full = max(document, key=lambda page: page.get_textpage().count_chars())
        rows = list(lines(full))
        assert 23 <= len(rows) <= 25  # less what a heading or a break at the foot takes
        assert all(left >= INCH - 1 and right <= 612 - INCH + 1 for left, right in rows)
        assert len({round(right) for _, right in rows}) > 8  # or they would be justified
        assert {round(left) for left, _ in rows} == {INCH, INCH + 36}, "no indent but that of half an inch"


def lines(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float]]:
    """Where each line between the margins begins and ends."""
    text = page.get_textpage()
    found: dict[int, list[float]] = {}
    for at in range(text.count_chars()):
        left, bottom, right, _ = text.get_charbox(at, loose=True)
        if bottom < 792 - INCH and text.get_text_range(at, 1).strip():
            found.setdefault(round(bottom), []).extend((left, right))
    for height in sorted(found, reverse=True):
        yield min(found[height]), max(found[height])


def test_a_story_begins_under_its_title(tale: Made) -> None:
    first, *others = tale.heads()
    assert first == ""
    assert others == [f"Writer / LOW WATER / {number}" for number in range(2, len(others) + 2)]
    text = tale.texts()[0]
    assert text.startswith("Ann Writer about 1,200 words Low Water by Ann Writer The gales")
    assert "Chapter One" not in text
    assert "late" not in "".join(tale.texts()), "nothing stands before a story"
    assert "The gales" in tale.inside(6, 10)[0]
    assert tale.inside(1, 10)[-1].split()[-2:] == ["Leaning.", "END"]


def test_typewriters_underline(tale: Made, novel: Made) -> None:
    """An underline is a stroke; where a typewriter leans, nothing does."""
    fonts = {each.path: said("pdffonts", str(each.path)) for each in (tale, novel)}
    assert "Italic" not in fonts[tale.path]
    assert "Typewriter" in fonts[tale.path]
    assert "Manuscript-Italic" in fonts[novel.path]
    assert "Typewriter" not in fonts[novel.path]
    document = pypdfium2.PdfDocument(tale.path)
    drawn = list(document[len(document) - 1].get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_PATH,), max_depth=3))
    assert drawn


def test_other_programs_take_them(novel: Made, tale: Made) -> None:
    for each in (novel, tale):
        assert each.printed.in_one_piece == ()
        assert each.printed.problems == ()
        assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(each.path))
        fonts = said("pdffonts", str(each.path)).splitlines()[2:]
        assert all(" yes yes yes " in line for line in fonts)
        assert "(letter)" in said("pdfinfo", str(each.path))
        with pikepdf.open(each.path) as pdf:
            assert pdf.Root.MarkInfo.Marked


def test_a4_and_a_heading_that_says_more_than_the_title(tmp_path: Path) -> None:
    files: Files = {"book.toml": 'title = "Low Water"\n', "01-one.md": f"# A Beginning\n\n{GALES}\n\n{SANDS}"}
    got = made(tmp_path, files, paper="a4")
    assert "(A4)" in said("pdfinfo", str(got.path))
    assert got.texts()[0].startswith("about 100 words Low Water A Beginning The gales")


def test_an_author_who_cannot_be_reached_is_told(book: Make) -> None:
    toml = 'title = "T"\nauthors = ["Ann Writer"]\n'
    (problem,) = contact_problems(book("# One", toml).load().metadata)
    assert str(problem).startswith("p-070: the manuscript does not say how to reach you\n    type these lines")
    assert '[contact]\n    name = "Ann Writer"' in str(problem)
    reached = book("# One", toml + CONTACT)
    assert contact_problems(reached.load().metadata) == ()


def test_an_address_stands_in_no_book(book: Make) -> None:
    made = book("# One\n\nText.", 'title = "T"\nauthors = ["Ann Writer"]\n' + CONTACT)
    package = made.epub()
    printed = made.folder / "book.pdf"
    write_pdf(made.compose(), made.style(), printed, made.folder / "cache")
    texts = [package.read(name).decode("utf-8", "replace") for name in package.names]
    texts += [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed)]
    for private in ("Lamp Row", "ann@example.org", "01632"):
        assert not [text for text in texts if private in text]


@pytest.mark.parametrize(("language", "title", "expected"), [
    ("en", "The Martinmas Bag", "MARTINMAS BAG"), ("en", "A Tale of Two Cities", "TALE"), ("en", "War and Peace", "WAR"),
    ("en", "Alice’s Adventures in Wonderland", "ALICE’S ADVENTURES"), ("en", "Moby-Dick; or, The Whale", "MOBY-DICK"),
    ("en", "To the Lighthouse", "LIGHTHOUSE"), ("en", "It", "IT"), ("en", "The The", "THE THE"), ("en", "“Untitled”", "UNTITLED"),
    ("en", "Incomprehensibilities Counterrevolutionary", "INCOMPREHENSIBILITIES"), ("en", "2001: A Space Odyssey", "2001"),
    ("fr", "L’Étranger", "ÉTRANGER"), ("fr", "Les Liaisons dangereuses", "LIAISONS"), ("de", "Die Verwandlung", "VERWANDLUNG"),
    ("de", "Der Prozeß", "PROZESS"), ("ru", "Мастер и Маргарита", "МАСТЕР"), ("ja", "吾輩は猫である", "吾輩は猫である"),
    ("it", "L’amica geniale", "AMICA GENIALE"), ("xx", "The Sea", "THE SEA"), ("en", "?!", "?!"), ("en", "Dr. Faustus", "DR FAUSTUS"),
])
def test_the_keyword_is_a_word_or_two_without_articles(language: str, title: str, expected: str) -> None:
    assert keyword(title, language) == expected


@pytest.mark.parametrize(("name", "file_as", "language", "expected"), [
    ("Judith Oakapple", "Oakapple, Judith", "en", "Oakapple"), ("Ursula K. Le Guin", None, "en", "Le Guin"),
    ("Voltaire", None, "fr", "Voltaire"),
    ("Kurt Vonnegut, Jr.", None, "en", "Vonnegut"), ("Juana Inés de la Cruz", None, "es", "de la Cruz"),
    ("村上 春樹", None, "ja", "村上"), ("Van Morrison", None, "en", "Morrison"),
    ("Gabriel García Márquez", "García Márquez, G.", "es", "García Márquez"),
])
def test_the_surname(name: str, file_as: str | None, language: str, expected: str) -> None:
    assert surname(Contributor(name, file_as=file_as), language) == expected


def test_several_authors_and_none() -> None:
    assert surnames(tuple(map(Contributor, ("Steve Klabnik", "Carol Nichols", "Chris Krycho"))), "en") == "Klabnik, Nichols & Krycho"
    assert surnames((), "en") == ""


@pytest.mark.parametrize(("words", "expected"), [
    (0, 100), (30, 100), (149, 100), (150, 200), (3_421, 3_400), (17_449, 17_400), (17_499, 17_500), (17_500, 17_500), (17_749, 17_500),
    (17_750, 18_000), (39_999, 40_000), (40_000, 40_000), (87_412, 87_000), (87_500, 88_000), (121_716, 122_000),
])
def test_words_are_rounded_by_the_length_of_the_work(words: int, expected: int) -> None:
    assert rounded(words) == expected


@given(st.integers(100, 300_000))
def test_rounding_gives_the_nearest_step(words: int) -> None:
    step = 100 if words < 17_500 else 500 if words < 40_000 else 1000
    assert abs(rounded(words) - words) == min(abs(each - words) for each in range(0, 301_000, step))


def test_every_language_says_it_in_its_own_way() -> None:
    assert about(3421, phrases("en")) == "about 3,400 words"
    for language in LANGUAGES:
        text = about(3421, phrases(language))
        assert "{" not in text
        assert "".join(filter(str.isdigit, text)) == "3400"
