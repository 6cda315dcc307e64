"""Typed hyphens and full stops -> dashes and ellipses."""

import re
from itertools import cycle

from .marks import Marks

# Not the hyphens of an arrow, an HTML comment or a typed rule.
_HYPHENS = re.compile(r"(?<![-<])(?<!<!)-{1,3}(?![->])")
_DOTS = re.compile(r"(?<!\.)(?<!\. )\.(?:\.{2,3}|[ \u00a0]\.[ \u00a0]\.(?:[ \u00a0]\.)?)(?! ?\.)")
_SIX_DOTS = re.compile(r"(?<!\.)\.{6}(?!\.)")
_SPEECH = re.compile(r"^(-{1,3}(?![->])|[—–])([ \u00a0]*)(?=\S)", re.MULTILINE)
_RAYA = re.compile(r"(?<=\s)-(?=\w)|(?<=[\w?!….])-(?=[\s.,;:?!…]|\Z)")


def set_dashes(text: str, marks: Marks, sorts: list[str]) -> None:
    """Set -- and --- and a hyphen between spaces; a range of numbers gets an en dash."""
    asides = cycle(marks.dash)
    for found in _HYPHENS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        spaced = _spaced(text, start, end)
        if end - start == 1 and not (spaced and _between_words(text, start, end)):
            continue
        sorts[start:end] = [marks.rule] + [""] * (end - start - 1)
        if found[0] == "---":
            sorts[start] = "—"
            if spaced and marks.dash[0] == "—":
                sorts[start - 1] = sorts[end] = ""
        elif before.isdigit() and after.isdigit():
            sorts[start] = "–"
        elif spaced:
            sorts[start - 1], sorts[start], sorts[end] = "", next(asides), ""
        elif _tight(before, after):
            sorts[start] = next(asides)


def _spaced(text: str, start: int, end: int) -> bool:
    """Tell a dash with one space on each side and words of its line beyond them."""
    if not text[start - 1 : start] == text[end : end + 1] == " ":
        return False
    return bool(text[start - 2 : start - 1].strip() and text[end + 1 : end + 2].strip())


def _between_words(text: str, start: int, end: int) -> bool:
    return not text[end + 1].isdigit() and not {text[start - 2], text[end + 1]} & set("-+=")


def _tight(before: str, after: str) -> bool:
    """Tell a dash typed between two words without spaces from one that breaks a word off."""
    return (before.isalnum() or before in set(",;.?!\ufffc")) and (after.isalnum() or after == "\ufffc")


def set_ellipses(text: str, marks: Marks, sorts: list[str]) -> None:
    """Set three dots as one ellipsis; of four, the first ends the sentence (Chicago 13.53)."""
    for found in _DOTS.finditer(text):
        start, end = found.span()
        sorts[start:end] = [marks.ellipsis] + [""] * (end - start - 1)
        if found[0].replace(" ", "") == "....":
            glued = start > 0 and not text[start - 1].isspace()
            sorts[start] = "." + marks.ellipsis if glued else marks.ellipsis + "."
    if marks.ellipsis == "……":
        for found in _SIX_DOTS.finditer(text):
            sorts[found.start() : found.end()] = [marks.ellipsis, *[""] * 5]


def set_speech(text: str, marks: Marks, sorts: list[str]) -> None:
    """Set the dash that opens a line of dialogue, where the language has one."""
    rule = marks.speech[0]
    for found in _SPEECH.finditer(text):
        start, end = found.span()
        typed, space = found.groups()
        after = text[end]
        if typed == "-" and not space and not (after.isalpha() or after in "¿¡«\"'…"):
            continue
        sorts[start:end] = [""] * (end - start)
        sorts[start] = (typed if typed in "—–" else rule) + marks.speech[1:]
    if marks.speech == "—" and text[:1] == "-":  # Spanish: -Hola -dijo Juan-.
        for raya in _RAYA.finditer(text, 1):
            sorts[raya.start()] = rule
