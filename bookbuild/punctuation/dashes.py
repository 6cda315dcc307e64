"""Typed hyphens and full stops -> dashes and ellipses."""

import re
from itertools import cycle

from .marks import Marks

# Not the hyphens of an arrow, an HTML comment or a typed rule.
_HYPHENS = re.compile(r"(?<![-<])(?<!<!)-{1,3}(?![->])")
_DOTS = re.compile(r"(?<!\.)(?<!\. )\.(?:\.{2,3}|[ \u00a0]\.[ \u00a0]\.(?:[ \u00a0]\.)?)(?! ?\.)")
_SIX_DOTS = re.compile(r"(?<!\.)\.{6}(?!\.)")
_SPEECH = re.compile(r"^(-{1,3}|[—–])([ \u00a0]*)(?=\S)", re.MULTILINE)
_RAYA = re.compile(r"(?<=\s)-(?=\w)|(?<=[\w?!….])-(?=[\s.,;:?!…]|\Z)")


def set_dashes(text: str, marks: Marks, sorts: list[str]) -> None:
    """Set -- and --- and a hyphen between spaces; a range of numbers gets an en dash."""
    asides = cycle(marks.dash)
    for found in _HYPHENS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        spaced = before == after == " " and bool(text[start - 2 : start - 1].strip() and text[end + 1 : end + 2].strip())
        if end - start == 1 and not (spaced and _is_aside(text, start, end)):
            continue
        sorts[start:end] = [marks.rule] + [""] * (end - start - 1)
        if end - start == 3:
            sorts[start] = "—"
            if spaced and marks.dash[0] == "—":
                sorts[start - 1] = sorts[end] = ""
        elif before.isdigit() and after.isdigit():
            sorts[start] = "–"
        elif spaced:
            sorts[start - 1], sorts[start], sorts[end] = "", next(asides), ""
        elif _tight(before, after):
            sorts[start] = next(asides)


def _tight(before: str, after: str) -> bool:
    return (before.isalnum() or before in ",;.?!\ufffc") and bool(before) and (after.isalnum() or after == "\ufffc")


def _is_aside(text: str, start: int, end: int) -> bool:
    return not text[end + 1].isdigit() and text[end + 1] not in "-+=" and text[start - 2] not in "-+="


def set_ellipses(text: str, marks: Marks, sorts: list[str]) -> None:
    """Set three dots as one ellipsis; of four, the first ends the sentence (Chicago 13.53)."""
    for found in _DOTS.finditer(text):
        start, end = found.span()
        four = found[0].count(".") == 4
        sorts[start:end] = [""] * (end - start)
        glued = start > 0 and not text[start - 1].isspace()
        sorts[start] = ("." if four and glued else "") + marks.ellipsis + ("." if four and not glued else "")
    if len(marks.ellipsis) == 2:
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
        if marks.speech == "—" and typed[0] == "-" :
            for raya in _RAYA.finditer(text, end):
                sorts[raya.start()] = rule
