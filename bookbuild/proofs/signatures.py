"""A number of pages -> signatures, their sheets, and the pages that stand side by side on each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

FOLIO = 4                                          # pages on a sheet folded once


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: the pages on it, by index, and where it is in the book. Sheets are counted from 0, outermost first."""

    left: int | None                               # None: an empty page
    right: int | None
    signature: int
    sheet: int
    sheets: int                                    # in this signature
    inside: bool                                   # the side one sees when the folded sheet is opened

    @property
    def outermost(self) -> bool:
        """Whether it is the outside of its folded signature."""
        return self.sheet == 0 and not self.inside

    @property
    def innermost(self) -> bool:
        """Whether it is the one to which the middle of the signature opens."""
        return self.sheet == self.sheets - 1 and self.inside


def signatures(pages: int, pages_in_signature: int | None) -> tuple[int, ...]:
    """How many pages each signature has, with as few empty ones as can be; None is one signature of all.

    All are full but the last, which has what is left. A thin one would tear out: when less than half is left, the last
    two share evenly.
    """
    sheets = ceil(pages / FOLIO)
    most = (pages_in_signature or sheets * FOLIO) // FOLIO
    full, rest = divmod(sheets, most) if sheets else (0, 0)
    sizes = [most] * full + [rest] * bool(rest)
    if full and 0 < rest < most / 2:
        sizes[-2:] = [ceil((most + rest) / 2), (most + rest) // 2]
    return tuple(size * FOLIO for size in sizes)


def sides(sizes: Sequence[int], pages: int, *, rtl: bool) -> Iterator[Side]:
    """Every side, as a printer wants them: front, back, front … Pages that a book has not are empty.

    A signature's first and last pages are on the outside of its outermost sheet, and so on inwards. What is on the right
    in a book that is read from left to right is on the left in the other.
    """
    first = 0
    for signature, size in enumerate(sizes):
        for sheet in range(size // FOLIO):
            early, late = first + 2 * sheet, first + size - 1 - 2 * sheet
            for inside, pair in enumerate(((late, early), (early + 1, late - 1))):
                left, right = (page if page < pages else None for page in (reversed(pair) if rtl else pair))
                yield Side(left, right, signature, sheet, size // FOLIO, bool(inside))
        first += size


def order(pages: int, pages_in_signature: int | None, *, rtl: bool = False) -> tuple[tuple[int | None, int | None], ...]:
    """The pages on the left and on the right of each side, by index."""
    return tuple((side.left, side.right) for side in sides(signatures(pages, pages_in_signature), pages, rtl=rtl))
