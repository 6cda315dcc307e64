"""A sheaf: pages as PDF objects that can be bound anywhere in a book, and what the binder must know of them.

Its objects call each other by local numbers. `template` has a line for each of them, in which every reference is a
`%d` to be filled with a number of the book's; `references` are the local numbers to put there, in order. So binding
is one formatting of one string, and nothing a page holds is ever parsed.

Local numbers: the pages, then plain objects, then streams (of which the lines are the dictionaries).
"""

import json
from array import array
from dataclasses import dataclass
from typing import Any

# Objects every bound book has at these numbers, so that sheaves can name them.
CATALOG, PAGES, STRUCTURE, DOCUMENT, PARENTS, FONTS, SAVE, FURNISH, INFO, METADATA = range(1, 11)
FURNITURE = b"Furniture"                           # the name of a page's running heads and folios among its XObjects


@dataclass(frozen=True, slots=True)
class Sheaf:
    """`said` is plain data (see drawing.py, furniture.py and faces.py for what each kind says)."""

    template: bytes
    references: tuple[int, ...]
    streams: tuple[bytes, ...]
    said: dict[str, Any]

    def to_bytes(self) -> bytes:
        """The sheaf as a file."""
        numbers = array("I", self.references).tobytes()
        lengths = [len(self.template), len(numbers), *map(len, self.streams)]
        head = json.dumps([lengths, self.said], ensure_ascii=False, separators=(",", ":")).encode()
        return b"\n".join((head, b"".join((self.template, numbers, *self.streams))))

    @classmethod
    def from_bytes(cls, content: bytes) -> "Sheaf":
        """A sheaf from its file."""
        head, _, payload = content.partition(b"\n")
        lengths, said = json.loads(head)
        parts, at = [], 0
        for length in lengths:
            parts.append(payload[at : at + length])
            at += length
        numbers = array("I")
        numbers.frombytes(parts[1])
        return cls(parts[0], tuple(numbers), tuple(parts[2:]), said)

    def lines(self, numbers: list[int]) -> list[bytes]:
        """The objects' text, with `numbers[local]` for every reference."""
        return (self.template % tuple(map(numbers.__getitem__, self.references))).split(b"\n")


def page_labels(start: int) -> list[tuple[int, str]]:
    """(index of a page, style) wherever the numbering changes: roman in front, arabic from the body's first page.

    ISO 32000-1 §12.4.2: r is lower-case roman, D decimal, each from one.
    """
    return [(0, "r"), (start, "D")] if start else [(0, "D")]
