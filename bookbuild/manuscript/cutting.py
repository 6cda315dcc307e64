"""A file's text -> the sections it holds: headings, what stands above them, and notes that pieces share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*(?:#+[ \t]*)?(?:\{[^{}]*\}[ \t]*)?$")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
DEFINITION = re.compile(r" {0,3}\[(\^?[^\]\s][^\]]*)\]:[ \t]")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ANCHOR = re.compile(r"^[ \t]*<(a|span)\s[^<>]*></\1>[ \t]*$", re.MULTILINE)
BLOCK = re.compile(r"^:::+[ \t]*\w.*?^:::+[ \t]*$", re.DOTALL | re.MULTILINE)
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
    for kind in (COMMENT, ANCHOR, BLOCK):
        text = kind.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def heading_at(lines: list[str], n: int) -> tuple[int, str] | None:
    """Level and words of the heading on line `n`: `# Title`, or a title with `===` below it."""
    if match := HEADING.match(lines[n]):
        return len(match[1]), match[2]
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
    known = definitions(lines)
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        own = {each.label for each in known if start <= each.lines[0] < end}
        lent = {n for each in known if each.label not in own for n in each.lines}
        kept = [line if start <= n < end or n in lent else "" for n, line in enumerate(lines)]
        first = min([start, *lent])
        yield first + 1, "\n".join(kept[first:]).rstrip("\n") + "\n"


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
    return tuple(Definition(label, tuple(at)) for label, at in found)


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
