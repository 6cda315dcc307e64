"""A tree with plainly typed text -> the same tree with the language's quotes, dashes and ellipses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bookbuild.markup.blocks import STRAIGHT
from bookbuild.markup.habits import INDENT
from bookbuild.punctuation import curl, curl_runs

OPAQUE = "\ufffc"                                  # what stands in for code and pictures
VERBATIM = {"code", "kbd", "samp", "pre", "var"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "ruby", "rt", "rp",
}  # fmt: skip
SHOWN = ("alt", "title")                           # attributes that a reader reads
KEPT_STRAIGHT = str.maketrans({mark: quote for quote, mark in STRAIGHT.items()} | {INDENT: None})


@dataclass(slots=True)
class _Paragraph:
    """The runs of text of one block, and how to put each back."""

    runs: list[str] = field(default_factory=list)
    settle: list[Callable[[str], None] | None] = field(default_factory=list)

    def add(self, text: str | None, settle: Callable[[str], None] | None) -> None:
        if text:
            self.runs.append(text)
            self.settle.append(settle)

    def finish(self, language: str) -> None:
        if any(self.settle):
            for settle, run in zip(self.settle, curl_runs(self.runs, language), strict=True):
                if settle:
                    settle(run.translate(KEPT_STRAIGHT))
        self.runs.clear()
        self.settle.clear()


def set_marks(root: Element, language: str) -> None:
    """Curl every block of `root` on its own; context is taken across emphasis and links, not across blocks."""
    paragraph = _Paragraph()
    _walk(root, paragraph, language)
    paragraph.finish(language)


def _walk(element: Element, paragraph: _Paragraph, language: str) -> None:
    for name in SHOWN:
        if value := element.get(name):
            element.set(name, curl(value, language).translate(KEPT_STRAIGHT))
    paragraph.add(element.text, lambda run: setattr(element, "text", run))
    for child in element:
        if child.tag in VERBATIM or child.tag == "img":
            paragraph.add(OPAQUE, None)
            for name in SHOWN:
                if value := child.get(name):
                    child.set(name, curl(value, language).translate(KEPT_STRAIGHT))
        elif child.tag == "br":
            paragraph.add("\n", None)
        elif "noteref" in child.get("class", ""):
            pass                                   # a note's number stands outside the sentence
        elif child.tag in INLINE:
            _walk(child, paragraph, language)
        else:
            paragraph.finish(language)
            _walk(child, paragraph, language)
            paragraph.finish(language)
        paragraph.add(child.tail, lambda run, child=child: setattr(child, "tail", run))  # type: ignore[misc]
