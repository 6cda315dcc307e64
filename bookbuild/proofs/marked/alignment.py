"""Two rows of blocks -> which belong together: the same, reworded, split, joined, gone, new. Order is kept.

What is equal is found first; only what lies between is compared by likeness, each with each, for the best match of all.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from bookbuild.proofs.marked.blocks import Block

ALIKE = 0.34                                       # half likeness of words, half of their pairs: strangers have some 0.2
BETTER = 0.08                                      # by which a paragraph is more like two than like one of them, if it was split
LARGEST = 40_000                                   # comparisons: of more blocks, only such as stand about as far down are compared
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together: one and one, one and several, or one alone."""

    old: tuple[Block, ...]
    new: tuple[Block, ...]


def align(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Group]:
    """The groups, in an order that is right for both; what went stands before what came."""
    keys = [block.key for block in old], [block.key for block in new]
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Group((one,), (other,)) for one, other in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from _between(old[a:b], new[c:d])


def _between(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Group]:
    pairs = _best(old, new) if old and new else []
    grown = [_grown(pair, before, after, old, new) for before, pair, after in _neighbours(pairs, (len(old), len(new)))]
    i = j = 0
    for (a, b), (c, d) in (*grown, ((len(old), len(old)), (len(new), len(new)))):
        yield from (Group((each,), ()) for each in old[i:a])
        yield from (Group((), (each,)) for each in new[j:c])
        i, j = max(i, a), max(j, c)                # a neighbour may have taken what is between
        if i < b or j < d:
            yield Group(tuple(old[i:b]), tuple(new[j:d]))
        i, j = max(i, b), max(j, d)


def _best(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """The pairs, none crossing another, that are together most alike."""
    reach = LARGEST / (len(old) * len(new)) / 2
    likeness_of = [
        [likeness(one, other) if abs(i / len(old) - j / len(new)) <= reach else 0.0 for j, other in enumerate(new)]
        for i, one in enumerate(old)
    ]  # fmt: skip
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = likeness_of[i][j] + best[i + 1][j + 1] if likeness_of[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if likeness_of[i][j] and best[i][j] == likeness_of[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def likeness(old: Block, new: Block) -> float:
    """How alike two blocks are, from 0 to 1; 0 for those that are strangers."""
    if old.kind != new.kind:
        return 0.0
    if old.key == new.key or old.only:
        return 1.0
    found = _overlap(old.features, new.features)
    return found if found >= ALIKE else 0.0


def _overlap(one: Counter[object], other: Counter[object]) -> float:
    """Twice what is common, of all. Half of the features are words and half are pairs of them."""
    total = one.total() + other.total()
    if not total:
        return 1.0
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return 2 * sum(min(count, many[feature]) for feature, count in few.items() if feature in many) / total


# ---- split and joined ----


def _neighbours(pairs: list[Pair], end: Pair) -> Iterator[tuple[Pair, Pair, Pair]]:
    """Each pair, with the end of the one before it and the one behind it."""
    framed = [(-1, -1), *pairs, end]
    for (before, pair), (_, after) in zip(pairwise(framed[:-1]), pairwise(framed[1:]), strict=True):
        yield (before[0] + 1, before[1] + 1), pair, after


def _grown(pair: Pair, before: Pair, after: Pair, old: Sequence[Block], new: Sequence[Block]) -> tuple[Pair, Pair]:
    """The stretches of both rows that belong together: with what stands beside, if so they are more alike."""
    (a, b), (c, d) = ((each, each + 1) for each in pair)
    if not (old[a].splits and new[c].splits) or old[a].key == new[c].key:
        return (a, b), (c, d)
    now, grows = _overlap(old[a].features, new[c].features), True
    while grows:
        grows = False
        wider = [(a, b, c, d + 1)] * (d < after[1]) + [(a, b, c - 1, d)] * (c > before[1])
        wider += [(a, b + 1, c, d)] * (b < after[0]) + [(a - 1, b, c, d)] * (a > before[0])
        for stretch in wider:
            blocks = old[stretch[0] : stretch[1]], new[stretch[2] : stretch[3]]
            together = _overlap(*(_sum(some) for some in blocks))
            if together > now + BETTER and all(block.splits for some in blocks for block in some):
                (a, b, c, d), now, grows = stretch, together, True
                break
    return (a, b), (c, d)


def _sum(blocks: Sequence[Block]) -> Counter[object]:
    total: Counter[object] = Counter()
    for block in blocks:
        total.update(block.features)
    return total
