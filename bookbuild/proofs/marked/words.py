"""The inside of a paragraph -> its words, each with the spaces before it and the elements it stands in.

A word is what is compared: letters, or one mark of punctuation, or a thing that is no text (a picture, the call of a note). Two
are the same that read the same and look the same: a word that is now in italics has changed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

# Words with the apostrophes, hyphens and invisible joints inside them; where words are not parted by spaces, each character.
JOINT = "['’\u2010\u2011\u00ad\u2060\ufeff-]"
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
LETTERS = rf"[^\W{UNSPACED}]"
PIECE = re.compile(rf"\s+|{LETTERS}+(?:{JOINT}+{LETTERS}+)*|[{UNSPACED}]|[^\w\s]|_")
# What bookbuild counts itself: that a chapter or a note has another number is nobody's change.
NUMBERS = {"noteref", "number"}
ANCHORS = {"backlink"}
PLAIN = {"lead", ""}                               # spans that change nothing, or follow from the words
PARAGRAPH = "¶"

Path = tuple[Element, ...]
Digest = Callable[[str], str]                      # of a picture, by the name documents use for it


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of text, or a `thing`, in the inline elements of `path`, outermost first."""

    text: str
    path: Path
    thing: Element | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is compared, by `key`. `before` are the places (ids without text) and then the spaces that stand before it."""

    key: tuple[object, ...]
    piece: Piece
    spaces: tuple[Piece, ...] = ()
    before: tuple[Piece, ...] = ()
    verbatim: bool = False                         # whether it matters which spaces they are, as in a program

    @property
    def space(self) -> str:
        """The white before it. How a paragraph's lines were broken in the manuscript is no difference."""
        white = "".join(piece.text for piece in self.spaces)
        return white if self.verbatim else white and " "

    @property
    def counts(self) -> bool:
        """Whether a word processor would count it."""
        return self.piece.thing is None and any(letter.isalnum() for letter in self.piece.text)


def words_of(content: Sequence[str | Element], digest: Digest, *, verbatim: bool = False) -> tuple[Word, ...]:
    """The words of a paragraph's `content`, and an end, which has the spaces that are left."""
    found: list[Word] = []
    spaces: list[Piece] = []
    before: list[Piece] = []
    for piece in _pieces(content, ()):
        if piece.thing is not None and _is_anchor(piece.thing):
            before.append(piece)
        elif piece.thing is None and piece.text.isspace():
            spaces.append(piece)
        else:
            found.append(Word(_key(piece, digest), piece, tuple(spaces), tuple(before), verbatim))
            spaces, before = [], []
    return (*found, Word(("end",), Piece("", ()), tuple(spaces), tuple(before), verbatim))


def without_end(words: Sequence[Word]) -> Sequence[Word]:
    """The words alone."""
    return words[:-1]


def joined(paragraphs: Sequence[tuple[Word, ...]]) -> tuple[Word, ...]:
    """Several paragraphs as one, with a sign between them."""
    *firsts, last = paragraphs
    between = Piece("", (), Element("p"))
    return (*(replace(word, key=(PARAGRAPH,), piece=between) if word.key == ("end",) else word for each in firsts for word in each), *last)


def _pieces(content: Sequence[str | Element], path: Path) -> Iterator[Piece]:
    for each in content:
        if isinstance(each, str):
            yield from (Piece(match[0], path) for match in PIECE.finditer(each))
        elif _is_thing(each):
            yield Piece("", path, each)
        else:
            yield from _pieces(inside(each), (*path, each))


def inside(element: Element) -> list[str | Element]:
    """Texts and elements of an element, in order."""
    content: list[str | Element] = [element.text or ""]
    for child in element:
        content += [child, child.tail or ""]
    return [each for each in content if each != ""]          # not `if each`: elements without children are false


def _is_thing(element: Element) -> bool:
    return element.tag in ("img", "br", "wbr", "hr") or element.get("class") in NUMBERS | ANCHORS or not (len(element) or element.text)


def _is_anchor(thing: Element) -> bool:
    return thing.get("class") in ANCHORS or (thing.tag not in ("img", "br", "hr") and thing.get("class") not in NUMBERS)


def _key(piece: Piece, digest: Digest) -> tuple[object, ...]:
    if piece.thing is None:
        return (piece.text, *looks(piece.path))
    kind = piece.thing.get("class") if piece.thing.get("class") in NUMBERS else piece.thing.tag
    if kind == "img":
        return (kind, digest(piece.thing.get("src", "")), piece.thing.get("alt"), piece.thing.get("style"))
    return (kind,)


def looks(path: Path) -> Iterator[tuple[str, ...]]:
    """What can be seen of the elements that words stand in."""
    for element in path:
        if element.tag != "span" or element.get("class", "") not in PLAIN or element.get("lang"):
            yield look(element)


def look(element: Element) -> tuple[str, ...]:
    """One element's. Where a link leads within the book changes whenever chapters are renumbered."""
    href = element.get("href", "")
    return (element.tag, element.get("class", ""), href if "//" in href or href.startswith("mailto:") else "", element.get("lang", ""))
