"""Pictures as they are placed, and those the book shows -> how coarse they are printed, and which of its files they are.

A PDF knows no file names. But a book and its PDF have their pictures in the same order: where both have as many of one size in
pixels, the third of those in the one is the third in the other.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.prepress.drawn import Picture
from bookbuild.prepress.preflight.demands import Demands
from bookbuild.prepress.preflight.evidence import Check, Evidence, pages
from bookbuild.prepress.shown import Shown

REMEDY = "a picture of so many pixels, or the same one printed smaller: ![…](….jpg){width=60%}"
ROUNDING = 0.5                                     # ppi


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on a page of the file, counted from 1, and what it may be of those that the book shows."""

    picture: Picture
    page: int
    shown: tuple[Shown, ...]


def judge_resolutions(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Pictures of grey and colour, then those that are black or white, dot by dot."""
    placed = placed_in(evidence)
    yield _check("pictures", demands.resolution, [each for each in placed if each.picture.bits > 1])
    yield _check("line art", demands.line_art, [each for each in placed if each.picture.bits == 1])


def placed_in(evidence: Evidence) -> list[Placed]:
    """All that are placed, in order."""
    found = [(picture, number) for number, drawn in enumerate(evidence.drawn, 1) for picture in drawn.placed]
    theirs: dict[tuple[int, ...], list[Shown]] = defaultdict(list)
    ours: dict[tuple[int, ...], int] = defaultdict(int)
    for shown in evidence.shown:
        theirs[_size(shown.pixels)].append(shown)
    for picture, _ in found:
        ours[_size(picture.pixels)] += 1
    in_order = {size: iter(some) for size, some in theirs.items() if len(some) == ours[size]}
    return [
        Placed(picture, number, (next(in_order[size]),) if size in in_order else tuple(theirs.get(size, ())))
        for picture, number in found for size in [_size(picture.pixels)]
    ]  # fmt: skip


def _size(pixels: tuple[int, int]) -> tuple[int, ...]:
    """Whichever way a camera was held."""
    return tuple(sorted(pixels))


def _check(name: str, wanted: float, placed: Sequence[Placed]) -> Check:
    asked = f"{wanted:g} ppi or more"
    if not placed:
        return Check.kept(name, "none", f"{wanted:g} ppi")
    worst = min(placed, key=lambda each: each.picture.resolution)
    coarse: dict[object, list[Placed]] = defaultdict(list)
    for each in placed:
        if each.picture.resolution < wanted - ROUNDING:
            coarse[each.picture.number or each].append(each)
    if not coarse:
        across, down = worst.picture.pixels
        measured = f"page {worst.page}: {across} × {down} pixels at {worst.picture.resolution:.0f} ppi at the least"
        return Check.kept(name, measured, asked)
    measured = f"{len(coarse):,} too coarse, {worst.picture.resolution:.0f} ppi at the least"
    return Check.broken(name, measured, asked, REMEDY, tuple(_told(some, wanted) for some in coarse.values()))


def _told(placed: Sequence[Placed], wanted: float) -> str:
    """One picture, wherever it is placed."""
    worst = min(placed, key=lambda each: each.picture.resolution).picture
    across, down = worst.pixels
    return (
        f"{pages(each.page for each in placed)}: {named(placed)}, {across} × {down} pixels at {worst.resolution:.0f} ppi; "
        f"{_pixels(worst, wanted)} would do"
    )


def named(placed: Sequence[Placed]) -> str:
    """By its file, and by the line that shows it if there is but one."""
    shown = list(dict.fromkeys(shown for each in placed for shown in each.shown))
    files = " or ".join(dict.fromkeys(each.file.as_posix() for each in shown)) or "a picture"
    return f"{files} ({shown[0].place})" if len(shown) == 1 and shown[0].place else files


def _pixels(picture: Picture, wanted: float) -> str:
    more = wanted / picture.resolution
    return " × ".join(str(-int(-each * more // 1)) for each in picture.pixels)
