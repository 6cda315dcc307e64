"""Fonts cut, asked for by `cut_apart` and answered under limits.

A question is `[file, characters, features, axes]`; the answer is `+` and the font in base64, or `-` and why there is none.
"""

import base64
import json
from dataclasses import astuple
from pathlib import Path

from bookbuild.apart import OutOfTimeError, Question, serve
from bookbuild.foundry import Unfit
from bookbuild.foundry.subset import cut


def answer(question: Question) -> bytes:
    """The font, or why it cannot be had."""
    file, characters, features, axes = question
    made: bytes | Unfit
    try:
        made = cut(Path(file), characters, tuple(features), axes)
    except OutOfTimeError:
        made = Unfit("this takes too long to be cut", limit="FONT_SECONDS")
    except MemoryError:
        made = Unfit("this takes too much memory to be cut", limit="FONT_MEMORY")
    return b"+" + base64.b64encode(made) if isinstance(made, bytes) else b"-" + json.dumps(astuple(made)).encode()


serve("FONT", answer, of=lambda question: question[0])
