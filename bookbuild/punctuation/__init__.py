"""Plainly typed text -> text with the book's own quotes, dashes and ellipses."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from .dashes import set_dashes, set_ellipses, set_speech
from .marks import MARKS, Marks, marks_for
from .quotes import set_quotes
from .spaces import set_spaces

__all__ = ["MARKS", "Marks", "curl", "curl_runs"]

_ADDRESS = re.compile(
    r"""(?:https?|ftp)://[^\s"<>«»“”]+|www\.[^\s"<>«»“”]+|(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)+"""
)


def curl(text: str, language: str) -> str:
    """Set one paragraph, heading or other block of plain text.

    U+FFFC stands for an opaque object (code, an image) and counts as part of a word.
    `language` is a BCP 47 tag; one without marks of its own is set as English.
    """
    sorts = _compose(text, marks_for(language))
    return "".join(sorts) if sorts else text


def curl_runs(runs: Sequence[str], language: str) -> list[str]:
    """Set one paragraph that inline markup (emphasis, links) cuts into runs.

    The runs are read as one text and each comes back with its own marks set:
    "".join(curl_runs(runs)) is curl("".join(runs)).
    """
    sorts = _compose("".join(runs), marks_for(language))
    if not sorts:
        return list(runs)
    cuts = accumulate((len(run) for run in runs), initial=0)
    return ["".join(sorts[start:end]) for start, end in pairwise(cuts)]


def _compose(text: str, marks: Marks) -> list[str]:
    """Set a line as a compositor does: one sort for each typed character.

    A sort may be empty or hold more than one character, so that sorts keep the places of
    what was typed.  Every step reads the typed text.  Nothing to set gives no sorts.
    """
    read = text
    if "@" in text or "://" in text or "www." in text:
        read = _ADDRESS.sub(lambda found: "\ufffc" * len(found[0]), text)
    sorts = list(text)
    if '"' in read or "'" in read:
        set_quotes(read, marks, sorts)
    if "--" in read or " - " in read:
        set_dashes(read, marks, sorts)
    if ".." in read or ". ." in read:
        set_ellipses(read, marks, sorts)
    if marks.speech and read[:1] in "-—–":
        set_speech(read, marks, sorts)
    if marks.tall or marks.dash[0][0] == "\u00a0":
        set_spaces(read, marks, sorts)
    return sorts
