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
from markdown.util import ETX, STX

from bookbuild.markup.ahead import Ahead

RUN = re.compile(r"\*+|_+|(?<!~)~~(?!~)")
MARK = re.compile(r"[*~]|(?<![^\W_])_|_(?![^\W_])")
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


class Emphasis(InlineProcessor):
    """All stretches of a text are found when the first is asked for; Python-Markdown then comes to them one by one."""

    def __init__(self) -> None:
        super().__init__(RUN.pattern)
        self.ahead = Ahead(lambda text: {each.start: each for each in stretches(text)})

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int, int]:  # type: ignore[override]  # noqa: N802
        """The stretch that begins in a run of marks, if one does."""
        found, text, shift = self.ahead.at(data, m.start())
        for place in range(shift + m.start(), shift + m.end()):
            if stretch := found.get(place):
                return _element(stretch, text), place - shift, stretch.end - shift
        return None, m.start(), m.end()


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
        opens, closes = bool(after.strip()), bool(before.strip())
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
