"""A composed paragraph -> line boxes, as WeasyPrint would have made them of the same words.

A line is as wide as its measure, and what hangs of its marks; its letters are scaled first, as far as taste allows,
and its word spaces take the rest. Both are found for the line as it is shaped, not as it was reckoned.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.inline import _adjust_line_height, line_box_verticality
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size, strut

from bookbuild.press.composer.fit import TASTE
from bookbuild.press.composer.paragraph import Knot, Paragraph, Piece
from bookbuild.press.composer.words import HANGS_LEFT, HANGS_RIGHT, NO_BREAK_SPACE

SCALE_DIGITS = 4                                   # of a text matrix: a hundredth of a point on the longest line
NEVER = 1 << 30


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
    """A paragraph, and all its lines. `key` is what it was planned for."""

    paragraph: Paragraph
    rows: tuple[Row, ...]
    key: tuple[Any, ...]
    indent: float
    loosest: float
    shaped: dict[int, dict[Piece, Shaped]] = field(default_factory=dict)

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
    return Shaped(layout, text, width, height, baseline, text.count(" ") + text.count(NO_BREAK_SPACE), glyphs)


class Setter:
    """Sets one line: all that is needed for its boxes."""

    def __init__(self, context: LayoutContext, plan: Plan, number: int) -> None:
        self.context, self.plan, self.row = context, plan, plan.rows[number]
        self.shapes = plan.shapes(number)
        self.before = plan.rows[number - 1].end if number else -1
        self.resume = self.row.resume if number < len(plan.rows) - 1 else NEVER
        self.first, self.last = number == 0, number == len(plan.rows) - 1
        self.indent = plan.indent if self.first else 0.0
        self.floats: list[boxes.Box] = []
        self.scale, self.tracking, self.spacing = 1.0, 0.0, 0.0

    def line(self, linebox: boxes.LineBox, left: float, top: float) -> boxes.LineBox:
        """The line as a box at these coordinates."""
        hang = self._justify()
        begin = left + self.row.left - hang
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
        left = HANGS_LEFT.get(first, 0.0)
        left = left * pieces[0].type.width(first) if left and not self.indent and not row.left else 0.0
        right = HANGS_RIGHT.get(final, 0.0)
        right = right * pieces[-1].type.width(final) if right else 0.0
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
        return left

    def _edges(self) -> float:
        """The widths of what inline boxes on this line have around them."""
        if not self.plan.paragraph.edges:
            return 0.0
        return sum(
            width for place, opening, width in self.plan.paragraph.edges
            if (self.before <= place < self.row.end if opening else self.row.start < place <= self.resume)
        )  # fmt: skip

    def _set(self, tree: tuple[Knot | Piece, ...], x: float) -> tuple[list[boxes.Box], float]:
        """Boxes of a part of the tree from x on, and where they end."""
        children: list[boxes.Box] = []
        for each in tree:
            if isinstance(each, Piece):
                if each in self.shapes:
                    children.append(self._text(each, x))
                    x += children[-1].width
            elif self._is_here(each):
                if not each.box.is_in_normal_flow():
                    if not each.box.is_floated():
                        self.context.add_running_element(each.box)
                    continue
                children.append(self._inline(each, x))
                x += children[-1].margin_width()
        return children, x

    def _is_here(self, knot: Knot) -> bool:
        if knot.start == knot.end:
            return (self.first or self.row.start <= knot.start) and knot.start < self.resume
        return knot.start < self.row.end and self.row.start < knot.end

    def _text(self, piece: Piece, x: float) -> boxes.TextBox:
        shaped = self.shapes[piece]
        box = piece.box.copy_with_text(shaped.text)
        layout = box.pango_layout = shaped.layout
        layout.scale, layout.tracking, layout.justification_spacing = self.scale, self.tracking / self.scale, self.spacing / self.scale
        box.justification_spacing = self.spacing
        box.position_x = x
        box.width = shaped.width * self.scale + self.tracking * shaped.glyphs + self.spacing * shaped.spaces
        box.height = shaped.height
        line_height, _ = strut(box.style)
        box.margin_top = box.margin_bottom = (line_height - shaped.height) / 2
        box.baseline = shaped.baseline + box.margin_top
        return box

    def _inline(self, knot: Knot, x: float) -> boxes.InlineBox:
        box = knot.box.copy_with_children([])
        box.remove_decoration(start=knot.start < self.before, end=knot.end > self.resume)
        box.position_x = x
        content = box.content_box_x()
        box.children, end = self._set(knot.children, content)
        box.width = end - content
        _adjust_line_height(box)
        return box
