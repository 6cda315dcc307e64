"""A galley made up into pages: facing ones level, last ones not nearly empty, and nothing moved that need not be."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.press.composer.galley import Block, Slug
from bookbuild.press.composer.spreads import FEWEST, Made, Makeup

LEADING, DEPTH = 10.0, 100.0


def paragraph(lines: int) -> Block:
    return Block(tuple(Slug(LEADING) for _ in range(lines)), 0.0, 0.0, 0.0, 0.0, 2, 2, opens=True)


def made_up(lengths: list[int], *, opens_spread: bool, gives: bool = False) -> tuple[Made, ...]:
    def price(block: Block, by: int) -> float | None:
        return 1.0 if gives and len(block.slugs) + by > 1 else None

    return Makeup(list(map(paragraph, lengths)), DEPTH, LEADING, opens_spread, price).best()


def plain(lengths: list[int]) -> list[tuple[int, int]]:
    """Where pages end that are filled with what fits: two lines of a paragraph at least on either side of a break."""
    ends, begin, total = [], 0, sum(lengths)
    while begin < total:
        begin = max(end for end in legal(lengths, begin) if end - begin <= DEPTH / LEADING)
        ends.append(begin)
    return [place(lengths, end) for end in ends]


def legal(lengths: list[int], begin: int) -> list[int]:
    """The numbers of lines behind which a page that begins at one may end."""
    found, before = [], 0
    for length in lengths:
        first = max(begin - before, 0)
        found += [before + at for at in range(first + 1, length + 1) if at == length or (at - first >= 2 and length - at >= 2)]
        before += length
    return [each for each in found if each > begin]


def place(lengths: list[int], line: int) -> tuple[int, int]:
    for number, length in enumerate(lengths):
        if line < length:
            return number, line
        line -= length
    return len(lengths), 0


def ways(lengths: list[int], begin: int = 0) -> list[list[int]]:
    """Every way to part the lines into pages at most two lines short, but for the last."""
    total, room = sum(lengths), int(DEPTH / LEADING)
    found = [[total]] if total - begin <= room else []
    for end in legal(lengths, begin):
        if end < total and room - 2 <= end - begin <= room:
            found += [[end, *rest] for rest in ways(lengths, end)]
    return found


def faultless(ends: list[int], *, opens_spread: bool) -> bool:
    """Whether pages that face each other are of one depth, and the last has lines enough."""
    depths = [end - begin for begin, end in pairwise([0, *ends])]
    start = 0 if opens_spread else 1
    level = all(depths[at] == depths[at + 1] for at in range(start, len(depths) - 2, 2))
    return level and (len(depths) == 1 or depths[-1] >= FEWEST)


def ends_of(lengths: list[int], pages: tuple[Made, ...]) -> list[int]:
    return [sum(lengths[: page.stop.next[0]]) + page.stop.next[1] for page in pages]


LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=12)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(LENGTHS, st.booleans())
def test_where_breaks_alone_can_do_it_there_is_no_fault(lengths: list[int], opens_spread: bool) -> None:
    ends = ends_of(lengths, made_up(lengths, opens_spread=opens_spread))
    assert ends[-1] == sum(lengths)
    assert all(end in legal(lengths, begin) for begin, end in pairwise([0, *ends]))
    if any(faultless(way, opens_spread=opens_spread) for way in ways(lengths)):
        assert faultless(ends, opens_spread=opens_spread)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(LENGTHS, st.booleans())
def test_pages_follow_on_one_another_and_hold_no_more_than_they_can(lengths: list[int], opens_spread: bool) -> None:
    pages = made_up(lengths, opens_spread=opens_spread, gives=True)
    assert pages[0].begins == (0, 0)
    assert all(one.stop.next == other.begins for one, other in pairwise(pages))
    assert all(page.stop.bottom <= DEPTH for page in pages)


def test_what_is_level_is_left_alone() -> None:
    lengths = [5] * 8
    assert [page.stop.next for page in made_up(lengths, opens_spread=True, gives=True)] == plain(lengths)
