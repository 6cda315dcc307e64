"""What a content stream puts on the paper, as data: colours on text and shapes, pictures, lines, what is seen through."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as the file says it. `space` is a family: DeviceGray, DeviceRGB, DeviceCMYK, ICCBased, Separation, Pattern."""

    space: str
    values: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.space.removeprefix('Device')} {' '.join(f'{each:g}' for each in self.values)}".rstrip()


@dataclass(frozen=True, slots=True)
class Paint:
    """Something painted in a colour; `on` is text, shape, or shading."""

    on: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands on the page: its pixels, and its size there in points. `mask` is its own soft or hard mask."""

    number: int                                    # of its object; 0 for one that is written in the stream itself
    pixels: tuple[int, int]
    size: tuple[float, float]
    space: str
    bits: int
    mask: str = ""

    @property
    def resolution(self) -> float:
        """Pixels to the inch, in the direction that has fewer."""
        return min((pixels * 72 / points if points else float("inf")) for pixels, points in zip(self.pixels, self.size, strict=True))


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a stream and what it calls does. `through` are the ways in which something is seen through."""

    paints: frozenset[Paint] = frozenset()
    pictures: tuple[tuple[Picture, Matrix], ...] = ()
    through: frozenset[str] = frozenset()
    lines: frozenset[float] = frozenset()          # how thick, in points

    @property
    def placed(self) -> Iterator[Picture]:
        """Every picture at the size it has."""
        for picture, (a, b, c, d, _, _) in self.pictures:
            yield replace(picture, size=(math.hypot(a, b), math.hypot(c, d)))


def scaled(thick: float, matrix: Matrix) -> float:
    """A length in points, in the space that a matrix leads to."""
    a, b, c, d, _, _ = matrix
    return round(thick * math.sqrt(abs(a * d - b * c)), 3)


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix, then another (ISO 32000-1 §8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
