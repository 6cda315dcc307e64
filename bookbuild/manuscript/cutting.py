"""A file's text -> the sections it holds: headings, what stands above them, and notes that pieces share."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bookbuild.numerals import split_heading

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)$")
BRACED = re.compile(r"\{[^{}]*\}$")
SPAN = re.compile(r"\[([^\[\]]*)\]\{[^{}]*\}")    # `[]{#_Toc1 .anchor}Prologue`, as pandoc brings it out of Word
FENCE = re.compile(r" {0,3}(```+|~~~+)")
DEFINITION = re.compile(r" {0,3}\[(?:(\^[^\[\]\s]+)\]:|([^\[\]\s^][^\[\]]*)\]:[ \t])")    # a note, a link
# What no line of a note begins with that goes on without an indent: it begins something else.
ENDS = re.compile(r"[ \t]*(?:[>#]|:::|[-*+](?:[ \t]|$)|\d{1,9}[.)][ \t]|(?:[*_~-][ \t]*){3,}$|⁂)")
# What may stand above a heading: each matches to its end, or not at all.
PRELUDE = (
    re.compile(r"<!--.*?-->", re.DOTALL), re.compile(r"<(a|span)\s[^<>]*></\1>[ \t]*$", re.MULTILINE),
    re.compile(r":::+[ \t]*\w.*?^:::+[ \t]*$", re.DOTALL | re.MULTILINE),
    re.compile(r"\[(?:\^[^\[\]\s]+\]:|[^\[\]\s^][^\[\]\n]*\]:[ \t])[^\n]*"
               r"(?:\n(?:[ \t]*\n)*(?: {4}|\t)[^\n]*|\n(?![ \t]*(?:\n|$|[>#]|:::))[^\n]*)*+"),
)  # fmt: skip
SPACE = re.compile(r"\s*")
BRACKET = re.compile(r"\[([^\[\]]+)\]")
UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*$")
CALL = re.compile(r"\[(\^[^\[\]\s]+)\]")


def first_heading(text: str) -> tuple[int, str] | None:
    """Level and words of the heading a text opens with, if it opens with one."""
    lines = without_prelude(text).split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    return heading_at(lines, first) if first is not None else None


def without_prelude(text: str) -> str:
    """The text with white space for what may stand above a heading and still be below it in rank.

    Comments, anchors, and `:::` blocks: an epigraph or a note typed above `# One` is chapter One's. Lines keep their numbers.
    """
    end, found = 0, True
    while found:
        space = SPACE.match(text, end)             # of nothing, too
        matches = (kind.match(text, space.end()) for kind in PRELUDE if space)
        match = next(filter(None, matches), None)
        end, found = (match.end(), True) if match else (end, False)
    return re.sub(r"[^\n]", " ", text[:end]) + text[end:]


def heading_at(lines: list[str], n: int) -> tuple[int, str] | None:
    """Level and words of the heading on line `n`: `# Title`, or a title with `===` below it."""
    if match := HEADING.match(lines[n]):
        words = BRACED.sub("", SPAN.sub(r"\1", match[2]).rstrip()).strip()
        return len(match[1]), words.rstrip("#").rstrip() or words
    alone = lines[n].strip() and (n == 0 or not lines[n - 1].strip())
    return (1, lines[n].strip()) if alone and n + 1 < len(lines) and UNDERLINE.match(lines[n + 1]) else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file's text. Its lines, and those of what it borrowed, are counted from the text's first, 1."""

    line: int
    text: str
    lent: tuple["Definition", ...] = ()

    def borrowed(self, above: int) -> tuple[tuple[int, str], ...]:
        """As a Section has it, where so many lines stand above the text in its file."""
        return tuple((above + each.line + 1, each.text) for each in self.lent)


def cut(text: str, level: int) -> Iterator[Piece]:
    """A text cut before each heading of `level`.

    Notes and link definitions may stand anywhere in the file: each piece borrows those it needs and has none of its own for.
    """
    lines = text.split("\n")
    starts = [place for place in headings(lines, level) if place]
    if starts and not any(line.strip() for line in without_prelude(text).split("\n")[: starts[0]]):
        starts = starts[1:]
    if not starts:
        yield Piece(1, text)
        return
    known: dict[str, list[Definition]] = {}
    for each in definitions(lines):
        known.setdefault(_key(each.label), []).append(each)
    for start, end in pairwise([0, *starts, len(lines)]):
        lent = tuple(_lent(lines[start:end], known, range(start, end)))
        yield Piece(start + 1, "\n".join(lines[start:end]).rstrip("\n") + "\n", lent)


def _lent(piece: list[str], known: dict[str, list["Definition"]], place: range) -> Iterator["Definition"]:
    """The definitions that a piece calls and has none of its own for, and those that they call in turn.

    Of several of one label the last one counts, as Markdown has it.
    """
    asked: set[str] = set()
    texts = piece
    while texts:
        called = {_key(label) for line in texts if "[" in line for label in BRACKET.findall(line)} - asked
        asked |= called
        lent = [known[label][-1] for label in sorted(called & known.keys()) if not _has_own(known[label], place)]
        yield from lent
        texts = [each.text for each in lent]


def _key(label: str) -> str:
    """Links are found whatever the case they are called in; notes are not."""
    return label if label.startswith("^") else label.casefold()


def _has_own(definitions: list["Definition"], place: range) -> bool:
    at = bisect_left(definitions, place.start, key=lambda each: each.line)
    return at < len(definitions) and definitions[at].line in place


def title_of_the_only(text: str) -> str | None:
    """The book's title, where a file begins with a first-level heading and goes on in second-level ones."""
    heading = first_heading(text)
    lines = text.split("\n")
    if heading is None or heading[0] != 1 or split_heading(heading[1], "en").number is not None:
        return None                                # `# Chapter One` over its scenes is no book's title
    return heading[1] if len(headings(lines, 1)) == 1 and len(headings(lines, 2)) > 1 else None


def headings(lines: list[str], level: int) -> list[int]:
    """Where headings of exactly `level` stand, outside fenced code."""
    return [n for n in prose(lines) if (heading := heading_at(lines, n)) and heading[0] == level]


def prose(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are neither fenced code nor in a comment; what is never closed holds nothing."""
    number = 0
    last = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    while number < len(lines):
        opening = FENCE.match(lines[number])
        closed = opening and next((n for n in range(number + 1, len(lines)) if lines[n].strip().startswith(opening[1])), None)
        if not closed:
            yield number
        if not opening and number < last and "-->" not in lines[number].rpartition("<!--")[2] and "<!--" in lines[number]:
            closed = next(n for n in range(number + 1, len(lines)) if "-->" in lines[n])
        number = (closed or number) + 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A note or a link that is defined: its label (`^map` is a note's), its line, from 0, and its text."""

    label: str
    line: int
    text: str

    @property
    def lines(self) -> range:
        """All its lines."""
        return range(self.line, self.line + self.text.count("\n") + 1)


def definitions(lines: list[str]) -> list[Definition]:
    """What a text defines, each with the lines that go on with it: those that are indented, and a note's until an empty one."""
    found: list[tuple[str, int, int]] = []         # label, first line, line after the last
    inside = False
    for number in prose(lines):
        line = lines[number]
        if opening := DEFINITION.match(line):
            found.append((opening[1] or opening[2], number, number + 1))
            inside = True
        elif line.strip() and inside:
            label, first, end = found[-1]
            lazy = label.startswith("^") and end == number and not ENDS.match(line)
            if inside := line.startswith(("    ", "\t")) or lazy:
                found[-1] = label, first, number + 1
    return [Definition(label, first, "\n".join(lines[first:end])) for label, first, end in found]


def _calls(note: str) -> list[str]:
    """The labels of the notes that a note calls."""
    opening = DEFINITION.match(note)
    return CALL.findall(note, opening.end() if opening else 0)


def only_definitions(text: str) -> bool:
    """Whether there is nothing but notes and links below the heading: they stand elsewhere in the book."""
    lines = text.split("\n")
    found = definitions(lines)
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    defined = {n for each in found for n in each.lines}
    return bool(found) and not any(line.strip() for n, line in enumerate(lines) if n > first and n not in defined)


def note_faults(text: str) -> Iterator[tuple[int, str, bool]]:
    """(line from 1, label, whether it is a second one) of notes whose words would be in no book."""
    if "[^" not in text:
        return
    lines = text.split("\n")
    notes = [each for each in definitions(lines) if each.label.startswith("^")]
    inside = {n for each in notes for n in each.lines}
    last = {each.label: each for each in notes}
    called: set[str] = set()
    waiting = [call for n in prose(lines) if n not in inside for call in CALL.findall(lines[n])]
    while waiting:                                 # from the text on: notes that only call each other are in no book
        if (label := waiting.pop()) not in called:
            called.add(label)
            waiting += _calls(last[label].text) if label in last else []
    for each in notes:
        if last[each.label] is not each:
            yield each.line + 1, each.label, True
        elif each.label not in called:
            yield each.line + 1, each.label, False
