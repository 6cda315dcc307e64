"""Points and measures -> masks: leaves, strokes, dots and rings, cut large and pulled small."""

from collections.abc import Sequence
from math import cos, pi, sin, tau

from PIL import Image, ImageDraw

Point = tuple[float, float]


class Plate:
    """A plate as engravers cut it: larger than life, and reduced when it is pulled, which smooths the edges.

    Measures are pixels of the cover. `tone` 255 prints, 0 is cut away.
    """

    def __init__(self, wide: float, high: float, scale: int = 3) -> None:
        """A blank plate, `scale` times larger than its print."""
        self.scale = scale
        self.centre = (wide / 2, high / 2)
        self.image = Image.new("L", (round(wide) * scale, round(high) * scale))
        self.draw = ImageDraw.Draw(self.image)

    def pull(self) -> Image.Image:
        """The print: a mask of the size asked for."""
        return self.image.reduce(self.scale)

    def shape(self, points: Sequence[Point], tone: int = 255) -> None:
        """A filled outline."""
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=tone)

    def stroke(self, points: Sequence[Point], weight: float, tone: int = 255) -> None:
        """A line through points."""
        drawn = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(drawn, tone, max(1, round(weight * self.scale)), joint="curve")

    def dot(self, at: Point, radius: float, tone: int = 255) -> None:
        """A full disc."""
        (x, y), k = at, self.scale
        self.draw.ellipse([(x - radius) * k, (y - radius) * k, (x + radius) * k, (y + radius) * k], fill=tone)

    def ring(self, at: Point, radius: float, weight: float, tone: int = 255) -> None:
        """A circle's line."""
        (x, y), k, r = at, self.scale, radius + weight / 2
        box = [(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k]
        self.draw.ellipse(box, outline=tone, width=max(1, round(weight * k)))

    def leaf(self, root: Point, angle: float, long: float, wide: float, *,  # noqa: PLR0913 - a leaf has these
             bend: float = 0.0, belly: float = 0.8, tone: int = 255) -> None:
        """A leaf or petal from its root; below 1, `belly` moves the widest place towards the root."""
        self.shape(leaf(root, angle, long, wide, bend=bend, belly=belly), tone)


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
