"""The title of a cover that bookbuild draws is read at a hundred pixels, whatever it is called and however it looks."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw
from test_cover import BOOKS, ENDLESS, HERON, by_turns, designed
from tiny import few

from bookbuild.book import Metadata
from bookbuild.cover.designs import DESIGNS, Composition
from bookbuild.cover.legibility import SEEN, STRONG, legibility_of, legible
from bookbuild.cover.palettes import PALETTES
from bookbuild.cover.thumbnails import SHELVES, contact_sheet

TITLES = (
    "It", "The Heron Tide", "Incomprehensibilities", "Война и мир", ENDLESS, "Letters from the North",
    "Die Verwandlung der Donaudampfschifffahrtsgesellschaftskapitänin und ihrer drei Töchter",
)  # fmt: skip


def printed(composition: Composition) -> Image.Image:
    """The cover with its lettering."""
    cover = composition.sheet.copy()
    draw = ImageDraw.Draw(cover)
    for line in (*composition.title, *composition.others):
        line.print_on(draw, line.colour)
    return cover


@pytest.mark.parametrize(("title", "number"), few(by_turns(TITLES), 2 * len(TITLES)))
def test_the_title_is_read_on_a_thumbnail(title: str, number: int) -> None:
    palette = PALETTES[(5 * TITLES.index(title) + 2 * number) % len(PALETTES)]
    composition = designed(replace(HERON, title=title), number, palette)
    measured = legibility_of(composition, printed(composition))
    assert measured.suffices(title), (palette.name, measured)


def test_every_palette_is_among_them() -> None:
    used = {(5 * title + 2 * number) % len(PALETTES) for title in range(len(TITLES)) for number in range(len(DESIGNS))}
    assert used == set(range(len(PALETTES)))


def test_no_title_is_not_legible() -> None:
    composition = designed(Metadata("🜁"), 0)
    assert not legibility_of(replace(composition, title=()), composition.sheet).suffices("")


def test_one_letter_on_a_bad_piece_of_ground_is_found() -> None:
    composition = designed(HERON, 5)
    cover = printed(composition)
    line = composition.title[-1].ink
    spot = tuple(map(round, (line[2] - 1.6 * (line[3] - line[1]), line[1], line[2], line[3])))
    good = legibility_of(composition, cover)
    cover.paste(composition.title[-1].colour, (spot[0], spot[1], spot[2], spot[3] + 1))
    ImageDraw.Draw(cover).ellipse((spot[0] + 10, spot[1] + 10, spot[2] - 10, spot[3] - 10), fill=tuple(
        round(part * 0.9) for part in composition.title[-1].colour))
    assert legibility_of(composition, cover).contrast < STRONG < good.contrast


def test_grey_on_grey_and_hairlines_are_not_enough() -> None:
    grey, fine = Image.new("RGB", (1600, 2560), (120, 120, 120)), Image.new("RGB", (1600, 2560), "white")
    ImageDraw.Draw(grey).rectangle((400, 400, 480, 600), fill=(150, 150, 150))
    for x in range(400, 1200, 40):
        ImageDraw.Draw(fine).line((x, 400, x, 600), fill=(90, 90, 90), width=1)
    assert legible(grey, [(380, 380, 620, 620)], 200).contrast < STRONG
    assert legible(fine, [(400, 400, 1200, 600)], 200).seen < SEEN


def test_small_capitals_do_not_suffice_for_a_short_title() -> None:
    composition = designed(BOOKS[3], 0)
    measured = legibility_of(composition, printed(composition))
    assert measured.suffices(ENDLESS)
    assert not replace(measured, cap_height=4.9).suffices("Ashes")


def test_the_sheet_shows_every_shelf_on_white_and_on_black() -> None:
    sheet = contact_sheet(Image.new("RGB", (1600, 2560), "red"))
    upper, lower = sheet.crop((0, 0, sheet.width, sheet.height // 2)), sheet.crop((0, sheet.height // 2, *sheet.size))
    assert (upper.getpixel((2, 2)), lower.getpixel((2, 2))) == ((255, 255, 255), (0, 0, 0))
    expected = sum(min(shelf.wide, round(shelf.high / 1.6)) * min(shelf.high, round(shelf.wide * 1.6)) for shelf in SHELVES)
    for half in (upper, lower):
        red = sum(count for count, colour in half.getcolors(half.width * half.height) or [] if colour == (255, 0, 0))
        assert red == pytest.approx(expected, rel=0.02)


def test_a_small_cover_is_not_made_larger() -> None:
    sheet = contact_sheet(Image.new("RGB", (80, 128), "red"))
    assert sum(count for count, colour in sheet.getcolors(10**6) or [] if colour == (255, 0, 0)) <= 2 * 5 * 80 * 128
