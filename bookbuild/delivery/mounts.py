"""The system's own tables -> what is mounted, and what is plugged in by USB."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Where a system keeps itself and people's homes: no e-reader is ever mounted here, and reading there may wake disks.
NOT_BELOW = re.compile(r"/(boot|dev|efi|etc|home|nix|opt|proc|snap|sys|tmp|usr|var)(/|\Z)|/\Z")
VOLUMES = Path("/Volumes")


@dataclass(frozen=True, slots=True)
class Mount:
    """A drive that can be read. `usb` is `2237:4237`, where the system says it; `label` the name the drive has."""

    path: Path
    label: str = ""
    usb: str = ""
    read_only: bool = False


def mounted() -> tuple[Mount, ...]:
    """What is mounted on this machine now."""
    if sys.platform == "darwin":
        return tuple(mac_mounts(VOLUMES))
    try:
        table = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:                                # no Linux: the person names the folder
        return ()
    return tuple(linux_mounts(table))


def linux_mounts(table: str, system: Path = Path("/")) -> Iterator[Mount]:
    """`/proc/self/mountinfo` (proc(5)), with what /sys and /dev below `system` say of each drive; each drive once."""
    seen = set()
    for line in table.splitlines():
        first, _, last = line.partition(" - ")
        _, _, number, root, path, options, *_ = map(_plain, first.split(" "))
        kind, source, more = (_plain(each) for each in [*last.split(" "), "", ""][:3])
        drive = source.startswith("/dev/") and kind != "squashfs"
        if not drive or root != "/" or NOT_BELOW.match(path) or number in seen:
            continue
        seen.add(number)
        read_only = "ro" in options.split(",") or "ro" in more.split(",")
        yield Mount(Path(path), _label(source, system) or Path(path).name, _usb(number, system), read_only)


def mac_mounts(volumes: Path) -> Iterator[Mount]:
    """Each folder in /Volumes is a drive, and has its name; the system's own drive is a link among them."""
    for path in sorted(volumes.iterdir()) if volumes.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                yield Mount(path, path.name, "", bool(os.statvfs(path).f_flag & os.ST_RDONLY))


def plugged(system: Path = Path("/")) -> frozenset[str]:
    """USB ids of all that is plugged in, whether it shows a drive or not; nothing where there is no /sys."""
    return frozenset(filter(None, (_identifier(folder) for folder in (system / "sys/bus/usb/devices").glob("*"))))


def _plain(escaped: str) -> str:
    r"""The kernel writes a space as `\040`, in mountinfo."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), escaped)


def _label(source: str, system: Path) -> str:
    r"""The file system's label; udev writes a space in it as `\x20`."""
    with suppress(OSError):
        for link in (system / "dev/disk/by-label").iterdir():
            if link.resolve().name == Path(source).name:
                return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), link.name)
    return ""


def _usb(number: str, system: Path) -> str:
    """The id of the USB device that the drive of this number (`8:17`) hangs on."""
    drive = (system / "sys/dev/block" / number).resolve()
    return next(filter(None, map(_identifier, drive.parents)), "")


def _identifier(folder: Path) -> str:
    with suppress(OSError):
        return ":".join((folder / name).read_text("ascii", "replace").strip().lower() for name in ("idVendor", "idProduct"))
    return ""
