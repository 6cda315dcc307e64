"""WeasyPrint's line layout -> ours, for as long as a document is laid out: the one place that takes its functions' places.

WeasyPrint asks `iter_line_boxes` for a paragraph's lines one by one, from where the last page left off. Here the whole
paragraph is planned when its first line is asked for, and the lines are set by that plan. What cannot be planned
is set by WeasyPrint as ever, paragraph by paragraph.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, block, inline, page
from weasyprint.layout.float import avoid_collisions, float_layout
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text.line_break import strut

from bookbuild.press.composer.fit import TASTE, Copy, Lines, Measure, fit
from bookbuild.press.composer.pages import Pages
from bookbuild.press.composer.paragraph import Paragraph, Unset
from bookbuild.press.composer.setting import Measures, Plan, Setter
from bookbuild.press.composer.standing import StandingType
from bookbuild.press.composer.words import TypeCase

LEAST_LAST = 1.5                                   # em: what a last line has at least, or else a little more than the indent
NARROWEST = 4.0                                    # em: beside something narrower than this there is no text to compose
# WeasyPrint's functions that ours stand for, by the modules that call them.
PLACES = (
    (inline, "iter_line_boxes"), (block, "iter_line_boxes"),
    (layout, "make_all_pages"), (page, "remake_page"), (page, "page_height"),
)  # fmt: skip
_iter_line_boxes = inline.iter_line_boxes

Lined = tuple[boxes.LineBox, dict[int, Any] | None]


class Composer:
    """Plans the paragraphs of one document while it is laid out."""

    def __init__(self, case: TypeCase) -> None:
        self.case = case
        self.paragraphs: dict[boxes.LineBox, Paragraph | str] = {}
        self.plans: dict[boxes.LineBox, list[Plan]] = {}
        self.pages = Pages(self.plans)
        self.standing = StandingType()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Compose what is laid out while this lasts."""
        ours = (self.lines, self.lines, self.pages.make_all_pages, self.pages.remake_page, self.pages.page_height)
        theirs = [getattr(module, name) for module, name in PLACES]
        for (module, name), function in zip(PLACES, ours, strict=True):
            setattr(module, name, function)
        try:
            yield
        finally:
            for (module, name), function in zip(PLACES, theirs, strict=True):
                setattr(module, name, function)

    def lines(  # noqa: PLR0913, PLR0917 - WeasyPrint's interface
        self, context: LayoutContext, linebox: boxes.LineBox, top: float, bottom_space: float, skip: dict[int, Any] | None,
        containing: boxes.Box, absolute: list[Any], fixed: list[Any], first_letter: Any, first_line: Any,  # noqa: ANN401
    ) -> Iterator[Lined]:  # fmt: skip
        """What `iter_line_boxes` does."""
        rest = (bottom_space, skip, containing, absolute, fixed, first_letter, first_line)
        if linebox.style["text_align_all"] != "justify" or linebox.style["white_space"] != "normal":
            yield from self._line_by_line(context, linebox, top, *rest)
            return
        try:
            if first_letter or first_line:
                raise Unset("first letter or line")
            paragraph = self._paragraph(linebox, containing, anew=skip is None)
            floats = _set_floats(context, linebox, top, containing, bottom_space) if skip is None else []
            plan, number = self._plan(context, linebox, paragraph, top, skip, containing)
        except Unset as reason:
            for line, resume in self._line_by_line(context, linebox, top, *rest):
                line.origin, line.unset = linebox, str(reason)
                yield line, resume
            return
        left = containing.content_box_x()
        for at in range(number, len(plan.rows)):
            line, resume = self.standing.take((plan, at), left, top) or (None, None)
            if line is None:
                setter = Setter(context, plan, at)
                setter.floats = [] if at else floats
                line = setter.line(linebox, left, top)
                line.origin, line.plan, line.row = linebox, plan, at
                resume = None if at == len(plan.rows) - 1 else paragraph.path_to(plan.rows[at].resume)
                if self.standing.is_still(linebox):
                    self.standing.keep((plan, at), line, left, resume)
            top += line.height
            yield line, resume

    def _line_by_line(  # noqa: PLR0913, PLR0917 - the same
        self, context: LayoutContext, linebox: boxes.LineBox, top: float, bottom_space: float, skip: dict[int, Any] | None,
        containing: boxes.Box, absolute: list[Any], fixed: list[Any], first_letter: Any, first_line: Any,  # noqa: ANN401
    ) -> Iterator[Lined]:  # fmt: skip
        """The lines as WeasyPrint sets them, and those that it has set before."""
        stands = not (first_letter or first_line or context.excluded_shapes) and self.standing.is_still(linebox)
        left, width = containing.content_box_x(), containing.width
        while stands and (taken := self.standing.take((linebox, repr(skip), width), left, top)):
            yield taken
            line, skip = taken
            if skip is None:
                return
            top = line.position_y + line.height
        rest = (containing, absolute, fixed, first_letter, first_line)
        for line, resume in _iter_line_boxes(context, linebox, top, bottom_space, skip, *rest):
            if stands:
                self.standing.keep((linebox, repr(skip), width), line, left, resume)
            yield line, resume
            skip = resume

    def _paragraph(self, linebox: boxes.LineBox, containing: boxes.Box, *, anew: bool) -> Paragraph:
        found = self.paragraphs.get(linebox)
        if found is None or (anew and isinstance(found, Paragraph) and found.changes):
            self.plans.pop(linebox, None)
            try:
                if linebox.style["direction"] != "ltr":
                    raise Unset("direction")
                found = Paragraph(linebox, containing, self.case)
            except Unset as reason:
                found = str(reason)
            self.paragraphs[linebox] = found
        if isinstance(found, str):
            raise Unset(found)
        return found

    def _plan(
        self, context: LayoutContext, linebox: boxes.LineBox, paragraph: Paragraph, top: float, skip: dict[int, Any] | None,
        containing: boxes.Box,
    ) -> tuple[Plan, int]:  # fmt: skip
        """The plan of a paragraph, and the number of the line to go on with."""
        resolve_percentages(linebox, containing)
        resolve_one_percentage(linebox, "text_indent", containing.width)
        measures = _measures(context, linebox, top, containing)
        if skip is None:
            start = len(paragraph.text) - len(paragraph.text.lstrip(" "))
            indent = linebox.text_indent
        else:
            start, indent = paragraph.place_of(skip), 0.0
            start += len(paragraph.text[start:]) - len(paragraph.text[start:].lstrip(" "))
            for plan in self.plans.get(linebox, ()):
                for number, row in enumerate(plan.rows):
                    if row.start == start and measures == ((row.left, row.measure),):
                        return plan, number
        known = self.plans.setdefault(linebox, [])
        for plan in known:
            if (plan.start, plan.indent, plan.measures) == (start, indent, measures):
                return plan, 0
        known.append(_planned(paragraph, linebox, (start, indent, measures)))
        return known[-1], 0


def _planned(paragraph: Paragraph, linebox: boxes.LineBox, place: tuple[int, float, Measures]) -> Plan:
    start, indent, measures = place
    size = linebox.style["font_size"]
    least = max(linebox.text_indent * 1.1 + size / 2, LEAST_LAST * size)
    first = paragraph.pieces[0].type.word(paragraph.text[start])
    measure = Measure(tuple(width for _, width in measures), indent or -first.hangs_left, least)
    found = _fitted(paragraph, start, measure)
    if found is None:
        raise Unset("too narrow")
    return Plan.of(paragraph, place, measure, *found)


def _fitted(paragraph: Paragraph, start: int, measure: Measure) -> tuple[Copy, Lines] | None:
    """The copy and how to break it: at the first attempt that gives lines with no runt, else at the first that gives lines."""
    runts = None
    copy = paragraph.copy(start, hyphens=False)
    for number, tolerance in enumerate(TASTE.tolerances):
        if number == 1:
            copy = paragraph.copy(start, hyphens=True)
        if found := fit(copy, measure, tolerance):
            if not found[0].runt:
                return copy, found[0]
            runts = runts or (copy, found[0])
    return runts


def _set_floats(
    context: LayoutContext, linebox: boxes.LineBox, top: float, containing: boxes.Box, bottom_space: float,
) -> list[boxes.Box]:  # fmt: skip
    """Lay out what floats at the beginning of the paragraph: an initial. Raises Unset if it would not stand there whole."""
    placed = []
    for child in linebox.children:
        if not child.is_floated():
            if child.is_in_normal_flow():
                break
            continue
        shapes = list(context.excluded_shapes)
        child.position_x, child.position_y = containing.content_box_x(), top
        box, resume = float_layout(context, child, containing, [], [], bottom_space, skip_stack=None)
        if resume is not None or box.position_y != top:
            context.excluded_shapes = shapes
            raise Unset("float")
        placed.append(box)
    return placed


def _measures(context: LayoutContext, linebox: boxes.LineBox, top: float, containing: boxes.Box) -> Measures:
    """How far in and how wide each line is, down to the first that has nothing beside it."""
    if not context.excluded_shapes:
        return ((0.0, containing.width),)
    height, _ = strut(linebox.style)
    bottom = max(shape.position_y + shape.margin_height() for shape in context.excluded_shapes)
    left = containing.content_box_x()
    found = []
    linebox.width, linebox.height = 0, height
    while top < bottom:
        linebox.position_x, linebox.position_y = left, top
        x, y, width = avoid_collisions(context, linebox, containing, outer=False)
        if y != top or width < NARROWEST * linebox.style["font_size"]:
            raise Unset("beside a float")
        found.append((x - left, width))
        top += height
    return (*found, (0.0, containing.width))
