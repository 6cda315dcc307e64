"""A laid-out document -> its sheaf: what is drawn on each page, and what the binder and the paginator must know.

A page of a sheaf says:
    type        [side, blank, name, [[group, index], …]]: what `@page` selectors match
    box         [width, height] in points
    counters    [reset, set, increment], each [[name, value], …]: how the page counts (CSS GCPM, page-based counters)
    strings     [[name, value], …]: what `string-set` assigned on it
    anchors     [[id, x, y], …] in points from the page's lower left corner, as all places in a PDF
    bookmarks   [[level, label, x, y, open], …]
    start       [place, letters]: where in the text it begins (see starts.py), or null
    flaws       [[kind, [place, letters] or null], …]: what is left to mend on it (see composer/flaws.py)
    contents    local number of its content stream
The sheaf says, besides `pages`: `before`, `after`, `names` (break values and page names at its edges), `blank` and
`blank_name` (how an empty page before it counts, and is called), `kids` (local numbers of its structure elements), `plain`
(how many plain objects), `last_key` (of its leaf of the parent tree), `pictures`, `composed` (how many paragraphs
are, and how many are justified), `needs` (places whose pages it prints), `carries`
(counters that go on in the next document), `framed` (whether `body` has edges of its own), `missing` (characters that no
font has), `faces`, `problems`.
"""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.block import _add_break_values
from weasyprint.layout.page import PageType, _standardize_page_based_counters, set_page_type_computed_styles
from weasyprint.pdf import generate_pdf
from weasyprint.pdf.fonts import Font

from bookbuild.kept import Kept
from bookbuild.press.faces import describe
from bookbuild.press.finishing import gather_list_bodies, name_headers, scope_headers
from bookbuild.press.ink import inked
from bookbuild.press.layout import Laid, heard
from bookbuild.press.objects import Line, Number, Packed, Packer, number_of, pictures
from bookbuild.press.sheaf import DOCUMENT, FONTS, Sheaf
from bookbuild.press.starts import starts

SCALE = 0.75                                       # CSS pixels (1/96 in) to points (1/72 in)


class Faces(dict[int, Font]):
    """WeasyPrint embeds what `values()` gives: nothing. A book's faces are embedded once, when it is bound."""

    def values(self) -> Any:  # noqa: ANN401 - dict's own type is a view
        """No face at all."""
        return ()


def draw(laid: Laid, name: str, linked: set[str], kept: Kept, *, first: bool, ink: str) -> Sheaf:
    """Draw a document's pages in an `ink`. `name` makes its ids unique in the book; `linked` are the places of the book it links to."""
    document = laid.document
    anchors = list(_places(document))
    for place in linked:                           # WeasyPrint writes links to what it knows: let it know them
        document.pages[-1].anchors.setdefault(place, (0, 0, 0, 0))
    document.fonts = Faces()
    with heard(laid.problems), inked(ink, kept, laid.problems):
        pdf = generate_pdf(document, None, 1, **{**DEFAULT_OPTIONS, "pdf_tags": True})
    name_headers(pdf, name)
    scope_headers(pdf)
    gather_list_bodies(pdf)
    packed, numbers = _pack(pdf)
    contents = numbers.pop("contents")
    pages = [
        {**_say(page, where, first=first), "contents": stream, "start": start, "flaws": flaws}
        for page, where, stream, (start, flaws) in zip(document.pages, anchors, contents, starts(laid), strict=True)
    ]  # fmt: skip
    faces, missing = describe(list(dict.values(document.fonts)), kept)
    said = {
        "pages": pages, **numbers, "plain": packed.plain,
        "composed": laid.composed, "needs": sorted(laid.asked), "carries": _carries(laid), "missing": missing, "faces": faces,
        **_blank(laid), **_edges(laid), "framed": _framed(laid), "problems": [problem.said for problem in laid.problems],
    }  # fmt: skip
    return Sheaf(packed.template, packed.references, packed.streams, said)


def _places(document: Document) -> Iterator[dict[str, tuple[float, ...]]]:
    """The ids on each page; an element that runs over several pages is a place on the first."""
    seen: set[str] = set()
    for page in document.pages:
        yield {name: where for name, where in page.anchors.items() if name not in seen}
        seen |= page.anchors.keys()


def _pages(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]


def _pack(pdf: pydyf.PDF) -> tuple[Packed, dict[str, Any]]:
    """The sheaf's objects, and what it says of their local numbers.

    After the objects come three lines more: the parent tree's leaf, resources, XObjects.
    """
    pages = _pages(pdf)
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    top = number_of(root["K"][0])
    resources = pdf.objects[number_of(pages[0]["Resources"])]
    fonts = number_of(resources["Font"])
    packer = Packer(pdf, {top: DOCUMENT, fonts: FONTS}, [page.number for page in pages])
    parents, last_key = _parents(pdf, root, packer)
    own = ("Type", "Parent", "Contents", "Resources", "StructParents")
    lines = []
    for page in pages:
        numbers = [page.number]
        lines.append((b"/StructParents %d" + packer.entries(page, numbers, own), numbers))
    kids = [number_of(reference) for reference in pdf.objects[top]["K"]]
    contents = [number_of(page["Contents"]) for page in pages]
    for number in contents:                        # a picture that fails half drawn leaves the page askew
        pieces = pdf.objects[number].stream
        pieces += [b"Q"] * (pieces.count(b"q") - pieces.count(b"Q"))
    for number in (*kids, *contents):
        packer.want(number)
    named, drawn = list[int](), list[int]()
    last = [parents, (packer.entries(resources, named, ("XObject",)), named), (packer.entries(resources["XObject"], drawn), drawn)]
    packed = packer.pack(lines, last)
    local = packed.local
    return packed, {
        "kids": [local[kid] for kid in kids], "contents": [local[each] for each in contents], "last_key": local[last_key],
        "pictures": pictures(pdf, resources, local),
    }  # fmt: skip


def _parents(pdf: pydyf.PDF, root: pydyf.Dictionary, packer: Packer) -> tuple[Line, int]:
    """The sheaf's leaf of the parent tree, and the last key in it.

    A page's or an annotation's key is its own number, unique wherever the sheaf is bound. Keys have to rise: the pages
    come first, and the annotations are packed in the order in which they stand here.
    """
    nums = pdf.objects[number_of(root["ParentTree"])]["Nums"]
    pages = [page.number for page in _pages(pdf)]
    annotations = {each["StructParent"]: each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and "StructParent" in each}
    references: list[int] = []
    rows = []
    owner = pages[0]
    for key, value in zip(nums[::2], nums[1::2], strict=True):
        owner = pages[key] if key < len(pages) else annotations[key].number
        packer.want(owner)
        references.append(owner)
        rows.append(b"%d " + packer.text(value, references))
    for annotation in annotations.values():
        annotation["StructParent"] = Number(annotation.number)
    return (b" ".join(rows), references), owner


def _say(page: Page, anchors: dict[str, tuple[float, ...]], *, first: bool) -> dict[str, Any]:
    box = page._page_box
    kind = box.page_type

    def place(x: float, y: float) -> list[float]:
        return [round(x * SCALE, 3), round((page.height - y) * SCALE, 3)]

    return {
        "type": [kind.side, kind.blank, kind.name, [list(group) for group in kind.groups]],
        "box": [page.width * SCALE, page.height * SCALE],
        "counters": _counting(box.style),
        "strings": list(_strings(box, first=first)),
        "anchors": [[name, *place(x, y)] for name, (x, y, *_) in anchors.items()],
        "bookmarks": [[level, label, *place(*point), state != "closed"] for level, label, point, state in page.bookmarks],
    }


def _strings(box: boxes.PageBox, *, first: bool) -> Iterator[list[str]]:
    """What `string-set` assigns on a page. `html` and `body` begin once in a book, not once in each document."""
    for child in box.descendants():
        if child.string_set and child.string_set != "none" and (first or child.element_tag not in ("html", "body")):
            yield from ([name, text] for name, text in child.string_set)


def _counting(style: Any) -> list[list[list[Any]]]:  # noqa: ANN401 - WeasyPrint is untyped
    return [[list(pair) for pair in style[f"counter_{what}"]] for what in ("reset", "set", "increment")]


def _blank(laid: Laid) -> dict[str, Any]:
    """An empty page before the document. Its name is that of its section's parent (WeasyPrint: page groups)."""
    side = laid.document.pages[0]._page_box.page_type.side
    name = laid.context.style_for(laid.body)["page"]
    kind = PageType("left" if side == "right" else "right", True, name, 1, ())  # noqa: FBT003
    set_page_type_computed_styles(kind, laid.document._html, laid.context.style_for)
    style = laid.context.style_for(kind)
    _standardize_page_based_counters(style, None)
    return {"blank": _counting(style), "blank_name": name}


def _edges(laid: Laid) -> dict[str, list[str]]:
    """`break-before` of the section and all that begin with it, `break-after` of it and all that end with it, page names."""
    boxes_ = [box for page in laid.document.pages if (box := _section(page))]
    if not boxes_:
        return {"before": [], "after": [], "names": ["", ""]}
    first, last = boxes_[0], boxes_[-1]
    return {
        "before": _add_break_values(first, "before"), "after": _add_break_values(last, "after"),
        "names": [first.page_values()[0], last.page_values()[1]],
    }  # fmt: skip


def _section(page: Page) -> boxes.Box | None:
    """The box of the document's one section, or of the part of it that is on the page: a page may hold only notes."""
    return next((box for box in page._page_box.children[0].descendants() if box.element_tag == "section"), None)


def _framed(laid: Laid) -> bool:
    """Whether `html` or `body` has edges or columns: in a book they begin on its first page, and end on its last."""
    styles = [laid.context.style_for(element) for element in (laid.html, laid.body)]
    edges = [f"{what}_{side}" for side in ("top", "bottom") for what in ("margin", "padding")] + ["border_top_width", "border_bottom_width"]
    drawn = any(getattr(style[edge], "value", style[edge]) not in (0, "auto") for style in styles for edge in edges)
    return drawn or any(style[what] != "auto" for style in styles for what in ("column_count", "column_width"))


def _carries(laid: Laid) -> list[str]:
    """Counters that this document hands on to the next one (CSS Lists 3 §4.4: what counts in whose scope)."""
    style_for = laid.context.style_for
    section = next((each for each in laid.body if each.tag == "section"), None)
    carried = {"footnote"} | {name for each in (laid.html, laid.body) for name, _ in style_for(each)["counter_reset"] or ()}
    if section is not None:
        style = style_for(section)
        moved = style["counter_increment"]
        carried |= {name for name, _ in (() if moved == "auto" else moved)} | {name for name, _ in style["counter_set"]}
        carried -= {name for name, _ in style["counter_reset"]}
    carried -= {"list-item"}
    if not any(element.get("class") == "footnote" for element in laid.html.iter("span")):
        carried -= {"footnote"}
    return sorted(carried)


