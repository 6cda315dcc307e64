"""Edition -> what shops show of it: the e-book's cover as a file of its own, and a sheet of it in their sizes.

The file is the very one that goes into the EPUB: the author's picture as shops want it (RGB JPEG, upright, not over 3 MB, never
made larger), or the cover that is drawn.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from bookbuild.cover import compose_cover, draw_cover, unset_texts
from bookbuild.cover.legibility import Legibility, legibility_of
from bookbuild.cover.thumbnails import contact_sheet
from bookbuild.edition import Edition
from bookbuild.epub.images import for_cover
from bookbuild.kept import Kept
from bookbuild.outputs import whole
from bookbuild.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class CoverMade:
    """The cover of the e-book: its size in pixels and bytes, and how well its title is read small.

    `legibility` is None for the author's own picture, of which nobody told us where the title is.
    """

    out: Path
    thumbnails: Path | None
    size: tuple[int, int]
    weight: int
    own: bool
    legibility: Legibility | None
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return f"{self.size[0]} × {self.size[1]} pixels, {self.weight / 1000:,.0f} kB"


def ebook_cover(edition: Edition, out: Path, thumbnails: Path | None = None, kept: Kept | None = None) -> CoverMade:
    """Write the cover to `out` (`….jpg`), and a sheet of thumbnails (`….png`) if one is wanted; each whole or not at all.

    What shops think of an author's picture (m-039) the edition's own problems say. Raises BookError where it cannot be read.
    """
    jpeg = for_cover(edition.cover, kept) if edition.cover else draw_cover(edition.metadata)
    with Image.open(BytesIO(jpeg)) as opened:
        cover = opened.convert("RGB")
    with whole(out) as draft:
        draft.write_bytes(jpeg)
    if thumbnails:
        with whole(thumbnails) as draft:
            contact_sheet(cover).save(draft, "PNG", optimize=True)
    measured = None if edition.cover else legibility_of(compose_cover(edition.metadata), cover)
    problems = () if edition.cover else unset(edition)
    return CoverMade(out, thumbnails, cover.size, len(jpeg), edition.cover is not None, measured, problems)


def unset(edition: Edition, missing: str = "") -> tuple[Problem, ...]:
    """Texts, or letters, that are not on the cover because no font here has them."""
    lacking = (*unset_texts(edition.metadata), *missing.split())
    if not lacking:
        return ()
    hint = "install a font that has them (Debian: fonts-noto)"
    return (Problem("p-069", f"letters of the cover that no font here has: {', '.join(lacking)}", hint=hint, severity=Severity.WARNING),)
