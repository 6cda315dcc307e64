"""Pages as they were first laid out -> pages made up spread by spread: what is to be set anew, and how deep pages are.

A chapter is a run of pages up to the next forced break. Each is made up once, in order; what it asks for is laid out
again by WeasyPrint, from the first page that changes.
"""

from collections import Counter

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext

from bookbuild.press.composer.fit import fit
from bookbuild.press.composer.galley import Block, Unmade, galley
from bookbuild.press.composer.setting import Plan
from bookbuild.press.composer.spreads import Made, Makeup

LOOSEST = 1.5                                      # of a paragraph that is set longer, in units of TASTE.stretch
Key = tuple[str, bool]                             # of a chapter: where it begins, and whether on the right


def chapters(context: LayoutContext, pages: list[boxes.PageBox]) -> list[tuple[int, int]]:
    """(first page, page behind the last) of every run of pages without a forced break, blank pages left out."""
    starts = [number for number in range(len(pages)) if is_forced(context, number)] + [len(pages)]
    return [(first, end) for first, end in zip(starts, starts[1:], strict=False) if not pages[first].page_type.blank]


def is_forced(context: LayoutContext, number: int) -> bool:
    """Whether a page begins with a forced break, or is the first."""
    if number == 0:
        return True
    (_, last, *_), (_, this, *_) = context.page_maker[number - 1 : number + 1]
    return this["break"] != "any" or this["page"] != last["page"]


def key_at(context: LayoutContext, first: int) -> Key:
    """The name of the chapter that begins on a page."""
    resume, _, right, *_ = context.page_maker[first]
    return repr(resume), right


class Maker:
    """Makes up one chapter."""

    def __init__(self, pages: list[boxes.PageBox]) -> None:
        self.pages = pages
        self.variants: dict[tuple[boxes.LineBox, int], Plan] = {}

    def make_up(self) -> tuple[Made, ...]:
        """Its pages. Raises Unmade where that cannot be."""
        first = self.pages[0]
        self.blocks = galley(self.pages)
        heights = Counter(round(slug.height, 3) for block in self.blocks for slug in block.slugs if block.linebox is not None)
        if not heights or len({page.height for page in self.pages}) > 1:
            raise Unmade("nothing to make up")
        self.leading = heights.most_common(1)[0][0]
        opens = first.page_type.side == ("left" if first.style["direction"] == "ltr" else "right")
        # WeasyPrint takes a page with a name for one after a forced break, where margins stay (CSS Break 3 §5.2).
        return Makeup(self.blocks, first.height, self.leading, opens, bool(first.page_type.name), self._price).best()

    def _price(self, block: Block, by: int) -> float | None:
        """What it costs to set a paragraph so many lines longer, or shorter."""
        plan, lines = block.plan, len(block.slugs) + by
        if plan is None or block.linebox is None or lines < 2 or len(plan.rows) != len(block.slugs):
            return None
        copy = plan.paragraph.copy(plan.start, hyphens=True)
        found = next((each for each in fit(copy, plan.measure, LOOSEST, by_count=True) if len(each.breaks) + 1 == lines), None)
        if found is None or found.runt:
            return None
        self.variants[block.linebox, by] = plan.broken(copy, found)
        return 4 * found.loosest * max(1.0, found.loosest)
