"""A book's folder -> a place to work on it: alone, swept of what dead builds left, with the system's refusals told as Problems.

A lock on the folder tells whether another bookbuild is at work there. The kernel takes it back when a process ends, in
whichever way (flock(2)), so what is left of a process that was killed can be told from what a living one is writing.
Where the folder's file system has no such locks, as on many networks, work goes on without: nobody meets anybody's
files, the last one to finish wins whole, and only what has lain about for an hour is swept.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from bookbuild.disk import refuse_places, told
from bookbuild.outputs import sweep

WAITING = "Another bookbuild is at work on this book: waiting for it"
SCRATCH = "bookbuild-at-work-"
_here: ContextVar[frozenset[Path]] = ContextVar("_here", default=frozenset())    # where this very thread is at work already


@contextmanager
def at_work(folder: Path, say: Callable[[str], None] = lambda _: None) -> Iterator[bool]:
    """Be the only one at work on a book. Gives whether that had to be waited for: then the book may be another by now.

    Raises BookError for a `dist/` that is none or leads elsewhere, and for what the system refuses meanwhile.
    """
    root = folder.resolve()
    if root in _here.get() or not root.is_dir():
        yield False
        return
    with _alone(root, say) as (alone, waited), told(folder):
        refuse_places(folder)
        _sweep(root / "dist", alone=alone)
        token = _here.set(_here.get() | {root})
        try:
            with _scratch():
                yield waited
        finally:
            _here.reset(token)
            _sweep(root / "dist", alone=alone)     # what a signal has left, in between two of our own statements


def tidy(folder: Path) -> None:
    """Remove what dead builds left, where there is nothing else to do, and nobody is at work."""
    with suppress(OSError), _open(folder.resolve()) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        refuse_places(folder)
        _sweep(folder.resolve() / "dist", alone=True)
        _sweep_scratch()


@contextmanager
def _alone(root: Path, say: Callable[[str], None]) -> Iterator[tuple[bool, bool]]:
    """(whether nobody else is at work for certain, whether somebody was)."""
    with ExitStack() as held:
        alone, waited = True, False
        try:
            handle = held.enter_context(_open(root))
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(handle, fcntl.LOCK_EX)
            waited = True
        except OSError:                            # no locks here: ENOLCK, EBADF on NFS, EOPNOTSUPP …
            alone = False
        yield alone, waited


@contextmanager
def _open(folder: Path) -> Iterator[int]:
    """A folder, to be locked as long as it is open."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield handle
    finally:
        os.close(handle)


def _sweep(dist: Path, *, alone: bool) -> None:
    """Beside the outputs, and beside what is kept. What may not be removed is in nobody's way."""
    for folder in (dist, dist / ".cache", *(dist / ".cache").glob("*/")):
        with suppress(OSError):
            sweep(folder, 0 if alone else 3600)


@contextmanager
def _scratch() -> Iterator[None]:
    """All temporary files of this process in one folder, which goes when it ends, or when the next one begins."""
    before = tempfile.tempdir
    _sweep_scratch()
    with ExitStack() as held:
        tempfile.tempdir = str(_own_folder(held))  # "defines the default value for the dir argument" of all of tempfile
        try:
            yield
        finally:
            shutil.rmtree(tempfile.tempdir, ignore_errors=True)
            tempfile.tempdir = before


def _own_folder(held: ExitStack) -> Path:
    """A new folder, locked. Before it is, somebody may think it dead and remove it: then another."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=SCRATCH))
        with suppress(FileNotFoundError):
            handle = held.enter_context(_open(folder))
            with suppress(OSError):                # no locks here: nobody will think it dead
                fcntl.flock(handle, fcntl.LOCK_EX)
            if folder.exists():
                return folder


def _sweep_scratch() -> None:
    """Remove what killed processes of this user left: folders that nobody has locked."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        with suppress(OSError), _open(folder) as handle:             # it is in use, or has just gone
            if os.fstat(handle).st_uid == os.geteuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
