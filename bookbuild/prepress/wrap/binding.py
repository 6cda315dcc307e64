"""Art as operators and a page of text -> one PDF page with the printer's boxes."""

import re
from pathlib import Path
from typing import cast

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

from bookbuild.outputs import whole
from bookbuild.pdf.overlay import as_stream
from bookbuild.prepress.wrap.geometry import Wrap
from bookbuild.prepress.wrap.outlines import Outlines
from bookbuild.prepress.wrap.picture import Plate

OPAQUE = re.compile(rb"/a1(\.0)? gs\s")             # the press says of text that it hides what is below: so does all that is here


def bind(text: Path, art: Outlines, wrap: Wrap, out: Path, title: str) -> None:
    """Write the wrap: the art, and the text on top of it."""
    writer = PdfWriter(clone_from=text)
    page = writer.pages[0]
    below = as_stream(writer, f"q 1 0 0 -1 0 {wrap.height:.4f} cm\n{chr(10).join(art.operators)}\nQ\n".encode())
    contents = page.get_contents()
    above = as_stream(writer, b"q\n" + OPAQUE.sub(b"", b"" if contents is None else contents.get_data()) + b"\nQ\n")
    page[NameObject("/Contents")] = ArrayObject([below, above])
    _provide(writer, page, art)
    set_boxes(page, wrap)
    writer.add_metadata({"/Title": title})
    writer.pdf_header = "%PDF-1.7"                 # as the press writes it
    with whole(out) as draft:
        writer.write(draft)


def set_boxes(page: PageObject, wrap: Wrap) -> None:
    """The paper is the bleed's; what is left after cutting is the trim's."""
    left, top, right, bottom = wrap.trim_box
    page.mediabox = page.bleedbox = RectangleObject((0, 0, wrap.width, wrap.height))
    page.trimbox = RectangleObject((left, wrap.height - bottom, right, wrap.height - top))


def _provide(writer: PdfWriter, page: PageObject, art: Outlines) -> None:
    """The fonts of the text, and the forms and pictures of the art: all that the page draws with."""
    resources = cast("DictionaryObject", page["/Resources"].get_object())
    drawn = DictionaryObject()
    for name, (box, operators) in art.forms.items():
        form = DecodedStreamObject()
        form.set_data(operators.encode())
        form.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(each) for each in box]), NameObject("/Resources"): DictionaryObject(),
        })  # fmt: skip
        drawn[NameObject(f"/{name}")] = writer._add_object(form.flate_encode())  # noqa: SLF001 - pypdf's own way to add one
    for name, plate in art.pictures.items():
        drawn[NameObject(f"/{name}")] = writer._add_object(_picture(plate))  # noqa: SLF001
    page[NameObject("/Resources")] = DictionaryObject({
        NameObject("/XObject"): drawn, **({NameObject("/Font"): resources["/Font"]} if "/Font" in resources else {}),
    })  # fmt: skip


def _picture(plate: Plate) -> StreamObject:
    picture = StreamObject()
    picture._data = plate.jpeg  # noqa: SLF001 - a stream that is encoded already
    picture.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(plate.size[0]), NameObject("/Height"): NumberObject(plate.size[1]),
        NameObject("/BitsPerComponent"): NumberObject(8), NameObject("/Filter"): NameObject("/DCTDecode"),
        NameObject("/ColorSpace"): NameObject("/DeviceCMYK" if plate.process else "/DeviceRGB"),
    })  # fmt: skip
    if plate.process:                              # Adobe's JPEGs in four inks say how much is left white, and Pillow writes such
        picture[NameObject("/Decode")] = ArrayObject([NumberObject(each) for each in (1, 0) * 4])
    return picture
