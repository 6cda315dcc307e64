"""What comes of a section's Markdown: trees that know their manuscript lines, and notes; and the same as bytes, to be kept."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import Element

from bookbuild.problems import Problem

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LINE = "data-line"                                 # the attribute with a block's manuscript line; it never gets into a book
SEPARATOR = re.compile(r"[^\w]+")
APOSTROPHES = re.compile("['’]")


@dataclass(frozen=True, slots=True)
class Note:
    """One footnote: its number in the document, its blocks, and the ids of its call and of itself."""

    number: int
    blocks: tuple[Element, ...]
    call_id: str
    id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """`content` is a `div` whose children are the section's blocks; each knows its manuscript line (`data-line`)."""

    content: Element
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from, for ids and Problems: its document's name, its file and its first line there.

    `borrowed` are the notes and links that it uses and that stand elsewhere in the file: the line and the text of each.
    """

    name: str
    path: PurePath | None
    first_line: int = 1
    borrowed: tuple[tuple[int, str], ...] = ()


def slug(text: str) -> str:
    """`The Tide’s Table!` becomes `the-tides-table`, as most Markdown tools name a heading's anchor."""
    return SEPARATOR.sub("-", APOSTROPHES.sub("", text.casefold())).strip("-")


def freeze(passage: Passage) -> bytes:
    """A passage as JSON."""
    notes = [[note.number, note.call_id, note.id, [_listed(block) for block in note.blocks]] for note in passage.notes]
    said = [_listed(passage.content), notes, [problem.said for problem in passage.problems]]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def thaw(content: bytes) -> Passage:
    """What `freeze` was given."""
    root, notes, problems = json.loads(content)
    return Passage(
        _tree(root),
        tuple(Note(number, tuple(map(_tree, blocks)), call_id, name) for number, call_id, name, blocks in notes),
        tuple(map(Problem.heard, problems)),
    )  # fmt: skip


def _listed(element: Element) -> list[Any]:
    return [element.tag, element.attrib, element.text, element.tail, [_listed(child) for child in element]]


def _tree(listed: list[Any]) -> Element:
    tag, attributes, text, tail, children = listed
    element = Element(tag, attributes)
    element.text, element.tail = text, tail
    element.extend(map(_tree, children))
    return element
