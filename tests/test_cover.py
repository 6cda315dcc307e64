"""The cover bookbuild draws when an author brings none."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tiny import few

from bookbuild.book import Contributor, Metadata, Series
from bookbuild.cover import HIGH, WIDE, Composition, Faces, compose_cover, draw_cover, lettering, unset_texts
from bookbuild.cover.brief import Brief
from bookbuild.cover.chance import Lot
from bookbuild.cover.designs import DESIGNS
from bookbuild.cover.palettes import PALETTES, Palette, contrast
from bookbuild.cover.setting import balanced, byline, capitals, word
from bookbuild.identifiers import urn

SAFE = WIDE * 0.05
HERON = Metadata(
    "The Heron Tide", subtitle="A Novel of the Saltings", authors=(Contributor("Maren Holloway"),),
    series=Series("The Saltings", "2"), publisher="Tidewrack Press", identifier="urn:uuid:heron",
)
ENDLESS = ("The Remarkable and Entirely True History of the Lighthouse Keeper’s Daughter"
           " and the Seventeen Drowned Bells of Saint Morwenna")
BOOKS = (
    HERON,
    replace(HERON, title="Ashes", series=None, publisher=None),
    Metadata("It"),
    Metadata(ENDLESS, authors=(Contributor("Philippa Thorne-Wetherby"),)),
    replace(HERON, title="Letters from the North", authors=tuple(
        map(Contributor, ("Ada Byrne", "Tomás O’Dowd", "Li Wei", "Saoirse Ní Bhriain")))),
    replace(HERON, title="Pride & Prejudice", authors=(Contributor("A. Writer"), Contributor("B. Scribe"))),
    replace(HERON, title="Incomprehensibilities", authors=()),
    replace(HERON, title="WWWWWWWWWWWWWWWWWWWWWWWW"),
    replace(HERON, title="Война и мир", authors=(Contributor("Лев Толстой"),), language="ru"),
    replace(HERON, title="Ἡ Ὀδύσσεια τοῦ Ὁμήρου", language="el"),
    replace(HERON, title="“Nevermore,” Said the Wave"),
    replace(HERON, title="Jaffa, Quay & Fog"),
)


def by_turns(books: Sequence[Any]) -> list[tuple[Any, int]]:
    """Every book in every design; the first turn has each book once, in one design after the other, and so has each turn."""
    return [(book, (place + turn) % len(DESIGNS)) for turn in range(len(DESIGNS)) for place, book in enumerate(books)]


def opened(metadata: Metadata) -> Image.Image:
    """The cover as a reader's device decodes it."""
    return Image.open(BytesIO(draw_cover(metadata)))


def designed(metadata: Metadata, number: int, palette: Palette = PALETTES[0]) -> Composition:
    """The cover in a design of our choosing, not the lot's."""
    return DESIGNS[number](Brief(word(metadata), Faces(), palette, Lot(metadata.identifier)))


def lettered(composition: Composition) -> Image.Image:
    """The text layer alone, with room about it for what might run over."""
    layer = Image.new("L", (WIDE + 800, HIGH + 800))
    draw = ImageDraw.Draw(layer)
    for line in (*composition.title, *composition.others):
        replace(line, x=line.x + 400, baseline=line.baseline + 400).print_on(draw, 255)
    return layer


# -- the file --------------------------------------------------------------------------------------

def test_a_cover_is_a_jpeg_of_the_size_every_shop_takes() -> None:
    cover = opened(HERON)
    assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (1600, 2560))


@pytest.mark.parametrize("number", few(range(36), 6))
def test_a_cover_weighs_little_and_says_nothing_of_its_making(number: int) -> None:
    jpeg = draw_cover(Metadata("It", identifier=f"urn:x:{number}"))
    assert len(jpeg) < 600_000
    assert set(Image.open(BytesIO(jpeg)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_same_book_keeps_its_cover() -> None:
    assert draw_cover(HERON) == draw_cover(HERON)


def test_each_book_has_its_own() -> None:
    shelf = {draw_cover(replace(HERON, identifier=f"urn:uuid:{number}")) for number in range(12)}
    assert len(shelf) == 12


def test_a_book_without_an_identifier_goes_by_its_title() -> None:
    assert draw_cover(Metadata("One")) != draw_cover(Metadata("Two"))


# -- legibility ------------------------------------------------------------------------------------

@pytest.mark.parametrize(("book", "number"), few(by_turns(BOOKS), 2 * len(BOOKS)))
def test_lettering_is_legible_and_has_room(book: Metadata, number: int) -> None:
    composition = designed(book, number)
    box = lettered(composition).getbbox()
    assert box is not None
    assert box[0] >= 400 + SAFE
    assert box[1] >= 400 + SAFE
    assert box[2] <= 400 + WIDE - SAFE
    assert box[3] <= 400 + HIGH - SAFE
    thumbnail = min(line.fount.cap_height for line in composition.title) * 100 / WIDE
    assert thumbnail >= (5 if len(book.title) <= 24 else 3)
    for line in (*composition.title, *composition.others):
        left, top, right, bottom = map(round, line.ink)
        darkest, lightest = zip(*composition.sheet.crop((left, top, right, bottom)).getextrema(), strict=True)
        assert darkest == lightest, "an ornament runs under the lettering"
        assert contrast(line.colour, lightest) >= 7
    lines = sorted((*composition.title, *composition.others), key=lambda line: line.baseline)
    for above, below in pairwise(lines):
        assert below.baseline - below.fount.cap_height >= above.baseline + 8


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_inks_stand_out(palette: Palette) -> None:
    assert contrast(palette.ink, palette.ground) >= 7
    assert contrast(palette.paper_ink, palette.paper) >= 7
    assert contrast(palette.accent, palette.ground) >= 3


# -- what is said ----------------------------------------------------------------------------------

@pytest.mark.parametrize("number", range(len(DESIGNS)))
def test_everything_the_metadata_says_is_on_the_cover(number: int) -> None:
    composition = designed(HERON, number)
    said = " ".join(line.text for line in (*composition.title, *composition.others)).replace("\u00a0", " ").casefold()
    for text in ("the heron tide", "a novel of the saltings", "maren holloway", "the saltings · 2", "tidewrack press"):
        assert text in said


def test_every_title_stays_whole() -> None:
    for number in range(len(DESIGNS)):
        assert " ".join(line.text for line in designed(BOOKS[3], number).title) == ENDLESS


def test_lines_end_where_the_sense_allows() -> None:
    pieces = "The ", "Lord ", "of ", "the ", "Rings"
    fount = lettering.Fount(Faces().roman, 100)
    assert balanced(pieces, fount, 2) == ["The Lord", "of the Rings"]


@pytest.mark.parametrize(("text", "language", "upper"), [
    ("ilk ışık", "tr", "İLK IŞIK"),
    ("Ὀδύσσεια", "el", "ΟΔΥΣΣΕΙΑ"),
    ("Straße", "de", "STRASSE"),
    ("l’été", "fr", "L’ÉTÉ"),
])
def test_capitals_follow_the_language(text: str, language: str, upper: str) -> None:
    assert capitals(text, language) == upper


@pytest.mark.parametrize(("names", "line"), [
    ([], ""),
    (["Ann Author"], "Ann Author"),
    (["A. Writer", "B. Scribe"], "A. Writer & B. Scribe"),
    (["A", "B", "C", "D"], "A, B, C & D"),
    (["Лев Толстой", "Антон Чехов"], "Лев Толстой, Антон Чехов"),
    (["A", "B", "C", "D", "E", "F", "G", "H", "I"], "A, B, C, et al."),
])
def test_authors_are_joined_as_title_pages_join_them(names: list[str], line: str) -> None:
    assert byline(names).replace("\u00a0", " ") == line


# -- letters -----------------------------------------------------------------------------------------

def test_spacing_is_optical() -> None:
    roman = Faces().roman
    assert lettering.optical_kern("A", "V", roman, ()) < lettering.optical_kern("H", "H", roman, ()) == 0


def test_letters_no_face_has_are_left_off_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    book = replace(HERON, title="雪国")
    assert unset_texts(book) == ("雪国",)
    composition = compose_cover(book)
    assert not composition.title
    assert composition.others
    assert draw_cover(book)


def test_an_emoji_is_left_out_but_not_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert " ".join(line.text for line in designed(replace(HERON, title="Snow ❄️ Land"), 2).title) == "Snow Land"


def test_covers_come_out_without_raqm(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = lettering.font, lettering.ink_box, lettering.flank, lettering.optical_kern, lettering.has_letter
    monkeypatch.setattr(lettering, "RAQM", False)
    for cache in caches:
        cache.cache_clear()
    for number in range(len(DESIGNS)):
        assert lettered(designed(HERON, number)).getbbox()
    assert unset_texts(replace(HERON, title="ألف ليلة")) == ("ألف ليلة",)
    for cache in caches:
        cache.cache_clear()


def test_other_faces_may_be_brought() -> None:
    italic = Faces().italic
    assert draw_cover(HERON, Faces(italic, italic, italic)) != draw_cover(HERON)


ODD = ("", " ", "\n", "—", "…", "A" * 500, "word " * 200, "\u200d", "\ud800", "12",
       "ألف ليلة وليلة", "雪国", "हिन्दी किताब", "e\u0301" * 40, "🜁")


@pytest.mark.parametrize(("title", "number"), few(by_turns(ODD), 2 * len(ODD)))
def test_odd_titles_do_no_harm(title: str, number: int) -> None:
    box = lettered(designed(replace(HERON, title=title), number)).getbbox()
    assert box is not None
    assert 400 + SAFE <= box[0] < box[2] <= 400 + WIDE - SAFE
    assert 400 + SAFE <= box[1] < box[3] <= 400 + HIGH - SAFE


def test_endless_everything_still_stays_on_the_sheet() -> None:
    many = Metadata("word " * 90, "sub " * 90, tuple(Contributor("Maximiliana von und zu Hohenfels") for _ in range(8)),
                    series=Series("The Very Long Series " * 9, "VIII"), publisher="Press " * 40)
    for number in range(len(DESIGNS)):
        composition = designed(many, number)
        baselines = sorted(line.baseline for line in (*composition.title, *composition.others))
        assert all(below - above > 8 for above, below in pairwise(baselines))
        box = lettered(composition).getbbox()
        assert box is not None
        assert 400 + SAFE <= box[1] < box[3] <= 400 + HIGH - SAFE


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z"]), max_size=60),
       number=st.integers(0, len(DESIGNS) - 1))
def test_no_title_stops_a_book(title: str, number: int) -> None:
    assert designed(replace(HERON, title=title, identifier=title), number).sheet.size == (WIDE, HIGH)


def test_the_bundled_faces_are_there() -> None:
    assert all(isinstance(face, Path) and face.is_file() for face in (Faces().roman, Faces().italic, Faces().bold))


def test_an_isbn_gives_the_book_no_other_cover() -> None:
    """It becomes the book's identifier, long after the cover was shown to readers."""
    before = replace(HERON, identifier=urn(HERON.title, HERON.byline))
    after = replace(HERON, identifier="urn:isbn:9780306406157", isbn=(("ebook", "9780306406157"),))
    assert draw_cover(before) == draw_cover(after)
    assert draw_cover(before) != draw_cover(replace(before, identifier="urn:uuid:another"))
