"""An EPUB -> its documents' words, page by page of the printed book, with their notes, pictures, links and headings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePath, PurePosixPath

from bookbuild.checks.package.contents import Element, Tree, name_of, roles
from bookbuild.checks.package.opening import open_package
from bookbuild.checks.twin.words import words
from bookbuild.edition import Document, Edition
from bookbuild.epub import LINES_ABOVE
from bookbuild.markup import HEADINGS

# A word does not end where these do: un<em>likely</em>.
INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
          "span", "strong", "sub", "sup", "time", "u", "var"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A run of words, and where the author wrote them; `line` is as near as the document knows."""

    words: tuple[str, ...]
    path: PurePath | None
    line: int | None


@dataclass(slots=True)
class File:
    """One document of the package. `pages` are its printed pages by label, each with what it says."""

    document: Document
    pages: dict[str, list[Said]] = field(default_factory=dict)
    notes: list[list[Said]] = field(default_factory=list)            # each with its blocks
    headings: list[Said] = field(default_factory=list)
    pictures: int = 0
    figures: int = 0                               # pictures that say something
    addresses: list[str] = field(default_factory=list)               # of links that lead out of the book
    links: int = 0                                 # that stay in it

    @property
    def said(self) -> Iterator[Said]:
        """All of it, notes last."""
        for page in self.pages.values():
            yield from page
        yield from chain.from_iterable(self.notes)


@dataclass(frozen=True, slots=True)
class Packed:
    """The package's documents in reading order, and what its contents list."""

    files: tuple[File, ...]
    contents: tuple[str, ...]


def unpack(epub: Path, edition: Edition) -> Packed:
    """Read an EPUB. A document that cannot be parsed counts as empty: what is in it is lost."""
    package = open_package(epub)
    trees = {PurePosixPath(name).stem: tree for name, tree in package.trees.items()}
    files = tuple(_file(document, trees.get(document.name)) for document in edition.documents)
    toc = next((element for element in package.nav.all("nav") if "doc-toc" in roles(element)), None) if package.nav else None
    contents = tuple(" ".join(words("".join(link.itertext()))) for link in toc.iter("{*}a")) if toc is not None else ()
    return Packed(files, contents)


def _file(document: Document, tree: Tree | None) -> File:
    file = File(document)
    body = next(tree.all("body"), None) if tree else None
    if body is not None:
        reader = _Reader(file)
        reader.read(body)
        reader.end()
    return file


class _Reader:
    """Goes through a document from its first word to its last."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.page = ""                             # the label of the printed page we are on
        self.note: Element | None = None
        self.heading: Element | None = None
        self.text: list[str] = []
        self.line: int | None = None

    def read(self, element: Element) -> None:
        """Take in an element, with what stands behind it left to the caller."""
        name, role = name_of(element), roles(element)
        inline = name in INLINE and "doc-pagebreak" not in role
        if not inline:
            self.end()
            self.line = element.sourceline
        if "doc-pagebreak" in role:
            self.page = (element.get("id") or "").removeprefix("page-")
        if "doc-footnote" in role:
            self.file.notes.append([])
        if name == "img":
            self.file.pictures += 1
            self.file.pages.setdefault(self.page, [])          # it may be all there is on its page
        self.file.figures += name == "img" and "presentation" not in role
        if name == "a" and not {"doc-noteref", "doc-backlink"} & set(role):
            self._link(element.get("href", ""))
        outer = self.note, self.heading
        self.note = element if "doc-footnote" in role else self.note
        self.heading = element if name in HEADINGS else self.heading
        if not {"doc-noteref", "doc-backlink"} & set(role):
            self.text.append(element.text or "")
            for child in element:
                self.read(child)
                self.text.append(child.tail or "")
        if not inline:
            self.end()
        self.note, self.heading = outer

    def end(self) -> None:
        """A block ends: what was read is said."""
        found = tuple(words("".join(self.text)))
        self.text.clear()
        if not found:
            return
        document = self.file.document
        line = document.line(self.line - LINES_ABOVE) if self.line else None
        said = Said(found, document.path, line)
        if self.heading is not None:
            self.file.headings.append(said)
        if self.note is not None:
            self.file.notes[-1].append(said)
        else:
            self.file.pages.setdefault(self.page, []).append(said)

    def _link(self, href: str) -> None:
        if href.lower().startswith(("http://", "https://", "mailto:")):
            self.file.addresses.append(href)
        elif href:
            self.file.links += 1
