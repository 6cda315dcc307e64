"""A Catalogue -> a feed of OPDS 1.2 (Atom, RFC 4287): all books in one acquisition feed, the newest first.

Entries have what the specification asks for, and what apps look for besides: `length` on links and the rels of covers from
before 1.0, which older apps still know (as calibre's server gives them, 2026).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from bookbuild import __version__
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.catalogue import KINDS, Catalogue, Volume

ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
FEED = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPDS2 = "application/opds+json"
TITLE = "Books on the shelf"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
IMAGE, THUMBNAIL = "http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"
# Before OPDS 1.0 covers had these names: Stanza's, and ManyBooks' which some apps still read.
OLD_IMAGE, OLD_THUMBNAIL = "http://opds-spec.org/cover", "http://opds-spec.org/thumbnail"
UNKNOWN = "Unknown author"                         # Atom wants somebody


def feed(catalogue: Catalogue, at: Addresses) -> bytes:
    """The feed, in UTF-8."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "dc": DC})
    _text(root, "id", uuid5(NAMESPACE_URL, f"bookbuild shelf {at.root}").urn)
    _text(root, "title", TITLE)
    _text(root, "updated", stamp(catalogue.updated))
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "bookbuild")
    _text(root, "generator", "bookbuild").set("version", __version__)
    _link(root, "self", at.opds, FEED)
    _link(root, "start", at.opds, FEED)
    _link(root, "alternate", at.opds2, OPDS2)
    _link(root, "alternate", at.page, "text/html")
    for volume in catalogue.volumes:
        _entry(root, volume, at)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content


def stamp(moment: datetime) -> str:
    """RFC 3339, as Atom and JSON both want it: `2026-11-29T02:15:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(root: Any, volume: Volume, at: Addresses) -> None:  # noqa: ANN401 - lxml is untyped
    label, entry = volume.label, etree.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", volume.uuid.urn)
    _text(entry, "title", label.title)
    _text(entry, "updated", stamp(volume.updated))
    for author in label.authors or (UNKNOWN,):
        _text(etree.SubElement(entry, f"{{{ATOM}}}author"), "name", author)
    for name, text in _terms(volume):
        _text(entry, name, text, DC)
    for subject in label.subjects:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=subject, label=subject)
    if label.description:
        _text(entry, "summary", label.description)
    for rel in (IMAGE, OLD_IMAGE):
        _link(entry, rel, at.cover(volume), label.cover_type)
    for rel in (THUMBNAIL, OLD_THUMBNAIL):
        _link(entry, rel, at.thumbnail(volume), "image/jpeg")
    for copy in volume.copies:
        if KINDS[copy.kind].in_feeds:
            link = _link(entry, ACQUISITION, at.copy(volume, copy), KINDS[copy.kind].media_type)
            link.set("title", KINDS[copy.kind].words)
            link.set("length", str(copy.size))


def _terms(volume: Volume) -> Iterator[tuple[str, str]]:
    """Dublin Core's terms; Atom's own elements come first where there are some (OPDS 1.2, section 5.1.1)."""
    label = volume.label
    named = {"language": label.language, "identifier": label.identifier, "publisher": label.publisher, "issued": label.issued}
    yield from ((name, text) for name, text in named.items() if text)


def _text(parent: Any, name: str, text: str, space: str = ATOM) -> Any:  # noqa: ANN401
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    element.text = text
    return element


def _link(parent: Any, rel: str, href: str, media_type: str) -> Any:  # noqa: ANN401
    return etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=href, type=media_type)
