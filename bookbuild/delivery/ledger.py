"""`.bookbuild.json` on a device <-> what we have put there; and what may be written where, by that.

The ledger is written before the book takes its name, with the digests of the draft that is there and of the one that
comes: whichever of the two a cut cable leaves under the name, it is ours.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from bookbuild.delivery import Parcel
from bookbuild.problems import BookError, Problem, Severity

NAME = ".bookbuild.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of ours: which book, its path on the device, and the SHA-256 of each draft that may be there."""

    path: str
    book: str
    title: str
    home: str
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All files of ours on a device."""

    entries: tuple[Entry, ...] = ()

    def at(self, path: str) -> Entry | None:
        """The file at this path, as FAT compares names."""
        return next((entry for entry in self.entries if _same(entry.path, path)), None)

    def of(self, book: str, folder: str, ending: str) -> Entry | None:
        """What this book is called in this folder: the name it was sent under last, whatever its title is now."""
        mine = (entry for entry in reversed(self.entries) if entry.book == book)
        return next((entry for entry in mine if _stands_in(entry, folder, ending)), None)

    def with_entry(self, entry: Entry) -> "Ledger":
        """The same with this entry, in the place of what stood at its path."""
        return Ledger((*(each for each in self.entries if not _same(each.path, entry.path)), entry))

    @property
    def written(self) -> bytes:
        """As it stands on the device."""
        said = {"by": "bookbuild: what it has put here. Without this file it overwrites nothing.", "version": VERSION}
        return json.dumps({**said, "books": list(map(asdict, self.entries))}, indent=1, ensure_ascii=False).encode() + b"\n"


def read(content: bytes | None) -> tuple[Ledger, tuple[Problem, ...]]:
    """The ledger. A damaged one counts as none, and that is told. Raises BookError d-015 for one of a newer bookbuild."""
    if content is None:
        return Ledger(), ()
    try:
        said = json.loads(content)
        if said["version"] > VERSION:
            message = f"{NAME} on the device is of a newer bookbuild, and this one would spoil it"
            raise BookError([Problem("d-015", message, hint="pip install --upgrade bookbuild")])
        return Ledger(tuple(map(_heard, said["books"]))), ()
    except (ValueError, TypeError, KeyError, RecursionError):
        message = f"{NAME} on the device is damaged: what was sent there before is not known any more, and is not overwritten"
        return Ledger(), (Problem("d-014", message, severity=Severity.WARNING),)


def _heard(said: dict[str, Any]) -> Entry:
    """Raises ValueError for an entry of the wrong kind, and for a path that leads off the device."""
    path, digests = PurePosixPath(said["path"]), tuple(said["digests"])
    texts = (said["book"], said["title"], said["home"], *digests)
    if path.is_absolute() or ".." in path.parts or "\0" in str(path) or not all(isinstance(text, str) for text in texts):
        message = "no path on the device"
        raise ValueError(message)
    return Entry(str(path), said["book"], said["title"], said["home"], digests)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel goes on a device, and which drafts may be there to be replaced."""

    path: str
    ours: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def place_for(parcel: Parcel, folder: str, ledger: Ledger, is_there: Callable[[str], bool]) -> Place:
    """Under the name it has, or a new one that no other book of ours has. `is_there` says whether a path is on the device."""
    entry = None if parcel.stem_asked else ledger.of(parcel.book, folder, parcel.ending)
    if entry:
        return Place(entry.path, frozenset(entry.digests))
    names = (f"{parcel.stem}{number}{parcel.ending}" for number in ("", *(f"-{number}" for number in range(2, 1000))))
    paths = ((PurePosixPath(folder) / name).as_posix() for name in names)
    path = next(path for path in paths if (there := ledger.at(path)) is None or there.book == parcel.book)
    mine, left = ledger.at(path), [each for each in ledger.entries if is_there(each.path)]
    return Place(path, frozenset(mine.digests if mine else ()), tuple(_elsewhere(parcel, path, left)))


def _elsewhere(parcel: Parcel, path: str, entries: Iterable[Entry]) -> Iterable[Problem]:
    """Drafts of the same book that stay where they are. Without an identifier of its own, a book is known by title and authors."""
    for entry in entries:
        if _same(entry.path, path):
            continue
        if entry.book == parcel.book:
            yield Problem("d-016", f"an earlier copy stays on the device: {entry.path}", severity=Severity.NOTE)
        elif parcel.home and entry.home == parcel.home and entry.book.partition("#")[2] == parcel.book.partition("#")[2]:
            message = f"what was made in this folder as “{entry.title}” stays on the device: {entry.path}"
            hint = f'to go on with that file, book.toml wants: identifier = "{entry.book.partition("#")[0]}"'
            yield Problem("d-016", message, hint=hint, severity=Severity.NOTE)


def may_be_written(place: Place, there: str | None, ledger: Ledger) -> None:
    """Whether what is `there` (its digest; None for nothing) is ours. Raises BookError d-010, d-011 where it is not."""
    if there is None or there in place.ours:
        return
    hint = "delete or rename it on the device; or send under another name: bookbuild send … --as another-name"
    if ledger.at(place.path):
        raise BookError([Problem("d-011", f"{place.path} on the device is not as bookbuild left it, and is not overwritten", hint=hint)])
    raise BookError([Problem("d-010", f"there is a file on the device already that bookbuild did not put there: {place.path}", hint=hint)])


def entry_for(parcel: Parcel, place: Place, there: str | None, digest: str) -> Entry:
    """What the ledger says from now on: that the draft which is there and the one that comes are ours."""
    return Entry(place.path, parcel.book, parcel.title, parcel.home, tuple(dict.fromkeys(filter(None, (there, digest)))))


def _stands_in(entry: Entry, folder: str, ending: str) -> bool:
    path = PurePosixPath(entry.path)
    return _same(path.parent.as_posix(), PurePosixPath(folder).as_posix()) and "".join(path.suffixes) == ending


def _same(one: str, other: str) -> bool:
    """FAT knows no upper and lower case, and macOS takes letters and accents apart."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()
