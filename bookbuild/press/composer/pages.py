"""Pages as WeasyPrint has filled them -> pages made up, spread by spread: by what is set anew, and how deep pages are.

A chapter is a run of pages up to the next forced break. Each is made up once, in order; WeasyPrint lays out again what
that asks for, from the first page that changes. If it then does not come out as it was reckoned (a style may do what
nobody thought of), the chapter stays as it was.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, page

from bookbuild.press.composer.fit import fit
from bookbuild.press.composer.galley import Block, Unmade, depth_of, feather, galley, settle_notes
from bookbuild.press.composer.setting import Plan
from bookbuild.press.composer.spreads import Made, Makeup

LOOSEST = 1.5                                      # of a paragraph that is set longer, in units of TASTE.stretch
PIXEL = 1.0                                        # so far a page may end from where it was reckoned to
_make_all_pages, _remake_page, _page_height = layout.make_all_pages, page.remake_page, page.page_height

Plans = dict[boxes.LineBox, list[Plan]]
Key = tuple[str, bool]                             # of a chapter: where it begins, and whether on the right


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter made up: its first page and the one behind its last, its pages, the paragraphs that are set longer or shorter."""

    key: Key
    first: int
    end: int
    made: tuple[Made, ...]
    changed: dict[boxes.LineBox, Plan]
    leading: float

    @property
    def again(self) -> int | None:
        """The first page that has to be laid out again."""
        return next((self.first + number for number, each in enumerate(self.made) if each.changed is not None or not each.full), None)


class Pages:
    """Makes up the pages of one document while it is laid out. `plans` are those of its paragraphs."""

    def __init__(self, plans: Plans) -> None:
        self.plans = plans
        self.made_up: dict[Key, tuple[Made, ...]] = {}
        self.leadings: dict[Key, float] = {}
        self.depths: dict[Key, tuple[float | None, ...]] = {}
        self.heights: dict[boxes.PageBox, float] = {}
        self.feathered: set[boxes.PageBox] = set()
        self.number = 0                            # of the page that is being made

    def make_all_pages(self, context: LayoutContext, root: boxes.Box, html: Any, before: list[Any]) -> list[boxes.PageBox]:  # noqa: ANN401
        """What WeasyPrint's does, and then the making-up.

        Not before the numbers of pages stand in the text: WeasyPrint comes again and again until they do.
        """
        again = context, root, html, list(context.footnotes)
        pages = list(_make_all_pages(context, root, html, before))
        settled = not any(state["content_changed"] for *_, state in context.page_maker)
        changes = False
        while settled and (chapter := self._next(context, pages)):
            pages, changes = self._laid_again(again, pages, chapter), True
            if not self._is_as_reckoned(pages, chapter):
                self._leave(chapter)
                pages = self._laid_again(again, pages, chapter)
        if changes:
            _renumber(context)
        self._feather(context, pages)
        for each in pages:                         # what stands in the margins is to stand where it does on all pages
            each.height = self.heights.get(each, each.height)
        return pages

    def remake_page(self, number: int, context: LayoutContext, root: boxes.Box, html: Any) -> Any:  # noqa: ANN401
        """What WeasyPrint's does, for the page of this number."""
        self.number = number
        return _remake_page(number, context, root, html)

    def page_height(self, box: boxes.PageBox, context: LayoutContext, height: float) -> None:
        """What WeasyPrint's does; a page that is to end early is so much the less high while it is filled."""
        _page_height(box, context, height)
        first = self.number
        while not is_forced(context, first):
            first -= 1
        depths = self.depths.get(key_at(context, first), ())
        depth = depths[self.number - first] if self.number - first < len(depths) else None
        if depth is not None:
            self.heights[box], box.height = box.height, min(depth, box.height)

    def _next(self, context: LayoutContext, pages: list[boxes.PageBox]) -> Chapter | None:
        """Make up the first chapter that needs it."""
        for first, end in chapters(context, pages):
            key = key_at(context, first)
            if key not in self.made_up:
                chapter = _made_up(key, first, pages[first:end])
                self.made_up[key], self.leadings[key] = chapter.made, chapter.leading
                if chapter.again is not None:
                    self.plans |= {linebox: [plan] for linebox, plan in chapter.changed.items()}
                    self.depths[key] = tuple(None if each.full else each.stop.bottom + chapter.leading / 2 for each in chapter.made)
                    return chapter
        return None

    @staticmethod
    def _laid_again(again: tuple[LayoutContext, boxes.Box, Any, list[Any]], pages: list[boxes.PageBox], chapter: Chapter) -> list[Any]:
        context, root, html, notes = again
        # WeasyPrint itself sees which of the pages behind begin elsewhere now. Notes it only finds where all are made again.
        for number, made in enumerate(chapter.made, chapter.first):
            if number < len(context.page_maker) and (notes or made.changed is not None or not made.full):
                context.page_maker[number][-1]["content_changed"] = True
        context.footnotes = list(notes)
        return list(_make_all_pages(context, root, html, pages))

    @staticmethod
    def _is_as_reckoned(pages: list[boxes.PageBox], chapter: Chapter) -> bool:
        made = zip(pages[chapter.first :], chapter.made, strict=False)
        return all((depth := depth_of(each)) is not None and abs(depth - one.stop.depth) < PIXEL for each, one in made)

    def _leave(self, chapter: Chapter) -> None:
        """Let a chapter be as it was."""
        self.made_up[chapter.key] = ()
        del self.depths[chapter.key]
        for linebox in chapter.changed:
            del self.plans[linebox]

    def _feather(self, context: LayoutContext, pages: list[boxes.PageBox]) -> None:
        """Bring the last lines of pages with headings or quotations to where all pages' last lines are."""
        for first, end in chapters(context, pages):
            leading = self.leadings.get(key_at(context, first), 0)
            for each, made in zip(pages[first:end], self.made_up.get(key_at(context, first), ()), strict=False):
                if each not in self.feathered:
                    feather(each, made.stop.depth, made.feather)
                    settle_notes(each, leading)
                    self.feathered.add(each)


def chapters(context: LayoutContext, pages: list[boxes.PageBox]) -> list[tuple[int, int]]:
    """(first page, page behind the last) of every run of pages without a forced break, blank pages left out."""
    starts = [number for number in range(len(pages)) if is_forced(context, number)] + [len(pages)]
    return [(first, end) for first, end in pairwise(starts) if not pages[first].page_type.blank]


def is_forced(context: LayoutContext, number: int) -> bool:
    """Whether a page begins with a forced break, or is the first."""
    if number == 0:
        return True
    (_, last, *_), (_, this, *_) = context.page_maker[number - 1 : number + 1]
    return bool(this["break"] != "any" or this["page"] != last["page"])


def key_at(context: LayoutContext, first: int) -> Key:
    """The name of the chapter that begins on a page."""
    resume, _, right, *_ = context.page_maker[first]
    return repr(resume), right


def _made_up(key: Key, first: int, pages: list[boxes.PageBox]) -> Chapter:
    """A chapter made up; with no pages at all where that cannot be."""
    variants: dict[tuple[boxes.LineBox | None, int], Plan] = {}

    def price(block: Block, by: int) -> float | None:
        if (variant := _varied(block, by)) is None:
            return None
        plan, loosest = variant
        variants[block.linebox, by] = plan
        return 4 * loosest * max(1.0, loosest)

    end = first + len(pages)
    try:
        blocks = galley(pages)
    except Unmade:
        return Chapter(key, first, end, (), {}, 0)
    lines = [round(slug.height, 3) for block in blocks for slug in block.slugs if block.linebox is not None]
    heights = Counter(height for height in lines if height > 0)       # a paragraph of nothing but `[]()` has a line without any
    if not heights or len({page.height for page in pages}) > 1:
        return Chapter(key, first, end, (), {}, 0)
    leading = heights.most_common(1)[0][0]
    opens = pages[0].page_type.side == ("left" if pages[0].style["direction"] == "ltr" else "right")
    made = Makeup(blocks, pages[0].height, leading, opens, price).best()
    changed = [(blocks[each.changed].linebox, each.by) for each in made if each.changed is not None]
    return Chapter(key, first, end, made, {linebox: variants[linebox, by] for linebox, by in changed}, leading)


def _varied(block: Block, by: int) -> tuple[Plan, float] | None:
    """A paragraph set so many lines longer, or shorter, and how loose its loosest line then is; None if that cannot be done well."""
    plan, lines = block.plan, len(block.slugs) + by
    if plan is None or lines < 2 or len(plan.rows) != len(block.slugs):  # noqa: PLR2004 - one line has no breaks
        return None
    copy = plan.paragraph.copy(plan.start, hyphens=True)
    found = next((each for each in fit(copy, plan.measure, LOOSEST, by_count=True) if len(each.breaks) + 1 == lines), None)
    return None if found is None or found.runt else (plan.broken(copy, found), found.loosest)


def _renumber(context: LayoutContext) -> None:
    """Have the numbers of pages in the text looked up again: WeasyPrint thinks it has written them for good."""
    for item in context.target_collector.counter_lookup_items.values():
        if item.missing_target_counters and item.page_maker_index is not None and item.page_maker_index < len(context.page_maker):
            item.pending = True
            context.page_maker[item.page_maker_index][-1]["content_changed"] = True
