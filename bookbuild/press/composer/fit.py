"""Places where a paragraph may be broken -> the lines that look best together.

After Knuth and Plass, “Breaking Paragraphs into Lines” (Software: Practice and Experience, 1981), as TeX does it: every
way to break the paragraph has its demerits, and dynamic programming finds the way with the fewest. What differs is
what a line is made of. Letters give first: they are set wider or narrower, by two in a hundred at most, and closer or
further apart, by less than that; no eye notices either. Word spaces are touched only when it is not enough. All widths
are in one unit, whichever it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

INFINITE = float("inf")


SPACE, DASH, HYPHEN, NAME = range(4)               # what a line may end at; a NAME is a word that one would rather not divide


class Break(NamedTuple):
    """A place where a line may end: the text's width up to it and from it on, its word spaces likewise, and why there.

    `end` is the width of all text before, with the hyphen, without what hangs in the margin; `start` is where the next
    line's text begins, after the space and without what hangs. `at` and `resume` are the same two places in the text.
    """

    end: float
    start: float
    spaces: int
    spaces_after: int
    why: int
    at: int
    resume: int


@dataclass(frozen=True, slots=True)
class Taste:
    """How much is asked of a line, and what its faults weigh. Ratios of word spaces are to the face's own.

    The weights were tuned on three novels and a handbook in three faces at two measures (tests/bench/lines.py).
    """

    scaling: float = 0.02                          # of letters, to either side; as pdfTeX's font expansion is mostly set
    tracking: float = 0.004                        # em between letters, to either side: a twentieth of a point in a book's type
    stretch: float = 0.45                          # of a word space: badness 100
    shrink: float = 0.16
    tightest: float = 0.29                         # no space loses more than this
    scaled: float = 13.0                            # badness of a line whose letters are scaled as far as they may be
    line: float = 1.0
    hyphen: float = 90.0
    dash: float = 30.0                             # a break after a dash, a slash or a hyphen that is written
    name: float = 400.0                            # a hyphen in a word with a capital
    hyphens_together: float = 2e4
    hyphen_before_last: float = 4e4                # at the end of the last full line
    unlike: float = 5e3                            # a loose line beside a tight one
    runt: float = 1e7                              # a last line shorter than the next paragraph's indent
    # What spaces may be stretched to in each attempt, in units of `stretch`; the first is without hyphens.
    tolerances: tuple[float, ...] = (0.9, 1.6, 3.5, 12.0)


TASTE = Taste()
LADDER = 3                                         # so many lines in a row that end in hyphens are never set
TIGHT, EVEN, LOOSE, GAPING = range(4)              # TeX's fitness classes, by the spaces that are left to be stretched


class Lines(NamedTuple):
    """A way to break a paragraph: the breaks' numbers, of all but the last line, and what is wrong with it."""

    breaks: tuple[int, ...]
    demerits: float
    runt: bool
    loosest: float                                 # of its lines' spaces, in units of `stretch`


@dataclass(frozen=True, slots=True)
class Copy:
    """A paragraph's text as a composer takes it: its breaks, its width and word spaces, and how wide such a space is.

    `give` is how much of their width its letters can be set wider or narrower.
    """

    breaks: Sequence[Break]
    width: float
    spaces: int
    space: float
    give: float


@dataclass(frozen=True, slots=True)
class Measure:
    """The widths that lines have: the first ones' (beside an initial), then all others'. `least` is asked of the last line."""

    widths: tuple[float, ...]
    indent: float = 0.0
    least: float = 0.0


class _Node(NamedTuple):
    """A break at which some line ends, and the best way to come there."""

    start: float
    spaces: int
    fitness: int
    demerits: float
    line: int                                      # how many lines there are before
    ladder: int                                    # how many of the last ones end in hyphens
    number: int
    before: "_Node | None"
    loosest: float


def fit(copy: Copy, measure: Measure, tolerance: float, taste: Taste = TASTE, *, by_count: bool = False) -> list[Lines]:
    """The best way to break a paragraph with no space looser than `tolerance`, or with `by_count` the best for every number of lines.

    None at all if there is no such way.
    """
    active = [_Node(-measure.indent, 0, EVEN, 0.0, 0, 0, -1, None, 0.0)]
    varied = len(measure.widths) - 1
    how = tolerance, by_count, varied, (0.0, taste.dash**2, taste.hyphen**2, taste.name**2)
    for number, place in enumerate(copy.breaks):
        active = _advance(active, number, place, copy, measure.widths, how, taste)
        if not active:
            return []
    return _ends(active, copy, measure, taste, by_count=by_count)


def _advance(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a call more in it would be a tenth of its time
    active: list[_Node], number: int, place: Break, copy: Copy, widths: tuple[float, ...],
    how: tuple[float, bool, int, tuple[float, ...]], taste: Taste,
) -> list[_Node]:  # fmt: skip
    """The nodes that are left, and those new at this break. The inner loop of it all: nothing here is done twice."""
    tolerance, by_count, varied, penalties = how
    space, give = copy.space, copy.give
    stretch, shrink, tightest = taste.stretch * space, taste.shrink * space, taste.tightest * space
    scaled, each_line, unlike, together = taste.scaled, taste.line, taste.unlike, taste.hyphens_together
    end, start, spaces, after, why, _, _ = place
    penalty, hyphen = penalties[why], why >= HYPHEN
    measure = widths[-1]
    best: dict[int, tuple[float, _Node, int, int, float]] = {}
    dead = 0
    for node in active:
        width = end - node[0]
        line = node[4]
        excess = (widths[line] if line < varied else measure) - width
        slack = width * give
        rest = excess - slack
        if rest > 0:
            gaps = spaces - node[1]
            if not gaps or (looseness := rest / (gaps * stretch)) > tolerance:
                if not varied and excess > measure * 0.6:
                    break                          # so will be all that follow: they began later
                continue
            badness = scaled + 100 * looseness * looseness * looseness
            fitness = EVEN if looseness < 0.5 else LOOSE if looseness < 1 else GAPING  # noqa: PLR2004 - TeX's own bounds
        elif excess >= -slack:
            looseness = 0.0
            badness = scaled * (excess / slack) ** 2 if slack else 0.0
            fitness = EVEN
        else:
            rest = -slack - excess
            gaps = spaces - node[1]
            if rest > gaps * tightest:
                dead += not hyphen                 # a sign may be wider than the letters that it stands for
                continue
            looseness = rest / (gaps * shrink)
            badness = scaled + 100 * looseness * looseness * looseness
            fitness = EVEN if looseness < 0.5 else TIGHT  # noqa: PLR2004
            looseness = 0.0
        ladder = 0
        demerits = each_line + badness
        demerits = demerits * demerits + penalty + node[3]
        if hyphen:
            ladder = node[5] + 1
            if ladder == LADDER:
                continue
            if ladder > 1:
                demerits += together
        if not -2 < fitness - node[2] < 2:  # noqa: PLR2004
            demerits += unlike
        key = (line + 1 if by_count or line < varied else 0) * 16 + ladder * 4 + fitness
        known = best.get(key)
        if known is None or demerits < known[0]:
            best[key] = demerits, node, fitness, ladder, looseness
    if dead:
        active = [node for node in active if not _too_long(node, place, copy, widths, taste)]
    if best:
        bound = min(each[0] for each in best.values()) + unlike + together
        for demerits, node, fitness, ladder, looseness in best.values():
            if by_count or varied or demerits <= bound or hyphen:
                loosest = looseness if looseness > node[8] else node[8]  # noqa: FURB136 - max() takes three times as long
                active.append(_Node(start, after, fitness, demerits, node[4] + 1, ladder, number, node, loosest))
    return active


def _too_long(node: _Node, place: Break, copy: Copy, widths: tuple[float, ...], taste: Taste) -> bool:
    """Whether no line that begins at this node can hold what there is up to the break."""
    width = place.end - node.start
    measure = widths[min(node.line, len(widths) - 1)]
    return width * (1 - copy.give) - (place.spaces - node.spaces) * copy.space * taste.tightest > measure


def _ends(active: list[_Node], copy: Copy, measure: Measure, taste: Taste, *, by_count: bool) -> list[Lines]:
    """The last line, from every node: it is set as it is, or a little closer if it is too long."""
    best: dict[int, Lines] = {}
    for node in active:
        width = copy.width - node.start
        excess = measure.widths[min(node.line, len(measure.widths) - 1)] - width
        badness = 0.0
        if excess < 0:
            rest = -excess - width * copy.give
            gaps = copy.spaces - node.spaces
            if rest > gaps * copy.space * taste.tightest:
                continue
            if rest > 0:
                badness = 100 * (rest / (gaps * copy.space * taste.shrink)) ** 3
        runt = width < measure.least and node.before is not None
        demerits = (taste.line + badness) ** 2 + node.demerits + (taste.hyphen_before_last if node.ladder else 0) + taste.runt * runt
        key = node.line if by_count else 0
        if key not in best or (runt, demerits) < (best[key].runt, best[key].demerits):
            best[key] = Lines(_trail(node), demerits, runt, node.loosest)
    return [best[key] for key in sorted(best)]


def _trail(node: _Node) -> tuple[int, ...]:
    numbers = []
    while node.before is not None:
        numbers.append(node.number)
        node = node.before
    return tuple(reversed(numbers))
