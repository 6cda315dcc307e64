"""Where the pages of a chapter end, against a slow oracle that tries every way there is by breaks alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookbuild.press.composer.galley import Block, Slug
from bookbuild.press.composer.spreads import FEWEST, NEARLY, Made, Makeup, Price
from bookbuild.press.composer.stops import NARROWER, WIDER, Sheet

LEADING = 10.0
SHORTEST = 2                                       # lines: no page is made up shorter than that
ALWAYS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], derandomize=True)

# ---- the oracle ----


@dataclass(frozen=True)
class Line:
    """A line of the galley, and all that there is above it where it does not come first on its page."""

    place: tuple[int, int]                         # the number of its block, and its own in it
    slug: Slug
    space: float
    block: Block
    left: int                                      # lines of its block after it


@dataclass(frozen=True)
class End:
    """A page that ends before some line: how deep it is, how far its spaces can bring it down or up, and its notes."""

    next: int
    depth: float
    wider: float
    narrower: float
    notes: tuple[float, ...]
    late: tuple[float, ...]                        # notes that come a page later

    def feet(self, depth: float) -> set[float]:
        """How far down its last line may stand: where it does, and on each of the page's lines that its spaces bring it to."""
        if self.notes:
            return {depth // LEADING * LEADING}
        near = NEARLY * LEADING
        lines = [number * LEADING for number in range(int(depth // LEADING) + 1)]
        return {self.depth, *(line for line in lines if self.depth - self.narrower - near <= line <= self.depth + self.wider + near)}

    @property
    def place(self) -> "Begin":
        return self.next, self.late


Begin = tuple[int, tuple[float, ...]]              # a line, and the notes that come here from the page before


@dataclass(frozen=True)
class Chapter:
    """A galley, and the pages it is to stand on."""

    blocks: tuple[Block, ...]
    depth: float
    opens_spread: bool
    above_notes: float = 0.0

    @cached_property
    def lines(self) -> list[Line]:
        found, below = [], 0.0
        for number, block in enumerate(self.blocks):
            for at, slug in enumerate(block.slugs):
                space = below + block.gap + block.above if at == 0 else 0.0
                found.append(Line((number, at), slug, space, block, len(block.slugs) - at - 1))
            below = block.below
        return found

    def may_end(self, begins: int, end: int) -> bool:
        """Whether what stands before the line `end` may be parted from it, on a page that begins with the line `begins`."""
        last = self.lines[end - 1]
        if last.left == 0:
            return end == len(self.lines) or self.lines[end].block.opens
        return self.above(begins, end) >= last.block.orphans and last.left >= last.block.widows

    def above(self, begins: int, end: int) -> int:
        """How many lines of the page's last paragraph stand on it."""
        return sum(line.place[0] == self.lines[end - 1].place[0] for line in self.lines[begins:end])

    def room(self, notes: tuple[float, ...]) -> float:
        return self.depth - (self.above_notes + sum(notes) if notes else 0.0) + 1e-6

    def bottoms(self, begins: int, end: int) -> Iterator[tuple[Line, float]]:
        """Each line of a page, and how deep it is with it."""
        depth = 0.0
        for number, line in enumerate(self.lines[begins:end]):
            depth += (line.space if number else line.block.top + line.block.above if line.place[1] == 0 else 0.0) + line.slug.height
            yield line, depth + (0.0 if line.left else line.block.below)

    def end(self, begin: Begin, end: int) -> End | None:
        """The page with these lines. None if it cannot hold them."""
        begins, notes = begin
        late: tuple[float, ...] = ()
        bottom = 0.0
        for number, (line, bottom) in enumerate(self.bottoms(begins, end), begins + 1):
            if bottom > self.room(notes):
                while number == end and notes and bottom > self.room(notes) and self.yields(begins, end):
                    notes, late = notes[:-1], (*late[: len(late)], notes[-1])
                if bottom > self.room(notes):
                    return None
                late = tuple(reversed(late))
                break
            for note in line.slug.notes:
                if late or bottom > self.room((*notes, note)):
                    late = (*late, note)
                else:
                    notes = (*notes, note)
        others = [line.block.gap for line in self.lines[begins + 1 : end] if line.place[1] == 0 and line.block.gap > 0]
        last = self.lines[end - 1]
        narrower = sum(min(NARROWER * LEADING, gap / 2) for gap in others)
        return End(end, bottom - (0.0 if last.left else last.block.below), WIDER * LEADING * len(others), narrower, notes, late)

    def yields(self, begins: int, end: int) -> bool:
        """Whether a page may end here and not a line before."""
        return self.lines[end - 1].left > 0 and self.may_end(begins, end) and self.above(begins, end) == self.lines[end - 1].block.orphans

    def legal(self, begin: Begin) -> list[End]:
        """Every page that may begin there, the fullest last; where none may, the one that has to be."""
        found, forced = [], None
        for number in range(begin[0] + 1, len(self.lines) + 1):
            end = self.end(begin, number)
            if end is None:
                break
            forced = end
            if self.may_end(begin[0], number):
                found.append(end)
        return found or [forced or self.overfull(begin)]

    def overfull(self, begin: Begin) -> End:
        depth = next(depth for _, depth in self.bottoms(begin[0], begin[0] + 1)) - (0.0 if self.lines[begin[0]].left else self.lines[begin[0]].block.below)
        return End(begin[0] + 1, depth, 0.0, 0.0, begin[1], ())

    def choices(self, begin: Begin) -> list[End]:
        """The page filled plainly, and all that are not more than a few lines short."""
        legal = self.legal(begin)
        return [*(end for end in legal if self.short(end) <= SHORTEST), legal[-1]]

    def short(self, end: End) -> int:
        if end.notes:
            return int((self.room(end.notes) - end.depth) / LEADING)
        return int((self.depth // LEADING * LEADING - max(end.feet(self.depth))) / LEADING + 1e-6)

    @cached_property
    def plain(self) -> list[End]:
        pages, begin = [], BEGIN
        while begin[0] < len(self.lines):
            pages.append(self.legal(begin)[-1])
            begin = pages[-1].place
        return pages

    def is_level(self, left: End, right: End) -> bool:
        if right.next == len(self.lines):
            return True
        return any(abs(one - other) < 2 * NEARLY * LEADING - 1e-6 for one in left.feet(self.depth) for other in right.feet(self.depth))

    def ends_well(self, begins: int, page: End) -> bool:
        return not page.late and (begins == 0 or height(line.slug for line in self.lines[begins:]) >= FEWEST * LEADING)

    @cached_property
    def has_a_way(self) -> bool:
        """Whether it can be made up without a fault by breaks alone."""
        seen: dict[Begin, bool] = {}

        def spread(begin: Begin) -> bool:
            if begin not in seen:
                seen[begin] = any(goes(begin, left) for left in self.choices(begin))
            return seen[begin]

        def goes(begin: Begin, left: End) -> bool:
            if left.next == len(self.lines):
                return self.ends_well(begin[0], left)
            return any(
                self.ends_well(left.next, right) if right.next == len(self.lines) else spread(right.place)
                for right in self.choices(left.place) if self.is_level(left, right)
            )  # fmt: skip

        if self.opens_spread:
            return spread(BEGIN)
        return any(not page.late if page.next == len(self.lines) else spread(page.place) for page in self.choices(BEGIN))


BEGIN: Begin = (0, ())


def height(slugs: Iterable[Slug]) -> float:
    return sum(slug.height for slug in slugs)

# ---- galleys ----


def paragraph(lines: int, hyphens: tuple[int, ...] = (), gap: float = 0.0) -> Block:
    slugs = tuple(Slug(LEADING, number in hyphens) for number in range(lines))
    return Block(slugs, gap, 0.0, 0.0, 0.0, 2, 2, opens=True)


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    """A paragraph; at times one after a space, one with a frame, a heading and its paragraph, a picture, lines that stay together."""
    kind = draw(st.sampled_from(["plain"] * 6 + ["spaced", "framed", "headed", "solid", "whole"]))
    lines = draw(st.integers(1, 9))
    hyphens = tuple(draw(st.sets(st.integers(0, lines - 2), max_size=2))) if lines > 1 and draw(st.integers(0, 3)) == 0 else ()
    block = paragraph(lines, hyphens)
    gap = draw(st.sampled_from([LEADING, 5.0, 15.0, 7.0]))
    if kind == "headed":
        height = draw(st.sampled_from([LEADING, 14.0, 2 * LEADING]))
        heading = Block((Slug(height),), gap, 0.0, 0.0, 0.0, 1, 1, opens=True)
        return [heading, replace(block, opens=False, gap=draw(st.sampled_from([0.0, 6.0, LEADING])))]
    if kind == "solid":
        return [Block((Slug(draw(st.sampled_from([20.0, 30.0, 36.0, 53.0]))),), gap, draw(st.sampled_from([0.0, 4.0])), 0.0, 0.0, 1, 1, opens=True)]
    changes = {
        "plain": {}, "spaced": {"gap": gap}, "framed": {"gap": gap, "above": 3.0, "below": 5.0}, "whole": {"orphans": lines + 1, "widows": lines + 1},
    }  # fmt: skip
    return [replace(block, **changes[kind])]  # type: ignore[arg-type]


@st.composite
def chapters(draw: st.DrawFn, *, notes: bool = False, most: int = 14) -> Chapter:
    """A chapter of a few pages."""
    found = [each for some in draw(st.lists(blocks(), min_size=2, max_size=most)) for each in some]
    if notes:
        found = [draw(called(block)) for block in found]
    found[0] = replace(found[0], gap=0.0, above=draw(st.sampled_from([0.0, 0.0, 30.0])), opens=False)
    depth = draw(st.integers(8, 12)) * LEADING + draw(st.sampled_from([0.0, 0.0, 4.0]))
    return Chapter(tuple(found), depth, draw(st.booleans()), 5.0 if notes else 0.0)


@st.composite
def called(draw: st.DrawFn, block: Block) -> Block:
    """A block, at times with notes."""
    if draw(st.integers(0, 2)):
        return block
    at = draw(st.integers(0, len(block.slugs) - 1))
    heights = tuple(draw(st.lists(st.sampled_from([8.0, 16.0, 24.0]), min_size=1, max_size=2)))
    return replace(block, slugs=(*block.slugs[:at], replace(block.slugs[at], notes=heights), *block.slugs[at + 1 :]))


def never(_block: Block, _by: int) -> float | None:
    return None


def some(block: Block, by: int) -> float | None:
    """A longer paragraph is easily set longer, and less easily shorter."""
    lines = len(block.slugs)
    return None if lines < (4 if by > 0 else 6) else 0.3 if lines > 6 else 3.0


def made_up(chapter: Chapter, price: Price = never) -> tuple[Made, ...]:
    return Makeup(list(chapter.blocks), Sheet(chapter.depth, LEADING, chapter.above_notes), chapter.opens_spread, price).best()


def spreads(chapter: Chapter, pages: tuple[Made, ...]) -> Iterator[tuple[Made, ...]]:
    """Pages that face each other."""
    first = 0 if chapter.opens_spread else 1
    if first:
        yield pages[:1]
    for number in range(first, len(pages), 2):
        yield pages[number : number + 2]


def faults(chapter: Chapter, pages: tuple[Made, ...]) -> list[str]:
    """What is gravely wrong with them, by where they end."""
    found = []
    for spread in spreads(chapter, pages):
        if len(spread) > 1 and spread[1] is not pages[-1]:
            left, right = (chapter.depth // LEADING * LEADING if each.stop.notes else each.stop.depth + each.feather for each in spread)
            found += [f"uneven: {left}, {right}"] if abs(left - right) >= 2 * NEARLY * LEADING else []
    block, line, _ = pages[-1].begins
    last = height([*chapter.blocks[block].slugs[line:], *(slug for each in chapter.blocks[block + 1 :] for slug in each.slugs)])
    return [*found, f"{last} on the last"] if len(pages) > 1 and last < FEWEST * LEADING else found


# ---- stories ----


@settings(ALWAYS, max_examples=400)
@given(chapters())
def test_where_there_is_a_way_without_a_fault_it_is_found(chapter: Chapter) -> None:
    if chapter.has_a_way:
        pages = made_up(chapter)
        assert faults(chapter, pages) == [], [page.stop.next for page in pages]
