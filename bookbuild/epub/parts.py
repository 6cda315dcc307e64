"""Edition, its sheet with fonts, and a Packing -> the files of the package, in the order of reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.book import Role
from bookbuild.cover import draw_cover
from bookbuild.edition import Edition, PageStart
from bookbuild.epub.fonts import Embedded
from bookbuild.epub.images import for_cover, for_screen
from bookbuild.epub.kepub import to_kepub
from bookbuild.epub.pagebreaks import PageBreaks, listed
from bookbuild.epub.pages import contents, cover_page, document_page, landmarks, navigation, ncx
from bookbuild.epub.readers import READERS, Reader, kindle_sheet
from bookbuild.kept import Kept
from bookbuild.manuscript.pictures import MEDIA_TYPES
from bookbuild.phrases import Phrases, phrases

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
DISPLAY_OPTIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<display_options><platform name="*"><option name="specified-fonts">true</option>'
    b"</platform></display_options>\n"
)


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


def parts(edition: Edition, dressed: Embedded, packing: Packing, kept: Kept | None) -> Iterator[Part]:
    """Every file. `kept` is where converted pictures are. Raises BookError for a picture that cannot be read."""
    written = _written(edition, dressed, packing, kept)
    yield from (_for_kobo(part) for part in written) if packing.reader.kepub else written


def _for_kobo(part: Part) -> Part:
    return replace(part, content=to_kepub(part.content)) if part.media_type == XHTML else part


def _written(edition: Edition, dressed: Embedded, packing: Packing, kept: Kept | None) -> Iterator[Part]:
    words, reader = phrases(edition.metadata.language), packing.reader
    cover = _cover(edition, kept)
    if reader.cover_page:
        yield Part("cover.xhtml", XHTML, cover_page(edition, cover.name, words), in_spine=True)
    yield from _documents(edition, packing, words)
    yield cover
    yield Part("style.css", "text/css", (kindle_sheet(dressed.css) if reader.kindle else dressed.css).encode())
    for illustration in edition.illustrations:
        yield Part(illustration.name, illustration.picture.screen_type, for_screen(illustration.picture, kept))
    yield from _dress(dressed)
    if reader.display_options and dressed.files:
        yield Part("META-INF/com.apple.ibooks.display-options.xml", "application/xml", DISPLAY_OPTIONS, in_manifest=False)


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


def _cover(edition: Edition, kept: Kept | None) -> Part:
    """The author's cover as shops want it, or one that is drawn."""
    content = for_cover(edition.cover, kept) if edition.cover else draw_cover(edition.metadata)
    return Part("images/cover-image.jpg", "image/jpeg", content, ("cover-image",))


def _dress(dressed: Embedded) -> Iterator[Part]:
    """What the sheet brings: its pictures, its fonts, their licences."""
    for url, file in dressed.others.items():
        yield Part(url, MEDIA_TYPES.get(file.suffix.lower(), "application/octet-stream"), file.read_bytes())
    for font in dressed.files:
        yield Part(font.name, font.media_type, font.content)
    for licence in dressed.licences:               # named by the fonts' metadata: listed too, it would be an error (OPF-067)
        yield Part(licence.name, "text/plain", licence.content, in_manifest=False)
