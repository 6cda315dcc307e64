"""What is mounted is known for what it is: every device of the table, and the ones that look alike."""

import os
from pathlib import Path

import pytest
from drives import drive

from bookbuild.delivery.detection import find, recognised, target_at, target_on
from bookbuild.delivery.devices import DEVICES, NAMES, Device, Mark, known_by_usb
from bookbuild.delivery.mounts import Mount, linux_mounts, mac_mounts, plugged

MARKED = [(device, marks) for device in DEVICES for marks in device.marks]
LABELLED = [(device.name, label) for device in DEVICES for label in device.labels]
TABLE = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
31 27 8:1 / /boot/efi rw,relatime - vfat /dev/sda1 rw,fmask=0077
40 27 8:17 / /media/ann/KOBOeReader rw,nosuid,nodev shared:9 - vfat /dev/sdb1 rw,uid=1000
41 27 8:17 / /mnt/again rw,nosuid - vfat /dev/sdb1 rw,uid=1000
42 27 8:33 / /run/media/ann/My\\040Kindle ro,nosuid - vfat /dev/sdc1 rw,errors=remount-ro
43 27 8:49 / /mnt/nook rw,nosuid - vfat /dev/sdd1 ro
44 27 7:3 / /media/snap ro - squashfs /dev/loop3 ro
45 27 0:50 / /media/far rw - nfs4 host:/books rw
46 27 8:65 /inside /media/part rw - ext4 /dev/sde1 rw
"""


@pytest.mark.parametrize(("device", "marks"), MARKED, ids=lambda each: each.name if isinstance(each, Device) else each[0].path)
def test_every_device_is_known_by_any_of_its_sets_of_marks(device: Device, marks: tuple[Mark, ...], tmp_path: Path) -> None:
    assert recognised(Mount(drive(tmp_path / "drive", marks))) is device


@pytest.mark.parametrize(("name", "label"), LABELLED)
def test_an_empty_drive_is_known_by_its_label(name: str, label: str, tmp_path: Path) -> None:
    for written in (label, label.upper()):
        found = recognised(Mount(tmp_path, written))
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize("marks", [device.marks[0] for device in DEVICES if len(device.marks) and len(device.marks[0]) > 1])
def test_half_of_a_set_is_none(marks: tuple[Mark, ...], tmp_path: Path) -> None:
    assert recognised(Mount(drive(tmp_path, marks[:1]))) is None


def test_marks_outweigh_a_label_and_both_outweigh_an_id(tmp_path: Path) -> None:
    kobo = drive(tmp_path / "kobo", (Mark(".kobo/version"),))
    found = recognised(Mount(kobo, "Kindle", "1949:0004"))
    assert found is not None
    assert found.name == "kobo"
    found = recognised(Mount(tmp_path / "none", "Kindle", "2237:4228"))
    assert found is not None
    assert found.name == "kindle"


def test_an_id_alone_is_not_enough(tmp_path: Path) -> None:
    for device in DEVICES:
        for usb in device.usb:
            assert recognised(Mount(tmp_path, "STICK", usb)) is None


def test_a_tolino_that_is_a_kobo_within_is_told_from_one_by_its_model(tmp_path: Path) -> None:
    tolino = recognised(Mount(drive(tmp_path / "t", (Mark(".kobo/version", "69"),)), "KOBOeReader", "2237:4237"))
    kobo = recognised(Mount(drive(tmp_path / "k", (Mark(".kobo/version"),)), "tolino", "2237:4237"))
    assert tolino is not None
    assert kobo is not None
    assert (tolino.name, tolino.reads) == ("tolino", ".epub")
    assert (kobo.name, kobo.reads) == ("kobo", ".kepub.epub")


def test_a_marker_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".kobo").mkdir()
    os.mkfifo(tmp_path / ".kobo/version")
    found = recognised(Mount(tmp_path))
    assert found is not None
    assert found.name == "kobo"


@pytest.mark.parametrize(("there", "folder"), [
    (("NOOK/Books",), "NOOK/Books"), (("NOOK/My Files",), "NOOK/My Files"), (("NOOK",), "NOOK/Books"),
    (("My Files/Books",), "My Files/Books"), (("My Files",), "My Files/Books"), ((), "NOOK/Books"),
])  # fmt: skip
def test_books_go_to_the_folder_that_is_there_or_fits(there: tuple[str, ...], folder: str, tmp_path: Path) -> None:
    for each in there:
        (tmp_path / each).mkdir(parents=True)
    nook = next(device for device in DEVICES if device.name == "nook")
    assert target_on(nook, tmp_path).folder == folder


def test_a_folder_on_a_device_gets_what_the_device_reads(tmp_path: Path) -> None:
    root = drive(tmp_path / "kobo", (Mark(".kobo/version"),))
    (root / "Fiction/Mine").mkdir(parents=True)
    target = target_at(root / "Fiction/Mine")
    assert (target.device.name, target.where, target.folder) == ("kobo", str(root), "Fiction/Mine")
    elsewhere = target_at(tmp_path)
    assert (elsewhere.device.name, elsewhere.where, elsewhere.device.reads) == ("folder", str(tmp_path), ".epub")


# ---- what the system says ----


def test_linux_says_where_drives_are_each_once_and_nothing_of_its_own() -> None:
    assert [(str(mount.path), mount.label, mount.read_only) for mount in linux_mounts(TABLE, Path("/nowhere"))] == [
        ("/media/ann/KOBOeReader", "KOBOeReader", False),
        ("/run/media/ann/My Kindle", "My Kindle", True),
        ("/mnt/nook", "nook", True),
    ]


def test_linux_says_a_drives_label_and_the_id_of_what_it_hangs_on(tmp_path: Path) -> None:
    port = tmp_path / "sys/devices/pci0/usb1/1-2"
    block = port / "1-2:1.0/host6/target6/block/sdb/sdb1"
    block.mkdir(parents=True)
    (port / "idVendor").write_text("2237\n", "ascii")
    (port / "idProduct").write_text("4237\n", "ascii")
    links = {"sys/dev/block/8:17": block, "sys/bus/usb/devices/1-2": port, "dev/disk/by-label/MY\\x20READER": tmp_path / "dev/sdb1"}
    for link, place in links.items():
        (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / link).symlink_to(place)
    mount = next(iter(linux_mounts(TABLE, tmp_path)))
    assert (mount.label, mount.usb) == ("MY READER", "2237:4237")
    assert plugged(tmp_path) == {"2237:4237"}


def test_a_table_of_this_machine_is_read() -> None:
    for mount in linux_mounts(Path("/proc/self/mountinfo").read_text("utf-8")):
        assert mount.path.is_absolute()


def test_macos_has_all_drives_in_one_folder_and_the_systems_own_is_a_link(tmp_path: Path) -> None:
    drive(tmp_path / "KOBOeReader", (Mark(".kobo"),))
    (tmp_path / "Macintosh HD").symlink_to("/")
    (tmp_path / ".timemachine").write_text("", "utf-8")
    assert [(mount.label, mount.read_only) for mount in mac_mounts(tmp_path)] == [("KOBOeReader", False)]
    assert [target.said for target in find(mac_mounts(tmp_path))] == [f"Kobo ({tmp_path / 'KOBOeReader'})"]
    assert not tuple(mac_mounts(tmp_path / "none"))


def test_an_id_names_a_device_only_where_one_brand_has_it() -> None:
    newer = known_by_usb("1949:9981")
    assert newer is not None
    assert newer.name == "kindle"
    assert known_by_usb("2237:4237") is None, "three Kobos and two tolinos"
    assert known_by_usb("0525:a4a5") is None


def test_the_table_is_one_that_can_be_typed() -> None:
    assert all(name.isalnum() and name.islower() for name in NAMES)
    for device in DEVICES:
        assert device.folders
        assert not any(folder.startswith("/") or ".." in folder for folder in device.folders)
        assert all(len(usb) == 9 and usb == usb.lower() for usb in device.usb)
