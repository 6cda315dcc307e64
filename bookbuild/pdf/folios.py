"""Where pages begin in the text -> PageStarts, numbered as the pages are; kept, so that an EPUB can have them later."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from bookbuild.edition import Edition, PageStart
from bookbuild.kept import Kept, key_of
from bookbuild.numerals import spell
from bookbuild.pdf.materials import Materials
from bookbuild.styles import Style

# (index of a page, where it begins), of all pages; [place, letters], as press/starts.py says it, or none for an empty one.
Begins = Sequence[tuple[int, Sequence[str | int] | None]]


def page_starts(begins: Begins, body: int) -> tuple[PageStart, ...]:
    """`body` is the index of page 1."""
    return tuple(PageStart(page_label(index, body), str(place[0]), int(place[1])) for index, place in begins if place)


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
    return key_of(materials.basis, sheets, opening, documents, edition.metadata.language, materials.digests) + ".json"
