"""Sections -> Sheets: the Markdown of each file as it was typed, without code, and what it allows itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePath

from bookbuild.book import Section
from bookbuild.checks.prose.paragraphs import OPAQUE

COMMENT = re.compile(r"<!--((?:(?!-->|<!--).)*)-->", re.DOTALL)   # not `.*?`: a thousand `<!--` would take for ever
ALLOW = re.compile(r"\s*bookbuild:\s*allow\s+([\w,;\s-]+)")
CODE = re.compile(r"[a-z]-\d{3}")
FENCE = re.compile(r"[ \t>]*(```+|~~~+)[^`]*$")
DIV = re.compile(r"[ \t]*:{3,}[ \t]*([\w-]*)")
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
LAST_LINE = 10**9


@dataclass(frozen=True, slots=True)
class Typed:
    """A line with its number. `verse` says that its spaces are meant."""

    number: int
    text: str
    verse: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """Lines of a file in which one rule says nothing."""

    code: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the manuscript."""

    path: PurePath
    lines: tuple[Typed, ...]
    leaves: tuple[Leave, ...]

    def allows(self, code: str, line: int) -> bool:
        """Whether a finding of `code` on `line` is meant."""
        return any(leave.code == code and leave.first <= line <= leave.last for leave in self.leaves)


def sheets(sections: Iterable[Section]) -> Iterator[Sheet]:
    """The sections of a file put together again; what several of them share stands there once."""
    files: dict[PurePath, dict[int, str]] = {}
    for section in sections:
        if section.path:
            lines = files.setdefault(section.path, {})
            lines |= {n: line for n, line in enumerate(section.text.split("\n"), section.first_line) if line.strip()}
    for path, lines in files.items():
        whole = [lines.get(n, "") for n in range(1, max(lines, default=0) + 1)]
        readable = COMMENT.sub(_blank, "\n".join(whole)).split("\n") if any("<!--" in line for line in whole) else whole
        yield Sheet(path, tuple(_typed(readable)), tuple(_leaves("\n".join(whole), readable)))


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _typed(lines: list[str]) -> Iterator[Typed]:
    """All lines, those of listings and of `:::` emptied."""
    fence, kinds, unclosed = "", [""], set[str]()
    for number, line in enumerate(lines, 1):
        if fence:
            fence = "" if _closes(line, fence) else fence
            yield Typed(number, "")
        elif (opening := FENCE.match(line)) and opening[1] not in unclosed and any(_closes(each, opening[1]) for each in lines[number:]):
            fence = opening[1]
            yield Typed(number, "")
        elif div := DIV.match(line):
            kinds = [*kinds, div[1]] if div[1] else kinds[:-1] or [""]
            yield Typed(number, "")
        else:
            unclosed |= {opening[1]} if opening else set()
            text = INLINE_CODE.sub(OPAQUE, line) if "`" in line else line
            yield Typed(number, text, kinds[-1].startswith("verse") or line.endswith(("  ", "\\")))


def _closes(line: str, fence: str) -> bool:
    mark = line.strip(" \t>")
    return mark.startswith(fence) and not mark.strip(fence[0])


def _leaves(written: str, readable: list[str]) -> Iterator[Leave]:
    """`<!-- bookbuild: allow t-041 -->`: for the paragraph that follows, or in front of all text for the whole file."""
    for comment in COMMENT.finditer(written):
        if allow := ALLOW.match(comment[1]):
            last = written.count("\n", 0, comment.end()) + 1
            if all(not line.strip() or HEADING.match(line) for line in readable[:last]):
                first, end = 1, LAST_LINE
            else:
                first, end = last, last + _length(readable[last:])
            yield from (Leave(code, first, end) for code in CODE.findall(allow[1]))


def _length(below: list[str]) -> int:
    """How many lines it is to the end of the next paragraph."""
    empty = len(list(takewhile(lambda line: not line.strip(), below)))
    return empty + len(list(takewhile(str.strip, below[empty:])))
