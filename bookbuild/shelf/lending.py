"""A Copy and the headers of a request -> the file, a stretch of it, or word that it has not changed (RFC 9110).

The file is opened once, and all that is said of it is true of what was opened: a build may put another in its place meanwhile.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from stat import S_ISREG
from typing import BinaryIO

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bookbuild.shelf.catalogue import KINDS, Copy

CHUNK = 1 << 16
# One stretch. Several at once are a courtesy to PDF readers of the nineties, and a way to keep a server busy: who asks for
# them gets the whole, as RFC 9110 (14.2) allows. Nineteen digits are more bytes than any disk has.
RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.ASCII | re.IGNORECASE)


def lend(copy: Copy, request: Request) -> Response:
    """The answer to GET and HEAD. Raises OSError where the file has gone."""
    file = _opened(copy)
    status = os.fstat(file.fileno())
    size, changed = status.st_size, datetime.fromtimestamp(int(status.st_mtime), UTC)
    headers = {
        "ETag": f'"{status.st_mtime_ns:x}-{size:x}"', "Last-Modified": format_datetime(changed, usegmt=True), "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{copy.name}"',
    }  # fmt: skip
    if unchanged(request.headers, headers["ETag"], changed):
        return _closed(file, Response(status_code=304, headers=headers))
    start, end, code = 0, size, 200
    if (asked := stretch(request.headers, size, headers)) is not None:
        start, end = asked
        if start >= end:
            return _closed(file, Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"}))
        code, headers["Content-Range"] = 206, f"bytes {start}-{end - 1}/{size}"
    headers |= {"Content-Length": str(end - start), "Content-Type": KINDS[copy.kind].media_type}
    if request.method == "HEAD":
        return _closed(file, Response(status_code=code, headers=headers))
    return _Loan(file, start, end, code, headers)


def unchanged(headers: Headers, etag: str, changed: datetime | None = None) -> bool:
    """Whether the reader has it already (13.1.2, 13.1.3)."""
    if (known := headers.get("if-none-match")) is not None:
        return known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))
    since = headers.get("if-modified-since")
    return changed is not None and since is not None and since == format_datetime(changed, usegmt=True)


def stretch(headers: Headers, size: int, ours: dict[str, str]) -> tuple[int, int] | None:
    """From which byte up to which, exclusive; empty where there is no such stretch, None where the whole is wanted."""
    match = RANGE.fullmatch(headers.get("range", ""))
    if match is None or match[0].strip() == "" or match[1] == match[2] == "":
        return None
    if (condition := headers.get("if-range")) and condition not in (ours["ETag"], ours["Last-Modified"]):
        return None
    first, last = match[1], match[2]
    if first == "":
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None                                # not a stretch at all (14.1.1): as if none had been asked for
    return int(first), min(size, int(last) + 1 if last else size)


def _opened(copy: Copy) -> BinaryIO:
    """The file itself, never what a link leads to."""
    number = os.open(copy.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    file = os.fdopen(number, "rb")
    if not S_ISREG(os.fstat(number).st_mode):
        file.close()
        raise FileNotFoundError(copy.path)
    return file


def _closed(file: BinaryIO, response: Response) -> Response:
    file.close()
    return response


class _Loan(StreamingResponse):
    """A stretch of an open file, which is closed whatever becomes of the connection."""

    def __init__(self, file: BinaryIO, start: int, end: int, status: int, headers: dict[str, str]) -> None:
        self.file = file
        super().__init__(_chunks(file, start, end), status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.file.close()


def _chunks(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (chunk := file.read(min(CHUNK, end - start))):
        start += len(chunk)
        yield chunk
