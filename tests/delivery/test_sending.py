"""`bookbuild send`, as a person types it: the right variant, on the right device, under the name it has had."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import typer
from drives import drive, files, program, searched
from rich.console import Console
from test_azw3 import CONVERT
from tiny import PROJECT, Answer, TinyBook, be_lenient, bookbuild, typed

from bookbuild import report, sending
from bookbuild.build import build
from bookbuild.commands.send import _chosen
from bookbuild.delivery import Target, azw3, mtp
from bookbuild.delivery.devices import ANDROID, DEVICES, Device, Mark
from bookbuild.delivery.ledger import NAME
from bookbuild.delivery.mounts import Mount
from bookbuild.request import Request

TOML = 'title = "The Last Cell"\nauthors = ["A. Writer"]\nidentifier = "urn:uuid:26b3c98f-98ea-5c19-ad20-82cb85f3a53d"\n'
pytestmark = pytest.mark.usefixtures("lenient")
CHAPTER = "# One\n\nThe lamp was out. Nobody on the stairs had thought of bringing another.\n"


Plug = Callable[..., None]


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """What the machine says is mounted, and plugged in."""

    def plug(*roots: Path, usb: Sequence[str] = ()) -> None:
        monkeypatch.setattr(sending, "mounted", lambda: tuple(Mount(root, root.name) for root in roots))
        monkeypatch.setattr(sending, "plugged", lambda: frozenset(usb))
        monkeypatch.setattr(mtp, "find", lambda: ())

    plug()
    return plug


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, built for Kobo and for all: what most tests send, and need not build again."""
    folder = tmp_path_factory.mktemp("built") / "book"
    TinyBook(folder).write({"book.toml": TOML, "01-one.md": CHAPTER})
    with pytest.MonkeyPatch.context() as patched:
        be_lenient(patched)
        for reader in ("kobo", "generic"):
            build(Request(folder, ("epub",), reader=reader))
    return folder


@pytest.fixture
def last_cell(built: Path, tmp_path: Path) -> TinyBook:
    shutil.copytree(built, tmp_path / "book")
    return TinyBook(tmp_path / "book")


@pytest.fixture
def kobo(tmp_path: Path) -> Path:
    return drive(tmp_path / "KOBOeReader", (Mark(".kobo/version"),))


def send(*words: object) -> Answer:
    return typed("send", *words)


# ---- what a person sees ----


def test_to_a_folder_from_end_to_end(last_cell: TinyBook, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    first = bookbuild("send", "--to", shelf, cwd=last_cell.folder)
    assert first.stderr == ""
    assert first.returncode == 0
    title, line, done = first.stdout.splitlines()
    assert title == "The Last Cell"
    assert line.startswith(f"Folder ({shelf})   the-last-cell.epub   ")
    assert done.strip() == "read back and compared"
    assert (shelf / "the-last-cell.epub").read_bytes() == (last_cell.folder / "dist/the-last-cell.epub").read_bytes()
    again = json.loads(bookbuild("send", "--to", shelf, "--json", cwd=last_cell.folder).stdout)
    assert (again["ok"], again["done"], again["path"]) == (True, "same", "the-last-cell.epub")


def test_a_kobo_gets_a_kepub_and_is_named(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    sent = send("kobo", last_cell.folder)
    assert sent.returncode == 0
    assert sent.stdout.splitlines()[-2].startswith("Eject the Kobo before unplugging it: ")
    with zipfile.ZipFile(kobo / "the-last-cell.kepub.epub") as package:
        assert any(b"koboSpan" in package.read(name) for name in package.namelist())


@pytest.mark.parametrize("device", [device for device in DEVICES if device.reads == ".epub" and device.marks], ids=lambda each: each.name)
def test_others_get_a_plain_epub_in_their_folder(device: Device, last_cell: TinyBook, tmp_path: Path, plug: Plug) -> None:
    root = drive(tmp_path / "drive", device.marks[0])
    plug(root)
    sent = send(device.name, last_cell.folder, "--json")
    path = json.loads(sent.stdout)["path"]
    assert Path(path).parent.as_posix() in {*device.folders, "."}
    with zipfile.ZipFile(root / path) as package:
        assert not any(b"koboSpan" in package.read(name) for name in package.namelist())


def test_a_kindle_gets_azw3_of_its_own_epub(last_cell: TinyBook, tmp_path: Path, plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "ebook-convert", CONVERT)
    monkeypatch.setenv("PATH", searched(tmp_path / "bin"))
    kindle = drive(tmp_path / "Kindle", (Mark("documents"), Mark("system")))
    plug(kindle)
    assert [send("kindle", last_cell.folder, "--json").returncode for _ in range(2)] == [0, 0]
    content = (kindle / "documents/the-last-cell.azw3").read_bytes()
    assert content.startswith(b"AZW3 of " + (last_cell.folder / "dist/the-last-cell-kindle.epub").read_bytes())
    assert (tmp_path / "bin/calls").read_text("utf-8").count("\n") == 1


def test_a_kindle_without_calibre_is_told_before_anything_is_built(
    last_cell: TinyBook, tmp_path: Path, plug: Plug, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(azw3, "IN_THE_APP", tmp_path / "none")
    plug(drive(tmp_path / "Kindle", (Mark("documents"), Mark("system"))))
    sent = send("kindle", last_cell.folder)
    assert sent.returncode == 1
    assert "d-017" in sent.stderr
    assert "calibre" in sent.stderr
    assert not (last_cell.folder / "dist/the-last-cell-kindle.epub").exists()


def test_a_book_keeps_its_file_when_its_title_and_its_text_change(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    send("kobo", last_cell.folder)
    before = (kobo / "the-last-cell.kepub.epub").read_bytes()
    last_cell.write({"book.toml": TOML.replace("The Last Cell", "The First Cell")})
    sent = send("kobo", last_cell.folder, "--json")
    assert (json.loads(sent.stdout)["done"], json.loads(sent.stdout)["title"]) == ("replaced", "The First Cell")
    assert files(kobo) == {"the-last-cell.kepub.epub", NAME, ".kobo/version"}
    assert (kobo / "the-last-cell.kepub.epub").read_bytes() != before


@pytest.mark.thorough
def test_an_edition_is_another_book(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    assert send("kobo", last_cell.folder).returncode == 0
    last_cell.write({"book.toml": TOML + '[edition.short]\nsubtitle = "Abridged"\n'})
    assert send("kobo", last_cell.folder, "--edition", "short").returncode == 0
    assert files(kobo) == {"the-last-cell.kepub.epub", "the-last-cell-short.kepub.epub", NAME, ".kobo/version"}


def test_another_name(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    send("kobo", last_cell.folder, "--as", "Proof 2: for Ann")
    assert "proof-2-for-ann.kepub.epub" in files(kobo)


def test_a_rehearsal_leaves_the_device_alone(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    sent = send("kobo", last_cell.folder, "--dry-run")
    assert sent.returncode == 0
    assert "would be new there" in sent.stdout
    assert "Eject" not in sent.stdout
    assert files(kobo) == {".kobo/version"}


def test_the_books_folder_alone_is_the_book(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    assert send(last_cell.folder).returncode == 0
    assert "the-last-cell.kepub.epub" in files(kobo)


def test_quiet_says_nothing(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    assert send("kobo", last_cell.folder, "--quiet") == Answer(0, "", "")


def test_a_bar_fills_on_a_terminal_and_nowhere_else(last_cell: TinyBook, kobo: Path, plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    monkeypatch.setattr(report, "console", lambda stream: screen if stream is sys.stderr else report.Plain(stream))
    plug(kobo)
    assert send("kobo", last_cell.folder).returncode == 0
    assert "Reading it back" in str(getattr(screen.file, "getvalue", str)())
    monkeypatch.undo()
    with report.bar(quiet=False) as told:
        told("Copying", 1, 2)


# ---- what goes wrong ----


def test_a_book_that_cannot_be_built_leaves_the_device_alone(last_cell: TinyBook, kobo: Path, plug: Plug) -> None:
    plug(kobo)
    send("kobo", last_cell.folder)
    before = {name: (kobo / name).read_bytes() for name in files(kobo)}
    last_cell.write({"02-two.md": "# Two\n\n![A map](gone.png)\n"})
    sent = send("kobo", last_cell.folder)
    assert sent.returncode == 1
    assert "manuscript/02-two.md:3: error: m-030" in sent.stderr
    assert sent.stderr.splitlines()[-1] == "1 error. Nothing was sent; the books on the device are as they were."
    assert {name: (kobo / name).read_bytes() for name in files(kobo)} == before


def test_several_devices_are_told_with_the_line_for_each(last_cell: TinyBook, kobo: Path, tmp_path: Path, plug: Plug) -> None:
    other = drive(tmp_path / "KOBOeReader1", (Mark(".kobo"),))
    stick = drive(tmp_path / "PB", (Mark("system/explorer-3"),))
    plug(kobo, other, stick)
    sent = send()
    assert sent.returncode == 1
    for line in ("d-002: 3 devices", f"bookbuild send {kobo}", f"bookbuild send {other}", "bookbuild send pocketbook"):
        assert line in sent.stderr
    assert send(other, last_cell.folder).returncode == 0
    assert "the-last-cell.kepub.epub" in files(other)
    assert files(kobo) == {".kobo/version"}
    assert json.loads(send("--device", kobo, last_cell.folder, "--json").stdout)["where"] == str(kobo)


def test_a_telephone_that_is_only_charged_is_no_second_device(kobo: Path, plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    plug(kobo)
    telephone = Target(ANDROID, "mtp", "mtp://Phone/Internal", "Books", "Phone")
    monkeypatch.setattr(mtp, "find", lambda: (telephone,))
    assert [target.device.name for target in sending.targets()] == ["kobo", "android"], "it is listed all the same"
    assert [target.device.name for target in sending.likely(sending.targets())] == ["kobo"]
    assert sending.likely(sending.targets("android")) == (telephone,)


def test_somebody_at_a_terminal_is_asked(kobo: Path, tmp_path: Path, plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    plug(kobo, drive(tmp_path / "KOBOeReader1", (Mark(".kobo"),)))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    answers = iter([7, 2])
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(answers))
    assert _chosen(sending.targets(), ask=True).where == str(tmp_path / "KOBOeReader1")


@pytest.mark.parametrize(("words", "usb", "told"), [
    ((), (), "d-001: no e-reader is plugged in"),
    (("kobo",), (), "d-003: no Kobo is plugged in"),
    (("kobo",), ("2237:4228",), "d-026: a Kobo is plugged in, but shows no drive yet"),
    ((), ("2237:4228", "046d:c31c"), "d-026: a Kobo is plugged in, but shows no drive yet"),
    ((), ("1949:9981",), "d-022: this Kindle shows no drive"),
    (("--to", "/no/such/folder"), (), "d-005: there is no folder /no/such/folder"),
    (("--list",), (), "d-001: no e-reader is plugged in"),
])  # fmt: skip
def test_what_is_not_there(
    words: Sequence[str], usb: Sequence[str], told: str, plug: Plug, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PATH", str(tmp_path))      # no gio
    plug(usb=usb)
    sent = send(*words)
    assert sent.returncode == 1
    assert told in sent.stderr


def test_a_file_is_no_folder(tmp_path: Path, plug: Plug) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert f"bookbuild send --to {tmp_path}" in send("--to", tmp_path / "file").stderr


@pytest.mark.parametrize("words", [("kobbo",), ("kobo", "book", "more"), ("kobo", "--to", "here"), ("--device", "kobo", "--to", "here")])
def test_what_is_mistyped_is_a_wrong_use(words: Sequence[str], plug: Plug) -> None:
    sent = send(*words)
    assert sent.returncode == 2
    assert words != ("kobbo",) or "did you mean kobo?" in " ".join(sent.stderr.replace("│", " ").split())


# ---- what is there ----


def test_what_is_there_is_listed(kobo: Path, tmp_path: Path, plug: Plug) -> None:
    plug(kobo, drive(tmp_path / "Kindle", (Mark("documents"), Mark("system"))))
    assert send("--list").stdout.splitlines() == [
        f"kobo        Kobo ({kobo})   .kepub.epub into its top folder",
        f"kindle      Kindle ({tmp_path / 'Kindle'})   .azw3 into documents/",
    ]
    assert [each["device"] for each in json.loads(send("--list", "--json").stdout)["devices"]] == ["kobo", "kindle"]


def test_a_drive_that_is_really_mounted_is_found() -> None:
    """In a namespace of its own, where anybody may mount; what the kernel says of it is read from its own table."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody have a namespace of his own (unshare -rm)")
    script = f"mount -t tmpfs /dev/sdz9 /mnt && mkdir /mnt/.kobo && {sys.executable} -m bookbuild send --list --json"
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    assert [(each["device"], each["where"]) for each in json.loads(done.stdout)["devices"] if each["where"] == "/mnt"] == [("kobo", "/mnt")]
