"""Thirteen digits -> an EAN-13 barcode: its bars as rectangles, and where its digits stand, in millimetres.

Sizes: ISO/IEC 15420 (EAN-13): a module of 0.33 mm, 95 modules, 11 of white before and 7 after them, bars of 22.85 mm, guards
five modules longer; 37.29 × 25.93 mm in all. Shops' scanners want 80 % of it at least.
"""

from dataclasses import dataclass
from itertools import groupby

from bookbuild.identifiers import isbn13

MODULE = 0.33                                      # mm, at full size
BEFORE, AFTER = 11, 7                              # modules of white that scanners need
HIGH, GUARD = 22.85, 5 * MODULE                    # mm: of a bar; how much further the guards reach
WIDE, TALL = 113 * MODULE, 25.93                   # mm: of all of it, with its white and its digits
LEAST = 0.8                                        # of full size
# The seven modules of each digit in the left half, by number set A; B is C mirrored, C is A's negative (GS1, table 5.2.1).
SET_A = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
# The first digit is not drawn: it says which of the left six are of set B.
PARITY = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")
GUARDS = {*range(3), *range(45, 50), *range(92, 95)}


@dataclass(frozen=True, slots=True)
class Bar:
    """A black rectangle, in mm from the top left corner of the symbol with its white."""

    left: float
    width: float
    height: float


def modules(digits: str) -> str:
    """The 95 modules, 1 for black. Raises ValueError for what is no ISBN of thirteen digits."""
    if isbn13(digits) != digits:
        message = f"no ISBN-13: {digits}"
        raise ValueError(message)
    left = "".join(_left(int(digit), parity) for digit, parity in zip(digits[1:7], PARITY[int(digits[0])], strict=True))
    right = "".join(_negative(SET_A[int(digit)]) for digit in digits[7:])
    return f"101{left}01010{right}101"


def _left(digit: int, parity: str) -> str:
    return SET_A[digit] if parity == "A" else _negative(SET_A[digit])[::-1]


def _negative(pattern: str) -> str:
    return pattern.translate(str.maketrans("01", "10"))


def bars(digits: str) -> tuple[Bar, ...]:
    """The bars at full size."""
    found = []
    for black, run in groupby(enumerate(modules(digits)), lambda place: (place[1] == "1", place[0] in GUARDS)):
        places = [place for place, _ in run]
        if black[0]:
            height = HIGH + GUARD if black[1] else HIGH
            found.append(Bar((BEFORE + places[0]) * MODULE, len(places) * MODULE, height))
    return tuple(found)


def figures(digits: str) -> tuple[tuple[str, float], ...]:
    """The digits below the bars, each with its middle in mm from the left: the first one stands before the bars."""
    halves = [(digit, BEFORE + 3 + 7 * place + 3.5) for place, digit in enumerate(digits[1:7])]
    halves += [(digit, BEFORE + 50 + 7 * place + 3.5) for place, digit in enumerate(digits[7:])]
    return tuple((digit, middle * MODULE) for digit, middle in ((digits[0], 4.5), *halves))
