"""A text that Python-Markdown replaces piece by piece, from left to right -> what stands ahead in it, found once.

What is right of a place is as it was, however long what has been put left of it: places hold by their distance from the end.
Good for what depends on nothing that stands left of it, such as where a bracket is closed.
"""

from collections.abc import Callable
from itertools import islice
from typing import Generic, TypeVar

Table = TypeVar("Table")
TEXTS = 4                                          # of a paragraph, and of links in links in it


class Ahead(Generic[Table]):
    """What `find` finds in a text, for as long as it holds."""

    def __init__(self, find: Callable[[str], Table]) -> None:
        self.find = find
        self.known: list[tuple[str, Table]] = []

    def at(self, data: str, place: int) -> tuple[Table, str, int]:
        """What was found, the text it was found in, and how much further right things stand there than in `data`."""
        for text, table in self.known:
            shift = len(text) - len(data)
            if text == data or (place + shift >= 0 and text[place + shift :] == data[place:]):
                return table, text, shift
        table = self.find(data)
        self.known = [(data, table), *islice(self.known, TEXTS - 1)]
        return table, data, 0
