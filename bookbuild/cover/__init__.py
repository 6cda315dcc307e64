"""Metadata -> a front cover, when the author brings none: title, author and an ornament, 1600 × 2560."""

from io import BytesIO

from PIL import Image, ImageDraw

from bookbuild.book import Metadata
from bookbuild.cover.brief import EBOOK, Board, Brief, settable
from bookbuild.cover.chance import Lot
from bookbuild.cover.designs import DESIGNS, HIGH, WIDE, Composition, Design
from bookbuild.cover.lettering import Faces
from bookbuild.cover.palettes import PALETTES
from bookbuild.cover.setting import word
from bookbuild.identifiers import urn

__all__ = [
    "HIGH", "WIDE", "Board", "Brief", "Composition", "Faces", "brief_of", "compose_cover", "design_of", "draw_cover", "unset_texts",
]  # fmt: skip

HEAVIEST = 600_000                                 # bytes

# Quality and chroma subsampling, the best first: 4:4:4 keeps red letters from fraying on a dark
# ground, but a patterned paper in 4:4:4 can weigh twice as much, and its small figures do not show it.
GRADES = ((88, "4:4:4"), (88, "4:2:0"), (80, "4:2:0"), (70, "4:2:0"), (60, "4:2:0"))


def draw_cover(metadata: Metadata, faces: Faces | None = None) -> bytes:
    """The cover as a JPEG: RGB, 1600 by 2560 pixels, the same bytes for the same metadata and fonts.

    Design, colours and ornament follow from `metadata.identifier` (or else the title), so a book
    keeps its cover over every build.
    """
    composition = compose_cover(metadata, faces)
    sheet = composition.sheet.copy()
    draw = ImageDraw.Draw(sheet)
    for line in (*composition.title, *composition.others):
        line.print_on(draw, line.colour)
    return encoded(sheet)


def encoded(sheet: Image.Image) -> bytes:
    """The sheet as a JPEG that mail and e-readers carry easily, as good as the weight allows."""
    jpeg = b""
    for quality, subsampling in GRADES:
        file = BytesIO()
        sheet.save(file, "JPEG", quality=quality, optimize=True, subsampling=subsampling)
        jpeg = file.getvalue()
        if len(jpeg) < HEAVIEST:
            break
    return jpeg


def compose_cover(metadata: Metadata, faces: Faces | None = None) -> Composition:
    """The cover with its lettering placed but not yet printed."""
    brief = brief_of(metadata, faces)
    return design_of(brief)(brief)


def brief_of(metadata: Metadata, faces: Faces | None = None, board: Board = EBOOK) -> Brief:
    """What the designer is given for a book: the same palette and the same lots for a board of any size.

    An ISBN that the book gets one day is another identifier, but must not give it another cover.
    """
    given = metadata.identifier if not metadata.identifier.startswith("urn:isbn:") else urn(metadata.title, metadata.byline)
    lot = Lot(given or metadata.title)
    return Brief(word(metadata), faces or Faces(), lot.one_of("palette", PALETTES), lot, board)


def design_of(brief: Brief) -> Design:
    """The design of this book."""
    return brief.lot.one_of("design", DESIGNS)


def unset_texts(metadata: Metadata, faces: Faces | None = None) -> tuple[str, ...]:
    """Texts left off the cover because no font on this machine has their letters: worth a word to the author."""
    wording, founts = word(metadata), faces or Faces()
    wanted = (wording.title, wording.subtitle, wording.byline, wording.series, wording.publisher)
    return tuple(text for text in wanted if text and not settable(text, founts.roman, wording.language)[0])
