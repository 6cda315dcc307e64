"""A front and what the back says -> the back board: its art, where the text stands, and in which ink."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.cover import ornaments, papers
from bookbuild.cover.artwork import Artwork, Flat, Impression, Pulled, Ruled
from bookbuild.cover.brief import Brief, publisher_rows
from bookbuild.cover.designs import (
    Composition,
    Design,
    engraving,
    half_patterned,
    herbarium,
    initial,
    label,
    labelled,
    patterned_boards,
    ruled_frame,
    sheet_of,
)
from bookbuild.cover.lettering import Box, SetLine
from bookbuild.cover.palettes import Colour
from bookbuild.cover.plate import Plate
from bookbuild.cover.setting import place
from bookbuild.prepress.wrap.blurb import Blurb, Fitted, fit
from bookbuild.prepress.wrap.geometry import INCH, QUIET, Wrap

EASY = 10.0                                        # points: a smaller blurb is a reason to take room from an ornament
WIDEST = 5.25 * INCH                               # of a column: a line of more than some 80 letters is hard to follow
HEAD = 0.4 * INCH                                  # the least between the cut and a label
ABOVE_CODE = 0.3 * INCH                            # between the text and the barcode's box


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be said, and the face it is measured with."""

    blurb: Blurb
    face: Path


@dataclass(frozen=True, slots=True)
class Back:
    """A back board. `column` is where the blurb stands, in points; the lines are in pixels of the board."""

    artwork: Artwork
    column: Box
    fitted: Fitted
    ink: Colour
    lines: tuple[SetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """The board to dress: its brief, the wrap it is part of, and `scale` points to a pixel. `seen` is how far it shows."""

    brief: Brief
    wrap: Wrap
    scale: float
    seen: tuple[float, float]                      # from left to right, cloth left out, in points from the board's left

    @property
    def middle(self) -> float:
        """Of what is seen of it."""
        return sum(self.seen) / 2

    @property
    def foot(self) -> float:
        """Where text has to end, in points below the head of the board."""
        return self.wrap.barcode_box[1] - self.wrap.back[1] - ABOVE_CODE

    def column(self, share: float) -> float:
        """The width of a column that takes a share of what is seen."""
        wide = self.seen[1] - self.seen[0]
        return min(wide * share, wide - 2 * max(QUIET, self.wrap.safe), WIDEST)

    def box(self, wide: float, top: float, high: float) -> Box:
        """A column in the middle, in points of the paper."""
        x, y = self.wrap.back[0] + self.middle, self.wrap.back[1] + top
        return x - wide / 2, y, x + wide / 2, y + high

    def pixels(self, points: float) -> float:
        """A measure in pixels."""
        return points / self.scale


Dressing = Callable[[Ground, Composition, Text], Back]


def bare_back(ground: Ground, text: Text) -> Back:
    """The text alone, beside a front that is the author's own."""
    inks, wide, head = ground.brief.palette, ground.column(0.74), 0.1 * ground.wrap.trim_height
    fitted = fit(text.blurb, text.face, wide, ground.foot - head)
    head += min(0.07 * ground.wrap.trim_height, 0.3 * max(0.0, ground.foot - head - fitted.height))
    column = ground.box(wide, head, fitted.height)
    return Back(sheet_of(ground.brief, inks.ground), column, fitted, inks.ink, imprint(ground, inks.ink, column[0]))


def ornamented(ground: Ground, text: Text, plate: Plate, wide: float, foot: float) -> tuple[tuple[Impression, ...], Box, Fitted]:
    """A small ornament, and the text below it, which ends above `foot`."""
    high, size = ground.wrap.trim_height, ground.scale * plate.size[1]
    head, gap = 0.1 * high, 0.04 * high
    fitted = fit(text.blurb, text.face, wide, foot - head - size - gap)
    head += min(0.07 * high, 0.3 * max(0.0, foot - head - size - gap - fitted.height))
    at = ground.pixels(ground.middle) - plate.size[0] / 2, ground.pixels(head)
    top = head + size + gap
    return (Pulled(((plate, ground.brief.palette.accent),), at),), ground.box(wide, top, fitted.height), fitted


def figure_of(brief: Brief, size: float) -> Plate:
    """The figure of the book's own patterned paper, by itself."""
    plate = Plate(size, size)
    brief.lot.one_of("figure", papers.FIGURES)(plate, plate.centre, size / 2)
    return plate


def plain_back(ground: Ground, _front: Composition, text: Text) -> Back:
    """The ground, a figure of the book's paper, the text."""
    inks = ground.brief.palette
    art, column, fitted = ornamented(ground, text, figure_of(ground.brief, 170), ground.column(0.74), ground.foot)
    return Back(sheet_of(ground.brief, inks.ground, *art), column, fitted, inks.ink, imprint(ground, inks.ink, column[0]))


def framed_back(ground: Ground, front: Composition, text: Text) -> Back:
    """The front's frame about the text; barcode and imprint stand below it."""
    inks = ground.brief.palette
    bottom = ground.pixels(ground.foot) + 40
    rules = [each for each in front.artwork.impressions if isinstance(each, Ruled)]
    frame = [replace(rule, box=(*rule.box[:3], bottom - (rule.box[0] - rules[0].box[0]))) for rule in rules]
    rosette = ornaments.rosette(250, ground.brief.lot)
    art, column, fitted = ornamented(ground, text, rosette, ground.column(0.68), ground.foot - 0.25 * INCH)
    sheet = sheet_of(ground.brief, inks.ground, *frame, *art)
    return Back(sheet, column, fitted, inks.ink, imprint(ground, inks.ink, ground.wrap.back[0] + frame[0].box[0] * ground.scale))


def patterned_back(ground: Ground, front: Composition, text: Text) -> Back:
    """Patterned paper above as on the front, or less of it where the text is long."""
    brief, wide = ground.brief, ground.column(0.76)
    cell = papers.cell_of(brief.lot)
    for edge in range(front.edge, cell - 1, -cell):
        top = (edge + 14) * ground.scale + 0.4 * INCH
        fitted = fit(text.blurb, text.face, wide, ground.foot - top)
        if fitted.size >= EASY and fitted.blurb == text.blurb:
            break
    top += min(0.25 * INCH, 0.3 * max(0.0, ground.foot - top - fitted.height))
    column = ground.box(wide, top, fitted.height)
    return Back(half_patterned(brief, edge), column, fitted, brief.palette.paper_ink, imprint(ground, brief.palette.paper_ink, column[0]))


def labelled_back(ground: Ground, front: Composition, text: Text) -> Back:
    """The boards' patterned paper, and the text on a label; it begins where the front's does, if it can."""
    brief, pad = ground.brief, 0.42 * INCH
    wide = ground.column(0.64)
    rows = publisher_rows(brief, 800, 34)
    below = 0.75 * pad + ground.scale * 34 if rows else 0
    fitted = fit(text.blurb, text.face, wide, ground.foot - HEAD - 2 * pad - below)
    paper = next(each for each in front.artwork.impressions if isinstance(each, Flat))
    high = fitted.height + 2 * pad + below
    top = max(HEAD, min(paper.box[1] * ground.scale, ground.foot - high))
    if not text.blurb.paragraphs and not text.blurb.bio:
        return Back(replace(front.artwork, impressions=front.artwork.impressions[:1]), ground.box(wide, 0, 0), fitted, brief.palette.ink)
    left, right = ground.middle - wide / 2 - pad, ground.middle + wide / 2 + pad
    box = ground.pixels(left), ground.pixels(top), ground.pixels(right), ground.pixels(top + high)
    foot = ground.pixels(top + high - pad * 0.9)
    lines = place(rows, ground.pixels(ground.middle), foot - (rows[0].fount.cap_height if rows else 0), brief.palette.paper_ink)
    return Back(labelled(brief, box), ground.box(wide, top + pad, fitted.height), fitted, brief.palette.paper_ink, lines)


def imprint(ground: Ground, ink: Colour, left: float) -> tuple[SetLine, ...]:
    """The publisher, at the foot on the left, level with the foot of the barcode's box."""
    wrap = ground.wrap
    room = wrap.barcode_box[0] - left - 0.2 * INCH
    rows = publisher_rows(ground.brief, max(ground.pixels(room), 10), min(ground.pixels(8.5), 40))
    below = wrap.barcode_box[3] - wrap.back[1] - 2
    rows = rows[:2]
    high = sum(row.fount.cap_height + row.gap for row in rows) - (rows[0].gap if rows else 0)
    return place(rows, ground.pixels(left - wrap.back[0]), ground.pixels(below) - high, ink, 0.0)


DRESSINGS: dict[Design, Dressing] = {
    ruled_frame: framed_back, patterned_boards: patterned_back, engraving: plain_back, label: labelled_back,
    initial: plain_back, herbarium: plain_back,
}  # fmt: skip
