"""A finished PDF -> where each page is cut, and where its matter stands: asked of PDFium, which draws it, and of no one else.

All measures are points from the lower left corner of the trim, the cut page, so that bleed makes no difference to them.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from bookbuild.prepress.drawn import Matrix, times

Box = tuple[float, float, float, float]            # left, bottom, right, top
SIDES = ("left", "bottom", "right", "top")
EDGE = 72 / 16                                     # what comes as near to the cut as a cutter errs is meant to run off the page
DEEPEST = 8
NAMES = {
    raw.FPDF_PAGEOBJ_TEXT: "text", raw.FPDF_PAGEOBJ_PATH: "drawing", raw.FPDF_PAGEOBJ_IMAGE: "picture",
    raw.FPDF_PAGEOBJ_SHADING: "drawing",
}  # fmt: skip
WHITE = 255


@dataclass(frozen=True, slots=True)
class Matter:
    """Something on a page that leaves ink: text, a picture, a drawing."""

    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Seen:
    """A page. `trim` and `media` are as the file says them; `matter` is measured from the trim's corner.

    `number` counts from 1 in the file.
    """

    number: int
    media: Box
    crop: Box
    bleed: Box
    trim: Box
    turned: int
    matter: tuple[Matter, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Of the cut page."""
        return self.trim[2] - self.trim[0], self.trim[3] - self.trim[1]

    @property
    def off(self) -> tuple[Matter, ...]:
        """What lies wholly beyond the cut: a printer's marks, and all that nobody will see."""
        return tuple(each for each in self.matter if not self._is_on(each))

    def beyond_to(self, box: Box) -> dict[str, float]:
        """By side: how far a box of the file goes on beyond the cut."""
        return {side: (at - cut) * (1 if side in ("right", "top") else -1) for side, at, cut in zip(SIDES, box, self.trim, strict=True)}

    def clear(self, side: str) -> float:
        """How far what has to stay on the page stands from the cut on one side; infinite where there is nothing.

        A drawing or a picture that reaches a cut there is to run off the page; text never is.
        """
        return min((gap for each in self._on() if (gap := self._gap(each, side)) > EDGE or each.kind == "text"), default=float("inf"))

    def running_off(self, side: str) -> float | None:
        """How far beyond the cut on that side all reaches that is to run off the page there; None if nothing does."""
        gaps = [self._gap(each, side) for each in self._on() if each.kind != "text"]
        reaching = [-gap for gap in gaps if gap <= EDGE]
        return min(reaching, default=None)

    def _on(self) -> Iterator[Matter]:
        return filter(self._is_on, self.matter)

    def _is_on(self, matter: Matter) -> bool:
        left, bottom, right, top = matter.box
        width, height = self.size
        return right > 0 and top > 0 and left < width and bottom < height

    def _gap(self, matter: Matter, side: str) -> float:
        place = SIDES.index(side)
        return matter.box[place] if place < 2 else self.size[place - 2] - matter.box[place]  # noqa: PLR2004 - left, bottom


def seen(pdf: Path) -> Iterator[Seen]:
    """Every page in order."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield from starmap(_seen, enumerate(document, 1))
    finally:
        document.close()


def _seen(number: int, page: pypdfium2.PdfPage) -> Seen:
    media, crop, bleed, trim = page.get_mediabox(), page.get_cropbox(), page.get_bleedbox(), page.get_trimbox()
    moved = (1.0, 0.0, 0.0, 1.0, -trim[0], -trim[1])
    count, get = raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject
    objects = [get(page, place) for place in range(count)]
    made = Seen(number, media, crop, bleed, trim, page.get_rotation(), tuple(_matter(objects, moved, 0)))
    page.close()
    return made


def _matter(objects: list[object], matrix: Matrix, depth: int) -> Iterator[Matter]:
    for each in objects:
        kind = raw.FPDFPageObj_GetType(each)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST:
                inside = [raw.FPDFFormObj_GetObject(each, place) for place in range(raw.FPDFFormObj_CountObjects(each))]
                yield from _matter(inside, times(_matrix(each), matrix), depth + 1)
        elif kind in NAMES and not (kind == raw.FPDF_PAGEOBJ_PATH and _leaves_none(each)):
            box = _shown(each, _bounds(each))
            if box is not None:
                yield Matter(NAMES[kind], _moved(box, matrix))


def _bounds(each: object) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(each, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _shown(each: object, box: Box) -> Box | None:
    """What is left of its bounds by the paths it is clipped to, as if those were rectangles."""
    clip = raw.FPDFPageObj_GetClipPath(each)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip))):
        points = []
        for place in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, place), x, y)
            points.append((x.value, y.value))
        if not points:
            continue
        across, up = zip(*points, strict=True)
        box = max(box[0], min(across)), max(box[1], min(up)), min(box[2], max(across)), min(box[3], max(up))
    return box if box[0] <= box[2] and box[1] <= box[3] else None


def _moved(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _leaves_none(path: object) -> bool:
    """Whether a path is filled with white, or with nothing: the ground that a page is given."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroked)
    if stroked.value:
        return False
    colour = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(path, *colour)
    red, green, blue, alpha = (each.value for each in colour)
    return not mode.value or not alpha or red == green == blue == WHITE


def _matrix(form: object) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(form, found)
    return found.a, found.b, found.c, found.d, found.e, found.f
