"""A file's text -> the sections it holds: headings, what stands above them, and notes that pieces share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)$")
BRACED = re.compile(r"\{[^{}]*\}$")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
DEFINITION = re.compile(r" {0,3}\[(\^?[^\]\s][^\]]*)\]:[ \t]")
# What may stand above a heading: each matches to its end, or not at all.
PRELUDE = (
    re.compile(r"<!--.*?-->", re.DOTALL), re.compile(r"<(a|span)\s[^<>]*></\1>[ \t]*$", re.MULTILINE),
    re.compile(r":::+[ \t]*\w.*?^:::+[ \t]*$", re.DOTALL | re.MULTILINE),
)  # fmt: skip
SPACE = re.compile(r"\s*")
BRACKET = re.compile(r"\[([^\[\]]+)\]")
UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*$")
CALL = re.compile(r"\[(\^[^\]\s]+)\]")


def first_heading(text: str) -> tuple[int, str] | None:
    """Level and words of the heading a text opens with, if it opens with one."""
    lines = without_prelude(text).splitlines()
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
        words = BRACED.sub("", match[2].rstrip()).rstrip()
        return len(match[1]), words.rstrip("#").rstrip() or words
    alone = lines[n].strip() and (n == 0 or not lines[n - 1].strip())
    return (1, lines[n].strip()) if alone and n + 1 < len(lines) and UNDERLINE.match(lines[n + 1]) else None


def cut(text: str, level: int) -> Iterator[tuple[int, str]]:
    """A text cut before each heading of `level`: (line it starts on, text) of each piece.

    Notes and link definitions may stand anywhere in the file: each piece gets those it may need and has none of its own
    for, on their own lines, with empty lines in place of what is not the piece's, so that every line keeps its number.
    """
    lines = text.splitlines()
    starts = [place for place in headings(lines, level) if place]
    if not starts:
        yield 1, text
        return
    shown = without_prelude(text).splitlines()
    if not starts or not any(line.strip() for line in shown[: starts[0]]):
        starts = starts[1:]
    if not starts:
        yield 1, text
        return
    known: dict[str, list[Definition]] = {}
    for each in definitions(lines):
        known.setdefault(each.label.casefold(), []).append(each)
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        lent = {n for each in _lent(lines[start:end], known, range(start, end)) for n in each.lines}
        first, last = min([start, *lent]), max([end - 1, *lent])
        kept = [lines[n] if start <= n < end or n in lent else "" for n in range(first, last + 1)]
        yield first + 1, "\n".join(kept).rstrip("\n") + "\n"


def _lent(piece: list[str], known: dict[str, list["Definition"]], place: range) -> Iterator["Definition"]:
    """The definitions that a piece calls and has none of its own for, and those that they call in turn."""
    asked: set[str] = set()
    texts = piece
    while texts:
        called = {label.casefold() for line in texts if "[" in line for label in BRACKET.findall(line)} - asked
        asked |= called
        texts = []
        for label in called & known.keys():
            if not any(each.lines[0] in place for each in known[label]):
                yield from known[label]
                texts += [line for each in known[label] for line in each.text]


def headings(lines: list[str], level: int) -> list[int]:
    """Where headings of exactly `level` stand, outside fenced code."""
    return [n for n in prose(lines) if (heading := heading_at(lines, n)) and heading[0] == level]


def prose(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are not fenced code; a fence that is never closed fences nothing."""
    number = 0
    while number < len(lines):
        opening = FENCE.match(lines[number])
        closed = opening and next((n for n in range(number + 1, len(lines)) if lines[n].strip().startswith(opening[1])), None)
        if not closed:
            yield number
        number = (closed or number) + 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A note or a link that is defined: its label (`^map` is a note's) and its lines, from 0."""

    label: str
    lines: tuple[int, ...]
    text: tuple[str, ...] = ()


def definitions(lines: list[str]) -> tuple[Definition, ...]:
    """What a text defines, each with the lines that go on with it."""
    found: list[tuple[str, list[int]]] = []
    inside = False
    for number in prose(lines):
        line = lines[number]
        if opening := DEFINITION.match(line):
            found.append((opening[1], []))
            inside = True
        elif line.strip() and not line.startswith(("    ", "\t")):
            inside = False
        if inside and line.strip():
            found[-1][1].append(number)
    return tuple(Definition(label, tuple(at), tuple(lines[n] for n in at)) for label, at in found)


def note_faults(text: str) -> Iterator[tuple[int, str, bool]]:
    """(line from 1, label, whether it is a second one) of notes whose words would be in no book."""
    if "[^" not in text:
        return
    lines = text.splitlines()
    notes = [each for each in definitions(lines) if each.label.startswith("^")]
    called = {call for n in prose(lines) for call in CALL.findall(DEFINITION.sub("", lines[n]))}
    last = {each.label: each for each in notes}
    for each in notes:
        if last[each.label] is not each:
            yield each.lines[0] + 1, each.label, True
        elif each.label not in called:
            yield each.lines[0] + 1, each.label, False
