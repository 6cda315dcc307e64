"""Printer -> its rules in plain words, each with where it stands and when that was read; for the terminal."""

import re
from collections.abc import Iterator
from textwrap import wrap

from bookbuild.prepress.printers.rules import Limit, Printer, Source
from bookbuild.problems import many

WIDE = 100                                         # columns
Row = tuple[str, str, Source]
SPACES = {"grey": "grey (black ink)", "cmyk": "CMYK", "rgb": "RGB"}
EDGES = ("top", "bottom", "outside", "inside")


def explained(printer: Printer) -> str:
    """The rules as a table. A number in brackets names the source, which stands below with its date and how far it is to be trusted."""
    table = list(rows(printer))
    sources = list(dict.fromkeys(source for *_, source in table))
    left = max(len(what) for what, *_ in table) + 2
    lines = [f"{printer.title}: what it asks for, as of {printer.as_of:%-d %B %Y}", ""]
    for what, said, source in table:
        first, *rest = wrap(f"{_together(said)}\u00a0[{sources.index(source) + 1}]", WIDE - left)
        lines += [f"{what:<{left}}{first}".replace("\u00a0", " "), *(" " * left + each.replace("\u00a0", " ") for each in rest)]
    lines += ["", "Where this stands:"]
    for number, source in enumerate(sources, 1):
        lines += [*wrap(f"[{number}] {source.title}", WIDE, subsequent_indent="    "), f"    {source.url}", f"    {_standing(source)}"]
    return "\n".join([*lines, "", "Printers change their rules: before a large order, compare with their own pages."])


def _together(said: str) -> str:
    """Numbers stay with what they count on a line."""
    return re.sub(r"(?<=[\d.]) (?=(?:in|mm|pt|%)\b|%)| × ", lambda gap: gap[0].replace(" ", "\u00a0"), said)


def _standing(source: Source) -> str:
    said = {"primary": "the printer’s own page", "second-hand": "second-hand: somebody else’s account", "unverified": "unverified: a guess"}
    return f"{said[source.standing]}, read {source.read:%-d %B %Y}"


def rows(printer: Printer) -> Iterator[Row]:
    """(what, the rule in words, its source), in the order in which a book is made."""
    yield from _page_rows(printer)
    yield from _interior_rows(printer)
    yield from _cover_rows(printer)


def _page_rows(printer: Printer) -> Iterator[Row]:
    trims, pages, length = printer.trims, printer.pages, printer.length
    if trims.width and trims.height:
        (narrow, wide), (low, high) = (tuple(map(length, pair)) for pair in (trims.width, trims.height))
        yield "size of page", f"{narrow} to {wide} wide, {low} to {high} high", trims.source
    else:
        lying = "; some of them lying as well" if trims.landscape else ""
        yield "size of page", "one of " + ", ".join(map(str, trims.sizes)) + lying, trims.source
    note = f"; {pages.note}" if pages.note else ""
    yield "pages", f"{pages.least} to {pages.most}{note}", pages.source
    for limit in pages.limits:
        yield "", _limited(limit), limit.source
    blank = "; the last one is blank" if pages.last_blank else ""
    yield "number of pages", f"a multiple of {pages.multiple}{blank}", pages.source


def _limited(limit: Limit) -> str:
    whose = [("on", limit.paper), ("of", limit.trim), ("as a", limit.binding)]
    bounds = [f"{number} at {what}" for number, what in ((limit.least, "least"), (limit.most, "most")) if number]
    return f"{' '.join(f'{word} {name}' for word, name in whose if name)}: {' and '.join(bounds)}"


def _interior_rows(printer: Printer) -> Iterator[Row]:
    margins, bleed, length = printer.margins, printer.bleed, printer.length
    for place, band in enumerate(margins.bands):
        span = f"{band.first} to {band.last} pages" if band.last else f"{band.first} pages or more" if place else "any number of pages"
        yield "inside margin" if not place else "", f"{span}: at least {length(band.inside)}", margins.source
    bled = f"; with a bleed {length(margins.outer_bled)}" if margins.outer_bled != margins.outer else ""
    yield "other margins", f"at least {length(margins.outer)}{bled}; heads and folios keep them as well", margins.source
    edges = ", ".join(edge for edge in EDGES if edge in bleed.edges)
    note = f"; {bleed.note}" if bleed.note else ""
    yield "bleed", f"{length(bleed.amount)} at {edges}; without a bleed the paper is the cut page{note}", bleed.source
    ink, pictures = printer.ink, printer.pictures
    total = f"; at most {ink.most} % of ink on one spot" if ink.most else ""
    refused = f", refused above {ink.refused} %" if ink.refused else ""
    profiles = "" if ink.profiles else "; no colour profiles, no spot colours"
    yield "colour", " or ".join(SPACES[space] for space in ink.spaces) + total + refused + profiles, ink.source
    yield "transparency", "taken" if ink.transparency else "none: flattened", ink.source
    most = f", more than {pictures.most_ppi} is of no use" if pictures.most_ppi else ""
    art = f"; line art {pictures.line_art_ppi}" if pictures.line_art_ppi else ""
    yield "pictures", f"{pictures.ppi} pixels to the inch{most}{art}", pictures.source
    if pictures.hairline:
        yield "thin lines", f"at least {pictures.hairline:g} pt", pictures.source
    file = printer.file
    forbidden = [what for what, allowed in (("printer’s marks", file.marks), ("password", file.security)) if not allowed]
    yield "file", f"{file.pdf}, fonts embedded, single pages; no {', no '.join(forbidden)}", file.source
    if file.refused:
        yield "copyright page", f"refused with the words {', '.join(f'“{word}”' for word in file.refused)}", file.refused_source


def _cover_rows(printer: Printer) -> Iterator[Row]:
    spine, cover, length = printer.spine, printer.cover, printer.length
    for place, paper in enumerate(spine.papers):
        plus = f" + {length(paper.plus)}" if paper.plus else ""
        thick = f"{paper.per_page / 72:.6f}".rstrip("0") + f" in a page{plus}" if paper.per_page else "only the printer’s calculator knows"
        note = f" ({paper.note})" if paper.note else ""
        yield "paper" if not place else "", f"{paper.name}: {paper.title}, {thick}{note}", paper.source
    if spine.hardcover_source:
        steps = ", ".join(f"{pages}: {points / 72:g}" for pages, points in spine.hardcover)
        yield "spine of a case", f"up to so many pages, so many inches: {steps}", spine.hardcover_source
    note = f"; {spine.note}" if spine.note else ""
    yield "text on the spine", f"from {many(spine.text_pages, 'page')} on, {length(spine.text_clear)} from each fold{note}", spine.source
    if spine.template:
        yield "template", spine.template, spine.source
    yield "cover", f"bleed {length(cover.bleed)} all round; text {length(cover.safe)} from cuts and folds", cover.source
    note, box = f"; {cover.note}" if cover.note else "", " × ".join(map(length, cover.barcode))
    yield "barcode", f"a white box of {box}, {length(cover.barcode_inset)} from the edges{note}", cover.barcode_source
