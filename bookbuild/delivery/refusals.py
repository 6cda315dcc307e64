"""What the system said when a device refused -> what a person can do about it."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bookbuild.delivery import Target
from bookbuild.problems import BookError, Problem, megabytes

GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTCONN, errno.ESTALE, errno.ENOTDIR}
FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM}
NAMES = {errno.EINVAL, errno.ENAMETOOLONG, errno.EILSEQ}


@contextmanager
def told_as_problems(target: Target, size: int) -> Iterator[None]:
    """What the system refuses is told as a Problem of the device."""
    try:
        yield
    except OSError as error:
        raise _told(error, target, size) from error


def _told(error: OSError, target: Target, size: int) -> BookError:
    if error.errno in GONE:
        return gone(target)
    if error.errno in FULL:
        return no_room(size, None)
    if error.errno == errno.EROFS:
        return read_only(target)
    if error.errno in FORBIDDEN:
        message = f"you may not write to the {target.said}"
        return fault("d-018", message, "mount it by a click in the file manager, and it is yours; or look at the folder’s permissions")
    if error.errno in NAMES:
        message = f"the {target.device.title} cannot hold a file of that name"
        return fault("d-019", message, "bookbuild send … --as a-plain-name")
    return fault("d-020", f"the {target.said} refused: {error.strerror or error}")


def gone(target: Target) -> BookError:
    """It was there a moment ago."""
    hint = "plug it in again, wait until it shows up, and send once more; no half book is under the book’s name"
    return fault("d-008", f"the {target.said} has gone away", hint)


def no_room(wanted: int, free: int | None) -> BookError:
    """So many bytes are `wanted`, and so many `free`, if that could be asked for."""
    there = f", and {megabytes(free)} are free" if free is not None else ""
    hint = "delete something on the device, and send again; the last draft stays there until the new one is whole"
    return fault("d-007", f"there is no room on the device: the book needs {megabytes(wanted)}{there}", hint)


def read_only(target: Target) -> BookError:
    """Linux does that to a drive that was pulled out without being ejected (calibre's FAQ; KOReader issue 12128)."""
    hint = "eject it, plug it in again; if that does not help, let the device restart once and try again"
    if sys.platform.startswith("linux"):
        hint += "; fsck.vfat repairs what an unplugged cable has left"
    return fault("d-006", f"the {target.said} can only be read, not written", hint)


def fault(code: str, message: str, hint: str | None = None) -> BookError:
    """One Problem, to be raised."""
    return BookError([Problem(code, message, hint=hint)])
