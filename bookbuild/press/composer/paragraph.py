"""A paragraph as WeasyPrint has it before layout -> its text, in which kinds of type, and where it may be broken.

What cannot be measured as words on a line is left to WeasyPrint: `Unset` says why.
"""


import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.percent import resolve_percentages

from bookbuild.press.composer.fit import DASH, SPACE, TASTE, Break, Copy
from bookbuild.press.composer.words import NO_BREAK_SPACE, Division, Type, TypeCase

WORDS = re.compile(r"[^ ]+")
# Scripts that run from right to left, or break between any two letters, or that only a dictionary can break; line and tab stops.
OTHER_SCRIPTS = re.compile(
    "[\u0590-\u08ff\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufb1d-\ufdff\ufe30-\ufe4f\ufe70-\ufefe\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff\n\t\f\u0085\u2028\u2029]"
)
# Pictures set as letters: WeasyPrint places them by widths that know nothing of scaling.
PICTURES = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
DASHED = re.compile("[-\u2010—–…/?&=\u200b]")            # what a line may end after without a hyphen
SIDES = ("left", "right")
AT_THE_START = {"auto", "start", "left"}           # what sets a last line as it is
# Text has no edges of its own: what WeasyPrint would find for every piece of it by looking at forty properties.
BARE = {
    f"{what}_{side}{end}": 0 for what, end in (("margin", ""), ("border", "_width"), ("padding", "")) for side in ("top", *SIDES, "bottom")
}  # fmt: skip


class Unset(Exception):  # noqa: N818 - no error: the paragraph is set line by line
    """Why a paragraph cannot be composed."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of text in one kind of type: a text box, its place in the paragraph's text, and how to come to it by children's numbers."""

    box: boxes.TextBox
    start: int
    end: int
    type: Type
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Knot:
    """A box of the paragraph's tree with its place in the text: `end` is `start` where it has none of its own."""

    box: boxes.Box
    start: int
    end: int
    children: tuple["Knot | Piece", ...] = ()


class Paragraph:
    """All text of one LineBox, joined: `pieces` tile it. `edges` are the widths of inline boxes' margins, by place."""

    def __init__(self, line: boxes.LineBox, containing: boxes.Box, case: TypeCase) -> None:
        self.case, self.containing = case, containing
        self.pieces: list[Piece] = []
        self.edges: list[tuple[int, bool, float]] = []
        self._length = 0
        self.changes = False                       # whether WeasyPrint writes numbers of pages into it, when it knows them
        self.children = tuple(self._read(line, ()))
        self.text = "".join(piece.box.text for piece in self.pieces)
        if line.style["text_align_last"] not in AT_THE_START:
            raise Unset("last line")
        if not self.text.strip(" "):
            raise Unset("no text")
        if OTHER_SCRIPTS.search(self.text):
            raise Unset("script")
        self.scales = not PICTURES.search(self.text)

    def _read(self, parent: boxes.Box, path: tuple[int, ...]) -> Iterator[Knot | Piece]:
        for number, box in enumerate(parent.children):
            start = self._length
            if isinstance(box, boxes.TextBox):
                if box.text:
                    yield self._piece(box, (*path, number))
            elif not box.is_in_normal_flow():
                if box.is_absolutely_positioned() or box.is_floated():   # one that floats at the beginning is in no line
                    raise Unset("float" if box.is_floated() else "position")
                yield Knot(box, start, start)
            elif isinstance(box, boxes.InlineBox):
                self.changes |= bool(box.missing_link)
                edges = len(self.edges)
                self._edge(box, "left")
                children = tuple(self._read(box, (*path, number)))
                self._edge(box, "right")
                if len(self.edges) > edges and not any(piece.box.text.strip(" ") for piece in self.pieces if piece.start >= start):
                    raise Unset("edges of nothing")
                yield Knot(box, start, self._length, children)
            else:
                raise Unset(type(box).__name__)

    def _piece(self, box: boxes.TextBox, path: tuple[int, ...]) -> Piece:
        style = box.style
        if style["white_space"] != "normal":
            raise Unset("white-space")
        if not style["font_size"]:
            raise Unset("size")
        vars(box).update(BARE)
        piece = Piece(box, self._length, self._length + len(box.text), self.case.type_of(style), path)
        self.pieces.append(piece)
        self._length = piece.end
        return piece

    def _edge(self, box: boxes.InlineBox, side: str) -> None:
        """Note an inline box's margin, border and padding."""
        if box.is_leader:
            raise Unset("leader")
        if box.style["position"] not in ("static", "relative") or box.style["box_decoration_break"] == "clone":
            raise Unset("position")
        resolve_percentages(box, self.containing)
        for each in SIDES:
            if getattr(box, f"margin_{each}") == "auto":
                setattr(box, f"margin_{each}", 0)
        width = sum(getattr(box, f"{what}_{side}{end}") for what, end in (("margin", ""), ("border", "_width"), ("padding", "")))
        if width:
            self.edges.append((self._length, side == "left", width))

    def copy(self, start: int, *, hyphens: bool) -> Copy:
        """The text from a place on, as `fit` takes it, divided where it may be; words only if `hyphens`."""
        breaks: list[Break] = []
        at = self.pieces[0]
        width, spaces = 0.0, 0
        behind = 0.0                               # how far the last word hangs out
        last = None
        pieces = iter(self.pieces)
        at = next(pieces)
        for match in WORDS.finditer(self.text, start):
            first, end = match.span()
            if last is not None:
                while at.end < first:              # the piece that holds the space before
                    at = next(pieces)
                space = at.type.space * (first - last)
                breaks.append(Break(width - behind, width + space, spaces, spaces + first - last, SPACE, last, first))
                width, spaces = width + space, spaces + first - last
            while at.end <= first:
                at = next(pieces)
            word, divisions = self._word(at, first, end, hyphens=hyphens)
            if breaks and last is not None and word[2]:
                breaks[-1] = breaks[-1]._replace(start=breaks[-1].start + word[2])
            for offset, before, after, no_break, why in divisions:
                place, before_it = first + offset, spaces + no_break
                breaks.append(Break(width + before, width + word[0] - after, before_it, before_it, why, place, place))
            width, spaces, behind, last = width + word[0], spaces + word[1], word[3], end
        if width <= 0 or self.pieces[0].type.space <= 0:
            raise Unset("no width")
        size = self.pieces[0].box.style["font_size"]
        give = TASTE.scaling + TASTE.tracking * size * (len(self.text) - start) / width if self.scales else 0.0
        return Copy(breaks, width, spaces, self.pieces[0].type.space, give)

    def _word(self, at: Piece, first: int, end: int, *, hyphens: bool) -> tuple[tuple[float, int, float, float], list[Division]]:
        """A word, and where it may be divided: only after dashes if no `hyphens` are wanted."""
        text = self.text[first:end]
        if end <= at.end and not self.edges:
            word: tuple[float, int, float, float] = at.type.word(text)
            divisions = at.type.divisions(text) if hyphens or DASHED.search(text) else []
        else:
            word, divisions = self._joined(first, end)
        return word, divisions if hyphens else [each for each in divisions if each.why == DASH]

    def _joined(self, first: int, end: int) -> tuple[tuple[float, int, float, float], list[Division]]:
        """The same for a word in several kinds of type, or with margins in it."""
        text = self.text[first:end]
        parts = [piece for piece in self.pieces if piece.start < end and first < piece.end]
        upto, width = [0.0] * (len(text) + 1), 0.0
        for part in parts:
            a, b = max(part.start, first), min(part.end, end)
            for offset, each in enumerate(part.type.widths(self.text[a:b]), a - first):
                upto[offset] = width + each
            width += part.type.width(self.text[a:b])
        opening, closing = ([(place, edge) for place, left, edge in self.edges if left is side] for side in (True, False))
        # What opens after the space before is this word's, and what closes after the space behind it.
        since, until = len(self.text[:first].rstrip(" ")), len(self.text) - len(self.text[end:].lstrip(" "))
        total = width + sum(edge for place, edge in opening if since <= place < end)
        total += sum(edge for place, edge in closing if first < place <= until)
        divisions = []
        for offset, why in sorted(parts[0].type.hyphenation.divisions(text).items()):
            if not 0 < offset < len(text):
                continue
            place = first + offset
            before = upto[offset] + sum(edge for where, edge in opening if since <= where < place)
            before += sum(edge for where, edge in closing if first < where <= place)
            kind = next(part.type for part in parts if part.start < place <= part.end)
            no_break = text.count(NO_BREAK_SPACE, 0, offset)
            after = next(part.type for part in parts if part.start <= place < part.end)
            rest = total - before - after.hangs_left(text[offset])
            divisions.append(Division(offset, before + kind.end(text[offset - 1], why), rest, no_break, why))
        left, right = parts[0].type.word(text[0])[2], parts[-1].type.word(text[-1])[3]
        return (total, text.count(NO_BREAK_SPACE), left, right), divisions

    def path_to(self, place: int) -> dict[int, object]:
        """WeasyPrint's skip stack for a place in the text: children's numbers, then bytes."""
        piece = next(piece for piece in self.pieces if place < piece.end)
        stack: dict[int, object] | None = {len(piece.box.text[: place - piece.start].encode()): None}
        for number in reversed(piece.path):
            stack = {number: stack}
        return stack or {}

    def place_of(self, stack: dict[int, Any] | None) -> int:
        """The place in the text that a skip stack names. Raises Unset if none."""
        path: list[int] = []
        while stack:
            (number, stack), = stack.items()
            path.append(number)
        for piece in self.pieces:
            if piece.path == tuple(path[:-1]):
                return piece.start + len(piece.box.text.encode()[: path[-1]].decode())
        raise Unset("resumed within a box")
