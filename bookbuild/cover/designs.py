"""A brief -> a composition: six covers, each an arrangement of ornament and lettering."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from bookbuild.cover import ornaments, papers
from bookbuild.cover.artwork import Artwork, Block, Flat, Impression, Letter, Papered, Pulled, Ruled
from bookbuild.cover.brief import (
    HIGH,
    WIDE,
    Brief,
    byline_rows,
    column,
    imprint_rows,
    settable,
    subtitle_rows,
    title_rows,
)
from bookbuild.cover.lettering import Box, Fount, SetLine, ink_box
from bookbuild.cover.palettes import Colour
from bookbuild.cover.plate import Plate
from bookbuild.cover.setting import (
    Measure,
    Row,
    capitals,
    height,
    place,
    reads_leftward,
    room_left,
)

__all__ = ["DESIGNS", "HIGH", "WIDE", "Composition", "Design"]

LEAST = 240                                        # a smaller ornament is a blot
FOOT = 1120                                        # how wide series and publisher may run


@dataclass(frozen=True, slots=True)
class Composition:
    """A cover before its lettering is printed: the ornament, and the lines of text for it.

    `edge` is where a patterned half ends; `to_the_edges` is whether the ornament runs off the sheet at its sides.
    """

    artwork: Artwork
    title: tuple[SetLine, ...]
    others: tuple[SetLine, ...]
    edge: int = 0
    to_the_edges: bool = False

    @property
    def sheet(self) -> Image.Image:
        """The sheet with its ornament, in pixels."""
        return self.artwork.sheet


def sheet_of(brief: Brief, ground: Colour, *impressions: Impression) -> Artwork:
    """A sheet of the board's size with what is printed on it."""
    return Artwork(brief.board.wide, brief.board.high, ground, impressions)


def composition(artwork: Artwork, title: tuple[Row, ...], *columns: tuple[SetLine, ...],
                edge: int = 0, to_the_edges: bool = False) -> Composition:
    """The lines sorted into the title's and the rest."""
    lines = tuple(line for column_ in columns for line in column_)
    named = {(row.text, row.fount) for row in title}
    return Composition(
        artwork,
        tuple(line for line in lines if (line.text, line.fount) in named),
        tuple(line for line in lines if (line.text, line.fount) not in named),
        edge, to_the_edges,
    )


def foot(brief: Brief, ink: Colour, margin: float) -> tuple[SetLine, ...]:
    """Series and publisher, centred, above a margin."""
    rows = imprint_rows(brief, FOOT)
    return place(rows, brief.board.middle, brief.board.high - margin - height(rows), ink)


def top_of(lines: tuple[SetLine, ...], otherwise: float) -> float:
    """Where lines begin."""
    return min((line.ink[1] for line in lines), default=otherwise)


def bottom_of(lines: tuple[SetLine, ...], otherwise: float) -> float:
    """Where lines end."""
    return max((line.ink[3] for line in lines), default=otherwise)


def ruled_frame(brief: Brief) -> Composition:
    """A thick and a thin rule about the sheet, a rosette in the middle: the essayists' series."""
    inks, measure, board = brief.palette, 1120, brief.board
    author, subtitle, lower = byline_rows(brief, measure), subtitle_rows(brief, measure), foot(brief, inks.ink, 240)
    budget = room_left(1000, 1600 - board.less, author, subtitle, imprint_rows(brief, measure))
    title = title_rows(brief, Measure(measure, budget, 236), brief.lot.one_of("voice", ("capitals", "roman")))
    rows = column((author, 0), (title, 190), (subtitle, 120))
    upper = place(rows, board.middle, 300 if brief.wording.byline else 400, inks.ink)
    start, end = bottom_of(upper, 300), top_of(lower, board.high - 190)
    size = min(760, end - start - 220)
    rosette: tuple[Impression, ...] = ()
    if size >= LEAST:
        at = (board.middle - size / 2, (start + end - size) / 2)
        rosette = (Pulled(((ornaments.rosette(size, brief.lot), inks.accent),), at),)
    return composition(sheet_of(brief, inks.ground, *frame(brief), *rosette), title, upper, lower)


def frame(brief: Brief) -> tuple[Ruled, ...]:
    """A thick rule and two thin ones."""
    wide, high, first = brief.board.wide, brief.board.high, max(84, brief.board.safe)
    return tuple(
        Ruled((inset, inset, wide - inset, high - inset), weight, brief.palette.accent)
        for inset, weight in ((first, 8), (first + 22, 2), (first + 44, 2))
    )


def patterned_boards(brief: Brief) -> Composition:
    """Patterned paper above, plain paper below with the lettering on it, as a quarter binding turned."""
    inks, measure, board = brief.palette, 1240, brief.board
    voice = brief.lot.one_of("voice", ("italic", "roman", "capitals"))
    subtitle, author = subtitle_rows(brief, measure), byline_rows(brief, measure)
    high = room_left(900, 1560 - board.less, subtitle, author, imprint_rows(brief, FOOT))
    title = title_rows(brief, Measure(measure, high, 250, most_lines=7), voice)
    rows = column((title, 0), (subtitle, 110), (author, 150))
    lower = foot(brief, inks.paper_ink, 150)
    room = top_of(lower, board.high - 60) - 140
    cell = papers.cell_of(brief.lot)
    edge = max(240, min(1500, round(room - height(rows) - 190))) // cell * cell  # whole figures along the edge
    start = edge + 14 + (room - edge - height(rows)) / 2 + 20
    lines = place(rows, board.middle, start, inks.paper_ink)
    return composition(half_patterned(brief, edge), title, lines, lower, edge=edge, to_the_edges=True)


def half_patterned(brief: Brief, edge: int) -> Artwork:
    """Patterned paper down to an edge with a stripe along it, plain paper below."""
    inks, wide = brief.palette, brief.board.wide
    return sheet_of(brief, inks.paper, Flat((0, 0, wide, edge), inks.ground), patterned(brief, (0, 0, wide, edge)),
                    Flat((0, edge, wide, edge + 14), inks.accent))


def patterned(brief: Brief, box: tuple[int, int, int, int]) -> Papered:
    """A rectangle of the book's own patterned paper."""
    figures, fillings = papers.patterned(papers.cell_of(brief.lot), brief.lot)
    return Papered(((figures, brief.palette.accent), (fillings, brief.palette.ink)), box, brief.palette.ground)


def engraving(brief: Brief) -> Composition:
    """The lettering at the head, to one side; a large engraving rises from the foot and runs off the sheet."""
    inks, measure, lot, board = brief.palette, 1300, brief.lot, brief.board
    side = 1.0 if reads_leftward(brief.wording.title) else 0.0
    head, subtitle, author = imprint_rows(brief, measure), subtitle_rows(brief, measure), byline_rows(brief, measure)
    room = Measure(measure, room_left(1000, 1800 - board.less, head, subtitle, author), 270)
    title = title_rows(brief, room, lot.one_of("voice", ("roman", "italic", "roman")))
    rows = column((title, 0), (subtitle, 110), (author, 130))
    x = 150 + side * (board.wide - 300)
    upper = place(head, x, 160, inks.ink, side)
    lines = place(rows, x, bottom_of(upper, 60) + 130, inks.ink, side)
    rising = engraved(brief, bottom_of(lines, 300) + 130, 0.5 if side else lot.one_of("seat", (0.5, 0.7)))
    return composition(sheet_of(brief, inks.ground, *rising), title, upper, lines, to_the_edges=True)


def engraved(brief: Brief, top: float, seat: float) -> tuple[Impression, ...]:
    """One of the engravings below `top`; `seat` is where across the sheet its middle stands."""
    wide, high = brief.board.wide, brief.board.high - top
    if high < LEAST:
        return ()
    plate, radius = Plate(wide, high, 2), min(1080, high * 0.66)
    brief.lot.one_of("engraving", ornaments.ENGRAVINGS)(plate, (wide * seat, radius), radius, brief.lot)
    return (Pulled(((plate, brief.palette.accent),), (0, top)),)


def label(brief: Brief) -> Composition:
    """A paper label on patterned boards: Insel-Bücherei, since 1912."""
    inks, board = brief.palette, brief.board
    voice = brief.lot.one_of("voice", ("capitals", "roman", "italic"))
    measure = 900 if max(map(len, brief.wording.title.split() or [""])) < 12 else 1120  # noqa: PLR2004 - a long word
    author, subtitle, imprint = (byline_rows(brief, measure, 58), subtitle_rows(brief, measure, 66),
                                 imprint_rows(brief, measure))
    budget = room_left(900, 1500 - board.less, author, subtitle, imprint)
    title = title_rows(brief, Measure(measure, budget, 216), voice)
    rows = column((author, 0), (title, 150), (subtitle, 100), (imprint, 170))
    high = max(860, height(rows) + 400)
    top = max(100, (board.high - high) * 0.4)
    box = (board.middle - measure / 2 - 120, top, board.middle + measure / 2 + 120, top + high)
    lines = place(rows, board.middle, top + (high - height(rows)) / 2, inks.paper_ink)
    return composition(labelled(brief, box), title, lines, to_the_edges=True)


def labelled(brief: Brief, box: Box) -> Artwork:
    """Patterned paper all over, with a label on it, ruled thick and thin."""
    left, top, right, bottom = box
    return sheet_of(
        brief, brief.palette.ground, patterned(brief, (0, 0, brief.board.wide, brief.board.high)),
        Flat((round(left), round(top), round(right), round(bottom)), brief.palette.paper),
        *(Ruled((left + inset, top + inset, right - inset, bottom - inset), weight, brief.palette.paper_ink)
          for inset, weight in ((28, 6), (44, 2))))


def initial(brief: Brief) -> Composition:
    """A block with the title's first letter on a field of small figures, as the early printers cut them."""
    inks, measure, top, board = brief.palette, 1240, 190, brief.board
    subtitle, author = subtitle_rows(brief, measure), byline_rows(brief, measure)
    high = room_left(660, 1130 - board.less, subtitle, author, imprint_rows(brief, FOOT))
    voice = brief.lot.one_of("voice", ("capitals", "roman"))
    title = title_rows(brief, Measure(measure, high, 226, most_lines=7), voice)
    rows = column((title, 0), (subtitle, 100), (author, 130))
    lower = foot(brief, inks.ink, 150)
    room = top_of(lower, board.high - 60) - 100
    size = round(max(400, min(1120, room - height(rows) - 360))) // 8 * 8  # eight cells of the field
    block = Block(letter_block(brief, size), (round(board.middle - size / 2), top))
    start = top + size + (room - top - size - height(rows)) / 2
    lines = place(rows, board.middle, start, inks.ink)
    return composition(sheet_of(brief, inks.ground, block), title, lines, lower)


def letter_block(brief: Brief, size: int) -> Artwork:
    """The block itself: paper, a field of figures, and the letter with a white line about it."""
    inks, field = brief.palette, size - 96
    tile = tuple((plate, inks.accent) for plate in papers.patterned(field // 8, brief.lot))
    rules = (Ruled((inset, inset, size - inset, size - inset), weight, inks.accent) for inset, weight in ((22, 6), (44, 4)))
    block: tuple[Impression, ...] = (Papered(tile, (48, 48, 48 + field, 48 + field), inks.paper), *rules)
    first = next((sign for sign in brief.wording.title if sign.isalnum()), "")
    text, face = settable(capitals(first, brief.wording.language)[:1], brief.faces.roman, brief.wording.language)
    if not text:
        return Artwork(size, size, inks.paper, block)
    left, up, right, down = ink_box(text, Fount(face, 1000))
    fount = Fount(face, round(min(size * 0.98, 700 * size / max(right - left, down - up, 1))))
    left, up, right, down = ink_box(text, fount)
    at = (size - left - right) / 2, (size - up - down) / 2
    letter = Letter(text, face, fount.size, at, inks.paper_ink, round(size * 0.022), inks.paper)
    return Artwork(size, size, inks.paper, (*block, letter))


def herbarium(brief: Brief) -> Composition:
    """A plant growing from the foot of the sheet, the lettering in the sky above it."""
    inks, measure, board = brief.palette, 1280, brief.board
    voice = brief.lot.one_of("voice", ("italic", "capitals", "roman"))
    author, subtitle, imprint = byline_rows(brief, measure), subtitle_rows(brief, measure), imprint_rows(brief, measure)
    budget = room_left(1000, 1750 - board.less, author, subtitle, imprint)
    title = title_rows(brief, Measure(measure, budget, 260), voice)
    head = column((author, 0), (title, 170), (subtitle, 110), (imprint, 130))
    lines = place(head, board.middle, 200, inks.ink)
    start = bottom_of(lines, 300) + 110
    plant: tuple[Impression, ...] = ()
    if board.high - start >= LEAST:
        leaves, lined = ornaments.sprig(1500, board.high - start, brief.lot)
        plant = (Pulled(((leaves, inks.accent), (lined, inks.ink)), (board.middle - 750, start)),)
    return composition(sheet_of(brief, inks.ground, *plant), title, lines)


Design = Callable[[Brief], Composition]

DESIGNS: tuple[Design, ...] = (
    ruled_frame, patterned_boards, engraving, label, initial, herbarium,
)
