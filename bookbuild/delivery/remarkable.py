"""A parcel -> a document on a reMarkable, by the web page that the tablet shows over its cable.

`GET /documents/` lists what is there, and makes the first folder the one that is uploaded to; `POST /upload` takes one
file in a form's field `file`, and answers 201. Ten separate programs do it so (2026-11); no tablet was at hand. The page
has to be switched on: Settings, Storage, USB web interface. Nothing is ever overwritten there: a second upload is a
second document.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from bookbuild.delivery import Delivered, Parcel, Target, Told
from bookbuild.delivery.devices import REMARKABLE
from bookbuild.problems import BookError, Problem, Severity

ADDRESS = "http://10.11.99.1"
CHUNK = 1 << 16
PATIENCE = 10.0                                    # seconds until it answers; a wrong address is not waited for
WHILE_IT_WORKS = 300.0                             # seconds for a large book
LARGEST = 16 << 20                                 # bytes of a list of documents


def target_at(address: str = ADDRESS) -> Target:
    """The tablet at the other end of the cable."""
    return Target(REMARKABLE, "web", address.rstrip("/"))


def deliver(parcel: Parcel, target: Target, told: Told, rehearse: bool) -> Delivered:  # noqa: FBT001 - as every way
    """Upload it. Raises BookError d-024 where the tablet does not answer, d-025 where it does not take the book."""
    where = urlsplit(target.where)
    name = f"{parcel.stem}{parcel.ending}"
    try:
        with closing(HTTPConnection(where.hostname or "", where.port or 80, timeout=PATIENCE)) as tablet:
            problems = tuple(_earlier(tablet, parcel))
        if not rehearse:
            with closing(HTTPConnection(where.hostname or "", where.port or 80, timeout=WHILE_IT_WORKS)) as tablet:
                _upload(tablet, parcel.file, name, target.where, told)
    except (OSError, HTTPException) as error:
        message = f"no reMarkable answers at {target.where} ({error or type(error).__name__})"
        hint = "on the tablet: Settings, Storage, USB web interface on; then unlock its screen, and send again"
        raise BookError([Problem("d-024", message, hint=hint)]) from error
    return Delivered(target, name, "new", parcel.file.stat().st_size, problems)


def _earlier(tablet: HTTPConnection, parcel: Parcel) -> Iterator[Problem]:
    """Drafts the tablet has already. It calls a document by the name of its file, or by the book's title."""
    tablet.request("GET", "/documents/")
    answer = tablet.getresponse()
    content = answer.read(LARGEST)
    if answer.status != 200:  # noqa: PLR2004 - as HTTP has it
        raise BookError([Problem("d-025", f"the tablet does not show its documents: {answer.status} {answer.reason}")])
    try:
        # The misspelling is the tablet's own.
        names = [str(each.get("VissibleName", "")) for each in json.loads(content)]
    except (ValueError, TypeError, AttributeError):
        return
    if mine := [name for name in names if name.removesuffix(parcel.ending) in {parcel.stem, parcel.title}]:
        yield Problem("d-016", f"an earlier draft stays on the tablet: {mine[0]}", severity=Severity.NOTE)


def _upload(tablet: HTTPConnection, file: Path, name: str, origin: str, told: Told) -> None:
    boundary = f"bookbuild{secrets.token_hex(16)}"
    plain = name.encode("ascii", "replace").decode().replace("?", "-")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{plain}"\r\nContent-Type: application/epub+zip\r\n\r\n'
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    length = len(head) + file.stat().st_size + len(tail)
    kind = f"multipart/form-data; boundary={boundary}"
    about = {"Content-Type": kind, "Content-Length": str(length), "Origin": origin, "Referer": f"{origin}/"}
    tablet.request("POST", "/upload", _body(head, file, tail, told), about)
    answer = tablet.getresponse()
    said = answer.read(200).decode("utf-8", "replace").strip()
    if answer.status not in {200, 201}:
        raise BookError([Problem("d-025", f"the tablet did not take the book: {answer.status} {answer.reason} {said}".rstrip())])


def _body(head: bytes, file: Path, tail: bytes, told: Told) -> Iterator[bytes]:
    size, done = file.stat().st_size, 0
    yield head
    with file.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece
            done += len(piece)
            told("Sending", done, max(done, size))
    yield tail
