"""A file of the book's folder -> its bytes, if it may come in: it lies in the folder, is a plain file, and not too large."""

import os
import stat
from pathlib import Path, PurePath

from bookbuild.disk import leads_out
from bookbuild.limits import MEGABYTE, beyond, most_bytes
from bookbuild.problems import Problem

HINT = "copy it into the manuscript: a book is made from its own folder alone"


class Refused(Exception):  # noqa: N818 - an author's mistake, or a stranger's trick
    """Why a file may not come in."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


def opened(file: Path, path: PurePath, limit: str) -> int:
    """A descriptor of the file, for reading. Raises Refused.

    `path` is the file as Problems name it, relative to the book's folder; `limit` says how large it may be. Nothing is
    opened that is not a plain file: a pipe or a device would have us wait for ever, or do something when it is opened.
    """
    root = file.parents[len(path.parts) - 1]
    try:
        if leads_out(file, root):
            raise Refused(Problem("m-007", "leads out of the book's folder", path, hint=HINT))
        real = os.path.realpath(file)
        if not stat.S_ISREG(os.lstat(real).st_mode):
            raise Refused(Problem("h-002", "not a plain file", path, hint="delete it, or move it out of the book's folder"))
        descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as reason:
        raise Refused(Problem("m-001", f"cannot be read: {reason.strerror}", path)) from None
    if (size := os.fstat(descriptor).st_size) > most_bytes(limit):
        os.close(descriptor)
        raise Refused(beyond(limit, f"a file of {size / MEGABYTE:,.1f} MB", path, much=size / MEGABYTE))
    return descriptor


def let_in(file: Path, path: PurePath, limit: str = "TEXT") -> bytes:
    """The file's bytes. Raises Refused."""
    with os.fdopen(opened(file, path, limit), "rb") as content:
        return content.read(most_bytes(limit) + 1)
