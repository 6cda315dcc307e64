"""Lots -> ornaments: rosettes, large engravings and pressed plants, cut into plates."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, tau

from bookbuild.cover.chance import Lot
from bookbuild.cover.plate import Plate, Point, around, polar

# -- rosettes: courses of small forms about a centre -----------------------------------------------

Course = Callable[[Plate, float, float, int], None]  # plate, inner radius, outer radius, folds of the symmetry


def crowd(folds: int, radius: float, apart: float) -> int:
    """How many forms stand closely round a circle: a multiple of half the folds, so that courses agree."""
    half = folds // 2
    return max(folds, half * round(tau * radius / apart / half))


def petals(plate: Plate, inner: float, outer: float, folds: int) -> None:
    """Petals with a light rim and a vein."""
    count = crowd(folds, (inner + outer) / 2, (outer - inner) * 0.72)
    long, wide = outer - inner, min(tau * (inner + outer) / 2 / count, outer - inner) * 0.9
    for angle in around(count):
        root = polar(plate.centre, angle, inner)
        plate.leaf(root, angle, long, wide)
        plate.leaf(polar(root, angle, long * 0.1), angle, long * 0.78, wide * 0.62, tone=0)
        plate.leaf(polar(root, angle, long * 0.12), angle, long * 0.56, wide * 0.26)


def blades(plate: Plate, inner: float, outer: float, folds: int) -> None:
    """Solid narrow leaves, with a bead between their tips."""
    count = crowd(folds, inner, (outer - inner) * 0.5)
    for angle in around(count):
        plate.leaf(polar(plate.centre, angle, inner), angle, outer - inner, tau * inner / count * 0.72 + 3, belly=0.7)
        plate.dot(polar(plate.centre, angle + pi / count, outer * 0.965), max(2.2, outer * 0.016))


def rays(plate: Plate, inner: float, outer: float, folds: int) -> None:
    """Fine rays, long and short, with a bead at the end of the longest."""
    for place, angle in enumerate(around(crowd(folds, inner, (outer - inner) * 0.6) * 4)):
        end = outer - (outer - inner) * (0.06, 0.44, 0.24, 0.44)[place % 4]
        plate.stroke([polar(plate.centre, angle, inner), polar(plate.centre, angle, end)], 2.4)
        if place % 4 == 0:
            plate.dot(polar(plate.centre, angle, end), max(2.4, (outer - inner) * 0.045))


def beads(plate: Plate, inner: float, outer: float, folds: int) -> None:
    """A string of beads between two fine circles."""
    middle, size = (inner + outer) / 2, (outer - inner) * 0.24
    for angle in around(crowd(folds, middle, size * 3.1)):
        plate.dot(polar(plate.centre, angle, middle), size)
    plate.ring(plate.centre, inner, 2.4)
    plate.ring(plate.centre, outer, 2.4)


def scallops(plate: Plate, inner: float, outer: float, folds: int) -> None:
    """Arches in two rows like scales, each about a smaller one."""
    deep = outer - inner
    count = crowd(folds, inner + deep * 0.45, deep * 0.62)
    radius = tau * (inner + deep * 0.45) / count / 2 * 1.02
    for row, reach in enumerate((outer - radius, inner + radius * 0.1)):
        for angle in around(count, -pi / 2 + pi / count * row):
            for part, tone in ((1.0, 255), (0.88, 0), (0.62, 255), (0.3, 0)):
                plate.dot(polar(plate.centre, angle, reach), radius * part, tone)
    plate.dot(plate.centre, inner, 0)
    plate.ring(plate.centre, inner, 2.6)


def rosette(size: float, lot: Lot) -> Plate:
    """Four courses from the rim to the heart; no two neighbours alike."""
    plate = Plate(size, size)
    folds = lot.one_of("folds", (8, 10, 12, 16))
    rims: Sequence[Course] = (blades, rays, petals, scallops)
    first = lot.number("rim", 0, 3)
    order = (rims[first], beads, rims[(first + lot.number("second", 1, 3)) % 4], beads)
    for course, (outer, inner) in zip(order, pairwise((0.985, 0.66, 0.57, 0.25, 0.17)), strict=True):
        course(plate, inner * size / 2, outer * size / 2, folds)
    for angle in around(folds // 2):
        plate.leaf(polar(plate.centre, angle, size * 0.012), angle, size * 0.062, size * 0.026)
    return plate


# -- engravings: one large figure of many fine lines -----------------------------------------------

Engraving = Callable[[Plate, Point, float, Lot], None]


def guilloche(plate: Plate, at: Point, radius: float, lot: Lot) -> None:
    """The lathe's rosette, as on banknotes: one wave turned about the centre, a little further each time."""
    lobes, turns = lot.number("lobes", 5, 13), lot.number("turns", 7, 10)
    for band, (middle, swing) in enumerate(((0.76, 0.235), (0.36, 0.19), (0.1, 0.062))):
        count = lobes + 2 * band
        for turn in range(turns):
            shift = tau * turn / turns
            plate.stroke([
                polar(at, tau * step / 360,
                      radius * (middle + swing * sin(count * tau * step / 360 + shift)))
                for step in range(361)
            ], 2.5)


def star(plate: Plate, at: Point, radius: float, lot: Lot) -> None:
    """A sun of long and short wedges, with a ring left white about its face."""
    points = lot.one_of("points", (12, 16, 20, 24))
    for place, angle in enumerate(around(points * 6)):
        end = radius * (1.0, 0.62, 0.7, 0.8, 0.7, 0.62)[place % 6]
        foot = tau * radius * 0.3 / (points * 6) * 0.36
        root = polar(at, angle, radius * 0.3)
        across = polar((0, 0), angle + pi / 2, foot)
        plate.shape([(root[0] - across[0], root[1] - across[1]), polar(at, angle, end),
                     (root[0] + across[0], root[1] + across[1])])
    for step in range(9):
        plate.ring(at, radius * (0.255 - 0.021 * step), 4.6 - 0.35 * step)
    plate.dot(at, radius * 0.06)


def rings(plate: Plate, at: Point, radius: float, lot: Lot) -> None:
    """A tree's years: rings that keep one another's company, wide years and lean ones."""
    radius *= 0.93                                 # the swings go beyond
    waves = [(lot.number(f"wave {n}", n + 1, n + 3), lot.between(f"swing {n}", 0.012, 0.05) / (n + 1),
              lot.between(f"phase {n}", 0, tau)) for n in range(4)]
    reach, year = 0.02, 0
    while reach < 1:
        plate.stroke([
            polar(at, tau * step / 300, radius * reach * (1 + sum(
                swing * sin(count * tau * step / 300 + phase + 1.6 * reach) for count, swing, phase in waves)))
            for step in range(301)
        ], lot.between(f"ink {year}", 1.6, 5.2))
        reach += lot.between(f"growth {year}", 0.011, 0.034)
        year += 1


def moonrise(plate: Plate, at: Point, radius: float, lot: Lot) -> None:
    """A moon over water: a ruled disc above, and below it lines that widen as they come nearer."""
    rows, face = 46, radius * 0.6
    at = min(at[0], plate.centre[0] * 2 - face - 110), at[1]
    horizon = at[1] + face * lot.between("horizon", 0.15, 0.55)
    for row in range(rows):
        depth = (row / rows) ** 1.45
        y = horizon + depth * (plate.centre[1] * 2 - horizon) + 3
        lengths, swell = lot.between(f"length {row}", 1.6, 3.2), 2 + 10 * depth
        points = [(x, y + swell * sin(x / (60 + 190 * depth) * 1.1 + lot.between(f"roll {row}", 0, tau))
                   * sin(x / 500 * lengths + row)) for x in range(-40, round(plate.centre[0] * 2) + 60, 20)]
        plate.stroke(points, 1.8 + 6.5 * depth)
    for row in range(1, 76):
        y = at[1] - face + row * face * 2 / 76
        half = max(0.0, face**2 - (y - at[1]) ** 2) ** 0.5
        if y < horizon - 8:
            plate.stroke([(at[0] - half, y), (at[0] + half, y)], 2.2 + 8.5 * row / 76)


ENGRAVINGS: tuple[Engraving, ...] = (guilloche, star, rings, moonrise)


# -- sprigs: a plant pressed between sheets --------------------------------------------------------

Plates = tuple[Plate, Plate]                       # for the two inks: leaves, and lines
BELOW = 120.0                                      # pixels: how far stems go on below the foot of the sheet, for a printer's bleed


def sprig(wide: float, high: float, lot: Lot) -> Plates:
    """A plant in two inks: its leaves, and its stems, veins and fruit. Its root is at the foot of the sheet."""
    leaves = Plate(wide, high, 2)
    plates = leaves, Plate(wide, high, 2, leaves.turns)
    root, reach = (wide / 2, high * 1.02), min(high, 1500)
    bend = lot.between("bend", 0.06, 0.2) * lot.one_of("lean", (-1, 1))
    splay = min(0.95, 0.5 * 1300 / reach)          # a low plant spreads
    for side, long in ((-1, 0.74), (1, 0.74), (0, 0.88)):
        bow = side * lot.between("bow", 0.1, 0.28) or bend
        course = [polar(root, -pi / 2 + side * splay + bow * (step / 40 - 0.5), reach * long * step / 40)
                  for step in range(41)]
        stem(plates, course, side, lot)
    return plates


def stem(plates: Plates, course: list[Point], lean: int, lot: Lot) -> None:
    """One stem with its leaves in pairs or by turns, shorter towards the tip, and what it bears at the end.

    A leaning stem is bare at first on the side of the middle one, whose leaves would hide its own but for shards.
    """
    count, opposite = lot.number("leaves", 8, 12), lot.one_of("order", (True, False))
    length, spread = way(course[0], course[-1])[1], lot.between("spread", 0.7, 1.0)
    below = polar(course[0], way(course[1], course[0])[0], BELOW)
    plates[1].stroke([below, *course], max(4.0, length * 0.005))
    for place in range(count):
        at = 12 + round(25 * place / count)
        angle, _ = way(course[at], course[at + 1])
        size = length * (0.25 - 0.14 * place / count) * min(1.0, 0.7 + place * 0.15)
        for side in (-1, 1):
            hidden = side == -lean and place < count * 0.6
            if not hidden and (opposite or (place + (side > 0)) % 2):
                blade(plates, course[at], angle + side * spread, size, lot)
    tip(plates, course[-1], way(course[-2], course[-1])[0], length, lot)


def way(start: Point, end: Point) -> tuple[float, float]:
    """The angle and the distance from one point to another."""
    return atan2(end[1] - start[1], end[0] - start[0]), hypot(end[0] - start[0], end[1] - start[1])


def blade(plates: Plates, root: Point, angle: float, size: float, lot: Lot) -> None:
    """A leaf on its stalk, with a midrib and side veins in the second ink; a white line parts it from those below."""
    leaves, lines = plates
    slim, belly = lot.between("slim", 0.24, 0.46), lot.between("belly", 0.62, 1.0)
    bend = lot.between("droop", 0.05, 0.22) * (1 if cos(angle) > 0 else -1)
    foot = polar(root, angle, size * 0.1)
    for plate in plates:
        plate.leaf(polar(foot, angle, -6), angle, size + 14, size * slim + 16, bend=bend, belly=belly, tone=0)
    leaves.leaf(foot, angle, size, size * slim, bend=bend, belly=belly)
    rib = [root, *(polar(foot, angle + bend * step / 8, size * 0.9 * step / 8) for step in range(9))]
    lines.stroke(rib, 3)
    for vein in range(2, 8):
        for turn in (-0.72, 0.72):
            reach = size * slim * 0.42 * sin(pi * (vein / 9.6) ** belly)
            lines.stroke([rib[vein], polar(rib[vein], angle + 2 * bend * vein / 8 + turn, reach)], 1.7)


def tip(plates: Plates, at: Point, angle: float, length: float, lot: Lot) -> None:
    """What a stem bears: a last leaf, berries, or a flower."""
    leaves, lines = plates
    kind, size = lot.one_of("fruit", ("leaf", "berries", "flower")), length * 0.1
    if kind == "leaf":
        blade(plates, at, angle, size, lot)
    elif kind == "berries":
        for turn, reach in ((-0.9, 0.7), (0.9, 0.7), (-0.4, 1.0), (0.4, 1.0), (0, 0.62)):
            berry = polar(at, angle + turn, size * reach)
            lines.stroke([at, berry], 3)
            lines.dot(berry, size * 0.17)
    else:
        for plate in plates:
            plate.dot(at, size * 0.72, 0)
        for turn in around(9, angle):
            leaves.leaf(at, turn, size * 0.66, size * 0.3, belly=1.15)
        lines.dot(at, size * 0.16)
