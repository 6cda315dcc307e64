"""Faces that an author's sheet brings, and pages set in them -> what could not be loaded, and which letters a face lacks.

The typesetter makes up no italic, no bold and no small capitals: what is wanted in a style that a family does not have is set
in one that it has, and says nothing.
"""

import logging
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from fontTools.ttLib import TTFont
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import iri_to_uri

from bookbuild.problems import Problem, Severity
from bookbuild.stylesheet import Sheet, addresses_of, rules_of

BASE = "https://book.invalid/"                     # relative urls need a base; nothing is ever fetched from it
BOLD = 600                                         # and more: a weight that is told from the text's
WEIGHTS = {"normal": 400, "bold": 700}
SFNT = (b"\0\1\0\0", b"OTTO", b"true")             # how files begin that are not packed; unpacking others shows what they lack
REGULAR = re.compile(r"(?:[-_ ]?(?:Regular|Roman|Book))?(?=\.\w+$)", re.IGNORECASE)
# What is lacking: how it is told, the descriptors of the rule to add, and how a family's file of that kind is mostly called.
LACKS = {
    "italic": ("*emphasis* will not be seen", "font-style: italic; ", "Italic"),
    "bold": ("**strong words** will not be seen", "font-weight: bold; ", "Bold"),
    "bold italic": ("***both at once*** will be one of the two", "font-weight: bold; font-style: italic; ", "BoldItalic"),
}
CAPITALS = ":root { --opening: plain }   (or a face with small capitals, OpenType’s smcp)"


def address_of(name: str) -> str:
    """A file's name in a sheet or a document, as WeasyPrint asks for it: `My Mono.ttf` is `My%20Mono.ttf` there."""
    return str(iri_to_uri(urljoin(BASE, name)))


@dataclass(frozen=True, slots=True)
class Family:
    """Faces by one name. `sheet` is the author's that names it first, None for a theme's; `files` are addresses."""

    name: str
    sheet: Sheet | None
    styles: frozenset[tuple[bool, bool]]           # (italic, bold)
    files: tuple[str, ...]

    def joined_by(self, other: "Family") -> "Family":
        """The family with another face."""
        return Family(self.name, self.sheet or other.sheet, self.styles | other.styles, (*self.files, *other.files))


class BroughtFonts(FontConfiguration):  # type: ignore[misc]
    """WeasyPrint's fonts, and what the sheets said of them. `reading` is the author's sheet that is being read.

    `unread` are faces that could not be loaded. WeasyPrint says so once of each, and not of which file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.families: dict[str, Family] = {}
        self.reading: Sheet | None = None
        self.unread: list[Problem] = []
        self.tags: dict[str, set[str]] = {}        # of each file, looked at once

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: Any) -> None:  # noqa: ANN401 - the interface
        """Load a face."""
        said = rule_descriptors
        weight = said.get("font_weight", "normal")
        style = said.get("font_style", "normal") != "normal", WEIGHTS.get(weight, weight) >= BOLD
        files = tuple(where for kind, where in said["src"] if kind == "external" and where)
        face = Family(said["font_family"], self.reading, frozenset({style}), files)
        known = self.families.get(face.name.lower())
        self.families[face.name.lower()] = known.joined_by(face) if known else face
        warned: list[logging.LogRecord] = []

        def listen(record: logging.LogRecord) -> bool:
            warned.append(record)
            return False

        LOGGER.addFilter(listen)
        try:
            super().add_font_face(rule_descriptors, url_fetcher)
        finally:
            LOGGER.removeFilter(listen)
        broken = any(record.levelno >= logging.WARNING for record in warned)
        if self.reading and (broken or not all(_is_whole(file, url_fetcher) for file in files)):
            self.unread.append(_unread(face, self.reading))


def _is_whole(file: str, fetcher: Any) -> bool:  # noqa: ANN401
    """Whether all tables of a TrueType or OpenType file lie within it (OpenType 1.9, Table Directory): letters of others are blank."""
    try:
        content = fetcher.fetch(file).read()
    except ValueError:                             # not there, which has been told
        return True
    tables = content[12 : 12 + 16 * int.from_bytes(content[4:6])] if content[:4] in SFNT else b""
    try:
        return all(offset + length <= len(content) for offset, length in struct.iter_unpack(">8xLL", tables))
    except struct.error:
        return False


def _unread(face: Family, sheet: Sheet) -> Problem:
    """All that is set in such a face would be set in another."""
    url, line = next((each for each in addresses_of(sheet.css) if address_of(each[0]) in face.files), ("", _line(sheet, face.name)))
    if url:
        message, hint = f"not a font that can be read: {url}", "put a .ttf, .otf or .woff2 file in its place"
    else:
        message, hint = f"not on this machine: the face “{face.name}”", f'put its file into styles/, and say src: url("{face.name}.ttf")'
    return Problem("c-007", message, sheet.path, line, hint=hint)


def lacking(document: Document, fonts: BroughtFonts, fetcher: Any) -> Iterator[Problem]:  # noqa: ANN401 - WeasyPrint is untyped
    """What is set in an author's face, and wants letters it does not have. Looks at pages only where there may be such."""
    own = {name: _Letters(family, [_tags(file, fonts, fetcher) for file in family.files])
           for name, family in fonts.families.items() if family.sheet}  # fmt: skip
    if own := {name: letters for name, letters in own.items() if not letters.complete}:
        found = {(name, lack): None for name, box in _texts(document) if name in own for lack in own[name].lacks(box)}
        yield from (_problem(fonts.families[name], lack) for name, lack in found)


class _Letters:
    """What there is of a family. `fonts` are its files' tables and features."""

    def __init__(self, family: Family, fonts: list[set[str]]) -> None:
        styles = family.styles
        self.italic = any(italic for italic, _ in styles)
        self.bold = any(bold for _, bold in styles) or any("fvar" in tags for tags in fonts)   # one file may hold all weights
        self.both = (True, True) in styles or not (self.italic and self.bold)
        self.capitals = not fonts or any("smcp" in tags for tags in fonts)
        self.complete = self.italic and self.bold and self.both and self.capitals

    def lacks(self, box: boxes.TextBox) -> Iterator[str]:
        """What a text wants in vain."""
        italic, bold = box.style["font_style"] != "normal", box.style["font_weight"] >= BOLD
        if italic and not self.italic:
            yield "italic"
        if bold and not self.bold:
            yield "bold"
        if italic and bold and not self.both:
            yield "bold italic"
        if not self.capitals and box.element.get("class") == "lead" and box.style["font_variant_caps"] != "normal":
            yield "small capitals"


def _tags(file: str, fonts: BroughtFonts, fetcher: Any) -> set[str]:  # noqa: ANN401
    """A font's tables and the features of its letters."""
    if file not in fonts.tags:
        fonts.tags[file] = set()
        with suppress(Exception):                  # on a broken font fontTools stumbles wherever it happens to be
            font = TTFont(BytesIO(fetcher.fetch(file).read()), lazy=True)
            features = font["GSUB"].table.FeatureList if "GSUB" in font else None
            fonts.tags[file] = {*font.keys(), *(record.FeatureTag for record in (features.FeatureRecord if features else ()))}
    return fonts.tags[file]


def _texts(document: Document) -> Iterator[tuple[str, boxes.TextBox]]:
    """(the face it is to be set in, text) of all that stands on the pages, between their margins."""
    for page in document.pages:
        for area in page._page_box.children:
            if not isinstance(area, boxes.MarginBox):
                yield from ((box.style["font_family"][0].lower(), box) for box in area.descendants()
                            if isinstance(box, boxes.TextBox) and box.text.strip())  # fmt: skip


def _problem(family: Family, lack: str) -> Problem:
    sheet = family.sheet or Sheet("", None)
    if lack in LACKS:
        told, said, ending = LACKS[lack]
        url = next((url for url, _ in addresses_of(sheet.css) if address_of(url) in family.files), f"{family.name}.ttf")
        hint = f'@font-face {{ font-family: "{family.name}"; {said}src: url("{REGULAR.sub(f"-{ending}", url, count=1)}") }}'
    else:
        told, hint = "the first words of a chapter will be plain", CAPITALS
    message = f"the face “{family.name}” has no {lack}: {told}"
    return Problem("c-010", message, sheet.path, _line(sheet, family.name), hint=hint, severity=Severity.WARNING)


def _line(sheet: Sheet, family: str) -> int | None:
    """The line of the first rule that brings a family."""
    faces = (rule for rule in rules_of(sheet.css) if rule.type == "at-rule" and rule.lower_at_keyword == "font-face")
    return next((rule.source_line for rule in faces if family in rule.serialize()), None)
