"""An ISBN and the printer's box -> the box in white, with the barcode in black ink and the number above it."""

from bookbuild.cover.lettering import BUNDLED, Fount, SetLine, ink_box
from bookbuild.isbn import hyphenated
from bookbuild.prepress.wrap.barcode import LEAST, TALL, WIDE, bars, figures
from bookbuild.prepress.wrap.geometry import MM, Wrap
from bookbuild.prepress.wrap.inks import BLACK, WHITE
from bookbuild.prepress.wrap.lettered import Lettered
from bookbuild.prepress.wrap.outlines import Outlines, box_path

FACE = BUNDLED / "IBMPlexMono-Regular.ttf"
FINE = 0.02                                        # points to a pixel: letters are measured large, or hinting rounds them
NUMBER, GAP = 1.75, 0.9                            # mm: the height of the figures above the bars, and the white below them
AIR = 0.95                                         # mm of white above the number and below the figures
FIGURES = 2.6                                      # mm: the height of the figures below the bars
ACROSS = 95 * 0.33                                 # mm: the bars, which the number is as wide as


def print_codebox(digits: str | None, wrap: Wrap, outlines: Outlines, lettered: Lettered) -> str:
    """The box; without an ISBN it stays empty, for a printer who puts a barcode of its own there."""
    left, top, right, bottom = wrap.barcode_box
    outlines.fill(wrap.barcode_box, WHITE)
    if digits is None:
        return ""
    scale = size_of(wrap)
    mm = MM * scale
    x = (left + right - WIDE * mm) / 2
    y = (top + bottom - (TALL + NUMBER + GAP) * mm) / 2 + (NUMBER + GAP) * mm
    outlines.put(outlines.inks.fill(BLACK))
    for bar in bars(digits):
        outlines.put(f"{box_path((x + bar.left * mm, y, x + (bar.left + bar.width) * mm, y + bar.height * mm))} f")
    lines = [_line(figure, FIGURES * mm, x + middle * mm, y + (TALL - 0.05) * mm) for figure, middle in figures(digits)]
    number = f"ISBN {hyphenated(digits)}"
    lines.append(_line(number, NUMBER * mm, x + (11 + 95 / 2) * 0.33 * mm, y - GAP * mm, ACROSS * mm))
    return lettered.lines(lines, (0, 0), FINE)


def size_of(wrap: Wrap) -> float:
    """The scale at which barcode and number stand in the box; scanners want LEAST, and never more than the full size."""
    wide, high = wrap.barcode
    return max(LEAST, min(1.0, wide / (WIDE * MM), (high - 2 * AIR * MM) / ((TALL + NUMBER + GAP) * MM)))


def _line(text: str, high: float, middle: float, baseline: float, widest: float | None = None) -> SetLine:
    """A line about a point, its figures so high, in pixels of FINE points."""
    _, up, _, _ = ink_box("0", Fount(FACE, 1000))
    size = high / -up * 1000 / FINE
    left, _, right, _ = ink_box(text, Fount(FACE, size))
    if widest and (right - left) * FINE > widest:
        size *= widest / ((right - left) * FINE)
        left, _, right, _ = ink_box(text, Fount(FACE, size))
    return SetLine(text, Fount(FACE, size), middle / FINE - (left + right) / 2, baseline / FINE, BLACK)
