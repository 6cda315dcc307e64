"""A picture's object in a PDF -> the most ink that lies on any one of its spots.

A printer separates pictures in RGB himself, and minds his limit. Pictures in four inks are printed as they are.
"""

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops

INKS = 4
DEEP = 16


def heaviest_spot(image: Any) -> float:  # noqa: ANN401 - pypdf's object
    """In per cent of one ink; 0 for a picture that is not in four inks."""
    space = _told(image.get("/ColorSpace"))
    if _is_palette(space):
        return _heaviest_colour(image, space) if _is_in_inks(_told(space[1])) else 0.0
    inks = _inks(image) if _is_in_inks(space) else None
    if inks is None:
        return 0.0
    cyan, magenta, yellow, black = inks.split()
    quarter = ImageChops.add(ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2), scale=2)
    peak = quarter.getextrema()[1]
    return 400 * float(peak if isinstance(peak, (int, float)) else peak[0]) / 255


def _told(named: Any) -> Any:  # noqa: ANN401
    return named.get_object() if named is not None else None


def _is_in_inks(space: Any) -> bool:  # noqa: ANN401
    """Device's own inks, or those of a profile."""
    if isinstance(space, list):
        return bool(space[0] == "/ICCBased" and _told(space[1]).get("/N") == INKS)
    return bool(space == "/DeviceCMYK")


def _is_palette(space: Any) -> bool:  # noqa: ANN401
    return isinstance(space, list) and space[0] in ("/Indexed", "/I")


def _heaviest_colour(image: Any, space: Any) -> float:  # noqa: ANN401
    """Of a palette, those colours that are used, if that can be told."""
    listed = _told(space[3])
    table = listed.get_data() if hasattr(listed, "get_data") else getattr(listed, "original_bytes", listed)
    colours = [sum(table[at : at + INKS]) for at in range(0, len(table), INKS)]
    pixels = image.get_data() if image.get("/BitsPerComponent") == 8 else range(len(colours))  # noqa: PLR2004 - bits of a byte
    return max((100 * colours[each] / 255 for each in set(pixels) if each < len(colours)), default=0.0)


def _inks(image: Any) -> Image.Image | None:  # noqa: ANN401
    """The picture with 255 for all of an ink; None if it is packed in a way that is not known.

    Pillow 13 turns every JPEG in four inks over, as if Photoshop had written it. In a PDF `Decode` alone does (ISO 32000-1 §8.9.5.2).
    """
    content, size = image.get_data(), (int(image["/Width"]), int(image["/Height"]))
    if "/DCTDecode" in str(image.get("/Filter", "")):
        with Image.open(BytesIO(content)) as opened:
            inks = ImageChops.invert(opened) if opened.mode == "CMYK" else None
    else:
        content = content[::2] if image.get("/BitsPerComponent") == DEEP else content
        inks = Image.frombytes("CMYK", size, content) if len(content) == INKS * size[0] * size[1] else None
    turned = inks is not None and float((image.get("/Decode") or [0])[0]) == 1
    return ImageChops.invert(inks) if inks is not None and turned else inks
