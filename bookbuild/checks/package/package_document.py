"""The package document: Package -> Spots about its metadata, manifest and spine (EPUB 3.3, section 5)."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bookbuild.checks.package.contents import SVG, XHTML, Item, Package, Spot, Tree, name_of, scheme, words
from bookbuild.identifiers import isbn13
from bookbuild.languages import wrong_with
from bookbuild.relators import WORDS_BY_CODE

NAME = re.compile(r"[^\W\d][\w.·-]*")              # an XML id, near enough
MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?")
URN = re.compile(r"urn:(uuid|isbn):(.*)", re.IGNORECASE)
RESERVED = {"a11y", "dcterms", "marc", "media", "onix", "rendition", "schema", "xsd", "msv", "prism"}
TOLD = {"mathml", "remote-resources", "scripted", "svg"}    # properties that must be true to the document
LOADING = ("audio", "video", "source", "track", "img", "iframe", "script", "embed")
ACTIVE = ("script", "form", "svg:script")          # a box to tick alone needs no script


def identifier(package: Package) -> Iterator[Spot]:
    """Libraries tell books apart by it."""
    opf = package.opf
    if opf is None:
        return
    pointed = opf.root.get("unique-identifier")
    found = [element for element in opf.all("dc:identifier") if element.get("id") == pointed]
    if not pointed or not found:
        yield opf.spot(opf.root, "unique-identifier leads to no dc:identifier")
    for element in opf.all("dc:identifier"):
        if why := _wrong_identifier(words(element)):
            yield opf.spot(element, why)


def _wrong_identifier(text: str) -> str:
    if not text:
        return "an identifier is empty"
    match = URN.match(text)
    if match and match[1].lower() == "uuid":
        try:
            UUID(match[2])
        except ValueError:
            return f"{text} is no UUID"
    if match and match[1].lower() == "isbn" and isbn13(match[2]) is None:
        return f"{text} is no ISBN"
    return ""


def language(package: Package) -> Iterator[Spot]:
    """The book's language, or languages, as tags."""
    if package.opf:
        found = list(package.opf.all("dc:language"))
        if not found:
            yield package.opf.spot(package.opf.root, "no dc:language")
        for element in found:
            if why := wrong_with(words(element)):
                yield package.opf.spot(element, why)


def language_of_the_package(package: Package) -> Iterator[Spot]:
    """In which language titles and descriptions are read aloud."""
    if package.opf:
        tag = package.opf.root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
        if why := "package has no xml:lang" if not tag else wrong_with(tag):
            yield package.opf.spot(package.opf.root, why)


def modified(package: Package) -> Iterator[Spot]:
    """One instant, in UTC."""
    if package.opf:
        found = list(package.meta("dcterms:modified"))
        if len(found) != 1:
            yield package.opf.spot(package.opf.root, f"{len(found) or 'no'} dcterms:modified, where one is wanted")
        for element, text in found:
            if not MODIFIED.fullmatch(text) or not _is_date(text):
                yield package.opf.spot(element, f"{quoted_time(text)}: 2026-11-23T00:00:00Z is the form")


def date(package: Package) -> Iterator[Spot]:
    """The day of publication."""
    if package.opf:
        for number, element in enumerate(package.opf.all("dc:date")):
            text = words(element)
            if number:
                yield package.opf.spot(element, "a second dc:date")
            elif not DATE.fullmatch(text) or not _is_date(text):
                yield package.opf.spot(element, f"{quoted_time(text)}: 2026, 2026-11 and 2026-11-23 are the forms")


def quoted_time(text: str) -> str:
    """What stands where a date should."""
    return f"“{text[:40]}” is no date"


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text + "-01-01"[3 * (text.count("-")) :] if len(text) < len("2026-11-23") else text)
    except ValueError:
        return False
    return True


def relators(package: Package) -> Iterator[Spot]:
    """`aut`, not `author`. EPUBCheck believes any word."""
    if package.opf:
        for element in package.opf.all("meta"):
            marc = element.get("property") == "role" and element.get("scheme") == "marc:relators"
            if marc and words(element) not in WORDS_BY_CODE:
                yield package.opf.spot(element, f"“{words(element)}” is no code of MARC relators")


def names_of_the_book(package: Package) -> Iterator[Spot]:
    """A title, and no title, author or publisher that is empty."""
    if package.opf:
        if not package.opf.named.get("dc:title"):
            yield package.opf.spot(package.opf.root, "no dc:title")
        for element in package.opf.all("dc:title", "dc:creator", "dc:contributor", "dc:publisher", "dc:subject", "dc:description"):
            if not words(element):
                yield package.opf.spot(element, f"{name_of(element)} is empty")


def ids(package: Package) -> Iterator[Spot]:
    """Unique names, which begin with a letter. That some are never referred to is no fault: manifest items need one."""
    if package.opf:
        for name, elements in package.opf.ids.items():
            if not NAME.fullmatch(name):
                yield package.opf.spot(elements[0], f"{name!r} is no id")
            if len(elements) > 1:
                yield package.opf.spot(elements[1], f"a second element has the id {name}")


def refinements(package: Package) -> Iterator[Spot]:
    """`refines` names what it is about; a prefix of a property must be declared or one of EPUB's own."""
    if package.opf is None:
        return
    declared = set(re.findall(r"(\S+):\s", package.opf.root.get("prefix", "")))
    for element in package.opf.all("meta", "link"):
        about = element.get("refines", "")
        if about and about.removeprefix("#") not in package.opf.ids:
            yield package.opf.spot(element, f"refines {about}, which is nowhere")
        for name in (element.get("property", ""), element.get("scheme", ""), element.get("rel", "")):
            if ":" in name and name.partition(":")[0] not in RESERVED | declared:
                yield package.opf.spot(element, f"the prefix of {name} is not declared")


def manifest(package: Package) -> Iterator[Spot]:
    """Every file once, by its own address, with an id."""
    if package.opf:
        seen = Counter(item.name for item in package.items)
        for item in package.items:
            if not item.href or not item.id or "#" in item.href:
                yield package.opf.spot(item.element, f"an item wants an id and the address of a file: {item.href!r}")
            elif item.name == package.opf.name:
                yield package.opf.spot(item.element, "the package document lists itself")
            elif seen[item.name] > 1:
                seen[item.name] = 0
                yield package.opf.spot(item.element, f"{item.href} is listed twice")


def spine(package: Package) -> Iterator[Spot]:
    """The reading order: documents that are there, each once."""
    if package.opf is None:
        return
    by_id, seen = {item.id: item for item in package.items}, set()
    if not any(ref.get("linear", "yes") == "yes" for ref in package.opf.all("itemref")):
        yield package.opf.spot(package.opf.root, "nothing stands in the spine")
    for ref in package.opf.all("itemref"):
        name = ref.get("idref", "")
        item = by_id.get(name)
        if item is None or name in seen:
            yield package.opf.spot(ref, f"{name} is in the spine twice" if item else f"the spine names {name}, which is nowhere")
        elif item.media_type not in (XHTML, SVG):
            yield package.opf.spot(ref, f"{item.href} in the spine is no document but {item.media_type}")
        seen.add(name)


def cover(package: Package) -> Iterator[Spot]:
    """One picture for the shelf, named as EPUB 3 does it and as Kindle and Kobo read it."""
    if package.opf is None:
        return
    covers = [item for item in package.items if "cover-image" in item.properties]
    if len(covers) != 1 or not covers[0].media_type.startswith("image/"):
        yield package.opf.spot(package.opf.root, f"{len(covers) or 'no'} items have the property cover-image" if len(covers) != 1
                               else f"the cover is no picture but {covers[0].media_type}")  # fmt: skip
        return
    for element in package.opf.all("meta"):
        if element.get("name") == "cover" and element.get("content") != covers[0].id:
            yield package.opf.spot(element, f"meta name=\"cover\" names {element.get('content')}, the cover is {covers[0].id}")


def properties(package: Package) -> Iterator[Spot]:
    """`scripted`, `svg`, `mathml`, `remote-resources`: what a document holds, and nothing it does not."""
    if package.opf:
        for item in package.items:
            tree = package.trees.get(item.name)
            if tree is not None and item.media_type == XHTML and name_of(tree.root) == "html":
                yield from _properties(package.opf, item, tree)


def _properties(opf: Tree, item: Item, tree: Tree) -> Iterator[Spot]:
    held = set(_held(tree))
    for name in sorted((held ^ set(item.properties)) & TOLD):
        state = "is not declared" if name in held else "is declared, and there is none"
        yield opf.spot(item.element, f"{item.href}: {name} {state}")


def _held(tree: Tree) -> Iterator[str]:
    """The properties a document needs; `remote-resources` is for sound and film, as pictures may not be remote."""
    if tree.named.keys() & set(ACTIVE) or any(name.startswith("on") for name in tree.having):
        yield "scripted"
    if any(name.startswith("svg:") for name in tree.named):
        yield "svg"
    if any(name.startswith("math:") for name in tree.named):
        yield "mathml"
    if any(scheme(element.get("src", "")) in ("http", "https") for element in tree.all(*LOADING)):
        yield "remote-resources"


def version(package: Package) -> Iterator[Spot]:
    """EPUB 3."""
    if package.opf and package.opf.root.get("version") != "3.0":
        yield package.opf.spot(package.opf.root, f"version {package.opf.root.get('version')!r}, where 3.0 is wanted")
