"""A Volume -> its cover: the one in the EPUB, or one drawn for a book that has none; in full and as a thumbnail."""

from functools import lru_cache
from io import BytesIO

from bookbuild.book import Contributor, Metadata
from bookbuild.delivery.labels import Label, read_cover
from bookbuild.manuscript.anatomy import look, media_type
from bookbuild.shelf.catalogue import Volume

HIGH, WIDE = 600, 400                              # pixels of a thumbnail: sharp on a telephone, light enough for an e-reader
MOST_PIXELS = 100_000_000                          # as for pictures of a manuscript


def cover_of(volume: Volume) -> tuple[bytes, str]:
    """The cover and its media type. OPDS 2.0 wants every book to have one: it is drawn where there is none that can be shown."""
    for copy in volume.copies:
        content = read_cover(copy.path, volume.label) if copy.kind != "pdf" else None
        if content and (kind := media_type(content)):
            return content, kind
    return _drawn(volume.label), "image/jpeg"


def thumbnail_of(volume: Volume) -> bytes:
    """The cover as a JPEG that fits 400 by 600 pixels."""
    return _thumbnail(volume)


@lru_cache(maxsize=256)
def _thumbnail(volume: Volume) -> bytes:
    from PIL import Image  # noqa: PLC0415 - a shelf that shows no covers need not load it

    content, _ = cover_of(volume)
    seen = look(content)
    if seen is None or seen.width * seen.height > MOST_PIXELS:
        content = _drawn(volume.label)
    try:
        return _small(Image.open(BytesIO(content)))
    except (OSError, ValueError, SyntaxError):     # Pillow's words for a picture that breaks off
        return _small(Image.open(BytesIO(_drawn(volume.label))))


def _small(image: "Image.Image") -> bytes:  # type: ignore[name-defined] # noqa: F821
    image.draft("RGB", (WIDE, HIGH))
    small = image.convert("RGB")
    small.thumbnail((WIDE, HIGH))
    file = BytesIO()
    small.save(file, "JPEG", quality=85)
    return file.getvalue()


@lru_cache(maxsize=64)
def _drawn(label: Label) -> bytes:
    from bookbuild.cover import draw_cover  # noqa: PLC0415

    return draw_cover(Metadata(
        label.title, authors=tuple(map(Contributor, label.authors)), language=label.language or "en", identifier=label.identifier,
    ))  # fmt: skip
