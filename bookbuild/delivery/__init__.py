"""A finished book and where it is to go -> the book on an e-reader, whole or not at all.

This room knows nothing of how a book is made. It is handed a `Parcel` and a `Target`, and goes one of three WAYS: onto a
drive that is mounted, through MTP to a device that is none, or to a tablet's own web page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bookbuild.delivery.devices import Device
from bookbuild.problems import Problem

# Told what is being done, and how many bytes of how many are done.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to deliver. `book` says which book it is, from draft to draft; `home` where it is made, as a digest."""

    file: Path
    book: str
    title: str
    stem: str                                      # what to call it on the device, if it has no name there yet
    ending: str                                    # `.kepub.epub`
    home: str = ""
    stem_asked: bool = False                       # the person has asked for this name


@dataclass(frozen=True, slots=True)
class Target:
    """Where a parcel goes: a device, how it is reached, and the folder for books in it (`/` between its parts)."""

    device: Device
    way: str                                       # one of WAYS
    where: str                                     # a path, or an address
    folder: str = ""
    label: str = ""
    volume: int | None = None                      # the number the system has given the mounted drive (st_dev)

    @property
    def said(self) -> str:
        """`Kobo (/media/ann/KOBOeReader)`."""
        return f"{self.device.title} ({self.where})"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of it: `done` is `new`, `replaced`, or `same` where the very same file was there already."""

    target: Target
    path: str                                      # on the device
    done: str
    size: int                                      # bytes
    problems: tuple[Problem, ...] = ()


def deliver(parcel: Parcel, target: Target, told: Told = lambda *_: None, *, rehearse: bool = False) -> Delivered:
    """Bring the parcel to its target; a rehearsal looks at everything and writes nothing.

    Raises BookError d-0… with why it could not be brought; what was there is then as it was.
    """
    from bookbuild.delivery import copying, mtp, remarkable  # noqa: PLC0415 - they know Parcel and Target

    ways = {"volume": copying.deliver, "mtp": mtp.deliver, "web": remarkable.deliver}
    return ways[target.way](parcel, target, told, rehearse)
