"""Folders -> Catalogue: the books whose built files lie in their dist/, and every file of them that may be lent.

What is not in here cannot be asked for. On the shelf are EPUBs, whoever made them, and the PDF of the same name. Other PDFs
are not: a proof is for its author, and the first page of a standard manuscript has an address and a telephone number on it.
Links on the disk are not followed, and what is hidden (`.cache`) is not seen.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path, PurePath
from uuid import NAMESPACE_URL, UUID, uuid5

from bookbuild.delivery.labels import Label, read_label
from bookbuild.problems import Problem, Severity
from bookbuild.request import READER_ENDINGS

MARKED = "-marked"                                 # how the names of proofs of what has changed end
MOST_BOOKS = 1000                                  # on one shelf; more would be a mistake, and a feed no e-reader opens
TEXTS = (".md", ".markdown")                     # as manuscript/files.py, which takes a quarter of a second to load


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file on the shelf: its name for people, its media type, and whether reading apps are offered it."""

    words: str
    media_type: str
    in_feeds: bool = True


# The first is the one that KOReader's synchronisation takes: of several files it looks at no other.
KINDS = {
    "generic": Kind("EPUB", "application/epub+zip"),
    "kobo": Kind("EPUB for Kobo", "application/kepub+zip"),            # as Standard Ebooks' feeds call it
    "kindle": Kind("EPUB for Kindle", "application/epub+zip", in_feeds=False),
    "apple": Kind("EPUB for Apple Books", "application/epub+zip", in_feeds=False),
    "pdf": Kind("PDF", "application/pdf"),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that may be lent. `name` is what it is called on the way: letters, digits, dots and hyphens."""

    kind: str
    path: Path
    name: str
    size: int                                      # bytes
    modified: int                                  # nanoseconds since 1970

    @property
    def revision(self) -> str:
        """Changes with each draft, and so does the address it is part of: by that KOReader sees that there is a new one."""
        return f"{(self.modified ^ self.size) & 0xFFFF_FFFF_FFFF:012x}"


@dataclass(frozen=True, slots=True)
class Volume:
    """A book on the shelf (or one edition of it) with its copies, the best for most readers first."""

    uuid: UUID
    label: Label
    copies: tuple[Copy, ...]

    @property
    def id(self) -> str:
        """What it is called in addresses."""
        return self.uuid.hex[:12]

    @property
    def updated(self) -> datetime:
        """When it was built, to the second. What the EPUB says of its own date is fixed, so that equal books are equal."""
        return datetime.fromtimestamp(max(copy.modified for copy in self.copies) // 1_000_000_000, UTC)

    def copy(self, kind: str) -> Copy | None:
        """The copy of a kind."""
        return next((each for each in self.copies if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All volumes, the newest first, as KOReader's synchronisation expects it; `problems` are files that cannot be shown."""

    volumes: tuple[Volume, ...] = ()
    problems: tuple[Problem, ...] = ()
    by_id: Mapping[str, Volume] = field(default_factory=dict)

    def find(self, volume: str, name: str) -> Copy | None:
        """A copy by its volume's id and its name: no path is ever made of what was asked for."""
        found = self.by_id.get(volume)
        return next((copy for copy in found.copies if copy.name == name), None) if found else None

    @property
    def updated(self) -> datetime:
        """When the newest was built."""
        return max((volume.updated for volume in self.volumes), default=datetime.fromtimestamp(0, UTC))


def book_folders(folders: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The folders of books among these, and right below them; and what is wrong with those where there is none."""
    found: dict[Path, None] = {}
    problems = []
    for folder in folders:
        root = folder.resolve()
        below = [root] if _is_book(root) else sorted(each for each in _folders(root) if _is_book(each))
        if not below and any(file.suffix.lower() in TEXTS for file in _files(root)):
            below = [root]                         # a book without a manuscript folder
        if not below:
            problems.append(Problem("d-050", f"there is no book in {folder}, nor in the folders in it", hint="bookbuild shelf ~/books"))
        found |= dict.fromkeys(below)
    return tuple(found)[:MOST_BOOKS], tuple(problems)


def catalogue_of(books: Sequence[Path]) -> Catalogue:
    """What is in the dist/ folders of these books, as it is now."""
    volumes: list[Volume] = []
    problems: list[Problem] = []
    for book in books:
        for stem, copies in _editions(book / "dist"):
            label = next(filter(None, (_label(copy.path, copy.modified, copy.size) for copy in copies if copy.kind != "pdf")), None)
            if label is None:
                message, hint = f"{copies[0].path.name} is not an EPUB that can be read", f"bookbuild build {book}"
                problems.append(Problem("d-054", message, hint=hint, severity=Severity.WARNING))
            else:
                volumes.append(Volume(uuid5(NAMESPACE_URL, f"{book.resolve().as_uri()}#{stem}"), label, copies))
    volumes.sort(key=lambda volume: (-volume.updated.timestamp(), volume.label.title, volume.id))
    return Catalogue(tuple(volumes), tuple(problems), {volume.id: volume for volume in volumes})


def _is_book(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in ("dist", "manuscript")) or (folder / "book.toml").is_file()


def _folders(folder: Path) -> Iterator[Path]:
    yield from (folder / entry.name for entry in _entries(folder) if entry.is_dir())


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / entry.name for entry in _entries(folder) if entry.is_file(follow_symlinks=False))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def _editions(dist: Path) -> Iterator[tuple[str, tuple[Copy, ...]]]:
    """The files of each edition, by what their names have in common; of a PDF alone nothing is known."""
    files = [(entry.name, entry.stat(follow_symlinks=False)) for entry in _entries(dist) if entry.is_file(follow_symlinks=False)]
    names = {name for name, _ in files}
    copies = [(*known, name, status) for name, status in files if (known := _kind(name, names))]
    for stem, group in groupby(sorted(copies, key=lambda each: (each[0], list(KINDS).index(each[1]))), key=lambda each: each[0]):
        found = tuple(Copy(kind, dist / name, plain_name(name), status.st_size, status.st_mtime_ns) for _, kind, name, status in group)
        if found[0].kind != "pdf":
            yield stem, tuple(copy for copy in found if not _old(copy, found[0]))


def _kind(name: str, names: set[str]) -> tuple[str, str] | None:
    """(stem, kind) of a file by its name. `my-kindle.epub` may be a book called so, unless there is a `my.epub` too.

    A proof with marks is for its author alone.
    """
    if PurePath(name).stem.endswith(MARKED):
        return None
    if name.endswith(".pdf"):
        return name.removesuffix(".pdf"), "pdf"
    for reader, ending in READER_ENDINGS.items():
        stem = name.removesuffix(ending)
        if reader != "generic" and stem != name and (ending.startswith(".") or f"{stem}.epub" in names):
            return stem, reader
    return (name.removesuffix(".epub"), "generic") if name.endswith(".epub") else None


def _old(copy: Copy, epub: Copy) -> bool:
    """Whether it is the same book for another reader, made before the EPUB itself: then it is of an old draft."""
    return copy.kind not in ("generic", "pdf") and epub.kind == "generic" and copy.modified < epub.modified


def plain_name(name: str) -> str:
    """A name that every device takes: `Möby Dick.epub` becomes `Moby-Dick.epub`. Those that bookbuild gives stay as they are."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.").partition(".")
    return f"{stem.strip('-')[:80] or 'book'}{dot}{ending}"


@lru_cache(maxsize=2 * MOST_BOOKS)
def _label(path: Path, modified: int, size: int) -> Label | None:  # noqa: ARG001 - a file that has changed is read again
    return read_label(path)
