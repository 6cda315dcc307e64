"""Edition and Style -> an EPUB 3.3 package. Documents go in as they are; ebooklib writes the package around them.

parts (what is in it), metadata and access (what is said of it), pages and pagebreaks (its XHTML), fonts and images (made fit for
devices), readers and kepub (what some devices want).
"""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ebooklib import epub

from bookbuild.edition import Edition
from bookbuild.epub.access import accessibility
from bookbuild.epub.fonts import Embedded, embed
from bookbuild.epub.metadata import DC, IBOOKS, Row, rows
from bookbuild.epub.pages import LINES_ABOVE, landmarks
from bookbuild.epub.parts import Packing, Part, parts
from bookbuild.epub.readers import READERS, Reader, unread_language
from bookbuild.outputs import source_date, whole
from bookbuild.phrases import phrases
from bookbuild.problems import BookError, Problem, errors
from bookbuild.styles import Style

__all__ = ["LINES_ABOVE", "READERS", "Packing", "Reader", "write_epub"]

GUIDE = {"bodymatter": "text", "titlepage": "title-page"}    # EPUB 2's names, which Kindle still reads
# The zip format's first date. A package carries no clock: the same book is the same bytes on any day.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_epub(edition: Edition, style: Style, out: Path, packing: Packing = Packing()) -> tuple[Problem, ...]:
    """Write the book to `out`, whole or not at all. Gives what was said of its fonts, and of the reader it is for.

    Raises BookError for a font or a picture that cannot be read.
    """
    fonts, images = packing.kept("fonts"), packing.kept("images")
    texts = [edition.metadata.title, *(each.title for each in edition.documents), *(each.body for each in edition.documents)]
    dressed = embed(style.screen, style.screen_fonts, texts, fonts, style.places)
    if faults := errors(dressed.problems):
        raise BookError(faults)
    book = _package(edition, dressed, packing, tuple(parts(edition, dressed, packing, images)))
    with whole(out) as temporary:
        writer = _Writer(str(temporary), book, {"mtime": modified(edition)})
        writer.process()
        writer.write()
    for kept in filter(None, (fonts, images)):
        kept.trim()
    return (*dressed.problems, *unread_language(packing.reader, edition.metadata.language))


def _package(edition: Edition, dressed: Embedded, packing: Packing, files: tuple[Part, ...]) -> epub.EpubBook:
    """The package as ebooklib knows it."""
    book, metadata = epub.EpubBook(), edition.metadata
    book.metadata, book.namespaces, book.prefixes = {}, {}, []
    book.IDENTIFIER_ID, book.language, book.title, book.uid = "pub-id", metadata.language, metadata.title, metadata.identifier
    book.direction = "rtl" if metadata.direction == "rtl" else None
    if dressed.files:
        book.add_prefix(*IBOOKS)
    for row in (*rows(edition), *accessibility(edition, paged=bool(packing.starts)), *font_rows(dressed)):
        book.add_metadata(DC if row.name else None, row.name or row.element, row.text or None, row.attributes)
    items = [(part, _item(part)) for part in files]
    for _, item in items:
        book.add_item(item)
    book.spine = [item for part, item in items if part.in_spine]
    marks = landmarks(edition, phrases(metadata.language), cover_page=packing.reader.cover_page)
    book.guide = [{"type": GUIDE.get(kind, kind), "href": href, "title": label} for kind, href, label in marks]
    return book


def font_rows(dressed: Embedded) -> Iterator[Row]:
    """Under which licences its fonts lie; and that it has some, without which Apple Books shows none."""
    if dressed.files:
        yield Row(None, "true", {"property": "ibooks:specified-fonts"})
    for licence in dressed.licences:
        for font in licence.fonts:
            refined = "#" + Part(font, "font/ttf", b"").id
            attributes = {"rel": "dcterms:license", "refines": refined, "href": licence.name, "media-type": "text/plain"}
            yield Row(None, "", attributes, "link")


def modified(edition: Edition) -> datetime:
    """`dcterms:modified`: SOURCE_DATE_EPOCH, or the day of publication; never the clock."""
    if stamp := source_date():
        return stamp
    day = edition.metadata.published
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _item(part: Part) -> epub.EpubItem:
    """As EpubItem, not EpubHtml: that one takes documents apart and loses half of what is in them (facts, §4)."""
    name = part.name if part.in_manifest or part.name.startswith("META-INF/") else f"EPUB/{part.name}"
    item = epub.EpubItem(uid=part.id, file_name=name, media_type=part.media_type, content=part.content, manifest=part.in_manifest)
    item.properties = list(part.properties)
    return item


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer, with a language on the package and a zip that is the same every time."""

    def _write_opf_file(self, root: Any) -> None:  # noqa: ANN401 - ebooklib is untyped
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        del root.attrib["prefix"]                  # ebooklib declares one that is reserved
        if self.book.prefixes:
            root.set("prefix", " ".join(self.book.prefixes))
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
        packed = name.endswith((".jpg", ".jpeg", ".png", ".gif"))     # as tight as it gets
        entry.compress_type = (zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED) if compress_type is None else compress_type
        entry.external_attr, entry.create_system = 0o644 << 16, 3
        super().writestr(entry, data, compresslevel=compresslevel or (6 if entry.compress_type else None))
