"""Edition and Style -> a typeset, tagged PDF."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bookbuild.book import Matter, Trim
from bookbuild.edition import Edition
from bookbuild.outputs import whole
from bookbuild.pdf.paper import matters, printed
from bookbuild.problems import Problem
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet

__all__ = ["Printed", "write_pdf"]

# ISO 32000-1 §12.4.2: page labels; r is lower-case roman, D decimal.
ROMAN, DECIMAL = "r", "D"


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the number of pages, the trim, and what was said on the way."""

    pages: int
    trim: Trim
    problems: tuple[Problem, ...]


def write_pdf(edition: Edition, style: Style, out: Path, cache: Path | None = None) -> Printed:  # noqa: ARG001 - the seam for cached layouts
    """Write the book to `out`, whole or not at all: PDF/UA-1, bookmarks, page labels, fonts embedded."""
    from bookbuild.pdf.finishing import finish  # noqa: PLC0415 - WeasyPrint takes half a second to load
    from bookbuild.pdf.layout import lay_out  # noqa: PLC0415

    html = printed(edition, style.opening)
    served = style.fonts | {each.name: each.picture.file for each in edition.illustrations}
    document, problems = lay_out(html, _sheets(edition, style), served)
    _set_dates(document.metadata)
    labels = list(page_labels(edition, [set(page.anchors) for page in document.pages]))
    with whole(out) as temporary:
        document.write_pdf(
            temporary, finisher=lambda _, pdf: finish(pdf, labels), pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16], pdf_tags=True,
        )  # fmt: skip
    first = document.pages[0]
    trim = edition.design.trim or Trim(round(first.width / 96, 3), round(first.height / 96, 3), "in")
    return Printed(len(document.pages), trim, tuple(problems))


def _sheets(edition: Edition, style: Style) -> tuple[Sheet, ...]:
    """The style's sheets, and the trim that book.toml asks for after them."""
    trim = edition.design.trim
    if trim is None:
        return style.paper
    return (*style.paper, Sheet(f"@page {{ size: {trim.width:g}{trim.unit} {trim.height:g}{trim.unit} }}", None))


def _set_dates(metadata: Any) -> None:  # noqa: ANN401 - WeasyPrint is untyped
    """Only with SOURCE_DATE_EPOCH does a PDF carry a date: the same input gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        metadata.created = metadata.modified = datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_labels(edition: Edition, anchors: list[set[str]]) -> Iterator[tuple[int, str]]:
    """(index of a page, style) wherever the numbering changes: roman in front, arabic from the body's first page."""
    matter = matters(edition)
    body = next((document.name for document in edition.documents if matter[document.name] is not Matter.FRONT), None)
    start = next((index for index, here in enumerate(anchors) if body in here), 0)
    if start:
        yield 0, ROMAN
    yield start, DECIMAL
