"""A parcel -> a file on a mounted drive, whole or not at all.

In this order, so that a cut cable or a killed program at any moment leaves the last draft or the new one, never a part:

1. one at a time: a lock on the drive's own folder, which goes with the process and leaves nothing behind;
2. the ledger says where the book goes, and whether what is there is ours;
3. room: the whole file beside the old one, and a margin;
4. copied to `.bookbuild.part` in the same folder, and made to reach the drive (fsync) a megabyte at a time;
5. read back from the drive, not from memory, and compared;
6. the ledger, then the book's own name (rename), then the folder (fsync).

What is left of an earlier attempt is written over; nothing else on the drive is touched. calibre 7 opens the book's own
name and writes into it; on a drive that is pulled out too early that is half a book (KOReader issue 12128).
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bookbuild.delivery import Delivered, Parcel, Target, Told
from bookbuild.delivery.ledger import NAME, Ledger, Place, entry_for, may_be_written, place_for, read
from bookbuild.delivery.refusals import gone, no_room, told_as_problems
from bookbuild.problems import BookError, Problem

CHUNK = 1 << 20
MARGIN = 1 << 20                                   # bytes: the ledger, and what clusters waste
LARGEST = 16 << 20                                 # bytes of a ledger: some fifty thousand books
PART = ".bookbuild.part"                           # Kobo and tolino look for books by ending; this is none
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
OLD = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
APPLE_DOUBLE = b"\x00\x05\x16\x07"                 # how a file begins that macOS puts beside another on FAT (RFC 1740)


@dataclass(frozen=True, slots=True)
class Seen:
    """What has the book's name on the drive: its digest, and its size and time, by which a change is seen at once."""

    digest: str | None
    looks: tuple[int, int] | None


def deliver(parcel: Parcel, target: Target, told: Told, rehearse: bool) -> Delivered:  # noqa: FBT001 - as every way
    """Copy it. Raises BookError with why not; what had the book's name has it still."""
    root, size = Path(target.where), parcel.file.stat().st_size
    with told_as_problems(target, size), _alone(root, target):
        ledger, problems = read(_content(root / NAME))
        place = place_for(parcel, target.folder, ledger, lambda path: (root / path).exists())
        out = root / place.path
        _stays_on(root, out.parent)
        looks = _looks(out)
        seen = Seen(_digest(out), looks)
        done = "new" if seen.digest is None else "same" if seen.digest == _digest(parcel.file) else "replaced"
        if done != "same":
            may_be_written(place, seen.digest, ledger)
            if rehearse:
                _room(root, size)
            else:
                _put(parcel, place, seen, ledger, target, told)
        return Delivered(target, place.path, done, size, (*problems, *place.problems))


def _put(parcel: Parcel, place: Place, seen: Seen, ledger: Ledger, target: Target, told: Told) -> None:
    """Steps 3 to 6."""
    root, size = Path(target.where), parcel.file.stat().st_size
    out = root / place.path
    made = [folder for folder in Path(place.path).parents if not (root / folder).is_dir()]
    out.parent.mkdir(parents=True, exist_ok=True)
    part, shadows = out.parent / PART, _shadows(out)
    part.unlink(missing_ok=True)
    _room(root, size)
    try:
        with parcel.file.open("rb") as source:
            written = _write(source, part, size, told)
        _read_back(part, written, size, told)
        _is_there(root, target)
        _replace(root / NAME, ledger.with_entry(entry_for(parcel, place, seen.digest, written)).written)
        if _looks(out) != seen.looks:
            raise BookError([Problem("d-011", f"{place.path} on the device has changed while it was being copied, and is not overwritten")])
        part.replace(out)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    for folder in dict.fromkeys((out.parent, *(root / each.parent for each in made))):
        _sync_folder(folder)
    for shadow in _shadows(out) - shadows:
        shadow.unlink(missing_ok=True)


def _write(source: BinaryIO, part: Path, size: int, told: Told) -> str:
    """Each piece is on the drive before the next one comes, or else the bar would be full and the cable busy for a minute more."""
    digest, done = hashlib.sha256(), 0
    with open(os.open(part, NEW, 0o666), "wb", buffering=0) as file:  # noqa: PTH123 - of a descriptor
        while piece := source.read(CHUNK):
            _write_all(file.fileno(), piece)
            _sync(file.fileno())
            digest.update(piece)
            done += len(piece)
            told("Copying", done, max(size, done))
        _sync(file.fileno())
    return digest.hexdigest()


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest):]


def _read_back(part: Path, wanted: str, size: int, told: Told) -> None:
    """Raises BookError d-009 where the drive gives back something else."""
    digest, done = hashlib.sha256(), 0
    with open(os.open(part, OLD), "rb", buffering=0) as file:  # noqa: PTH123 - of a descriptor
        _from_the_drive(file.fileno())
        while piece := file.read(CHUNK):
            digest.update(piece)
            done += len(piece)
            told("Reading it back", done, max(size, done))
    if digest.hexdigest() != wanted:
        hint = "try another cable; if it happens again, look after the device’s memory before you trust it with books"
        raise BookError([Problem("d-009", "what the device gives back is not what was written to it", hint=hint)])


def _replace(file: Path, content: bytes) -> None:
    """The ledger, whole or as it was."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, NEW, 0o666)
    try:
        _write_all(descriptor, content)
        _sync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(file)
    _sync_folder(file.parent)


def _sync(descriptor: int) -> None:
    """Onto the drive; macOS's fsync stops at the drive's own memory, and has a word of its own for the rest (fsync(2))."""
    if full := getattr(fcntl, "F_FULLFSYNC", None):
        with suppress(OSError):
            fcntl.fcntl(descriptor, full)
            return
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Some drivers know no fsync of folders; what they do know, they have then done."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _from_the_drive(descriptor: int) -> None:
    """What was just written is still in memory, where it is bound to be right: let it be read from the drive."""
    with suppress(OSError):
        if no_cache := getattr(fcntl, "F_NOCACHE", None):
            fcntl.fcntl(descriptor, no_cache, 1)
        elif hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _alone(root: Path, target: Target) -> Iterator[None]:
    """One bookbuild at a time. Raises BookError d-008 where the drive has gone, d-013 where another one is sending."""
    _is_there(root, target)
    descriptor = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BookError([Problem("d-013", f"another bookbuild is just sending something to the {target.said}; try again")]) from None
    except OSError:                                # a file system without locks
        pass
    try:
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)


def _is_there(root: Path, target: Target) -> None:
    """Raises BookError d-008 where the drive has gone: its folder may be left, on the computer's own disk."""
    if target.volume is not None and root.stat().st_dev != target.volume:
        raise gone(target)


def _stays_on(root: Path, folder: Path) -> None:
    """Raises BookError d-012 for a folder that leads off the device."""
    there = next(each for each in (folder, *folder.parents) if each.exists() or each == root)
    if not there.resolve().is_relative_to(root.resolve()) or there.stat().st_dev != root.stat().st_dev:
        raise BookError([Problem("d-012", f"{folder} is a link that leads off the device; nothing is written through it")])


def _room(root: Path, size: int) -> None:
    space = os.statvfs(root)
    if (free := space.f_bavail * space.f_frsize) < size + MARGIN:
        raise no_room(size + MARGIN, free)


def _content(file: Path) -> bytes | None:
    """None where there is nothing. What is no file of ours (a link, a pipe, far too large) counts as damaged."""
    if not file.is_symlink() and not file.exists():
        return None
    ours = file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST
    return file.read_bytes() if ours else b""


def _digest(file: Path) -> str | None:
    """None where there is nothing; what is no file (a link, a folder) has a digest that nothing of ours has."""
    if not file.is_symlink() and not file.exists():
        return None
    if file.is_symlink() or not file.is_file():
        return "no file"
    with open(os.open(file, OLD), "rb") as opened:  # noqa: PTH123 - of a descriptor
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _looks(file: Path) -> tuple[int, int] | None:
    with suppress(FileNotFoundError):
        status = file.lstat()
        return status.st_size, status.st_mtime_ns
    return None


def _shadows(out: Path) -> set[Path]:
    """`._the-last-cell.epub`: what macOS remembers of a file, on a drive that cannot. Readers show it as a broken book."""
    found = set()
    for name in (out.name, PART, NAME):
        shadow = out.with_name(f"._{name}")
        with suppress(OSError), shadow.open("rb") as file:
            if file.read(len(APPLE_DOUBLE)) == APPLE_DOUBLE:
                found.add(shadow)
    return found
