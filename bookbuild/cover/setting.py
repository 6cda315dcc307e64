"""Wording -> rows of type: what a cover says, its capitals, balanced line breaks, and sizes that fit a measure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from bookbuild.book import Metadata
from bookbuild.cover.lettering import SPECIMEN, Fount, SetLine, ink_box, width
from bookbuild.cover.palettes import Colour

LONGEST = 300                                      # characters of any one text; a title page can hold the rest
# Words that cling to the next: English, French, German, Spanish, Italian, Russian, Greek.
CLINGING = (
    "the a an of and or in on to at by for from with as le la les un une de des du et der die das ein eine und von im "
    "el los las y il lo i o e в на и с у по из к о η ο το και του της"
)
HANGERS = frozenset(CLINGING.split())


@dataclass(frozen=True, slots=True)
class Wording:
    """What the cover says, cleaned of what no type can set. Spaces that must not break are U+00A0."""

    title: str
    subtitle: str
    byline: str
    series: str
    publisher: str
    language: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text before it has a place; `gap` is the white between the baseline above and its cap height."""

    text: str
    fount: Fount
    gap: float = 0.0


def word(metadata: Metadata) -> Wording:
    """The metadata as a cover words it."""
    series = metadata.series
    numbered = f"{tied(series.name)} ·\u00a0{tied(series.position)}" if series and series.position else ""
    return Wording(
        title=clean(metadata.title),
        subtitle=clean(metadata.subtitle or "", LONGEST // 2),
        byline=byline([author.name for author in metadata.authors]),
        series=clean(numbered or (series.name if series else ""), LONGEST // 2),
        publisher=clean(metadata.publisher or "", LONGEST // 2),
        language=metadata.language,
    )


def clean(text: str, longest: int = LONGEST) -> str:
    """Composed, on one line, without control characters, and no longer than a cover bears."""
    composed = unicodedata.normalize("NFC", " ".join(text.split(" ")))
    kept = "".join(
        " " if sign.isspace() and sign != "\u00a0" else sign
        for sign in composed
        if not "\ufe00" <= sign <= "\ufe0f"           # emoji or text: no face of ours can choose
        and (sign.isspace() or sign in "\u200c\u200d" or not unicodedata.category(sign).startswith("C"))
    )
    line = " ".join(part for part in kept.split(" ") if part)
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + "…"


def tied(text: str) -> str:
    """The words of a name kept on one line."""
    return clean(text).replace(" ", "\u00a0")


def byline(names: Sequence[str]) -> str:
    """`Ann Author & Bob Writer`; other alphabets than the Latin have no ampersand and take a comma."""
    whole = [tied(name) for name in names if clean(name)]
    if len(whole) > 8:  # noqa: PLR2004 - more than a cover can name
        whole = [*whole[:3], "et\u00a0al."]
        return ", ".join(whole)
    if len(whole) < 2:  # noqa: PLR2004 - one author, or none
        return "".join(whole)
    if any(ord(sign) >= 0x370 and sign.isalpha() for sign in "".join(whole)):  # noqa: PLR2004 - Greek and beyond
        return ", ".join(whole)
    return ", ".join(whole[:-1]) + f" &\u00a0{whole[-1]}"


def capitals(text: str, language: str) -> str:
    """Upper case by the language's own rules: Turkish keeps its dots, Greek drops its accents."""
    if language[:2] in {"tr", "az"}:
        text = text.replace("i", "İ")
    if any("\u0370" <= sign <= "\u03ff" or "\u1f00" <= sign <= "\u1fff" for sign in text):
        apart = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(
            sign for sign in apart if sign not in "\u0300\u0301\u0342\u0313\u0314\u0345"))
    return unicodedata.normalize("NFC", text.upper())


def reads_leftward(text: str) -> bool:
    """Whether the text's first strong letter is Hebrew's or Arabic's."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((direction for direction in strong if direction in {"L", "R", "AL"}), "L") != "L"


# -- line breaks -----------------------------------------------------------------------------------

def breakable(text: str) -> list[str]:
    """The text in pieces between which a line may end; a piece keeps its space. Han and kana break anywhere."""
    pieces: list[str] = []
    for sign in text:
        loose = pieces and (pieces[-1][-1] in " \u2014\u2013" or (ideographic(sign) and sign.isalpha()))
        if not pieces or (loose and sign != " ") or (ideographic(pieces[-1][-1]) and sign.isalpha()):
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def ideographic(sign: str) -> bool:
    """Whether a sign belongs to a script written without spaces between words."""
    return "\u3040" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\U00020000" <= sign <= "\U0003ffff"


def chopped(pieces: Iterable[str], longest: int) -> list[str]:
    """Pieces with words no measure can hold cut up: the last resort, and seen to be one by its hyphens."""
    cut: list[str] = []
    for piece in pieces:
        word = piece.rstrip()
        parts = -(-len(word) // longest)
        step = -(-len(word) // max(parts, 1))
        bits = [word[start:start + step] for start in range(0, len(word), step)] if parts > 1 else [word]
        bits[-1] += piece[len(word):]
        cut += [bit + "-" if bit.isalpha() else bit for bit in bits[:-1]] + bits[-1:]
    return cut


def balanced(pieces: Sequence[str], fount: Fount, count: int) -> list[str]:
    """The pieces in so many lines, as even as they come, avoiding lines that end in `the` or `of`."""
    specimen = replace(fount, size=SPECIMEN)
    run = [0.0, *accumulate(width(piece.strip(), specimen) + 0.27 * SPECIMEN for piece in pieces)]
    ideal = run[-1] / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(count):
        best.append({
            end: min(
                (cost + (run[end] - run[start] - ideal) ** 2 + ending(pieces, end, ideal), start)
                for start, (cost, _) in best[-1].items() if start < end)
            for end in range(len(best), len(pieces) + 1)
        })
    ends = [len(pieces)]
    for reached in reversed(best[1:]):
        ends.append(reached[ends[-1]][1])
    return ["".join(pieces[start:end]).strip() for start, end in pairwise(reversed(ends))]


def ending(pieces: Sequence[str], end: int, ideal: float) -> float:
    """How much a line that ends here displeases; an ending at a colon or a dash pleases."""
    last = pieces[end - 1].strip()
    if end == len(pieces):
        return 0.0
    if last.casefold() in HANGERS:
        return (0.55 * ideal) ** 2
    return -((0.3 * ideal) ** 2) if last.endswith((":", ";", "\u2014", "\u2013", ",")) else 0.0


# -- sizes -----------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Measure:
    """The room for a text: its width and height, the largest and smallest size of type, and the leading in ems."""

    width: float
    height: float
    largest: float
    smallest: float = 0.0
    leading: float = 1.1
    most_lines: int = 9


def fitted(text: str, fount: Fount, room: Measure) -> tuple[Row, ...]:
    """The text in the lines that let it be largest, a line more only where it pays."""
    if not text:
        return ()
    pieces = breakable(text)
    rows = largest_setting(pieces, fount, room)
    longest, smallest = max(map(len, pieces)), replace(fount, size=room.smallest)
    wide = room.smallest and max(width(piece.strip(), smallest) for piece in pieces) > room.width
    while wide and rows[0].fount.size < room.smallest and longest > 2:  # noqa: PLR2004 - a letter and its hyphen
        longest = min(longest - 1, round(longest * 0.75))
        rows = largest_setting(chopped(pieces, longest), fount, room)
    return rows


def largest_setting(pieces: Sequence[str], fount: Fount, room: Measure) -> tuple[Row, ...]:
    """The best of all numbers of lines."""
    settings = []
    for count in range(1, min(room.most_lines, len(pieces)) + 1):
        lines = balanced(pieces, fount, count)
        size = size_for(lines, fount, room)
        settings.append((size * 0.93 ** (count - 1), -count, size, lines))
    _, _, size, lines = max(settings)
    cut = replace(fount, size=size)
    return tuple(Row(line, cut, room.leading * size - cut.cap_height) for line in lines)


def size_for(lines: Sequence[str], fount: Fount, room: Measure) -> float:
    """The whole number of pixels to the em at which the lines fill the room."""
    specimen = replace(fount, size=SPECIMEN)
    widest = max(lines, key=lambda line: width(line, specimen))
    ems = max(width(widest, specimen) / SPECIMEN, 0.01)
    size = int(min(room.largest, room.width / ems, room.height / (room.leading * len(lines))))
    while size > 1 and width(widest, replace(fount, size=size)) > room.width:
        size -= 1
    return max(size, 1)


def room_left(most: float, budget: float, *others: Sequence[Row]) -> float:
    """The height a title may take of a budget that other rows have been at."""
    return max(160.0, min(most, budget - sum(map(height, others))))


# -- places ----------------------------------------------------------------------------------------

def height(rows: Sequence[Row]) -> float:
    """From the cap height of the first row to the baseline of the last."""
    return sum(row.fount.cap_height + row.gap for row in rows) - (rows[0].gap if rows else 0.0)


def spaced(rows: Sequence[Row], gap: float) -> tuple[Row, ...]:
    """Rows with another white above the first."""
    return (replace(rows[0], gap=gap), *rows[1:]) if rows else ()


def place(rows: Sequence[Row], x: float, top: float, colour: Colour, side: float = 0.5) -> tuple[SetLine, ...]:
    """Rows from `top` down; `side` 0, 0.5, 1 puts x at the left, in the middle, at the right of their ink."""
    lines, baseline = [], top - (rows[0].gap if rows else 0.0)
    for row in rows:
        baseline += row.gap + row.fount.cap_height
        left, _, right, _ = ink_box(row.text, row.fount)
        lines.append(SetLine(row.text, row.fount, x - left - side * (right - left), baseline, colour))
    return tuple(lines)
