"""What is printed on a sheet, in order -> the sheet in pixels; a printer's PDF takes the same things as outlines."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageDraw

from bookbuild.cover.lettering import Box, font
from bookbuild.cover.palettes import Colour
from bookbuild.cover.plate import Plate, Point

Inked = tuple[Plate, Colour]


class Impression(Protocol):
    """One thing that the press puts on the sheet."""

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A rectangle of one ink, on whole pixels."""

    box: tuple[int, int, int, int]
    ink: Colour

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        sheet.paste(self.ink, self.box)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled rectangle; the box is its outer edge."""

    box: Box
    weight: int
    ink: Colour

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        left, top, right, bottom = map(round, self.box)
        ImageDraw.Draw(sheet).rectangle((left, top, right - 1, bottom - 1), outline=self.ink, width=self.weight)


@dataclass(frozen=True, slots=True)
class Pulled:
    """An ornament: plates of one size, an ink each, with their top left corner at a point."""

    plates: tuple[Inked, ...]
    at: Point

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        for plate, ink in self.plates:
            sheet.paste(ink, (round(self.at[0]), round(self.at[1])), plate.pull())


@dataclass(frozen=True, slots=True)
class Papered:
    """A patterned paper: a tile over a rectangle, from its top; one tile stands in the middle of its width.

    `ground` is the colour it lies on, for a printer who has no masks.
    """

    tile: tuple[Inked, ...]
    box: tuple[int, int, int, int]
    ground: Colour

    @property
    def start(self) -> tuple[int, int]:
        """The top left corner of the first tile, at the left edge or before it."""
        left, top, right, _ = self.box
        cell = self.tile[0][0].size[0]
        return left + (right - left - cell) // 2 % cell - cell, top

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        left, top, right, bottom = self.box
        for plate, ink in self.tile:
            tile, mask = plate.pull(), Image.new("L", (right - left, bottom - top))
            for y in range(0, mask.height, tile.height):
                for x in range(self.start[0] - left, mask.width, tile.width):
                    mask.paste(tile, (x, y))
            sheet.paste(ink, (left, top), mask)


@dataclass(frozen=True, slots=True)
class Letter:
    """A large letter with a line of the paper about it; `at` is the start of its baseline."""

    text: str
    face: Path
    size: float
    at: Point
    ink: Colour
    halo: int
    paper: Colour

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        draw, letters = ImageDraw.Draw(sheet), font(self.face, self.size)
        draw.text(self.at, self.text, self.ink, letters, "ls", stroke_width=self.halo, stroke_fill=self.paper)
        draw.text(self.at, self.text, self.ink, letters, "ls")


@dataclass(frozen=True)
class Artwork:
    """A sheet of one ground with what is printed on it, in order. Measures are pixels of the cover."""

    wide: int
    high: int
    ground: Colour
    impressions: tuple[Impression, ...] = ()

    @cached_property
    def sheet(self) -> Image.Image:
        """The sheet in pixels."""
        sheet = Image.new("RGB", (self.wide, self.high), self.ground)
        for impression in self.impressions:
            impression.print_on(sheet)
        return sheet


@dataclass(frozen=True, slots=True)
class Block:
    """A small sheet pasted on a large one, its top left corner at a point."""

    artwork: Artwork
    at: tuple[int, int]

    def print_on(self, sheet: Image.Image) -> None:
        """Print it."""
        sheet.paste(self.artwork.sheet, self.at)
