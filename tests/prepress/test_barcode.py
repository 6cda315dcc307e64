"""An ISBN as bars, and with its hyphens."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bookbuild.identifiers import isbn_check_digit
from bookbuild.isbn import hyphenated
from bookbuild.prepress.wrap.barcode import AFTER, BEFORE, GUARD, HIGH, MODULE, SET_A, TALL, WIDE, bars, figures, modules

ISBNS = st.integers(0, 10**9 - 1).flatmap(lambda number: st.sampled_from(("978", "979")).map(lambda prefix: f"{prefix}{number:09}")).map(
    lambda twelve: f"{twelve}{isbn_check_digit(twelve)}")  # fmt: skip
# The 13 digits of GS1's own table of patterns, worked by hand for 9 780306 406157: left halves A or B by 9's ABBABA, right halves C.
LEFT = ("0111011", "0001001", "0100111", "0111101", "0100111", "0101111")
RIGHT = ("1011100", "1110010", "1010000", "1100110", "1001110", "1000100")
BY_HAND = "".join(("101", *LEFT, "01010", *RIGHT, "101"))


def read(pattern: str) -> str:
    """The slow way back: try every digit in every set, and find the first digit by the sets of the left half."""
    halves = [pattern[3 + 7 * n : 10 + 7 * n] for n in range(6)], [pattern[50 + 7 * n : 57 + 7 * n] for n in range(6)]
    negative = {"0": "1", "1": "0"}
    sets = {"A": list(SET_A), "C": ["".join(negative[each] for each in code) for code in SET_A]}
    sets["B"] = [code[::-1] for code in sets["C"]]
    left = [next((name, sets[name].index(code)) for name in "AB" if code in sets[name]) for code in halves[0]]
    right = [sets["C"].index(code) for code in halves[1]]
    first = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"].index(
        "".join(name for name, _ in left))
    return "".join(map(str, (first, *(digit for _, digit in left), *right)))


def drawn(digits: str, scale: int = 6) -> Image.Image:
    """The bars in black on white, with the white they need about them."""
    image = Image.new("L", (113 * scale, 80 * scale), 255)
    draw = ImageDraw.Draw(image)
    for bar in bars(digits):
        left, right = (round(each / MODULE * scale) for each in (bar.left, bar.left + bar.width))
        draw.rectangle((left, 0, right - 1, round(bar.height / MODULE * scale)), fill=0)
    return image


def test_the_modules_are_those_worked_out_by_hand() -> None:
    assert modules("9780306406157") == BY_HAND


@given(ISBNS)
def test_what_is_written_can_be_read(digits: str) -> None:
    assert read(modules(digits)) == digits


def test_a_scanner_reads_it() -> None:
    scanner = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed (pip install zxing-cpp)")
    for digits in ("9780306406157", "9783161484100", "9791090636071", "9798712345670"):
        found = scanner.read_barcodes(drawn(digits))
        assert [each.text for each in found] == [digits]


def test_a_number_with_a_wrong_check_digit_is_no_barcode() -> None:
    with pytest.raises(ValueError, match="no ISBN-13"):
        modules("9780306406158")


def test_at_full_size_it_measures_what_the_standard_says() -> None:
    drawn_bars = bars("9780306406157")
    assert pytest.approx((37.29, 25.93)) == (WIDE, TALL)
    assert drawn_bars[0].left == pytest.approx(11 * 0.33)
    assert WIDE - (drawn_bars[-1].left + drawn_bars[-1].width) == pytest.approx(7 * 0.33)
    assert pytest.approx((BEFORE + 95 + AFTER) * MODULE) == WIDE
    assert {bar.height for bar in drawn_bars} == {HIGH, HIGH + GUARD}
    assert sum(bar.height > HIGH for bar in drawn_bars) == 6


def test_thirteen_figures_stand_below_it_from_left_to_right() -> None:
    written = figures("9780306406157")
    assert "".join(digit for digit, _ in written) == "9780306406157"
    middles = [middle for _, middle in written]
    assert middles == sorted(middles)
    assert 0 < middles[0] < BEFORE * MODULE
    assert middles[-1] < WIDE - AFTER * MODULE


@pytest.mark.parametrize(("digits", "written"), [
    ("9780306406157", "978-0-306-40615-7"),        # Plenum, of three digits
    ("9783161484100", "978-3-16-148410-0"),        # Mohr Siebeck, of two
    ("9782070408504", "978-2-07-040850-4"),        # Gallimard
    ("9788806219451", "978-88-06-21945-1"),        # Einaudi
    ("9791090636071", "979-10-90636-07-1"),        # the second prefix, a group of two
    ("9798712345670", "979-8-7123-4567-0"),
    ("9786000000004", "978-6000000004"),           # a group whose ranges we do not carry
])
def test_an_isbn_is_hyphenated_as_its_agency_does(digits: str, written: str) -> None:
    assert hyphenated(digits) == written


@given(ISBNS)
def test_hyphens_change_no_digit(digits: str) -> None:
    parts = hyphenated(digits).split("-")
    assert "".join(parts) == digits
    assert len(parts) in {2, 5}
    assert all(parts)


def test_every_range_holds_numbers_of_one_length() -> None:
    from bookbuild.isbn import registrants  # noqa: PLC0415 - only here

    for group, ranges in registrants().items():
        assert all(len(first) == len(last) and first <= last for first, last in ranges)
        assert not any(a[0] <= b[0] <= a[1] for a, b in product(ranges, ranges) if a != b and len(a[0]) == len(b[0])), group
