"""What is mounted -> which of it are e-readers: marker files first, the label second, USB ids where those leave it open."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bookbuild.delivery import Target
from bookbuild.delivery.devices import DEVICES, FOLDER, Device, Mark
from bookbuild.delivery.mounts import Mount

LONGEST = 4096                                     # bytes of a marker file that are read; a Kobo's version has a hundred


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Why a drive is taken for a device; what stands further up outweighs all below it."""

    words: int                                     # marks whose text is as it should be
    marks: int
    label: bool
    usb: bool


def find(mounts: Iterable[Mount]) -> tuple[Target, ...]:
    """The e-readers among what is mounted, in that order."""
    found = ((mount, recognised(mount)) for mount in mounts)
    return tuple(target_on(device, mount.path, mount.label) for mount, device in found if device)


def recognised(mount: Mount) -> Device | None:
    """What device the drive is, if it is one. An id alone is not enough."""
    seen = [(_evidence(device, mount), device) for device in DEVICES]
    best = max((each for each in seen if each[0].marks or each[0].label), key=lambda each: each[0], default=None)
    return best[1] if best else None


def target_on(device: Device, root: Path, label: str = "") -> Target:
    """The device, with the folder on it that its books go to."""
    folders = device.folders
    there = [folder for folder in folders if (root / folder).is_dir()]
    fits = [folder for folder in folders if (root / folder).parent.is_dir()]
    return Target(device, "volume", str(root), (*there, *fits, *folders)[0], label, _volume(root))


def target_at(folder: Path) -> Target:
    """A folder somebody has named: on a device it gets what that device reads; anywhere else a plain EPUB."""
    folder = folder.resolve()
    volume = _volume(folder)
    for root in (folder, *folder.parents):
        if _volume(root) != volume or root == Path(root.anchor):
            break
        if device := recognised(Mount(root)):
            return target_on(device, root) if root == folder else Target(
                device, "volume", str(root), folder.relative_to(root).as_posix(), volume=volume)  # fmt: skip
    return Target(FOLDER, "volume", str(folder), volume=volume)


def _evidence(device: Device, mount: Mount) -> Evidence:
    whole = [marks for marks in device.marks if all(_is_there(mark, mount.path) for mark in marks)]
    label = mount.label.casefold() in (each.casefold() for each in device.labels)
    return Evidence(
        max((sum(bool(mark.says) for mark in marks) for marks in whole), default=0), max(map(len, whole), default=0), label,
        mount.usb in device.usb,
    )  # fmt: skip


def _is_there(mark: Mark, root: Path) -> bool:
    with suppress(OSError):
        path = root / mark.path
        if not mark.says:
            return path.exists()
        if not path.is_file():                     # a pipe would be waited for
            return False
        with path.open("rb") as file:
            return bool(re.search(mark.says, file.read(LONGEST).decode("utf-8", "replace")))
    return False


def _volume(folder: Path) -> int | None:
    with suppress(OSError):
        return folder.stat().st_dev
    return None
