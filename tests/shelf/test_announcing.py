"""What is said on the network of an open shelf, heard by a browser of services; where it stands, and its QR code."""

import errno
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zeroconf
from PIL import Image
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from bookbuild.problems import BookError
from bookbuild.shelf import home_network
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.announcing import CALIBRE, WEB, Announcement, announced
from bookbuild.shelf.home_network import home_address, listen
from bookbuild.shelf.opening import Place, Standing, announcement_of
from bookbuild.shelf.qr import lines, picture
from bookbuild.shelf.serving import Shelf

LOOPBACK, ALL, LONGEST = "127.0.0.1", "0.0.0.0", 20  # noqa: S104


class Heard(ServiceListener):
    """The services of the shelf that are there."""

    def __init__(self) -> None:
        self.there: dict[str, ServiceInfo] = {}

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        if name.startswith("bookbuild shelf") and (found := zc.get_service_info(type_, name, 3000)):
            self.there[type_] = found

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.there.pop(type_, None)

    update_service = add_service

    def wait_for(self, *kinds: str) -> bool:
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if set(self.there) == set(kinds):
                return True
            time.sleep(0.02)
        return False


@contextmanager
def listening() -> Iterator[Heard]:
    heard = Heard()
    try:
        ear = Zeroconf(interfaces=[LOOPBACK], ip_version=IPVersion.V4Only)
    except OSError as error:
        pytest.skip(f"no multicast on the loopback of this machine: {error}")
    try:
        ServiceBrowser(ear, [WEB, CALIBRE], listener=heard)
        yield heard
    finally:
        ear.close()


def test_an_open_shelf_is_heard_and_then_no_more() -> None:
    with listening() as heard:
        with announced(Announcement(LOOPBACK, 8040, "/", "/opds")) as problems:
            assert not problems
            assert heard.wait_for(WEB, CALIBRE)
            page, catalogue = heard.there[WEB], heard.there[CALIBRE]
            assert (page.port, page.parsed_addresses()) == (8040, [LOOPBACK])
            assert (page.properties[b"path"], catalogue.properties[b"path"]) == (b"/", b"/opds")
            assert page.server
            assert page.server.startswith("bookbuild-")
        assert heard.wait_for()


def test_a_secret_is_not_told() -> None:
    with listening() as heard, announced(Announcement(LOOPBACK, 8040)):
        assert heard.wait_for(WEB)
        assert set(heard.there[WEB].properties) == {b"version"}


def test_a_network_that_does_not_let_it_is_told_and_the_shelf_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError(errno.ENODEV, "No such device")

    monkeypatch.setattr(zeroconf, "Zeroconf", refuse)
    with announced(Announcement(LOOPBACK, 8040)) as problems:
        assert [problem.code for problem in problems] == ["d-055"]


@pytest.mark.parametrize(("place", "address", "path"), [
    (Place(), "192.168.1.2", None), (Place(open_path=True), "192.168.1.2", "/"), (Place(open_path=True, announce=False), "192.168.1.2", ""),
    (Place(host="127.0.0.1", open_path=True), "127.0.0.1", ""), (Place(host="::1"), "::1", ""), (Place(host=ALL), "10.0.0.2", None),
])  # fmt: skip
def test_what_is_announced_of_which_shelf(place: Place, address: str, path: str | None) -> None:
    """`path` is empty where nothing is."""
    at = Addresses("" if place.open_path else "/secret")
    with socket.socket() as door:
        said = announcement_of(Standing(Shelf((), at, f"http://{address}:8040"), door, place, address))
    assert said is None if path == "" else said is not None and said.page == path
    assert "secret" not in repr(said)


@pytest.mark.parametrize(("place", "address", "words"), [
    (Place(), "192.168.1.2", "Whoever is on your home network and has this address"),
    (Place(open_path=True), "192.168.1.2", "Whoever is on your home network can"), (Place(host=ALL), "10.0.0.2", "any network"),
    (Place(host="203.0.113.1"), "203.0.113.1", "perhaps from outside your house"),
    (Place(host="127.0.0.1"), "127.0.0.1", "Only this computer"),
])  # fmt: skip
def test_it_says_who_can_see_it(place: Place, address: str, words: str) -> None:
    with socket.socket() as door:
        assert words in Standing(Shelf((), Addresses(), ""), door, place, address).whose


# ---- where it stands ----


@pytest.mark.parametrize(("mine", "way_out", "expected"), [
    (("192.168.1.2",), "192.168.1.2", "192.168.1.2"), (("192.168.1.2", "10.8.0.2"), "10.8.0.2", "10.8.0.2"),
    (("192.168.1.2", "10.8.0.2"), "100.64.0.7", "192.168.1.2"), (("10.0.0.3",), None, "10.0.0.3"),
    ((), "203.0.113.5", None), ((), None, None),
])  # fmt: skip
def test_the_home_network_is_a_private_one(
    monkeypatch: pytest.MonkeyPatch, mine: tuple[str, ...], way_out: str | None, expected: str | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(home_network, "home_addresses", lambda: mine)
    monkeypatch.setattr(home_network, "_way_out", lambda: way_out)
    if expected:
        assert home_address() == expected
        return
    with pytest.raises(BookError) as caught:
        home_address()
    assert [problem.code for problem in caught.value.problems] == ["d-051"]


def test_nothing_is_sent_to_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    for name in ("send", "sendto", "sendall", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, lambda *given: sent.append(given), raising=False)
    home_network.home_addresses()
    home_network._way_out()
    assert not sent


def test_a_place_that_is_taken_or_not_ours_is_told() -> None:
    with listen(LOOPBACK, 0) as door:
        port = door.getsockname()[1]
        for host, at, code in ((LOOPBACK, port, "d-053"), ("203.0.113.1", 0, "d-052"), ("no such name", 0, "d-052")):
            with pytest.raises(BookError) as caught:
                listen(host, at)
            assert [problem.code for problem in caught.value.problems] == [code]


# ---- the QR code ----


def test_the_terminal_shows_what_the_picture_shows() -> None:
    """Module for module; a telephone's camera was not to be had. The picture has a quiet zone of 4, the terminal of 2."""
    import segno  # noqa: PLC0415

    address = "http://192.168.178.23:8040/k7m2xp9wq4/"
    matrix = [[bool(module) for module in row] for row in segno.make(address, error="l", micro=False).matrix_iter(border=2)]
    for coloured in (True, False):
        shown = [line.removeprefix("\x1b[38;5;16;48;5;231m").removesuffix("\x1b[0m") for line in lines(address, coloured=coloured)]
        assert len(shown) * 2 in (len(matrix), len(matrix) + 1)
        for y, row in enumerate(matrix):
            drawn = [character in ("█▀" if y % 2 == 0 else "█▄") for character in shown[y // 2]]
            assert drawn == (row if coloured else [not module for module in row])


def test_a_camera_reads_the_address(tmp_path: Path) -> None:
    """The picture, and the terminal's lines as a terminal draws them: dark or light, they are the same address."""
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed (Debian: zbar-tools)")
    address = "http://192.168.178.23:8040/k7m2xp9wq4/"
    (tmp_path / "page.png").write_bytes(picture(address))
    for coloured in (True, False):
        drawn = [line.removeprefix("\x1b[38;5;16;48;5;231m").removesuffix("\x1b[0m") for line in lines(address, coloured=coloured)]
        terminal = Image.new("L", (len(drawn[0]) * 8 + 80, len(drawn) * 16 + 80), 0)
        for y, line in enumerate(drawn):
            for x, character in enumerate(line):
                for half, blocks in enumerate(("█▀", "█▄")):
                    inked = (character in blocks) != coloured                          # white on black without colours
                    terminal.paste(255 if inked else 0, (40 + x * 8, 40 + y * 16 + half * 8, 48 + x * 8, 48 + y * 16 + half * 8))
        terminal.save(tmp_path / f"terminal-{coloured}.png")
    for file in tmp_path.iterdir():
        done = subprocess.run(["zbarimg", "-q", "--raw", file], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.strip() == address, file.name


def test_the_picture_is_black_on_white_with_a_quiet_zone() -> None:
    from io import BytesIO  # noqa: PLC0415

    image = Image.open(BytesIO(picture("http://192.168.178.23:8040/k7m2xp9wq4/"))).convert("L")
    assert {image.getpixel((x, y)) for x in range(image.width) for y in range(24)} == {255}
    assert image.getpixel((24, 24)) == 0
