"""A chapter that was parted -> its two parts, cut between the blocks where one ends and the other begins; and back again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

from bookbuild.edition import Document
from bookbuild.markup.xhtml import serialize
from bookbuild.proofs.marked.blocks import read_body

WORD = re.compile(r"\w+")


def cut(document: Document, first: str, second: str) -> tuple[Document, Document]:
    """The parts of a document that are most like two other bodies, one after the other. Both keep all its notes."""
    section = read_body(document.body)
    blocks, notes = _parted(section)
    here, there = (_pairs("".join(read_body(body).itertext())) for body in (first, second))
    gains = [len(found & here) - len(found & there) for found in (_pairs("".join(block.itertext())) for block in blocks)]
    sums = [0, *accumulate(gains)]
    at = sums.index(max(sums))
    before, after = (serialize(_filled(section, (*some, *notes))) for some in (blocks[:at], blocks[at:]))
    return replace(document, body=before), replace(document, body=after)


def joined_body(documents: Sequence[Document]) -> str:
    """What stands in several documents, as if it stood in the first; notes at its end."""
    if len(documents) == 1:
        return documents[0].body
    sections = [read_body(document.body) for document in documents]
    blocks, notes = zip(*map(_parted, sections), strict=True)
    holder = Element("div", {"class": "notes"})
    holder.extend(note for some in notes for each in some for note in each)
    ends = [holder] if len(holder) else []
    return serialize(_filled(sections[0], [block for some in (*blocks, ends) for block in some]))


def _parted(section: Element) -> tuple[list[Element], list[Element]]:
    """The blocks of its text, and what holds its notes."""
    text = [block for block in section if block.get("class") != "notes"]
    return text, [block for block in section if block.get("class") == "notes"]


def _filled(section: Element, blocks: Iterable[Element]) -> Element:
    made = Element(section.tag, section.attrib)
    made.text = "\n"
    made.extend(blocks)
    return made


def _pairs(text: str) -> set[tuple[str, str]]:
    """Words that follow each other."""
    words = WORD.findall(text.casefold())
    return set(pairwise(words))
