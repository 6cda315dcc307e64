"""WeasyPrint's line layout -> ours, for as long as a document is laid out: the one place that takes its functions' places.

WeasyPrint asks `iter_line_boxes` for a paragraph's lines one by one, from where the last page left off. Here the whole
paragraph is planned when its first line is asked for, and the lines are set by that plan. What cannot be planned
is set by WeasyPrint as ever, paragraph by paragraph.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint import layout
from weasyprint.layout import LayoutContext, block, inline, page
from weasyprint.layout.float import avoid_collisions, float_layout
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text.line_break import strut

from bookbuild.press.composer.fit import TASTE, Copy, Lines, Measure, fit
from bookbuild.press.composer.galley import Unmade, feather
from bookbuild.press.composer.makeup import Key, Maker, chapters, is_forced, key_at
from bookbuild.press.composer.paragraph import Paragraph, Unset
from bookbuild.press.composer.setting import Measures, Plan, Setter
from bookbuild.press.composer.spreads import Made
from bookbuild.press.composer.words import TypeCase

LEAST_LAST = 1.5                                   # em: what a last line has at least, or else a little more than the indent
NARROWEST = 4.0                                    # em: beside something narrower than this there is no text to compose
_iter_line_boxes, _make_all_pages = inline.iter_line_boxes, layout.make_all_pages
_remake_page, _page_height = page.remake_page, page.page_height

Lined = tuple[boxes.LineBox, dict[int, Any] | None]


class Composer:
    """Plans the paragraphs of one document while it is laid out."""

    def __init__(self, case: TypeCase) -> None:
        self.case = case
        self.paragraphs: dict[boxes.LineBox, Paragraph | str] = {}
        self.plans: dict[boxes.LineBox, list[Plan]] = {}
        self.depths: dict[Key, tuple[float | None, ...]] = {}
        self.heights: dict[boxes.PageBox, float] = {}
        self.set: dict[tuple[Plan, int], tuple[boxes.LineBox, float]] = {}
        self.made_up: dict[Key, tuple[Made, ...]] = {}
        self.feathered: set[boxes.PageBox] = set()
        self.fresh = False                         # whether pages have been made up since numbers were looked up
        self.number = 0                            # of the page that is being made

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Compose what is laid out while this lasts."""
        inline.iter_line_boxes = block.iter_line_boxes = self.lines
        layout.make_all_pages, page.remake_page, page.page_height = self.pages, self.remade_page, self.page_height
        try:
            yield
        finally:
            inline.iter_line_boxes = block.iter_line_boxes = _iter_line_boxes
            layout.make_all_pages, page.remake_page, page.page_height = _make_all_pages, _remake_page, _page_height

    def pages(self, context: LayoutContext, root: boxes.Box, html: Any, before: list[boxes.PageBox]) -> list[boxes.PageBox]:  # noqa: ANN401
        """What `make_all_pages` does, and then the making-up: chapters are laid out again where facing pages are not level.

        Not before the numbers of pages stand in the text: WeasyPrint comes again and again until they do.
        """
        notes = list(context.footnotes)
        pages = list(_make_all_pages(context, root, html, before))
        settled = not any(state["content_changed"] for *_, state in context.page_maker)
        while settled and (again := self._make_up(context, pages)) is not None:
            first, end = again
            for number in range(0 if notes else first, end):
                context.page_maker[number][-1]["content_changed"] = True
            context.footnotes = list(notes)
            pages = list(_make_all_pages(context, root, html, pages))
        if settled and self.fresh:
            _renumber(context)
            self.fresh = False
        self._feather(context, pages)
        for each in pages:                         # what stands in the margins is to stand where it does on all pages
            each.height = self.heights.get(each, each.height)
        return pages

    def remade_page(self, number: int, context: LayoutContext, root: boxes.Box, html: Any) -> Any:  # noqa: ANN401
        """What `remake_page` does, for the page of this number."""
        self.number = number
        return _remake_page(number, context, root, html)

    def page_height(self, box: boxes.PageBox, context: LayoutContext, height: float) -> None:
        """What `page_height` does; a page that is to end early is so much the less high while it is filled."""
        _page_height(box, context, height)
        if depth := self._depth(context):
            self.heights[box], box.height = box.height, min(depth, box.height)

    def _make_up(self, context: LayoutContext, pages: list[boxes.PageBox]) -> tuple[int, int] | None:
        """Make up the first chapter that needs it. Gives the first page that has to be laid out again, and that behind the last."""
        for first, end in chapters(context, pages):
            key = key_at(context, first)
            if key in self.made_up:
                continue
            self.made_up[key] = ()
            try:
                maker = Maker(pages[first:end])
                made = self.made_up[key] = maker.make_up()
            except Unmade:
                continue
            changed = [number for number, each in enumerate(made) if each.changed is not None or not each.full]
            if not changed:
                continue
            for each in made:
                if each.changed is not None:
                    linebox = maker.blocks[each.changed].linebox
                    self.plans[linebox] = [maker.variants[linebox, each.by]]
            self.depths[key] = tuple(None if each.full else each.stop.bottom + maker.leading / 2 for each in made)
            self.fresh = True
            return first + changed[0], end
        return None

    def _feather(self, context: LayoutContext, pages: list[boxes.PageBox]) -> None:
        """Bring the last lines of pages with headings or quotations to where all pages' last lines are."""
        for first, end in chapters(context, pages):
            for each, made in zip(pages[first:end], self.made_up.get(key_at(context, first), ()), strict=False):
                if made.feather and each not in self.feathered:
                    feather(each, made.stop.depth, made.feather)
                    self.feathered.add(each)

    def _depth(self, context: LayoutContext) -> float | None:
        """How far down the page that is being made may be filled, if not to its foot."""
        first = self.number
        while not is_forced(context, first):
            first -= 1
        depths = self.depths.get(key_at(context, first), ())
        return depths[self.number - first] if self.number - first < len(depths) else None

    def lines(
        self, context: LayoutContext, linebox: boxes.LineBox, top: float, bottom_space: float, skip: dict[int, Any] | None,
        containing: boxes.Box, absolute: list[Any], fixed: list[Any], first_letter: Any, first_line: Any,
    ) -> Iterator[Lined]:  # fmt: skip
        """What `iter_line_boxes` does."""
        greedy = (bottom_space, skip, containing, absolute, fixed, first_letter, first_line)
        if linebox.style["text_align_all"] != "justify" or linebox.style["white_space"] != "normal":
            yield from _iter_line_boxes(context, linebox, top, *greedy)
            return
        try:
            if first_letter or first_line:
                raise Unset("first letter or line")
            paragraph = self._paragraph(linebox, containing, anew=skip is None)
            floats = _set_floats(context, linebox, top, containing, bottom_space) if skip is None else []
            plan, number = self._plan(context, linebox, paragraph, top, skip, containing)
        except Unset as reason:
            for line, resume in _iter_line_boxes(context, linebox, top, *greedy):
                line.origin, line.unset = linebox, str(reason)
                yield line, resume
            return
        left = containing.content_box_x()
        for at in range(number, len(plan.rows)):
            line = self._again(plan, at, left, top)
            if line is None:
                setter = Setter(context, plan, at)
                setter.floats = [] if at else floats
                line = setter.line(linebox, left, top)
                line.origin, line.plan, line.row = linebox, plan, at
                if paragraph.still:
                    self.set[plan, at] = line, line.position_x - left
            top += line.height
            yield line, None if at == len(plan.rows) - 1 else paragraph.path_to(plan.rows[at].resume)

    def _again(self, plan: Plan, number: int, left: float, top: float) -> boxes.LineBox | None:
        """A line that has been set before, on a page that is no more: only its place is another."""
        if (plan, number) not in self.set:
            return None
        before, offset = self.set[plan, number]
        line = before.deepcopy()
        line.translate(left + offset - before.position_x, top - before.position_y)
        line.position_x, line.position_y = left + offset, top
        return line

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


def _renumber(context: LayoutContext) -> None:
    """Have the numbers of pages in the text looked up again: WeasyPrint thinks it has written them for good."""
    for item in context.target_collector.counter_lookup_items.values():
        if item.missing_target_counters and item.page_maker_index is not None and item.page_maker_index < len(context.page_maker):
            item.pending = True
            context.page_maker[item.page_maker_index][-1]["content_changed"] = True


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
