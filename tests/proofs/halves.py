"""Plain numbered pages, and how to look at what is printed on either half of a sheet."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, RectangleObject

from bookbuild.proofs.imposition import Imposed, Imposition, impose

BLEED = 9.0
DOTS = 4                                           # to the point


def numbered(out: Path, count: int, width: float = 396, height: float = 612, shades: tuple[float, ...] = (1,)) -> Path:
    """A PDF of pages that say `x1`, `x2` …, 30 points from their left and 100 from their foot.

    Pages are filled in turn with `shades` of grey as far as the edge of the bleed.
    """
    writer = PdfWriter()
    font = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Courier"),
    }))  # fmt: skip
    for number in range(1, count + 1):
        page = writer.add_blank_page(width, height)
        page.mediabox = page.cropbox = RectangleObject((-BLEED, -BLEED, width + BLEED, height + BLEED))
        page.trimbox = RectangleObject((0, 0, width, height))
        content = DecodedStreamObject()
        fill = f"{shades[number % len(shades)]} g -99 -99 9999 9999 re f 0 g"
        content.set_data(f"{fill} BT /F 20 Tf 30 100 Td (x{number}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    writer.write(out)
    return out


@dataclass(frozen=True)
class Sheets:
    """The sheets that came out, and what was said of them."""

    path: Path
    said: Imposed

    @cached_property
    def document(self) -> pypdfium2.PdfDocument:
        return pypdfium2.PdfDocument(self.path)

    def half(self, side: int, which: Literal["left", "right"]) -> str:
        """The letters on one half of a side; spaces are a reader's guess."""
        page = self.document[side]
        width, height = page.get_size()
        left, right = (0, width / 2) if which == "left" else (width / 2, width)
        return "".join(page.get_textpage().get_text_bounded(left, 0, right, height).split())

    def halves(self) -> list[tuple[str, str]]:
        return [(self.half(side, "left"), self.half(side, "right")) for side in range(len(self.document))]

    def start(self, side: int, which: Literal["left", "right"]) -> tuple[float, float]:
        """Where the `x` of the page on a half begins: its left and its foot."""
        page = self.document[side]
        letters, middle = page.get_textpage(), page.get_width() / 2
        text = letters.get_text_range()
        found = [letters.get_charbox(place)[:2] for place in range(letters.count_chars()) if text[place] == "x"]
        ((left, foot),) = [each for each in found if (each[0] >= middle) == (which == "right")]
        return left, foot

    @cached_property
    def pictures(self) -> dict[int, Image.Image]:
        return {}

    def picture(self, side: int) -> Image.Image:
        """A side as it is printed, in shades of grey."""
        if side not in self.pictures:
            self.pictures[side] = self.document[side].render(scale=DOTS, grayscale=True).to_pil().convert("L")
        return self.pictures[side]

    def ink(self, side: int, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether anything dark is printed between these places, in points from the sheet's lower left."""
        picture = self.picture(side)
        box = (round(left * DOTS), picture.height - round(top * DOTS), round(right * DOTS), picture.height - round(bottom * DOTS))
        return min(picture.crop(box).tobytes()) < 160


def imposed(pages: Path, plan: Imposition) -> Sheets:
    """The pages on sheets, in a file beside them."""
    out = pages.with_name("sheets.pdf")
    return Sheets(out, impose(pages, out, plan))
