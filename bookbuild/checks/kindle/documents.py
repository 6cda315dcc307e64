"""Each document as Amazon's conversion reads it: Package -> Spots."""

import re
from collections.abc import Callable, Iterator

from bookbuild.checks.package.contents import Package, Spot, Tree, name_of, resolve
from bookbuild.checks.package.documents import DECLARED
from bookbuild.checks.package.links import local

OPS = b"http://www.idpf.org/2007/ops"
EPUB_PREFIX = re.compile(rb"xmlns:epub\s*=\s*[\"']([^\"']*)")
VERSION = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*version\s*=\s*[\"']([^\"']+)")


def undeclared_encoding(package: Package) -> Iterator[Spot]:
    """EPUB takes UTF-8 for granted, Amazon does not (kindle-epub-fix); plain ASCII is the same in both."""
    for page in package.pages:
        declared = DECLARED.match(page.source)
        if not page.source.isascii() and (declared is None or declared[1].lower() != b"utf-8"):
            said = declared[1].decode("ascii", "replace") if declared else "nothing"
            yield Spot(page.name, 1, f"its first line says {said}, where it wants utf-8")


def other_xml(package: Package) -> Iterator[Spot]:
    """XML 1.0, and no entities declared in the file."""
    for name, tree in package.trees.items():
        version = VERSION.match(tree.source)
        if version and version[1] != b"1.0":
            yield Spot(name, 1, f"version {version[1].decode('ascii', 'replace')}")
        elif tree.entities:
            yield Spot(name, 1, f"it declares entities: {', '.join(tree.entities[:3])}")


def wrong_prefix(package: Package) -> Iterator[Spot]:
    """With another namespace `epub:type` says nothing, and notes do not pop up."""
    for page in package.pages:
        for match in EPUB_PREFIX.finditer(page.source):
            if match[1] != OPS:
                line = page.source.count(b"\n", 0, match.start()) + 1
                yield Spot(page.name, line, f"xmlns:epub is {match[1].decode('utf-8', 'replace')[:60]}")


def nested_paragraphs(package: Package) -> Iterator[Spot]:
    """However deep."""
    for page in package.pages:
        for paragraph in page.all("p"):
            if any(name_of(around) == "p" for around in paragraph.iterancestors()):
                yield page.spot(paragraph, "p stands in p")


def links_to_body(package: Package) -> Iterator[Spot]:
    """Of documents, and of the NCX (kindle-epub-fix)."""
    for link in local(package):
        if _is_body(package, link.page.name, link.address):
            yield link.spot(f"{link.address} leads to a body")
    for content in package.ncx.all("content") if package.ncx else ():
        if package.ncx and _is_body(package, package.ncx.name, content.get("src", "")):
            yield package.ncx.spot(content, f"{content.get('src')} leads to a body")


def _is_body(package: Package, base: str, address: str) -> bool:
    name, fragment = resolve(base, address)
    tree = package.trees.get(name)
    found = tree.ids.get(fragment, ()) if tree and fragment else ()
    return any(name_of(element) == "body" for element in found)


def lost_files(package: Package) -> Iterator[Spot]:
    """What the manifest lists and what documents lead to."""
    known = {name.casefold() for name in package.files}
    return (spot(f"{address or 'an empty address'} is not in the package") for name, address, spot in _led_to(package)
            if name.casefold() not in known)  # fmt: skip


def wrong_capitals(package: Package) -> Iterator[Spot]:
    """Some disks do not mind; Amazon's do."""
    known = {name.casefold(): name for name in package.files}
    for name, address, spot in _led_to(package):
        if name not in package.files and name.casefold() in known:
            yield spot(f"{address}: the file is {known[name.casefold()]}")


def _led_to(package: Package) -> Iterator[tuple[str, str, Callable[[str], Spot]]]:
    """(file in the package, address as it is written, what makes a Spot of it)."""
    for item in package.items:
        if package.opf and "://" not in item.href:
            yield item.name, item.href, _spotter(package.opf, item.element.sourceline)
    for link in local(package):
        yield resolve(link.page.name, link.address)[0], link.address, link.spot


def _spotter(tree: Tree, line: int | None) -> Callable[[str], Spot]:
    return lambda what: Spot(tree.name, line, what)
