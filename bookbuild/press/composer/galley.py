"""The pages of a chapter as they were first laid out -> its galley: blocks of lines, how high, and where they may be parted.

In a galley type stood in one long column before it was made up into pages. Heights are in CSS pixels. What a column of
lines and solid things cannot say (floats, columns, tables over several pages) makes a chapter `Unmade`: it stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.block import block_level_page_break
from weasyprint.layout.percent import percentage

from bookbuild.press.composer.setting import Plan

INITIAL = 6.0                                      # em: the largest initial
SEEN = 0.5                                         # CSS pixels: less is no space between blocks
AVOID = {"avoid", "avoid-page"}


class Unmade(Exception):  # noqa: N818 - no error: the pages stay as they are
    """Why pages cannot be made up anew."""


@dataclass(frozen=True, slots=True)
class Slug:
    """A line, or a thing as good as one: its height, whether it ends in a hyphen, and how high the notes are that it calls."""

    height: float
    hyphen: bool = False
    notes: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, or one solid thing.

    Above it are `gap`, of which the top of a page leaves `top`, and `above`, which always stays; `below` must fit with its
    last line. Fewer lines than `orphans` and `widows` may not be parted from it, and no page begins with it unless it `opens`.
    """

    slugs: tuple[Slug, ...]
    gap: float
    top: float
    above: float
    below: float
    orphans: int
    widows: int
    opens: bool
    linebox: boxes.LineBox | None = None
    plan: Plan | None = None

    def lengthened(self, lines: int) -> "Block":
        """The block with some lines more, or fewer."""
        count = len(self.slugs) + lines
        return replace(self, slugs=(self.slugs + (replace(self.slugs[-1], hyphen=False, notes=0.0),) * lines)[:count])


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A line or a solid thing where it stands on a page, under its ancestors from the root down."""

    box: boxes.Box
    chain: tuple[boxes.Box, ...]
    page: int
    top: float
    bottom: float


def galley(pages: list[boxes.PageBox]) -> list[Block]:
    """The blocks of consecutive pages. Raises Unmade."""
    leaves = [leaf for number, page in enumerate(pages) for leaf in _leaves(page.children[0], (), number)]
    notes: dict[int, float] = {}
    for page in pages:
        notes |= _notes(page)
    groups: list[list[_Leaf]] = []
    for leaf in leaves:
        if groups and _same_block(groups[-1][-1], leaf):
            groups[-1].append(leaf)
        else:
            groups.append([leaf])
    if not groups:
        raise Unmade("nothing on it")
    before: list[_Leaf | None] = [None, *(group[-1] for group in groups[:-1])]
    after: list[_Leaf | None] = [*(group[0] for group in groups[1:]), None]
    return [_block(last, lines, first, notes, pages[0]) for last, lines, first in zip(before, groups, after, strict=True)]


def depth_of(page: boxes.PageBox) -> float | None:
    """How far down a page's text goes."""
    try:
        leaves = list(_leaves(page.children[0], (), 0))
    except Unmade:
        return None
    return leaves[-1].bottom - page.content_box_y() if leaves else None


def feather(page: boxes.PageBox, depth: float, gain: float) -> None:
    """Widen the spaces on a page, together by `gain`, so that its text ends so much below `depth`; nothing if it does not end there."""
    leaves = list(_leaves(page.children[0], (), 0)) if gain else []
    if not leaves or abs(leaves[-1].bottom - page.content_box_y() - depth) > 1:
        return
    gaps = [0.0, *(_gap(*pair) for pair in pairwise(leaves))]
    weights = [float(gap > SEEN) if gain > 0 else max(gap, 0.0) for gap in gaps]
    if not (total := sum(weights)):
        return
    shifts, shift = {}, 0.0
    for leaf, weight in zip(leaves, weights, strict=True):
        shift += gain * weight / total
        shifts[id(leaf.box)] = shift
    _shift(page.children[0], shifts, 0.0)


def settle_notes(page: boxes.PageBox, leading: float) -> None:
    """Bring the notes at a page's foot to where its last line would be: baselines on one height."""
    area = page.children[1]
    text, notes = ([box for box in part.descendants() if isinstance(box, boxes.LineBox)] for part in page.children[:2])
    if not text or not notes or abs(text[-1].height - leading) > 1:
        return
    foot = page.content_box_y() + (page.height // leading - 1) * leading + text[-1].baseline
    shift = foot - (notes[-1].position_y + notes[-1].baseline)
    if abs(shift) < leading / 2:
        area.translate(dy=shift)


def _gap(one: _Leaf, other: _Leaf) -> float:
    return 0.0 if _same_block(one, other) else other.top - one.bottom - sum(_edges(one, other))


def _shift(box: boxes.Box, shifts: dict[int, float], before: float) -> float:
    """Move what is in a box, each thing by its own shift, and what is between as the last one. Gives the last shift."""
    inside = [shifts[id(each)] for each in box.descendants() if id(each) in shifts] if isinstance(box, boxes.Box) else []
    if not inside or min(inside) == max(inside):
        before = inside[0] if inside else before
        box.translate(dy=before)
        return before
    box.position_y += inside[0]
    box.height += inside[-1] - inside[0]
    for child in box.children:
        before = _shift(child, shifts, before)
    return before


def _leaves(box: boxes.Box, chain: tuple[boxes.Box, ...], page: int) -> Iterator[_Leaf]:
    chain = (*chain, box)
    for child in box.children:
        if not isinstance(child, boxes.Box):
            continue                               # what is placed absolutely
        if not child.is_in_normal_flow():
            if child.is_floated() and not _is_initial(child, box):
                raise Unmade("float")
            continue
        if isinstance(child, boxes.LineBox):
            yield _Leaf(child, chain, page, child.position_y, child.position_y + child.height)
        elif isinstance(child, boxes.BlockBox) and child.children and child.style["height"] == "auto" and _is_plain(child):
            yield from _leaves(child, chain, page)
        elif child.border_height():
            yield _Leaf(child, (*chain, child), page, child.border_box_y(), child.border_box_y() + child.border_height())


def _is_initial(box: boxes.Box, parent: boxes.Box) -> bool:
    """Whether a float is a few lines high, at the beginning of its paragraph: the lines beside it stay beside it."""
    return bool(box.position_y < parent.content_box_y() + 1 and box.margin_height() < INITIAL * parent.style["font_size"])


def _is_plain(box: boxes.BlockBox) -> bool:
    if box.style["column_count"] != "auto" or box.style["column_width"] != "auto":
        raise Unmade("columns")
    return not box.is_table_wrapper and not isinstance(box, (boxes.FlexBox, boxes.GridBox))


def _same_block(one: _Leaf, other: _Leaf) -> bool:
    """Whether two leaves are lines of one paragraph. Raises Unmade for a solid thing in two pieces."""
    solid = not isinstance(one.box, boxes.LineBox)
    if solid and one.box.element is other.box.element and one.box.element_tag == other.box.element_tag and one.page != other.page:
        raise Unmade("parted")
    origin = getattr(one.box, "origin", None)
    if origin is not None:
        return origin is getattr(other.box, "origin", None)
    return not solid and isinstance(other.box, boxes.LineBox) and _name(one.chain[-1]) == _name(other.chain[-1]) and (
        one.chain[-1] is other.chain[-1] or one.page != other.page
    )


def _name(box: boxes.Box) -> tuple[int, str]:
    return id(box.element), box.element_tag


def _notes(page: boxes.PageBox) -> dict[int, float]:
    """The heights of the notes at the foot of a page, by their elements; with the first goes the space above them all."""
    area = page.children[1]
    found: dict[int, float] = {}
    for note in area.children:
        space = 0.0 if found else area.margin_height() - area.height
        found[id(note.element)] = note.margin_height() + space
    return found


def _block(last: _Leaf | None, lines: list[_Leaf], after: _Leaf | None, notes: dict[int, float], page: boxes.PageBox) -> Block:
    first = lines[0]
    slugs = tuple(Slug(leaf.bottom - leaf.top, _hyphen(leaf.box), _called(leaf.box, notes)) for leaf in lines)
    style = first.box.style
    orphans, widows = (style["orphans"], style["widows"]) if isinstance(first.box, boxes.LineBox) else (1, 1)
    if any(box.style["break_inside"] in AVOID for box in first.chain):
        orphans = widows = len(slugs) + 1          # it is not parted
    below, above = _edges(last, first)
    top = 0.0
    if last is None:
        gap, above = 0.0, first.top - page.content_box_y()
    else:
        gap, top = _margins(last, first)
        if last.page == first.page:
            gap = first.top - last.bottom - below - above
    return Block(
        slugs, gap, top, above, _edges(lines[-1], after)[0], orphans, widows, last is not None and _may_part(last, first),
        getattr(first.box, "origin", None),
        getattr(first.box, "plan", None) if getattr(first.box, "row", None) == 0 else None,
    )  # fmt: skip


def _hyphen(box: boxes.Box) -> bool:
    plan = getattr(box, "plan", None)
    return bool(plan and plan.rows[box.row].hyphen)


def _called(box: boxes.Box, notes: dict[int, float]) -> float:
    if not notes:
        return 0.0
    called = [each.footnote for each in box.descendants() if each.footnote is not None]
    if any(id(note.element) not in notes for note in called):
        raise Unmade("a note that stands elsewhere")
    return sum(notes[id(note.element)] for note in called)


def _parting(last: _Leaf, first: _Leaf) -> tuple[tuple[boxes.Box, ...], tuple[boxes.Box, ...], tuple[boxes.Box, ...]]:
    """Their common ancestors, and those that end with the one and begin with the other."""
    depth = 0
    for one, other in zip(last.chain, first.chain, strict=False):
        if _name(one) != _name(other) or (last.page == first.page and one is not other):
            break
        depth += 1
    return first.chain[:depth], last.chain[depth:], first.chain[depth:]


def _may_part(last: _Leaf, first: _Leaf) -> bool:
    common, ending, beginning = _parting(last, first)
    if any(box.style["break_inside"] in AVOID for box in common):
        return False
    return not ending or not beginning or block_level_page_break(ending[0], beginning[0]) not in AVOID


def _edges(last: _Leaf | None, first: _Leaf | None) -> tuple[float, float]:
    """Paddings and borders that end with the one and begin with the other."""
    if last is None or first is None:
        return 0.0, 0.0
    _, ending, beginning = _parting(last, first)
    below = sum(_edge(box, "bottom") for box in ending if box is not last.box)
    return below, sum(_edge(box, "top") for box in beginning if box is not first.box)


def _edge(box: boxes.Box, side: str) -> float:
    padding: Any = percentage(box.style[f"padding_{side}"], box.style, box.width)
    return float(padding + box.style[f"border_{side}_width"])


def _margins(last: _Leaf, first: _Leaf) -> tuple[float, float]:
    """The space between two by their margins, and what is left of it at the top of a page, where only the second's count.

    WeasyPrint drops those, too (CSS Break 3 §5.2), but it takes a page that has a name for one after a forced break.
    """
    _, ending, beginning = _parting(last, first)
    before, after = [(box, "bottom") for box in ending], [(box, "top") for box in beginning]
    named = beginning and beginning[0].style["page"] != "auto"
    inner = sum(_collapsed(group) for sides in (before, after) for group in _groups(sides)[:-1])
    (*_, outer_before), (*_, outer_after) = _groups(before), _groups(after)
    kept = sum(_collapsed(group) for group in _groups(after)) if named else sum(_collapsed(group) for group in _groups(after)[:-1])
    return inner + _collapsed([*outer_before, *outer_after]), kept


Sides = list[tuple[boxes.Box, str]]


def _groups(sides: Sides) -> list[Sides]:
    """Margins from the outermost box inwards, parted where a padding or border is between: the outermost group comes last."""
    groups: list[Sides] = [[]]
    for number, (box, side) in enumerate(sides):
        if number and _edge(sides[number - 1][0], side):
            groups.append([])
        groups[-1].append((box, side))
    return groups[::-1]


def _collapsed(sides: Sides) -> float:
    """Margins that meet (CSS 2 §8.3.1)."""
    margins = [percentage(box.style[f"margin_{side}"], box.style, box.width) for box, side in sides]
    margins = [0 if margin == "auto" else margin for margin in margins]
    return float(max([0, *(each for each in margins if each > 0)]) + min([0, *(each for each in margins if each < 0)]))
