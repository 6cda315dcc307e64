"""A reMarkable's web page, played by a server of our own on loopback."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from drives import parcel

from bookbuild.delivery import deliver
from bookbuild.delivery.remarkable import target_at
from bookbuild.problems import BookError


@dataclass
class Tablet:
    address: str = ""
    documents: Any = field(default_factory=list)
    answer: int = 201
    asked: list[str] = field(default_factory=list)
    uploaded: list[tuple[str, str | None, str, bytes]] = field(default_factory=list)
    origin: str | None = None


@pytest.fixture
def tablet() -> Iterator[Tablet]:
    it = Tablet()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            it.asked.append(self.path)
            self.reply(200, json.dumps(it.documents).encode())

        def do_POST(self) -> None:
            it.asked.append(self.path)
            it.origin = self.headers["Origin"]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body)
            for part in message.iter_parts():
                name = part.get_param("name", header="content-disposition")
                it.uploaded.append((str(name), part.get_filename(), part.get_content_type(), part.get_content()))
            self.reply(it.answer, b'{"status":"Upload successful"}')

        def reply(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        it.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield it
        server.shutdown()
        thread.join()


def test_the_book_is_uploaded_byte_for_byte_in_one_form(tablet: Tablet, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    told: list[int] = []
    sent = deliver(parcel(tmp_path, content), target_at(tablet.address), lambda doing, done, total: told.append(done))
    assert tablet.asked == ["/documents/", "/upload"]
    assert tablet.uploaded == [("file", "the-last-cell.kepub.epub", "application/epub+zip", content)]
    assert tablet.origin == tablet.address
    assert (sent.done, sent.problems, told[-1]) == ("new", (), len(content))


def test_an_earlier_draft_is_told_for_the_tablet_keeps_both(tablet: Tablet, tmp_path: Path) -> None:
    tablet.documents = [{"VissibleName": "Other"}, {"ID": "1", "VissibleName": "The Last Cell"}]
    sent = deliver(parcel(tmp_path, b"two"), target_at(tablet.address))
    assert [problem.code for problem in sent.problems] == ["d-016"]


@pytest.mark.parametrize("documents", [None, {"a": 1}, ["x"], 3])
def test_a_list_of_another_form_does_not_keep_the_book_back(documents: object, tablet: Tablet, tmp_path: Path) -> None:
    tablet.documents = documents
    deliver(parcel(tmp_path, b"two"), target_at(tablet.address))
    assert len(tablet.uploaded) == 1


def test_a_rehearsal_uploads_nothing(tablet: Tablet, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), target_at(tablet.address), rehearse=True)
    assert tablet.asked == ["/documents/"]


def test_a_tablet_that_refuses_is_told_with_its_words(tablet: Tablet, tmp_path: Path) -> None:
    tablet.answer = 500
    with pytest.raises(BookError, match=r"d-025.*500"):
        deliver(parcel(tmp_path, b"one"), target_at(tablet.address))


def test_a_tablet_that_is_not_there_is_told(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        nobody = f"http://127.0.0.1:{server.server_port}"
    with pytest.raises(BookError, match="d-024") as stopped:
        deliver(parcel(tmp_path, b"one"), target_at(nobody))
    assert "USB web interface" in str(stopped.value.problems[0].hint)
