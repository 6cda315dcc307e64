"""Points and measures -> marks, and marks -> masks: leaves, strokes, dots and rings, cut large and pulled small."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import cos, pi, sin, tau

from PIL import Image, ImageDraw

Point = tuple[float, float]
Turn = count                                       # numbers marks in the order in which they are cut


@dataclass(frozen=True, slots=True)
class Mark:
    """One cut of the graver, in pixels of the cover.

    `measure` is the weight of a stroke or a ring, the radius of a dot; `radius` is a ring's. `tone` 255 prints, 0 is
    cut away. `turn` tells, of two marks on the plates of one print, which was cut first.
    """

    kind: str                                      # shape, stroke, dot, ring
    points: tuple[Point, ...]
    measure: float
    tone: int
    turn: int
    radius: float = 0.0


class Plate:
    """A plate as engravers cut it: larger than life, and reduced when it is pulled, which smooths the edges.

    Measures are pixels of the cover. `tone` 255 prints, 0 is cut away. What is cut is remembered as marks, so that a
    printer can have it in any size; pixels are made when the plate is pulled.
    """

    def __init__(self, wide: float, high: float, scale: int = 3, turns: "Turn[int] | None" = None) -> None:
        """A blank plate, `scale` times larger than its print. Plates of one print in two inks share their `turns`."""
        self.scale = scale
        self.centre = (wide / 2, high / 2)
        self.size = (round(wide), round(high))
        self.turns = turns or count()
        self.marks: list[Mark] = []

    def pull(self) -> Image.Image:
        """The print: a mask of the size asked for."""
        image = Image.new("L", (self.size[0] * self.scale, self.size[1] * self.scale))
        draw = ImageDraw.Draw(image)
        for mark in self.marks:
            self._cut(draw, mark)
        return image.reduce(self.scale)

    def _cut(self, draw: ImageDraw.ImageDraw, mark: Mark) -> None:
        k = self.scale
        drawn = [(x * k, y * k) for x, y in mark.points]
        if mark.kind == "shape":
            draw.polygon(drawn, fill=mark.tone)
        elif mark.kind == "stroke":
            draw.line(drawn, mark.tone, max(1, round(mark.measure * k)), joint="curve")
        elif mark.kind == "dot":
            draw.ellipse(_about(mark.points[0], mark.measure, k), fill=mark.tone)
        else:
            outer = _about(mark.points[0], mark.radius + mark.measure / 2, k)
            draw.ellipse(outer, outline=mark.tone, width=max(1, round(mark.measure * k)))

    def shape(self, points: Sequence[Point], tone: int = 255) -> None:
        """A filled outline."""
        self.marks.append(Mark("shape", tuple(points), 0, tone, next(self.turns)))

    def stroke(self, points: Sequence[Point], weight: float, tone: int = 255) -> None:
        """A line through points."""
        self.marks.append(Mark("stroke", tuple(points), weight, tone, next(self.turns)))

    def dot(self, at: Point, radius: float, tone: int = 255) -> None:
        """A full disc."""
        self.marks.append(Mark("dot", (at,), radius, tone, next(self.turns)))

    def ring(self, at: Point, radius: float, weight: float, tone: int = 255) -> None:
        """A circle's line."""
        self.marks.append(Mark("ring", (at,), weight, tone, next(self.turns), radius))

    def leaf(self, root: Point, angle: float, long: float, wide: float, *,  # noqa: PLR0913 - a leaf has these
             bend: float = 0.0, belly: float = 0.8, tone: int = 255) -> None:
        """A leaf or petal from its root; below 1, `belly` moves the widest place towards the root."""
        self.shape(leaf(root, angle, long, wide, bend=bend, belly=belly), tone)


def _about(at: Point, radius: float, k: int) -> list[float]:
    (x, y), r = at, radius
    return [(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k]


def polar(at: Point, angle: float, radius: float) -> Point:
    """A point from another; angles run clockwise from three o'clock, as y runs down."""
    return at[0] + radius * cos(angle), at[1] + radius * sin(angle)


def leaf(root: Point, angle: float, long: float, wide: float, *,
         bend: float = 0.0, belly: float = 0.8) -> list[Point]:
    """A leaf's outline: out along one margin and back along the other."""
    sides: tuple[list[Point], list[Point]] = ([], [])
    for step in range(17):
        along = step / 16
        axis = polar(root, angle + bend * along, long * along)
        half = wide / 2 * sin(pi * along**belly)
        for side, turn in zip(sides, (-pi / 2, pi / 2), strict=True):
            side.append(polar(axis, angle + 2 * bend * along + turn, half))
    return sides[0] + sides[1][::-1]


def around(count: int, start: float = -pi / 2) -> list[float]:
    """Angles evenly round the clock, the first at twelve."""
    return [start + tau * step / count for step in range(count)]
