"""An element tree -> text that is XHTML and HTML at once ("polyglot"), each block on a line of its own.

WeasyPrint reads HTML and an e-reader XHTML, and both get the same text: so an empty `<span>` is never closed by
itself, `lang` always has its `xml:lang` twin, and there are no named entities.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bookbuild.markup.passage import LINE

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
BLOCKS = frozenset(
    "aside blockquote caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table "
    "tbody td tfoot th thead tr ul nav".split(),
)
ATTRIBUTES = frozenset({
    "id", "class", "lang", "xml:lang", "dir", "title", "role", "style", "href", "src", "alt", "width", "height", "colspan",
    "rowspan", "scope", "start", "type", "reversed", "value", "datetime", "hidden", "epub:type", "epub:prefix",
})  # fmt: skip


def serialize(root: Element, lines: list[tuple[int, int]] | None = None, above: int = 0) -> str:
    """The text of `root`. `lines` gets a pair (line of the text + `above`, line of the manuscript) for each block."""
    return "".join(_write(root, _Counter(above + 1, lines if lines is not None else [])))


def serialize_inside(root: Element, lines: list[tuple[int, int]], above: int = 0) -> str:
    """The text of what is in `root`, without `root` itself; the last line is ended."""
    counter = _Counter(above + 1, lines)
    lead = counter.text(escaped((root.text or "").lstrip()))
    inside = lead + "".join(piece for child in root for piece in _write(child, counter))
    return f"{inside}\n" if inside and not inside.endswith("\n") else inside


class _Counter:
    """Counts the lines written, and notes where each block's manuscript line went."""

    def __init__(self, line: int, lines: list[tuple[int, int]]) -> None:
        self.line, self.lines = line, lines

    def text(self, text: str) -> str:
        self.line += text.count("\n")
        return text


def _write(element: Element, counter: _Counter, *, verbatim: bool = False) -> Iterator[str]:
    tag, verbatim = element.tag, verbatim or element.tag == "pre"
    if line := element.get(LINE):
        counter.lines.append((counter.line, int(line)))
    yield f"<{tag}{''.join(_attributes(element))}"
    if tag in VOID:
        yield "/>"
    else:
        yield ">"
        if element.text:
            yield counter.text(escaped(element.text))
        for child in element:
            yield from _write(child, counter, verbatim=verbatim)
        yield f"</{tag}>"
    tail = element.tail or ""
    if tag in BLOCKS and not verbatim and not tail.strip():
        tail = "\n"
    if tail:
        yield counter.text(escaped(tail))


def _attributes(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in ATTRIBUTES or name.startswith("aria-"):
            yield f' {name}="{quoted(str(value))}"'
            if name == "lang":
                yield f' xml:lang="{quoted(str(value))}"'


def escaped(text: str) -> str:
    """Text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Text as it stands in an attribute's double quotes."""
    return escaped(text).replace('"', "&quot;").replace("\n", " ")
