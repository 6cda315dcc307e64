"""Folders of books -> a shelf that stands in a process of its own, and a client that asks it as it pleases."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from tiny import PROJECT, TinyBook

from bookbuild.epub import READERS, Packing, write_epub

KOBO = "Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/538.1 (KHTML, like Gecko) Safari/538.1 (Kobo Touch 0391/4.45.23697)"
KINDLE = "Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Safari/533.2+ Kindle/3.0+"
LONGEST = 120                                      # seconds for anything: a book may have to be built


@dataclass(frozen=True)
class Standing:
    """A shelf, what it said when it opened, and the list of all it has opened since."""

    said: dict[str, Any]
    log: Path
    client: httpx.Client

    @property
    def origin(self) -> str:
        return f"http://{urlsplit(str(self.said['page'])).netloc}"

    @property
    def root(self) -> str:
        return urlsplit(str(self.said["page"])).path.rstrip("/")

    @property
    def where(self) -> tuple[str, int]:
        parts = urlsplit(str(self.said["page"]))
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """The answer to a path below the origin, as it is written."""
        return self.client.request(method, self.origin + path, headers={name.replace("_", "-"): text for name, text in headers.items()})

    def raw(self, request: bytes) -> bytes:
        """Everything that comes back for bytes that need not be HTTP."""
        with socket.create_connection(self.where, timeout=LONGEST) as door:
            door.sendall(request)
            return b"".join(iter(lambda: door.recv(1 << 16), b""))

    def opened(self) -> list[str]:
        return self.log.read_text("utf-8", errors="surrogateescape").splitlines()


@contextmanager
def standing(folder: Path, *arguments: object, patience: float = 30, environment: dict[str, str] | None = None) -> Iterator[Standing]:
    """A shelf of the books in a folder, at the loopback address. It has to end well when it is told to by Ctrl-C."""
    state, log = folder.parent / f"{folder.name}-state", folder.parent / f"{folder.name}-opened"
    paths = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("recorder.py"), log, str(patience), "shelf", folder, "--host", "127.0.0.1", "--port", "0",
         "--json", *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": paths, "XDG_STATE_HOME": str(state)} | (environment or {}),
    )  # fmt: skip
    assert process.stdout
    assert process.stdin
    try:
        assert select.select([process.stdout], [], [], LONGEST)[0], "it does not open"
        with httpx.Client(timeout=LONGEST) as client:
            yield Standing(json.loads(process.stdout.readline()), log, client)
        process.send_signal(signal.SIGINT)
        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


def until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + LONGEST
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def bookcase(folder: Path) -> Path:
    """Two books as they lie in a home: one of ours with all it may have in dist/, and one from elsewhere without a cover."""
    ours = TinyBook(folder / "ours")
    ours.write({"book.toml": OURS, "01-one.md": "# One\n\n" + "Rain, and nothing but rain. " * 2000})
    ours.epub("the-last-cell.epub")
    dist = ours.folder / "dist"
    write_epub(ours.compose(), ours.style(), dist / "the-last-cell.kepub.epub", Packing(READERS["kobo"]))
    (dist / "the-last-cell.pdf").write_bytes(b"%PDF-1.7 " + os.urandom(200_000))
    for name in ("the-last-cell-proof.pdf", "the-last-cell-manuscript.pdf", ".cache/secret", ".bookbuild-x.epub", "notes.txt"):
        (dist / name).parent.mkdir(exist_ok=True)
        (dist / name).write_bytes(b"SECRET")
    (dist / "link.epub").symlink_to(dist / "the-last-cell.epub")
    (folder / "theirs" / "dist").mkdir(parents=True)
    foreign(folder / "theirs" / "dist" / "Möby Dick, or the Whale.epub")
    (folder / "no-book").mkdir()
    return folder


OURS = """\
title = "The Last Cell"
authors = ["A. Writer", "B. Scribe"]
language = "en-GB"
description = "A prison on a <b>mountain</b> & a door."
publisher = "The House"
published = 2026-11-23
subjects = ["Fantasy", "Prisons"]
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/a%20b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>""".replace("%20", " ")
FOREIGN = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>
<manifest>{manifest}</manifest><spine/></package>"""
MOBY = '<dc:title>Moby-Dick; or, The Whale</dc:title><dc:creator>Herman Melville</dc:creator><dc:identifier id="id">moby</dc:identifier>'


def foreign(file: Path, metadata: str = MOBY, manifest: str = "", files: dict[str, bytes] | None = None) -> Path:
    """An EPUB 2 as another program might have made it."""
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", CONTAINER)
        package.writestr("OPS/a b.opf", FOREIGN.format(metadata=metadata, manifest=manifest))
        for name, content in (files or {}).items():
            package.writestr(name, content)
    return file
