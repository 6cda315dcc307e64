"""A picture of the book -> the same as it goes to the press: opaque, and grey where it is printed in black."""

import hashlib
import json
from io import BytesIO
from typing import Any

import pydyf
from PIL import Image, ImageChops
from weasyprint.images import RasterImage

from bookbuild.kept import Kept

JPEG_QUALITY = 95                                  # where the picture does not say how it was packed
DEEP_GREY = (b"\x89PNG\r\n\x1a\n", b"\x10\x00")   # what a PNG begins with, and its depth and colour type (PNG, third edition §11.2.1)


def shallow(content: bytes) -> bytes:
    """A grey PNG of 16 bits as one of 8; any other picture as it is.

    WeasyPrint 70 takes it for one in colour, and prints it black. Pillow 13 would cut off all that is lighter than 255 of 65535.
    """
    if (content[:8], content[24:26]) != DEEP_GREY:
        return content
    out = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("I").point([each // 256 for each in range(65536)], "L").save(out, "PNG")
    return out.getvalue()


class Plate:
    """Stands for WeasyPrint's picture, which asks it for its `id` and for its object. What is made is `kept`.

    With `grey` all its colours are; without, only a picture that has none. `opacity` is that of all that holds it.
    """

    def __init__(self, image: RasterImage, kept: Kept | None, opacity: float, *, grey: bool) -> None:
        self.image, self.kept, self.opacity, self.grey = image, kept, opacity, grey
        self.id = image.id if opacity == 1 else f"{image.id}-{opacity:.3f}-"

    def get_x_object(self, interpolate: bool, _ratio: float) -> pydyf.Stream:  # noqa: FBT001 - WeasyPrint's interface
        """An image in DeviceGray, DeviceRGB or DeviceCMYK, without a mask."""
        source = self.image.image_data.data
        name = f"{hashlib.sha256(source).hexdigest()}-{'black' if self.grey else 'colour'}-{self.opacity:.3f}.plate"
        content = self.kept and self.kept.get(name)
        if not content:
            content = self.made(source)
            if self.kept:
                self.kept.put(name, content)
        head, _, packed = content.partition(b"\n")
        width, height, space, jpeg = json.loads(head)
        extra = {
            "Type": "/XObject", "Subtype": "/Image", "Width": width, "Height": height, "ColorSpace": f"/{space}", "BitsPerComponent": 8,
            "Interpolate": "true" if interpolate else "false", "Filter": "/DCTDecode" if jpeg else "/FlateDecode",
        }  # fmt: skip
        if not jpeg:
            parameters = {"Predictor": 15, "Columns": width} | ({"Colors": 3} if space == "DeviceRGB" else {})
            extra["DecodeParms"] = pydyf.Dictionary(parameters)
        elif space == "DeviceCMYK" and self.image.invert_colors:
            extra["Decode"] = pydyf.Array((1, 0) * 4)
        return pydyf.Stream([packed], pydyf.Dictionary(extra))

    def made(self, source: bytes) -> bytes:
        """A line of JSON: width, height, colour space, whether it is a JPEG. Then the bytes that go into the file."""
        with Image.open(BytesIO(source)) as picture:
            tables = getattr(picture, "quantization", None)
            opaque = _on_white(picture, self.opacity)
            if opaque.mode != "L" and (self.grey or not _has_colour(opaque)):
                opaque = opaque.convert("L")
            jpeg = picture.format in ("JPEG", "MPO")
            if jpeg and opaque is picture:
                packed = source
            elif jpeg:                             # with its own tables, so that nothing is lost a second time
                out = BytesIO()
                how: dict[str, Any] = {"qtables": [tables[0]] if opaque.mode == "L" else tables} if tables else {"quality": JPEG_QUALITY}
                opaque.save(out, "JPEG", optimize=True, **how)
                packed = out.getvalue()
            else:
                packed = RasterImage._get_png_data(opaque)
        space = {"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}[opaque.mode]
        return json.dumps([*opaque.size, space, jpeg]).encode() + b"\n" + packed


def _on_white(picture: Image.Image, opacity: float) -> Image.Image:
    """A picture of mode L, RGB or CMYK, with white where it is transparent; the very one if there is nothing to be done."""
    if picture.mode in ("L", "RGB", "CMYK") and opacity == 1 and "transparency" not in picture.info:
        return picture
    if picture.mode == "CMYK":
        return Image.blend(Image.new("CMYK", picture.size), picture, opacity)
    grey = picture.mode in ("1", "L", "LA") and "transparency" not in picture.info
    plain = picture.convert("LA" if grey else "RGBA")
    paper = Image.new("L" if grey else "RGB", picture.size, "white")
    mask = plain.getchannel("A").point(lambda each: round(each * opacity))
    paper.paste(plain.convert(paper.mode), mask=mask)
    return paper


def _has_colour(picture: Image.Image) -> bool:
    if picture.mode != "RGB":
        return picture.mode == "CMYK"
    red, green, blue = picture.split()
    return bool(ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox())
