"""A parcel -> a file on a device that is no drive (newer Kindles, Boox, Android), through the desktop's own `gio`.

There is no Python binding that is kept up, and libmtp's tools cannot hold a newer Kindle (1949:9981) while GNOME's gvfs,
which `gio` speaks to, can (libmtp issues 295, 320, 322). MTP promises neither rename over a file nor fsync. So: copied
under another name, read back and compared, the old draft removed, the new one renamed; if that is not known, copied once
more. If the cable is pulled between the two, the new draft is whole under the other name, and the next send mends it.

Tried with real `gio` on files, and with a `gio` of our own for MTP; not with a device (2026-11).
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

from bookbuild.delivery import Delivered, Parcel, Target, Told
from bookbuild.delivery.devices import ANDROID, DEVICES, Device
from bookbuild.delivery.ledger import NAME, entry_for, may_be_written, place_for, read
from bookbuild.delivery.refusals import gone, no_room
from bookbuild.problems import BookError, Problem

MOUNT = re.compile(r"Mount\(\d+\): (?P<name>.+) -> (?P<where>mtp://\S+)")
ASLEEP = re.compile(r"activation_root=(?P<where>mtp://\S+)")
FREE = re.compile(r"filesystem::free: (\d+)")
PART = "bookbuild.part"
MARGIN = 1 << 20
AT_FIRST, PATIENCE = 20, 600                       # seconds, to show what is there; for the largest book over the slowest cable
AT_HOME = {"LC_ALL": "C.UTF-8"}


def there_is_gio() -> bool:
    """Whether this machine can speak MTP."""
    return shutil.which("gio") is not None


def find() -> tuple[Target, ...]:
    """The devices that gio shows. One that it knows but has not opened yet is opened; one that does not answer is passed over."""
    if not there_is_gio():
        return ()
    try:
        said = _ask("mount", "-li")
        opened = {found["where"]: found["name"] for found in MOUNT.finditer(said)}
        for where in sorted({found["where"] for found in ASLEEP.finditer(said)} - set(opened)):
            if _run("mount", where, patience=AT_FIRST).returncode == 0:
                opened[where] = unquote(where.removeprefix("mtp://").strip("/")).replace("_", " ")
        return tuple(target for where, name in opened.items() for target in _stores(where, name))
    except BookError:                              # a desktop that hangs is no reason not to send to a drive
        return ()


def deliver(parcel: Parcel, target: Target, told: Told, rehearse: bool) -> Delivered:  # noqa: FBT001 - as every way
    """Copy it. Raises BookError with why not."""
    folder = _Folder(target, target.folder)
    size = parcel.file.stat().st_size
    told("Looking at the device", 0, size)
    ledger, problems = read(folder.content(NAME))
    place = place_for(parcel, "", ledger, folder.names.__contains__)
    with parcel.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    old = folder.content(place.path)
    there = None if old is None else hashlib.sha256(old).hexdigest()
    done = "new" if there is None else "same" if there == digest else "replaced"
    if done != "same":
        may_be_written(place, there, ledger)
        if (free := folder.free()) is not None and free < size + MARGIN:
            raise no_room(size + MARGIN, free)
        if not rehearse:
            _put(parcel, digest, place.path, folder, told)
            folder.put_bytes(NAME, ledger.with_entry(entry_for(parcel, place, there, digest)).written)
            _take_the_name(parcel, place.path, folder, digest)
    path = (PurePosixPath(target.folder) / place.path).as_posix()
    return Delivered(target, path, done, size, (*problems, *place.problems))


def _put(parcel: Parcel, digest: str, name: str, folder: "_Folder", told: Told) -> None:
    """Under another name, and read back. Raises BookError d-009 where the device gives back something else."""
    size = parcel.file.stat().st_size
    folder.make()
    told("Copying", 0, size)
    folder.put(parcel.file, PART)
    told("Reading it back", size // 2, size)
    if folder.digest(PART) != digest:
        folder.remove(PART)
        raise BookError([Problem("d-009", f"what the device gives back of {name} is not what was written to it", hint="try another cable")])
    told("Reading it back", size, size)


def _take_the_name(parcel: Parcel, name: str, folder: "_Folder", digest: str) -> None:
    """The old draft goes, the new one is called like it. Raises BookError d-008 where it is not there in the end."""
    folder.remove(name)
    if not folder.rename(PART, name):
        folder.put(parcel.file, name)
        folder.remove(PART)
    if folder.digest(name) != digest:
        raise gone(folder.target)


def _stores(where: str, name: str) -> Iterator[Target]:
    """The memory of a device that has its folder for books, or else the first one: a card comes second."""
    device = _device(f"{name} {unquote(where)}")
    stores = [each.rstrip("/") for each in _ask("list", "-u", where).split()]
    choices = [Target(device, "mtp", store, folder, name) for store in stores for folder in device.folders]
    names = {store: {unquote(each).rpartition("/")[2] for each in _ask("list", "-u", store).split()} for store in stores}
    fitting = [each for each in choices if each.folder.partition("/")[0] in names[each.where]]
    yield from (fitting or choices)[:1]


def _device(said: str) -> Device:
    return next((device for device in DEVICES if any(word in said.casefold() for word in device.mtp)), ANDROID)


class _Folder:
    """A folder on the device, by its address. Listing is slow over MTP: it is done once, and what we do is kept count of."""

    def __init__(self, target: Target, folder: str) -> None:
        self.target = target
        self.address = "/".join(filter(None, (target.where, quote(folder))))
        done = _run("list", "-h", "-u", self.address)
        self.is_there = done.returncode == 0
        self.names = {unquote(each.rstrip("/").rpartition("/")[2]) for each in done.stdout.decode(errors="replace").split()}

    def at(self, name: str) -> str:
        return f"{self.address}/{quote(name)}"

    def make(self) -> None:
        if not self.is_there:
            self._want("mkdir", "-p", self.address)
            self.is_there = True

    def content(self, name: str) -> bytes | None:
        return self._want("cat", self.at(name)) if name in self.names else None

    def digest(self, name: str) -> str:
        return hashlib.sha256(self._want("cat", self.at(name))).hexdigest()

    def free(self) -> int | None:
        found = FREE.search(_ask("info", "-f", "-a", "filesystem::free", self.target.where))
        return int(found[1]) if found else None

    def put(self, file: Path, name: str) -> None:
        """MTP may hold two files of one name: what is there goes first."""
        self.remove(name)
        self._want("copy", str(file), self.at(name))
        self.names.add(name)

    def put_bytes(self, name: str, content: bytes) -> None:
        with TemporaryDirectory(prefix="bookbuild-") as scratch:
            file = Path(scratch, "content")
            file.write_bytes(content)
            self.put(file, name)

    def remove(self, name: str) -> None:
        if name in self.names:
            self._want("remove", self.at(name))
            self.names.discard(name)

    def rename(self, name: str, new: str) -> bool:
        """Not every device can."""
        if _run("rename", self.at(name), new).returncode != 0:
            return False
        self.names = self.names - {name} | {new}
        return True

    def _want(self, *arguments: str) -> bytes:
        """Raises BookError d-023 with what gio said."""
        done = _run(*arguments)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].removeprefix("gio: ")
            hint = "unlock its screen, choose “file transfer” there if it asks, close other programs that have it open, and send again"
            raise BookError([Problem("d-023", f"the {self.target.said} refused: {said or 'without a reason'}", hint=hint)])
        return done.stdout


def _ask(*arguments: str) -> str:
    return _run(*arguments, patience=AT_FIRST).stdout.decode(errors="replace")


def _run(*arguments: str, patience: int = PATIENCE) -> "subprocess.CompletedProcess[bytes]":
    """Raises BookError d-022 where there is no gio, d-023 where it does not come to an end."""
    try:
        return subprocess.run(  # noqa: S603
            ["gio", *arguments], capture_output=True, check=False, timeout=patience, env=os.environ | AT_HOME, stdin=subprocess.DEVNULL,  # noqa: S607
        )  # fmt: skip
    except subprocess.TimeoutExpired as slow:
        hint = "unplug it, plug it in, and send again"
        raise BookError([Problem("d-023", f"the device has not answered for {patience} seconds", hint=hint)]) from slow
    except OSError as missing:
        raise BookError([no_gio(ANDROID)]) from missing


def no_gio(device: Device) -> Problem:
    """A device that shows no drive, on a machine that cannot speak to it."""
    message = f"this {device.title} shows no drive: it speaks MTP, and this machine has no program that bookbuild could ask for that"
    hint = "on Linux: sudo apt-get install gvfs-backends libglib2.0-bin; or by mail: bookbuild send --mail ADDRESS"
    return Problem("d-022", message, hint=hint)
