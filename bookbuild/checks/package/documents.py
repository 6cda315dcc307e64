"""Each XHTML document by itself: Package -> Spots (EPUB 3.3, section 6; HTML Living Standard)."""

import re
from collections.abc import Iterator

from bookbuild.checks.package.contents import LANG, Element, Package, Spot, name_of, words
from bookbuild.checks.package.package_document import NAME
from bookbuild.languages import wrong_with

DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
WIDE = (b"\xff\xfe", b"\xfe\xff")
FORMS = ("form", "input", "button", "select", "textarea", "option", "fieldset", "label", "output")
LIVE = ("script", "iframe", "object", "embed", "applet", "canvas", "base", "svg:script", "portal", "noscript")
CONTROLS = ("details", "summary", "dialog")
GIVEN_UP = {
    "acronym", "basefont", "big", "blink", "center", "dir", "font", "frame", "frameset", "marquee", "menuitem", "nobr", "noembed",
    "noframes", "plaintext", "strike", "tt", "xmp",
}  # fmt: skip
GIVEN_UP_ATTRIBUTES = {
    "align", "bgcolor", "valign", "cellpadding", "cellspacing", "clear", "hspace", "vspace", "nowrap", "compact", "background",
}
PIXELS = re.compile(r"\d+")
HTML = GIVEN_UP | set(LIVE) | set(FORMS) | set(CONTROLS) | set(
    "html head title meta link style body article aside section nav main header footer address h1 h2 h3 h4 h5 h6 hgroup search p hr pre "
    "blockquote ol ul menu li dl dt dd figure figcaption div a em strong small s cite q dfn abbr ruby rb rt rtc rp data time code var samp "
    "kbd sub sup i b u mark bdi bdo span br wbr ins del picture source img video audio track map area table caption colgroup col tbody "
    "thead tfoot tr td th datalist optgroup progress meter legend template slot".split(),
)  # fmt: skip
SHOWN = {"img", "svg:svg", "math:math", "video", "audio", "hr", "picture", "table", "iframe", "object"}


def not_xml(package: Package) -> Iterator[Spot]:
    """Strict readers show a yellow page, or none."""
    yield from package.not_xml


def doctypes(package: Package) -> Iterator[Spot]:
    """`<!DOCTYPE html>` and nothing in it: readers that take the file for HTML see the declarations as text, or not at all."""
    for name, tree in package.trees.items():
        if tree.entities:
            yield Spot(name, 1, f"entities are declared in the file: {', '.join(tree.entities[:3])}")
        elif name_of(tree.root) == "html" and tree.doctype not in ("", "<!DOCTYPE html>"):
            yield Spot(name, 1, f"the document type is that of older HTML: {tree.doctype}")


def encodings(package: Package) -> Iterator[Spot]:
    """UTF-8, and nothing that says otherwise."""
    for name, tree in package.trees.items():
        declared = DECLARED.match(tree.source)
        if tree.source.startswith(WIDE) or (declared and declared[1].lower() != b"utf-8"):
            yield Spot(name, 1, f"the file is not UTF-8 but {declared[1].decode() if declared else 'UTF-16'}")
        for meta in tree.all("meta"):
            charset = meta.get("charset") or re.sub(r".*charset=", "", meta.get("content", "")) * ("http-equiv" in meta.attrib)
            if name_of(tree.root) == "html" and charset and meta.get("http-equiv", "content-type").lower() == "content-type" \
                    and charset.lower() != "utf-8":  # fmt: skip
                yield tree.spot(meta, f"a meta element says the file is {charset}")


def document_language(package: Package) -> Iterator[Spot]:
    """`lang` for HTML and `xml:lang` for XML, and the same."""
    for page in package.pages:
        plain, strict = page.root.get("lang", ""), page.root.get(LANG, "")
        if not plain or not strict:
            yield page.spot(page.root, "html wants both lang and xml:lang")


def phrase_languages(package: Package) -> Iterator[Spot]:
    """A voice changes with `lang`: a tag that nobody knows changes it to nonsense."""
    for page in package.pages:
        for element in page.marked("lang", LANG):
            tags = [element.attrib[name] for name in ("lang", LANG) if name in element.attrib]
            if len({tag.lower() for tag in tags}) > 1:
                yield page.spot(element, f"lang is {tags[0]!r}, xml:lang is {tags[1]!r}")
            elif tags[0] and (why := wrong_with(tags[0])):  # an empty one says: no language
                yield page.spot(element, why)


def titles(package: Package) -> Iterator[Spot]:
    """What a reader says when a document is opened."""
    for page in package.pages:
        title = next(page.all("title"), None)
        if title is None or not words(title):
            yield page.spot(page.root if title is None else title, "no title" if title is None else "the title is empty")


def doubled_ids(package: Package) -> Iterator[Spot]:
    """A link leads to the first of them, in some readers to the last."""
    for page in package.pages:
        for name, elements in page.ids.items():
            if len(elements) > 1:
                yield page.spot(elements[1], f"a second element has the id {name}")


def odd_ids(package: Package) -> Iterator[Spot]:
    """They begin with a letter and hold no spaces. Ids that no link uses are no fault: links from elsewhere may."""
    for page in package.pages:
        for name, elements in page.ids.items():
            if not NAME.fullmatch(name):
                yield page.spot(elements[0], f"{name!r} is no id: it begins with a letter and holds no spaces")


def live(package: Package) -> Iterator[Spot]:
    """Scripts, frames, forms, handlers of events and pages that refresh: even where they are declared."""
    for page in package.pages:
        for element in page.all(*LIVE, *(name for name in FORMS if name != "input")):
            yield page.spot(element, f"the element {name_of(element)}")
        for name in page.having:
            if name.startswith("on"):
                yield from (page.spot(element, f"the attribute {name} of {name_of(element)}") for element in page.marked(name))
        for element in page.all("meta"):
            if element.get("http-equiv", "").lower() == "refresh":
                yield page.spot(element, "the page loads itself anew")


def controls(package: Package) -> Iterator[Spot]:
    """What folds or is ticked: on most e-readers it stays shut, in print always."""
    for page in package.pages:
        for element in page.all(*CONTROLS, "input"):
            if name_of(element) != "summary" or "details" not in page.named:
                kind = f" {element.get('type', 'text')}" if name_of(element) == "input" else ""
                yield page.spot(element, f"the element {name_of(element)}{kind}")


def given_up(package: Package) -> Iterator[Spot]:
    """What HTML had before it had style sheets."""
    for page in package.pages:
        for name in page.named.keys() & GIVEN_UP:
            yield page.spot(page.named[name][0], f"HTML has given up the element {name}")
        for name in page.having.keys() & GIVEN_UP_ATTRIBUTES:
            yield from (page.spot(element, f"HTML has given up the attribute {name} of {name_of(element)}")
                        for element in page.marked(name) if ":" not in name_of(element))  # fmt: skip
        for element in page.all("img", "table", "td", "th"):
            for name in ("width", "height"):
                if name in element.attrib and (name_of(element) != "img" or not PIXELS.fullmatch(element.get(name, ""))):
                    yield page.spot(element, f'{name}="{element.get(name)}" of {name_of(element)} is for a style sheet to say')


def unknown_elements(package: Package) -> Iterator[Spot]:
    """`Vec<T>` typed without care becomes an element T, and its words are lost to some."""
    for page in package.pages:
        for name, elements in page.named.items():
            if name not in HTML and not name.startswith(("svg:", "math:")) and not _inside_picture(elements[0]):
                yield page.spot(elements[0], f"HTML knows no element {name}")
        for style in page.all("style"):
            if any(name_of(around) == "body" for around in style.iterancestors()):
                yield page.spot(style, "a style sheet in the text")


def _inside_picture(element: Element) -> bool:
    """SVG's metadata, and what MathML annotates with, may be of any kind."""
    return any(name_of(around).startswith(("svg:", "math:")) for around in element.iterancestors())


def damaged_text(package: Package) -> Iterator[Spot]:
    """U+FFFD stands where a program could not read a letter."""
    for page in package.pages:
        if b"\xef\xbf\xbd" in page.source:
            line = page.source[: page.source.index(b"\xef\xbf\xbd")].count(b"\n") + 1
            yield Spot(page.name, line, "a letter was lost on the way here: U+FFFD")


def empty_documents(package: Package) -> Iterator[Spot]:
    """A page of the book with nothing on it."""
    for page in package.pages:
        body = next(page.all("body"), None)
        if body is not None and not words(body) and not page.named.keys() & SHOWN:
            yield page.spot(body, "there is nothing on this page")


def empty_paragraphs(package: Package) -> Iterator[Spot]:
    """Empty paragraphs, which were meant for space: they are read aloud as “blank”."""
    for page in package.pages:
        for paragraph in page.all("p"):
            if not len(paragraph) and not (paragraph.text or "").strip(" \t\r\n\xa0") and not paragraph.get("id"):
                yield page.spot(paragraph, "a paragraph without words")
