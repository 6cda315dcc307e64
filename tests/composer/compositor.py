"""A few paragraphs of HTML -> their lines, as the composer sets them and as WeasyPrint would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import printed_pages  # noqa: F401 - draws as composed from now on
from tiny import PROJECT
from weasyprint.formatting_structure import boxes

from bookbuild.press.composer.words import TypeCase
from bookbuild.press.layout import Case, Laid
from bookbuild.stylesheet import Sheet

FONTS = PROJECT / "bookbuild/themes/classic/fonts"
FACES = {"Regular": "", "Italic": "font-style: italic", "Bold": "font-weight: bold", "BoldItalic": "font-style: italic; font-weight: bold"}
SERVED: dict[str, Path] = {f"{name}.ttf": FONTS / f"EBGaramond-{name}.ttf" for name in FACES} | {
    "Mono.ttf": FONTS / "IBMPlexMono-Regular.ttf", "x.svg": PROJECT / "manuscript/images/chair.svg",
}  # fmt: skip
LETTERING = "\n".join(f"@font-face {{ font-family: Garamond; src: url({name}.ttf); {css} }}" for name, css in FACES.items())
# 16 px on 20 px, 400 px wide: 25 em, as a novel's; pages of 24 lines.
PAGE = f"""{LETTERING} @font-face {{ font-family: Mono; src: url(Mono.ttf) }}
@page {{ size: 480px 560px; margin: 40px }} body {{ font: 16px/20px Garamond, serif; margin: 0 }}
p {{ margin: 0; text-align: justify; hyphens: auto; text-indent: 1.2em; orphans: 2; widows: 2 }} code {{ font: 13px Mono }}"""


@dataclass(frozen=True)
class Line:
    """A line of a paragraph that is justified: its page, its box, and by whom it is set: `unset` says why by WeasyPrint."""

    page: int
    box: Any
    unset: str | None

    @property
    def text(self) -> str:
        return "".join(box.text for box in self.words)

    @property
    def words(self) -> list[Any]:
        return [box for box in self.box.descendants() if isinstance(box, boxes.TextBox)]

    @property
    def right(self) -> float:
        """Where its last letter ends."""
        return max((box.position_x + box.width for box in self.words), default=0.0)

    @property
    def ended(self) -> str:
        """What it ends with: its own text, or a hyphen."""
        return self.text[-1:]


class Pages:
    """A document laid out, to look into."""

    def __init__(self, laid: Laid) -> None:
        self.laid = laid

    @property
    def lines(self) -> list[Line]:
        return [Line(number, box, getattr(box, "unset", None)) for number, page in enumerate(self.laid.document.pages)
                for box in page._page_box.descendants() if isinstance(box, boxes.LineBox) and hasattr(box, "origin")]  # fmt: skip

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def unset(self) -> set[str | None]:
        """Why lines are not composed; None among them if some are."""
        return {line.unset for line in self.lines}

    def letters(self, *, notes: bool = False) -> str:
        """All letters of the text's lines, or of those at the foot, without spaces and without hyphens, written or not."""
        return re.sub(r"[\s\u00ad\u200b\u2010-]+", "", "".join(self._letters(notes=notes)))

    def _letters(self, *, notes: bool) -> Iterator[str]:
        for page in self.laid.document.pages:
            for area in page._page_box.children:
                if isinstance(area, boxes.FootnoteAreaBox) is notes and not isinstance(area, boxes.MarginBox):
                    yield from (box.text for box in area.descendants() if isinstance(box, boxes.TextBox))

    @property
    def anchors(self) -> dict[str, int]:
        """On which page each id stands: on the first, if on several."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.laid.document.pages):
            for name in page.anchors:
                found.setdefault(name, number)
        return found


@cache
def case() -> Case:
    """The fonts, read once for all tests; what it measures it keeps in memory only."""
    return Case(SERVED, TypeCase())


def lay(html: str, css: str = "", *, lang: str = "en", composer: bool = True, used: Case | None = None) -> Pages:
    """Lay out the body of a document."""
    whole = f'<html lang="{lang}"><head><title>T</title></head><body>{html}</body></html>'
    return Pages((used or case()).lay_out(whole, (Sheet(PAGE, None), Sheet(css, None)), composer=composer))

