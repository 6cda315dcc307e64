"""Jobs -> sheaves in the store, made by processes that die with the build.

Each process serves one job at a time, so when one dies it is known over what; the others go on, and all faults are told
together. Nothing is passed but lines of JSON: sheaves go into the store, whole or not at all.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Any, Self

from bookbuild.kept import Kept, key_of
from bookbuild.limits import beyond
from bookbuild.outputs import undisturbed
from bookbuild.problems import BookError, Problem

# What is said of a job that went beyond a limit.
BEYOND = {
    "NESTING": "its pages cannot be set, for what stands in it inside other things",
    "SETTING_MEMORY": "its pages take too much memory",
    "SETTING_SECONDS": "its pages take too long to be set",
}


# Characters. In the time in which another process loads WeasyPrint, one that has it sets some forty pages (2026-11, two cores).
WORTH = 80_000


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be made: `said` goes to the process, `title` and `path` are for people. The one of most `size` comes first."""

    key: str
    said: dict[str, Any]
    title: str
    path: PurePath | None = None
    size: int = 0


class Workers:
    """At most `limit` processes (all cores by default), started when there is work for them."""

    def __init__(self, limit: int | None = None, say: Callable[[str], None] = lambda _: None) -> None:
        self.limit = limit or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
        self.say = say
        self.begin = b""
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scratch: TemporaryDirectory[str] | None = None

    def start(self, size: int) -> None:
        """Start as many processes as a book of so many characters is worth: while WeasyPrint loads in them, their work is got ready."""
        while len(self.processes) < self.limit and size >= len(self.processes) * WORTH:
            self._another()

    def share(self, kept: Kept, shared: dict[str, Any]) -> None:
        """Say what all jobs have in common, before the first of them. It is kept: a pipe would not hold it."""
        name = f"{key_of(shared)}.shared"
        if kept.get(name) is None:
            kept.hand_on(name, json.dumps(shared).encode())
        self.begin = json.dumps({"cache": str(kept.folder), "shared": name}).encode() + b"\n"
        for process in self.processes:
            _write(process, self.begin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """End all processes: at once if something went wrong, with nothing left to do otherwise."""
        for process in self.processes:
            if kind is not None:
                process.kill()
            _pipe(process.stdin).close()
        for process in self.processes:
            process.wait()
            _pipe(process.stdout).close()
        self.processes.clear()
        if self.scratch:
            self.scratch.cleanup()
            self.scratch = None

    def do(self, jobs: Iterable[Job]) -> None:
        """Do all jobs. Raises BookError with every one that failed, and OSError at once where the disk refuses."""
        waiting = sorted(jobs, key=lambda job: job.size)
        total, done, size = len(waiting), 0, sum(job.size for job in waiting)
        busy: dict[subprocess.Popen[bytes], Job] = {}
        problems: list[Problem] = []
        with selectors.DefaultSelector() as ready:
            while waiting or busy:
                while waiting and (process := self._free(busy, size)):
                    busy[process] = waiting.pop()
                    size -= busy[process].size
                    ready.register(_pipe(process.stdout), selectors.EVENT_READ, process)
                    self._hand(process, busy[process])
                for chosen, _ in ready.select():
                    process = chosen.data
                    ready.unregister(_pipe(process.stdout))
                    job = busy.pop(process)
                    problems += self._answer(process, job)
                    done += 1
                    self.say(f"Setting the pages: {job.title}, {done} of {total}")
        if problems:
            raise BookError(problems)

    def _free(self, busy: Container["subprocess.Popen[bytes]"], size: int) -> "subprocess.Popen[bytes] | None":
        """A process with nothing to do; a new one where the work that waits is worth its while."""
        if idle := next((process for process in self.processes if process not in busy), None):
            return idle
        if len(self.processes) < self.limit and (not self.processes or size >= WORTH):
            return self._another()
        return None

    def _another(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "bookbuild.press"]       # -P: a stranger's json.py lies in the folder one stands in
        self.scratch = self.scratch or TemporaryDirectory(prefix="bookbuild-", ignore_cleanup_errors=True)
        surroundings = {**os.environ, "TMPDIR": self.scratch.name}
        with undisturbed(signal.SIGINT):           # Ctrl-C is for the build, not for a process that has hardly begun
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=surroundings)  # noqa: S603
            self.processes.append(process)
        _write(process, self.begin)
        return process

    @staticmethod
    def _hand(process: "subprocess.Popen[bytes]", job: Job) -> None:
        _write(process, json.dumps({**job.said, "key": job.key}).encode() + b"\n")

    def _answer(self, process: "subprocess.Popen[bytes]", job: Job) -> list[Problem]:
        """What a job's process has to say: nothing if all went well."""
        line = b""
        while not line.endswith(b"\n") and (piece := _pipe(process.stdout).read(65536)):
            line += piece
        if line.endswith(b"\n"):
            said = json.loads(line)
            if said.get("refused"):                # by the disk: the chapter is not to blame, nor is any other spared
                raise OSError(*said["refused"])
            if said.get("limit"):
                return [beyond(said["limit"], f"{job.title}: {BEYOND[said['limit']]}", job.path)]
            return [_fault(job, said["fault"])] if said["fault"] else []
        self.processes.remove(process)
        status = process.wait()
        _pipe(process.stdin).close()
        _pipe(process.stdout).close()
        return [_death(job, status)]


def _write(process: "subprocess.Popen[bytes]", content: bytes) -> None:
    """Hand a line over. A process that has died is met when its answer is read."""
    view = memoryview(content)
    try:
        while view:
            view = view[_pipe(process.stdin).write(view) :]
    except BrokenPipeError:
        pass


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - for mypy: both ends were asked for
    return stream


def _fault(job: Job, trace: str) -> Problem:
    *above, last = trace.strip().splitlines()
    places = [line.strip() for line in above if line.startswith("  File ")] or [line.strip() for line in above]
    hint = f"please report this, with the chapter; it happened in {places[-1] if places else 'an unknown place'}"
    return Problem("p-003", f"{job.title}: the pages could not be set: {last}", job.path, hint=hint)


def _death(job: Job, status: int) -> Problem:
    if status == -signal.SIGXCPU:
        return beyond("SETTING_SECONDS", f"{job.title}: {BEYOND['SETTING_SECONDS']}", job.path)
    if status < 0:
        name = signal.Signals(-status).name
        cause = f"the system ended it ({name})" + (": most likely, memory ran out" if -status == signal.SIGKILL else "")
    else:
        cause = f"it ended with status {status}"
    hint = "close other programs, or build with --jobs 1; a very long chapter can be split into two files"
    return Problem("p-004", f"{job.title}: setting its pages failed: {cause}", job.path, hint=hint)


