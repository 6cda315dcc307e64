"""Edition, style and an order -> the cover wrap a printer takes: back, spine and front with their bleed on one page.

Art is outlines in flat inks, lettering is text in embedded faces; there is nothing transparent in it, and no marks. The cloth
that covers the spine and a strip of both boards is one piece, so that a fold which is a little off does not show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.cover import Board, Brief, Composition, brief_of, design_of
from bookbuild.cover.designs import sheet_of
from bookbuild.edition import Edition
from bookbuild.pdf.broadside import print_broadside
from bookbuild.prepress.storefront import unset
from bookbuild.prepress.wrap.back import DRESSINGS, Back, Ground, Text, bare_back
from bookbuild.prepress.wrap.binding import bind
from bookbuild.prepress.wrap.blurb import Face, as_html, blurb_of, sheet, theme_face
from bookbuild.prepress.wrap.codebox import print_codebox
from bookbuild.prepress.wrap.geometry import MM, Wrap
from bookbuild.prepress.wrap.guides import add_guides
from bookbuild.prepress.wrap.inks import Inks
from bookbuild.prepress.wrap.lettered import Lettered
from bookbuild.prepress.wrap.measures import Order, measure
from bookbuild.prepress.wrap.outlines import Outlines
from bookbuild.prepress.wrap.picture import Plate, plate_of
from bookbuild.prepress.wrap.spine import Lettering, Room, letter_spine
from bookbuild.problems import Problem, Severity
from bookbuild.styles import Style

LEAST_WIDE, LEAST_HIGH = 1600, 2200                # pixels of a board: the designs need so much room, whatever its shape
RULE = 0.9                                         # points: the rules at the edges of the cloth
PRINTED = ("paperback", "hardcover")
BLANK = "the spine stays blank"


@dataclass(frozen=True, slots=True)
class WrapMade:
    """What was made: its measures, the size of its smallest spine type in points (0: none), and what is to be said."""

    wrap: Wrap
    out: Path
    guides: Path | None
    isbn: str | None
    spine_type: float
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        spine = f"{self.wrap.spine / MM:.2f} mm ({self.wrap.spine / 72:.4f} in)"
        return f"{self.wrap.width / 72:.4f} × {self.wrap.height / 72:.4f} in with bleed, spine {spine}"


@dataclass(frozen=True, slots=True)
class Design:
    """A wrap about to be printed: the measures, what the designer was given, the front, and `scale` points to a pixel.

    `plate` is the author's own cover, in place of a front of ours.
    """

    wrap: Wrap
    brief: Brief
    scale: float
    front: Composition
    plate: Plate | None = None

    @property
    def joint(self) -> float:
        """How far the cloth reaches over a board, in points; 0 where there is none."""
        return self.wrap.folds[0] - self.wrap.cloth[0] if self.front.to_the_edges else 0.0

    @property
    def front_at(self) -> tuple[float, float]:
        """The front's top left corner, in points: it stands in the middle of what the cloth leaves of its board."""
        left, top, _, _ = self.wrap.front
        return left + self.joint / 2 * (-1 if self.wrap.leftward else 1), top

    @property
    def ground(self) -> Ground:
        """The back board."""
        at_left = self.joint if self.wrap.leftward else 0.0
        seen = (at_left, self.wrap.trim_width - (self.joint - at_left))
        return Ground(self.brief, self.wrap, self.scale, seen)


def wrap(edition: Edition, style: Style, order: Order, out: Path, cache: Path) -> WrapMade:
    """Write the wrap to `out`, whole or not at all, and beside it `…-guides.pdf` if the order has guides.

    Raises BookError where its spine is not known.
    """
    metadata = edition.metadata
    measured = measure(order, leftward=metadata.direction == "rtl")
    inks = Inks("rgb" not in order.printer.ink.spaces)
    design = _design(edition, measured, inks)
    face = theme_face(style, design.brief.faces.roman)
    back = _back(design, Text(blurb_of(edition), face.roman))
    spine, unlettered = _spine(design, order)
    isbn = isbn_of(edition)
    art, lettered = _art(design, back, inks), Lettered(inks)
    html = [*_lettering(design, back, spine, lettered), print_codebox(isbn, measured, art, lettered)]
    with TemporaryDirectory(prefix="bookbuild-") as scratch:
        text = Path(scratch) / f"{out.stem}.pdf"
        printed = print_broadside(_page(edition, html), _css(design, back, face, lettered), lettered.served | face.served, text, cache)
        bind(text, art, measured, out, metadata.title)
    guides = add_guides(out, measured, isbn, cache) if order.guides else None
    found = design.plate.problems if design.plate else ()
    said = (*found, *unlettered, *_said(edition, back, isbn, order), *unset(edition, printed.missing))
    return WrapMade(measured, out, guides, isbn, spine.smallest * design.scale, said)


def isbn_of(edition: Edition) -> str | None:
    """The digits of the printed book's own number."""
    numbers = dict(edition.metadata.isbn)
    return next((numbers[kind] for kind in PRINTED if kind in numbers), None)


def _design(edition: Edition, measured: Wrap, inks: Inks) -> Design:
    """The author's own picture, or the e-book's front drawn for this board."""
    scale = 1 / max(LEAST_WIDE / measured.trim_width, LEAST_HIGH / measured.trim_height)
    board = Board(round(measured.trim_width / scale), round(measured.trim_height / scale), round((measured.safe + 4) / scale))
    brief = brief_of(edition.metadata, None, board)
    if edition.cover is None:
        return Design(measured, brief, scale, design_of(brief)(brief))
    left, top, right, bottom = measured.bled(measured.front)
    plate = plate_of(edition.cover, right - left, bottom - top, leftward=measured.leftward, process=inks.process)
    brief = replace(brief, palette=plate.palette)
    return Design(measured, brief, scale, Composition(sheet_of(brief, plate.palette.ground), (), ()), plate)


def _back(design: Design, text: Text) -> Back:
    if design.plate:
        return bare_back(design.ground, text)
    return DRESSINGS[design_of(design.brief)](design.ground, design.front, text)


def _spine(design: Design, order: Order) -> tuple[Lettering, tuple[Problem, ...]]:
    """The spine's lettering, or why there is none."""
    printer, wording, none = order.printer, design.brief.wording, Lettering((), 90)
    if order.bound < printer.spine.text_pages:
        message = f"too few pages for a spine text: {printer.title} wants {printer.spine.text_pages}, this book has {order.pages}"
        return none, (Problem("p-063", message, hint=BLANK, severity=Severity.NOTE),)
    room = Room(design.wrap.trim_height, max(design.wrap.spine - 2 * printer.spine.text_clear, 0.1), design.scale)
    first = design.front.title[0].text if design.front.title else wording.title
    lettering = letter_spine(design.brief, first.upper() == first, design.brief.palette.ink, room)
    if lettering.lines or not wording.title:
        return lettering, ()
    message = f"no room for a spine text that can be read: the spine is {design.wrap.spine / MM:.1f} mm wide"
    return none, (Problem("p-063", message, hint=BLANK, severity=Severity.NOTE),)


def _art(design: Design, back: Back, inks: Inks) -> Outlines:
    """Ground, boards and cloth."""
    measured, palette = design.wrap, design.brief.palette
    x, _, right, bottom = measured.cloth
    art = Outlines(inks, (measured.bleed + measured.folds[0] - x) / design.scale + 1)
    art.fill((0, 0, measured.width, measured.height), palette.ground)
    art.draw(back.artwork, measured.back[:2], design.scale, measured.bled(measured.back))
    if design.plate:
        art.picture(design.plate, measured.bled(measured.front))
    else:
        art.draw(design.front.artwork, design.front_at, design.scale, measured.bled(measured.front))
    if design.joint:
        art.fill(measured.cloth, palette.ground)
        for edge in (x, right - RULE):
            art.fill((edge, 0, edge + RULE, bottom), palette.accent)
    return art


def _lettering(design: Design, back: Back, spine: Lettering, lettered: Lettered) -> Iterator[str]:
    measured = design.wrap
    yield lettered.lines((*design.front.title, *design.front.others), design.front_at, design.scale)
    middle = sum(measured.folds) / 2, measured.height / 2
    yield lettered.turned(spine.lines, middle, design.scale, spine.degrees) if spine.lines else ""
    yield lettered.lines(back.lines, measured.back[:2], design.scale)
    left, top, right, _ = back.column
    yield f'<div class="blurb" style="left: {left:.3f}pt; top: {top:.3f}pt; width: {right - left:.3f}pt">{as_html(back.fitted)}</div>'


def _page(edition: Edition, html: list[str]) -> str:
    metadata = edition.metadata
    inside = "\n".join(filter(None, html))
    return f'<!DOCTYPE html>\n<html lang="{metadata.language}"><head><meta charset="utf-8"></head><body>\n{inside}\n</body></html>'


def _css(design: Design, back: Back, face: Face, lettered: Lettered) -> str:
    measured, wide = design.wrap, back.column[2] - back.column[0]
    return (
        f"@page {{ size: {measured.width:.4f}pt {measured.height:.4f}pt; margin: 0 }}\nbody {{ margin: 0 }}\n"
        f"{sheet(face, back.fitted, wide)}.blurb {{ color: {lettered.inks.css(back.ink)} }}\n{lettered.css}"
    )


def _said(edition: Edition, back: Back, isbn: str | None, order: Order) -> Iterator[Problem]:
    if isbn is None:
        hint = 'isbn = { paperback = "978-…" }   in manuscript/book.toml; some printers put a barcode of their own there'
        yield Problem("p-064", f"no ISBN: a white box is left for {order.printer.title}’s barcode", hint=hint, severity=Severity.NOTE)
    if not edition.metadata.description:
        hint = 'description = "…"   in manuscript/book.toml; an empty line begins a new paragraph'
        yield Problem("p-068", "nothing to say on the back: the book has no description", hint=hint, severity=Severity.NOTE)
    if back.fitted.cut:
        kept = sum(map(len, back.fitted.blurb.paragraphs))
        message = f"the description is too long for the back: {kept} of its {len(edition.metadata.description or '')} characters are there"
        yield Problem("p-067", message, hint="make it shorter, for the shops as well", severity=Severity.WARNING)
