"""What is in a package, as the rules see it: entries of the zip, trees of its XML files, the manifest and the spine."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from posixpath import dirname, normpath
from typing import Protocol, overload
from urllib.parse import unquote

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
SVG = "image/svg+xml"
# Elements are named without namespaces where those never meet in one file, else with these prefixes.
PREFIXES = {
    "http://www.w3.org/1999/xhtml": "", "http://www.idpf.org/2007/opf": "", "http://www.daisy.org/z3986/2005/ncx/": "",
    "urn:oasis:names:tc:opendocument:xmlns:container": "", "http://purl.org/dc/elements/1.1/": "dc:",
    "http://www.w3.org/2000/svg": "svg:", "http://www.w3.org/1998/Math/MathML": "math:",
}  # fmt: skip
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
SPACES = " \t\r\n\f"                               # of XML and HTML: a no-break space is text


class Element(Protocol):
    """What the rules ask of an lxml element: lxml has no types of its own."""

    tag: str
    text: str | None
    tail: str | None
    sourceline: int | None
    attrib: Mapping[str, str]

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str, /) -> str: ...

    def iter(self, tag: str = "*", /) -> "Iterator[Element]":
        """The element and all below it."""
        ...

    def itertext(self) -> Iterator[str]:
        """All text in it, in pieces."""
        ...

    def iterancestors(self) -> "Iterator[Element]":
        """The elements around it, the nearest first."""
        ...

    def getparent(self) -> "Element | None":
        """The element it stands in."""
        ...

    def __iter__(self) -> "Iterator[Element]": ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a package and what is wrong there: `name` of a file in it, or "" for all of it; `line` from 1."""

    name: str
    line: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the zip, as its headers describe it."""

    name: str
    method: int                                    # of compression: 0 stored, 8 deflated
    extra: bool = False                            # whether its own header, not the directory's, has an extra field
    encrypted: bool = False
    link: bool = False                             # a symbolic link


@dataclass(frozen=True, slots=True)
class Tree:
    """One well-formed XML file."""

    name: str
    root: Element
    source: bytes
    doctype: str = ""
    entities: tuple[str, ...] = ()                 # declared in the file itself
    named: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)
    having: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)  # by attribute
    ids: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)

    @property
    def elements(self) -> Iterator[Element]:
        """Every element, in order."""
        return self.root.iter("*")

    def all(self, *names: str) -> Iterator[Element]:
        """The elements of these names, name by name, each in document order."""
        for name in names:
            yield from self.named.get(name, ())

    def marked(self, *attributes: str) -> Iterator[Element]:
        """The elements with any of these attributes, each once, in document order for one attribute."""
        return iter({element: None for name in attributes for element in self.having.get(name, ())})

    def spot(self, element: Element, what: str) -> Spot:
        """Something wrong with an element."""
        return Spot(self.name, element.sourceline, what)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the manifest. `name` is the file in the package that `href` leads to."""

    id: str
    href: str
    name: str
    media_type: str
    properties: tuple[str, ...]
    element: Element


@dataclass(frozen=True, slots=True)
class Package:
    """An EPUB taken apart. Where it is broken, what cannot be known is empty, and `unreadable` or `not_xml` say why."""

    entries: tuple[Entry, ...] = ()                # in the order of the zip
    files: Mapping[str, bytes] = field(default_factory=dict)
    unreadable: tuple[Spot, ...] = ()
    not_xml: tuple[Spot, ...] = ()
    container: Tree | None = None
    opf: Tree | None = None                        # the package document
    items: tuple[Item, ...] = ()
    spine: tuple[Item, ...] = ()                   # in reading order, without references to nothing
    trees: Mapping[str, Tree] = field(default_factory=dict)

    @property
    def listed(self) -> dict[str, Item]:
        """The manifest by file; the first counts where one is listed twice."""
        return {item.name: item for item in reversed(self.items)}

    @property
    def pages(self) -> Iterator[Tree]:
        """The XHTML documents that can be read: those of the spine in reading order, then the others."""
        for item in dict.fromkeys((*self.spine, *self.items)):
            tree = self.trees.get(item.name)
            if item.media_type == XHTML and tree is not None and name_of(tree.root) == "html":
                yield tree

    @property
    def nav(self) -> Tree | None:
        """The navigation document."""
        return next((self.trees.get(item.name) for item in self.items if "nav" in item.properties), None)

    @property
    def ncx(self) -> Tree | None:
        """The contents for readers of EPUB 2."""
        return next((self.trees.get(item.name) for item in self.items if item.media_type == NCX), None)

    def meta(self, *properties: str) -> Iterator[tuple[Element, str]]:
        """The `meta` elements of these properties that are about the book itself, with their text."""
        if self.opf:
            for element in self.opf.all("meta"):
                if element.get("property") in properties and not element.get("refines"):
                    yield element, words(element)


Find = Callable[[Package], Iterable[Spot]]


@cache
def short(tag: str) -> str:
    """`{http://www.w3.org/1999/xhtml}p` is `p`, SVG's link is `svg:a`; an unknown namespace stays as it is."""
    space, _, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return f"{PREFIXES[space]}{name}" if space in PREFIXES else tag


def name_of(element: Element) -> str:
    """An element's short name."""
    return short(element.tag)


def words(element: Element) -> str:
    """An element's text, its spaces folded."""
    return " ".join("".join(element.itertext()).split())


def types(element: Element) -> list[str]:
    """What `epub:type` says an element is."""
    return element.get(TYPE, "").split()


def roles(element: Element) -> list[str]:
    """What `role` says an element is."""
    return element.get("role", "").split()


def scheme(address: str) -> str:
    """`https` of `https://example.org`; nothing for a path."""
    match = SCHEME.match(address)
    return match[1].lower() if match else ""


def resolve(base: str, href: str) -> tuple[str, str]:
    """(name in the package, fragment) that a relative address in the file `base` leads to; `../x` leads out."""
    path, _, fragment = href.strip(SPACES).partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    return normpath(f"{dirname(base)}/{path}" if dirname(base) and not path.startswith("/") else path), unquote(fragment)


def quoted(text: str, most: int = 60) -> str:
    """The beginning of a text, for a message on one line."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= most else plain[:most].rstrip() + '…'}”"
