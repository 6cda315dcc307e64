"""Edition and Style -> an EPUB 3.3 package. Documents go in as they are; ebooklib writes the package around them."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ebooklib import epub

from bookbuild.book import Role
from bookbuild.cover import draw_cover
from bookbuild.edition import Edition
from bookbuild.epub.metadata import DC, rows
from bookbuild.epub.pages import LINES_ABOVE, cover_page, document_page, landmarks, navigation, ncx
from bookbuild.outputs import source_date, whole
from bookbuild.phrases import phrases
from bookbuild.styles import Style

__all__ = ["LINES_ABOVE", "write_epub"]

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
FONT_TYPES = {".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}
GUIDE = {"bodymatter": "text", "titlepage": "title-page"}    # EPUB 2's names, which Kindle still reads
# The zip format's first date. A package carries no clock: the same book is the same bytes on any day.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the package."""

    name: str
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()
    in_spine: bool = False

    @property
    def id(self) -> str:
        """An XML id, made from the name; `map.png` and `map.svg` are two."""
        if "cover-image" in self.properties:
            return "cover-image"
        if self.media_type in (XHTML, NCX):
            return self.name.rpartition(".")[0]
        return "file-" + re.sub(r"[^A-Za-z0-9._-]", "-", self.name)


def write_epub(edition: Edition, style: Style, out: Path) -> None:
    """Write the book to `out`, whole or not at all."""
    book = epub.EpubBook()
    book.metadata, book.namespaces, book.prefixes = {}, {}, []
    metadata = edition.metadata
    book.IDENTIFIER_ID, book.language, book.title, book.uid = "pub-id", metadata.language, metadata.title, metadata.identifier
    book.direction = "rtl" if metadata.direction == "rtl" else None
    for row in rows(edition):
        space, name = (DC, row.name) if row.name else (None, "meta")
        book.add_metadata(space, name, row.text or None, row.attributes)
    items = [(part, _item(part)) for part in parts(edition, style)]
    for _, item in items:
        book.add_item(item)
    book.spine = [item for part, item in items if part.in_spine]
    marks = landmarks(edition, phrases(metadata.language))
    book.guide = [{"type": GUIDE.get(kind, kind), "href": href, "title": label} for kind, href, label in marks]
    with whole(out) as temporary:
        writer = _Writer(str(temporary), book, {"mtime": modified(edition)})
        writer.process()
        writer.write()


def parts(edition: Edition, style: Style) -> Iterator[Part]:
    """Every file, in the order of reading."""
    words = phrases(edition.metadata.language)
    cover = _cover(edition)
    yield Part("cover.xhtml", XHTML, cover_page(edition, cover.name, words), in_spine=True)
    for document in edition.documents:
        if document.role is Role.CONTENTS:
            yield Part("nav.xhtml", XHTML, navigation(edition, words), ("nav",), in_spine=True)
        else:
            yield Part(f"{document.name}.xhtml", XHTML, document_page(document, edition), in_spine=True)
    yield cover
    yield Part("style.css", "text/css", style.screen.encode())
    yield Part("toc.ncx", NCX, ncx(edition, edition.metadata.identifier))
    for illustration in edition.illustrations:
        yield Part(illustration.name, illustration.picture.media_type, illustration.picture.file.read_bytes())
    for url, file in style.screen_fonts.items():
        yield Part(url, FONT_TYPES.get(file.suffix.lower(), "application/octet-stream"), file.read_bytes())


def modified(edition: Edition) -> datetime:
    """`dcterms:modified`: SOURCE_DATE_EPOCH, or the day of publication; never the clock."""
    if stamp := source_date():
        return stamp
    day = edition.metadata.published
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _cover(edition: Edition) -> Part:
    """The author's cover as it is, or one that is drawn."""
    picture = edition.cover
    if picture is None:
        return Part("images/cover-image.jpg", "image/jpeg", draw_cover(edition.metadata), ("cover-image",))
    suffix = "jpg" if picture.media_type == "image/jpeg" else "png"
    return Part(f"images/cover-image.{suffix}", picture.media_type, picture.file.read_bytes(), ("cover-image",))


def _item(part: Part) -> epub.EpubItem:
    """As EpubItem, not EpubHtml: that one takes documents apart and loses half of what is in them (facts, §4)."""
    item = epub.EpubItem(uid=part.id, file_name=part.name, media_type=part.media_type, content=part.content)
    item.properties = list(part.properties)
    return item


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer, with a language on the package and a zip that is the same every time."""

    def _write_opf_file(self, root: Any) -> None:  # noqa: ANN401 - ebooklib is untyped
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        del root.attrib["prefix"]
        spine = root.find("spine")
        spine.set("toc", "toc")
        super()._write_opf_file(root)

    def write(self) -> None:
        """`mimetype` first and stored; then the container, the package document, and the files as they were added."""
        with _Zip(self.file_name, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", compress_type=zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()


class _Zip(zipfile.ZipFile):
    def writestr(self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None) -> None:  # noqa: ANN401
        entry = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress_type is None else compress_type
        entry.external_attr, entry.create_system = 0o644 << 16, 3
        super().writestr(entry, data, compresslevel=compresslevel or (6 if entry.compress_type else None))
