"""A cover -> one sheet that shows it as buyers see it: in each shop's sizes, on white and on black."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from bookbuild.cover.lettering import Faces, font
from bookbuild.cover.palettes import Colour

WHITE, BLACK, GREY = (255, 255, 255), (0, 0, 0), (128, 128, 128)
MARGIN, GAP, SPACE = 48, 40, 44                    # pixels: about the sheet; between covers; for a caption
TYPE = 19                                          # pixels to the em


@dataclass(frozen=True, slots=True)
class Shelf:
    """A place where covers are shown, and the room for one there: it is scaled until it fits, as shops do."""

    name: str
    wide: int
    high: int


# Sizes as shops serve them (facts on covers, 2026-11); a search result's is Amazon's on a desktop, and no promise.
SHELVES = (
    Shelf("Kobo, page", 355, 530), Shelf("Amazon, search", 160, 240), Shelf("Kobo, list", 149, 223), Shelf("Kindle, library", 100, 160),
    Shelf("phone, list", 64, 96),
)  # fmt: skip


def contact_sheet(cover: Image.Image) -> Image.Image:
    """The sheet: a row on white above the same row on black."""
    shown = [(shelf, scaled(cover, shelf)) for shelf in SHELVES]
    wide = 2 * MARGIN + sum(max(thumbnail.width, caption_width(shelf)) for shelf, thumbnail in shown) + GAP * (len(shown) - 1)
    high = 2 * MARGIN + max(thumbnail.height for _, thumbnail in shown) + SPACE
    sheet = Image.new("RGB", (wide, 2 * high), WHITE)
    sheet.paste(row(shown, (wide, high), WHITE), (0, 0))
    sheet.paste(row(shown, (wide, high), BLACK), (0, high))
    return sheet


def scaled(cover: Image.Image, shelf: Shelf) -> Image.Image:
    """The cover as large as the shelf allows; a cover is never made larger than it is."""
    scale = min(shelf.wide / cover.width, shelf.high / cover.height, 1.0)
    return cover.convert("RGB").resize((max(1, round(cover.width * scale)), max(1, round(cover.height * scale))), Image.Resampling.LANCZOS)


def row(shown: list[tuple[Shelf, Image.Image]], size: tuple[int, int], ground: Colour) -> Image.Image:
    """Covers side by side on one foot, each with its place and size below."""
    sheet, x, foot = Image.new("RGB", size, ground), MARGIN, size[1] - MARGIN - SPACE
    draw = ImageDraw.Draw(sheet)
    for shelf, thumbnail in shown:
        column = max(thumbnail.width, caption_width(shelf))
        sheet.paste(thumbnail, (x + (column - thumbnail.width) // 2, foot - thumbnail.height))
        draw.text((x + column / 2, foot + 14), caption(shelf), GREY, font(Faces().roman, TYPE), "ma")
        x += column + GAP
    return sheet


def caption(shelf: Shelf) -> str:
    """`Kobo, list  149 × 223`."""
    return f"{shelf.name}  {shelf.wide} × {shelf.high}"


def caption_width(shelf: Shelf) -> int:
    """How wide its caption is."""
    return round(font(Faces().roman, TYPE).getlength(caption(shelf)))
