"""Edition and Style -> an EPUB 3.3 package. Documents go in as they are; ebooklib writes the package around them."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ebooklib import epub

from bookbuild.book import Role
from bookbuild.cover import draw_cover
from bookbuild.edition import Edition, PageStart
from bookbuild.epub.access import accessibility
from bookbuild.epub.fonts import Embedded, embed
from bookbuild.epub.images import for_cover, for_screen
from bookbuild.epub.kepub import to_kepub
from bookbuild.epub.metadata import DC, IBOOKS, Row, rows
from bookbuild.epub.pagebreaks import PageBreaks, listed
from bookbuild.epub.pages import LINES_ABOVE, contents, cover_page, document_page, landmarks, navigation, ncx
from bookbuild.epub.readers import READERS, Reader, kindle_sheet, unread_language
from bookbuild.kept import Kept
from bookbuild.outputs import source_date, whole
from bookbuild.phrases import Phrases, phrases
from bookbuild.problems import BookError, Problem, errors
from bookbuild.styles import Style

__all__ = ["LINES_ABOVE", "READERS", "Packing", "Reader", "write_epub"]

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
IMAGE_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml"}
GUIDE = {"bodymatter": "text", "titlepage": "title-page"}    # EPUB 2's names, which Kindle still reads
DISPLAY_OPTIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<display_options><platform name="*"><option name="specified-fonts">true</option>'
    b"</platform></display_options>\n"
)
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
    in_manifest: bool = True

    @property
    def id(self) -> str:
        """An XML id, made from the name; `map.png` and `map.svg` are two."""
        if "cover-image" in self.properties:
            return "cover-image"
        if self.media_type in (XHTML, NCX):
            return self.name.rpartition(".")[0]
        return "file-" + re.sub(r"[^A-Za-z0-9._-]", "-", self.name)


@dataclass(frozen=True, slots=True)
class Packing:
    """How a book is packed: for which reader, with which pages of the printed book marked, and where conversions are kept."""

    reader: Reader = READERS["generic"]
    starts: tuple[PageStart, ...] = ()
    cache: Path | None = None

    def kept(self, what: str) -> Kept | None:
        """The folder for one kind of things made: `fonts`, `images`."""
        return Kept(self.cache / what) if self.cache else None


def write_epub(edition: Edition, style: Style, out: Path, packing: Packing = Packing()) -> tuple[Problem, ...]:
    """Write the book to `out`, whole or not at all. Gives what was said of its fonts, and of the reader it is for.

    Raises BookError for a font or a picture that cannot be read.
    """
    reader, metadata = packing.reader, edition.metadata
    texts = [metadata.title, *(each.title for each in edition.documents), *(each.body for each in edition.documents)]
    dressed = embed(style.screen, style.screen_fonts, texts, packing.kept("fonts"), style.places)
    if faults := errors(dressed.problems):
        raise BookError(faults)
    files = tuple(_for_kobo(part) if reader.kepub else part for part in parts(edition, dressed, packing))
    book = epub.EpubBook()
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
    marks = landmarks(edition, phrases(metadata.language), cover_page=reader.cover_page)
    book.guide = [{"type": GUIDE.get(kind, kind), "href": href, "title": label} for kind, href, label in marks]
    with whole(out) as temporary:
        writer = _Writer(str(temporary), book, {"mtime": modified(edition)})
        writer.process()
        writer.write()
    return (*dressed.problems, *unread_language(reader, metadata.language))


def parts(edition: Edition, dressed: Embedded, packing: Packing) -> Iterator[Part]:
    """Every file, in the order of reading."""
    words, reader = phrases(edition.metadata.language), packing.reader
    cover = _cover(edition, packing)
    if reader.cover_page:
        yield Part("cover.xhtml", XHTML, cover_page(edition, cover.name, words), in_spine=True)
    yield from _documents(edition, packing, words)
    yield cover
    yield Part("style.css", "text/css", (kindle_sheet(dressed.css) if reader.kindle else dressed.css).encode())
    kept = packing.kept("images")
    for illustration in edition.illustrations:
        yield Part(illustration.name, illustration.picture.screen_type, for_screen(illustration.picture, kept))
    for url, file in dressed.others.items():
        yield Part(url, IMAGE_TYPES.get(file.suffix.lower(), "application/octet-stream"), file.read_bytes())
    for font in dressed.files:
        yield Part(font.name, font.media_type, font.content)
    for licence in dressed.licences:               # named by the fonts' metadata: listed too, it would be an error (OPF-067)
        yield Part(licence.name, "text/plain", licence.content, in_manifest=False)
    if reader.display_options and dressed.files:
        yield Part("META-INF/com.apple.ibooks.display-options.xml", "application/xml", DISPLAY_OPTIONS, in_manifest=False)


def font_rows(dressed: Embedded) -> Iterator[Row]:
    """Under which licences its fonts lie; and that it has some, without which Apple Books shows none."""
    if dressed.files:
        yield Row(None, "true", {"property": "ibooks:specified-fonts"})
    for licence in dressed.licences:
        for font in licence.fonts:
            refined = "#" + Part(font, "font/ttf", b"").id
            attributes = {"rel": "dcterms:license", "refines": refined, "href": licence.name, "media-type": "text/plain"}
            yield Row(None, "", attributes, "link")


def _for_kobo(part: Part) -> Part:
    return replace(part, content=to_kepub(part.content)) if part.media_type == XHTML else part


def _documents(edition: Edition, packing: Packing, words: Phrases) -> Iterator[Part]:
    """The documents, with the pages of the printed book marked, and what navigates in them."""
    pages = PageBreaks.of(packing.starts, words)
    toc = pages.mark(contents(edition, words))
    bodies = {each.name: toc if each.role is Role.CONTENTS else pages.mark(each.body) for each in edition.documents}
    names = {each.name: "nav.xhtml" if each.role is Role.CONTENTS else f"{each.name}.xhtml" for each in edition.documents}
    breaks = [each for name, body in bodies.items() for each in listed(names[name], body)]
    for document in edition.documents:
        if document.role is Role.CONTENTS:
            marks = landmarks(edition, words, cover_page=packing.reader.cover_page)
            yield Part("nav.xhtml", XHTML, navigation(toc, marks, breaks, edition.metadata, words), ("nav",), in_spine=True)
        else:
            yield Part(f"{document.name}.xhtml", XHTML, document_page(document, bodies[document.name], edition), in_spine=True)
    yield Part("toc.ncx", NCX, ncx(edition, breaks, words))


def modified(edition: Edition) -> datetime:
    """`dcterms:modified`: SOURCE_DATE_EPOCH, or the day of publication; never the clock."""
    if stamp := source_date():
        return stamp
    day = edition.metadata.published
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _cover(edition: Edition, packing: Packing) -> Part:
    """The author's cover as shops want it, or one that is drawn."""
    picture = edition.cover
    content = for_cover(picture, packing.kept("images")) if picture else draw_cover(edition.metadata)
    return Part("images/cover-image.jpg", "image/jpeg", content, ("cover-image",))


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
