"""Files that appear whole or not at all."""

import errno
import os
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

PREFIX = ".bookbuild-"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)   # Ctrl-C, the system's wish, a terminal that is closed


@contextmanager
def whole(out: Path, *, sync: bool = True) -> Iterator[Path]:
    """A temporary neighbour of `out` to write to; it takes `out`'s place when all went well, and only then.

    With `sync`, what it holds is on the disk before it is `out`, so that even a power cut leaves one or the other.
    Two writers at once do not meet: each has its own neighbour, and the last one to finish wins whole.
    """
    with together(out, sync=sync) as drafts:
        yield drafts[out]


@contextmanager
def together(*outs: Path, sync: bool = True) -> Iterator[dict[Path, Path]]:
    """A temporary neighbour of each, by its name: `whole` for several that belong together.

    When all are on the disk they take their places one right after the other, and no signal but SIGKILL comes between.
    Raises IsADirectoryError, before anything is written, where a folder stands in the place of one.
    """
    drafts: dict[Path, Path] = {}
    try:
        for out in outs:
            drafts[out] = _neighbour(out)
        yield drafts
        for out, draft in drafts.items():
            if sync:
                with draft.open("rb+") as file:
                    os.fsync(file.fileno())
            draft.chmod(_mode(out))
        with undisturbed():
            for out, draft in drafts.items():
                draft.replace(out)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _neighbour(out: Path) -> Path:
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=out.suffix, dir=out.parent)
    os.close(handle)
    return Path(name)


def _mode(out: Path) -> int:
    """The permissions the file has had, or those of any new file. A link in its place is replaced, not asked."""
    with suppress(FileNotFoundError):
        if stat.S_ISREG(mode := out.lstat().st_mode):
            return mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def undisturbed(*signals: signal.Signals) -> Iterator[None]:
    """What must not be cut in two. A signal that comes meanwhile is heard when it is over; a process that is started never hears it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals or STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def source_date() -> datetime | None:
    """The one clock an output may show (reproducible-builds.org: SOURCE_DATE_EPOCH); without it, none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None


def sweep(folder: Path, age: float = 3600) -> None:
    """Remove what a killed build left beside its outputs, if it is older than `age` seconds: what is younger may belong to a living one."""
    if folder.is_dir():
        for file in folder.glob(f"{PREFIX}*"):
            with suppress(FileNotFoundError):      # its owner has just finished
                if file.lstat().st_mtime <= time.time() - age:
                    file.unlink()
