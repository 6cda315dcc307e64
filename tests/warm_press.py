"""`Workers` whose processes are copies of one that has WeasyPrint loaded already: loading it takes longer than setting a small book.

Commands start their processes as ever; only tests that set pages by themselves have these. Run as a program, this is the one that
is copied: it hears of each copy on a socket, with the copy's standard input and output, and answers with its number; and of each
number, that somebody waits for its end.
"""

import io
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from bookbuild.pdf.workers import Workers, _write

LONGEST = 1 << 17                                  # bytes of a message: it holds an environment
PYTHON = sys.executable


class Copy:
    """What `Workers` asks of a process, and no more."""

    def __init__(self, line: socket.socket, environment: dict[str, str]) -> None:
        self.line = line
        (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()
        self.stdin: IO[bytes] = open(ours_in, "wb", buffering=0)  # noqa: PTH123, SIM115 - as Popen has them
        self.stdout: IO[bytes] = open(ours_out, "rb", buffering=0)  # noqa: PTH123, SIM115
        self.pid = self._asked({"cwd": str(Path.cwd()), "environment": environment}, (theirs_in, theirs_out))
        os.close(theirs_in)
        os.close(theirs_out)

    def _asked(self, what: dict[str, Any], pipes: tuple[int, ...] = ()) -> int:
        socket.send_fds(self.line, [json.dumps(what).encode()], pipes)
        return int(self.line.recv(LONGEST))

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        return self._asked({"wait": self.pid})


@contextmanager
def warm_press() -> Iterator[None]:
    """As long as this lasts, the processes of `Workers` are copies, except where a test has put another program in Python's place."""
    begun: list[tuple[subprocess.Popen[bytes], socket.socket]] = []
    started = Workers._another

    def copied(workers: Workers) -> Any:  # noqa: ANN401 - what stands for a process
        if sys.executable != PYTHON:
            return started(workers)
        if not begun:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                command = [PYTHON, "-P", __file__, str(theirs.fileno())]
                begun.append((subprocess.Popen(command, pass_fds=[theirs.fileno()]), ours))
        workers.scratch = workers.scratch or tempfile.TemporaryDirectory(prefix="bookbuild-", ignore_cleanup_errors=True)
        copy: Any = Copy(begun[0][1], {**os.environ, "TMPDIR": workers.scratch.name})
        workers.processes.append(copy)
        _write(copy, workers.begin)
        return copy

    with pytest.MonkeyPatch.context() as patched:
        if sys.platform == "linux":                # elsewhere a process with libraries like these is not safely copied
            patched.setattr(Workers, "_another", copied)
        yield
    for process, line in begun:
        line.close()
        process.wait()


def press() -> None:
    runpy.run_module("bookbuild.press", run_name="__main__")


def serve(line: socket.socket) -> None:
    """Load all there is to load, by a press that has nothing to do; then make copies."""
    sys.stdin = io.StringIO()
    press()
    from bookbuild.press.layout import Case  # noqa: PLC0415 - WeasyPrint is for this process alone
    from bookbuild.stylesheet import Sheet  # noqa: PLC0415

    Case({}).lay_out("<p>What is read and asked for the first time takes longest.</p>", (Sheet("", None),))
    while True:
        message, pipes, *_ = socket.recv_fds(line, LONGEST, 2)
        if not message:
            return
        asked = json.loads(message)
        if "wait" in asked:
            line.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]))
            continue
        if not (number := os.fork()):
            line.close()
            for place, pipe in enumerate(pipes):
                os.dup2(pipe, place)
                os.close(pipe)
            os.chdir(asked["cwd"])
            os.environ.clear()
            os.environ.update(asked["environment"])
            tempfile.tempdir = None
            sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
            press()
            os._exit(0)
        for pipe in pipes:
            os.close(pipe)
        line.send(b"%d" % number)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
