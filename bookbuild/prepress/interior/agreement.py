"""Pages by margin, and margin by pages -> both, agreed: a wider inside margin makes more pages, more pages want a wider margin."""

from collections.abc import Callable
from dataclasses import dataclass

SLACK = 0.25                                       # points: less than the eye, a cutter or a printer's rule knows of


@dataclass(frozen=True, slots=True)
class Agreed:
    """How many pages the book has, the inside margin that was set (None: the theme's own stays), and how it came to that.

    `history` are (pages, the least inside margin of so many pages in points), from the first laying out to the last.
    """

    pages: int
    inside: float | None
    history: tuple[tuple[int, float], ...]


def agree(lay: Callable[[float | None], int], least: Callable[[int], float], own: float) -> Agreed:
    """Lay out with the theme's own margin, which leaves `own` points clear, then with what so many pages ask for, until both agree.

    The margin only ever grows. A book that comes out shorter with the wider margin, and so over a border and back, keeps
    the wider one: at the narrower it was too long for it. So there are never more rounds than `least` has values.
    """
    pages = lay(None)
    wanted = least(pages)
    history = [(pages, wanted)]
    if own >= wanted - SLACK:
        return Agreed(pages, None, tuple(history))
    while True:
        margin = wanted
        pages = lay(margin)
        wanted = least(pages)
        history.append((pages, wanted))
        if wanted <= margin:
            return Agreed(pages, margin, tuple(history))
