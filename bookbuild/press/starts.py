"""Laid-out pages -> where in the text each of them begins, and each of the lines that somebody asks about.

A place is the id of a section or of a note, and how many letters of it stand before. A letter is a character that is no
space; a picture counts for one. Notes are apart from the text that calls them, wherever they are printed.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from weasyprint.formatting_structure import boxes

from bookbuild.press.layout import Laid

Start = tuple[str, int]
CASES = {"uppercase": str.upper, "lowercase": str.lower}
# What a style sheet has written is no text of the author's; `::first-letter` is.
WRITTEN = ("::before", "::after", "::marker", "::footnote-call", "::footnote-marker")


def letters(text: str | None) -> str:
    """A text without its spaces."""
    return "".join((text or "").split())


def starts(laid: Laid) -> Iterator[tuple[Start | None, list[tuple[str, Start | None]]]]:
    """The place at which each page begins (None for one that shows nothing of the text), and its flaws, each at the line's place."""
    text = _Text(laid.body)
    for page, flawed in zip(laid.document.pages, laid.flaws, strict=True):
        flow, notes = _split(page._page_box)
        begins = {id(box): text.take(box) for box in (*flow, *notes)}
        places = [
            (kind, next((begins[id(box)] for box in line.descendants() if begins.get(id(box))), None) if line else None)
            for kind, line in flawed
        ]  # fmt: skip
        yield next((each for each in begins.values() if each), None), places


class _Text:
    """The letters of each element's own, and how many of them have been seen on pages so far."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401 - the tree is WeasyPrint's
        self.pieces: dict[Any, list[tuple[int, Start]]] = {}
        self.own: dict[Any, str] = {}
        self.seen: dict[Any, int] = {}
        for section in body:
            self._read(section, section.get("id", ""), 0)

    def _read(self, element: Any, name: str, before: int) -> int:  # noqa: ANN401
        """Note where the pieces of an element's own text stand. Gives how many letters stand before its end."""
        pieces, own = [(0, (name, before))], letters(element.text) or "\ufffc" * (element.tag == "img")
        before += len(own)
        for child in element:
            if child.get("class") == "footnote" and child.get("id"):
                self._read(child, child.get("id"), 0)
            elif child.get("class") != "noteref":  # the second call of a note, a mere number
                before = self._read(child, name, before)
            pieces.append((len(own), (name, before)))
            tail = letters(child.tail)
            own += tail
            before += len(tail)
        self.pieces[element], self.own[element] = pieces, own
        return before

    def take(self, box: boxes.Box) -> Start | None:
        """The place of a box's first letter. None if it has none, or has them a second time: a table's repeated head."""
        own, seen = self.own.get(box.element, ""), self.seen.get(box.element, 0)
        shown = letters(box.text) if isinstance(box, boxes.TextBox) else "\ufffc"
        if not shown or seen >= len(own):
            return None
        hyphen = letters(box.style["hyphenate_character"])
        if hyphen and shown.endswith(hyphen) and own[seen + len(shown) - len(hyphen) : seen + len(shown)] != hyphen:
            shown = shown[: -len(hyphen)]          # set at the line's end, not written
        self.seen[box.element] = seen + _written(shown, own, seen, CASES.get(box.style["text_transform"]))
        first, (name, before) = next(piece for piece in reversed(self.pieces[box.element]) if piece[0] <= seen)
        return (name, before + seen - first) if shown else None


def _written(shown: str, own: str, seen: int, change: Callable[[str], str] | None) -> int:
    """How many letters as they are written stand for those shown: `ß` in capitals is two."""
    if change is None:
        return len(shown)
    lengths = accumulate(len(change(letter)) for letter in own[seen:])
    return next((number for number, length in enumerate(lengths, 1) if length >= len(shown)), len(own) - seen)


def _split(page: boxes.PageBox) -> tuple[list[boxes.Box], list[boxes.Box]]:
    """The texts and pictures of a page's flow, and those of the notes at its foot."""
    flow, notes = list[boxes.Box](), list[boxes.Box]()
    for child in page.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            notes += _shown(child)
        elif not isinstance(child, boxes.MarginBox):
            flow += _shown(child)
    return flow, notes


def _shown(box: boxes.Box) -> Iterator[boxes.Box]:
    box = getattr(box, "_box", box)                # what stands for a box that is placed absolutely
    if (box.element_tag or "").endswith(WRITTEN):
        return
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        yield box
    elif isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _shown(child)
