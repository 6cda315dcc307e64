"""Devices that are no drives: a `gio` of our own that keeps a device in a folder, and the real one on files."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from drives import files, parcel, program, searched

from bookbuild.delivery import Target, deliver, mtp
from bookbuild.delivery.devices import ANDROID
from bookbuild.delivery.ledger import NAME
from bookbuild.problems import BookError

# gio as far as we use it (its manual page, and what `gio mount -li` of GNOME 43 prints); the device is the folder GIO_DEVICE.
GIO = f"""#!{sys.executable} -IS
import os, shutil, sys
from pathlib import Path
from urllib.parse import quote, unquote

device, broken = Path(os.environ["GIO_DEVICE"]), os.environ.get("GIO_BREAKS", "").split()
command, words = sys.argv[1], [word for word in sys.argv[2:] if not word.startswith("-") and "::" not in word]

def at(address):
    return device / unquote(address.removeprefix("mtp://")) if address.startswith("mtp://") else Path(address)

def fail(why):
    sys.exit("gio: " + why)

if command in broken:
    fail("The device does not answer")
if command == "mount" and "-li" in sys.argv:
    print("Drive(0): Samsung SSD\\n  Type: GProxyDrive (GProxyVolumeMonitorUDisks2)")
    for number, name in enumerate(sorted(each.name for each in device.iterdir())):
        print(f"Volume(0): {{name}}\\n  Type: GProxyVolume (GProxyVolumeMonitorMTP)\\n  activation_root=mtp://{{quote(name)}}/")
        if "asleep" not in broken:
            print(f"  Mount({{number}}): {{name.replace('_', ' ')}} -> mtp://{{quote(name)}}/\\n    Type: GProxyShadowMount")
elif command == "mount":
    pass
elif command == "list":
    if not at(words[0]).is_dir():
        fail("No such file")
    for each in sorted(at(words[0]).iterdir()):
        if "-h" in sys.argv or not each.name.startswith("."):
            print(words[0].rstrip("/") + "/" + quote(each.name))
elif command == "cat":
    sys.stdout.buffer.write(at(words[0]).read_bytes() if "garbles" not in broken or words[0].endswith("json") else b"garbled")
elif command == "info":
    print("attributes:\\n  filesystem::free: " + os.environ.get("GIO_FREE", "100000000"))
elif command == "mkdir":
    at(words[0]).mkdir(parents=True)
elif command == "copy":
    shutil.copyfile(words[0], at(words[1]))
elif command == "remove":
    at(words[0]).unlink()
elif command == "rename":
    at(words[0]).rename(at(words[0]).with_name(words[1]))
"""
BOOK = "the-last-cell.kepub.epub"


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Kindle that is no drive, as gio names it."""
    program(tmp_path / "bin", "gio", GIO)
    store = tmp_path / "devices/Amazon_Kindle_G0X/Internal Storage"
    (store / "documents").mkdir(parents=True)
    monkeypatch.setenv("PATH", searched(tmp_path / "bin"))
    monkeypatch.setenv("GIO_DEVICE", str(tmp_path / "devices"))
    return store


def only() -> Target:
    (target,) = mtp.find()
    return target


@pytest.mark.parametrize("asleep", [False, True])
def test_a_device_is_found_and_opened(asleep: bool, device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if asleep:
        monkeypatch.setenv("GIO_BREAKS", "asleep")
    target = only()
    assert (target.device.name, target.where, target.folder) == ("kindle", "mtp://Amazon_Kindle_G0X/Internal%20Storage", "documents")


@pytest.mark.parametrize(("name", "known_as", "folder"), [
    ("ONYX_Boox_Page", "boox", "MyBooks"), ("Google_Pixel_7", "android", "Books"), ("Ratta_Supernote", "supernote", "Document"),
    ("BN_NOOK_GlowLight", "nook", "NOOK/Books"),
])  # fmt: skip
def test_devices_are_known_by_the_names_they_have(name: str, known_as: str, folder: str, tmp_path: Path, device: Path) -> None:
    shutil.rmtree(device.parent)
    (tmp_path / "devices" / name / "Storage").mkdir(parents=True)
    assert (only().device.name, only().folder) == (known_as, folder)


def test_the_memory_with_the_folder_for_books_is_taken_before_the_first_one(tmp_path: Path, device: Path) -> None:
    shutil.rmtree(device.parent)
    for store in ("Card/DCIM", "Internal/eBooks"):
        (tmp_path / "devices/Phone" / store).mkdir(parents=True)
    assert (only().where, only().folder) == ("mtp://Phone/Internal", "eBooks")


def test_a_desktop_that_hangs_or_fails_shows_nothing(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtp, "AT_FIRST", 0.01)
    assert mtp.find() == ()


def test_a_first_draft_a_second_and_the_same_once_more(device: Path, tmp_path: Path) -> None:
    first, second = parcel(tmp_path, b"first"), parcel(tmp_path, b"second")
    target = only()
    sent = [deliver(each, target) for each in (first, second, second)]
    assert [each.done for each in sent] == ["new", "replaced", "same"]
    assert sent[0].path == f"documents/{BOOK}"
    assert (device / "documents" / BOOK).read_bytes() == b"second"
    assert files(device) == {f"documents/{BOOK}", f"documents/{NAME}"}


def test_what_is_not_ours_or_not_as_we_left_it_is_not_overwritten(device: Path, tmp_path: Path) -> None:
    there = device / "documents" / BOOK
    there.write_bytes(b"hers")
    target = only()
    with pytest.raises(BookError, match="d-010"):
        deliver(parcel(tmp_path, b"one"), target)
    there.unlink()
    deliver(parcel(tmp_path, b"one"), target)
    there.write_bytes(b"one, with her notes")
    with pytest.raises(BookError, match="d-011"):
        deliver(parcel(tmp_path, b"two"), target)
    assert there.read_bytes() == b"one, with her notes"


@pytest.mark.parametrize(("breaks", "code"), [("copy", "d-023"), ("garbles", "d-009"), ("remove", "d-023")])
def test_what_goes_wrong_is_told_and_the_last_draft_stays(
    breaks: str, code: str, device: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    target = only()
    if breaks != "garbles":
        deliver(parcel(tmp_path, b"one"), target)
    monkeypatch.setenv("GIO_BREAKS", breaks)
    with pytest.raises(BookError, match=code):
        deliver(parcel(tmp_path, b"two"), target)
    assert b"two" not in {each.read_bytes() for each in device.rglob(BOOK)}
    if breaks != "garbles":
        assert (device / "documents" / BOOK).read_bytes() == b"one"
        monkeypatch.delenv("GIO_BREAKS")
        assert deliver(parcel(tmp_path, b"three"), target).done == "replaced"
        assert files(device) == {f"documents/{BOOK}", f"documents/{NAME}"}


def test_a_device_that_cannot_rename_gets_the_book_all_the_same(device: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIO_BREAKS", "rename")
    target = only()
    for content in (b"one", b"two"):
        deliver(parcel(tmp_path, content), target)
        assert (device / "documents" / BOOK).read_bytes() == content
    assert files(device) == {f"documents/{BOOK}", f"documents/{NAME}"}


def test_a_full_device_is_told_before_anything_is_written(device: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIO_FREE", "1000")
    with pytest.raises(BookError, match="d-007"):
        deliver(parcel(tmp_path, b"one"), only())
    assert not files(device)


def test_a_rehearsal_writes_nothing(device: Path, tmp_path: Path) -> None:
    assert deliver(parcel(tmp_path, b"one"), only(), rehearse=True).done == "new"
    assert not files(device)


def test_without_gio_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert mtp.find() == ()


def test_the_real_gio_does_what_ours_does(tmp_path: Path) -> None:
    """Names with spaces, other alphabets and per cents, on files: gio's MTP has the same addresses and words."""
    if not mtp.there_is_gio():
        pytest.skip("gio is not installed (Debian: libglib2.0-bin)")
    store = tmp_path / "a store, 100 %"
    store.mkdir()
    target = Target(ANDROID, "mtp", f"file://{quote(str(store))}", "eBooks/import")
    for content in (b"one", b"two"):
        sent = deliver(replace(parcel(tmp_path, content), stem="война и мир 100 %"), target)
        assert sent.path == "eBooks/import/война и мир 100 %.kepub.epub"
        assert (store / sent.path).read_bytes() == content
    assert files(store) == {sent.path, f"eBooks/import/{NAME}"}
