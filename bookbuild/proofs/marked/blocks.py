"""A document's body -> its blocks: a tree of what may hold blocks, and of paragraphs with their words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.markup.xhtml import BLOCKS
from bookbuild.proofs.marked.words import Digest, Word, inside, without_end, words_of

NAMESPACE = "http://www.idpf.org/2007/ops"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Of these there is one in what holds them, and it is compared with the other's, however unlike they are.
ONLY = {"figcaption", "caption", "thead", "tbody", "tfoot", "notes", "h heading", "h book-title"}
RUN = "run"                                        # text beside blocks, as in a list's item with a list in it


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph has `words`, anything larger has `blocks`. Two blocks with one `key` read and look the same."""

    kind: str
    element: Element
    words: tuple[Word, ...] = ()
    blocks: tuple["Block", ...] = ()

    @property
    def only(self) -> bool:
        """Whether it is the one of its kind."""
        return self.kind in ONLY

    @property
    def splits(self) -> bool:
        """Whether it may be cut in two, or joined with another."""
        return self.kind == "p" and bool(self.words)

    @cached_property
    def key(self) -> object:
        """What it says, and how it looks as far as authors have a say in it."""
        return hash((self.kind, tuple((word.key, word.space) for word in self.words), tuple(block.key for block in self.blocks)))

    @cached_property
    def all_words(self) -> tuple[Word, ...]:
        """Its words, and those of all in it."""
        return (*without_end(self.words), *(word for block in self.blocks for word in block.all_words))

    @cached_property
    def features(self) -> Counter[object]:
        """Its words and pairs of words, each counted."""
        plain = [word.piece.text.casefold() or word.key for word in self.all_words]
        return Counter[object]([*plain, *pairwise((*plain, None))])


def read_body(body: str) -> Element:
    """A body as a tree, with the names of attributes that HTML has."""
    section = etree.fromstring(body.replace("<section ", f'<section xmlns:epub="{NAMESPACE}" ', 1))  # noqa: S314 - ours
    for element in section.iter():
        element.attrib.pop(LANG, None)
        for name in [each for each in element.attrib if each.startswith("{")]:
            element.set(f"epub:{name.rpartition('}')[2]}", element.attrib.pop(name))
    return section


def block_of(element: Element, digest: Digest) -> Block:
    """An element as a block."""
    kind = _kind(element)
    if not _holds_blocks(element):
        return Block(kind, element, words_of(inside(element), digest, verbatim=element.tag == "pre"))
    return Block(kind, element, blocks=tuple(_blocks(element, digest)))


def _holds_blocks(element: Element) -> bool:
    return element.tag != "pre" and any(child.tag in BLOCKS for child in element)


def _kind(element: Element) -> str:
    name = next(iter(element.get("class", "").split()), "")
    if element.tag in HEADINGS:
        return f"h {name}".strip()
    if element.tag in ("div", "blockquote", "aside", "section"):
        return name or element.tag
    return element.tag


def _blocks(element: Element, digest: Digest) -> Iterator[Block]:
    """What an element holds; texts between blocks are runs."""
    run: list[str | Element] = []
    for each in inside(element):
        if isinstance(each, str) or each.tag not in BLOCKS:
            run.append(each)
            continue
        yield from _run(run, digest)
        run = []
        yield block_of(each, digest)
    yield from _run(run, digest)


def _run(content: Sequence[str | Element], digest: Digest) -> Iterator[Block]:
    words = words_of(content, digest)
    if len(words) > 1 or words[-1].before:
        yield Block(RUN, Element(RUN), words)
