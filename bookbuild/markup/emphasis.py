"""Stars, underscores and pairs of tildes -> `<em>`, `<strong>` and `<s>`, paired as CommonMark pairs them, so that no word is lost.

Python-Markdown 3.11 drops what follows marks that cross (`*a**b*, and so on`). Source: CommonMark 0.31.2 §6.2 and its
appendix, "process emphasis", which takes time in proportion to the text. What may open and close is Python-Markdown's:
`**“so”**and` is strong here, as in Chinese and Japanese prose no space stands beside a mark.
"""

import re
from dataclasses import dataclass, field
from itertools import takewhile
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER_RE, STX

PLACEHOLDER = re.compile(INLINE_PLACEHOLDER_RE.pattern)              # what Python-Markdown puts in place of an element
TEXTS = 4                                          # texts of elements in elements

RUN = re.compile(r"\*+|_+|(?<!~)~~(?!~)")
MARK = re.compile(r"[*~]|(?<![^\W_])_|_(?![^\W_])")
# `Bread*, butter*` is no emphasis, nor is `f***.`: beside a letter and one of these a mark stands on the wrong side.
CLOSING, OPENING = ",.;:!?…)]}", "([{"
STRONG = 2                                         # marks; one is emphasis, two tildes strike out (GitHub's Markdown §6.5)


@dataclass(slots=True)
class Run:
    """Marks of a kind side by side: which of them are not used yet, and what they could do."""

    start: int
    end: int
    sign: str
    opens: bool
    closes: bool
    length: int

    def pairs(self, closing: "Run") -> bool:
        """Whether this may be closed by `closing`: CommonMark's rules 9 and 10."""
        either = self.closes or closing.opens
        return not either or (self.length + closing.length) % 3 != 0 or self.length % 3 == closing.length % 3 == 0


@dataclass(slots=True)
class Stretch:
    """Text in an element `tag`, from its first mark to behind its last, with so many `marks` on either side."""

    start: int
    end: int
    marks: int
    tag: str
    inside: list["Stretch"] = field(default_factory=list)


@dataclass(slots=True)
class Paired:
    """A text and its outermost stretches, by where they begin; `given` is what has become of it, as far as they have been given.

    Which marks pair depends on all that stands before them, so it is found once, in the whole text.
    """

    text: str
    stretches: dict[int, Stretch]
    given: str = ""
    end: int = 0                                   # in `text`, of the stretch that was given last

    def shift(self, data: str) -> int | None:
        """How much further right things stand in `text` than in `data`; None where `data` has become of something else."""
        mark = PLACEHOLDER.match(data, len(self.given)) if self.end else None
        behind = mark.end() if mark else len(self.given)
        holds = bool(mark or not self.end) and data.startswith(self.given) and data[behind:] == self.text[self.end :]
        return self.end - behind if holds else None


class Emphasis(InlineProcessor):
    """All stretches of a text are found when the first is asked for; Python-Markdown then comes to them one by one."""

    def __init__(self) -> None:
        super().__init__(RUN.pattern)
        self.known: list[Paired] = []

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int, int]:  # type: ignore[override]  # noqa: N802
        """The stretch that begins in a run of marks, if one does."""
        paired, shift = self._paired(data)
        for place in range(shift + m.start(), shift + m.end()):
            if stretch := paired.stretches.get(place):
                paired.given, paired.end = data[: place - shift], stretch.end
                return _element(stretch, paired.text), place - shift, stretch.end - shift
        return None, m.start(), m.end()

    def _paired(self, data: str) -> tuple[Paired, int]:
        for each in self.known:
            if (shift := each.shift(data)) is not None:
                return each, shift
        new = Paired(data, {each.start: each for each in stretches(data)})
        self.known = [new, *self.known[: TEXTS - 1]]
        return new, 0


def stretches(text: str) -> list[Stretch]:
    """The outermost stretches of a text, in their order."""
    done: list[Stretch] = []                       # a later one may still hold them
    opened: list[Run] = []
    hopeless: dict[tuple[str, bool, int], int] = {}                  # a kind of run -> before which place nothing pairs with it
    for run in _runs(text):
        kind = run.sign, run.opens, run.length % 3
        while run.closes and run.start < run.end:
            near = takewhile(lambda n: opened[n].start >= hopeless.get(kind, 0), range(len(opened) - 1, -1, -1))  # noqa: B023
            n = next((n for n in near if opened[n].sign == run.sign and opened[n].pairs(run)), None)
            if n is None:
                hopeless[kind] = run.start
                break
            _pair(opened[n], run, done)
            del opened[n + (opened[n].start < opened[n].end) :]
        if run.opens and run.start < run.end:
            opened.append(run)
    return done


def _runs(text: str) -> list[Run]:
    runs = []
    for found in RUN.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        opens = bool(after.strip()) and not (after in CLOSING and before.isalnum())
        closes = bool(before.strip()) and not (before in OPENING and after.isalnum())
        if found[0][0] == "_":                     # between letters it is one of them
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        if opens or closes:
            runs.append(Run(*found.span(), found[0][0], opens, closes, len(found[0])))
    return runs


def _pair(opening: Run, closing: Run, done: list[Stretch]) -> None:
    """Take marks from both; what is done between them is inside the new stretch."""
    marks = min(STRONG, opening.end - opening.start, closing.end - closing.start)
    opening.end -= marks
    closing.start += marks
    inside = list(takewhile(lambda each: each.start > opening.end, reversed(done)))
    del done[len(done) - len(inside) :]
    tag = "s" if opening.sign == "~" else "strong" if marks == STRONG else "em"
    done.append(Stretch(opening.end, closing.start, marks, tag, inside[::-1]))


def _element(stretch: Stretch, text: str) -> Element:
    made = Element(stretch.tag)
    inner = stretch.end - stretch.marks
    places = [*((each.start, each.end) for each in stretch.inside), (inner, inner)]
    made.text = _plain(text[stretch.start + stretch.marks : places[0][0]])
    for each, (_, end), (following, _) in zip(stretch.inside, places, places[1:], strict=False):
        child = _element(each, text)
        child.tail = _plain(text[end:following])
        made.append(child)
    return made


def _plain(text: str) -> str:
    """The text with its marks as Python-Markdown writes what is escaped: none of them is looked at again."""
    return MARK.sub(lambda mark: f"{STX}{ord(mark[0])}{ETX}", text)
