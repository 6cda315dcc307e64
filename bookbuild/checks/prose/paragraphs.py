"""Document -> Galley: its paragraphs in reading order, as a reader reads them, each with its manuscript line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.book import Role
from bookbuild.edition import Document

OPAQUE = "\ufffc"                                  # stands for code, a picture, words in another language
NAMESPACE = "http://www.idpf.org/2007/ops"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
VERBATIM = frozenset({"code", "kbd", "samp", "var"})
CALLS = frozenset({"noteref", "backlink"})         # numbers that stand outside the sentence
SET_APART = frozenset({"verse", "telegram", "message", "sign"})
DISPLAYED = frozenset({Role.TITLE, Role.HALF_TITLE, Role.COPYRIGHT, Role.DEDICATION, Role.EPIGRAPH, Role.ALSO_BY})


class Kind(StrEnum):
    """What a block is to a copy-editor."""

    PROSE = "prose"
    QUOTED = "quoted"                              # a letter or another quotation: prose, with addresses and dates in it
    ITEM = "item"
    NOTE = "note"
    VERSE = "verse"
    DISPLAY = "display"                            # signatures, labels, telegrams, table cells: short, and with rules of their own
    HEADING = "heading"
    BREAK = "break"
    FIGURE = "figure"
    FOREIGN = "foreign"                            # listings and other languages, which are not read


RUNNING = frozenset({Kind.PROSE, Kind.QUOTED, Kind.ITEM, Kind.NOTE})
READ = RUNNING | {Kind.VERSE, Kind.DISPLAY, Kind.HEADING}
BY_TAG = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING), **dict.fromkeys(("li", "dd"), Kind.ITEM),
    **dict.fromkeys(("td", "th", "dt", "caption", "figcaption"), Kind.DISPLAY),
    "hr": Kind.BREAK, "figure": Kind.FIGURE, "pre": Kind.FOREIGN, "blockquote": Kind.QUOTED,
}  # fmt: skip
BLOCKS = frozenset(BY_TAG) | {
    "aside", "div", "dl", "footer", "header", "ol", "p", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or other block. Lines of `text` are those of the manuscript, from `line` on."""

    kind: Kind
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in the text: the name of its file and its description."""

    source: str
    alt: str
    line: int


@dataclass(frozen=True, slots=True)
class Galley:
    """A document that somebody wrote, as its copy-editor reads it."""

    path: PurePath
    role: Role
    title: str
    depth: int
    blocks: tuple[Block, ...]
    pictures: tuple[Shown, ...]


def galleys(documents: Iterable[Document], language: str) -> Iterator[Galley]:
    """Every document with a manuscript file; pages made from metadata have none."""
    for document in documents:
        if document.path:
            section = etree.fromstring(document.body.replace("<section ", f'<section xmlns:epub="{NAMESPACE}" ', 1))  # noqa: S314 - ours
            reader = _Reader(dict(document.lines), tongue(language))
            reader.read(section, Kind.DISPLAY if document.role in DISPLAYED else Kind.PROSE)
            blocks = tuple(reader.blocks)
            yield Galley(document.path, document.role, document.title, document.depth, blocks, tuple(reader.pictures))


def tongue(language: str) -> str:
    """The language of a tag: `pt-BR` is `pt`."""
    return language.replace("_", "-").partition("-")[0].lower()


@dataclass(slots=True)
class _Reader:
    """Reads a body from top to bottom, counting its lines as the serializer did."""

    lines: dict[int, int]                          # line of the body -> line of the manuscript
    language: str
    at: int = 1
    line: int = 1
    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)

    def read(self, element: Element, kind: Kind) -> None:
        """A block and what is in it."""
        self.line = self.lines.get(self.at, self.line)
        if kind in (Kind.BREAK, Kind.FIGURE, Kind.FOREIGN):
            self.blocks.append(Block(kind, "", self.line))
        self._inside(element, kind)
        self._end(kind, heading=element.tag in BY_TAG and BY_TAG[element.tag] is Kind.HEADING)

    def _inside(self, element: Element, kind: Kind) -> None:
        self._add(element.text)
        for child in element:
            if child.tag in BLOCKS:
                self._end(kind)
                self.read(child, self._kind(child, kind))
            elif child.tag == "br":
                self.pieces.append("" if (child.tail or "").startswith("\n") else "\n")
            elif child.tag in VERBATIM or child.tag == "img" or self._is_foreign(child):
                self._pass_over(child)
            elif child.get("class") not in CALLS:
                self._inside(child, kind)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.at += text.count("\n")
            self.pieces.append(text)

    def _pass_over(self, child: Element) -> None:
        if child.tag == "img" and child.get("role") != "presentation":
            self.pictures.append(Shown(child.get("src", ""), child.get("alt", ""), self.line))
        self.at += "".join(child.itertext()).count("\n")
        self.pieces.append(OPAQUE)

    def _end(self, kind: Kind, *, heading: bool = False) -> None:
        text = "".join(self.pieces).strip(" \n")
        self.pieces.clear()
        if heading or (text and text != OPAQUE and kind is not Kind.FOREIGN):
            self.blocks.append(Block(kind, text, self.line))

    def _kind(self, child: Element, above: Kind) -> Kind:
        classes = set(child.get("class", "").split())
        if self._is_foreign(child) or above is Kind.FOREIGN:
            return Kind.FOREIGN
        if child.tag == "p":
            return _kind_of_paragraph(child, classes, above)
        if classes & SET_APART or above is Kind.DISPLAY:
            return BY_TAG[child.tag] if child.tag in ("hr", "figure", "pre") else Kind.DISPLAY
        return Kind.NOTE if "footnote" in classes else BY_TAG.get(child.tag, above)

    def _is_foreign(self, child: Element) -> bool:
        language = child.get(LANG) or child.get("lang")
        return language is not None and tongue(language) != self.language


def _kind_of_paragraph(paragraph: Element, classes: set[str], above: Kind) -> Kind:
    if "stanza" in classes:
        return Kind.VERSE
    if above is Kind.FIGURE or classes - {"opening"}:
        return Kind.DISPLAY                        # a signature, an attribution, a class of the author's own
    wrapped = len(paragraph) == 1 and not (paragraph.text or paragraph[0].tail or "").strip()
    return Kind.DISPLAY if wrapped and (paragraph[0].tag in ("strong", "b") or paragraph[0].get("class", "lead") != "lead") else above
