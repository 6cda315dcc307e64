"""What the system refuses -> a Problem that says which line to type: a full disk, a folder that may not be written, a link out."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from shlex import quote

from bookbuild.problems import BookError, Problem, megabytes

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
REFUSED = FULL | FORBIDDEN | {errno.EISDIR}


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """What the system refuses while a book is made, as a BookError. `folder` is the book's, as its author names it."""
    try:
        yield
    except OSError as error:
        if problem := refusal(error, folder):
            raise BookError([problem]) from error
        raise


def refuse_places(folder: Path) -> None:
    """Raises BookError where `dist/` is no folder, or it or something of its cache leads out of the book's folder.

    Whoever gave us the book may have laid such a link, and what is written or swept there would be our user's own.
    """
    root = folder.resolve()
    dist = root / "dist"
    for place in (dist, dist / ".cache", *(dist / ".cache").glob("*")):
        leads = Path(os.path.realpath(place))      # which, unlike resolve(), takes links that go round in circles
        if place.is_symlink() and not (leads.is_relative_to(root) and leads.is_dir()):
            name = PurePath(place.relative_to(root))
            why = f"{name} leads out of the book's folder, to {leads}: nothing is written there"
            raise BookError([Problem("o-005", why, hint=f"rm {quote(str(folder / name))}    removes the link, and nothing else")])
    if dist.exists() and not dist.is_dir():
        here = quote(str(folder / "dist"))
        raise BookError([Problem("o-004", "dist is a file; the book is put into a folder of that name", hint=f"mv {here} {here}.old")])


def leads_out(file: Path, root: Path) -> bool:
    """Whether a name, or a link on the disk, leads out of a folder. One that goes round in circles does not."""
    return not (file.is_relative_to(root) and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)))


def refusal(error: OSError, folder: Path) -> Problem | None:
    """What there is to say of it, if it is one of those an author can do something about."""
    if error.errno in FULL:
        return _full(folder)
    place = _named(error, folder)
    if error.errno == errno.EISDIR:
        return Problem("o-007", f"{place} is a folder, and stands where a file has to go", hint=f"mv {quote(place)} {quote(place)}.old")
    if error.errno == errno.EROFS:
        hint = f"cp -r {quote(str(folder.resolve()))} ~    makes a copy of the book that can be built"
        return Problem("o-006", f"{place} cannot be written: the disk may only be read", hint=hint)
    if error.errno in FORBIDDEN and Path(error.filename or folder).resolve().is_relative_to(folder.resolve()):
        locked = folder / "dist" if (folder / "dist").exists() else folder
        return Problem("o-006", f"{place} may not be written", hint=f"chmod -R u+w {quote(str(locked))}")
    return None


def _named(error: OSError, folder: Path) -> str:
    """The place that was refused, as the author would name it; our own temporary files are nobody's concern."""
    place = Path(error.filename2 or error.filename or folder)
    place = place.parent if place.name.startswith(".bookbuild-") else place
    return str(folder / place.relative_to(folder.resolve())) if place.is_relative_to(folder.resolve()) else str(place)


def _full(folder: Path) -> Problem:
    """Which of the two disks it is, that of the book or that of temporary files; what is left there, and what a book takes."""
    dist = folder / "dist"
    where = min((dist if dist.exists() else folder, Path(tempfile.gettempdir())), key=lambda place: shutil.disk_usage(place).free)
    last = sum(each.stat().st_size for each in dist.glob("*.*") if each.is_file())
    kept = sum(each.stat().st_size for each in (dist / ".cache").glob("*/*") if each.is_file())
    left = f"the disk is full: {megabytes(shutil.disk_usage(where).free)} are left for {where}"
    if where != dist:
        return Problem("o-003", left, hint=f"df -h {quote(str(where))}    shows how full it is")
    needed = f", and the book needs about {megabytes(last)} to stand beside the last one until it is done" if last else ""
    room = f"rm -r {quote(str(dist / '.cache'))}    frees {megabytes(kept)}: what is kept there only saves time"
    return Problem("o-003", left + needed, hint=room if kept else f"df -h {quote(str(where))}    shows how full it is")
