"""What was seen on all pages -> how far the ink of the book keeps from each edge of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookbuild.prepress.printers.rules import Edges
from bookbuild.prepress.seen_on_pages import Seen

SIDES = ("inside", "outside", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Clear:
    """How far the ink of a book keeps from each edge of its pages, and on which page of the file it comes nearest."""

    edges: Edges
    nearest: dict[str, int]

    def short_of(self, least: Edges, slack: float) -> dict[str, float]:
        """What is lacking, on the sides where anything is."""
        lacking = {side: getattr(least, side) - getattr(self.edges, side) for side in SIDES}
        return {side: gap for side, gap in lacking.items() if gap > slack}


def clear_of(pages: Sequence[Seen], *, leftward: bool) -> Clear:
    """How far the ink of all pages keeps from their edges; what is to run off a page does not count."""
    found = dict.fromkeys(SIDES, (float("inf"), 0))
    for page in pages:
        right_hand = (page.number % 2 == 1) != leftward
        inside, outside = ("left", "right") if right_hand else ("right", "left")
        for side, at in zip(SIDES, (inside, outside, "top", "bottom"), strict=True):
            found[side] = min(found[side], (page.clear(at), page.number))
    return Clear(Edges(*(gap for gap, _ in found.values())), {side: number for side, (_, number) in found.items()})
