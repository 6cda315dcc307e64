"""A Catalogue -> OPDS 2.0 (JSON): the feed, and of each book a document of its own.

After the draft of opds-community (opds-2.0.md, read 2026-11): a feed has a title, a link to itself and publications; a
publication has metadata, a link to itself, a way to get it, and an image.
"""

import json
from collections.abc import Iterator
from typing import Any

from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.catalogue import KINDS, Catalogue, Volume
from bookbuild.shelf.opds import ACQUISITION, FEED, IMAGE, OPDS2, THUMBNAIL, TITLE, stamp

PUBLICATION = "application/opds-publication+json"


def feed(catalogue: Catalogue, at: Addresses) -> bytes:
    """The feed, in UTF-8."""
    return _json({
        "metadata": {"title": TITLE, "numberOfItems": len(catalogue.volumes), "modified": stamp(catalogue.updated)},
        "links": [
            {"rel": "self", "href": at.opds2, "type": OPDS2},
            {"rel": "alternate", "href": at.opds, "type": FEED},
            {"rel": "alternate", "href": at.page, "type": "text/html"},
        ],
        "publications": [_publication(volume, at) for volume in catalogue.volumes],
    })  # fmt: skip


def publication(volume: Volume, at: Addresses) -> bytes:
    """The document of one book."""
    return _json(_publication(volume, at))


def _publication(volume: Volume, at: Addresses) -> dict[str, Any]:
    return {
        "metadata": dict(_metadata(volume)),
        "links": [{"rel": "self", "href": at.publication(volume), "type": PUBLICATION}, *_acquisitions(volume, at)],
        # KOReader shows the first in lists, unless another says that it is the small one.
        "images": [
            {"rel": IMAGE, "href": at.cover(volume), "type": volume.label.cover_type},
            {"rel": THUMBNAIL, "href": at.thumbnail(volume), "type": "image/jpeg"},
        ],
    }  # fmt: skip


def _metadata(volume: Volume) -> Iterator[tuple[str, Any]]:
    label = volume.label
    yield "@type", "http://schema.org/Book"
    yield "title", label.title
    if label.authors:
        yield "author", label.authors[0] if len(label.authors) == 1 else list(label.authors)
    yield "identifier", volume.uuid.urn            # not the book's own: two editions may share that
    yield "modified", stamp(volume.updated)
    named = {"language": label.language, "publisher": label.publisher, "description": label.description}
    yield from ((name, value) for name, value in named.items() if value)
    if label.subjects:
        yield "subject", list(label.subjects)


def _acquisitions(volume: Volume, at: Addresses) -> Iterator[dict[str, Any]]:
    for copy in volume.copies:
        kind = KINDS[copy.kind]
        if kind.in_feeds:
            yield {"rel": ACQUISITION, "href": at.copy(volume, copy), "type": kind.media_type, "title": kind.words, "size": copy.size}


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
