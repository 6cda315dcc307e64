"""Pictures and fonts: Package -> Spots. They are what they are called, and no larger than e-readers take."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image

from bookbuild.book import SCREEN_PIXELS
from bookbuild.checks.package.contents import SVG, XHTML, Item, Package, Spot, name_of, scheme
from bookbuild.manuscript.anatomy import media_type

MOST_BYTES = 5_000_000                             # Kobo
MOST_COVER_BYTES = 3_000_000                       # Kobo; of a cover shops want 2560 pixels and more
MAGIC = (
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"BM", "image/bmp"), (b"%PDF", "application/pdf"),
    (b"\0\1\0\0", "font/ttf"), (b"OTTO", "font/otf"), (b"wOFF", "font/woff"), (b"wOF2", "font/woff2"),
)  # fmt: skip
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp", SVG}
NAMES = {"application/vnd.ms-opentype": "font/otf", "application/font-sfnt": "font/ttf", "application/font-woff": "font/woff",
         "application/x-font-ttf": "font/ttf", "image/jpg": "image/jpeg"}  # fmt: skip
SFNT = {"font/ttf", "font/otf"}                    # one container: a font may be called by either name
LIVE = {"svg:script", "svg:foreignObject", "svg:animate", "svg:set", "svg:animateMotion", "svg:animateTransform", "svg:handler"}
URL = re.compile(r"url\(\s*[\"']?\s*([^)\"'\s]+)")


@dataclass(frozen=True, slots=True)
class Plate:
    """What is known of a picture from its first bytes."""

    width: int = 0
    height: int = 0
    mode: str = ""
    moves: bool = False
    fault: str = ""


def kind_of(content: bytes) -> str:
    """The media type that a file's first bytes tell, or nothing."""
    return media_type(content) or next((kind for magic, kind in MAGIC if content.startswith(magic)), "")


def pictures(package: Package) -> Iterator[tuple[Item, bytes]]:
    """Pictures made of pixels that are what they are called."""
    for name, item in package.listed.items():
        content = package.files.get(name, b"")
        if item.media_type in PICTURES - {SVG} and content and kind_of(content) in (item.media_type, ""):
            yield item, content


@lru_cache(maxsize=256)
def plate(content: bytes) -> Plate:
    """Size, colours and movement, as Pillow reads them from the header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")            # it warns of large pictures: so do we
        try:
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
                fault = "" if _ends(content) else "it is cut off"
                return Plate(*image.size, image.mode, bool(getattr(image, "is_animated", False)), fault)
        except Exception as error:  # noqa: BLE001 - Pillow raises SyntaxError, struct.error and others for broken files
            return Plate(fault=" ".join(str(error).split()) if "bomb" in str(error) else "it cannot be read")


def _ends(content: bytes) -> bool:
    """Whether a PNG or JPEG has the mark of its end; a thumbnail at the beginning of a JPEG has one too."""
    if content.startswith(b"\xff\xd8"):
        return content.rfind(b"\xff\xd9") > len(content) // 2
    return not content.startswith(b"\x89PNG") or b"IEND" in content[-1024:]


def media_types(package: Package) -> Iterator[Spot]:
    """The manifest says what each file is, and the file's first bytes agree."""
    if package.opf:
        for name, item in package.listed.items():
            content = package.files.get(name)
            said = NAMES.get(item.media_type, item.media_type)
            found = kind_of(content) if content is not None else ""
            tree = package.trees.get(name)
            if "/" not in said:
                yield package.opf.spot(item.element, f"{item.href} has no media type")
            elif found and found != said and not {found, said} <= SFNT:
                yield package.opf.spot(item.element, f"{item.href} is said to be {said}, and is {found}")
            elif tree and said in (XHTML, SVG) and name_of(tree.root) != ("html" if said == XHTML else "svg:svg"):
                yield package.opf.spot(item.element, f"{item.href} is said to be {said}, and its root is {name_of(tree.root)}")
            elif said.startswith("image/") and said not in PICTURES:
                yield package.opf.spot(item.element, f"e-readers need not know {said}: {item.href}")


def unreadable(package: Package) -> Iterator[Spot]:
    """A picture that no program can open."""
    for item, content in pictures(package):
        if fault := plate(content).fault:
            yield Spot(item.name, None, f"not a picture that can be shown: {fault}")


def too_large(package: Package) -> Iterator[Spot]:
    """Small machines run out of memory, and shops refuse the book."""
    for item, content in pictures(package):
        seen, cover = plate(content), "cover-image" in item.properties
        most = MOST_COVER_BYTES if cover else MOST_BYTES
        if seen.width * seen.height > SCREEN_PIXELS and not cover:
            yield Spot(item.name, None, f"{seen.width} × {seen.height} is more than {SCREEN_PIXELS:,} pixels")
        elif len(content) > most:
            yield Spot(item.name, None, f"{len(content):,} bytes are more than {most:,}")


def for_print(package: Package) -> Iterator[Spot]:
    """CMYK is for ink: e-readers show it inverted, or not."""
    for item, content in pictures(package):
        if plate(content).mode in ("CMYK", "YCCK"):
            yield Spot(item.name, None, "the colours are CMYK")


def moving(package: Package) -> Iterator[Spot]:
    """What moves beside a text cannot be stopped, and may harm."""
    for item, content in pictures(package):
        if plate(content).moves:
            yield Spot(item.name, None, "the picture is animated")


def live_drawings(package: Package) -> Iterator[Spot]:
    """A drawing is a document too: it can hold scripts, load what it likes, and move."""
    for name, item in package.listed.items():
        tree = package.trees.get(name)
        if tree is None or item.media_type != SVG:
            continue
        for element in tree.elements:
            if name_of(element) in LIVE or any(str(each).startswith("on") for each in element.attrib):
                yield tree.spot(element, f"{name_of(element)} in a drawing" if name_of(element) in LIVE else "a drawing that listens")
            outside = [value for key, value in element.attrib.items() if key.rpartition("}")[2] == "href" and not value.startswith("#")]
            style = f"{element.get('style', '')} {element.text or '' if name_of(element) == 'svg:style' else ''}"
            outside += [address for address in URL.findall(style) if not address.startswith("#")]
            if outside and name_of(element) != "svg:a" and scheme(outside[0]) != "data":
                yield tree.spot(element, f"a drawing that loads {outside[0][:60]}")
