"""An EPUB, whoever made it -> its Label: what it says of itself, and where in it the cover lies.

Only the package document is read. checks/package reads all there is, which for a shelf of a hundred books takes a minute.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import unquote

from lxml import etree

CONTAINER = "META-INF/container.xml"
OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
LARGEST = 8 << 20                                  # bytes of a package document; a novel's has some 20,000
LARGEST_COVER = 32 << 20
COVERS = {"image/jpeg", "image/png", "image/gif", "image/webp"}
# What zipfile and lxml say of damage; NotImplementedError is a way of packing, RuntimeError a password.
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError, etree.XMLSyntaxError)
TAG = re.compile(r"<[^<>]*>")                      # shops let descriptions be HTML
NO_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Label:
    """A book's own words about itself, in Dublin Core's terms; `cover` is the name of an entry in the zip."""

    title: str
    authors: tuple[str, ...] = ()
    language: str | None = None
    identifier: str = ""                           # the unique one of its package (EPUB 3.3, 5.4)
    description: str | None = None
    publisher: str | None = None
    issued: str | None = None                      # as the book writes it: a year, a month, a day
    subjects: tuple[str, ...] = ()
    cover: str | None = None
    cover_type: str = "image/jpeg"                 # as the manifest has it

    @property
    def byline(self) -> str:
        """`A. Writer & B. Scribe`, or nothing."""
        return " & ".join(self.authors)


def read_label(file: Path) -> Label | None:
    """The label; None for a file that cannot be read as an EPUB."""
    try:
        with zipfile.ZipFile(file) as archive:
            roots = _tree(archive, CONTAINER).iter(f"{OCF}rootfile")
            name = next((root.get("full-path", "") for root in roots if root.get("media-type") == "application/oebps-package+xml"), "")
            return _Package(_tree(archive, name), name, frozenset(archive.namelist())).label(file.stem)
    except DAMAGE:
        return None


def read_cover(file: Path, label: Label) -> bytes | None:
    """The bytes of the cover, if there is one of a size that anybody would send."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive, label.cover, LARGEST_COVER) if label.cover else None
    except DAMAGE:
        return None


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as entry:
        content = entry.read(most + 1)
    if len(content) > most:
        message = f"{name} is larger than {most:,} bytes"
        raise ValueError(message)
    return content


def _tree(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml is untyped
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    return etree.fromstring(_read(archive, name, LARGEST), parser)


@dataclass(frozen=True, slots=True)
class _Package:
    """A package document, its name, and the names of all files that are with it."""

    root: Any
    name: str
    files: frozenset[str]

    def label(self, fallback: str) -> Label:
        description = next(self._texts("description"), "")
        cover, cover_type = self._cover
        return Label(
            title=next(self._texts("title"), "") or fallback,
            authors=tuple(dict.fromkeys(self._texts("creator"))),
            language=next(self._texts("language"), None),
            identifier=self._identifier,
            description=_words(TAG.sub(" ", description)) or None,
            publisher=next(self._texts("publisher"), None),
            issued=next(self._texts("date"), None),
            subjects=tuple(dict.fromkeys(self._texts("subject"))),
            cover=cover,
            cover_type=cover_type,
        )

    def _texts(self, name: str) -> Iterator[str]:
        yield from filter(None, (_words("".join(each.itertext())) for each in self.root.iter(f"{DC}{name}")))

    @property
    def _identifier(self) -> str:
        wanted = self.root.get("unique-identifier")
        named = next((each for each in self.root.iter(f"{DC}identifier") if each.get("id") == wanted), None)
        return _words(named.text or "") if named is not None else next(self._texts("identifier"), "")

    @property
    def _cover(self) -> tuple[str | None, str]:
        """(name, media type). EPUB 3 says it with a property, EPUB 2 with a `meta` that names the item."""
        items = {each.get("id"): each for each in self.root.iter(f"{OPF}item")}
        by_meta = next((each.get("content") for each in self.root.iter(f"{OPF}meta") if each.get("name") == "cover"), None)
        found = next((each for each in items.values() if "cover-image" in each.get("properties", "").split()), items.get(by_meta))
        name = "" if found is None else normpath(f"{dirname(self.name)}/{unquote(found.get('href', ''))}".lstrip("/"))
        kind = "" if found is None else found.get("media-type", "")
        return (name, kind) if name in self.files and kind in COVERS else (None, "image/jpeg")


def _words(text: str) -> str:
    """Text on one line, of characters that XML can hold."""
    return " ".join(NO_XML.sub("", text).split())
