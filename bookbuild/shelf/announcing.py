"""An open shelf -> its announcement on the home network by multicast DNS (RFC 6762, 6763), withdrawn when it closes.

The secret part of an address is never announced: everybody in the house would hear it. A shelf that has one only says that
it is there. One without is found by browsers that list services, and by apps that look for calibre's catalogue, whose name
for the service is the only one in use: none is registered for OPDS.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookbuild import __version__
from bookbuild.problems import Problem, Severity

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

WEB, CALIBRE = "_http._tcp.local.", "_calibre._tcp.local."


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where the shelf stands: an IPv4 address, a port, and the paths to it where they are no secret."""

    address: str
    port: int
    page: str | None = None
    opds: str | None = None

    @property
    def services(self) -> "Iterator[ServiceInfo]":
        """The services to announce. `path` is what RFC 6763 (section 6) and the registry say of `_http._tcp`."""
        from zeroconf import ServiceInfo  # noqa: PLC0415

        machine = _machine()
        for kind, path in ((WEB, self.page), (CALIBRE, self.opds)):
            if kind == WEB or path:
                properties = {"version": __version__} | ({"path": path} if path else {})
                yield ServiceInfo(
                    kind, f"bookbuild shelf on {machine}.{kind}", addresses=[ipaddress.ip_address(self.address).packed], port=self.port,
                    properties=properties, server=f"{announced_name()}.",
                )  # fmt: skip


def announced_name() -> str:
    """A name of the shelf's own: the machine's may be announced already, by itself."""
    return f"bookbuild-{_machine().lower()}.local"


def _machine() -> str:
    return socket.gethostname().partition(".")[0] or "computer"


@contextmanager
def announced(announcement: Announcement) -> Iterator[tuple[Problem, ...]]:
    """Announce while this lasts. Gives what is to be said where the network does not let it; the shelf can be had all the same."""
    from zeroconf import Error, IPVersion, Zeroconf  # noqa: PLC0415

    try:
        voice = Zeroconf(interfaces=[announcement.address], ip_version=IPVersion.V4Only)
    except (OSError, Error):
        yield (_unheard(),)
        return
    try:
        for service in announcement.services:
            voice.register_service(service, allow_name_change=True)
        problems: tuple[Problem, ...] = ()
    except (OSError, Error):
        problems = (_unheard(),)
    try:
        yield problems
    finally:
        voice.close()                              # and takes back what it has announced


def _unheard() -> Problem:
    message = "the shelf could not be announced on this network; its address works all the same"
    return Problem("d-055", message, hint="bookbuild shelf --no-announce", severity=Severity.WARNING)
