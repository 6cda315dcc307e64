"""What the press says of pages -> PageStarts and PageFlaws, called as the pages are.

Where pages start is kept, so that an EPUB can have it later.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from bookbuild.edition import Edition, PageStart
from bookbuild.kept import Kept, key_of
from bookbuild.numerals import spell
from bookbuild.pdf.materials import Materials
from bookbuild.styles import Style

Place = Sequence[str | int]                        # [id, letters], as press/starts.py says it


@dataclass(frozen=True, slots=True)
class Page:
    """What the press says of a page: its index in the book, where it begins (nowhere, if it is empty), [kind, where] of each flaw."""

    index: int
    start: Place | None
    flaws: Sequence[tuple[str, Place | None]] = ()


@dataclass(frozen=True, slots=True)
class PageFlaw:
    """What is left on a page that a typesetter would mend. `kind` is the press's word for it (checks/pages.py has them all).

    `place` is (id of a document or a note, letters of it before), as in a PageStart; None on a page without text.
    """

    kind: str
    label: str                                     # as the page is numbered: `xii`, `12`
    place: tuple[str, int] | None


def page_starts(pages: Iterable[Page], body: int) -> tuple[PageStart, ...]:
    """`body` is the index of page 1."""
    return tuple(PageStart(page_label(each.index, body), str(each.start[0]), int(each.start[1])) for each in pages if each.start)


def page_flaws(pages: Iterable[Page], body: int) -> tuple[PageFlaw, ...]:
    """Page by page. A flaw that is the whole page's is where the page begins."""
    return tuple(PageFlaw(kind, page_label(each.index, body), _place(place or each.start)) for each in pages for kind, place in each.flaws)


def _place(said: Place | None) -> tuple[str, int] | None:
    return (str(said[0]), int(said[1])) if said else None


def page_label(index: int, body: int) -> str:
    """What a page is called: `xii` before page 1, `12` from there on. The PDF's own labels say the same."""
    return str(index - body + 1) if index >= body else spell(index + 1, "roman", "en").lower()


def keep_starts(edition: Edition, opening: str, materials: Materials, cache: Path, starts: Iterable[PageStart]) -> None:
    """Keep them until anything changes that pages depend on."""
    kept = Kept(cache / "starts")
    kept.put(_name(edition, opening, materials), json.dumps([astuple(each) for each in starts]).encode())
    kept.trim()


def known_starts(edition: Edition, style: Style, cache: Path) -> tuple[PageStart, ...]:
    """Those of the pages as they were last set; none if they never were, or would now be set otherwise."""
    said = Kept(cache / "starts").get(_name(edition, style.opening, Materials.of(edition, style)))
    return tuple(PageStart(*each) for each in json.loads(said or b"[]"))


def _name(edition: Edition, opening: str, materials: Materials) -> str:
    documents = [[each.name, each.role, each.title, each.running, each.listed, each.body] for each in edition.documents]
    sheets = [sheet.said for sheet in materials.sheets]
    composer = edition.design.composer
    return key_of(materials.basis, sheets, opening, documents, edition.metadata.language, materials.digests, composer) + ".json"
