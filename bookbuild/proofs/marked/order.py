"""The pairs of two drafts -> in which order the proof has their documents, and which of them have moved."""

from bisect import bisect_right
from collections.abc import Sequence

from bookbuild.book import Matter
from bookbuild.edition import Document
from bookbuild.proofs.marked.pairing import Pairs

Row = list[tuple[Document, bool]]                  # a document, and whether it is one that is gone


def in_order(old: Sequence[Document], new: Sequence[Document], pairs: Pairs) -> Row:
    """The new documents, with those that are gone behind what they stood behind.

    The text begins where it begins: a chapter that is gone does not come to stand among the front matter.
    """
    row: Row = [(document, False) for document in new]
    by_name = {document.name: document for document in new}
    now = {part.name: by_name[name] for name, parts in pairs.items() for part in parts}
    before: tuple[Document, bool] | None = None
    for document in old:
        if document.name in now:
            before = (now[document.name], False)
            continue
        place = row.index(before) + 1 if before else 0
        if document.role.matter is not Matter.FRONT:
            place = max(place, next((at for at, (each, _) in enumerate(row) if each.role.matter is not Matter.FRONT), len(row)))
        before = (document, True)
        row.insert(place, before)
    return row


def moved(old: Sequence[Document], new: Sequence[Document], pairs: Pairs) -> set[str]:
    """The names of the new documents that have to be moved to get from one order to the other, as few as can be.

    The others are the longest row of documents whose places only grow; parts of one document have one place.
    """
    places = {document.name: place for place, document in enumerate(old)}
    written = [document for document in new if document.path and document.name in pairs]
    ends: list[int] = []                           # of the rows of each length, the one that ends earliest
    rows: list[list[str]] = [[]]
    for document in written:
        place = places[pairs[document.name][0].name]
        length = bisect_right(ends, place)
        ends[length : length + 1] = [place]
        rows[length + 1 : length + 2] = [[*rows[length], document.name]]
    return {document.name for document in written}.difference(rows[-1])
