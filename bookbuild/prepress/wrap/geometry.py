"""Trim, spine and a printer's rules -> where everything on a cover wrap lies, in points.

The origin is the top left corner of the paper, and y runs down, as on a screen. The back lies to the left of the spine and
the front to its right; a book that is read from right to left has them the other way round.
"""

from dataclasses import dataclass

from bookbuild.cover.lettering import Box

INCH = 72.0
MM = 72 / 25.4
JOINT = 0.25 * INCH                                # cloth over a board's edge: a fold 1/16 in off still falls on cloth
QUIET = 0.375 * INCH                               # lettering keeps this away from cuts and folds, whatever a printer allows


@dataclass(frozen=True, slots=True)
class Wrap:
    """The measures of a wrap. `safe` is what the printer wants between text and any cut or fold."""

    trim_width: float
    trim_height: float
    spine: float
    bleed: float
    safe: float
    barcode: tuple[float, float]                   # the white box for it, wide and high
    inset: float                                   # of that box, from the trim and from the fold
    leftward: bool = False

    @property
    def width(self) -> float:
        """Of the paper, bleed included."""
        return 2 * self.trim_width + self.spine + 2 * self.bleed

    @property
    def height(self) -> float:
        """Of the paper, bleed included."""
        return self.trim_height + 2 * self.bleed

    @property
    def trim_box(self) -> Box:
        """What is left when all is cut."""
        return self.bleed, self.bleed, self.width - self.bleed, self.height - self.bleed

    @property
    def folds(self) -> tuple[float, float]:
        """The two edges of the spine, from the left."""
        left = self.bleed + self.trim_width
        return left, left + self.spine

    @property
    def left_board(self) -> Box:
        """The board left of the spine, as it is when cut."""
        return self.bleed, self.bleed, self.folds[0], self.height - self.bleed

    @property
    def right_board(self) -> Box:
        """The board right of the spine."""
        return self.folds[1], self.bleed, self.width - self.bleed, self.height - self.bleed

    @property
    def front(self) -> Box:
        """The front board."""
        return self.left_board if self.leftward else self.right_board

    @property
    def back(self) -> Box:
        """The back board."""
        return self.right_board if self.leftward else self.left_board

    @property
    def spine_box(self) -> Box:
        """The spine, from cut to cut."""
        return self.folds[0], self.bleed, self.folds[1], self.height - self.bleed

    @property
    def cloth(self) -> Box:
        """The spine with a strip of both boards, as far as the barcode's box, from edge to edge of the paper."""
        joint = min(JOINT, self.trim_width / 16, self.inset)
        return self.folds[0] - joint, 0.0, self.folds[1] + joint, self.height

    @property
    def barcode_box(self) -> Box:
        """In the lower right corner of the back."""
        _, _, right, bottom = self.back
        right, bottom = right - self.inset, bottom - self.inset
        return right - self.barcode[0], bottom - self.barcode[1], right, bottom

    def bled(self, board: Box) -> Box:
        """A board with its bleed, to the three sides that are cut."""
        left, _, right, _ = board
        return (0.0 if left < self.folds[0] else left, 0.0, right if right <= self.folds[0] else self.width, self.height)


def inset(box: Box, by: float, aside: float | None = None) -> Box:
    """A box made smaller on all sides, at its left and right by another measure."""
    left, top, right, bottom = box
    aside = by if aside is None else aside
    return left + aside, top + by, right - aside, bottom - by
