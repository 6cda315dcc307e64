"""Python-Markdown, extended for books: set-apart matter, listings, spans with a language, and source lines."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from string import punctuation
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from bookbuild.markup.codespans import CodeSpans
from bookbuild.markup.emphasis import Emphasis
from bookbuild.markup.habits import Prepared, prepare
from bookbuild.markup.passage import LINE
from bookbuild.markup.pieces import Definitions, Pieces
from bookbuild.markup.signs import with_signs

# Which element carries which set-apart matter. An aside is not part of the story; the others are quoted in it.
DIVS = {
    "verse": "div", "epigraph": "blockquote", "letter": "blockquote", "telegram": "blockquote", "message": "div",
    "sign": "div", "authors-note": "aside", "content-note": "aside", "aside": "aside", "page-break": "div",
}  # fmt: skip
SPANS = {"underline": "u", "ul": "u", "mark": "mark"}                # classes of pandoc's that HTML has an element for
STRAIGHT = {'"': "\ufdd3", "'": "\ufdd4"}          # `\"` and `\'`: quotes the author wants straight
FOREIGN = re.compile(r"<([A-Za-z][\w-]*)\s+[\w-]+=[\"']")
OPENING = re.compile(r"::: ?(?P<kind>[\w-]*)\s*(?P<title>[^{]*?)\s*(?:\{(?P<attributes>[^}]*)\})?$")
TOKEN = re.compile(r"\ufdd0(\d+)\ufdd1$")
# What prose may hold of HTML. Anything else in angle brackets (`Vec<T>`, `<sigh>`) is text the author meant.
HTML = frozenset(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong sub sup "
    "table tbody td tfoot th thead time tr tt u ul var wbr big aside header footer article details summary o:p "
    # never shown, but known to be markup: washed away with a warning
    "script style iframe object embed form input button svg math template noscript title textarea select link meta base "
    "video audio source track canvas applet".split(),
)
NOTE = re.compile(r"\]:\s*")                       # what stands before a note's words
# What every inline pattern begins with, of those registered here and by the extensions of rendering.py.
MARK = re.compile(r"[`\\\[<&*_~\x02]|  \n")


class BookMarkdown(Extension):
    """Everything bookbuild adds, in one extension; `prepared` is the text being converted, `numbers` those of its lines."""

    prepared: Prepared
    numbers: list[int]
    language = "en"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register all parts; the numbers are priorities, highest first."""
        md.preprocessors.register(_Habits(md, self), "book-habits", 25)
        blocks = md.parser.blockprocessors
        blocks.register(Pieces(md.parser), "book-pieces", 11_000)
        blocks.register(Definitions(md.parser), "deflist", 25)
        blocks.register(_Lines(md.parser, self), "book-lines", 10_000)
        blocks.register(_Div(md.parser), "book-div", 9_000)
        blocks.register(_ListingBlock(md.parser, self), "book-listing", 8_900)
        blocks.deregister("code")                  # see habits: listings are fenced
        blocks.deregister("setextheader")          # see habits: they have become `#` headings
        md.inlinePatterns.register(_Span(r"\[([^\[\]]*)\]\{([^{}]+)\}", md), "book-span", 176)
        md.inlinePatterns.register(_Straight(r"\\([\"'])", md), "book-straight", 181)
        md.inlinePatterns.register(CodeSpans(), "backtick", 190)
        md.inlinePatterns.register(Emphasis(), "book-emphasis", 60)
        md.inlinePatterns.deregister("em_strong")
        md.treeprocessors.register(_LastLines(md, self), "book-lines", 10_000)
        md.treeprocessors.register(_Plain(md), "book-plain", 21)     # just before the inline patterns
        md.ESCAPED_CHARS = list(punctuation)       # as CommonMark §2.4
        parse = md.parser.parseChunk
        md.parser.parseChunk = lambda parent, text: self._parse(parent, text, parse)  # type: ignore[method-assign]

    def line_of(self, position: int) -> int:
        """The manuscript line of a character of the prepared text."""
        return self.prepared.origins[bisect_right(self.starts, position) - 1]

    @property
    def line_reached(self) -> int | None:
        """The manuscript line of the block that was looked at last."""
        return self.line_of(self.position) if self.prepared.origins else None

    def begin(self, prepared: Prepared) -> list[str]:
        """Make ready for a text."""
        self.prepared = prepared
        self.document = "\n".join(prepared.lines)
        self.starts = [0]
        for line in prepared.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.position, self.note_position, self.in_notes = 0, 0, False
        self.pending: list[tuple[Element, int, int]] = []
        self.latest: dict[Element, tuple[int, int]] = {}
        return prepared.lines

    def find(self, first: str, parent: Element) -> None:
        """Move on to where a block begins, by its first line; `parent` is what it will stand in.

        A block may be looked at twice before anything comes of it. Once something has, the next one stands further down.
        """
        begun, count = self.latest.get(parent, (0, len(parent)))
        start = max(self.position, begun + 1 if len(parent) > count else 0)
        found = self.document.find(first, start)
        self.position = found if found >= 0 else self.position
        self.latest[parent] = self.position, len(parent)

    def _parse(self, parent: Element, text: str, parse: Callable[[Element, str], None]) -> None:
        """Python-Markdown parses a note apart from the text, at the end, and moves what comes of it somewhere else."""
        if self.in_notes and parent.tag == "div" and not parent.attrib:
            self.position = self.note_position = self._note(text.lstrip().split("\n", 1)[0].strip())
        parse(parent, text)
        settle(self.pending)

    def _note(self, first: str) -> int:
        """Where the next note stands that begins with these words; notes come in the order in which they are written."""
        marks = NOTE.finditer(self.document, self.note_position + 1)
        return next((mark.start() for mark in marks if self.document.startswith(first, mark.end())), self.note_position)


@lru_cache
def _known_html(pattern: str, others: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """Python-Markdown's pattern for a tag, for the tags of HTML and `others` alone."""
    names = "|".join(sorted(HTML | others))
    return re.compile(rf"(?=<!--|<\?|</?(?:{names})(?![\w-])){pattern}", re.DOTALL | re.UNICODE | re.IGNORECASE)


class _Habits(Preprocessor):
    def __init__(self, md: Markdown, book: BookMarkdown) -> None:
        super().__init__(md)
        self.book = book

    def run(self, lines: list[str]) -> list[str]:
        html = self.md.inlinePatterns["html"]
        # `<sigh>` is a word; `<Listing number="1">` is some tool's markup, and so is its `</Listing>`.
        html.compiled_re = _known_html(html.pattern, frozenset(name for line in lines for name in FOREIGN.findall(line)))
        numbers = self.book.numbers[: len(lines)]
        numbers += numbers[-1:] * (len(lines) - len(numbers))        # Python-Markdown puts empty lines at the end
        return self.book.begin(prepare(with_signs("\n".join(lines)), numbers, self.book.language))


class _Lines(BlockProcessor):
    """Takes no block: sees each one before the others do, and remembers where it came from."""

    def __init__(self, parser: Any, book: BookMarkdown) -> None:  # noqa: ANN401 - untyped upstream
        super().__init__(parser)
        self.book = book

    def test(self, parent: Element, block: str) -> bool:
        book = self.book
        first = block.lstrip("\n").split("\n", 1)[0].strip()
        if first:
            book.find(first, parent)
            line = book.line_of(book.position)
            if parent.tag == "li" and LINE not in parent.attrib:
                parent.set(LINE, str(line))
            self._settle()
            book.pending.append((parent, len(parent), line))
        return False

    def _settle(self) -> None:
        settle(self.book.pending)
        del self.book.pending[:-8]                 # deeper nesting than eight is not prose

    def run(self, parent: Element, blocks: list[str]) -> bool:  # noqa: ARG002 - never called, as `test` says no
        return False


def settle(pending: list[tuple[Element, int, int]]) -> None:
    """Give the elements that have appeared since each block was seen that block's line."""
    for parent, count, line in reversed(pending):
        for element in parent[count:]:
            if LINE not in element.attrib:
                element.set(LINE, str(line))


class _Plain(Treeprocessor):
    """Most paragraphs of a novel hold no mark of Markdown's: they are spared two dozen patterns that would look for one."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and not MARK.search(element.text):
                element.text = AtomicString(element.text)


class _LastLines(Treeprocessor):
    def __init__(self, md: Markdown, book: BookMarkdown) -> None:
        super().__init__(md)
        self.book = book

    def run(self, root: Element) -> None:  # noqa: ARG002 - all that is needed has been remembered
        settle(self.book.pending)
        self.book.pending = []
        self.book.in_notes = True


class _Div(BlockProcessor):
    """`::: kind title {#id .class}` … `:::`."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the interface
        return block.startswith(":::") or block.strip().startswith(":::")

    def run(self, parent: Element, blocks: list[str]) -> bool:
        opening = OPENING.match(blocks.pop(0).strip())
        if opening is None or not opening["kind"]:
            return True                            # a `:::` that closes nothing
        inside, depth = [], 1
        while blocks:
            block = blocks.pop(0)
            line = block.strip()
            if line.startswith(":::"):
                depth += 1 if line.strip(": ") else -1
                if not depth:
                    break
            inside.append(block)
        kind = opening["kind"]
        div = SubElement(parent, DIVS.get(kind, "div"), {"class": kind})
        if opening["title"]:
            SubElement(div, "p", {"class": "heading"}).text = opening["title"]
        set_attributes(div, opening["attributes"] or "")
        self.parser.parseBlocks(div, inside)
        return True


class _ListingBlock(BlockProcessor):
    def __init__(self, parser: Any, book: BookMarkdown) -> None:  # noqa: ANN401 - untyped upstream
        super().__init__(parser)
        self.book = book

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the interface
        return TOKEN.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        token = TOKEN.match(blocks.pop(0))
        if token is None:
            return False
        listing = self.book.prepared.listings[int(token[1])]
        pre = SubElement(parent, "pre", {LINE: str(listing.line)})
        code = SubElement(pre, "code", {"data-language": re.split(r"[\s,{}]", listing.info.strip("{} "))[0].lstrip(".")})
        code.text = AtomicString(listing.text.replace("&", "&amp;"))           # Python-Markdown takes `&lt;` for a sign already written
        return True


class _Span(InlineProcessor):
    """`[bonjour]{lang=fr}`; and `[]{#_Toc1 .anchor}`, `[no]{.underline}`, as pandoc brings them out of Word."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        span = Element("span")
        span.text = m[1]
        set_attributes(span, m[2])
        span.tag = next((SPANS[name] for name in span.get("class", "").split() if name in SPANS), "span")
        return span, m.start(0), m.end(0)


class _Straight(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return STRAIGHT[m[1]], m.start(0), m.end(0)


def set_attributes(element: Element, written: str) -> None:
    """`#id .class key=value` on an element."""
    for key, value in get_attrs_and_remainder(written)[0]:
        if key == ".":
            element.set("class", " ".join(filter(None, (element.get("class"), value))))
        else:
            element.set(key, value or key)
