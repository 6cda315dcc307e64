"""Typed spaces beside French marks -> spaces that hold the line together."""

import re

from .marks import Marks

_GUILLEMET = re.compile(r'["«»]')
_TALL = re.compile(r"( ?)((?<![;:!?])[;:!?]+)(\w|/|\\)?")
_DASH = re.compile(r"(?<=\S) (?=[—–] \S)")


def set_spaces(text: str, marks: Marks, sorts: list[str]) -> None:
    """Put the language's spaces inside its guillemets and before ; ! ? : and dashes."""
    if marks.space:
        for found in _GUILLEMET.finditer(text):
            _set_guillemet(text, found.start(), marks, sorts)
    if marks.tall:
        for found in _TALL.finditer(text):
            _set_tall(text, found, marks, sorts)
    if marks.dash[0][0] == "\u00a0":
        for found in _DASH.finditer(text):
            if sorts[found.start()] == " ":
                sorts[found.start()] = "\u00a0"


def _set_guillemet(text: str, index: int, marks: Marks, sorts: list[str]) -> None:
    opening = sorts[index] == marks.outer[0]
    beside = index + 1 if opening else index - 1
    neighbour = text[beside : beside + 1] if beside >= 0 else ""
    if neighbour == " ":
        sorts[beside] = marks.space
    elif neighbour and not neighbour.isspace():
        sorts[index] = sorts[index] + marks.space if opening else marks.space + sorts[index]


def _set_tall(text: str, found: re.Match[str], marks: Marks, sorts: list[str]) -> None:
    start = found.start(2)
    typed, points, after = found.groups()
    last = start - len(typed) - 1
    if last < 0 or text[last].isspace() or text[last] in "([{¿¡—–" or sorts[last][:1] in {*"«“‘‹"}:
        return
    space = marks.colon if points[0] == ":" else marks.tall
    if typed:
        sorts[start - 1] = space
    elif not after:
        sorts[start] = space + points[0]
