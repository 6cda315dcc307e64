"""A file -> a Package, whatever the file is: each entry is read once, each XML file parsed once, and nothing raises."""

import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from stat import S_ISLNK

from lxml import etree

from bookbuild.checks.package.contents import NCX, SVG, XHTML, Element, Entry, Item, Package, Spot, Tree, resolve, scheme, short

CONTAINER = "META-INF/container.xml"
PACKAGE = "application/oebps-package+xml"
# A novel has a few megabytes. These are far above any book, and far below what fills a machine's memory.
MOST_ENTRIES, MOST_BYTES, BOMB = 20_000, 1 << 30, 64 << 20
MOST_PACKED = 300                                  # times smaller than what it holds: text packs to a quarter
LOCAL_HEADER = struct.Struct("<4s22xHH")           # of an entry: signature, …, lengths of name and extra field
ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?([^\s\"'>]+)")
# What zipfile says of damage; NotImplementedError is a way of packing, RuntimeError a password.
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError, struct.error)


def open_package(file: Path) -> Package:
    """Take an EPUB apart. What is wrong with it stands in the Package."""
    try:
        raw = file.read_bytes()
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            if too_big := _too_big(infos):
                return Package(unreadable=(Spot("", None, too_big),))
            entries = tuple(_entry(info, raw) for info in infos)
            files, damaged = _files(archive, infos)
    except DAMAGE as error:
        return Package(unreadable=(Spot("", None, f"not a zip file that can be read: {_said(error)}"),))
    return _with_package_document(Package(entries, files, tuple(damaged)))


def _too_big(infos: list[zipfile.ZipInfo]) -> str:
    total, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES or (total > BOMB and total > MOST_PACKED * packed):
        return f"{len(infos):,} files of {total:,} bytes in {packed:,}: not opened"
    return ""


def _entry(info: zipfile.ZipInfo, raw: bytes) -> Entry:
    header = raw[info.header_offset : info.header_offset + LOCAL_HEADER.size]
    extra = len(header) == LOCAL_HEADER.size and LOCAL_HEADER.unpack(header)[2] > 0
    return Entry(info.orig_filename, info.compress_type, extra, bool(info.flag_bits & 1), S_ISLNK(info.external_attr >> 16))


def _files(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> tuple[dict[str, bytes], list[Spot]]:
    files: dict[str, bytes] = {}
    damaged = []
    for info in infos:
        if not info.is_dir() and info.filename not in files:
            try:
                files[info.filename] = archive.read(info)
            except DAMAGE as error:
                damaged.append(Spot(info.filename, None, f"cannot be unpacked: {_said(error)}"))
    return files, damaged


def _said(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _with_package_document(package: Package) -> Package:
    """Container, package document, manifest, spine; then every XML file that the manifest lists."""
    trees: dict[str, Tree] = {}
    not_xml: list[Spot] = []
    container = _parsed(CONTAINER, package, not_xml)
    opf = _parsed(_package_name(container), package, not_xml)
    if container is None or opf is None:
        return replace(package, container=container, not_xml=tuple(not_xml))
    items = tuple(_items(opf))
    for item in items:
        if item.media_type in (XHTML, NCX, SVG) and item.name not in trees and (tree := _parsed(item.name, package, not_xml)):
            trees[item.name] = tree
    by_id = {item.id: item for item in items}
    spine = tuple(by_id[name] for ref in opf.all("itemref") if (name := ref.get("idref", "")) in by_id)
    return replace(package, container=container, opf=opf, items=items, spine=spine, trees=trees, not_xml=tuple(not_xml))


def _package_name(container: Tree | None) -> str:
    roots = [root for root in container.all("rootfile") if root.get("media-type") == PACKAGE] if container else []
    return resolve("", roots[0].get("full-path", ""))[0] if roots else ""


def _items(opf: Tree) -> Iterator[Item]:
    for element in opf.all("item"):
        href = element.get("href", "")
        name = href if scheme(href) else resolve(opf.name, href)[0] if href else ""
        yield Item(element.get("id", ""), href, name, element.get("media-type", ""), tuple(element.get("properties", "").split()), element)


def _parsed(name: str, package: Package, not_xml: list[Spot]) -> Tree | None:
    source = package.files.get(name)
    if source is None:
        return None
    # A parser of its own for each file: one that failed remembers it. Entities are left alone and then cut out.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        not_xml.append(Spot(name, getattr(error, "lineno", None) or None, _said(error)))
        return None
    etree.strip_elements(root, etree.Entity, with_tail=False)
    document = root.getroottree().docinfo
    inside = source[: source.find(b"]>") + 1] if document.doctype or b"<!DOCTYPE" in source[:2000] else b""
    entities = tuple(found.decode(errors="replace") for found in ENTITY.findall(inside))
    return _indexed(Tree(name, root, source, document.doctype or "", entities))


def _indexed(tree: Tree) -> Tree:
    named: dict[str, list[Element]] = defaultdict(list)
    ids: dict[str, list[Element]] = defaultdict(list)
    having: dict[str, list[Element]] = defaultdict(list)
    for element in tree.elements:
        named[short(element.tag)].append(element)
        for attribute in element.attrib:
            having[attribute].append(element)
    for element in having["id"]:
        ids[element.attrib["id"]].append(element)
    return replace(tree, named=_fixed(named.items()), having=_fixed(having.items()), ids=_fixed(ids.items()))


def _fixed(lists: Iterable[tuple[str, list[Element]]]) -> dict[str, tuple[Element, ...]]:
    return {name: tuple(elements) for name, elements in lists}
