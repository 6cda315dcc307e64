"""A tree of an author's own HTML -> the same, with every element where HTML lets it stand, and no word lost.

An HTML parser mends much, but Markdown hands it pieces: a `<td>` whose table is another block, blocks inside a `<span>`.
Sources: HTML Standard §4.4 to §4.9, the content models; EPUBCheck's RSC-005 for all that is left.
"""

from xml.etree.ElementTree import Element

from bookbuild.markup.marks import INLINE

ROWS = frozenset({"thead", "tbody", "tfoot"})
PARENTS = {
    "li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "tr": {"table", *ROWS}, "td": {"tr"}, "th": {"tr"}, "caption": {"table"},
    "colgroup": {"table"}, "col": {"colgroup"}, "figcaption": {"figure"}, "rt": {"ruby"}, "rp": {"ruby"}, "thead": {"table"},
    "tbody": {"table"}, "tfoot": {"table"},
}  # fmt: skip
# What a list or a table holds, and in what another thing is wrapped that stands in it.
CHILDREN = {
    "ul": ({"li"}, ("li",)), "ol": ({"li"}, ("li",)), "dl": ({"dt", "dd"}, ("dd",)), "tr": ({"td", "th"}, ("td",)),
    "table": ({"caption", "colgroup", "tr", *ROWS}, ("tr", "td")), "colgroup": ({"col"}, ()),
    "thead": ({"tr"}, ("tr", "td")), "tbody": ({"tr"}, ("tr", "td")), "tfoot": ({"tr"}, ("tr", "td")),
}  # fmt: skip
PHRASES = INLINE | {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "kbd", "samp", "var", "dt", "summary"}
INSIDE_PHRASES = INLINE | {"code", "kbd", "samp", "var", "img", "br", "wbr"}
OF_CELLS = ("colspan", "rowspan", "scope", "value")


def set_right(parent: Element, *, phrase: bool = False) -> None:
    """Set everything in `parent` right; `phrase` is whether it stands, at whatever depth, in what holds no blocks."""
    phrase = phrase or parent.tag in PHRASES
    for child in parent:
        if parent.tag not in PARENTS.get(child.tag, {parent.tag}):
            _become(child, "div")
        if phrase and child.tag not in INSIDE_PHRASES and child.tag not in ("rt", "rp"):
            _become(child, "br" if child.tag == "hr" else "span")
    if parent.tag in CHILDREN:
        _wrap(parent, *CHILDREN[parent.tag])
    for child in parent:
        set_right(child, phrase=phrase)


def _become(element: Element, tag: str) -> None:
    element.tag = tag
    for name in OF_CELLS:
        element.attrib.pop(name, None)


def _wrap(parent: Element, allowed: set[str], wrapping: tuple[str, ...]) -> None:
    """Put what may not stand in a list or a table into an item or a cell of it; a text, too."""
    children = list(parent)
    text, parent.text = parent.text, None
    for child in children:
        parent.remove(child)
    if (text or "").strip():
        _inner(parent, wrapping).text = text
    for child in children:
        tail, child.tail = child.tail, None
        (parent if child.tag in allowed else _inner(parent, wrapping)).append(child)
        if (tail or "").strip():
            _inner(parent, wrapping).text = tail


def _inner(parent: Element, wrapping: tuple[str, ...]) -> Element:
    for tag in wrapping:
        inner = Element(tag)
        parent.append(inner)
        parent = inner
    return parent
