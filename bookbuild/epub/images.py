"""A Picture -> the bytes e-readers are given: small enough, in sRGB, upright, with nothing in them but the picture.

Sources: interior images of 4 million pixels at most (Apple Books; Kindle says 5), 3200 on a side (Google Play), 5 MB,
covers 3 MB and RGB (Kobo). Old RMSDK wants baseline JPEG. What obeys goes in as it is, byte for byte; where only pieces
that nobody sees have to go, the others are copied; all else is decoded, drawn anew and kept.
"""

import hashlib
import math
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from bookbuild.book import SCREEN_PIXELS, SCREEN_SIDE, Picture
from bookbuild.kept import Kept, key_of
from bookbuild.manuscript.anatomy import Look, Piece, look, pieces
from bookbuild.manuscript.pictures import strictly
from bookbuild.problems import BookError, Problem

if TYPE_CHECKING:
    from PIL.Image import Image

JPEG, PNG, GIF, SVG = "image/jpeg", "image/png", "image/gif", "image/svg+xml"
# The pieces that are the picture: pixels, their tables and colours, density. Metadata, thumbnails and comments are none.
SEEN = {
    JPEG: frozenset({"SOI", "SOF0", "SOF1", "SOF2", "DHT", "DQT", "DRI", "SOS", "EOI", "APP14"}),
    PNG: frozenset({"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "hIST", "pHYs"}),
    GIF: frozenset({"head", "extension F9", "extension 01", "image", "trailer"}),
}
QUALITIES = (85, 78, 70, 60)                       # of a JPEG, one after the other while the file is too heavy
BITS, ADOBE_RGB = 8, b"\0"                          # of a channel; the transform in Adobe's segment that means RGB
JFIF = 14                                          # bytes, without a thumbnail
SMALLER = 0.97                                     # of each side, beyond what would do if every pixel weighed the same
# Exif's orientations, as names of what Pillow does about them.
TURNS = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture has to fit into: pixels in all, pixels on a side, bytes. A cover is never grey or coarse in colour."""

    pixels: int
    side: int
    weight: int
    cover: bool = False

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The largest size of this shape that fits."""
        scale = min(1, self.side / max(width, height), math.sqrt(self.pixels / (width * height)))
        return max(int(width * scale), 1), max(int(height * scale), 1)


PAGE = Frame(SCREEN_PIXELS, SCREEN_SIDE, 5_000_000)
COVER = Frame(4_100_000, SCREEN_SIDE, 3_000_000, cover=True)         # 1600 × 2560, which all shops ask for, passes whole


def for_screen(picture: Picture, kept: Kept | None = None) -> bytes:
    """The picture as it goes into the package, of the type `picture.screen_type`. Raises BookError where it cannot be read."""
    content = picture.file.read_bytes()
    return content if picture.media_type == SVG else framed(content, picture, PAGE, kept)


def for_cover(picture: Picture, kept: Kept | None = None) -> bytes:
    """The author's cover: always a JPEG in RGB, on white where it is transparent. Raises BookError where it cannot be read."""
    return framed(picture.file.read_bytes(), picture, COVER, kept)


def framed(content: bytes, picture: Picture, frame: Frame, kept: Kept | None) -> bytes:
    """A picture made to fit a frame, or its own bytes where they do. Raises BookError where it cannot be read."""
    seen, kind = look(content), JPEG if frame.cover else picture.screen_type
    if seen and (lean := _lean(content, seen, kind, frame)):
        return lean
    name = key_of("picture", hashlib.sha256(content).hexdigest(), kind, frame.pixels, frame.side, frame.weight, frame.cover)
    if kept and (known := kept.get(name)) is not None:
        return known
    with strictly():
        try:
            drawn = _draw(content, kind, frame)
        except Exception as reason:
            broken = Problem("m-011", "an image that breaks off or is damaged", picture.path, hint="export it again")
            raise BookError([broken]) from reason   # Pillow answers damaged files with whatever its parsers stumble over
    if kept:
        kept.put(name, drawn)
    return drawn


def _lean(content: bytes, seen: Look, kind: str, frame: Frame) -> bytes | None:
    """The bytes without the pieces nobody sees; None where the picture has to be drawn anew."""
    if seen.media_type != kind or seen.orientation != 1 or frame.fit(seen.width, seen.height) != (seen.width, seen.height):
        return None
    found = list(pieces(content))
    if not _plain(content, found, frame):
        return None
    signature = content[:8] if kind == PNG else b""
    lean = signature + b"".join(content[piece.start : piece.end] for piece in found if piece.name in SEEN[kind] or _is_jfif(content, piece))
    return lean if len(lean) <= frame.weight else None


def _is_jfif(content: bytes, piece: Piece) -> bool:
    """The header that says density and aspect, without a thumbnail."""
    return piece.name == "APP0" and content[piece.body : piece.body + 5] == b"JFIF\0" and piece.end - piece.body == JFIF


def _plain(content: bytes, found: list[Piece], frame: Frame) -> bool:
    """Whether old readers decode it and show its colours right: baseline, 8 bit, grey or YCbCr, no profile but sRGB's own."""
    channels = (3,) if frame.cover else (1, 3)
    for piece in found:
        inside = content[piece.body : piece.end]
        if piece.name.startswith("SOF") and (piece.name != "SOF0" or inside[0] != BITS or inside[5] not in channels):
            return False
        if piece.name == "APP14" and inside.startswith(b"Adobe") and inside[11:12] == ADOBE_RGB:
            return False
        if piece.name == "IHDR" and inside[8] > BITS:
            return False
        if piece.name == "APP2" and inside.startswith(b"ICC_PROFILE\0") and not _is_srgb(inside[14:]):
            return False
        if piece.name == "iCCP" and not _is_srgb(_unpacked(inside)):
            return False
    return found[-1].name in ("EOI", "IEND", "trailer") if found else False


def _unpacked(chunk: bytes) -> bytes:
    """The profile in a PNG's chunk: a name, a zero, the method, and then zlib's bytes and a checksum."""
    try:
        return zlib.decompressobj().decompress(chunk.partition(b"\0")[2][1:], 1_000_000)
    except zlib.error:
        return b""


def _is_srgb(profile: bytes) -> bool:
    """Whether a colour profile calls itself sRGB (ICC.1:2022 §7.3 for the tags, §9.2.41 for the description)."""
    try:
        for number in range(min(struct.unpack_from(">I", profile, 128)[0], 100)):
            tag, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
            if tag == b"desc":
                text = profile[at : at + size].replace(b"\0", b"")
                return b"sRGB" in text and profile[16:20] == b"RGB "
    except struct.error:
        pass
    return False


def _draw(content: bytes, kind: str, frame: Frame) -> bytes:
    from PIL import Image  # noqa: PLC0415 - most books have no picture that must be drawn anew

    with Image.open(BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
        seen = look(content)
        size = frame.fit(*image.size)
        image.draft(None, (size[0] * 2, size[1] * 2))                # a very large JPEG is decoded at a half, a quarter, an eighth
        image.load()
        if kind == GIF:
            image.info.pop("comment", None)
            return _written(image, kind, frame)
        if kind == JPEG and seen and (kept := _recoded(image, seen, frame)):
            return kept
        upright = _turned(_coloured(_resized(_unfolded(image), size), image.info.get("icc_profile")), seen.orientation if seen else 1)
    if kind == JPEG and "A" in upright.getbands():
        upright = _on_white(upright)
    if frame.cover:
        upright = upright.convert("RGB")
    upright.info.clear()                           # Pillow would write comments and profiles again
    return _written(upright, kind, frame)


def _recoded(image: "Image", seen: Look, frame: Frame) -> bytes | None:
    """A progressive JPEG as a baseline one, by its own tables: next to nothing is lost. None where more has to change."""
    profile, modes = image.info.get("icc_profile"), ("RGB",) if frame.cover else ("RGB", "L")
    as_it_is = image.format == "JPEG" and image.size == frame.fit(*image.size) and image.mode in modes and seen.orientation == 1
    if not as_it_is or (profile and not _is_srgb(profile)):
        return None
    image.info.clear()
    written = _jpeg(image, "keep", "keep")
    return written if len(written) <= frame.weight else None


def _unfolded(image: "Image") -> "Image":
    """In a mode that can be resized: a palette, two colours and 16 bits become plain channels of 8 bits."""
    if image.mode.startswith("I"):                 # its values reach to 65535
        return image.convert("I").point([each // 256 for each in range(65536)], "L")
    if image.has_transparency_data and image.mode not in ("LA", "RGBA"):
        return image.convert("LA" if image.mode in ("1", "L") else "RGBA")
    return image.convert({"1": "L", "P": "RGB"}[image.mode]) if image.mode in ("1", "P") else image


def _resized(image: "Image", size: tuple[int, int]) -> "Image":
    from PIL import Image  # noqa: PLC0415

    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _coloured(image: "Image", profile: bytes | None) -> "Image":
    """In sRGB. A profile that is broken, or made for other channels, counts as none, as in browsers."""
    from PIL import Image, ImageCms  # noqa: PLC0415

    if not profile or _is_srgb(profile):
        return image.convert("RGB") if image.mode in ("CMYK", "YCbCr") else image
    grey, alpha = image.mode in ("L", "LA"), image.getchannel("A") if "A" in image.getbands() else None
    inks = image.convert("L" if grey else "RGB") if alpha else image
    try:
        colours = ImageCms.profileToProfile(
            inks, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError, ValueError):
        colours = None
    plain = (colours or inks).convert("L" if grey else "RGB")
    return Image.merge(f"{plain.mode}A", (*plain.split(), alpha)) if alpha else plain


def _turned(image: "Image", orientation: int) -> "Image":
    from PIL import Image  # noqa: PLC0415

    return image.transpose(Image.Transpose[TURNS[orientation]]) if orientation in TURNS else image


def _on_white(image: "Image") -> "Image":
    from PIL import Image  # noqa: PLC0415

    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("L" if image.mode == "LA" else "RGB")


def _written(image: "Image", kind: str, frame: Frame) -> bytes:
    """As a file that is light enough: first coarser, then smaller."""
    while True:
        written = b""
        for written in _attempts(image, kind, cover=frame.cover):
            if len(written) <= frame.weight or image.size == (1, 1):
                return written
        scale = min(math.sqrt(frame.weight / len(written)), 1) * SMALLER
        image = _resized(image, (max(int(image.width * scale), 1), max(int(image.height * scale), 1)))


def _attempts(image: "Image", kind: str, *, cover: bool) -> Iterable[bytes]:
    if kind == JPEG:                               # lettering in colour has ragged edges where colours are coarse
        yield from (_jpeg(image, quality, "4:4:4" if cover else "4:2:0") for quality in QUALITIES)
    else:
        out = BytesIO()
        image.save(out, kind.removeprefix("image/").upper(), optimize=True)
        yield out.getvalue()


def _jpeg(image: "Image", quality: int | str, subsampling: str) -> bytes:
    """Baseline, with Huffman tables of its own: Pillow 13 makes them only for what fits into a byte for each pixel."""
    for optimize in (False, True):
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=subsampling, optimize=optimize, progressive=False)
        if len(out.getvalue()) > image.width * image.height:
            break
    return out.getvalue()
