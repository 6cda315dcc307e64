"""A composed paragraph -> line boxes, as WeasyPrint would have made them of the same words.

A line is as wide as its measure, and what hangs of its marks; its letters are scaled first, as far as taste allows,
and its word spaces take the rest. Both are found for the line as it is shaped, not as it was reckoned.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.inline import _adjust_line_height, line_box_verticality
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size, strut

from bookbuild.press.composer.fit import HYPHEN, TASTE, Copy, Lines, Measure
from bookbuild.press.composer.paragraph import Knot, Paragraph, Piece
from bookbuild.press.composer.words import NO_BREAK_SPACE

Measures = tuple[tuple[float, float], ...]
SCALE_DIGITS = 4                                   # of a text matrix: a hundredth of a point on the longest line
NEVER = 1 << 30
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


class Row(NamedTuple):
    """A line of a plan: the places in the text between which it stands, where the next begins, whether it ends in a hyphen."""

    start: int
    end: int
    resume: int
    hyphen: bool
    left: float                                    # how far from the block's edge it begins, beside an initial
    measure: float


class Shaped(NamedTuple):
    """A piece of text on a line: Pango's shapes, natural width, height, baseline, word spaces, glyphs."""

    layout: Layout
    text: str
    width: float
    height: float
    baseline: float
    spaces: int
    glyphs: int


@dataclass(eq=False, slots=True)
class Plan:
    """A paragraph, and all its lines: how it was broken, from which place on, and for which measures, (left, width) of each line."""

    paragraph: Paragraph
    start: int
    indent: float
    measures: Measures
    measure: Measure
    rows: tuple[Row, ...]
    runt: bool
    shaped: dict[int, dict[Piece, Shaped]] = field(default_factory=dict)

    @classmethod
    def of(cls, paragraph: Paragraph, place: tuple[int, float, Measures], measure: Measure, copy: Copy, lines: Lines) -> "Plan":
        """A paragraph broken at these of its copy's breaks. `place` is where it starts, its indent, and its measures."""
        start, _, measures = place
        ends = [(each.at, each.resume, each.why >= HYPHEN) for each in (copy.breaks[number] for number in lines.breaks)]
        ends.append((len(paragraph.text.rstrip(" ")), len(paragraph.text), False))
        rows = []
        for number, (end, resume, hyphen) in enumerate(ends):
            rows.append(Row(start, end, resume, hyphen, *measures[min(number, len(measures) - 1)]))
            start = resume
        return cls(paragraph, *place, measure, tuple(rows), lines.runt)

    def broken(self, copy: Copy, lines: Lines) -> "Plan":
        """The same paragraph, otherwise broken."""
        return Plan.of(self.paragraph, (self.start, self.indent, self.measures), self.measure, copy, lines)

    def shapes(self, number: int) -> dict[Piece, Shaped]:
        """The pieces of a line, shaped once however often the line is set."""
        found = self.shaped.get(number)
        if found is None:
            row = self.rows[number]
            found = self.shaped[number] = {}
            for piece in self.paragraph.pieces:
                start, end = max(piece.start, row.start), min(piece.end, row.end)
                if start < end:
                    sign = piece.type.hyphenation.sign if row.hyphen and end == row.end else ""
                    found[piece] = _shape(piece, piece.box.text[start - piece.start : end - piece.start] + sign)
        return found


def _shape(piece: Piece, text: str) -> Shaped:
    style = piece.box.style
    layout = Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    width, height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    run, glyphs = line.runs, 0
    while run != ffi.NULL:
        glyphs, run = glyphs + run.data.glyphs.num_glyphs, run.next
    glyphs -= len(UNSEEN.findall(layout.text))            # Pango has glyphs for them that are never drawn
    return Shaped(layout, text, width, height, baseline, text.count(" ") + text.count(NO_BREAK_SPACE), glyphs)


class Setter:
    """Sets one line: all that is needed for its boxes."""

    def __init__(self, context: LayoutContext, plan: Plan, number: int) -> None:
        self.context, self.plan, self.row = context, plan, plan.rows[number]
        self.shapes = plan.shapes(number)
        self.before = plan.rows[number - 1].end if number else len(plan.paragraph.text[: plan.start].rstrip(" ")) or -1
        self.resume = self.row.resume if number < len(plan.rows) - 1 else NEVER
        self.first, self.last = self.before < 0, number == len(plan.rows) - 1
        self.indent = 0.0 if number else plan.indent
        self.floats: list[boxes.Box] = []
        self.scale, self.tracking, self.spacing, self.right = 1.0, 0.0, 0.0, 0.0

    def line(self, linebox: boxes.LineBox, left: float, top: float) -> boxes.LineBox:
        """The line as a box at these coordinates."""
        hang = self._justify()
        begin = left + self.row.left - hang
        self.right = left + self.row.left + self.row.measure
        children, end = self._set(self.plan.paragraph.children, begin + self.indent)
        line = linebox.copy_with_children([*self.floats, *children])
        line.position_x, line.width = begin, end - begin
        _adjust_line_height(line)
        bottom, highest = line_box_verticality(line)
        line.baseline, line.position_y, line.height = -highest, highest, bottom - highest
        line.margin_top = line.margin_bottom = 0
        line.translate(0, top - highest)
        line.position_y = top                      # not as the sum of two that is nearly it
        return line

    def _justify(self) -> float:
        """Find scale, tracking and spacing. Gives how far the line hangs out to the left."""
        row, text = self.row, self.plan.paragraph.text
        pieces = list(self.shapes)
        first, final = text[row.start], self.shapes[pieces[-1]].text[-1]
        left = pieces[0].type.hangs_left(first) if not self.indent and not row.left else 0.0
        right = pieces[-1].type.hangs_right(final)
        natural = sum(shaped.width for shaped in self.shapes.values())
        excess = row.measure - self.indent + left + right - natural - self._edges()
        if self.last and excess >= 0:
            return left
        if self.plan.paragraph.scales and natural:
            limit = TASTE.scaling
            self.scale = round(1 + max(-limit, min(limit, excess / natural)), SCALE_DIGITS)
            excess -= (self.scale - 1) * natural
            glyphs = sum(shaped.glyphs for shaped in self.shapes.values())
            limit = TASTE.tracking * pieces[0].box.style["font_size"]
            self.tracking = round(max(-limit, min(limit, excess / glyphs)), SCALE_DIGITS)
            excess -= self.tracking * glyphs
        if spaces := sum(shaped.spaces for shaped in self.shapes.values()):
            self.spacing = excess / spaces
        elif self.plan.paragraph.scales and natural:   # an address, alone on its line: what give was reckoned is an average
            self.tracking = round(self.tracking + excess / glyphs, SCALE_DIGITS)
        return left

    def _edges(self) -> float:
        """The widths of what inline boxes on this line have around them."""
        if not self.plan.paragraph.edges:
            return 0.0
        return sum(
            width for place, opening, width in self.plan.paragraph.edges
            if (self.before <= place < self.row.end if opening else self.row.start < place <= self.resume)
        )  # fmt: skip

    def _set(self, tree: tuple[Knot | Piece, ...], x: float, limit: int = NEVER) -> tuple[list[boxes.Box], float]:
        """Boxes of a part of the tree from x on, and where they end. The part ends at the place `limit` in the text."""
        children: list[boxes.Box] = []
        for each in tree:
            if isinstance(each, Piece):
                if each in self.shapes:
                    children.append(self._text(each, x))
                    x += children[-1].width
            elif self._is_here(each, limit):
                if not each.box.is_in_normal_flow():
                    if not each.box.is_floated():
                        self.context.add_running_element(each.box)
                    continue
                children.append(self._inline(each, x, limit))
                x += children[-1].margin_width()
        return children, x

    def _is_here(self, knot: Knot, limit: int) -> bool:
        """Whether a box has letters on this line; one without stands with the next, or with the last of the box around it."""
        if knot.start == knot.end:
            place = min(knot.start, limit - 1)
            return (self.first or self.row.start <= place) and place < self.resume
        start, end = self.row.start, self.row.end
        if knot.start < end and start < knot.end:
            return True
        return (end <= knot.start and knot.end <= self.resume) or (self.first and knot.end <= start)

    def _text(self, piece: Piece, x: float) -> boxes.TextBox:
        shaped = self.shapes[piece]
        box = piece.box.copy_with_text(shaped.text)
        layout = box.pango_layout = shaped.layout
        layout.scale, layout.tracking, layout.justification_spacing = self.scale, self.tracking / self.scale, self.spacing / self.scale
        box.justification_spacing = self.spacing
        box.position_x = x
        box.width = shaped.width * self.scale + self.tracking * shaped.glyphs + self.spacing * shaped.spaces
        box.height = shaped.height
        layout.max_width = max(self.right - x, shaped.width)   # WeasyPrint asks for it where text is cut short
        line_height, _ = strut(box.style)
        box.margin_top = box.margin_bottom = (line_height - shaped.height) / 2
        box.baseline = shaped.baseline + box.margin_top
        return box

    def _inline(self, knot: Knot, x: float, limit: int) -> boxes.InlineBox:
        box = knot.box.copy_with_children([])
        box.remove_decoration(start=knot.start < self.before, end=knot.end > self.resume)
        box.position_x = x
        content = box.content_box_x()
        box.children, end = self._set(knot.children, content, limit if knot.start == knot.end else knot.end)
        box.width = end - content
        _adjust_line_height(box)
        return box
