"""Edition and Style -> the same for an editing proof: A4 or Letter, double leading, numbered lines, room for a red pencil.

It is set with a sheet of its own. The theme's sheets and the author's print.css are for the finished page and are not
used: they know of no grid. `write_pdf` makes the pages from what comes out.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil
from xml.etree.ElementTree import Element

from bookbuild.book import Picture
from bookbuild.edition import Document, Edition
from bookbuild.proofs.papers import Paper
from bookbuild.proofs.stationery import css_string, dressed, has_strangers, mark_strangers, section_of, written
from bookbuild.styles import Style

LEADING = 24                                       # points; sheets/edit.css is built on it
MARGIN = 66                                        # points, at least, above and below the text
INNER, OUTER = 0.13, 0.22                          # of the paper's width: 1.1 and 1.9 inches of Letter
TALLEST = 14                                       # lines that a picture may take
UNKNOWN = 6                                        # lines, for a picture whose size cannot be read
PIXEL = 0.75                                       # points
FIFTH = 5
DROP = 1.35                                        # points: how much lower than their own line small numbers are set
# Where a picture is a block if nothing but pictures is there, and where it always is; any other stands in a line, and is as high as one.
ALONE, ALWAYS = {"div", "center", "p", "li", "section"}, {"figure", "td", "th"}


def editing_proof(edition: Edition, style: Style, paper: Paper, slug: str) -> tuple[Edition, Style]:
    """What to give to `write_pdf`. `slug` says in every foot which draft this is: `EDIT · 2026-11-24 · 649799b`."""
    lines = int((paper.height - 2 * MARGIN) // LEADING)
    measure = paper.width * (1 - INNER - OUTER)
    sizes = {each.name: _lines_of(each.picture, measure, min(TALLEST, lines - 4)) for each in edition.illustrations}
    documents = tuple(_on_grid(document, sizes) for document in edition.documents)
    design = replace(edition.design, composer=False, trim=None)
    dials = _dials(edition, paper, lines, slug)
    return replace(edition, documents=documents, design=design), dressed(style, ("Manuscript",), "edit", dials)


def _dials(edition: Edition, paper: Paper, lines: int, slug: str) -> dict[str, str]:
    """Numbers stand where lines begin: left of the text, right of it where it is written from the right."""
    top = (paper.height - lines * LEADING) / 2
    counted = range(1, lines + 1)
    return {
        "--size": paper.css, "--top": f"{top:.4f}pt", "--below": f"{top - DROP:.4f}pt",
        "--inner": f"{paper.width * INNER:.4f}pt", "--outer": f"{paper.width * OUTER:.4f}pt",
        "--side": "right" if edition.metadata.direction == "rtl" else "left", "--slug": css_string(slug),
        "--numbers": _stacked("" if line % FIFTH == 0 else str(line) for line in counted),
        "--fifths": _stacked("" if line % FIFTH else str(line) for line in counted),
    }  # fmt: skip


def _stacked(lines: Iterable[str]) -> str:
    """One below the other, as a style sheet's string; an empty line holds a space that is kept."""
    return '"' + r"\A ".join(line or r"\a0 " for line in lines) + '"'


def _lines_of(picture: Picture, measure: float, most: int) -> int:
    """How many lines a picture takes in its own size, or as wide as the text if it is wider."""
    if not picture.width or not picture.height:
        return min(UNKNOWN, most)
    width = min(picture.width * PIXEL, measure)
    return max(1, min(most, ceil(width * picture.height / picture.width / LEADING)))


def _on_grid(document: Document, sizes: dict[str, int]) -> Document:
    """Whatever asks for height is told how much it may have."""
    if "<img" not in document.body and not has_strangers(document.body):
        return document
    section = section_of(document)
    mark_strangers(section)
    for parent in section.iter():
        for picture in parent.findall("img"):
            _set_size(picture, parent, sizes.get(picture.get("src", ""), UNKNOWN))
    return written(document, section)


def _set_size(picture: Element, parent: Element, lines: int) -> None:
    for side in ("width", "height", "style"):
        picture.attrib.pop(side, None)
    if parent.tag in ALWAYS or (parent.tag in ALONE and not "".join(parent.itertext()).strip()):
        picture.set("class", f"{picture.get('class', '')} boxed".strip())
        picture.set("style", f"height: {lines * LEADING}pt")
