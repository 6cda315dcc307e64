"""A finished page -> a form that is drawn on another page (ISO 32000-1 §8.10); operators -> a stream of a finished file.

Proofs and printers' files are made of pages that are already bound, and pypdf reads and writes them.
"""

from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, IndirectObject, NameObject, RectangleObject


def as_form(writer: PdfWriter, page: PageObject) -> IndirectObject:
    """A page of another file as a form of this one. Fonts and pictures that pages share are copied once."""
    contents, form = page.get_contents(), DecodedStreamObject()
    form.set_data(b"" if contents is None else contents.get_data())
    form.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): RectangleObject(page.mediabox), NameObject("/Resources"): page["/Resources"].clone(writer),
    })  # fmt: skip
    return writer._add_object(form.flate_encode())  # noqa: SLF001 - pypdf's own way to add one


def as_stream(writer: PdfWriter, operators: bytes) -> IndirectObject:
    """Operators as a stream that pages may have among their contents."""
    stream = DecodedStreamObject()
    stream.set_data(operators)
    return writer._add_object(stream.flate_encode())  # noqa: SLF001
