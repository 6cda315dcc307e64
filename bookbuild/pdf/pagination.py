"""What sheaves say of themselves -> where each stands in the book: sides, empty pages, page numbers, running strings.

This is WeasyPrint's own account of pages, kept over documents that were laid out apart: how breaks between siblings
win (CSS Fragmentation 3, §3.1), how `@page` counts (CSS Paged Media 3, §3.2), what strings are carried (CSS GCPM 3, §1.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SIDES = {"left", "right", "recto", "verso"}
Counters = dict[str, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a document stands. `counters` are those of each of its pages, an empty one before it (`blank`) included."""

    first: int                                     # index of its first page in the book, the empty one not counted
    side: str
    blank: bool
    counters: tuple[Counters, ...]
    before: dict[str, str]                         # running strings, as the documents before it leave them


class RunsOn(Exception):  # noqa: N818 - not an error: it is known of a style once its pages are seen
    """Two documents share a page, so that they cannot be set apart."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(place)


def paginate(documents: Iterable[dict[str, Any]], *, rtl: bool) -> list[Placed]:
    """Place every document after the one before it. Raises RunsOn where one does not begin a page."""
    placed: list[Placed] = []
    side, index, counters = "left" if rtl else "right", 0, Counters()
    strings: dict[str, str] = {}
    last: dict[str, Any] | None = None
    for said in documents:
        blank = False
        counted = []
        if last is not None:
            wanted = stronger((*last["after"], *said["before"]))
            if wanted not in (*SIDES, "page") and last["names"][1] == said["names"][0]:
                raise RunsOn(len(placed))
            blank = wanted in SIDES and side != _side(wanted, rtl=rtl)
        if blank:
            counters = count(counters, said["blank"])
            counted.append(counters)
            side, index = _other(side), index + 1
        first, opening = index, side
        before = dict(strings)
        for page in said["pages"]:
            counters = count(counters, page["counters"])
            counted.append(counters)
            strings |= dict(page["strings"])
            side, index = _other(side), index + 1
        placed.append(Placed(first, opening, blank, tuple(counted), before))
        last = said
    return placed


def stronger(values: Iterable[str]) -> str:
    """The break value that wins among those that meet between two boxes: sides before pages before the rest."""
    result = "auto"
    for value in values:
        if value in SIDES or (value == "page" and result not in SIDES):
            result = value
    return result


def count(counters: Counters, said: list[list[list[Any]]]) -> Counters:
    """The counters of a page, from those of the page before it and what its style says: [reset, set, increment]."""
    reset, put, increment = said
    now = counters | dict(reset) | dict(put)
    for name, by in increment:
        now[name] = now.get(name, 0) + by
    return now


def _side(wanted: str, *, rtl: bool) -> str:
    return {"recto": "left" if rtl else "right", "verso": "right" if rtl else "left"}.get(wanted, wanted)


def _other(side: str) -> str:
    return "left" if side == "right" else "right"


def runs(said: dict[str, Any], placed: Placed, *, by_number: bool, deepest: int | None) -> list[dict[str, Any]]:
    """A document's pages as `press/furniture.py` wants them.

    Pages that no rule tells apart are said to be the same: only `by_number` does it matter how many came before, and
    in a group none is told from another after the `deepest`.
    """
    pages: list[dict[str, Any]] = []
    start = placed.first - placed.blank
    for offset, counters in enumerate(placed.counters):
        index = start + offset
        place = index if by_number else min(index, 1)
        if placed.blank and offset == 0:
            kind: list[Any] = [_other(placed.side), True, said["blank_name"], [], place]
            assigned: list[list[str]] = []
        else:
            page = said["pages"][offset - placed.blank]
            side, empty, name, groups = page["type"]
            told = groups if deepest is None else [[group, min(at, deepest)] for group, at in groups]
            kind, assigned = [side, empty, name, told, place], page["strings"]
        strings: dict[str, list[str]] = {}
        for name, value in assigned:
            strings.setdefault(name, []).append(value)
        pages.append({"type": kind, "counters": counters, "strings": strings})
    return [pages[0] | {"before": placed.before}, *pages[1:]]
