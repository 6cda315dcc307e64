"""Sections -> their passages, from a process of its own: whatever a stranger has written, it ends, and the build goes on."""

import json
import selectors
import signal
import subprocess
import sys
from types import TracebackType
from typing import IO, Self

from bookbuild.limits import beyond, most
from bookbuild.markup.passage import Origin
from bookbuild.outputs import undisturbed
from bookbuild.problems import Problem

PATIENCE = 20                                      # times its limit of computing time, for a machine with other things to do


class Apart:
    """The process, started when there is first something to be read, and anew where it has died."""

    def __init__(self, language: str, note_label: str) -> None:
        self.language, self.note_label = language, note_label
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._end()

    def read(self, text: str, origin: Origin) -> bytes | Problem:
        """A section's passage, frozen; or why there is none."""
        process = self.process = self.process or self._begun()
        said = [text, origin.name, origin.path.as_posix() if origin.path else "", origin.first_line, self.language, self.note_label]
        try:
            _stream(process.stdin).write(json.dumps(said).encode() + b"\n")
            _stream(process.stdin).flush()
            answer = self._answer(process)
        except BrokenPipeError:
            answer = b""
        if answer and answer.endswith(b"\n"):
            return answer[1:-1] if answer.startswith(b"+") else Problem.heard(json.loads(answer[1:]))
        status = self._end(at_once=answer is None)
        if answer is None:
            return beyond("READING_SECONDS", "this takes too long to be understood", origin.path, origin.first_line)
        message = f"this could not be understood: its process ended with status {status}"
        return Problem("h-005", message, origin.path, origin.first_line, hint="please report this, with the file")

    @staticmethod
    def _begun() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "bookbuild.markup"]       # -P: a stranger's json.py lies in the folder one stands in
        with undisturbed(signal.SIGINT):           # Ctrl-C is for the build, not for a process that has hardly begun
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603

    @staticmethod
    def _answer(process: "subprocess.Popen[bytes]") -> bytes | None:
        """One line, or what there is of it if the process dies; None if it keeps us waiting for too long."""
        with selectors.DefaultSelector() as ready:
            ready.register(_stream(process.stdout), selectors.EVENT_READ)
            return _stream(process.stdout).readline() if ready.select(most("READING_SECONDS") * PATIENCE) else None

    def _end(self, *, at_once: bool = True) -> int:
        """End the process, or wait until it has ended; gives its status."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        if at_once:
            process.kill()
        process.communicate()
        return process.returncode


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - for mypy: both ends were asked for
    return stream
