"""A Shelf -> an application that answers for it, read-only, and only with what the catalogue lists.

Every route is written out. What a request names is looked up in the catalogue; it never becomes a path.
"""

import hashlib
import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config, Server

from bookbuild.shelf import opds, opds2, page, qr
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.announcing import announced_name
from bookbuild.shelf.catalogue import Catalogue, Volume, catalogue_of
from bookbuild.shelf.covers import cover_of, thumbnail_of
from bookbuild.shelf.lending import lend, unchanged
from bookbuild.shelf.patience import Patient

Say = Callable[[str], None]
CONNECTIONS = 100                                  # at once; a house full of readers needs ten
NOT_HERE = "There is nothing here. The address of a shelf has a secret part: ask whoever opened it.\n"
BY_ANOTHER_NAME = "This shelf does not know that name: use its address with the figures.\n"
# The page may show pictures and wear its own clothes; it runs nothing, sends nothing and stands in no other page.
HEADERS = {
    b"content-security-policy": b"default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; "
                                b"form-action 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff", b"referrer-policy": b"no-referrer", b"x-robots-tag": b"noindex",
    b"cross-origin-resource-policy": b"same-origin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """The books, their addresses, and the place where it stands: `origin` is `http://192.168.178.20:8040`."""

    books: tuple[Path, ...]
    at: Addresses
    origin: str
    say: Say = field(default=lambda _: None)

    @property
    def catalogue(self) -> Catalogue:
        """As dist/ was at most a second ago: what has been built meanwhile is on the shelf."""
        return _lately(self.books, int(time.monotonic()))

    def routes(self) -> list[Route]:
        """All there is, for GET and HEAD. Both ways of writing the end of an address are known, so that nobody is sent to another one."""
        at = self.at
        return [
            Route(at.page, self._page),
            *([Route(at.root, self._page)] if at.root else []),
            Route(at.opds, self._opds), Route(f"{at.opds}/", self._opds),
            Route(at.opds2, self._opds2), Route(f"{at.opds2}/", self._opds2),
            Route(at.qr, self._qr),
            Route(at.dress("{name}"), self._dress),
            Route(f"{at.root}/{{volume}}/cover", self._cover),
            Route(f"{at.root}/{{volume}}/thumbnail.jpg", self._thumbnail),
            Route(f"{at.root}/{{volume}}/publication.json", self._publication),
            Route(f"{at.root}/{{volume}}/{{revision}}/{{name}}", self._lend),
        ]  # fmt: skip

    def _page(self, request: Request) -> Response:
        agent = page.agent_of(request.headers.get("user-agent", ""))
        response = _answer(request, page.page(self.catalogue, self.at, self.origin, agent), "text/html")
        response.headers["Vary"] = "User-Agent"
        return response

    def _opds(self, request: Request) -> Response:
        return _answer(request, opds.feed(self.catalogue, self.at), opds.FEED)

    def _opds2(self, request: Request) -> Response:
        return _answer(request, opds2.feed(self.catalogue, self.at), opds.OPDS2)

    def _qr(self, request: Request) -> Response:
        return _answer(request, qr.picture(self.origin + self.at.page), "image/png")

    def _dress(self, request: Request) -> Response:
        if (piece := page.DRESS.get(request.path_params["name"])) is None:
            return _not_here()
        file, media_type = piece
        return _answer(request, file.read_bytes(), media_type)

    def _cover(self, request: Request) -> Response:
        volume = self._volume(request)
        return _answer(request, *cover_of(volume)) if volume else _not_here()

    def _thumbnail(self, request: Request) -> Response:
        volume = self._volume(request)
        return _answer(request, thumbnail_of(volume), "image/jpeg") if volume else _not_here()

    def _publication(self, request: Request) -> Response:
        volume = self._volume(request)
        return _answer(request, opds2.publication(volume, self.at), opds2.PUBLICATION) if volume else _not_here()

    def _lend(self, request: Request) -> Response:
        """A draft that an older page or feed named is lent as it now is: the revision is for who compares addresses."""
        copy = self.catalogue.find(request.path_params["volume"], request.path_params["name"])
        if copy is None:
            return _not_here()
        try:
            response = lend(copy, request)
        except OSError:                            # taken away since
            return _not_here()
        if request.method == "GET" and response.status_code == 200:  # noqa: PLR2004 - not a stretch of it, nor unchanged
            self.say(f"{page.agent_of(request.headers.get('user-agent', '')).words} takes {copy.name}")
        return response

    def _volume(self, request: Request) -> Volume | None:
        return self.catalogue.by_id.get(request.path_params["volume"])


def application(shelf: Shelf) -> ASGIApp:
    """The shelf as an ASGI application."""
    app = Starlette(routes=shelf.routes(), exception_handlers={404: lambda *_: _not_here()})
    app.router.redirect_slashes = False            # Starlette would write whatever stands in Host into the new address
    return _Doorkeeper(app, _names(shelf.origin), shelf.say)


def serve(shelf: Shelf, doors: Sequence[socket.socket]) -> None:
    """Answer at these sockets until Ctrl-C. Whoever is being served then has two seconds."""
    Server(Config(
        application(shelf), http=Patient, ws="none", lifespan="off", loop="asyncio", log_config=None, log_level="critical",
        access_log=False, proxy_headers=False, server_header=False, limit_concurrency=CONNECTIONS,
        timeout_keep_alive=10, timeout_graceful_shutdown=2,
    )).run(list(doors))  # fmt: skip


@lru_cache(maxsize=1)
def _lately(books: tuple[Path, ...], second: int) -> Catalogue:  # noqa: ARG001 - a page of a hundred covers asks a hundred times
    return catalogue_of(books)


class _Doorkeeper:
    """Asks at which host a request thinks it is, and sends every answer out with the same precautions.

    A page on the web may have its own name lead to this machine, and would then be let at the shelf by the browser of
    somebody in the house (DNS rebinding). It cannot make an address of figures or a name without a dot its own.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str], say: Say) -> None:
        self.app, self.names, self.say = app, names, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS.items()]
            await send(message)

        hosts = [value for name, value in scope["headers"] if name == b"host"]
        known = len(hosts) == 1 and self._known(hosts[0].decode("latin-1"))
        try:
            await (self.app if known else PlainTextResponse(BY_ANOTHER_NAME, 421))(scope, receive, careful)
        except Exception as error:
            self.say(f"a request could not be answered; please report this: {error!r}")
            raise

    def _known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.lower().rstrip(".") in self.names:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


def _names(origin: str) -> frozenset[str]:
    """By which it may be asked: this machine's, the one it is announced by, and the one it was told to stand at."""
    machine = socket.gethostname().lower().partition(".")[0]
    return frozenset({"localhost", machine, f"{machine}.local", announced_name(), origin.partition("://")[2].rpartition(":")[0].lower()})


def _answer(request: Request, content: bytes, media_type: str) -> Response:
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers: dict[str, Any] = {"ETag": etag, "Cache-Control": "no-cache"}
    if unchanged(request.headers, etag):
        return Response(status_code=304, headers=headers)
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(content, headers=headers | {"Content-Type": kind})


def _not_here() -> Response:
    return PlainTextResponse(NOT_HERE, 404)
