"""The choice of breaks, against a slow oracle that tries every way there is to break a paragraph."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookbuild.press.composer.fit import DASH, HYPHEN, INFINITE, NAME, SPACE, TASTE, Break, Copy, Lines, Measure, Taste, fit

EM, SIGN = 10.0, 3.0                               # of the type in these tests; its hyphen
GIVE = 0.028                                       # what the letters of a book's type give: 0.02 in width, 0.004 em each between them

# ---- the oracle ----


@dataclass(frozen=True)
class Way:
    """A way to break a paragraph: the breaks' numbers, its demerits, and what became of each line but the last."""

    breaks: tuple[int, ...]
    demerits: float
    runt: bool
    stretched: tuple[float, ...]                   # of each line's spaces, in units of `stretch`; less than 0: they shrink


def ways(copy: Copy, measure: Measure, tolerance: float, taste: Taste = TASTE) -> Iterator[Way]:
    """Every way that is possible."""
    numbers = range(len(copy.breaks))
    for chosen in chain.from_iterable(combinations(numbers, count) for count in range(len(numbers) + 1)):
        way = judged(copy, measure, tolerance, taste, chosen)
        if way is not None:
            yield way


def judged(copy: Copy, measure: Measure, tolerance: float, taste: Taste, chosen: tuple[int, ...]) -> Way | None:
    """A way with its demerits, as Taste describes them. None if a line is too loose or too tight, or the third to end in a hyphen."""
    places = [copy.breaks[number] for number in chosen]
    starts = [(-measure.indent, 0), *((place.start, place.spaces_after) for place in places)]
    ends = [*((place.end, place.spaces) for place in places), (copy.width, copy.spaces)]
    whys = [place.why for place in places]
    total, kinds, stretched = 0.0, [1], []         # a paragraph begins as if after an even line
    for number, ((start, before), (end, upto)) in enumerate(zip(starts, ends, strict=True)):
        width, gaps, last = end - start, upto - before, number == len(places)
        found = spread(measure.widths[min(number, len(measure.widths) - 1)] - width, width * copy.give, gaps, copy.space, taste, last=last)
        if found is None or found[1] > tolerance:
            return None
        badness, stretch, kind = found
        total += (taste.line + badness) ** 2
        if not last:
            total += {SPACE: 0.0, DASH: taste.dash, HYPHEN: taste.hyphen, NAME: taste.name}[whys[number]] ** 2
            stretched.append(stretch)
            total += taste.unlike * (abs(kind - kinds[-1]) > 1)
            kinds.append(kind)
    hyphens = [why in {HYPHEN, NAME} for why in whys]
    if any(all(three) for three in zip(hyphens, hyphens[1:], hyphens[2:], strict=False)):
        return None
    total += taste.hyphens_together * sum(map(all, pairwise(hyphens)))
    total += taste.hyphen_before_last * (hyphens[-1:] == [True])
    runt = bool(places) and copy.width - starts[-1][0] < measure.least
    return Way(chosen, total + taste.runt * runt, runt, tuple(stretched))


def spread(missing: float, letters: float, gaps: int, space: float, taste: Taste, *, last: bool) -> tuple[float, float, int] | None:
    """How bad a line is that misses so much of its measure, how far its spaces are stretched, and its class (0 tight … 3 gaping)."""
    if last and missing >= -letters:
        return 0.0, 0.0, 1
    if abs(missing) <= letters:
        return (taste.scaled * (missing / letters) ** 2 if letters else 0.0), 0.0, 1
    needed = abs(missing) - letters
    if missing > 0:
        ratio = needed / (gaps * taste.stretch * space) if gaps else INFINITE
        return taste.scaled + 100 * ratio**3, ratio, 1 if ratio < 0.5 else 2 if ratio < 1 else 3
    if needed > gaps * taste.tightest * space:
        return None
    ratio = needed / (gaps * taste.shrink * space)
    return (0 if last else taste.scaled) + 100 * ratio**3, -ratio, 1 if ratio < 0.5 else 0


# ---- paragraphs ----


@st.composite
def copies(draw: st.DrawFn) -> Copy:
    """A few words, some of which may be divided, some with marks that hang."""
    breaks: list[Break] = []
    width, spaces, hang, places = 0.0, 0, 0.0, 0
    for number in range(draw(st.integers(2, 10))):
        opening = draw(st.sampled_from([0.0, 0.0, 2.0]))
        if number:
            breaks.append(Break(width - hang, width + 2.5 + opening, spaces, spaces + 1, SPACE, places, places + 1))
            width, spaces, places = width + 2.5, spaces + 1, places + 1
        parts = draw(st.lists(st.integers(4, 16).map(float), min_size=1, max_size=3 if len(breaks) < 7 else 1))
        for part in parts[:-1]:
            width, places = width + part, places + 1
            why = draw(st.sampled_from([HYPHEN, HYPHEN, NAME, DASH]))
            breaks.append(Break(width + (SIGN * 0.4 if why != DASH else -1), width, spaces, spaces, why, places, places))
        width, places = width + parts[-1], places + 1
        hang = draw(st.sampled_from([0.0, 0.0, 1.3]))
    return Copy(breaks[:10], width, spaces, 2.5, draw(st.sampled_from([0.0, GIVE, GIVE])))


MEASURES = st.builds(
    Measure,
    st.lists(st.integers(24, 60).map(float), min_size=1, max_size=3).map(lambda widths: (*sorted(widths[:-1]), max(widths))),
    st.sampled_from([0.0, 6.0, -4.0]), st.sampled_from([0.0, 17.0]),
)  # fmt: skip
TOLERANCES = st.sampled_from([*TASTE.tolerances, 30.0, 60.0, 60.0])
# Some tastes in which what is rare decides.
TASTES = st.sampled_from([TASTE, replace(TASTE, unlike=1e8), replace(TASTE, hyphens_together=1e9, hyphen_before_last=1e8)])
thorough = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def same(found: Lines, way: Way | None) -> bool:
    return way is not None and found.runt == way.runt and bool(found.demerits == pytest.approx(way.demerits))


@thorough
@given(copies(), MEASURES, TOLERANCES, TASTES)
def test_no_way_is_better_than_the_one_that_is_found(copy: Copy, measure: Measure, tolerance: float, taste: Taste) -> None:
    found = fit(copy, measure, tolerance, taste)
    all_ways = list(ways(copy, measure, tolerance, taste))
    assert bool(found) == bool(all_ways)
    if found:
        best = min(all_ways, key=lambda way: (way.runt, way.demerits))
        assert same(found[0], best)
        assert same(found[0], judged(copy, measure, tolerance, taste, found[0].breaks))


@thorough
@given(copies(), MEASURES, TOLERANCES, TASTES)
def test_nor_for_any_number_of_lines(copy: Copy, measure: Measure, tolerance: float, taste: Taste) -> None:
    found = {len(each.breaks): each for each in fit(copy, measure, tolerance, taste, by_count=True)}
    best: dict[int, Way] = {}
    for way in ways(copy, measure, tolerance, taste):
        known = best.get(len(way.breaks))
        if known is None or (way.runt, way.demerits) < (known.runt, known.demerits):
            best[len(way.breaks)] = way
    assert found.keys() == best.keys()
    for count, way in best.items():
        assert same(found[count], way)
        assert same(found[count], judged(copy, measure, tolerance, taste, found[count].breaks))


@thorough
@given(copies(), MEASURES, TOLERANCES)
def test_what_is_found_tells_its_loosest_line(copy: Copy, measure: Measure, tolerance: float) -> None:
    for found in fit(copy, measure, tolerance, by_count=True):
        way = judged(copy, measure, tolerance, TASTE, found.breaks)
        assert way is not None
        assert found.loosest == pytest.approx(max([0.0, *way.stretched]))
        assert found.loosest <= tolerance
        assert min([0.0, *way.stretched]) >= -TASTE.tightest / TASTE.shrink * (1 + 1e-9)


def words(*widths: float, hyphens: Sequence[int] = (), sign: float = SIGN, space: float = 2.5) -> Copy:
    """Words of such widths, without any give; those whose numbers are in `hyphens` may be divided in the middle."""
    breaks: list[Break] = []
    at = 0.0
    for number, width in enumerate(widths):
        if number:
            breaks.append(Break(at, at + space, number - 1, number, SPACE, number, number))
            at += space
        if number in hyphens:
            breaks.append(Break(at + width / 2 + sign, at + width / 2, number, number, HYPHEN, number, number))
        at += width
    return Copy(breaks, at, len(widths) - 1, space, 0.0)


def test_ways_with_as_many_lines_are_told_from_others_as_long_as_widths_differ() -> None:
    """The sixth word ends the first line or the third, and what is left has room only on the fourth."""
    copy = words(4, 4, 4, 4, 14, 14, 100)
    assert fit(copy, Measure((63.0, 28.0, 105.0)), 200.0)[0].breaks == (1, 3, 5)


def test_a_way_that_is_worse_so_far_is_kept_if_it_may_be_better_with_the_lines_to_come() -> None:
    """Two lines end as well at the sixth word; what counts is beside which of them the third is not unlike."""
    copy = words(25, 14, 16, 11, 15, 19, 19, 28, 27, 15, 15, space=10.0)
    (found,) = fit(copy, Measure((91.0,)), 3.5, replace(TASTE, unlike=1e8))
    assert found.breaks == (2, 6, 9)


def test_a_hyphen_that_is_wider_than_the_rest_of_its_word_does_not_hide_that_the_word_has_room() -> None:
    copy = words(16, 16, 8, 20, hyphens=(2,), sign=12.0)
    (found,) = fit(copy, Measure((45.0,)), 3.5)
    assert [copy.breaks[number].at for number in found.breaks] == [3]


def test_three_hyphens_in_a_row_are_not_set_even_if_nothing_else_is_possible() -> None:
    assert [each.breaks for each in fit(words(20, 40, 40, 20, hyphens=(1, 2)), Measure((45.5,)), 1.0)] == [(1, 3)]
    assert not fit(words(20, 40, 40, 40, 20, hyphens=(1, 2, 3)), Measure((45.5,)), 1.0)


def test_a_short_last_line_is_set_only_if_there_is_no_other() -> None:
    copy = words(20, 20, 20, 8)
    measure = Measure((65.0,), least=10.0)
    assert [each.runt for each in fit(copy, measure, 0.5)] == [True]
    assert [each.runt for each in fit(copy, measure, 100.0)] == [False]


def test_an_indent_takes_from_the_first_line_and_what_hangs_gives_to_it() -> None:
    copy = words(20, 20, 20)
    assert [each.breaks for each in fit(copy, Measure((65.0,)), 0.9)] == [()]
    assert [each.breaks for each in fit(copy, Measure((65.0,), indent=10.0), 60.0)] == [(1,)]
    assert [each.breaks for each in fit(copy, Measure((63.0,), indent=-2.0), 0.9)] == [()]


def test_letters_give_before_spaces_do() -> None:
    """A line that lacks no more than its letters give has no demerits to speak of, and no space of it is stretched."""
    stiff = words(20, 20, 20, 60)
    supple = replace(stiff, give=0.03)
    measure = Measure((66.0,))
    assert fit(stiff, measure, 2.0)[0].loosest > 0
    assert fit(supple, measure, 2.0)[0].loosest == 0
    assert fit(supple, measure, 2.0)[0].demerits < fit(stiff, measure, 2.0)[0].demerits
