"""Wording and the room on a spine -> its lettering, read downwards or upwards as the language has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bookbuild.cover.brief import Brief, settable
from bookbuild.cover.lettering import Fount, SetLine, ink_box, width
from bookbuild.cover.palettes import Colour
from bookbuild.cover.setting import balanced, breakable, capitals, reads_leftward
from bookbuild.prepress.wrap.geometry import QUIET

READABLE = 6.0                                     # points: smaller type is not read on a shelf
LARGEST = 32.0
MOST_LINES = 3                                     # of a title, on a spine wide enough
LEADING, GAP = 1.12, 1.6                           # ems of the title: between its lines; between it and what is beside it
BOTH = "dp"                                        # an ascender and a descender
AIR = {True: 0.62, False: 0.82}                    # of the clear width that a title takes where the spine is wide enough: capitals, or not
# Read from foot to head where the custom is so: France, Spain, Italy, Germany, most of eastern Europe. English, Dutch and
# Scandinavian spines run from head to foot, which ISO 6357:1985 prefers, for such a book is read when it lies on its back.
UPWARDS = frozenset("bg ca cs de el es eu fr gl hr hu it mk pl pt ro ru sk sl sr uk".split())


@dataclass(frozen=True, slots=True)
class Room:
    """What a spine has: its height and the width that lettering may take, in points, and `scale` points to a pixel."""

    height: float
    clear: float
    scale: float


@dataclass(frozen=True, slots=True)
class Lettering:
    """Lines about the spine's middle, in pixels, and how far they are turned. No lines: there was no room."""

    lines: tuple[SetLine, ...]
    degrees: int

    @property
    def smallest(self) -> float:
        """The smallest size of type, in pixels."""
        return min((line.fount.size for line in self.lines), default=0.0)


def degrees(language: str, title: str) -> int:
    """90 for lettering that is read downwards, -90 for lettering that is read upwards, and for Hebrew and Arabic.

    A book read from right to left lies with its front up when its spine is at the right: letters turned that way stand.
    """
    upwards = language.split("-", maxsplit=1)[0].lower() in UPWARDS or reads_leftward(title)
    return -90 if upwards else 90


def letter_spine(brief: Brief, as_capitals: bool, colour: Colour, room: Room) -> Lettering:  # noqa: FBT001 - as on the front
    """Title, author and publisher, as far as there is room for them at a readable size."""
    wording, turned = brief.wording, degrees(brief.wording.language, brief.wording.title)
    title, fount = _text(wording.title, brief, capital=as_capitals or room.clear < 2 * READABLE)
    grouped = turned < 0 and not reads_leftward(wording.title)
    for name in (wording.byline, _surnames(wording.byline), ""):
        for publisher in (wording.publisher, ""):
            others = tuple(_text(text, brief, capital=True) for text in (name, publisher))
            found = [_largest(lines, fount, others, room) for lines in _breaks(title, fount)]
            if best := max(filter(None, found), key=lambda each: each.title_size * 0.85 ** len(each.title), default=None):
                return Lettering(best.placed(colour, room, turned, grouped=grouped), turned)
    return Lettering((), turned)


def _text(text: str, brief: Brief, *, capital: bool) -> tuple[str, Fount]:
    """A text and the face to set it in, at a pixel to the em."""
    if capital:
        text = capitals(text, brief.wording.language)
    kept, face = settable(text, brief.faces.roman, brief.wording.language)
    upper = kept.upper() == kept and kept.lower() != kept
    fount = Fount(face, 1, 0.08 if upper else 0, ("case", "lnum") if upper else ("onum", "pnum"), brief.faces.italic if upper else None)
    return kept.replace("\u00a0", " "), fount


def _surnames(names: str) -> str:
    return " & ".join(name.replace("\u00a0", " ").split()[-1] for name in names.replace(" &\u00a0", ", ").split(", ") if name)


def _breaks(title: str, fount: Fount) -> Iterator[list[str]]:
    """The title in one line, and in as many more as a wide spine may take."""
    pieces = breakable(title)
    for count in range(1, min(MOST_LINES, len(pieces)) + 1):
        yield balanced(pieces, fount, count)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a spine says, cut to size: the title's lines and the other texts, with their lengths in points."""

    title: tuple[tuple[str, Fount], ...]
    others: tuple[tuple[str, Fount], ...]
    title_size: float
    lengths: tuple[float, float, float]

    def placed(self, colour: Colour, room: Room, turned: int, *, grouped: bool) -> tuple[SetLine, ...]:
        """Title in the middle, author at the head, publisher at the foot; read upwards, the author stands before the title."""
        half, head = room.height / 2 - QUIET, -1 if turned > 0 else 1      # where the head lies on the turned line
        title, author, publisher = self.lengths
        gap = GAP * self.title_size
        low = -half + (publisher + gap if publisher else 0)
        if grouped:
            both = title + (author + gap if author else 0)
            start = min(max(-both / 2, low), half - both)
            middles = (start + both - title / 2, start + author / 2, -half + publisher / 2)
        else:                                      # measured from the foot to the head
            high = half - (author + gap if author else 0)
            middle = min(max(0.0, low + title / 2), high - title / 2)
            middles = (head * middle, head * (half - author / 2), head * (publisher / 2 - half))
        at = [middle / room.scale for middle in middles]
        leading, last = LEADING * self.title_size / room.scale, len(self.title) - 1
        lines = [_line(text, fount, at[0], (place - last / 2) * leading, colour) for place, (text, fount) in enumerate(self.title)]
        return (*lines, *(_line(text, fount, x, 0, colour) for (text, fount), x in zip(self.others, at[1:], strict=True) if text))


def _largest(lines: list[str], fount: Fount, others: Sequence[tuple[str, Fount]], room: Room) -> Parts | None:
    """The parts at the largest size at which they fit one after the other; none where that is too small to read."""
    size = min(LARGEST, _across(lines, fount, room.clear)) if lines else 0.0
    ems = max((_ems(text, fount) for text in lines), default=0.0), *(_ems(text, face) for text, face in others)
    high = max((_extent(text, replace(face, size=1000)) / 1000 for text, face in others if text), default=0.0)
    while size >= READABLE:
        sizes = size, max(READABLE, size * 0.7), max(READABLE, size * 0.52)
        title, author, publisher = (each * points for each, points in zip(ems, sizes, strict=True))
        gaps = GAP * size * sum(1 for each in (author, publisher) if each)
        if title + author + publisher + gaps + 2 * QUIET <= room.height and high * sizes[1] <= room.clear + 0.01:
            cut = tuple((text, replace(face, size=points / room.scale)) for (text, face), points in zip(others, sizes[1:], strict=True))
            return Parts(tuple((text, replace(fount, size=size / room.scale)) for text in lines), cut, size, (title, author, publisher))
        size -= 0.25
    return None


def _ems(text: str, fount: Fount) -> float:
    """How long a text is, at one point to the em."""
    return width(text, replace(fount, size=1000)) / 1000 if text else 0.0


def _across(lines: list[str], fount: Fount, clear: float) -> float:
    """The size, in points, at which lines are as high as suits the width; on a narrow spine, as high as can be."""
    large, more = replace(fount, size=1000), LEADING * (len(lines) - 1)
    seen, inked = (max(measure(text, large) for text in lines) / 1000 + more for measure in (_height, _extent))
    return max(min(clear / inked, 9.0), min(AIR[fount.ampersand is not None] * clear / seen, clear / inked))


def _height(text: str, fount: Fount) -> float:
    """What the eye takes for the height of a line: commas and the tail of Q do not count among capitals."""
    if fount.ampersand:
        return fount.cap_height
    _, top, _, bottom = ink_box(text, fount)
    return bottom - top


def _extent(text: str, fount: Fount) -> float:
    """The height that all of its ink takes about the axis it is centred on: that has to keep away from the folds."""
    _, top, _, bottom = ink_box(text, fount)
    axis = _axis(fount)
    return 2 * max(axis - top, bottom - axis)


def _axis(fount: Fount) -> float:
    """What stands in the middle of the spine, from the baseline: capitals' half, or halfway from ascenders to descenders."""
    _, top, _, bottom = ink_box(BOTH, fount)
    return -fount.cap_height / 2 if fount.ampersand else (top + bottom) / 2


def _line(text: str, fount: Fount, middle: float, below: float, colour: Colour) -> SetLine:
    """A line about a point of the axis, or so far below it, its letters in the middle of the spine's width."""
    left, _, right, _ = ink_box(text, fount)
    return SetLine(text, fount, middle - (left + right) / 2, below - _axis(fount), colour)
