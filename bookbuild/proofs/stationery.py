"""What proofs that are not set in the theme's type are set in -> rules, files and marks for a sheet of their own.

An editor and an agent want a plain face with wide coverage, whatever the book is set in: Liberation Serif, which is as wide
as Times. Where it lacks a letter the theme's faces are asked, then the system's.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element, SubElement

from fontTools.ttLib import TTFont

from bookbuild.edition import Document
from bookbuild.markup.xhtml import serialize
from bookbuild.pdf.paper import NAMESPACE
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet, resolve

HERE = Path(str(files("bookbuild") / "proofs"))
THEME = Path(str(files("bookbuild") / "themes" / "classic" / "fonts"))
ROMAN = HERE / "fonts" / "LiberationSerif-Regular.ttf"
COURIER = HERE / "fonts" / "CourierPrime-Regular.otf"
# Family, how it is told from its sisters, file. The names are ours: a system's own Liberation is another version of it.
FACES = (
    ("Manuscript", "", ROMAN),
    ("Manuscript", "font-style: italic; ", HERE / "fonts" / "LiberationSerif-Italic.ttf"),
    ("Manuscript", "font-weight: bold; ", HERE / "fonts" / "LiberationSerif-Bold.ttf"),
    ("Manuscript", "font-weight: bold; font-style: italic; ", HERE / "fonts" / "LiberationSerif-BoldItalic.ttf"),
    ("Typewriter", "", COURIER),
    ("Typewriter", "font-weight: bold; ", HERE / "fonts" / "CourierPrime-Bold.otf"),
    ("Code", "", THEME / "IBMPlexMono-Regular.ttf"),
    ("Code", "font-weight: bold; ", THEME / "IBMPlexMono-Bold.ttf"),
    ("Code", "font-style: italic; ", THEME / "IBMPlexMono-Italic.ttf"),
)
FACE_RULE = re.compile(r"/\*.*?\*/|(@font-face\s*\{[^}]*\})", re.DOTALL)
MEANT = {'"': r"\22 ", "\\": r"\5c ", "\n": " "}   # in a CSS string
MARKS = ("Mn", "Mc", "Me", "Cf")                   # Unicode categories of what belongs to the letter before it


def dressed(style: Style, families: tuple[str, ...], sheet: str, dials: dict[str, str]) -> Style:
    """The style with a sheet of proofs/sheets in place of its own; `families` of FACES, then the theme's, are its `--face`.

    `dials` are the values of the sheet's custom properties.
    """
    mine = {url: rule for url, rule in _faces() if rule[0] in (*families, "Code")}
    own = (f'@font-face {{ font-family: "{family}"; {kind}src: url({url}) }}' for url, (family, kind, _) in mine.items())
    theirs = (found for each in style.paper for found in FACE_RULE.findall(each.css) if found)
    faces = ", ".join(f'"{name}"' for name in dict.fromkeys((*families, *style.families)))
    text = "".join((HERE / "sheets" / f"{name}.css").read_text(encoding="utf-8") for name in ("in-line", sheet))
    plain = resolve(Sheet(text, None), dials | {"--face": f"{faces}, serif", "--code": f'"Code", {faces}, monospace'})
    fonts = style.fonts | {url: file for url, (_, _, file) in mine.items()}
    return replace(style, paper=(Sheet("\n".join((*own, *theirs)), None), plain), fonts=fonts, families=families, opening="plain")


def _faces() -> Iterator[tuple[str, tuple[str, str, Path]]]:
    yield from ((f"proofs/{file.name}", (family, kind, file)) for family, kind, file in FACES)


def css_string(text: str) -> str:
    """A text between quotation marks, as a style sheet has it."""
    return '"' + "".join(MEANT.get(letter, letter) for letter in text) + '"'


def section_of(document: Document) -> Element:
    """A document's section as a tree, to be changed and `written` again."""
    return etree.fromstring(document.body.replace("<section ", f'<section xmlns:epub="{NAMESPACE}" ', 1))  # noqa: S314 - ours


def written(document: Document, section: Element) -> Document:
    """The document with a section that has been changed."""
    return replace(document, body=serialize(section))


def mark_strangers(section: Element, face: Path = ROMAN) -> None:
    """Put letters that the face lacks, for which another will be taken, into spans of class `stranger`.

    A line is as high as its faces ask for. A span can be told to ask for nothing, a bare text cannot.
    """
    for element in list(section.iter()):
        _wrap(element, None, letters(face))
        for child in list(element):
            if child.get("class") != "stranger":
                _wrap(element, child, letters(face))


def _wrap(parent: Element, after: Element | None, known: frozenset[str]) -> None:
    """Wrap the strangers of the text that stands in `parent`, or in it after one of its children."""
    text = (parent.text if after is None else after.tail) or ""
    if text.isascii():
        return
    pieces = list(_pieces(text, known))
    place = 0 if after is None else list(parent).index(after) + 1
    first = pieces.pop(0) if not pieces[0][0] else (False, "")
    if after is None:
        parent.text = first[1]
    else:
        after.tail = first[1]
    for strange, piece in pieces:
        if strange:
            span = SubElement(parent, "span", {"class": "stranger"})
            parent.remove(span)
            parent.insert(place, span)
            span.text, place = piece, place + 1
        else:
            parent[place - 1].tail = piece


def _pieces(text: str, known: frozenset[str]) -> Iterator[tuple[bool, str]]:
    """(whether they are none of the `known`, letters), a mark always with its letter."""
    strange = [letter not in known and not letter.isspace() for letter in text]
    for at in range(1, len(text)):
        if unicodedata.category(text[at]) in MARKS:
            strange[at - 1] = strange[at - 1] or strange[at]
            strange[at] = strange[at - 1]
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or strange[at] != strange[start]:
            yield strange[start], text[start:at]
            start = at


def has_strangers(text: str) -> bool:
    """Whether a text has letters that the face lacks."""
    return any(letter not in letters(ROMAN) and not letter.isspace() for letter in set(text))


@cache
def letters(face: Path) -> frozenset[str]:
    """All that a font file has."""
    with TTFont(face, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
