"""Sections on standard input, one JSON object a line -> their passages on standard output, a line each, under limits.

A section is `[text, name, path, first line, language, note label]`. The answer is `+` and the passage as `freeze` writes
it, or `-` and a Problem. The process ends when its input does: when the build that started it is done, or dead.
"""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import PurePath
from types import FrameType, TracebackType
from typing import Any
from xml.etree.ElementTree import Element

from bookbuild.limits import Beyond, hold_memory, hold_time
from bookbuild.markup.passage import LINE, Origin, freeze
from bookbuild.markup.rendering import PRESS, convert


class _OutOfTimeError(BaseException):
    """Raised by the system's signal, wherever Python is at that moment."""


def main() -> None:
    """Serve sections until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C is for the build, which then ends this process
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)                                  # whatever a library prints is no answer
    signal.signal(signal.SIGXCPU, _stop)
    hold_memory("READING_MEMORY")
    used: defaultdict[str, float] = defaultdict(float)               # seconds for each file, however many sections it is cut into
    for line in sys.stdin:
        if not line.endswith("\n"):
            break                                  # the last word of a build that was killed
        text, name, path, first_line, language, label = json.loads(line)
        began = time.process_time()
        hold_time("READING_SECONDS", used[path])
        answers.write(_answer(text, Origin(name, PurePath(path) if path else None, first_line), language, label) + b"\n")
        answers.flush()
        used[path] += time.process_time() - began


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _OutOfTimeError


def _answer(text: str, origin: Origin, language: str, label: str) -> bytes:
    try:
        return b"+" + freeze(convert(text, origin, language, label))
    except Beyond as reached:
        limit = reached
    except _OutOfTimeError as error:
        limit = Beyond("READING_SECONDS", "this takes too long to be understood", _place(error))
    except MemoryError as error:
        limit = Beyond("READING_MEMORY", "this takes too much memory to be understood", _place(error))
    except RecursionError as error:
        limit = Beyond("NESTING", "marks inside marks inside marks", _place(error))
    return b"-" + json.dumps(limit.problem(origin.path, origin.first_line).said).encode()


def _place(error: BaseException) -> int | None:
    """The line of the innermost block that was being worked on, or of the one that was read last."""
    trace: TracebackType | None = error.__traceback__
    line: int | None = None
    while trace:
        found = [_line_of(value) for value in trace.tb_frame.f_locals.values()]
        line = next(filter(None, found), line)
        trace = trace.tb_next
    return line or PRESS.book.line_reached


def _line_of(value: Any) -> int | None:  # noqa: ANN401 - whatever a function holds
    return int(value.get(LINE, "0")) or None if isinstance(value, Element) else None


try:
    main()
except BrokenPipeError:                            # nobody is left to hear the answer
    os._exit(1)
