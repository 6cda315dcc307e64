"""Where links, pictures and sheets lead: Package -> Spots (EPUB 3.3, sections 3.6 and 6.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname
from urllib.parse import unquote, urlsplit

from bookbuild.checks.package.contents import SPACES, SVG, XHTML, Element, Package, Spot, Tree, name_of, resolve, scheme

XLINK = "{http://www.w3.org/1999/xlink}href"
# Attributes that hold an address, by element; those of LOADS are fetched when the page is shown.
FOLLOWED = {"a": ("href",), "area": ("href",), "svg:a": ("href", XLINK)}
LOADS = {
    "img": ("src",), "link": ("href",), "script": ("src",), "iframe": ("src",), "embed": ("src",), "object": ("data",), "audio": ("src",),
    "video": ("src", "poster"), "source": ("src",), "track": ("src",), "input": ("src",), "svg:image": ("href", XLINK),
    "svg:use": ("href", XLINK), "svg:script": ("href", XLINK),
}  # fmt: skip
KNOWN = {"http", "https", "mailto", "tel", "urn", "ftp", "geo", "sms", "doi"}
NEVER = {"javascript", "vbscript", "file", "data", "blob", "about"}
ENDLESS = re.compile(r"[\s\\<>\"{}|^`]")


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a document. `loads` if it is fetched, not followed."""

    page: Tree
    element: Element
    address: str
    loads: bool

    def spot(self, what: str) -> Spot:
        """Something wrong with it."""
        return self.page.spot(self.element, what)


def links(package: Package) -> Iterator[Link]:
    """Every address in every document."""
    for page in package.pages:
        for table, loads in ((FOLLOWED, False), (LOADS, True)):
            for name, attributes in table.items():
                for element in page.named.get(name, ()):
                    for attribute in attributes:
                        if attribute in element.attrib:
                            yield Link(page, element, element.attrib[attribute].strip(SPACES), loads)


def local(package: Package) -> Iterator[Link]:
    """Those that stay in the package, and are written as they should be."""
    return (link for link in links(package) if not scheme(link.address) and not _why_astray(link))


def forbidden(package: Package) -> Iterator[Spot]:
    """`javascript:`, `file:`, `data:`: EPUBCheck lets most of them pass."""
    for link in links(package):
        if scheme(link.address) in NEVER:
            yield link.spot(f"{link.address[:60]} may not be in a book")


def remote(package: Package) -> Iterator[Spot]:
    """An e-reader on a train has no network; and who asks for a picture tells where the reader is."""
    for link in links(package):
        if link.loads and (scheme(link.address) in ("http", "https") or link.address.startswith("//")):
            yield link.spot(f"{link.address[:80]} is fetched from the network")


def malformed(package: Package) -> Iterator[Spot]:
    """An address nobody can follow."""
    for link in links(package):
        kind = scheme(link.address)
        if kind and kind not in NEVER and (why := _wrong_address(link.address, kind)):
            yield link.spot(why)


def _wrong_address(address: str, kind: str) -> str:
    if kind not in KNOWN:
        return f"{address[:60]}: no program knows {kind}:"
    if ENDLESS.search(address):
        return f"{address[:60]} is no address: it holds {ENDLESS.search(address)[0]!r}"  # type: ignore[index]  # just found
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address[:60]} is no address"
    missing = (kind in ("http", "https", "ftp") and not parts.hostname) or (kind == "mailto" and "@" not in parts.path)
    return f"{address[:60]} leads to nobody" if missing else ""


def astray(package: Package) -> Iterator[Spot]:
    """From the root, out of the package, with a question mark or a backslash: addresses of a web site, not of a package."""
    for link in links(package):
        if not scheme(link.address) and (why := _why_astray(link)):
            yield link.spot(why)


def _why_astray(link: Link) -> str:
    path = link.address.partition("#")[0]
    if link.address.startswith("//"):
        return "" if link.loads else f"{path}: the scheme is missing, as https: is one"
    if path.startswith("/"):
        return f"{path}: in a package addresses begin where the file stands, not with a slash"
    if "?" in path or "\\" in path:
        return f"{path}: no file of a package has such an address"
    depth, folders = len(dirname(link.page.name).split("/")) if dirname(link.page.name) else 0, unquote(path).split("/")
    for folder in folders:
        depth += -1 if folder == ".." else folder not in ("", ".")
        if depth < 0:
            return f"{path} leads out of the package"
    return ""


def to_nothing(package: Package) -> Iterator[Spot]:
    """A file that the package does not have, as the manifest has it; often a chapter by its Markdown name."""
    listed = package.listed
    for link in local(package):
        name = resolve(link.page.name, link.address)[0]
        if name not in listed and not (package.opf and name == package.opf.name):
            yield link.spot(f"{link.address or 'an empty address'} leads to no file of the package")


def to_no_place(package: Package) -> Iterator[Spot]:
    """The file is there, the place in it is not."""
    for link in local(package):
        name, fragment = resolve(link.page.name, link.address)
        tree = package.trees.get(name)
        if fragment and tree and fragment not in tree.ids and not fragment.startswith(("epubcfi(", "svgView(", "xywh=", "t=")):
            yield link.spot(f"{link.address} leads to no place in {name}")


def to_the_wrong_kind(package: Package) -> Iterator[Spot]:
    """A link to a picture, a document outside of the reading order, a picture that is none."""
    spine, listed = {item.name for item in package.spine}, package.listed
    for link in local(package):
        item = listed.get(resolve(link.page.name, link.address)[0])
        if item is None:
            continue
        if not link.loads and item.name not in spine:
            what = "a document" if item.media_type in (XHTML, SVG) else item.media_type
            yield link.spot(f"{link.address} leads to {what} outside of the spine")
        elif name_of(link.element) == "img" and not item.media_type.startswith("image/"):
            yield link.spot(f"the picture {link.address} is {item.media_type}")
