"""Lots -> patterned papers: small figures repeated over a sheet, as on the boards of the Insel-Bücherei."""

from collections.abc import Callable
from math import pi

from bookbuild.cover.chance import Lot
from bookbuild.cover.plate import Plate, Point, around, polar

Figure = Callable[[Plate, Point, float], None]     # plate, centre, radius


def blossom(plate: Plate, at: Point, radius: float) -> None:
    """Eight petals about a bead."""
    for angle in around(8):
        plate.leaf(polar(at, angle, radius * 0.2), angle, radius * 0.8, radius * 0.42, belly=1.2)
    plate.dot(at, radius * 0.13)


def sapling(plate: Plate, at: Point, radius: float) -> None:
    """A stalk with two pairs of leaves and a bud."""
    foot = (at[0], at[1] + radius)
    plate.stroke([foot, (at[0], at[1] - radius * 0.3)], radius * 0.09)
    plate.leaf((at[0], at[1] - radius * 0.25), -pi / 2, radius * 0.75, radius * 0.42, belly=0.8)
    for level, long in ((0.72, 0.78), (0.2, 0.72)):
        for side in (-1, 1):
            plate.leaf((at[0], at[1] + radius * level), -pi / 2 + side * 1.0, radius * long, radius * 0.4,
                       bend=-side * 0.35)


def spark(plate: Plate, at: Point, radius: float) -> None:
    """A star of four long points and four short."""
    for place, angle in enumerate(around(8)):
        plate.leaf(at, angle, radius * (1.0 if place % 2 == 0 else 0.56), radius * 0.26, belly=0.75)


def tulip(plate: Plate, at: Point, radius: float) -> None:
    """A flower of three petals between two leaves."""
    foot, calyx = (at[0], at[1] + radius), (at[0], at[1] + radius * 0.12)
    plate.stroke([foot, calyx], radius * 0.09)
    for side in (-1, 1):
        plate.leaf(calyx, -pi / 2 + side * 0.52, radius * 0.92, radius * 0.4, bend=-side * 0.3, belly=1.0)
        plate.leaf(foot, -pi / 2 + side * 0.95, radius * 0.98, radius * 0.24, bend=-side * 0.45)
    plate.leaf(calyx, -pi / 2, radius * 1.1, radius * 0.46, belly=0.9)


def lozenge(plate: Plate, at: Point, radius: float) -> None:
    """A lozenge within a lozenge, with leaves at its corners."""
    for part, tone in ((0.62, 255), (0.46, 0), (0.26, 255)):
        plate.shape([polar(at, angle, radius * part) for angle in around(4)], tone)
    for angle in around(4):
        plate.leaf(polar(at, angle, radius * 0.66), angle, radius * 0.36, radius * 0.2)


def wheat(plate: Plate, at: Point, radius: float) -> None:
    """An ear of corn, leaning."""
    lean = -pi / 2 + 0.5
    foot = polar(at, lean, -radius)
    plate.stroke([foot, polar(foot, lean, radius * 1.5)], radius * 0.08)
    for place in range(4):
        seat = polar(foot, lean, radius * (0.62 + 0.31 * place))
        for side in (-1, 1):
            plate.leaf(seat, lean + side * 0.72, radius * 0.62, radius * 0.32)
    plate.leaf(polar(foot, lean, radius * 1.55), lean, radius * 0.6, radius * 0.3)


def drop(plate: Plate, at: Point, radius: float) -> None:
    """Three small leaves meeting."""
    for angle in around(3):
        plate.leaf(polar(at, angle, radius * 0.08), angle, radius * 0.95, radius * 0.5, belly=1.2)


def bead(plate: Plate, at: Point, radius: float) -> None:
    """A dot with four smaller about it."""
    plate.dot(at, radius * 0.3)
    for angle in around(4):
        plate.dot(polar(at, angle, radius * 0.72), radius * 0.14)


FIGURES: tuple[Figure, ...] = (blossom, sapling, spark, tulip, lozenge, wheat)
FILLINGS: tuple[Figure, ...] = (bead, spark, drop)


TRELLIS = tuple(((x, y), (x + 0.5, y + rise)) for x, y, rise in (
    (0.0, 0.25, 0.5), (0.5, 0.75, -0.5), (0.0, 0.25, -0.5), (0.5, -0.25, 0.5), (0.0, 1.25, -0.5), (0.5, 0.75, 0.5)))
STRIPES = (((0.25, 0.0), (0.25, 1.0)), ((0.75, 0.0), (0.75, 1.0)))


def cell_of(lot: Lot) -> int:
    """The side of the repeat of a book's patterned paper, in pixels."""
    return lot.one_of("cell", (160, 200, 240))


def patterned(cell: int, lot: Lot) -> tuple[Plate, Plate]:
    """A patterned paper's two plates: figures in half-drop repeat; between them small ones, a trellis or stripes."""
    figure, filling = lot.one_of("figure", FIGURES), lot.one_of("filling", FILLINGS)
    first = Plate(cell, cell)
    second = Plate(cell, cell, turns=first.turns)
    for x, y in ((0.5, 0.25), (0.0, 0.75), (1.0, 0.75)):
        figure(first, (x * cell, y * cell), cell * 0.225)
    lines = lot.one_of("lines", ((), (), TRELLIS, STRIPES))
    for (x, y), (x2, y2) in lines:
        second.stroke([(x * cell, y * cell), (x2 * cell, y2 * cell)], max(1.6, cell * 0.012))
    for x, y in ((0.0, 0.25), (1.0, 0.25), (0.5, 0.75)):
        if lines != STRIPES:
            second.dot((x * cell, y * cell), cell * 0.1, 0)
        filling(second, (x * cell, y * cell), cell * 0.085)
    return first, second
