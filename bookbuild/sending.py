"""A book's folder and a device -> the variant which that device reads, built or recalled, ready to be delivered."""

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import cast

from bookbuild.build import build
from bookbuild.delivery import Parcel, Target, azw3, detection, mtp, remarkable
from bookbuild.delivery.devices import ANDROID, AZW3, DEVICES, EPUB, FOLDER, KEPUB, REMARKABLE, known_by_usb
from bookbuild.delivery.labels import Label, read_label
from bookbuild.delivery.mounts import mounted, plugged
from bookbuild.delivery.names import stem_of
from bookbuild.delivery.refusals import read_only
from bookbuild.problems import BookError, Problem
from bookbuild.request import Built, Request

Say = Callable[[str], None]
# What a device reads -> for which reader the EPUB is built; AZW3 is made of Kindle's.
READERS = {EPUB: "generic", KEPUB: "kobo", AZW3: "kindle"}
PLUG_IN = "plug it in, wait until the computer shows it, and send again; or name a folder: bookbuild send --to FOLDER"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which book, which of its editions, and the name it is to have on the device, if not the one it has."""

    folder: Path
    edition: str | None = None
    jobs: int | None = None
    stem: str | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """A book that is ready to go."""

    parcel: Parcel
    built: Built


def targets(asked: str | None = None) -> tuple[Target, ...]:
    """The devices that are there; of a kind, of a label or at a place, if one is asked for. Raises BookError where there is none."""
    if asked == REMARKABLE.name:
        return (remarkable.target_at(),)
    found = (*detection.find(mounted()), *mtp.find())
    wanted = tuple(target for target in found if asked in {None, target.device.name, target.label, target.where})
    if not wanted:
        raise BookError([_missing(asked, found)])
    return wanted


def target_at(place: str) -> Target:
    """A folder, or the address of a reMarkable. Raises BookError d-005 for a folder that is not there."""
    if place.startswith("http://"):
        return remarkable.target_at(place)
    folder = Path(place).expanduser()
    if folder.is_dir():
        return detection.target_at(folder)
    if folder.exists():
        hint = f"bookbuild send --to {quote(str(folder.parent))}"
        raise BookError([Problem("d-005", f"{place} is a file; a book is sent into a folder", hint=hint)])
    raise BookError([Problem("d-005", f"there is no folder {place}", hint=f"mkdir -p {quote(str(folder))}    if it is to be a new one")])


def likely(found: Sequence[Target]) -> Sequence[Target]:
    """Those a book is meant for: a telephone hangs on many a cable only to be charged."""
    return [target for target in found if target.device is not ANDROID] or found


def one_of(found: Sequence[Target]) -> Target:
    """The only one. Raises BookError d-002 where there are several, with the line for each."""
    if len(found) == 1:
        return found[0]
    names = [target.device.name for target in found]
    lines = [f"bookbuild send {name if names.count(name) == 1 else quote(target.where)}" for name, target in zip(names, found, strict=True)]
    raise BookError([Problem("d-002", f"{len(found)} devices are plugged in; which one is it to be?", hint="\n    ".join(lines))])


def pack(wish: Wish, target: Target, say: Say = lambda _: None) -> Packed:
    """Build what the target reads, or recall it. Raises BookError with what stands in the way; no device is touched."""
    _can_be_sent(target)
    say("Looking at what is there")
    ending = target.device.reads
    request = Request(wish.folder, ("epub",), wish.edition, wish.jobs, reader=READERS[ending])
    built = request.recall() or build(request, say)
    file = cast("Path", built.epub)                # one was asked for
    identifier = cast("Label", read_label(file)).identifier        # it is ours, and sound
    book = f"{identifier}#{wish.edition}" if wish.edition else identifier
    usual = stem_of(built.title, wish.edition)
    if ending == AZW3:
        epub, file = file, request.dist / f"{usual}{AZW3}"
        azw3.convert(epub, file, request.cache, (book, built.title), say)
    stem = stem_of(wish.stem.removesuffix(ending)) if wish.stem else usual
    home = hashlib.sha256(os.fsencode(wish.folder.resolve())).hexdigest()[:16]
    return Packed(Parcel(file, book, built.title, stem, ending, home, stem_asked=wish.stem is not None), built)


def goodbye(target: Target) -> tuple[str, ...]:
    """What the person does next."""
    then = (target.device.then,) if target.device.then else ()
    if target.way != "volume":
        return then
    where = Path(target.where)
    drive = next((mount.path for mount in mounted() if where.is_relative_to(mount.path)), None)
    if target.device is FOLDER and drive is None:
        return ()
    name = "drive" if target.device is FOLDER else target.device.title
    return (f"Eject the {name} before unplugging it{f': {_eject(drive)}' if drive else '.'}", *then)


def _eject(drive: Path) -> str:
    """The line to type."""
    program = "diskutil eject" if sys.platform == "darwin" else "gio mount -e" if mtp.there_is_gio() else "umount"
    return f"{program} {quote(str(drive))}"


def _can_be_sent(target: Target) -> None:
    """What can be known before a long build."""
    if target.device.reads == AZW3:
        azw3.converter()
    if target.way == "volume" and os.statvfs(target.where).f_flag & os.ST_RDONLY:
        raise read_only(target)


def _missing(asked: str | None, found: Sequence[Target]) -> Problem:
    """Why the device that is wanted is not among those found: what is plugged in may show no drive, or not yet."""
    here = [device for device in map(known_by_usb, sorted(plugged())) if device and asked in {None, device.name}]
    if here and here[0].mtp and not mtp.there_is_gio():
        return mtp.no_gio(here[0])
    if here:
        hint = "tap “Connect” or “File transfer” on its screen if it asks, click it in the file manager once, and send again"
        return Problem("d-026", f"a {here[0].title} is plugged in, but shows no drive yet", hint=hint)
    if asked is None:
        return Problem("d-001", "no e-reader is plugged in, or it shows no drive yet", hint=PLUG_IN)
    title = next((device.title for device in DEVICES if device.name == asked), asked)
    there = f"; there is: {', '.join(target.said for target in found)}" if found else ""
    return Problem("d-003", f"no {title} is plugged in, or it shows no drive yet{there}", hint=PLUG_IN)
