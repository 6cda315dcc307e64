"""Questions -> answers, from a process of its own under limits: whatever a stranger has written, it ends, and the build goes on.

Both ends are here: `Apart` asks, and a room's `__main__` answers with `serve`. A question is a JSON array on a line, an
answer one line of bytes. The process ends when its input does: when the build that started it is done, or dead.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import IO, Any, NoReturn, Self

from bookbuild.limits import hold_memory, hold_time, most
from bookbuild.outputs import undisturbed

PATIENCE = 20                                      # times its limit of computing time, for a machine with other things to do
Question = list[Any]


class SilentError(Exception):
    """There is no answer: the process took too long (status None), or it died."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        super().__init__(status)


class OutOfTimeError(BaseException):
    """Raised in the process by the system's signal, wherever Python is at that moment."""


class Apart:
    """The process of a room, started when there is first something to ask, and anew where it has died.

    `work` names its limits: `READING` stands for READING_SECONDS and READING_MEMORY.
    """

    def __init__(self, room: str, work: str) -> None:
        self.room, self.work = room, work
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._end()

    def ask(self, question: Question) -> bytes:
        """The answer, without the end of its line. Raises SilentError."""
        process = self.process = self.process or self._begun()
        try:
            _stream(process.stdin).write(json.dumps(question).encode() + b"\n")
            _stream(process.stdin).flush()
            answer = self._answer(process)
        except BrokenPipeError:
            answer = b""
        if answer and answer.endswith(b"\n"):
            return answer[:-1]
        status = self._end(at_once=answer is None)
        raise SilentError(None if answer is None else status)

    def _begun(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", self.room]                # -P: a stranger's json.py lies in the folder one stands in
        with undisturbed(signal.SIGINT):           # Ctrl-C is for the build, not for a process that has hardly begun
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603

    def _answer(self, process: "subprocess.Popen[bytes]") -> bytes | None:
        """One line, or what there is of it if the process dies; None if it keeps us waiting for too long."""
        with selectors.DefaultSelector() as ready:
            ready.register(_stream(process.stdout), selectors.EVENT_READ)
            return _stream(process.stdout).readline() if ready.select(most(f"{self.work}_SECONDS") * PATIENCE) else None

    def _end(self, *, at_once: bool = True) -> int:
        """End the process, or wait until it has ended; gives its status."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        if at_once:
            process.kill()
        process.communicate()
        return process.returncode


def serve(work: str, answer: Callable[[Question], bytes], of: Callable[[Question], str]) -> None:
    """Answer what is asked on standard input until there is no more. All questions `of` one thing share its limit of time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C is for the build, which then ends this process
    signal.signal(signal.SIGXCPU, _stop)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)                                  # whatever a library prints is no answer
    hold_memory(f"{work}_MEMORY")
    used: defaultdict[str, float] = defaultdict(float)               # seconds
    try:
        for line in sys.stdin:
            if not line.endswith("\n"):
                break                              # the last word of a build that was killed
            question = json.loads(line)
            began = time.process_time()
            hold_time(f"{work}_SECONDS", used[of(question)])
            answers.write(answer(question) + b"\n")
            answers.flush()
            used[of(question)] += time.process_time() - began
    except BrokenPipeError:                        # nobody is left to hear the answer
        os._exit(1)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTimeError


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - for mypy: both ends were asked for
    return stream
