"""Artwork of a cover -> operators of a PDF page: outlines in flat inks, sharp in any size, with nothing transparent in them.

Where the e-book's cover has masks, the printer gets the marks themselves: what is cut away is painted in the ground's colour,
in the order in which it was cut.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from bookbuild.cover.artwork import Artwork, Block, Flat, Impression, Inked, Letter, Papered, Pulled, Ruled
from bookbuild.cover.lettering import Box
from bookbuild.cover.palettes import Colour
from bookbuild.cover.plate import Mark, Point
from bookbuild.prepress.wrap.inks import Inks
from bookbuild.prepress.wrap.picture import Plate

QUARTER = 0.5522847498                             # of the radius: where a Bézier's handles make a quarter of a circle
SEAM = 1                                           # pixel by which tiles overlap: no hairline shows between them


@dataclass(slots=True)
class Outlines:
    """Operators so far, and the forms (tiles of patterned papers) and pictures that they draw, by their names.

    `over` is how far, in pixels, art at a sheet's edges goes on beyond them: into the bleed, and below the cloth.
    """

    inks: Inks
    over: float
    operators: list[str] = field(default_factory=list)
    forms: dict[str, tuple[Box, str]] = field(default_factory=dict)
    pictures: dict[str, Plate] = field(default_factory=dict)

    def put(self, *operators: str) -> None:
        """Add operators."""
        self.operators += operators

    def draw(self, artwork: Artwork, at: Point, scale: float, clip: Box) -> None:
        """An artwork with its top left corner at a point, `scale` points to a pixel; nothing of it outside `clip` (points)."""
        self.put("q", f"{box_path(clip)} W n", f"{scale:.6f} 0 0 {scale:.6f} {at[0]:.3f} {at[1]:.3f} cm", "1 j 0 J")
        edges = (-self.over, -self.over, artwork.wide + self.over, artwork.high + self.over)
        self.put(self.inks.fill(artwork.ground), f"{box_path(edges)} f")
        self._impressions(artwork, self.over)
        self.put("Q")

    def fill(self, box: Box, colour: Colour) -> None:
        """A rectangle, in points."""
        self.put(self.inks.fill(colour), f"{box_path(box)} f")

    def picture(self, plate: Plate, box: Box) -> None:
        """A picture that fills a box, in points; pictures stand on their heads where y runs down."""
        left, top, right, bottom = box
        name = f"Picture{len(self.pictures)}"
        self.pictures[name] = plate
        self.put(f"q {right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f} cm /{name} Do Q")

    def _impressions(self, artwork: Artwork, over: float) -> None:
        for impression in artwork.impressions:
            self._impression(impression, artwork, over)

    def _impression(self, impression: Impression, artwork: Artwork, over: float) -> None:
        match impression:
            case Flat(box, ink):
                self.put(self.inks.fill(ink), f"{box_path(_grown(box, artwork, over))} f")
            case Ruled((left, top, right, bottom), weight, ink):
                half = weight / 2
                middle = (left + half, top + half, right - half, bottom - half)
                self.put(self.inks.stroke(ink), f"{weight} w 0 j {box_path(middle)} S 1 j")
            case Pulled(plates, (x, y)):
                self.put(f"q 1 0 0 1 {round(x)} {round(y)} cm", *self._marks(plates, artwork.ground), "Q")
            case Papered():
                self._papered(impression, artwork, over)
            case Letter():
                self._letter(impression)
            case Block(inner, (x, y)):
                self.put(f"q 1 0 0 1 {x} {y} cm", self.inks.fill(inner.ground), f"0 0 {inner.wide} {inner.high} re f")
                self._impressions(inner, 0)
                self.put("Q")

    def _papered(self, paper: Papered, artwork: Artwork, over: float) -> None:
        left, top, right, bottom = _grown(paper.box, artwork, over)
        cell = paper.tile[0][0].size[0]
        name = f"Paper{len(self.forms)}"
        box = (-SEAM, -SEAM, cell + SEAM, cell + SEAM)
        self.forms[name] = box, "\n".join(("1 j 0 J", *self._marks(paper.tile, paper.ground)))
        self.put(f"q {box_path((left, top, right, bottom))} W n")
        for y in _steps(paper.start[1], top, bottom, cell):
            for x in _steps(paper.start[0], left, right, cell):
                self.put(f"q 1 0 0 1 {x:g} {y:g} cm /{name} Do Q")
        self.put("Q")

    def _marks(self, plates: Iterable[Inked], ground: Colour) -> Iterator[str]:
        """All marks in the order of cutting, each in its plate's ink."""
        cuts = sorted(((mark, ink) for plate, ink in plates for mark in plate.marks), key=lambda cut: cut[0].turn)
        for mark, ink in cuts:
            yield from _mark(mark, ink if mark.tone else ground, self.inks)

    def _letter(self, letter: Letter) -> None:
        font = TTFont(letter.face, fontNumber=0, lazy=True)
        pen = _Pen(font.getGlyphSet(), letter.size / font["head"].unitsPerEm, letter.at)
        for sign in letter.text:
            font.getGlyphSet()[font.getBestCmap()[ord(sign)]].draw(pen)
        path = " ".join(pen.path)
        self.put(self.inks.stroke(letter.paper), f"{2 * letter.halo} w {path} S", self.inks.fill(letter.ink), f"{path} f")


def box_path(box: Box) -> str:
    """A rectangle as a path."""
    left, top, right, bottom = box
    return f"{left:.3f} {top:.3f} {right - left:.3f} {bottom - top:.3f} re"


def _grown(box: Box, artwork: Artwork, over: float) -> Box:
    """A box whose sides at the sheet's edges go on beyond them."""
    left, top, right, bottom = box
    return (left if left > 0 else left - over, top if top > 0 else top - over,
            right if right < artwork.wide else right + over, bottom if bottom < artwork.high else bottom + over)  # fmt: skip


def _steps(start: float, low: float, high: float, step: float) -> Iterator[float]:
    """Places of tiles that cover a stretch, one of them at `start`."""
    at = start - step * -(-(start - low) // step)
    while at < high:
        yield at
        at += step


def _mark(mark: Mark, ink: Colour, inks: Inks) -> Iterator[str]:
    if mark.kind == "shape":
        yield f"{inks.fill(ink)} {_line(mark.points)} f"
    elif mark.kind == "stroke":
        yield f"{inks.stroke(ink)} {mark.measure:.2f} w {_line(mark.points)} S"
    elif mark.kind == "dot":
        yield f"{inks.fill(ink)} {_circle(mark.points[0], mark.measure)} f"
    else:
        yield f"{inks.stroke(ink)} {mark.measure:.2f} w {_circle(mark.points[0], mark.radius)} S"


def _line(points: Iterable[Point]) -> str:
    (x, y), *others = points
    return f"{x:.2f} {y:.2f} m " + " ".join(f"{x:.2f} {y:.2f} l" for x, y in others)


def _circle(at: Point, radius: float) -> str:
    x, y = at
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))
    path = [f"{x + radius:.2f} {y:.2f} m"]
    for (a, b), (c, d) in pairwise(turns):
        handles = (a + QUARTER * c, b + QUARTER * d), (c + QUARTER * a, d + QUARTER * b), (c, d)
        path.append(" ".join(f"{x + radius * i:.2f} {y + radius * j:.2f}" for i, j in handles) + " c")
    return " ".join(path) + " h"


class _Pen(BasePen):                               # type: ignore[misc] # fontTools has no types
    """A glyph's outline as a path, its y running down."""

    def __init__(self, glyphs: Any, scale: float, at: Point) -> None:  # noqa: ANN401
        super().__init__(glyphs)
        self.scale, self.at, self.path = scale, at, list[str]()

    def _point(self, point: Point) -> str:
        return f"{self.at[0] + point[0] * self.scale:.2f} {self.at[1] - point[1] * self.scale:.2f}"

    def _moveTo(self, point: Point) -> None:  # noqa: N802 - as fontTools has it
        self.path.append(f"{self._point(point)} m")

    def _lineTo(self, point: Point) -> None:  # noqa: N802
        self.path.append(f"{self._point(point)} l")

    def _curveToOne(self, first: Point, second: Point, point: Point) -> None:  # noqa: N802 - as fontTools has it
        self.path.append(f"{self._point(first)} {self._point(second)} {self._point(point)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.path.append("h")
