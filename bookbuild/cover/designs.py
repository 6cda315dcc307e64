"""A brief -> a composition: six covers, each an arrangement of ornament and lettering."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bookbuild.cover import ornaments, papers
from bookbuild.cover.brief import (
    Brief,
    byline_rows,
    column,
    imprint_rows,
    settable,
    subtitle_rows,
    title_rows,
)
from bookbuild.cover.lettering import Fount, SetLine, font, ink_box
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

WIDE, HIGH = 1600, 2560                            # pixels: 1.6:1, what KDP asks for and every other shop takes
MIDDLE = WIDE / 2
LEAST = 240                                        # a smaller ornament is a blot
FOOT = 1120                                        # how wide series and publisher may run


@dataclass(frozen=True, slots=True)
class Composition:
    """A cover before its lettering is printed: the sheet with its ornament, and the lines of text for it."""

    sheet: Image.Image
    title: tuple[SetLine, ...]
    others: tuple[SetLine, ...]


def composition(sheet: Image.Image, title: tuple[Row, ...], *columns: tuple[SetLine, ...]) -> Composition:
    """The lines sorted into the title's and the rest."""
    lines = tuple(line for column_ in columns for line in column_)
    named = {(row.text, row.fount) for row in title}
    return Composition(
        sheet,
        tuple(line for line in lines if (line.text, line.fount) in named),
        tuple(line for line in lines if (line.text, line.fount) not in named),
    )


def print_mask(sheet: Image.Image, mask: Image.Image, at: tuple[float, float], ink: Colour) -> None:
    """Print a mask in one ink, its top left corner at a point."""
    sheet.paste(ink, (round(at[0]), round(at[1])), mask)


def rule(sheet: Image.Image, box: tuple[float, float, float, float], weight: int, ink: Colour) -> None:
    """A ruled rectangle; the box is its outer edge."""
    left, top, right, bottom = map(round, box)
    ImageDraw.Draw(sheet).rectangle((left, top, right - 1, bottom - 1), outline=ink, width=weight)


def foot(brief: Brief, ink: Colour, margin: float) -> tuple[SetLine, ...]:
    """Series and publisher, centred, above a margin."""
    rows = imprint_rows(brief, FOOT)
    return place(rows, MIDDLE, HIGH - margin - height(rows), ink)


def top_of(lines: tuple[SetLine, ...], otherwise: float) -> float:
    """Where lines begin."""
    return min((line.ink[1] for line in lines), default=otherwise)


def bottom_of(lines: tuple[SetLine, ...], otherwise: float) -> float:
    """Where lines end."""
    return max((line.ink[3] for line in lines), default=otherwise)


def ruled_frame(brief: Brief) -> Composition:
    """A thick and a thin rule about the sheet, a rosette in the middle: the essayists' series."""
    inks, measure = brief.palette, 1120
    sheet = Image.new("RGB", (WIDE, HIGH), inks.ground)
    for inset, weight in ((84, 8), (106, 2), (128, 2)):
        rule(sheet, (inset, inset, WIDE - inset, HIGH - inset), weight, inks.accent)
    author, subtitle, lower = byline_rows(brief, measure), subtitle_rows(brief, measure), foot(brief, inks.ink, 240)
    room = Measure(measure, room_left(1000, 1600, author, subtitle, imprint_rows(brief, measure)), 236)
    title = title_rows(brief, room, brief.lot.one_of("voice", ("capitals", "roman")))
    rows = column((author, 0), (title, 190), (subtitle, 120))
    upper = place(rows, MIDDLE, 300 if brief.wording.byline else 400, inks.ink)
    start, end = bottom_of(upper, 300), top_of(lower, HIGH - 190)
    size = min(760, end - start - 220)
    if size >= LEAST:
        mask = ornaments.rosette(size, brief.lot)
        print_mask(sheet, mask, (MIDDLE - size / 2, (start + end - size) / 2), inks.accent)
    return composition(sheet, title, upper, lower)


def patterned_boards(brief: Brief) -> Composition:
    """Patterned paper above, plain paper below with the lettering on it, as a quarter binding turned."""
    inks, measure = brief.palette, 1240
    voice = brief.lot.one_of("voice", ("italic", "roman", "capitals"))
    subtitle, author = subtitle_rows(brief, measure), byline_rows(brief, measure)
    high = room_left(900, 1560, subtitle, author, imprint_rows(brief, FOOT))
    title = title_rows(brief, Measure(measure, high, 250, most_lines=7), voice)
    rows = column((title, 0), (subtitle, 110), (author, 150))
    sheet = Image.new("RGB", (WIDE, HIGH), inks.paper)
    lower = foot(brief, inks.paper_ink, 150)
    room = top_of(lower, HIGH - 60) - 140
    cell = papers.cell_of(brief.lot)
    edge = max(240, min(1500, round(room - height(rows) - 190))) // cell * cell  # whole figures along the edge
    sheet.paste(inks.ground, (0, 0, WIDE, edge))
    for mask, ink in zip(papers.patterned(WIDE, edge, cell, brief.lot), (inks.accent, inks.ink), strict=True):
        print_mask(sheet, mask, (0, 0), ink)
    sheet.paste(inks.accent, (0, edge, WIDE, edge + 14))
    start = edge + 14 + (room - edge - height(rows)) / 2 + 20
    return composition(sheet, title, place(rows, MIDDLE, start, inks.paper_ink), lower)


def engraving(brief: Brief) -> Composition:
    """The lettering at the head, to one side; a large engraving rises from the foot and runs off the sheet."""
    inks, measure, lot = brief.palette, 1300, brief.lot
    side = 1.0 if reads_leftward(brief.wording.title) else 0.0
    head, subtitle, author = imprint_rows(brief, measure), subtitle_rows(brief, measure), byline_rows(brief, measure)
    room = Measure(measure, room_left(1000, 1800, head, subtitle, author), 270)
    title = title_rows(brief, room, lot.one_of("voice", ("roman", "italic", "roman")))
    rows = column((title, 0), (subtitle, 110), (author, 130))
    x = 150 + side * (WIDE - 300)
    upper = place(head, x, 160, inks.ink, side)
    lines = place(rows, x, bottom_of(upper, 60) + 130, inks.ink, side)
    sheet = Image.new("RGB", (WIDE, HIGH), inks.ground)
    engrave(sheet, bottom_of(lines, 300) + 130, 0.5 if side else lot.one_of("seat", (0.5, 0.7)), brief)
    return composition(sheet, title, upper, lines)


def engrave(sheet: Image.Image, top: float, seat: float, brief: Brief) -> None:
    """Print one of the engravings below `top`; `seat` is where across the sheet its middle stands."""
    high = HIGH - top
    if high < LEAST:
        return
    plate, radius = Plate(WIDE, high, 2), min(1080, high * 0.66)
    brief.lot.one_of("engraving", ornaments.ENGRAVINGS)(plate, (WIDE * seat, radius), radius, brief.lot)
    print_mask(sheet, plate.pull(), (0, top), brief.palette.accent)


def label(brief: Brief) -> Composition:
    """A paper label on patterned boards: Insel-Bücherei, since 1912."""
    inks = brief.palette
    voice = brief.lot.one_of("voice", ("capitals", "roman", "italic"))
    measure = 900 if max(map(len, brief.wording.title.split() or [""])) < 12 else 1120  # noqa: PLR2004 - a long word
    author, subtitle, imprint = (byline_rows(brief, measure, 58), subtitle_rows(brief, measure, 66),
                                 imprint_rows(brief, measure))
    title = title_rows(brief, Measure(measure, room_left(900, 1500, author, subtitle, imprint), 216), voice)
    rows = column((author, 0), (title, 150), (subtitle, 100), (imprint, 170))
    sheet = patterned_sheet(brief)
    high = max(860, height(rows) + 400)
    top = max(100, (HIGH - high) * 0.4)
    panel(sheet, (MIDDLE - measure / 2 - 120, top, MIDDLE + measure / 2 + 120, top + high), brief)
    lines = place(rows, MIDDLE, top + (high - height(rows)) / 2, inks.paper_ink)
    return composition(sheet, title, lines)


def patterned_sheet(brief: Brief) -> Image.Image:
    """The whole sheet in patterned paper."""
    inks = brief.palette
    sheet = Image.new("RGB", (WIDE, HIGH), inks.ground)
    cell = papers.cell_of(brief.lot)
    for mask, ink in zip(papers.patterned(WIDE, HIGH, cell, brief.lot), (inks.accent, inks.ink), strict=True):
        print_mask(sheet, mask, (0, 0), ink)
    return sheet


def panel(sheet: Image.Image, box: tuple[float, float, float, float], brief: Brief) -> None:
    """Paste a label on the sheet, ruled thick and thin."""
    left, top, right, bottom = box
    sheet.paste(brief.palette.paper, (round(left), round(top), round(right), round(bottom)))
    for inset, weight in ((28, 6), (44, 2)):
        rule(sheet, (left + inset, top + inset, right - inset, bottom - inset), weight, brief.palette.paper_ink)


def initial(brief: Brief) -> Composition:
    """A block with the title's first letter on a field of small figures, as the early printers cut them."""
    inks, measure, top = brief.palette, 1240, 190
    subtitle, author = subtitle_rows(brief, measure), byline_rows(brief, measure)
    high = room_left(660, 1130, subtitle, author, imprint_rows(brief, FOOT))
    voice = brief.lot.one_of("voice", ("capitals", "roman"))
    title = title_rows(brief, Measure(measure, high, 226, most_lines=7), voice)
    rows = column((title, 0), (subtitle, 100), (author, 130))
    sheet = Image.new("RGB", (WIDE, HIGH), inks.ground)
    lower = foot(brief, inks.ink, 150)
    room = top_of(lower, HIGH - 60) - 100
    size = round(max(400, min(1120, room - height(rows) - 360))) // 8 * 8  # eight cells of the field
    sheet.paste(letter_block(brief, size), (round(MIDDLE - size / 2), top))
    start = top + size + (room - top - size - height(rows)) / 2
    return composition(sheet, title, place(rows, MIDDLE, start, inks.ink), lower)


def letter_block(brief: Brief, size: int) -> Image.Image:
    """The block itself: paper, a field of figures, and the letter with a white line about it."""
    inks, field = brief.palette, size - 96
    block = Image.new("RGB", (size, size), inks.paper)
    for mask in papers.patterned(field, field, field // 8, brief.lot):
        print_mask(block, mask, (48, 48), inks.accent)
    for inset, weight, ink in ((22, 6, inks.accent), (44, 4, inks.accent)):
        rule(block, (inset, inset, size - inset, size - inset), weight, ink)
    first = next((sign for sign in brief.wording.title if sign.isalnum()), "")
    text, face = settable(capitals(first, brief.wording.language)[:1], brief.faces.roman, brief.wording.language)
    if text:
        left, up, right, down = ink_box(text, Fount(face, 1000))
        fount = Fount(face, round(min(size * 0.98, 700 * size / max(right - left, down - up, 1))))
        left, up, right, down = ink_box(text, fount)
        at = (size - left - right) / 2, (size - up - down) / 2
        ImageDraw.Draw(block).text(at, text, inks.paper_ink, font(face, fount.size), "ls",
                                   stroke_width=round(size * 0.022), stroke_fill=inks.paper)
        ImageDraw.Draw(block).text(at, text, inks.paper_ink, font(face, fount.size), "ls")
    return block


def herbarium(brief: Brief) -> Composition:
    """A plant growing from the foot of the sheet, the lettering in the sky above it."""
    inks, measure = brief.palette, 1280
    voice = brief.lot.one_of("voice", ("italic", "capitals", "roman"))
    author, subtitle, imprint = byline_rows(brief, measure), subtitle_rows(brief, measure), imprint_rows(brief, measure)
    title = title_rows(brief, Measure(measure, room_left(1000, 1750, author, subtitle, imprint), 260), voice)
    head = column((author, 0), (title, 170), (subtitle, 110), (imprint, 130))
    lines = place(head, MIDDLE, 200, inks.ink)
    start = bottom_of(lines, 300) + 110
    sheet = Image.new("RGB", (WIDE, HIGH), inks.ground)
    if HIGH - start >= LEAST:
        for mask, ink in zip(ornaments.sprig(1500, HIGH - start, brief.lot), (inks.accent, inks.ink), strict=True):
            print_mask(sheet, mask, (MIDDLE - 750, start), ink)
    return composition(sheet, title, lines)


DESIGNS: tuple[Callable[[Brief], Composition], ...] = (
    ruled_frame, patterned_boards, engraving, label, initial, herbarium,
)
