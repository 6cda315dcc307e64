"""A font file -> fonts with just the characters of a book, cut in a process of its own: a font may come from a stranger, and lie.

A WOFF2 of a few kilobytes can unpack to gigabytes, and a table of characters can claim all that there could be.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from bookbuild.apart import Apart, SilentError

Axes = tuple[tuple[str, float], ...]               # (tag, value)


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a font cannot be embedded: `forbidden` where its maker does not want it, `limit` where it asks for too much."""

    reason: str
    forbidden: bool = False
    limit: str = ""


def cut_apart(file: Path, characters: str, features: tuple[str, ...], axes: Axes, apart: Apart) -> bytes | Unfit:
    """The static font; empty where the font has none of the characters."""
    try:
        answer = apart.ask([str(file), characters, features, axes])
    except SilentError as silent:
        if silent.status is None:
            return Unfit("this takes too long to be cut", limit="FONT_SECONDS")
        return Unfit(f"its process ended with status {silent.status}")
    return base64.b64decode(answer[1:]) if answer.startswith(b"+") else Unfit(*json.loads(answer[1:]))
