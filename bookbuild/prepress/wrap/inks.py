"""Colours of a screen -> inks of a press, as a PDF and a sheet name them.

`coated.cmyk` holds percents of cyan, magenta, yellow and black for 9 × 9 × 9 colours of sRGB, red running fastest: made with
FOGRA39L (offset on coated paper, ISO 12647-2), relative colorimetric with black point compensation, no node over 239 % of ink.
What lies between nodes is mixed from them, so nothing printed is over 240 %, which IngramSpark refuses. It is no proof of
colour: each printer's own machine and paper differ.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

from bookbuild.cover.palettes import Colour

if TYPE_CHECKING:
    from PIL.Image import Image

NODES = 9
Process = tuple[float, float, float, float]        # cyan, magenta, yellow, black, of 1

BLACK: Colour = (0, 0, 0)                          # text and bars: black ink alone, or it prints in four fringes
WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Inks:
    """How colours are written: in `process` inks for presses that want CMYK, else in RGB. Black is black ink in both."""

    process: bool

    def fill(self, colour: Colour) -> str:
        """PDF's operator for what is filled with a colour from here on."""
        return self._operator(colour, "k", "rg")

    def stroke(self, colour: Colour) -> str:
        """PDF's operator for what is stroked."""
        return self._operator(colour, "K", "RG")

    def css(self, colour: Colour) -> str:
        """The colour in a sheet."""
        if colour == BLACK:
            return "device-cmyk(0 0 0 1)"
        if self.process:
            return f"device-cmyk({' '.join(f'{ink:.4g}' for ink in process(colour))})"
        return f"rgb({', '.join(map(str, colour))})"

    def _operator(self, colour: Colour, four: str, three: str) -> str:
        if colour == BLACK:
            return f"0 0 0 1 {four}"
        if self.process:
            return " ".join(f"{ink:.4g}" for ink in process(colour)) + f" {four}"
        return " ".join(f"{part / 255:.4g}" for part in colour) + f" {three}"


@cache
def table() -> bytes:
    """The file's percents, four for each node."""
    return (files(__package__) / "coated.cmyk").read_bytes()


@cache
def process(colour: Colour) -> Process:
    """A colour's inks, mixed from the eight nodes about it."""
    steps = [part / 255 * (NODES - 1) for part in colour]
    floors = [min(int(step), NODES - 2) for step in steps]
    parts = [step - floor for step, floor in zip(steps, floors, strict=True)]
    mixed = [0.0] * 4
    for corner in product((0, 1), repeat=3):
        weight = 1.0
        for part, side in zip(parts, corner, strict=True):
            weight *= part if side else 1 - part
        red, green, blue = (floor + side for floor, side in zip(floors, corner, strict=True))
        node = 4 * (red + NODES * (green + NODES * blue))
        mixed = [ink + weight * percent / 100 for ink, percent in zip(mixed, table()[node : node + 4], strict=True)]
    cyan, magenta, yellow, black = mixed
    return cyan, magenta, yellow, black


def in_process(image: "Image") -> "Image":
    """A picture in process inks, by the same table."""
    from PIL import ImageFilter  # noqa: PLC0415 - few wraps have one

    cube = [part / 100 for part in table()]
    return image.convert("RGB").filter(ImageFilter.Color3DLUT(NODES, cube, 4, "CMYK"))
