"""An image file's bytes -> what it is, as far as its headers say, and the pieces it is made of. Pillow is not needed.

Sources: JPEG ITU T.81 annex B and Exif 2.32; PNG third edition; GIF89a; the WebP container specification.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap

Content = bytes | mmap
SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"))
# What is called .jpg at times and is none: (offset, bytes that stand there, name).
STRANGERS = (
    (4, b"ftypheic", "a HEIC photograph"), (4, b"ftypheix", "a HEIC photograph"), (4, b"ftypmif1", "a HEIF photograph"),
    (4, b"ftypavif", "an AVIF image"), (0, b"II*\0", "a TIFF image"), (0, b"MM\0*", "a TIFF image"), (0, b"BM", "a BMP image"),
    (0, b"8BPS", "a Photoshop file"), (0, b"%PDF", "a PDF file"), (0, b"\xff\x0a", "a JPEG XL image"), (4, b"JXL ", "a JPEG XL image"),
)  # fmt: skip
FILLING, END, SCAN = 0xFF, 0xD9, 0xDA              # a JPEG's markers
APPS, FRAMES = range(0xE0, 0xF0), frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
NAMES = {0xC4: "DHT", SCAN: "SOS", 0xDB: "DQT", 0xDD: "DRI", 0xFE: "COM"}
# After a JPEG's coded pixels comes the first FF that is not stuffing (00), a restart (D0 to D7) or filling (FF).
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
ORIENTATIONS, SIDEWAYS = range(1, 9), range(5, 9)  # of Exif; the latter swap width and height


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file: a JPEG's segment, a PNG's or WebP's chunk, a GIF's block. `body` is where its content begins."""

    name: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows itself to be. Width and height are pixels, as they lie in the file."""

    media_type: str
    width: int
    height: int
    transparent: bool = False
    moving: bool = False
    orientation: int = 1                           # Exif's: 1 is upright, 6 wants a quarter turn to the right

    @property
    def seen(self) -> tuple[int, int]:
        """Width and height when it is held upright."""
        return (self.height, self.width) if self.orientation in SIDEWAYS else (self.width, self.height)


def media_type(content: Content) -> str | None:
    """The type of an image by its first bytes, whatever the file is called; none for what e-books do not hold."""
    head = content[:16]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def stranger(content: Content) -> str | None:
    """What a file is that no e-book can hold, in words."""
    return next((name for at, signature, name in STRANGERS if content[at : at + len(signature)] == signature), None)


def look(content: Content) -> Look | None:
    """Read the headers; None where they make no sense."""
    kind = media_type(content)
    try:
        seen = LOOKS[kind](content) if kind else None
    except (struct.error, IndexError):
        return None
    return seen if seen and seen.width > 0 and seen.height > 0 else None


def pieces(content: Content) -> Iterator[Piece]:
    """The file from its start to its end, or to where it makes no sense any more; what lies behind the end is not told."""
    kind = media_type(content)
    try:
        yield from WALKS[kind](content) if kind else ()
    except (struct.error, IndexError):
        return


def _jpeg(content: Content) -> Iterator[Piece]:
    yield Piece("SOI", 0, 2, 2)
    at = 2
    while content[at] == FILLING:
        marker = content[at + 1]
        if marker == FILLING:
            at += 1
            continue
        if marker == END:
            yield Piece("EOI", at, at + 2, at + 2)
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if marker == SCAN:
            after = MARKER.search(content, end)
            end = after.start() if after else len(content)
        yield Piece(_segment(marker), at, at + 4, end)
        at = end


def _segment(marker: int) -> str:
    if marker in APPS:
        return f"APP{marker & 15}"
    if marker in FRAMES:
        return f"SOF{marker & 15}"
    return NAMES.get(marker, f"{marker:02X}")


def _png(content: Content) -> Iterator[Piece]:
    at = 8
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        yield Piece(name.decode("latin-1"), at, at + 8, min(at + 12 + size, len(content)))
        at += 12 + size
        if name == b"IEND":
            return


def _gif(content: Content) -> Iterator[Piece]:
    at = 13 + _colours(content[10])
    yield Piece("head", 0, 6, at)
    while content[at] in b"!,":
        if content[at] == ord("!"):
            name, body = f"extension {content[at + 1]:02X}", at + 2
        else:
            name, body = "image", at + 11 + _colours(content[at + 9])
        end = body
        while content[end]:
            end += 1 + content[end]
        yield Piece(name, at, body, end + 1)
        at = end + 1
    if content[at] == ord(";"):
        yield Piece("trailer", at, at + 1, at + 1)


def _colours(packed: int) -> int:
    """The bytes of a colour table, by the byte that tells of it."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _webp(content: Content) -> Iterator[Piece]:
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        yield Piece(name.decode("latin-1"), at, at + 8, min(at + 8 + size, len(content)))
        at += 8 + size + size % 2


def _look_jpeg(content: Content) -> Look | None:
    orientation = 1
    for piece in _jpeg(content):
        if piece.name == "APP1" and content[piece.body : piece.body + 6] == b"Exif\0\0":
            orientation = _orientation(content[piece.body + 6 : piece.end])
        if piece.name.startswith("SOF"):
            height, width = struct.unpack_from(">HH", content, piece.body + 1)
            return Look("image/jpeg", width, height, orientation=orientation)
    return None


def _look_png(content: Content) -> Look | None:
    width, height, _, colour = struct.unpack_from(">IIBB", content, 16)
    transparent, moving, orientation = colour in (4, 6), False, 1
    for piece in _png(content):
        transparent = transparent or piece.name == "tRNS"
        if piece.name == "acTL":
            moving = struct.unpack_from(">I", content, piece.body)[0] > 1
        if piece.name == "eXIf":
            orientation = _orientation(content[piece.body : piece.end - 4])
        if piece.name == "IDAT":
            return Look("image/png", width, height, transparent, moving, orientation)
    return None


def _look_gif(content: Content) -> Look | None:
    width, height = struct.unpack_from("<HH", content, 6)
    frames, transparent = 0, False
    for piece in pieces(content):
        if piece.name == "extension F9":
            transparent = transparent or bool(content[piece.body + 1] & 1)
        frames += piece.name == "image"
        if frames > 1:
            break
    return Look("image/gif", width, height, transparent, frames > 1)


def _look_webp(content: Content) -> Look | None:
    chunks = {piece.name: piece for piece in _webp(content)}
    orientation = _orientation(content[chunks["EXIF"].body : chunks["EXIF"].end].removeprefix(b"Exif\0\0")) if "EXIF" in chunks else 1
    if large := chunks.get("VP8X"):
        flags = content[large.body]
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (large.body + 4, large.body + 7))
        return Look("image/webp", width, height, bool(flags & 0x10), bool(flags & 0x02), orientation)
    if exact := chunks.get("VP8L"):
        bits = struct.unpack_from("<I", content, exact.body + 1)[0]
        return Look("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), bool(bits >> 28 & 1))
    if plain := chunks.get("VP8 "):
        width, height = struct.unpack_from("<HH", content, plain.body + 6)
        return Look("image/webp", width & 0x3FFF, height & 0x3FFF)
    return None


def _orientation(tiff: bytes) -> int:
    """Tag 274 of the first directory; what makes no sense is upright."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        at = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(struct.unpack_from(f"{order}H", tiff, at)[0]):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if (tag, kind) == (274, 3):
                return value if value in ORIENTATIONS else 1
    except struct.error:
        return 1
    return 1


WALKS: dict[str, Callable[[Content], Iterator[Piece]]] = {"image/jpeg": _jpeg, "image/png": _png, "image/gif": _gif, "image/webp": _webp}
LOOKS: dict[str, Callable[[Content], Look | None]] = {
    "image/jpeg": _look_jpeg, "image/png": _look_png, "image/gif": _look_gif, "image/webp": _look_webp,
}  # fmt: skip
