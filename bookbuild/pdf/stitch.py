"""Sheaves in order -> one PDF file: pages, furniture, faces, names, bookmarks, structure, page labels, metadata.

Written sheaf by sheaf, each with one object stream, so that memory does not grow with the book; the file's structure is
ISO 32000-1 §7.5.7 and §7.5.8 (object streams, cross-reference streams). The same sheaves give the same bytes.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from bookbuild.outputs import source_date
from bookbuild.pdf.pagination import Placed
from bookbuild.press.sheaf import (
    CATALOG,
    DOCUMENT,
    FONTS,
    FURNISH,
    FURNITURE,
    INFO,
    METADATA,
    PAGES,
    PARENTS,
    SAVE,
    STRUCTURE,
    Sheaf,
    page_labels,
)  # fmt: skip

LEVEL = 6
MOST = 10_000                                      # objects in a stream: a viewer unpacks all to show one
# What is drawn after a page's content: its furniture, which screen readers are to skip (ISO 14289-1 §7.8).
FURNISHED = b"Q /Artifact <</Type /Pagination>> BDC /%b Do EMC" % FURNITURE


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a book's file says of itself."""

    title: str
    authors: tuple[str, ...]
    description: str | None
    keywords: tuple[str, ...]
    language: str
    producer: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A document ready to be bound."""

    sheaf: Sheaf
    furniture: Sheaf
    placed: Placed


class _File:
    """A PDF being written: objects go out as they come, their places are remembered."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.at = out, 0
        self.next = METADATA + 1
        self.entries: dict[int, bytes] = {}        # object -> its row of the cross-reference stream
        self.pictures: dict[str, list[int]] = {}   # picture -> its numbers
        self.digest = hashlib.sha256()
        self.write(b"%PDF-1.7\n%\xf0\x9f\x93\x96\n")

    def write(self, content: bytes) -> None:
        self.out.write(content)
        self.digest.update(content)
        self.at += len(content)

    def take(self, count: int) -> int:
        """The first of `count` numbers in a row."""
        first, self.next = self.next, self.next + count
        return first

    def stream(self, number: int, dictionary: bytes, content: bytes) -> None:
        """Write a stream. `dictionary` says all, its length too."""
        self.entries[number] = struct.pack(">BIH", 1, self.at, 0)
        self.write(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, dictionary, content))

    def number(self, sheaf: Sheaf, plain: int) -> list[int]:
        """A number for each object of a sheaf with so many `plain` ones; a picture has the one it got in the first sheaf."""
        first = self.take(plain + len(sheaf.streams))
        numbers = list(range(first, first + plain + len(sheaf.streams)))
        for name, places in sheaf.said["pictures"].items():
            known = self.pictures.setdefault(name, [numbers[place] for place in places])
            for place, number in zip(places, known, strict=False):
                numbers[place] = number
        return numbers

    def streams(self, numbers: Sequence[int], lines: Sequence[bytes], contents: Sequence[bytes]) -> None:
        """Write a sheaf's streams, but for pictures that are there already."""
        for number, line, content in zip(numbers, lines, contents, strict=False):
            if number not in self.entries:
                self.stream(number, line, content)

    def pack(self, number: int, content: bytes, entries: bytes = b"") -> None:
        """Write a stream of our own, compressed."""
        packed = zlib.compress(content, LEVEL)
        self.stream(number, b"<<%b/Filter/FlateDecode/Length %d>>" % (entries, len(packed)), packed)

    def objects(self, numbers: Sequence[int], lines: Sequence[bytes]) -> None:
        """Write plain objects, in one object stream, or in several where a document has very many."""
        if len(numbers) > MOST:
            self.objects(numbers[:MOST], lines[:MOST])
            self.objects(numbers[MOST:], lines[MOST:])
            return
        holder = self.take(1)
        for place, number in enumerate(numbers):
            self.entries[number] = struct.pack(">BIH", 2, holder, place)
        offsets = accumulate((len(line) + 1 for line in lines), initial=0)
        head = b" ".join(b"%d %d" % pair for pair in zip(numbers, offsets, strict=False))
        self.pack(holder, head + b"\n" + b"\n".join(lines), b"/Type/ObjStm/N %d/First %d" % (len(lines), len(head) + 1))

    def close(self) -> None:
        """Write the cross-reference stream and the trailer."""
        number = self.take(1)
        start = self.at
        self.entries[0] = struct.pack(">BIH", 0, 0, 65535)
        self.entries[number] = struct.pack(">BIH", 1, start, 0)
        rows = b"".join(self.entries.get(each, self.entries[0]) for each in range(self.next))
        identifier = self.digest.hexdigest()[:32].encode()
        self.pack(number, rows, b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            self.next, CATALOG, INFO, identifier, identifier,
        ))  # fmt: skip
        self.write(b"startxref\n%d\n%%%%EOF\n" % start)


def stitch(bound: Sequence[Bound], faces: Sheaf, imprint: Imprint, start: int, out: Path) -> None:
    """Bind the book. `start` is the index of the page on which arabic numbers begin."""
    with out.open("wb") as handle:
        file = _File(handle)
        _write_faces(file, faces)
        leaves = [_write_sheaf(file, each) for each in bound]
        file.pack(SAVE, b"q")
        file.pack(FURNISH, FURNISHED)
        _write_metadata(file, imprint)
        _write_book(file, leaves, bound, imprint, start)
        file.close()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A sheaf that has been written: the numbers of its pages, an empty one included, and its part of each tree."""

    node: int
    pages: tuple[int, ...]
    kids: tuple[int, ...]
    parents: int


def _write_faces(file: _File, faces: Sheaf) -> None:
    count = 1 + faces.said["plain"] + len(faces.streams)
    first = file.take(count)
    numbers = [FONTS, *range(first, first + count - 1)]
    lines = faces.lines(numbers)
    plain = 1 + faces.said["plain"]
    file.objects(numbers[:plain], lines[:plain])
    file.streams(numbers[plain:], lines[plain:], faces.streams)


def _write_sheaf(file: _File, bound: Bound) -> _Leaf:
    """A sheaf's objects, its furniture, its pages under a node of their own, and its leaf of the parent tree."""
    sheaf, said = bound.sheaf, bound.sheaf.said
    plain = len(said["pages"]) + said["plain"]
    numbers = file.number(sheaf, plain)
    lines = sheaf.lines(numbers)
    file.streams(numbers[plain:], lines[plain:], sheaf.streams)
    parents, resources, drawn = lines[-3:]
    forms, more, more_lines = _write_furniture(file, bound.furniture)
    node = file.take(2)
    leaf = node + 1
    pages, written = [], []
    if bound.placed.blank:
        blank = file.take(1)
        pages.append(blank)
        written.append(_page(node, bound.furniture.said["boxes"].encode(), b"", b"", None, forms[0]))
    for place, page in enumerate(said["pages"]):
        pages.append(numbers[place])
        written.append(_page(node, lines[place], resources, drawn, numbers[page["contents"]], forms[place + bound.placed.blank]))
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    file.objects(
        [*pages, *numbers[len(said["pages"]) : plain], *more, node, leaf],
        [*written, *lines[len(said["pages"]) : plain], *more_lines,
         b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (PAGES, len(pages), kids), _limits(numbers, said, parents)],
    )  # fmt: skip
    return _Leaf(node, tuple(pages), tuple(numbers[kid] for kid in said["kids"]), leaf)


def _limits(numbers: list[int], said: dict[str, int], parents: bytes) -> bytes:
    """A leaf of the parent tree: its keys are numbers of objects of this sheaf, in order."""
    return b"<</Limits[%d %d]/Nums[%b]>>" % (numbers[0], numbers[said["last_key"]], parents)


def _write_furniture(file: _File, furniture: Sheaf) -> tuple[list[int | None], list[int], list[bytes]]:
    """(the number of each page's furniture, and the numbers and lines of plain objects still to be written)."""
    plain = furniture.said["plain"]
    numbers = file.number(furniture, plain)
    lines = furniture.lines(numbers) if numbers else []
    file.streams(numbers[plain:], lines[plain:], furniture.streams)
    return [None if form is None else numbers[form] for form in furniture.said["forms"]], numbers[:plain], lines[:plain]


def _page(node: int, inside: bytes, resources: bytes, drawn: bytes, content: int | None, form: int | None) -> bytes:
    """A page's dictionary: its content, then its furniture."""
    contents = b"" if content is None else b"%d 0 R" % content
    if form is not None:
        drawn += b"/%b %d 0 R" % (FURNITURE, form)
        contents = b"[%d 0 R %b %d 0 R]" % (SAVE, contents, FURNISH)
    return b"<</Type/Page/Parent %d 0 R%b/Resources<<%b/XObject<<%b>>>>%b>>" % (
        node, inside, resources, drawn, b"/Contents " + contents if contents else b"",
    )  # fmt: skip


def _write_book(file: _File, leaves: list[_Leaf], bound: Sequence[Bound], imprint: Imprint, start: int) -> None:
    """What holds the book together: the catalog and its trees."""
    pages = sum(len(leaf.pages) for leaf in leaves)
    names = file.take(1)
    outline, bookmarks = _outline(file, leaves, bound)
    labels = b" ".join(b"%d<</S/%b>>" % (index, style.encode()) for index, style in page_labels(start))
    lines = {
        CATALOG: b"<</Type/Catalog/Pages %d 0 R/Lang %b/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
        b"/StructTreeRoot %d 0 R/PageLabels<</Nums[%b]>>/Names<</Dests %d 0 R>>/Metadata %d 0 R%b>>"
        % (PAGES, text(imprint.language), STRUCTURE, labels, names, METADATA, b"/Outlines %d 0 R" % outline if bookmarks else b""),
        PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, b" ".join(b"%d 0 R" % leaf.node for leaf in leaves)),
        STRUCTURE: b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>" % (DOCUMENT, PARENTS, file.next),
        DOCUMENT: b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>"
        % (STRUCTURE, b" ".join(b"%d 0 R" % kid for leaf in leaves for kid in leaf.kids)),
        PARENTS: b"<</Kids[%b]>>" % b" ".join(b"%d 0 R" % leaf.parents for leaf in leaves),
        INFO: _info(imprint),
        names: _names(leaves, bound),
        **bookmarks,
    }
    file.objects(list(lines), list(lines.values()))


def _names(leaves: list[_Leaf], bound: Sequence[Bound]) -> bytes:
    """The places that links lead to. Where a name stands twice, the first counts."""
    found: dict[str, bytes] = {}
    for leaf, each in zip(leaves, bound, strict=True):
        for page, said in zip(leaf.pages[each.placed.blank :], each.sheaf.said["pages"], strict=True):
            for name, x, y in said["anchors"]:
                found.setdefault(name, b"[%d 0 R/XYZ %b %b 0]" % (page, _number(x), _number(y)))
    names = sorted(found, key=lambda name: name.encode() if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be"))
    return b"<</Names[%b]>>" % b" ".join(text(name) + found[name] for name in names)


@dataclass(slots=True)
class _Bookmark:
    """An entry of the outline, while it is being built."""

    number: int
    level: int
    line: bytes
    open: bool
    inside: list["_Bookmark"]

    def visible(self) -> int:
        """How many entries show under it when it is open."""
        return len(self.inside) + sum(each.visible() for each in self.inside if each.open)


def _outline(file: _File, leaves: list[_Leaf], bound: Sequence[Bound]) -> tuple[int, dict[int, bytes]]:
    """(the outline's number, its objects): each bookmark under the last one of a lower level."""
    root = _Bookmark(file.take(1), 0, b"", True, [])  # noqa: FBT003
    above = [root]
    for leaf, each in zip(leaves, bound, strict=True):
        for page, said in zip(leaf.pages[each.placed.blank :], each.sheaf.said["pages"], strict=True):
            for level, label, x, y, opened in said["bookmarks"]:
                while above[-1].level >= level:
                    above.pop()
                line = b"/Title %b/Dest[%d 0 R/XYZ %b %b 0]" % (text(label), page, _number(x), _number(y))
                above[-1].inside.append(_Bookmark(file.take(1), level, line, opened, []))
                above.append(above[-1].inside[-1])
    if not root.inside:
        return root.number, {}
    return root.number, {root.number: b"<</Type/Outlines%b>>" % _ends(root), **dict(_entries(root))}


def _entries(above: _Bookmark) -> Iterator[tuple[int, bytes]]:
    for place, each in enumerate(above.inside):
        beside = b"/Prev %d 0 R" % above.inside[place - 1].number if place else b""
        beside += b"/Next %d 0 R" % above.inside[place + 1].number if place + 1 < len(above.inside) else b""
        yield each.number, b"<<%b/Parent %d 0 R%b%b>>" % (each.line, above.number, beside, _ends(each))
        yield from _entries(each)


def _ends(bookmark: _Bookmark) -> bytes:
    """Where a bookmark's list begins and ends, and how long it is: negative when it is closed (ISO 32000-1 §12.3.3)."""
    if not bookmark.inside:
        return b""
    count = bookmark.visible() * (1 if bookmark.open else -1)
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (bookmark.inside[0].number, bookmark.inside[-1].number, count)


def _info(imprint: Imprint) -> bytes:
    """The document information dictionary, which old viewers read."""
    entries = {
        b"Title": imprint.title, b"Author": ", ".join(imprint.authors), b"Subject": imprint.description,
        b"Keywords": ", ".join(imprint.keywords), b"Creator": "bookbuild", b"Producer": imprint.producer,
    }  # fmt: skip
    if stamp := source_date():
        entries |= dict.fromkeys((b"CreationDate", b"ModDate"), stamp.strftime("D:%Y%m%d%H%M%SZ"))
    return b"<<%b>>" % b"".join(b"/%b %b" % (name, text(value)) for name, value in entries.items() if value)


def _write_metadata(file: _File, imprint: Imprint) -> None:
    """The same as XMP, uncompressed so that any tool finds it (ISO 14289-1 §5: the PDF/UA identification)."""
    def listed(kind: str, values: Sequence[str]) -> str:
        return f"<rdf:{kind}>{''.join(f'<rdf:li>{escape(value, quote=False)}</rdf:li>' for value in values)}</rdf:{kind}>"

    def told(value: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(value, quote=False)}</rdf:li></rdf:Alt>'

    rows = [f"<pdfuaid:part>1</pdfuaid:part><dc:title>{told(imprint.title)}</dc:title>"]
    rows += [f"<dc:creator>{listed('Seq', imprint.authors)}</dc:creator>"] * bool(imprint.authors)
    rows += [f"<dc:description>{told(imprint.description or '')}</dc:description>"] * bool(imprint.description)
    rows += [f"<dc:subject>{listed('Bag', imprint.keywords)}</dc:subject>"] * bool(imprint.keywords)
    rows += [f"<pdf:Keywords>{escape(', '.join(imprint.keywords), quote=False)}</pdf:Keywords>"] * bool(imprint.keywords)
    rows += [f"<dc:language>{listed('Bag', [imprint.language])}</dc:language>"]
    rows += [f"<pdf:Producer>{escape(imprint.producer, quote=False)}</pdf:Producer><xmp:CreatorTool>bookbuild</xmp:CreatorTool>"]
    if stamp := source_date():
        day = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
        rows += [f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"]
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\n'
        + "\n".join(rows) + '\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()  # fmt: skip
    file.stream(METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(packet), packet)


def text(value: str) -> bytes:
    """A text string (ISO 32000-1 §7.9.2.2): ASCII as it is, anything else in UTF-16."""
    if value.isascii():
        escaped = value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").replace("\r", "\\r").replace("\n", "\\n")
        return f"({escaped})".encode()
    return b"<feff%b>" % value.encode("utf-16-be").hex().encode()


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()
