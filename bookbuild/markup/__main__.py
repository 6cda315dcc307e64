"""Sections -> their passages, asked for by `render_all` and answered under limits.

A question is `[text, name, path, first line, borrowed, language, note label]`; the answer is `+` and the passage as
`freeze` writes it, or `-` and a Problem.
"""

import json
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import Element

from bookbuild.apart import OutOfTimeError, Question, serve
from bookbuild.limits import Beyond
from bookbuild.markup.passage import LINE, Origin, freeze
from bookbuild.markup.rendering import PRESS, convert


def answer(question: Question) -> bytes:
    """A section's passage, or the limit that it went beyond."""
    text, name, path, first_line, borrowed, language, label = question
    origin = Origin(name, PurePath(path) if path else None, first_line, tuple(map(tuple, borrowed)))
    try:
        return b"+" + freeze(convert(text, origin, language, label))
    except Beyond as reached:
        limit = reached
    except OutOfTimeError as error:
        limit = Beyond("READING_SECONDS", "this takes too long to be understood", _place(error))
    except MemoryError as error:
        limit = Beyond("READING_MEMORY", "this takes too much memory to be understood", _place(error))
    except RecursionError as error:
        limit = Beyond("NESTING", "marks inside marks inside marks", _place(error))
    return b"-" + json.dumps(limit.problem(origin.path, origin.first_line).said).encode()


def _place(error: BaseException) -> int | None:
    """The line of the innermost block that was being worked on, or of the one that was read last."""
    trace = error.__traceback__
    line: int | None = None
    while trace:
        found = [_line_of(value) for value in trace.tb_frame.f_locals.values()]
        line = next(filter(None, found), line)
        trace = trace.tb_next
    return line or PRESS.book.line_reached


def _line_of(value: Any) -> int | None:  # noqa: ANN401 - whatever a function holds
    return int(value.get(LINE, "0")) or None if isinstance(value, Element) else None


serve("READING", answer, of=lambda question: question[2])             # a file's, into however many sections it is cut
