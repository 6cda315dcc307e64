"""The shelf as readers find it, and as strangers try it: over the loopback, from a process that writes down what it opens."""

import json
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from standing import KINDLE, KOBO, Standing, bookcase, standing, until
from starlette.datastructures import Headers
from tiny import TinyBook

from bookbuild.shelf.announcing import announced_name
from bookbuild.shelf.lending import CHUNK, stretch
from bookbuild.shelf.secret import secret

ATOM = {"a": "http://www.w3.org/2005/Atom"}
KOREADER = {"Accept-Encoding": "identity", "Accept": "application/opds+json, application/atom+xml;profile=opds-catalog, */*"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bookcase(tmp_path_factory.mktemp("home") / "books")


@pytest.fixture(scope="module")
def shelf(books: Path) -> Iterator[Standing]:
    with standing(books, "--as-is") as opened:
        yield opened


@pytest.fixture(scope="module")
def built(books: Path) -> dict[str, bytes]:
    """What may be lent, by the name it has on the way."""
    dist = books / "ours" / "dist"
    ours = {name: (dist / name).read_bytes() for name in ("the-last-cell.epub", "the-last-cell.kepub.epub", "the-last-cell.pdf")}
    return ours | {"Moby-Dick-or-the-Whale.epub": next((books / "theirs" / "dist").iterdir()).read_bytes()}


# ---- a reading app, as KOReader goes about it (opdsbrowser.lua, 2026) ----


def walk_atom(client: httpx.Client, start: str) -> Iterator[tuple[str, str]]:
    """(type, absolute address) of all that can be got or shown; links are taken relative to the address asked for."""
    answer = client.get(start, headers=KOREADER)
    assert answer.status_code == 200
    assert "application/atom+xml" in answer.headers["content-type"]
    for link in etree.fromstring(answer.content).iterfind("a:entry/a:link", ATOM):
        if re.match(r"http://opds-spec\.org/(acquisition|image|cover|thumbnail)", link.get("rel")):
            yield link.get("type"), urljoin(start, link.get("href"))


def walk_json(client: httpx.Client, start: str) -> Iterator[tuple[str, str]]:
    answer = client.get(start, headers=KOREADER)
    assert answer.headers["content-type"] == "application/opds+json"
    for publication in answer.json()["publications"]:
        own = next(link for link in publication["links"] if link["rel"] == "self")
        assert client.get(urljoin(start, own["href"])).json() == publication
        others = [link for link in (*publication["links"], *publication["images"]) if link is not own]
        yield from ((link["type"], urljoin(start, link["href"])) for link in others)


@pytest.mark.parametrize(("walk", "catalogue"), [(walk_atom, "opds"), (walk_json, "opds2")])
def test_an_app_gets_every_book_byte_for_byte(
    shelf: Standing, built: dict[str, bytes], walk: Callable[[httpx.Client, str], Iterator[tuple[str, str]]], catalogue: str,
) -> None:  # fmt: skip
    got = {}
    for media_type, address in walk(shelf.client, shelf.said[catalogue]):
        answer = shelf.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        if media_type.startswith("application/"):
            name = address.rpartition("/")[2]
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
            got[name] = answer.content
    assert got == built


def test_a_catalogue_is_found_with_and_without_a_slash(shelf: Standing) -> None:
    """Nobody is sent elsewhere: some apps do not follow."""
    for path in ("", "/", "/opds", "/opds/", "/opds/v2", "/opds/v2/"):
        assert shelf.get(shelf.root + path).status_code == 200, path


def test_a_new_draft_is_soon_on_the_shelf_and_has_a_new_address(tmp_path: Path) -> None:
    """KOReader's synchronisation compares the first address of the first entry with that of the last time."""
    folder = tmp_path / "books"
    book = TinyBook(folder / "a")
    book.write({"01-one.md": "# One\n\nFirst."})
    book.epub()
    with standing(folder, "--as-is") as shelf:
        client = shelf.client
        first = [address for kind, address in walk_atom(client, shelf.said["opds"]) if "epub" in kind]
        book.write({"01-one.md": "# One\n\nSecond, and longer."})
        new = book.epub()
        assert until(lambda: [address for kind, address in walk_atom(client, shelf.said["opds"]) if "epub" in kind] != first)
        second = [address for kind, address in walk_atom(client, shelf.said["opds"]) if "epub" in kind]
        assert client.get(second[0]).content == client.get(first[0]).content == new.path.read_bytes(), "an old link gets what there is now"
        new.path.unlink()
        assert client.get(second[0]).status_code == 404
        assert until(lambda: not list(walk_atom(client, shelf.said["opds"])))


# ---- browsers ----


@pytest.mark.parametrize(("agent", "first"), [
    (KOBO, "the-last-cell.kepub.epub"), (KINDLE, "the-last-cell.epub"), ("Mozilla/5.0 (iPhone)", "the-last-cell.epub"),
    ("", "the-last-cell.epub"),
])  # fmt: skip
def test_each_browser_is_offered_its_own_file_first(shelf: Standing, agent: str, first: str) -> None:
    html = shelf.get(shelf.root, user_agent=agent).text
    button = re.search(r'<p class="get" lang="en"><a href="[^"]*/([^/"]+)">Get the book', html[html.index("The Last Cell</h2>") :])
    assert button
    assert button[1] == first
    for link in re.findall(r'<p class="(?:get|others)".*?href="([^"]+)"', html):
        assert re.fullmatch(r"[\x21-\x7e]+/[A-Za-z0-9._-]+\.(epub|pdf)", link), "an address in ASCII that ends in the file's name"


def test_all_that_the_page_names_is_there_and_on_this_shelf(shelf: Standing) -> None:
    answer = shelf.get(shelf.root)
    named = set(re.findall(r'(?:href|src)="([^"]+)"', answer.text)) | {f"{shelf.root}/dress/{font}" for font in ("roman.ttf", "italic.ttf")}
    assert len(named) > 8
    assert {path: shelf.get(path).status_code for path in named} == dict.fromkeys(named, 200)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["vary"] == "User-Agent"


# ---- parts of files, and files already there ----


@pytest.fixture(scope="module")
def pdf(shelf: Standing) -> str:
    links = walk_atom(shelf.client, shelf.said["opds"])
    return next(httpx.URL(address).path for kind, address in links if kind == "application/pdf")


def slowly(asked: str, size: int) -> tuple[int, ...] | None:
    """The bytes that a Range means, one by one (RFC 9110, 14.1.2); None where it means nothing."""
    if not re.fullmatch(r"bytes=(\d+-\d*|-\d+)", asked):
        return None
    first, last = asked.removeprefix("bytes=").split("-")
    if first and last and int(last) < int(first):
        return None
    if not first:
        return tuple(range(size))[-int(last) :] if int(last) else ()
    return tuple(place for place in range(size) if int(first) <= place <= (int(last) if last else size))


@given(st.from_regex(r"\A(bytes=)?([0-9]{0,4}-[0-9]{0,4}|[0-9,= -]{0,8})\Z"), st.integers(0, 300))
def test_a_stretch_is_what_the_standard_says(asked: str, size: int) -> None:
    found = stretch(Headers({"range": asked}), size, {})
    expected = slowly(asked, size) if " " not in asked else found and tuple(range(*found))
    assert (found if found is None else tuple(range(*found))) == expected


@pytest.mark.parametrize(("asked", "status", "told"), [
    ("bytes=0-0", 206, "bytes 0-0/{size}"), ("bytes=10-", 206, "bytes 10-{last}/{size}"), ("bytes=-5", 206, "bytes {tail}-{last}/{size}"),
    ("bytes=0-9999999999999999999", 206, "bytes 0-{last}/{size}"), ("bytes=-9999999999999999999", 206, "bytes 0-{last}/{size}"),
    (f"bytes={CHUNK - 1}-{CHUNK}", 206, f"bytes {CHUNK - 1}-{CHUNK}/{{size}}"),
    ("bytes=9999999999-", 416, "bytes */{size}"), ("bytes=-0", 416, "bytes */{size}"),
    ("bytes=5-2", 200, None), ("bytes=a-b", 200, None), ("bytes=-", 200, None), ("pages=1-2", 200, None),
    ("bytes=" + "9" * 5000 + "-", 200, None), ("bytes=0-0,2-3", 200, None), ("bytes=" + ",".join(["0-"] * 1000), 200, None),
])  # fmt: skip
def test_stretches_of_a_file(shelf: Standing, built: dict[str, bytes], pdf: str, asked: str, status: int, told: str | None) -> None:
    whole = built["the-last-cell.pdf"]
    size = len(whole)
    answer = shelf.get(pdf, range=asked)
    assert answer.status_code == status
    assert answer.headers.get("content-range") == (told and told.format(size=size, last=size - 1, tail=size - 5))
    if status != 416:
        places = slowly(asked, size) if status == 206 else range(size)
        assert places is not None
        assert answer.content == whole[places[0] : places[-1] + 1]
    assert shelf.get(pdf, "HEAD", range=asked).headers.get("content-length", "0") == str(len(answer.content))


def test_a_download_that_broke_off_goes_on_unless_the_book_has_changed(shelf: Standing, built: dict[str, bytes], pdf: str) -> None:
    whole, head = built["the-last-cell.pdf"], shelf.get(pdf, "HEAD")
    assert (head.content, head.headers["content-length"], head.headers["accept-ranges"]) == (b"", str(len(whole)), "bytes")
    for mark in (head.headers["etag"], head.headers["last-modified"]):
        assert shelf.get(pdf, range="bytes=100-", if_range=mark).content == whole[100:]
    for mark in ('"another"', "Thu, 01 Jan 1970 00:00:00 GMT", f"W/{head.headers['etag']}"):
        assert shelf.get(pdf, range="bytes=100-", if_range=mark).content == whole


def test_what_a_reader_has_is_not_sent_again(shelf: Standing, pdf: str) -> None:
    for path in (pdf, shelf.root, f"{shelf.root}/opds", f"{shelf.root}/opds/v2"):
        etag = shelf.get(path).headers["etag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = shelf.get(path, if_none_match=known)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert shelf.get(path, if_none_match='"other"').status_code == 200
    since = shelf.get(pdf).headers["last-modified"]
    assert shelf.get(pdf, if_modified_since=since).status_code == 304
    assert shelf.get(pdf, if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    assert shelf.get(pdf, if_modified_since=since, if_none_match='"other"').status_code == 200


# ---- strangers ----

UP = ("..", "%2e%2e", "%2E.", "..%2f", "..%5c", "%252e%252e", "%c0%ae%c0%ae", "..;", "....//", ".%00.")
WANTED = (
    "etc/passwd", "books/ours/dist/.cache/secret", "the-last-cell-proof.pdf", "the-last-cell-manuscript.pdf", "notes.txt", "link.epub",
)  # fmt: skip


def hostile(root: str, volume: str, pdf: str, books: Path) -> Iterator[str]:
    """Paths that no link of the shelf has."""
    for up in UP:
        for below in (root, f"{root}/{volume}", f"{root}/{volume}/0", f"{root}/dress", ""):
            yield from (f"{below}/{'/'.join([up] * depth)}/{wanted}" for depth in (1, 3) for wanted in WANTED)
    for wanted in WANTED:
        yield from (f"{root}/{volume}/0/{wanted}", f"{root}/dress/{wanted}", f"{root}/{wanted}", f"/{wanted}", f"{root}/{volume}/{wanted}")
        yield f"{root}/{volume}/0/{quote(str(books / 'ours' / 'dist' / wanted), safe='')}"
        yield f"{root}/{volume}/0/{books}/ours/dist/{wanted}"
    yield from (f"{pdf}{more}" for more in ("%00", "%0a", "/", ".bak", "%20", ";x=1"))
    yield from (pdf.upper(), pdf.removeprefix(root), f"//{pdf}", f"{root}x/", f"{root[:-1]}/", f"{root}//", f"{root}/dress/")
    yield from ("/", "/favicon.ico", "/robots.txt", "/opds", f"{root}/dress/page.py", f"{root}/dress/page.css%00.ttf")
    yield from (f"{root}/{'a' * 8000}", f"{root}/{'a/' * 4000}", f"/{'%2e' * 2000}")


@pytest.fixture(scope="module")
def warm(shelf: Standing) -> None:
    """Everything asked for once, so that nothing has to be loaded any more."""
    for walk, catalogue in ((walk_atom, "opds"), (walk_json, "opds2")):
        for _, address in walk(shelf.client, shelf.said[catalogue]):
            shelf.client.get(address)
    for path in ("", "/qr.png", "/dress/page.css", "/nowhere"):
        shelf.get(shelf.root + path)


@pytest.mark.usefixtures("warm")
def test_whatever_is_asked_for_only_what_is_on_the_shelf_is_opened(shelf: Standing, books: Path, pdf: str) -> None:
    before = len(shelf.opened())
    volume = pdf.removeprefix(shelf.root).split("/")[1]
    answers = {}
    for path in hostile(shelf.root, volume, pdf, books):
        answer = shelf.raw(f"GET {path} HTTP/1.1\r\nHost: {shelf.where[0]}\r\nConnection: close\r\n\r\n".encode())
        answers[path] = (answer.split(b"\r\n", 1)[0], b"SECRET" in answer or b"root:" in answer)
    assert len(answers) > 500
    assert set(answers.values()) <= {(b"HTTP/1.1 404 Not Found", False), (b"HTTP/1.1 400 Bad Request", False)}
    listed = {str(path) for folder in ("ours", "theirs") for path in (books / folder / "dist").iterdir() if path.name[0] != "."}
    folders = {str(books / folder / "dist") for folder in ("ours", "theirs")}
    assert set(shelf.opened()[before:]) <= (listed | folders) - {str(books / "ours" / "dist" / name) for name in WANTED}


def test_a_link_put_in_a_books_place_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    book = TinyBook(folder / "a")
    book.write({"01-one.md": "# One"})
    epub = book.epub().path
    secret = tmp_path / "secret.epub"
    secret.write_bytes(b"SECRET")
    with standing(folder, "--as-is") as shelf:
        client = shelf.client
        address = next(address for kind, address in walk_atom(client, shelf.said["opds"]) if "epub" in kind)
        for put in (partial(epub.symlink_to, secret), partial(os.mkfifo, epub), epub.mkdir):
            epub.unlink()
            put()
            assert client.get(address, timeout=10).status_code == 404
        assert str(secret) not in shelf.opened()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "MOVE", "X" * 500])
def test_nothing_can_be_changed(shelf: Standing, built: dict[str, bytes], pdf: str, method: str) -> None:
    for path in (pdf, shelf.root, f"{shelf.root}/opds"):
        assert shelf.get(path, method).status_code == 405
    assert shelf.get(pdf).content == built["the-last-cell.pdf"]


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1", 200), ("127.0.0.1:8040", 200), ("localhost:99", 200), ("[::1]:80", 200), ("192.168.1.7", 200),
    (socket.gethostname(), 200), (announced_name(), 200), ("evil.example", 421), ("127.0.0.1.evil.example", 421),
    ("localhost@evil.example", 421),
    ("", 421), ("a b", 421), ("[", 421), (":", 421), ("127.0.0.1\r\nHost: evil.example", 400),
])  # fmt: skip
def test_a_page_on_the_web_cannot_ask_by_a_name_of_its_own(shelf: Standing, host: str, status: int) -> None:
    answer = shelf.raw(f"GET {shelf.root}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert int(answer.split(b" ", 2)[1]) == status
    assert b"evil" not in answer, "nothing of it comes back"


def test_without_a_host_there_is_no_answer(shelf: Standing) -> None:
    assert shelf.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert shelf.raw(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421")


@pytest.mark.parametrize("noise", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100, b"GET\r\n\r\n", b"\r\n" * 20_000,
    b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
])  # fmt: skip
def test_what_is_no_request_gets_no_book_and_does_no_harm(shelf: Standing, noise: bytes) -> None:
    with socket.create_connection(shelf.where, timeout=60) as door:
        try:
            door.sendall(noise)
            door.shutdown(socket.SHUT_WR)
            answer = door.recv(1 << 16)
        except ConnectionError:
            answer = b""
    assert not answer or re.match(rb"HTTP/1\.1 4\d\d ", answer)
    assert shelf.get(shelf.root).status_code == 200


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="only Linux tells of a connection without taking from it")
def test_who_dawdles_is_let_go_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Connections that ask nothing, ask a letter at a time, or do not take what they asked for."""
    folder = tmp_path / "books"
    book = TinyBook(folder / "a")
    book.write({"01-one.md": "# One"})
    book.epub()
    (book.folder / "dist" / "book.pdf").write_bytes(bytes(50_000_000))
    with standing(folder, "--as-is", patience=0.5) as shelf:
        pdf = next(httpx.URL(address).path for kind, address in walk_atom(shelf.client, shelf.said["opds"]) if "pdf" in kind)
        doors = [socket.create_connection(shelf.where, timeout=30) for _ in range(30)]
        for door in doors[10:20]:
            door.sendall(b"GET / HT")
        for door in doors[20:]:
            door.sendall(f"GET {pdf} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert shelf.get(shelf.root).status_code == 200
        for door in doors[:20]:
            assert ended(door)
        assert gone(doors[20:]), "it still holds what nobody takes"
        for door in doors:
            door.close()
        assert len(shelf.get(pdf).content) == 50_000_000


def ended(door: socket.socket) -> bool:
    try:
        return door.recv(1) == b""
    except ConnectionError:
        return True


def gone(doors: list[socket.socket]) -> bool:
    """Whether the other side gives all of them up, seen without taking anything from them (Linux: TCP_INFO's first byte)."""
    established, end = 1, time.monotonic() + 30
    while time.monotonic() < end:
        if all(door.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != established for door in doors):
            return True
        time.sleep(0.05)
    return False


def test_a_shelf_without_a_secret(books: Path) -> None:
    with standing(books, "--as-is", "--open-path") as shelf:
        assert shelf.root == ""
        assert [shelf.get(path).status_code for path in ("/", "/opds", "/opds/v2", "/x")] == [200, 200, 200, 404]


def test_the_secret_is_kept_for_its_owner_until_a_new_one_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    first, again, new, kept = secret(), secret(), secret(new=True), secret()
    assert first == again != new == kept
    assert re.fullmatch(r"[2-9a-z]{10}", first)
    file = tmp_path / "bookbuild" / "shelf"
    assert file.stat().st_mode & 0o777 == 0o600
    for spoilt in ("", "short", "../../../../etc", "UPPERCASE2", "\xff"):
        file.write_text(spoilt, "utf-8")
        assert re.fullmatch(r"[2-9a-z]{10}", secret())


def test_what_it_said_when_it_opened(shelf: Standing) -> None:
    said: dict[str, Any] = shelf.said
    assert json.loads(json.dumps(said))["ok"]
    assert {book["title"] for book in said["books"]} == {"The Last Cell", "Moby-Dick; or, The Whale"}
    assert said["page"] == f"{shelf.origin}{shelf.root}/"
