"""Metadata -> a front cover, when the author brings none: title, author and an ornament, 1600 × 2560."""  # noqa: RUF002 - a multiplication sign

from io import BytesIO

from PIL import ImageDraw

from bookbuild.book import Metadata
from bookbuild.cover.brief import Brief, settable
from bookbuild.cover.chance import Lot
from bookbuild.cover.designs import DESIGNS, HIGH, WIDE, Composition
from bookbuild.cover.lettering import Faces
from bookbuild.cover.palettes import PALETTES
from bookbuild.cover.setting import word

__all__ = ["HIGH", "WIDE", "Composition", "Faces", "compose_cover", "draw_cover", "unset_texts"]


def draw_cover(metadata: Metadata, faces: Faces | None = None) -> bytes:
    """The cover as a JPEG: RGB, 1600 by 2560 pixels, the same bytes for the same metadata and fonts.

    Design, colours and ornament follow from `metadata.identifier` (or else the title), so a book
    keeps its cover over every build. No chroma subsampling: it frays red letters on a dark ground.
    """
    composition = compose_cover(metadata, faces)
    sheet = composition.sheet.copy()
    draw = ImageDraw.Draw(sheet)
    for line in (*composition.title, *composition.others):
        line.print_on(draw, line.colour)
    jpeg = BytesIO()
    sheet.save(jpeg, "JPEG", quality=88, optimize=True, subsampling=0)
    return jpeg.getvalue()


def compose_cover(metadata: Metadata, faces: Faces | None = None) -> Composition:
    """The cover with its lettering placed but not yet printed."""
    lot = Lot(metadata.identifier or metadata.title)
    brief = Brief(word(metadata), faces or Faces(), lot.one_of("palette", PALETTES), lot)
    return lot.one_of("design", DESIGNS)(brief)


def unset_texts(metadata: Metadata, faces: Faces | None = None) -> tuple[str, ...]:
    """Texts left off the cover because no font on this machine has their letters: worth a word to the author."""
    wording, founts = word(metadata), faces or Faces()
    wanted = (wording.title, wording.subtitle, wording.byline, wording.series, wording.publisher)
    return tuple(text for text in wanted if text and not settable(text, founts.roman, wording.language)[0])
