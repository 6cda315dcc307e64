"""A font file, the characters of a book, a place on the font's axes -> a static TrueType or OpenType file with just these.

E-readers take no variable fonts, and some no woff2 (facts on fonts): what is made here is plain sfnt, never obfuscated.

The Open Font License (1.1, conditions 3 and 5) calls a subset a Modified Version: its name, as users see it, must not be
a Reserved Font Name, and it stays under the same licence. So each file gets a name of its own, which no font that a reader
has can be mistaken for either; who made it, and under which licence, stays as it was. The name in the sheet is a sheet's.
"""

import logging
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fontTools.cffLib.CFF2ToCFF import convertCFF2ToCFF
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from bookbuild.foundry import Axes, Unfit

# What OS/2.fsType allows (OpenType 1.9, OS/2 table). The lowest four bits are one choice; of several the mildest holds.
RESTRICTED, CHOICE, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x000E, 0x0100, 0x0200
# Of the name table: copyright, trademark, maker, designer, their addresses, licence, and where it is to be read.
NAMES = (0, 7, 8, 9, 11, 12, 13, 14)
FAMILY, SUBFAMILY, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 4, 6
WINDOWS, UNICODE, ENGLISH = 3, 1, 0x409
FRACTIONS = {"frac", "numr", "dnom"}               # fontTools keeps them unasked; readers set them only when asked
COLLECTION = b"ttcf"
BOLD = 700

logging.getLogger("fontTools").setLevel(logging.CRITICAL)  # what it has to say of a font, it says to type designers


class UnfitError(Exception):
    """A font that cannot be embedded; `forbidden` where its maker does not want it."""

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.forbidden = forbidden


def cut(file: Path, characters: str, features: tuple[str, ...], axes: Axes) -> bytes | Unfit:
    """The font file; empty where the font has none of the characters. Axes that the font does not have count for nothing."""
    try:
        content = file.read_bytes()
        whole = _may_not_be_cut(content)
        subset = content if whole else _subset(content, characters, features)
        return _pinned(subset, dict(axes), own_name=not whole) if subset else b""
    except UnfitError as why:
        return Unfit(str(why), why.forbidden)
    except MemoryError:
        raise
    except Exception as why:  # noqa: BLE001 - on a broken font fontTools stumbles wherever it happens to be
        return Unfit(" ".join(str(why).split())[:120] or type(why).__name__)


def _open(content: bytes) -> TTFont:
    return TTFont(BytesIO(content), lazy=True, recalcTimestamp=False)


@lru_cache(maxsize=4)
def _may_not_be_cut(content: bytes) -> bool:
    """Whether the font may be embedded only whole. Raises UnfitError where it may not be embedded at all."""
    if content.startswith(COLLECTION):
        message = "a collection of several fonts; take the one you want out of it"
        raise UnfitError(message)
    font = _open(content)
    bits = int(font["OS/2"].fsType) if "OS/2" in font else 0
    if bits & CHOICE == RESTRICTED:
        message = "its licence bits forbid embedding (OS/2.fsType 0x0002)"
        raise UnfitError(message, forbidden=True)
    if bits & BITMAPS_ONLY:
        message = "its licence bits allow only bitmaps of it (OS/2.fsType 0x0200)"
        raise UnfitError(message, forbidden=True)
    return bool(bits & NO_SUBSETTING)


@lru_cache(maxsize=4)
def _subset(content: bytes, characters: str, features: tuple[str, ...]) -> bytes:
    """Cut first, instances afterwards: five times faster, and one cut serves all weights."""
    font = _open(content)
    wanted = {ord(each) for each in characters} & font.getBestCmap().keys()
    if not wanted:
        return b""
    options = Options()
    options.layout_features = sorted({*options.layout_features} - FRACTIONS | {*features})
    options.name_IDs, options.name_languages = list(NAMES), ["*"]
    options.name_legacy = not any(name.isUnicode() for name in font["name"].names)
    options.notdef_outline, options.recalc_timestamp = True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return _saved(font)


def _pinned(content: bytes, axes: dict[str, float], *, own_name: bool) -> bytes:
    """With all axes pinned, and under its own name."""
    font = _open(content)
    place = _place(font, axes) if "fvar" in font else {}
    if place:
        instantiateVariableFont(font, place, inplace=True)
        _mark_weight(font, bold=place.get("wght") == BOLD)
    if "CFF2" in font:                             # which only browsers know
        convertCFF2ToCFF(font)
    if "STAT" in font:                             # of axes that are no more
        del font["STAT"]
        font["name"].removeUnusedNames(font)
    if own_name:
        _rename(font, f"Subset {sha256(content + repr(place).encode()).hexdigest()[:8]}")
    return _saved(font)


def _place(font: TTFont, axes: dict[str, float]) -> dict[str, float]:
    """Where on each of its axes, as near as the font comes to what is asked."""
    known = {axis.axisTag: axis for axis in font["fvar"].axes}
    if "ital" in known and axes.get("ital"):
        axes = axes | {"slnt": 0}                  # one of the two makes an italic, never both
    return {tag: min(max(axes.get(tag, axis.defaultValue), axis.minValue), axis.maxValue) for tag, axis in known.items()}


def _mark_weight(font: TTFont, *, bold: bool) -> None:
    """Say whether it is a bold in both places that say so: head.macStyle, bit 0, and OS/2.fsSelection, bit 5 (6: regular)."""
    font["head"].macStyle = font["head"].macStyle & ~1 | bold
    plain = not font["head"].macStyle & 3
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~(1 << 5 | 1 << 6) | bold << 5 | plain << 6


def _rename(font: TTFont, name: str) -> None:
    names = {FAMILY: name, SUBFAMILY: "Regular", FULL_NAME: name, POSTSCRIPT_NAME: name.replace(" ", "-")}
    for number, text in names.items():
        font["name"].setName(text, number, WINDOWS, UNICODE, ENGLISH)
    if "CFF " in font:
        compact = font["CFF "].cff
        compact.fontNames = [names[POSTSCRIPT_NAME]]
        compact[0].FamilyName = compact[0].FullName = name


def _saved(font: TTFont) -> bytes:
    font.flavor = font.flavorData = None           # no woff any longer
    out = BytesIO()
    font.save(out)
    return out.getvalue()
