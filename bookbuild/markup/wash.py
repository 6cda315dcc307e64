"""Python-Markdown's HTML -> a clean element tree: raw HTML washed by an allow-list, entities resolved."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.characters import plain
from bookbuild.limits import most, refuse
from bookbuild.markup.marks import INLINE
from bookbuild.markup.nesting import set_right
from bookbuild.markup.signs import SIGN

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
# What prose may carry. Old presentational tags are let through here and renamed below.
ALLOWED = frozenset(
    "a abbr aside b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong "
    "sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr bdi bdo".split(),
)
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title", "dir", "data-line", "data-language", "style"},
    "a": {"href", "name"}, "img": {"src", "alt", "width", "height", "role"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"}, "ol": {"start", "type", "reversed"}, "li": {"value"}, "time": {"datetime"},
}  # fmt: skip
SWALLOWED = {
    "script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title", "textarea", "select",
    "audio", "video", "canvas", "form", "applet",
}  # fmt: skip
RENAMED = {"center": ("div", "center"), "strike": ("s", ""), "tt": ("code", ""), "details": ("div", "details"), "summary": ("p", "summary")}
NESTING = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
CLOSED_BY_ITSELF = frozenset("p li dt dd tr td th thead tbody tfoot col colgroup br hr img wbr rt rp".split())
ADDRESSES = {"href", "src", "action", "formaction", "poster", "background", "xlink:href"}
SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
INVISIBLE = re.compile(r"[\x00-\x20]")            # a browser passes over them in `java\nscript:`
# Python-Markdown 3.11 writes an address by its letters' numbers, and with them its own marks around what was escaped.
ESCAPED_IN_MAIL = re.compile(r"&#2;((?:&#\d+;)+)&#3;")
NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")


def to_tree(markup: str, raw: list[str]) -> Element:
    """A `div` that holds the blocks of `markup`. `raw` is the author's own HTML in it: none means nothing to wash."""
    markup = ESCAPED_IN_MAIL.sub(lambda found: html.escape(chr(int(html.unescape(found[1])))), markup)
    markup = markup.replace(SIGN, "&lt;")
    markup = markup.replace("\x02", "").replace("\x03", "")          # Python-Markdown 3.11 leaves half a mark in `*a**b*<b>`
    if not raw:
        markup = NAMED_ENTITY.sub(lambda entity: html.escape(html.unescape(entity[0]), quote=False), markup)
        try:
            return etree.fromstring(f"<div>{markup}</div>")  # noqa: S314 - our own serializer's output
        except etree.ParseError:
            pass                                   # an author's attribute list can still make duplicate attributes
    return _washed(markup)


class Customs(HTMLParser):
    """Listens to an author's own HTML. `tags` and `traps` are what will not be in the book, each with its line, from 0."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        self.tags: list[tuple[int, str]] = []
        self.traps: list[tuple[int, str]] = []
        self.feed(piece)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that is not let in, or what it carries that does something."""
        line = self.getpos()[0] - 1
        if tag not in ALLOWED:
            self.tags.append((line, tag))
        self.traps += [(line, f"{trap} of <{tag}>") for name, value in attrs if (trap := trap_in(name, value or ""))]


def trap_in(name: str, value: str) -> str | None:
    """What an attribute would do that no book may: run a program, or fetch something from somewhere else."""
    address = INVISIBLE.sub("", value).lower()
    if name.startswith("on"):
        return f"the handler `{name}`"
    if name in ADDRESSES and (scheme := SCHEME.match(address)) and scheme[1] not in SCHEMES:
        return f"the address `{scheme[1]}:`"
    return "the style" if name == "style" and "url" in address else None


def scrub(root: Element) -> Iterator[tuple[int | None, str]]:
    """Take from a tree what attribute lists have put there and nobody may: `{onclick=…}`, `{style="background: url(…)"}`.

    Gives what was a trap, with its line.
    """
    waiting: list[tuple[Element, int | None]] = [(root, None)]
    while waiting:
        element, above = waiting.pop()
        line = int(element.get("data-line", "0")) or above
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, set())
        for name, value in list(element.attrib.items()):
            kept = _filter(element.tag, name, value) if name in allowed else None
            if kept is None:
                del element.attrib[name]
            elif kept is not value:
                element.set(name, kept)
            if kept is None and (trap := trap_in(name, value)):
                yield line, f"{trap} of <{element.tag}>"
        waiting += [(child, line) for child in element]


def _refuse_depth(markup: str) -> None:
    """HTML in HTML in HTML, before a parser goes down into it."""
    depth, deepest = 0, most("NESTING")
    for slash, name in NESTING.findall(markup):
        if name.lower() not in CLOSED_BY_ITSELF:
            depth = max(depth + (-1 if slash else 1), 0)
            if depth > deepest:
                refuse("NESTING", f"HTML <{name}> inside other HTML, {depth} deep")


def _washed(markup: str) -> Element:
    _refuse_depth(markup)
    import nh3  # noqa: PLC0415 - most manuscripts hold no HTML
    import tinyhtml5  # noqa: PLC0415

    clean = nh3.clean(
        markup, tags=set(ALLOWED), attributes=ATTRIBUTES, clean_content_tags=SWALLOWED, link_rel=None,
        url_schemes=SCHEMES, attribute_filter=_filter,
    )  # fmt: skip
    body = tinyhtml5.parse(f"<!DOCTYPE html><body>{plain(clean)}", namespace_html_elements=False).find("body")
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
    set_right(div)
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
