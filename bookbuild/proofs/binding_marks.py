"""A sheet and its place in a book -> what a binder goes by, drawn in black: where to fold, gather, pierce or staple, and cut.

Everything is a path, nothing is a text, so that no font is needed. Lengths are points; the origin is the sheet's lower left corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.proofs.papers import MM, Paper
from bookbuild.proofs.signatures import Side

BLANK = 12.0                                       # of each edge of a sheet, what office printers leave white
GAP, TICK = 3.0, 15.0                              # of a mark: from the page, and how long
LEAST = 4.0                                        # shorter ones are not seen
HAIR = 0.25
HOLE = 3.0                                         # half of a tick across the fold
# Order marks: wide enough that folding a hair beside the line leaves black on both sides, narrow enough to vanish in the spine.
BAR_WIDTH, BAR_HEIGHT = 4.0, 18.0
FLIGHT = 36.0                                      # from head and foot to the stairs
KETTLE = 13 * MM                                   # from head and foot to the stitches that chain the signatures together
TAPE, TAPES_APART = 12 * MM, 60 * MM               # a tape with room for its stitch, and from one tape to the next, about
STAPLE = 12 * MM                                   # the width of an office staple (24/6, 26/6)


@dataclass(frozen=True, slots=True)
class Bed:
    """A sheet lying on its side, and how large the pages are printed on it; both stand against the fold, halfway up."""

    sheet: Paper                                   # landscape
    width: float
    height: float

    @property
    def fold(self) -> float:
        """Where the fold is."""
        return self.sheet.width / 2

    @property
    def beside(self) -> float:
        """Paper outside each fore-edge, to be cut off."""
        return self.fold - self.width

    @property
    def below(self) -> float:
        """Paper below the foot and above the head."""
        return (self.sheet.height - self.height) / 2


def marks(side: Side, bed: Bed, signatures: int, creep: float, *, stapled: bool) -> bytes:
    """The marks of one side, as content of a PDF page.

    On the outside of each signature stands its bar of the staircase, or the staples of a booklet; on its innermost side
    stand the holes to sew through. Sheets whose pages were moved by `creep` are cut closer to the fold by as much.
    """
    drawn = [*_folds(bed), *_cuts(bed, creep * side.sheet)]
    if side.outermost and stapled:
        drawn += _staples(bed)
    elif side.outermost and signatures > 1:
        drawn += _bar(bed, side.signature)
    if side.innermost and not stapled:
        drawn += _holes(bed)
    return f"q 0 G 0 g {HAIR} w {' '.join(drawn)} Q".encode()


def _line(x: float, y: float, across: float, up: float) -> str:
    return f"{x:.3f} {y:.3f} m {x + across:.3f} {y + up:.3f} l S"


def _folds(bed: Bed) -> Iterator[str]:
    """Dashes on the fold: beyond head and foot, or, where there is no room, in the spine itself as far as it takes to see them."""
    reach = bed.below - GAP if bed.below >= GAP + LEAST + BLANK else BLANK + TICK
    yield "[3 2] 0 d"
    yield _line(bed.fold, 0, 0, reach)
    yield _line(bed.fold, bed.sheet.height, 0, -reach)
    yield "[] 0 d"


def _cuts(bed: Bed, moved: float) -> Iterator[str]:
    """Both cuts at each corner."""
    beside, below = bed.beside + moved, bed.below
    for outwards in (-1, 1):
        edge = bed.fold + outwards * (bed.width - moved)
        for upwards, level in ((-1, below), (1, bed.sheet.height - below)):
            for start, length, aside in _ticks(beside, below):
                yield _line(edge + outwards * start, level + upwards * aside, outwards * length, 0)
            for start, length, aside in _ticks(below, beside):
                yield _line(edge + outwards * aside, level + upwards * start, 0, upwards * length)


def _ticks(room: float, off: float) -> Iterator[tuple[float, float, float]]:
    """The mark of a cut, as (start, length, aside) from the corner outwards. `off` is how much it cuts off, `room` how far it goes on.

    It is a tick beyond the corner, in line with the cut. Where that would not be printed, it is a hair along the cut, on the
    side that falls off. A cut in the edge that printers leave white has neither.
    """
    if off < BLANK:
        return
    if room >= GAP + LEAST + BLANK:
        yield GAP, min(TICK, room - GAP), 0
    else:
        yield -GAP - max(0, BLANK - room), -TICK, HAIR / 2


def _bar(bed: Bed, signature: int) -> Iterator[str]:
    """The signature's step of a staircase down the spines: one that is missing, doubled or upside down breaks it.

    At the foot of the spine a new flight begins at the head.
    """
    steps = max(1, int((bed.height - 2 * FLIGHT) / BAR_HEIGHT))
    top = bed.sheet.height - bed.below - min(FLIGHT, bed.height / 4)
    low = top - (signature % steps + 1) * BAR_HEIGHT
    yield f"{bed.fold - BAR_WIDTH / 2:.3f} {low:.3f} {BAR_WIDTH:.3f} {BAR_HEIGHT:.3f} re f"


def _holes(bed: Bed) -> Iterator[str]:
    """Where the thread goes through."""
    for height in stations(bed.height):
        yield _line(bed.fold - HOLE, bed.below + height, 2 * HOLE, 0)


def stations(height: float) -> tuple[float, ...]:
    """Holes in a fold, from the foot up: a kettle stitch near each end, and between them a pair for each tape, evenly spaced."""
    kettle = min(KETTLE, height / 8)
    between = height - 2 * kettle
    tapes = max(1, round(between / TAPES_APART))
    half = min(TAPE, between / 4) / 2
    middles = [kettle + between * (tape + 1) / (tapes + 1) for tape in range(tapes)]
    return (kettle, *(hole for middle in middles for hole in (middle - half, middle + half)), height - kettle)


def _staples(bed: Bed) -> Iterator[str]:
    """Two, a quarter of the page from head and foot: each line vanishes under its staple."""
    length = min(STAPLE, bed.height / 4)
    for middle in (bed.below + bed.height / 4, bed.below + bed.height * 3 / 4):
        yield _line(bed.fold, middle - length / 2, 0, length)
