"""What who listens to a book, or looks at it in another way, needs of the text: Package -> Spots (WCAG 2.2, DPUB-ARIA 1.1)."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote

from bookbuild.checks.package.contents import TYPE, Element, Package, Spot, name_of, quoted, roles, types, words
from bookbuild.checks.package.nesting import HEADINGS

PICTURE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp)|(?:img|dsc|image|photo|picture|untitled)[\s_-]*\d*", re.IGNORECASE)
SCENE_BREAK = re.compile(r"[\s*#~⁂•·∙◆◇❖✦✻✽❦❧☙†‡§]+|(?:[-–—_=][\s]*){3,}")
LONGEST_BREAK = 80                                 # characters
KEPT_AS_IT_IS = {"pre", "td", "th", "figure", "figcaption", "code"}
SILENT = {"presentation", "none"}
# epub:type, and the ARIA role that says the same to a screen reader (facts on EPUB, 2.2: pairs that Ace 1.4 accepts).
PAIRS = {
    "acknowledgments": "doc-acknowledgments", "afterword": "doc-afterword", "appendix": "doc-appendix", "bibliography": "doc-bibliography",
    "chapter": "doc-chapter", "colophon": "doc-colophon", "conclusion": "doc-conclusion", "dedication": "doc-dedication",
    "endnotes": "doc-endnotes", "epigraph": "doc-epigraph", "epilogue": "doc-epilogue", "footnote": "doc-footnote",
    "foreword": "doc-foreword", "glossary": "doc-glossary", "index": "doc-index", "introduction": "doc-introduction",
    "noteref": "doc-noteref", "page-list": "doc-pagelist", "part": "doc-part", "preface": "doc-preface", "prologue": "doc-prologue",
    "toc": "doc-toc",
}  # fmt: skip
ROLES = {
    *PAIRS.values(), "doc-abstract", "doc-backlink", "doc-biblioentry", "doc-biblioref", "doc-cover", "doc-credit", "doc-credits",
    "doc-endnote", "doc-errata", "doc-example", "doc-glossref", "doc-notice", "doc-pagebreak", "doc-pagefooter", "doc-pageheader",
    "doc-pullquote", "doc-qna", "doc-subtitle", "doc-tip",
}  # fmt: skip
NAMELESS = {"span", "div", "p", "b", "i", "em", "strong", "code", "sub", "sup", "del", "ins", "small", "mark", "u", "s"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns")


def pictures_without_words(package: Package) -> Iterator[Spot]:
    """`alt=""` says that a picture is an ornament; no `alt` at all lets a voice read out the file's name."""
    for page in package.pages:
        for image in page.all("img", "area"):
            if "alt" not in image.attrib and not SILENT & set(roles(image)) and (name_of(image) == "img" or "href" in image.attrib):
                yield page.spot(image, f"{image.get('src', name_of(image))} has no alt")


def pictures_named_like_files(package: Package) -> Iterator[Spot]:
    """A file's name tells nobody what is to be seen."""
    for page in package.pages:
        for image in page.all("img"):
            alt, file = image.get("alt", "").strip(), PurePosixPath(unquote(image.get("src", ""))).name
            if alt and (PICTURE_NAME.fullmatch(alt) or alt.lower() == file.lower()):
                yield page.spot(image, f'alt="{alt}" is the name of a file')


def empty_headings(package: Package) -> Iterator[Spot]:
    """A voice says “heading”, and nothing."""
    for page in package.pages:
        for heading in page.all(*HEADINGS):
            if not _spoken(heading):
                yield page.spot(heading, f"{name_of(heading)} without words")


def _spoken(element: Element) -> bool:
    """Whether anything in an element is said: words, a label, a picture with a description."""
    return bool(words(element)) or any(each.get(name, "").strip() for each in element.iter() for name in ("alt", "aria-label", "title"))


def skipped_headings(package: Package) -> Iterator[Spot]:
    """Readers who jump from heading to heading think they have missed one. A document begins with its highest."""
    for page in package.pages:
        found = [element for element in page.elements if name_of(element) in HEADINGS] if page.named.keys() & set(HEADINGS) else []
        for above, heading in pairwise(found):
            level, before = int(name_of(heading)[1]), int(name_of(above)[1])
            if level > before + 1:
                yield page.spot(heading, f"h{level} after h{before}")
            elif level < int(name_of(found[0])[1]):
                yield page.spot(heading, f"h{level} after a document that begins with {name_of(found[0])}")


def tables_without_headers(package: Package) -> Iterator[Spot]:
    """A cell is read out with its header; without one it is a number among numbers."""
    for page in package.pages:
        for table in page.all("table"):
            if not SILENT & set(roles(table)) and next(table.iter("{*}th"), None) is None:
                yield page.spot(table, "a table without th")


def headers_without_scope(package: Package) -> Iterator[Spot]:
    """Whether a header is that of a row or of a column."""
    for page in package.pages:
        for header in page.all("th"):
            if header.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield page.spot(header, f"th {quoted(words(header))} without scope")


def typed_scene_breaks(package: Package) -> Iterator[Spot]:
    """“Asterisk asterisk asterisk”, says a voice; of `hr` it says nothing, or “separator”."""
    for page in package.pages:
        for block in page.all("p", "div"):
            text = "".join(block.itertext()) if len(block.text or "") < LONGEST_BREAK else ""
            if SCENE_BREAK.fullmatch(text) and text.strip() and not KEPT_AS_IT_IS & {name_of(around) for around in block.iterancestors()}:
                yield page.spot(block, f"“{text.strip()[:20]}”")


def links_without_words(package: Package) -> Iterator[Spot]:
    """“Link”, says a voice, and no more."""
    for page in package.pages:
        for link in page.all("a"):
            if "href" in link.attrib and not _spoken(link):
                yield page.spot(link, f"the link to {link.get('href', '')[:60]} has no words")


def pairs(package: Package) -> Iterator[Spot]:
    """`epub:type` opens pop-ups and finds chapters, `role` is what a screen reader hears: one wants the other."""
    by_role = {role: kind for kind, role in PAIRS.items()}
    for page in package.pages:
        for element in page.marked(TYPE, "role"):
            kinds, said = types(element), roles(element)
            if _is_landmark(element):
                continue
            for kind in kinds:
                if kind in PAIRS and PAIRS[kind] not in said and name_of(element) != "body":
                    yield page.spot(element, f'{name_of(element)} with epub:type="{kind}" wants role="{PAIRS[kind]}"')
            for role in said:
                if role in by_role and by_role[role] not in kinds:
                    yield page.spot(element, f'{name_of(element)} with role="{role}" wants epub:type="{by_role[role]}"')
                elif role.startswith("doc-") and role not in ROLES:
                    yield page.spot(element, f"there is no role {role}")


def _is_landmark(element: Element) -> bool:
    """The links of the landmarks name what they lead to."""
    return name_of(element) == "a" and any("landmarks" in types(around) for around in element.iterancestors())


def labels_nobody_hears(package: Package) -> Iterator[Spot]:
    """`aria-label` counts on what has a role; on a bare span it is forbidden, and mostly not read."""
    for page in package.pages:
        for element in page.marked("aria-label", "aria-labelledby"):
            if name_of(element) in NAMELESS and not roles(element):
                yield page.spot(element, f"{name_of(element)} with a label and no role")


def labels_that_are_nowhere(package: Package) -> Iterator[Spot]:
    """`aria-labelledby` and its like name ids of the same document."""
    for page in package.pages:
        for name in REFERENCES:
            for element in page.marked(name):
                for identifier in element.get(name, "").split():
                    if identifier not in page.ids:
                        yield page.spot(element, f"{name} names {identifier}, which is nowhere")
