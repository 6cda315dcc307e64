"""A marked edition and the book's style -> the same for paper, or for the screen: the book as it looks, and its marks.

Nothing of the theme goes: an author looks for what has changed on the pages as they are.
"""

import uuid
from dataclasses import replace

from bookbuild.edition import Edition
from bookbuild.proofs.stationery import HERE
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet, resolve

# Two inks, dark and light, so that a printer without colours tells them apart too. bars.py finds the marks by them.
CAME, WENT = (0, 60, 140), (168, 85, 78)
INKS = {"--came": f"rgb{CAME}", "--went": f"rgb{WENT}"}


def on_paper(edition: Edition, style: Style) -> tuple[Edition, Style]:
    """What to give to `write_pdf`."""
    sheet = resolve(Sheet(_sheet("marked"), None), INKS)
    return replace(edition, design=replace(edition.design, composer=False)), replace(style, paper=(*style.paper, sheet))


def on_screen(edition: Edition, style: Style, was: str) -> tuple[Edition, Style]:
    """What to give to `write_epub`. To a device it is another book: it takes nobody's place but that of the last such proof."""
    metadata = edition.metadata
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{metadata.identifier} marked since {was}").urn
    named = replace(
        metadata, title=f"{metadata.title} (marked draft)", subtitle=f"Changes since {was}", identifier=identifier, isbn=(), series=None,
    )  # fmt: skip
    return replace(edition, metadata=named), replace(style, screen=f"{style.screen}\n{_sheet('marked-screen')}")


def _sheet(name: str) -> str:
    """One of the sheets in proofs/sheets."""
    return (HERE / "sheets" / f"{name}.css").read_text(encoding="utf-8")
