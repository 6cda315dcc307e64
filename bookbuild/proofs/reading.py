"""The finished pages -> a reading proof: each on a sheet of the author's own paper, with a foot that says which draft it is.

Nothing on the pages changes, so none is laid out anew. A sheet is the page with more paper around it: links, bookmarks and
tags stay what they are.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, RectangleObject

from bookbuild.outputs import whole
from bookbuild.pdf.broadside import print_broadside
from bookbuild.pdf.overlay import as_form, as_stream
from bookbuild.problems import BookError, Problem
from bookbuild.proofs.papers import Paper
from bookbuild.proofs.stationery import css_string

ROOM = 36.0                                        # points below the page, for the foot
GAP, TICK = 6.0, 15.0                              # trim marks: from the corner, and how long
SLUG = NameObject("/Slug")
FACE = Path(str(files("bookbuild") / "themes" / "classic" / "fonts" / "EBGaramond-Regular.ttf"))


def reading_proof(
    pages: Path, out: Path, paper: Paper, foot: tuple[str, str], cache: Path, *, drawn: Sequence[bytes] = (),
) -> int:  # fmt: skip
    """Write the proof of the PDF `pages` to `out`, whole or not at all. Gives how many sheets it has.

    `foot` are the texts at its left and in its middle; at its right stands `17 / 65`. What is `drawn` on each page besides,
    in the operators of a PDF, is no more of its text than the foot is. Raises BookError where the page with its foot is
    larger than the paper.
    """
    writer = PdfWriter(clone_from=pages)
    trim = writer.pages[0].trimbox
    beside, below = (paper.width - float(trim.width)) / 2, (paper.height - float(trim.height)) / 2
    if beside < 0 or below < ROOM:
        raise BookError([_too_small(paper, trim)])
    with TemporaryDirectory(prefix="bookbuild-") as scratch, whole(out) as draft:
        slugs = Path(scratch) / "slugs.pdf"
        print_broadside("<p></p>" * len(writer.pages), _css(paper, foot), {FACE.name: FACE}, slugs, cache)
        feet = PdfReader(slugs)                    # held: its pages do not hold it
        forms = [as_form(writer, page) for page in feet.pages]
        before = as_stream(writer, b"q")
        stamp = b"Q /Artifact BMC q %b 1 0 0 1 %.3f %.3f cm /Slug Do Q EMC"
        after = as_stream(writer, stamp % (_marks(trim), float(trim.left) - beside, float(trim.bottom) - below))
        for page, form, own in zip(writer.pages, forms, drawn or repeat(b""), strict=False):
            _enlarge(page, trim, beside, below)
            _stamp(page, form, before, [after, *([as_stream(writer, b"/Artifact BMC q %b Q EMC" % own)] if own else [])])
        writer.write(draft)
    return len(forms)


def _too_small(paper: Paper, trim: RectangleObject) -> Problem:
    size = f"{float(trim.width) / 72:.4g} × {float(trim.height) / 72:.4g} in"
    hint = "--paper a3   (or tabloid; or a smaller `trim` in manuscript/book.toml)"
    return Problem("p-026", f"a page of {size} and the foot of the proof do not fit on {paper.name}", hint=hint)


def _css(paper: Paper, foot: tuple[str, str]) -> str:
    """The feet, well above the edge: printers leave some 5 mm of a sheet blank."""
    left, middle = map(css_string, foot)
    return f"""
        @font-face {{ font-family: Slug; src: url({FACE.name}) }}
        @page {{
            size: {paper.css}; margin: 0 42pt 36pt; font: 9pt/12pt Slug, serif; font-variant-numeric: lining-nums;
            @bottom-left {{ content: {left}; width: 18%; vertical-align: top; text-align: left; letter-spacing: .15em }}
            @bottom-center {{ content: {middle}; width: 64%; vertical-align: top; text-align: center }}
            @bottom-right {{ content: counter(page) " / " counter(pages); width: 18%; vertical-align: top; text-align: right }}
        }}
        p {{ margin: 0; break-after: page }}
        p:last-child {{ break-after: auto }}
    """


def _marks(trim: RectangleObject) -> bytes:
    """Ticks at the four corners of the page, a hair wide, where they do not touch it."""
    across, up = ((float(trim.left), -1), (float(trim.right), 1)), ((float(trim.bottom), -1), (float(trim.top), 1))
    lines = []
    for x, outwards in across:
        for y, upwards in up:
            lines.append(f"{x + outwards * GAP:g} {y:g} m {x + outwards * (GAP + TICK):g} {y:g} l")
            lines.append(f"{x:g} {y + upwards * GAP:g} m {x:g} {y + upwards * (GAP + TICK):g} l")
    return ("0.25 w 0 G " + " ".join(lines) + " S").encode()


def _enlarge(page: PageObject, trim: RectangleObject, beside: float, below: float) -> None:
    """More paper around the page; the origin stays where it is, and so does everything on it."""
    sheet = RectangleObject((
        float(trim.left) - beside, float(trim.bottom) - below, float(trim.right) + beside, float(trim.top) + below,
    ))  # fmt: skip
    page.trimbox = page.artbox = RectangleObject(trim)
    page.mediabox = page.cropbox = page.bleedbox = sheet


def _stamp(page: PageObject, slug: IndirectObject, before: IndirectObject, after: Iterable[IndirectObject]) -> None:
    """Draw the foot and the marks on a page, which to a screen reader are none of the text."""
    resources = cast("DictionaryObject", page["/Resources"].get_object())    # pages may share them
    drawn = cast("DictionaryObject", resources.get("/XObject", DictionaryObject()).get_object())
    page[NameObject("/Resources")] = DictionaryObject({**resources, NameObject("/XObject"): DictionaryObject({**drawn, SLUG: slug})})
    contents = page.get("/Contents", ArrayObject())
    pieces = contents.get_object() if isinstance(contents.get_object(), ArrayObject) else [contents]
    page[NameObject("/Contents")] = ArrayObject([before, *pieces, *after])
