"""What HTML's parser reads otherwise than XML's: Package -> Spots (HTML Living Standard, 13.2.6).

Some readers, and WeasyPrint, take XHTML for HTML. Both must see the same tree, or words move and styles are lost.
"""

import re
from collections.abc import Iterator

from bookbuild.checks.package.contents import Element, Package, Spot, Tree, name_of

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ENDS_A_PARAGRAPH = set(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hgroup hr main menu nav ol p pre search section summary table ul li dd dt".split(),
)
# Where only certain children may stand: others, and text, are moved out or end the element.
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "menu": {"li"}, "dl": {"dt", "dd", "div"}, "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"td", "th"}, "colgroup": {"col"}, "html": {"head", "body"},
}  # fmt: skip
PARENTS = {
    "li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"},
    "thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "caption": {"table"}, "colgroup": {"table"}, "col": {"colgroup"},
    "rt": {"ruby", "rtc"}, "rp": {"ruby", "rtc"}, "rb": {"ruby"}, "rtc": {"ruby"},
}  # fmt: skip
ANYWHERE = {"script", "template"}
ALONE = ("a", "button", "form", "nobr")            # one in another ends it
SELF_CLOSED = re.compile(rb"<([A-Za-z][\w-]*)(?:\s+[^\s=<>/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*\s*/>")
XML_ONLY = re.compile(rb"<!\[CDATA\[|<\?(?!xml\s)[\w-]+")


def blocks_in_paragraphs(package: Package) -> Iterator[Spot]:
    """HTML ends the paragraph before the block: what follows stands outside."""
    for page in package.pages:
        for paragraph in page.all("p"):
            for inner in paragraph.iter() if len(paragraph) else ():
                if inner is not paragraph and name_of(inner) in ENDS_A_PARAGRAPH:
                    yield page.spot(inner, f"{name_of(inner)} stands in a paragraph")
                    break


def elements_in_their_like(package: Package) -> Iterator[Spot]:
    """A link in a link, a heading in a heading."""
    for page in package.pages:
        for kinds in (*((name,) for name in ALONE), HEADINGS):
            for element in page.all(*kinds):
                if any(name_of(around) in kinds for around in element.iterancestors()):
                    yield page.spot(element, f"{name_of(element)} stands in another")


def wrong_places(package: Package) -> Iterator[Spot]:
    """Lists of items, tables of rows: what else stands there is moved."""
    for page in package.pages:
        for name, allowed in CHILDREN.items():
            for element in page.all(name):
                yield from _wrong_children(page, element, allowed)
        for name, allowed in PARENTS.items():
            for element in page.all(name):
                around = [name_of(each) for each in element.iterancestors()]
                astray = around[0] not in allowed and around[0] not in CHILDREN
                if astray or (around[0] == "div" and around[1] != "dl"):
                    yield page.spot(element, f"{name} stands in {around[0]}")


def _wrong_children(page: Tree, element: Element, allowed: set[str]) -> Iterator[Spot]:
    name = name_of(element)
    for child in element:
        if name_of(child) not in allowed | ANYWHERE:
            yield page.spot(child, f"{name_of(child)} stands in {name}")
            return
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        yield page.spot(element, f"text stands in {name}")


def void_elements(package: Package) -> Iterator[Spot]:
    """`<br>` and `<img>` hold nothing."""
    for page in package.pages:
        for name in sorted(VOID & page.named.keys()):
            for element in page.all(name):
                if len(element) or element.text:
                    yield page.spot(element, f"{name} holds something")


def only_xml(package: Package) -> Iterator[Spot]:
    """`<span/>` opens a span that HTML never closes; CDATA and instructions are comments to it."""
    for page in package.pages:
        foreign = any(name.startswith(("svg:", "math:")) for name in page.named)
        for match in SELF_CLOSED.finditer(page.source):
            name = match[1].decode()
            if name not in VOID and not (foreign and name not in page.named):
                yield _at(page, match.start(), f"<{name}/> is not closed for HTML; <{name}></{name}> is")
        if other := XML_ONLY.search(page.source):
            yield _at(page, other.start(), f"{other[0].decode()} is nothing to HTML")


def _at(page: Tree, offset: int, what: str) -> Spot:
    return Spot(page.name, page.source.count(b"\n", 0, offset) + 1, what)
