"""Files that appear whole or not at all."""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

PREFIX = ".bookbuild-"


@contextmanager
def whole(out: Path, *, sync: bool = True) -> Iterator[Path]:
    """A temporary neighbour of `out` to write to; it takes `out`'s place when all went well, and only then.

    With `sync`, what it holds is on the disk before it is `out`, so that even a power cut leaves one or the other.
    Two builds at once do not meet: each has its own neighbour, and the last one to finish wins whole.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=out.suffix, dir=out.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if sync:
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        temporary.chmod(_mode(out))
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _mode(out: Path) -> int:
    """The permissions the file has had, or those of any new file."""
    if out.exists():
        return stat.S_IMODE(out.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def source_date() -> datetime | None:
    """The one clock an output may show (reproducible-builds.org: SOURCE_DATE_EPOCH); without it, none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None


def sweep(folder: Path) -> None:
    """Remove what a killed build left behind. A neighbour younger than an hour may belong to a living one."""
    if not folder.is_dir():
        return
    for file in folder.glob(f"{PREFIX}*"):
        if file.stat().st_mtime < time.time() - 3600:
            file.unlink(missing_ok=True)
