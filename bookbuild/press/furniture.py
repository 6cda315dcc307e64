"""What each page is and where it stands -> its running heads and folios, by the theme's own `@page` rules.

In a letterpress forme, furniture is what is locked in around the type. WeasyPrint makes the margin boxes of a page from
the page's type, its counters, and the strings set on it and before it, not from its content: so here are pages with all
of those and no content, and only their margin boxes are drawn. Empty pages before an opening are drawn entire.
"""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint import draw as drawing
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import PageType, make_margin_boxes, page_height, page_width, set_page_type_computed_styles
from weasyprint.layout.percent import resolve_percentages
from weasyprint.pdf import generate_pdf
from weasyprint.stacking import StackingContext

from bookbuild.kept import Kept
from bookbuild.press.drawing import Faces
from bookbuild.press.faces import describe
from bookbuild.press.ink import inked
from bookbuild.press.layout import Case, Laid, heard
from bookbuild.press.objects import Packer, number_of, pictures
from bookbuild.press.sheaf import FONTS, Sheaf
from bookbuild.stylesheet import Sheet

Pages = list[dict[str, Any]]


class _FurnishedPage(Page):
    """A page of which only the margin boxes are drawn; `generated` says whether there are any."""

    def __init__(self, box: boxes.PageBox) -> None:
        super().__init__(box)
        self.generated = len(box.children) > 1

    def paint(self, stream: Any, scale: float = 1) -> None:  # noqa: ANN401 - WeasyPrint is untyped
        """Draw as WeasyPrint draws a page, without the page itself if that is drawn with its content."""
        if self._page_box.page_type.blank:
            super().paint(stream, scale)
            return
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for box in self._page_box.children[1:]:
                drawing.draw_stacking_context(stream, StackingContext.from_box(box, self._page_box))


def furnish(case: Case, frame: str, sheets: tuple[Sheet, ...], runs: list[Pages], kept: Kept, ink: str) -> Iterator[Sheaf]:
    """The furniture of each run of pages, an XObject a page.

    A page's `type`, `counters` and `strings` are here [side, blank, name, groups, index], {name: value}, and
    {name: [values set on it]}. The first page of a run says the strings that came `before` it, and `total`, the book's pages.
    """
    laid = case.lay_out(frame, sheets)
    document, context = laid.document, laid.context
    for pages in runs:
        context.string_set.clear()
        for name, value in pages[0]["before"].items():
            context.string_set[name][1].append(value)
        furnished = [_furnish(page, place, context, laid, pages[0]["total"]) for place, page in enumerate(pages, 2)]
        drawn = Document(furnished, document.metadata, document.url_fetcher, document.font_config, document.color_profiles, None)
        drawn._html, drawn.fonts = document._html, Faces()
        with heard(laid.problems), inked(ink, kept, laid.problems):
            pdf = generate_pdf(drawn, None, 1, **DEFAULT_OPTIONS)
        sheaf = _pack(pdf, furnished, drawn, kept)
        sheaf.said["problems"] = [problem.said for problem in laid.problems]
        yield sheaf


def _furnish(page: dict[str, Any], place: int, context: LayoutContext, laid: Laid, total: int) -> _FurnishedPage:
    side, blank, name, groups, index = page["type"]
    kind = PageType(side, blank, name, index, tuple(map(tuple, groups)))
    style = context.style_for(kind)
    if style is None:                              # pages of one kind share their styles: half of the time goes into these
        set_page_type_computed_styles(kind, laid.document._html, context.style_for)
        style = context.style_for(kind)
    box = boxes.PageBox(kind, style)
    size = style["size"]
    resolve_percentages(box, size)
    box.position_x = box.position_y = 0
    page_width(box, context, size[0])
    page_height(box, context, size[1])
    for string, values in page["strings"].items():
        context.string_set[string][place] += values
    context.current_page = place
    counters = {counter: [value] for counter, value in page["counters"].items()} | {"pages": [total]}
    state: Any = ([0], counters, [set(counters)], [])
    root = laid.document.pages[0]._page_box.children[0].copy_with_children([])
    margins = tuple(make_margin_boxes(context, box, state))
    box.children = (root, *margins)
    layout_backgrounds(box, context.get_image_from_uri)
    return _FurnishedPage(box)


def _pack(pdf: pydyf.PDF, pages: list[_FurnishedPage], drawn: Document, kept: Kept) -> Sheaf:
    dictionaries = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    resources = pdf.objects[number_of(dictionaries[0]["Resources"])]
    packer = Packer(pdf, {number_of(resources["Font"]): FONTS})
    made: list[int | None] = []
    for page, dictionary in zip(pages, dictionaries, strict=True):
        stream = pdf.objects[number_of(dictionary["Contents"])]
        if not page.generated and not page._page_box.page_type.blank:
            made.append(None)
            continue
        stream.extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": dictionary["MediaBox"], "Resources": dictionary["Resources"]}
        packer.want(stream.number)
        made.append(stream.number)
    packed = packer.pack([], [])
    faces, missing = describe(list(dict.values(drawn.fonts)), kept)
    forms = [None if number is None else packed.local[number] for number in made]
    boxes_ = packer.entries({name: value for name, value in dictionaries[0].items() if name.endswith("Box")}, []).decode()
    said = {"plain": packed.plain, "forms": forms, "boxes": boxes_, "faces": faces, "missing": missing}
    said["pictures"] = pictures(pdf, resources, packed.local)
    return Sheaf(packed.template, packed.references, packed.streams, said)


