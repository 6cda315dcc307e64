"""A folder and a question -> what git answers: only plumbing, so that nothing a stranger's repository names is ever run.

No hook, filter, pager, monitor or signature program is asked, nothing is fetched, and neither index nor files are touched.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

# Set last, over whatever a hook or an editor has left in the environment. A partial clone would fetch what it lacks, by a command
# of its own configuration: with no protocol allowed it cannot (git 2.12), and need not try (git 2.45).
QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
COMMAND = ("git", "--no-optional-locks", "--no-pager", "--literal-pathspecs")


class NoGit(Exception):  # noqa: N818 - no error: books need no git
    """There is no git on this machine."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said, and of what it complained; `known` is whether it had an answer."""

    known: bool
    said: bytes
    complaint: str

    @property
    def text(self) -> str:
        """The answer as one line, as file names are read."""
        return os.fsdecode(self.said).strip()


def ask(folder: Path, *arguments: str) -> Answer:
    """Ask about the repository that `folder` is in. Raises NoGit."""
    try:
        done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, check=False, env=surroundings())  # noqa: S603
    except OSError as reason:
        raise NoGit from reason
    return Answer(done.returncode == 0, done.stdout, done.stderr.decode(errors="replace").strip())


def surroundings() -> dict[str, str]:
    """The environment without GIT_DIR and its like: in a hook they would name another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | QUIET


def contents(folder: Path, names: Iterable[str]) -> Iterator[bytes | None]:
    """The bytes of each object, as they are stored; None for one that is not there. Raises NoGit."""
    with TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in names).encode())
        asked.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603
                [*COMMAND, "cat-file", "--batch"], cwd=folder, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=surroundings(),
            )  # fmt: skip
        except OSError as reason:
            raise NoGit from reason
        with process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            try:
                yield from _objects(process.stdout)
            finally:
                process.kill()


def _objects(stream: IO[bytes]) -> Iterator[bytes | None]:
    """`<name> blob <size>`, the bytes, a line end; or `<name> missing`."""
    while header := stream.readline():
        size = header.rpartition(b" ")[2].strip()
        if not size.isdigit():
            yield None
            continue
        yield stream.read(int(size))
        stream.read(1)
