"""A wrap -> the same with a layer of guides, which is seen on the screen and never printed.

A layer is an optional content group (ISO 32000-1 §8.11) whose usage says: viewed, on; printed, off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from bookbuild.outputs import whole
from bookbuild.pdf.broadside import print_broadside
from bookbuild.pdf.overlay import as_form, as_stream
from bookbuild.prepress.wrap.codebox import FACE
from bookbuild.prepress.wrap.geometry import INCH, MM, Wrap, inset
from bookbuild.prepress.wrap.outlines import box_path

LAYER = "guides"
CUT, FOLD, SAFE, CODE = "1 0 0.5", "0 0.6 0.9", "0.1 0.65 0.2", "1 0.45 0"     # red, green, blue: they are for screens
TAG = 8.0                                          # points: the height of a label
CSS = f"""
@font-face {{ font-family: Guides; src: url(guides) }}
body {{ margin: 0 }}
p {{ position: absolute; margin: 0; font: 5.6pt/{TAG}pt Guides; padding: 0 2pt; background: white; white-space: pre }}
"""


@dataclass(frozen=True, slots=True)
class Guide:
    """A line or a frame, with what is said of it and where: the left end of the label's foot, in points."""

    colour: str
    path: str
    said: str
    at: tuple[float, float]
    dashes: str = ""


def add_guides(clean: Path, wrap: Wrap, isbn: str | None, cache: Path) -> Path:
    """Write `…-guides.pdf` beside the wrap, and give its path."""
    out = clean.with_name(f"{clean.stem}-guides.pdf")
    guides = tuple(guides_of(wrap, isbn))
    with TemporaryDirectory(prefix="bookbuild-") as scratch:
        labels = Path(scratch) / "labels.pdf"
        css = f"@page {{ size: {wrap.width:.4f}pt {wrap.height:.4f}pt; margin: 0 }}{CSS}"
        print_broadside("\n".join(map(_label, guides)), css, {"guides": FACE}, labels, cache)
        writer, told = PdfWriter(clone_from=clean), PdfReader(labels)
        writer.pdf_header = "%PDF-1.7"
        page = writer.pages[0]
        form, layer = as_form(writer, told.pages[0]), _layer(writer)
        drawn = f"/OC /Guides BDC q 1 0 0 -1 0 {wrap.height:.4f} cm\n{_lines(guides)}\nQ q /Labels Do Q EMC"
        _lay_over(writer, page, drawn.encode(), form, layer)
        with whole(out) as draft:
            writer.write(draft)
    return out


def guides_of(wrap: Wrap, isbn: str | None) -> Iterator[Guide]:
    """All guides: where it is cut and folded, where text is safe, and the barcode's box."""
    left, top, right, bottom = wrap.trim_box
    yield Guide(CUT, box_path(wrap.trim_box), f"cut: {said(right - left, bottom - top)}", (left + 3, top + TAG + 3))
    paper = f"paper, with {said(wrap.bleed)} of bleed: {said(wrap.width, wrap.height)}"
    yield Guide(CUT, box_path((0, 0, wrap.width, wrap.height)), paper, (left + 3, bottom - 3))
    first, second = wrap.folds
    folds = f"{first:.3f} 0 m {first:.3f} {wrap.height:.3f} l {second:.3f} 0 m {second:.3f} {wrap.height:.3f} l"
    yield Guide(FOLD, folds, f"spine: {said(wrap.spine)}", (second + 3, bottom - 3))
    for name, board in (("back", wrap.back), ("front", wrap.front)):
        safe = inset(board, wrap.safe)
        size = said(board[2] - board[0], board[3] - board[1])
        yield Guide(SAFE, box_path(safe), f"{name}: {size}, text inside this line", (safe[0] + 3, safe[1] + 2.5 * TAG), "[4 3] 0 d")
    box = wrap.barcode_box
    code = f"barcode: {said(box[2] - box[0], box[3] - box[1])}{'' if isbn else ', for the printer'}"
    yield Guide(CODE, box_path(box), code, (box[0] - 6 * TAG, box[1] - 2))


def said(*sizes: float) -> str:
    """Measures in inches and in millimetres."""
    inches, mm = (" × ".join(f"{size / unit:.{places}f}" for size in sizes) for unit, places in ((INCH, 4), (MM, 2)))
    return f"{inches} in ({mm} mm)"


def _label(guide: Guide) -> str:
    red, green, blue = (round(float(part) * 200) for part in guide.colour.split())
    style = f"left: {guide.at[0]:.2f}pt; top: {guide.at[1] - TAG:.2f}pt; color: rgb({red}, {green}, {blue})"
    return f'<p style="{style}">{guide.said}</p>'


def _lines(guides: tuple[Guide, ...]) -> str:
    """Each line on a white one, to be seen on any ground."""
    return "\n".join(
        f"q 1 1 1 RG 1.6 w {guide.path} S {guide.colour} RG 0.7 w {guide.dashes} {guide.path} S Q" for guide in guides
    )  # fmt: skip


def _layer(writer: PdfWriter) -> IndirectObject:
    """The layer, told to the document."""
    usage = DictionaryObject({
        NameObject("/View"): DictionaryObject({NameObject("/ViewState"): NameObject("/ON")}),
        NameObject("/Print"): DictionaryObject({NameObject("/PrintState"): NameObject("/OFF")}),
    })  # fmt: skip
    layer = writer._add_object(DictionaryObject({  # noqa: SLF001 - pypdf's own way to add one
        NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(LAYER), NameObject("/Usage"): usage,
    }))  # fmt: skip
    events = (
        DictionaryObject({
            NameObject("/Event"): NameObject(event), NameObject("/Category"): ArrayObject([NameObject(event)]),
            NameObject("/OCGs"): ArrayObject([layer]),
        })
        for event in ("/View", "/Print")
    )  # fmt: skip
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({
        NameObject("/OCGs"): ArrayObject([layer]),
        NameObject("/D"): DictionaryObject({
            NameObject("/ON"): ArrayObject([layer]), NameObject("/Order"): ArrayObject([layer]), NameObject("/AS"): ArrayObject(events),
        }),
    })  # fmt: skip
    return layer


def _lay_over(writer: PdfWriter, page: PageObject, drawn: bytes, form: IndirectObject, layer: IndirectObject) -> None:
    resources = cast("DictionaryObject", page["/Resources"].get_object())
    for kind, name, thing in (("/XObject", "/Labels", form), ("/Properties", "/Guides", layer)):
        known = cast("DictionaryObject", resources.get(kind, DictionaryObject()).get_object())
        resources[NameObject(kind)] = DictionaryObject({**known, NameObject(name): thing})
    pieces = page["/Contents"].get_object()
    added = as_stream(writer, drawn)
    page[NameObject("/Contents")] = ArrayObject([*(pieces if isinstance(pieces, ArrayObject) else [page["/Contents"]]), added])
