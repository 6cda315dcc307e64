"""Python-Markdown's HTML -> a clean element tree: raw HTML washed by an allow-list, entities resolved."""

import html
import re
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.markup.marks import INLINE

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
# What prose may carry. Old presentational tags are let through here and renamed below.
ALLOWED = frozenset(
    "a abbr aside b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong "
    "sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr bdi bdo".split(),
)
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title", "dir", "data-line", "data-language", "style"},
    "a": {"href", "name"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"}, "ol": {"start", "type", "reversed"}, "li": {"value"}, "time": {"datetime"},
}  # fmt: skip
SWALLOWED = {
    "script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title", "textarea", "select",
    "audio", "video", "canvas", "form", "applet",
}  # fmt: skip
RENAMED = {"center": ("div", "center"), "strike": ("s", ""), "tt": ("code", ""), "details": ("div", "details"), "summary": ("p", "summary")}
TAG = re.compile(r"<\s*([A-Za-z][\w-]*)")
# Python-Markdown 3.11 writes an address by its letters' numbers, and with them its own marks around what was escaped.
ESCAPED_IN_MAIL = re.compile(r"&#2;((?:&#\d+;)+)&#3;")
NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")


def to_tree(markup: str, raw: list[str]) -> Element:
    """A `div` that holds the blocks of `markup`. `raw` is the author's own HTML in it: none means nothing to wash."""
    markup = ESCAPED_IN_MAIL.sub(lambda found: html.escape(chr(int(html.unescape(found[1])))), markup)
    markup = markup.replace("\x02", "").replace("\x03", "")          # Python-Markdown 3.11 leaves half a mark in `*a**b*<b>`
    if not raw:
        markup = NAMED_ENTITY.sub(lambda entity: html.escape(html.unescape(entity[0]), quote=False), markup)
        try:
            return etree.fromstring(f"<div>{markup}</div>")  # noqa: S314 - our own serializer's output
        except etree.ParseError:
            pass                                   # an author's attribute list can still make duplicate attributes
    return _washed(markup)


def refused(raw: list[str]) -> list[str]:
    """The names of the tags in an author's HTML that will not be in the book."""
    names = {tag.lower() for piece in raw for tag in TAG.findall(piece)}
    return sorted(names - ALLOWED)


def _washed(markup: str) -> Element:
    import nh3  # noqa: PLC0415 - most manuscripts hold no HTML
    import tinyhtml5  # noqa: PLC0415

    clean = nh3.clean(
        markup, tags=set(ALLOWED), attributes=ATTRIBUTES, clean_content_tags=SWALLOWED, link_rel=None,
        url_schemes={"http", "https", "mailto"}, attribute_filter=_filter,
    )  # fmt: skip
    body = tinyhtml5.parse(f"<!DOCTYPE html><body>{clean}", namespace_html_elements=False).find("body")
    div = Element("div")
    if body is not None:
        div.text = body.text
        div.extend(list(body))
    for element in div.iter():
        if element.tag in RENAMED:
            element.tag, name = RENAMED[element.tag]
            element.attrib |= {"class": name} if name else {}
        if element.tag == "a" and (anchor := element.attrib.pop("name", "")):
            element.attrib.setdefault("id", anchor)  # how anchors were written before HTML 5
    _turn_inside_out(div)
    _drop_hollow(div)
    return div


def _turn_inside_out(parent: Element) -> None:
    """Emphasis that was opened in one paragraph and closed in another holds blocks, which it may not: each block gets its own."""
    for child in list(parent):
        _turn_inside_out(child)
        if child.tag not in INLINE or not any(block.tag in BLOCKS for block in child):
            continue
        blocks = list(child)
        if (child.text or "").strip():
            first = Element("p")
            first.text = child.text
            blocks.insert(0, first)
        for block in blocks:
            inner = Element(child.tag, dict(child.attrib))
            inner.text, block.text = block.text, None
            inner.extend(list(block))
            block[:] = [inner]
        blocks[-1].tail = (blocks[-1].tail or "") + (child.tail or "")
        at = list(parent).index(child)
        parent[at : at + 1] = blocks


def _drop_hollow(div: Element) -> None:
    """HTML's parser ends a paragraph at a block of the author's, and leaves an empty one on either side of it."""
    line: str | None = None
    for block in list(div):
        empty = not "".join(block.itertext()).strip() and not any(each.tag in ("img", "br") or each.get("id") for each in block.iter())
        if block.tag == "p" and empty:
            line = block.get("data-line")
            div.remove(block)
        elif line:
            block.attrib.setdefault("data-line", line)
            line = None


def _filter(tag: str, name: str, value: str) -> str | None:
    """Of inline style only a picture's width in per cent and a cell's alignment are kept: e-readers fight all else."""
    if name != "style" or (tag in ("td", "th") and value.startswith("text-align")):
        return value
    width = re.search(r"(?:^|;)\s*width\s*:\s*(\d{1,3}%)", value) if tag == "img" else None
    return f"width:{width[1]}" if width else None
