"""The pages of the printed book in the e-book: Package -> Spots (EPUB Accessibility 1.1, section 3.3).

A page break is an element that says so; the page-list leads to all of them, in order; the package names their source.
"""

import re
from collections.abc import Iterator

from bookbuild.checks.package.contents import TYPE, Element, Package, Spot, Tree, quoted, resolve, roles, types, words
from bookbuild.checks.package.navigation import links, part

SOURCE = "pageBreakSource"


def breaks(package: Package) -> Iterator[tuple[Tree, Element]]:
    """Every page break, in reading order."""
    for page in package.pages:
        found = [element for element in page.marked(TYPE, "role") if is_break(element)]
        found.sort(key=lambda element: element.sourceline or 0)
        yield from ((page, element) for element in found)


def is_break(element: Element) -> bool:
    """Whether it marks where a printed page begins."""
    return "pagebreak" in types(element) or "doc-pagebreak" in roles(element)


def label(element: Element) -> str:
    """What a page break says."""
    return element.get("aria-label") or element.get("title") or words(element)


def break_says_its_number(package: Package) -> Iterator[Spot]:
    """A screen reader says the label, and only of an element with the role."""
    for page, element in breaks(package):
        if "doc-pagebreak" not in roles(element) or "pagebreak" not in types(element):
            yield page.spot(element, 'a page break wants both epub:type="pagebreak" and role="doc-pagebreak"')
        elif not label(element).strip():
            yield page.spot(element, "a page break without a label")


def _says(said: str, number: str) -> bool:
    """Whether a label says a number: `12`, ` page 12. `, `第12页`."""
    return not said.strip() or re.search(rf"(?<![A-Za-z0-9]){re.escape(number)}(?![A-Za-z0-9])", said) is not None


def list_iff_breaks(package: Package) -> Iterator[Spot]:
    """One without the other helps nobody."""
    if package.nav is None:
        return
    listed, first = part(package, "page-list"), next(breaks(package), None)
    if first and listed is None:
        yield first[0].spot(first[1], "there are page breaks, and no page-list leads to them")
    if listed is not None and first is None:
        yield package.nav.spot(listed, "there is a page-list, and no page breaks")


def list_agrees(package: Package) -> Iterator[Spot]:
    """Every break once, in the order of the book, with the number that the break says. EPUBCheck does not look at any of it."""
    listed = links(part(package, "page-list"))
    found = list(breaks(package))
    if not package.nav or not listed or not found:
        return
    numbers = {(page.name, element.get("id", "")): number for number, (page, element) in enumerate(found)}
    before, led_to = -1, set()
    for link in listed:
        name, fragment = resolve(package.nav.name, link.get("href", ""))
        number = numbers.get((name, fragment))
        if number is None:
            if name in package.trees and (not fragment or fragment in package.trees[name].ids):
                yield package.nav.spot(link, f"page {quoted(words(link))} leads to no page break")
            continue
        if number < before:
            yield package.nav.spot(link, f"page {quoted(words(link))} stands in the list after a page that follows it")
        elif not _says(label(found[number][1]), words(link)):
            yield package.nav.spot(link, f"page {quoted(words(link))} leads to a break labelled {quoted(label(found[number][1]))}")
        before = number
        led_to.add(number)
    missed = (found[number] for number in range(len(found)) if number not in led_to)
    yield from (page.spot(element, f"the page-list does not lead to {quoted(label(element))}") for page, element in list(missed)[:1])


def source_iff_breaks(package: Package) -> Iterator[Spot]:
    """Which printed book is meant; it is never this e-book."""
    if package.opf is None:
        return
    sources, first = list(package.meta(SOURCE)), next(breaks(package), None)
    if first and not sources:
        yield package.opf.spot(package.opf.root, f"there are page breaks, and no {SOURCE} says of which book")
    own = {words(identifier) for identifier in package.opf.all("dc:identifier")}
    for element, text in sources:
        if first is None:
            yield package.opf.spot(element, f"{SOURCE}, and there are no page breaks")
        elif not text or text in own:
            yield package.opf.spot(element, f"{SOURCE} names this e-book: {text}" if text else f"{SOURCE} is empty")


def ncx_pages(package: Package) -> Iterator[Spot]:
    """Kindle takes page numbers from the NCX: those of the page-list, or none."""
    ncx, nav = package.ncx, package.nav
    if ncx is None or nav is None or not ncx.named.get("pageTarget"):
        return
    new = [(words(link), resolve(nav.name, link.get("href", ""))) for link in links(part(package, "page-list"))]
    labels = [words(text) for target in ncx.all("pageTarget") for text in target.iter("{*}text")]
    sources = [resolve(ncx.name, content.get("src", "")) for target in ncx.all("pageTarget") for content in target.iter("{*}content")]
    if list(zip(labels, sources, strict=False)) != new:
        yield ncx.spot(next(ncx.all("pageTarget")), "the pages of the NCX are not those of the page-list")
