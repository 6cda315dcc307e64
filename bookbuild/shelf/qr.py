"""An address -> its QR code (ISO/IEC 18004): a picture for the page, lines for the terminal."""

from io import BytesIO
from itertools import zip_longest

MODULE = 6                                         # pixels
BLOCKS = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}
# Black on white by number, out of the 256 of xterm: a terminal's theme changes only its first sixteen.
BLACK_ON_WHITE, PLAIN = "\x1b[38;5;16;48;5;231m", "\x1b[0m"


def picture(address: str) -> bytes:
    """A PNG, black on white, with the quiet zone of four modules that the standard asks for."""
    import segno  # noqa: PLC0415

    file = BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="png", scale=MODULE, border=4)
    return file.getvalue()


def lines(address: str, *, coloured: bool = True) -> tuple[str, ...]:
    """Two modules to a character, one above the other. Without colours what is light is drawn, as for a dark terminal."""
    import segno  # noqa: PLC0415

    code = segno.make(address, error="l", micro=False)
    rows = [[int(module != 0) for module in row] for row in code.matrix_iter(border=2)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0]))
    if coloured:
        return tuple(BLACK_ON_WHITE + "".join(BLOCKS[both] for both in zip(*pair, strict=True)) + PLAIN for pair in pairs)
    return tuple("".join(BLOCKS[1 - above, 1 - below] for above, below in zip(*pair, strict=True)) for pair in pairs)
