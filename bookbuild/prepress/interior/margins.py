"""A theme's pages -> their margins as the typesetter resolves them; what a printer asks for -> a sheet that gives it.

Margins may be written in percents or ems, for some pages only, in rules that outrank each other. So a probe is printed by
the theme's own `@page` rules, all of its text blocks filled with ink, and that ink is measured.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
import tinycss2
from pypdfium2 import raw

from bookbuild.pdf.broadside import print_broadside
from bookbuild.pdf.materials import Materials
from bookbuild.prepress.printers.rules import Edges
from bookbuild.stylesheet import Sheet, rules_of

RUNS_OFF = 1.0                                     # points: a narrower margin is none, for pages that are all picture
PLACES = ("left-corner", "left", "center", "right", "right-corner")
NAME = re.compile(r"^\s*(?!\d)([\w-]+)")

# A fixed box is drawn on every page, and fills its text block.
PROBE = """
    html, body { margin: 0 }
    div { break-before: page }
    div:first-of-type { break-before: auto }
    p { position: fixed; inset: 0; margin: 0; background: black }
"""
Box = tuple[float, float, float, float]            # left, bottom, right, top

Margins = Mapping[tuple[str, str], Edges]          # by a page's name ("" for those without) and side (`left`, `right`)


@dataclass(frozen=True, slots=True)
class Room:
    """What the pages are set with besides the theme's rules, all in points; nothing of it: they are as the theme has them.

    `inside` and `outside` are the least margins; `head` and `foot` are added to the theme's own. Running heads and folios
    keep `heads` from the upper cut and `folios` from the lower. `hung` is what of `inside` is for marks that hang into it.
    `bleed` is the paper beyond each cut, None for the theme's own.
    """

    inside: float = 0.0
    outside: float = 0.0
    head: float = 0.0
    foot: float = 0.0
    heads: float = 0.0
    folios: float = 0.0
    hung: float = 0.0
    bleed: Edges | None = None

    @property
    def bleeds(self) -> bool:
        """Whether the paper goes on beyond any cut."""
        return self.bleed is not None and self.bleed != Edges(0.0, 0.0, 0.0, 0.0)

    @property
    def moves_text(self) -> bool:
        """Whether any margin of the text has to be known."""
        return any((self.inside, self.outside, self.head, self.foot))


def room_sheet(room: Room, own: Margins) -> Sheet:
    """The rules that give a page its room. `own` are the margins of the theme; pages that are all picture keep having none."""
    return Sheet("\n".join([*_bleed(room.bleed), *_furniture(room), *_text(room, own)]), None)


def _bleed(bleed: Edges | None) -> Iterator[str]:
    """Marks are nothing to send to a printer, whatever the author's own sheet draws for proofs at home."""
    if bleed is None:
        return
    yield f"@page {{ marks: none !important; bleed-top: {bleed.top:.3f}pt !important; bleed-bottom: {bleed.bottom:.3f}pt !important }}"
    for side, outside, inside in (("left", "left", "right"), ("right", "right", "left")):
        rule = f"bleed-{outside}: {bleed.outside:.3f}pt !important; bleed-{inside}: {bleed.inside:.3f}pt !important"
        yield f"@page :{side} {{ {rule} }}"


def _furniture(room: Room) -> Iterator[str]:
    """Heads and folios are moved by margins of their own boxes: they stand in the middle, or wherever, of what is left."""
    for edge, least in (("top", room.heads), ("bottom", room.folios)):
        if least:
            yield "@page { " + " ".join(f"@{edge}-{place} {{ margin-{edge}: {least:.3f}pt }}" for place in PLACES) + " }"


def _text(room: Room, own: Margins) -> Iterator[str]:
    for (name, side), margins in own.items():
        inside, outside = ("right", "left") if side == "left" else ("left", "right")
        wider = {
            f"margin-{inside}": (margins.inside, max(margins.inside, room.inside)),
            f"margin-{outside}": (margins.outside, max(margins.outside, room.outside)),
            "margin-top": (margins.top, margins.top + room.head), "margin-bottom": (margins.bottom, margins.bottom + room.foot),
        }  # fmt: skip
        changed = [f"{what}: {wanted:.3f}pt" for what, (had, wanted) in wider.items() if wanted > had > RUNS_OFF]
        if changed:
            yield f"@page {name}:{side} {{ {'; '.join(changed)} }}"


def margins_of(materials: Materials, cache: Path) -> Margins:
    """The margins of each kind of page, as the typesetter resolves them."""
    sheets = materials.sheets
    names = ["", *dict.fromkeys(_names(sheets))]
    blocks = "".join(f'<div style="page: {name or "auto"}"></div>' * 2 for name in names)
    css = "\n".join([PROBE, *(_page_rules(rules_of(sheet.css)) for sheet in sheets)])
    with TemporaryDirectory(prefix="bookbuild-") as scratch:
        probe = Path(scratch) / "margins.pdf"
        print_broadside(f"<!DOCTYPE html><html><body><p></p>{blocks}</body></html>", css, {}, probe, cache)
        filled = list(_filled(probe))
    places = [(name, side) for name in names for side in ("right", "left")]
    return {place: _around(*each, place[1]) for place, each in zip(places, filled, strict=True)}


def _filled(probe: Path) -> Iterator[tuple[Box, Box]]:
    """The cut of each page, and its text block: the only thing on it."""
    document = pypdfium2.PdfDocument(probe)
    try:
        for page in document:
            left, bottom, right, top = sides = [ctypes.c_float() for _ in range(4)]
            raw.FPDFPageObj_GetBounds(raw.FPDFPage_GetObject(page, 0), *sides)
            yield page.get_trimbox(), (left.value, bottom.value, right.value, top.value)
    finally:
        document.close()


def _around(cut: Box, block: Box, side: str) -> Edges:
    """The margins of a page on that side of the opening."""
    left, bottom, right, top = block[0] - cut[0], block[1] - cut[1], cut[2] - block[2], cut[3] - block[3]
    return Edges(right, left, top, bottom) if side == "left" else Edges(left, right, top, bottom)


def _names(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The names that `@page` rules give to pages."""
    for sheet in sheets:
        for rule in _flat(rules_of(sheet.css)):
            for selector in tinycss2.serialize(rule.prelude).split(","):
                if named := NAME.match(re.sub(r":.*", "", selector)):
                    yield named[1]


def _page_rules(rules: Iterable[Any]) -> str:
    """What `@page` rules say of the page itself, its heads, folios and backgrounds left out."""
    return "\n".join(f"@page {tinycss2.serialize(rule.prelude)} {{ {'; '.join(_measures(rule))} }}" for rule in _flat(rules))


def _measures(rule: Any) -> Iterator[str]:  # noqa: ANN401 - tinycss2 is untyped
    for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration" and each.lower_name.startswith(("size", "margin", "padding", "border", "font")):
            yield each.serialize()


def _flat(rules: Iterable[Any]) -> Iterator[Any]:
    """The `@page` rules, those in `@media` and `@supports` as well."""
    for rule in rules:
        if rule.type != "at-rule" or rule.content is None:
            continue
        if rule.lower_at_keyword == "page":
            yield rule
        elif rule.lower_at_keyword in ("media", "supports", "layer"):
            yield from _flat(tinycss2.parse_blocks_contents(rule.content))
