"""Books and a place -> a shelf that stands there until Ctrl-C: its door, its announcement, its addresses."""

import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from bookbuild.problems import BookError, Problem
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.announcing import Announcement, announced
from bookbuild.shelf.catalogue import Catalogue, catalogue_of
from bookbuild.shelf.home_network import home_address, is_private, listen
from bookbuild.shelf.secret import secret
from bookbuild.shelf.serving import Shelf, serve
from bookbuild.shelf.stocking import watch

PORT = 8040                                        # free in most houses; the same each time, for the sake of bookmarks
EVERYWHERE = ("0.0.0.0", "::", "")                 # noqa: S104 - only when asked for
TIDYING = 10.0                                     # seconds for a build that is under way to clear away its drafts
LOOPBACK = ("127.", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shelf is wanted: `host` None is the home network's; `open_path` has no secret in its address, `new_path` a new one."""

    host: str | None = None
    port: int = PORT
    open_path: bool = False
    new_path: bool = False
    announce: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """A shelf whose door is open, though nobody answers yet."""

    shelf: Shelf
    door: socket.socket
    place: Place
    address: str                                   # the one to tell people

    @property
    def page(self) -> str:
        """What to type into a browser."""
        return self.shelf.origin + self.shelf.at.page

    @property
    def opds(self) -> str:
        """What to type into a reading app."""
        return self.shelf.origin + self.shelf.at.opds

    @property
    def whose(self) -> str:
        """Who can see what, in plain words."""
        if self.address.startswith(LOOPBACK):
            return "Only this computer can see it."
        if self.place.host in EVERYWHERE:
            where = "is on any network that this computer is on"
        else:
            where = "is on your home network" if is_private(self.address) else "can reach this computer, perhaps from outside your house,"
        who = f"Whoever {where}" if self.place.open_path else f"Whoever {where} and has this address"
        return f"{who} can read these books and take copies.\nThey see nothing else of this computer, and can change nothing."


def stocked(books: Sequence[Path], problems: Sequence[Problem] = ()) -> Catalogue:
    """What is on the shelf. Raises BookError where that is nothing."""
    catalogue = catalogue_of(books)
    if not catalogue.volumes:
        named = f" {books[0]}" if len(books) == 1 and books[0] != Path.cwd() else ""
        nothing = Problem("d-057", "nothing is built that could be put on the shelf", hint=f"bookbuild build{named}")
        raise BookError([*problems, *catalogue.problems, nothing])
    return catalogue


def stand(books: Sequence[Path], place: Place, say: Callable[[str], None]) -> Standing:
    """Open the door. Raises BookError where there is no home network, or something stands in that place already."""
    host = home_address() if place.host is None else place.host
    door = listen(host, place.port)
    address = home_address() if host in EVERYWHERE else host
    at = Addresses("" if place.open_path else f"/{secret(new=place.new_path)}")
    shown = f"[{address}]" if ":" in address else address
    shelf = Shelf(tuple(books), at, f"http://{shown}:{door.getsockname()[1]}", say)
    return Standing(shelf, door, place, address)


def announcement_of(standing: Standing) -> Announcement | None:
    """What is said on the network: nothing of a shelf for this computer alone, and no path that is a secret."""
    if not standing.place.announce or standing.address.startswith(LOOPBACK) or not _is_ipv4(standing.address):
        return None
    where, at = (standing.address, standing.door.getsockname()[1]), standing.shelf.at
    return Announcement(*where, at.page, at.opds) if standing.place.open_path else Announcement(*where)


def keep_open(standing: Standing, tell: Callable[[Sequence[Problem]], None], watched: Mapping[Path, str] | None = None) -> None:
    """Answer until Ctrl-C. `watched` are books to be built again when they are no longer as these fingerprints say."""
    closing = Event()
    with ExitStack() as until_closed:
        until_closed.callback(standing.door.close)
        if announcement := announcement_of(standing):
            tell(until_closed.enter_context(announced(announcement)))
        if watched is not None:
            watcher = Thread(target=watch, args=(watched, standing.shelf.say, tell, closing), daemon=True)
            watcher.start()
            until_closed.callback(watcher.join, TIDYING)
            until_closed.callback(closing.set)
        serve(standing.shelf, [standing.door])


def _is_ipv4(address: str) -> bool:
    try:
        socket.inet_aton(address)
    except OSError:
        return False
    return True
