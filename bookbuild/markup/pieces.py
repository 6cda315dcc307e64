"""Blocks -> blocks of one heading, rule, note, link or definition each.

Python-Markdown 3.11 takes the first of these from its block and has everything look at what is left anew: a list of notes
or a glossary without empty lines takes it the square of its length. It also takes the next word of such a glossary for a
list in the definition above.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from markdown.blockprocessors import BlockProcessor, HRProcessor, ReferenceProcessor
from markdown.extensions.def_list import DefListProcessor

HEADING = re.compile(r"^#{1,6}.*$", re.MULTILINE)
NOTE = re.compile(r"^ {0,3}\[\^[^\[\]]*\]:", re.MULTILINE)
DEFINITION = re.compile(r"^ {0,3}: {1,3}", re.MULTILINE)
HOLDS_OTHERS = re.compile(r"^ {0,3}(?:>|[*+-] |\d+\. )", re.MULTILINE)   # a quotation or a list: what is in it is cut in its turn


class Pieces(BlockProcessor):
    """Cuts a block before anything else sees it."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the interface
        """Whether there is anything to cut."""
        self.cuts = sorted({*cuts(block)} - {0, len(block)}) if "\n" in block else []
        return bool(self.cuts)

    def run(self, parent: Element, blocks: list[str]) -> bool:  # noqa: ARG002 - the interface
        """Put the pieces in place of the block."""
        pieces = [blocks[0][start:end].strip("\n") for start, end in pairwise([0, *self.cuts, len(blocks[0])])]
        blocks[:1] = [piece for piece in pieces if piece]
        return True


class Definitions(DefListProcessor):
    """Takes nothing for a definition that stands below no word: a caption that pandoc writes below a table."""

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Take the first definition of the block."""
        above = self.lastChild(parent)
        if DEFINITION.match(blocks[0]) and (above is None or above.tag not in ("p", "dl")):
            return False
        taken: bool | None = super().run(parent, blocks)
        return taken


def cuts(block: str) -> Iterator[int]:
    """Where one thing ends and another begins."""
    for alone in (HEADING, HRProcessor.SEARCH_RE):
        for found in alone.finditer(block):
            yield from found.span()
    if not HOLDS_OTHERS.search(block):
        yield from (found.start() for found in NOTE.finditer(block))
        links = (found for found in ReferenceProcessor.RE.finditer(block) if not found[1].startswith("^"))
        yield from (place for found in links for place in found.span())
        yield from _definitions(block)


def _definitions(block: str) -> Iterator[int]:
    """A single line between two definitions is the next word; of more, the last lines of one go on below it."""
    marks = [found.start() for found in DEFINITION.finditer(block)]
    for before, mark in pairwise(marks):
        lines = block[before:mark].splitlines(keepends=True)
        next_word = len(lines) == 2 and lines[1][:1].strip() != ""  # noqa: PLR2004
        yield mark - len(lines[1]) if next_word else mark
