"""A chapter's galley -> where its pages end, so that facing pages end on the same line.

A compositor makes up the two pages of an opening together. Where one would be short (the next two lines must not be
parted), both are set a line short, which nobody sees; or a paragraph is set a line longer or shorter, as far as its
lines stay even. The last page of a chapter is not left with a few lines, and words are not divided over the turn of a leaf.

The ways to make up a chapter are followed spread by spread, the cheapest few of them kept. Costly ones are looked for
only where the plain one is not good: in a novel, at every third spread.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bookbuild.press.composer.galley import Block

FEWEST = 5                                         # lines of a chapter's last page
KEPT = 5                                           # ways that are followed further
# What is wrong with a way, on one scale: a line in which letters and spaces are just as wide as they should be costs nothing.
UNEVEN, FEW, TURNED, DIVIDED, CHANGED = 60.0, 40.0, 3.0, 1.0, 2.0
SHORT = (0.0, 1.5, 6.0)                            # of a spread no, one, or two lines short
TRIED = 3                                          # paragraphs of a page that are set anew, of those that could be
NEARLY = 0.1                                       # of a line: so far apart two pages' ends still look level
WIDER, NARROWER = 0.5, 0.3                         # of a line: what the space before a heading or a quotation may gain or lose
FEATHERED = 2.0                                    # the cost of a line's height gained or lost in spaces

Ways = list[tuple[float, tuple["Made", ...]]]      # what they cost, and their pages
Place = tuple[int, int]                            # the number of a block, and of a line in it
# Gives what it costs to set a block some lines longer or shorter, or None if that cannot be done well.
Price = Callable[[Block, int], float | None]


class Stop(NamedTuple):
    """Where a page may end.

    What comes next, how deep its text is, and with what is below it, whether its last line ends in a hyphen, whether notes
    fill the page, and by how much the spaces on it can be wider, or narrower.
    """

    next: Place
    depth: float
    bottom: float
    hyphen: bool
    notes: bool
    wider: float
    narrower: float


@dataclass(frozen=True, slots=True)
class Made:
    """A page made up.

    Where it begins and ends, whether it could hold no more, by how many lines it is short, by how much its spaces are
    widened in all, and a block that is set longer or shorter.
    """

    begins: Place
    stop: Stop
    full: bool
    short: int
    feather: float
    changed: int | None = None
    by: int = 0


class Way(NamedTuple):
    """Pages made up so far, and what they cost."""

    cost: float
    pages: tuple[Made, ...]


@dataclass
class Makeup:
    """A chapter to be made up into pages of one `depth`. `opens_spread` is whether its first page faces its second."""

    blocks: list[Block]
    depth: float
    leading: float
    opens_spread: bool
    price: Price
    prices: dict[tuple[int, int], float | None] = field(default_factory=dict)

    def best(self) -> tuple[Made, ...]:
        """The pages of the best way. Where every one has a grave fault, other ways are also looked for on pages that have none."""
        way = self._best(anyway=False)
        if way.cost >= FEW:
            way = min(way, self._best(anyway=True), key=lambda each: each.cost)
        return way.pages

    def _best(self, *, anyway: bool) -> Way:
        ways = {(0, 0): Way(0.0, ())}
        finished: list[Way] = []
        spread = self.opens_spread
        while ways:
            following: dict[Place, Way] = {}
            for begins, way in ways.items():
                for cost, pages in self._openings(begins, anyway=anyway) if spread else self._singles(begins, anyway=anyway):
                    further = Way(way.cost + cost, way.pages + pages)
                    ends = pages[-1].stop.next
                    if ends[0] == len(self.blocks):
                        finished.append(further)
                    elif ends not in following or further.cost < following[ends].cost:
                        following[ends] = further
            ways = dict(sorted(following.items(), key=lambda pair: (pair[1].cost, pair[0]))[: KEPT * (1 + 2 * anyway)])
            spread = True
        return min(finished, key=lambda way: way.cost)

    # ---- one page, or two ----

    def _singles(self, begins: Place, *, anyway: bool) -> list[tuple[float, tuple[Made, ...]]]:
        """Ways to make up a page that faces none of this chapter: a right-hand opening."""
        plain = self._page(begins)
        found: Ways = [(self._own_cost(plain, turned=True), (plain,))]
        if found[0][0] >= TURNED or anyway:
            found += [(self._own_cost(made, turned=True), (made,))
                      for short in range(len(SHORT)) if (made := self._short(begins, short)) is not None]  # fmt: skip
            found += [(cost + self._own_cost(made, turned=True), (made,)) for cost, made in self._changed(begins, 0)]
        return found

    def _openings(self, begins: Place, *, anyway: bool) -> list[tuple[float, tuple[Made, ...]]]:
        """Ways to make up two facing pages."""
        left = self._page(begins)
        if self._is_end(left):
            found: Ways = [(self._own_cost(left, turned=False), (left,))]
        else:
            right = self._page(left.stop.next)
            found = [(self._cost(left, right), (left, right))]
        if found[0][0] < TURNED and not anyway:
            return found
        for tier in (self._both_short, self._one_changed, self._both_changed):
            found += tier(begins)
            if min(cost for cost, _ in found) < FEW:
                break
        return found

    def _both_short(self, begins: Place) -> Iterator[tuple[float, tuple[Made, ...]]]:
        """Both pages some lines short, by breaks alone."""
        for short in range(len(SHORT)):
            left = self._short(begins, short)
            if left is not None:
                yield from self._with_right(left, short, changes=False)

    def _one_changed(self, begins: Place) -> Iterator[tuple[float, tuple[Made, ...]]]:
        """A paragraph on one of the pages set longer or shorter."""
        for short in range(len(SHORT) - 1):
            left = self._short(begins, short)
            if left is not None:
                yield from self._with_right(left, short, changes=True)
            for cost, changed in self._changed(begins, short):
                for more, pages in self._with_right(changed, short, changes=False):
                    yield cost + more, pages

    def _both_changed(self, begins: Place) -> Iterator[tuple[float, tuple[Made, ...]]]:
        for short in range(len(SHORT)):
            for cost, changed in self._changed(begins, short):
                for more, pages in self._with_right(changed, short, changes=True):
                    yield cost + more, pages

    def _with_right(self, left: Made, short: int, *, changes: bool) -> Iterator[tuple[float, tuple[Made, ...]]]:
        """The pages that may face a left one that is some lines short."""
        if self._is_end(left):
            yield self._own_cost(left, turned=False), (left,)
            return
        begins = left.stop.next
        plain = self._page(begins)
        rights = [(0.0, plain)] if self._is_end(plain) else [(0.0, made)] if (made := self._short(begins, short)) else []
        if changes:
            rights += self._changed(begins, short)
        for cost, right in rights:
            yield cost + self._cost(left, right), (left, right)

    # ---- what a page costs ----

    def _cost(self, left: Made, right: Made) -> float:
        level = self._is_end(right) or abs(self._foot(left) - self._foot(right)) < 2 * NEARLY * self.leading
        return (0.0 if level else UNEVEN) + self._own_cost(left, turned=False) + self._own_cost(right, turned=True)

    def _foot(self, made: Made) -> float:
        """How far down a page ends. Notes fill a page whatever stands above them."""
        return self.depth // self.leading * self.leading if made.stop.notes else made.stop.depth + made.feather

    def _own_cost(self, made: Made, *, turned: bool) -> float:
        """What is wrong with a page for itself, and with what it leaves for the next."""
        if self._is_end(made):
            return FEW * (made.begins != (0, 0) and self._lines(made.begins) < FEWEST)
        few = self._lines(made.stop.next) < FEWEST
        short = SHORT[min(max(made.short, 0), len(SHORT) - 1)] / 2     # below 0: a picture that is taller than the page
        return FEW * few + short + (TURNED if turned else DIVIDED) * made.stop.hyphen + FEATHERED * abs(made.feather) / self.leading

    def _lines(self, begins: Place) -> int:
        """How many lines there are from a place on; no more than matter."""
        block, line = begins
        count = -line
        while block < len(self.blocks) and count < FEWEST:
            count += len(self.blocks[block].slugs)
            block += 1
        return count

    def _is_end(self, made: Made) -> bool:
        return made.stop.next[0] == len(self.blocks)

    # ---- ways to make up a page ----

    def _page(self, begins: Place, changed: int | None = None, by: int = 0) -> Made:
        """The page as it is filled plainly."""
        stop = self._stops(begins, changed, by)[-1]
        ends = self._ends(stop)
        short = min(ends, key=lambda each: abs(ends[each])) if ends else int((self.depth - stop.depth) / self.leading)
        full = True
        return Made(begins, stop, full, short, ends.get(short, 0.0), changed, by)

    def _short(self, begins: Place, short: int, changed: int | None = None, by: int = 0) -> Made | None:
        """The page so many lines short, if it may end there."""
        stops = self._stops(begins, changed, by)
        for stop in reversed(stops):
            ends = self._ends(stop)
            if short in ends and stop.next[0] < len(self.blocks):
                return Made(begins, stop, stop is stops[-1], short, ends[short], changed, by)
        return None

    def _ends(self, stop: Stop) -> dict[int, float]:
        """By how many lines a page that ends there may be short, and what its spaces have to gain for it.

        Its last line is then on the page's grid; {} if it cannot be brought there. Notes fill a page whatever stands above.
        """
        if stop.notes:
            return {0: 0.0}
        lines = (self.depth // self.leading * self.leading - stop.depth) / self.leading
        near = {short: (lines - short) * self.leading for short in (int(lines), int(lines) + 1)}
        return {max(short, 0): gain for short, gain in near.items()
                if -stop.narrower - NEARLY * self.leading <= gain <= stop.wider + NEARLY * self.leading}  # fmt: skip

    def _changed(self, begins: Place, short: int) -> list[tuple[float, Made]]:
        """The page with one block longer or shorter, the cheapest of the longest few for each place where it leaves off."""
        plain = self._page(begins)
        first, last = begins[0] + (begins[1] > 0), plain.stop.next[0] - (plain.stop.next[1] == 0)
        numbers = sorted(range(first, min(last + 1, len(self.blocks))), key=lambda number: (-len(self.blocks[number].slugs), number))
        found: dict[Place, tuple[float, Made]] = {}
        for by in (1, -1):
            tried = 0
            for number in numbers:
                if tried == TRIED or (price := self._price(number, by)) is None:
                    continue
                made = self._short(begins, short, number, by)
                if made is None or made.stop.next < (number + 1, 0):
                    continue                       # the block must stand on this page entire
                tried += 1
                known = found.get(made.stop.next)
                if known is None or CHANGED + price < known[0]:
                    found[made.stop.next] = CHANGED + price, made
        return list(found.values())

    def _price(self, number: int, by: int) -> float | None:
        if (number, by) not in self.prices:
            self.prices[number, by] = self.price(self.blocks[number], by)
        return self.prices[number, by]

    def _stops(self, begins: Place, changed: int | None = None, by: int = 0) -> list[Stop]:
        """Every place where a page that begins there may end, down to the foot. At least one: something must stand on a page."""
        found: list[Stop] = []
        number, line = begins
        depth, room, notes, wider, narrower = 0.0, self.depth, False, 0.0, 0.0
        final: Stop | None = None
        while number < len(self.blocks):
            block = self.blocks[number].lengthened(by) if number == changed else self.blocks[number]
            count = len(block.slugs)
            if line == 0:
                depth += block.above + (block.top if (number, 0) == begins else block.gap)
                if block.gap > 0 and (number, 0) != begins:
                    wider, narrower = wider + WIDER * self.leading, narrower + min(NARROWER * self.leading, block.gap / 2)
            for at in range(line, count):
                slug = block.slugs[at]
                room, notes = room - slug.notes, notes or slug.notes > 0
                depth += slug.height
                ends = at + 1 == count
                following = (number + 1, 0) if ends else (number, at + 1)
                final = Stop(following, depth, depth + (block.below if ends else 0.0), slug.hyphen, notes, wider, narrower)
                if final.bottom > room * (1 + 1e-9):
                    return found or [final]
                if ends:
                    parts = number + 1 == len(self.blocks) or self.blocks[number + 1].opens
                else:
                    parts = at + 1 - line >= block.orphans and count - at - 1 >= block.widows
                if parts:
                    found.append(final)
            depth += block.below
            number, line = number + 1, 0
        return found
