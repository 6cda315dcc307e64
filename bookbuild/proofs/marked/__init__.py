"""Two drafts of a book -> the new one with every word marked that came or went, and a first page that says what has changed.

pairing, cutting, order (which documents belong together), blocks, alignment (which paragraphs), words, changes, sentences (which words),
inline, body (one document with its marks), summary (the first page); dress and bars make it fit for paper and for the screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bookbuild.book import Role
from bookbuild.edition import Document, Edition, Entry, compose
from bookbuild.kept import Kept, digest_of
from bookbuild.manuscript import load
from bookbuild.problems import BookError, Problem, Severity, many
from bookbuild.proofs.marked.body import gone_body, mark_body, new_body
from bookbuild.proofs.marked.cutting import joined_body
from bookbuild.proofs.marked.order import in_order, moved
from bookbuild.proofs.marked.pairing import pair
from bookbuild.proofs.marked.summary import Fate, Outcome, summary_page
from bookbuild.proofs.marked.words import Digest

__all__ = ["Comparison", "Fate", "Outcome", "marked", "read_earlier"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`edition` has the marks; `outcomes` say what became of each document, in the order in which they stand in it.

    `was` and `now` name the two drafts.
    """

    edition: Edition
    outcomes: tuple[Outcome, ...]
    was: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether there is anything to be seen."""
        return any(each.seen for each in self.outcomes)

    @property
    def feet(self) -> str:
        """Both drafts, as they stand in the foot of each page."""
        return f"{self.was} → {self.now}"

    @property
    def told(self) -> str:
        """In one line: `since v1 · 2026-10-01: 1,204 words came, 311 went; 4 of 31 chapters and pages changed, 1 new`."""
        if not self.changed:
            return f"not a word has changed since {self.was}, so there is nothing to mark"
        fates = [each.fate for each in self.outcomes]
        counted = {"new": fates.count(Fate.NEW), "deleted": fates.count(Fate.DELETED), "moved": sum(each.moved for each in self.outcomes)}
        came, went = sum(each.inserted for each in self.outcomes), sum(each.deleted for each in self.outcomes)
        said = "".join(f", {number:,} {what}" for what, number in counted.items() if number)
        changed = f"{fates.count(Fate.CHANGED):,} of {many(len(fates), 'chapter')} and pages changed{said}"
        return f"since {self.was}: {many(came, 'word')} came, {went:,} went; {changed}"


def read_earlier(folder: Path, edition_name: str | None, faces: tuple[str, ...], cache: Path) -> Edition:
    """The earlier draft, as this bookbuild would make it. What is wrong with it is nobody's concern any more.

    Nothing is written into its folder: chapters that have not changed are in the `cache` of the book as it is now, and the
    others are kept there too. Raises BookError where there is nothing that can be read.
    """
    try:
        return compose(load(folder, edition_name), faces, Kept(cache / "passages"))
    except BookError as error:
        raise BookError(replace(each, message=f"the earlier draft: {each.message}") for each in error.problems) from error


def not_understood(old: Edition) -> Iterator[Problem]:
    """What of the earlier draft's book.toml could not be read: all that it says seems to be new in this one."""
    for each in old.problems:
        if each.code == "b-001":
            yield replace(each, message=f"the earlier draft: {each.message}", hint=None, severity=Severity.WARNING)


def marked(old: Edition, new: Edition, was: str, now: str) -> Comparison:
    """Compare two drafts by words. The contents page is the new draft's own: it follows from the rest."""
    before, after = _compared(old), _compared(new)
    pairs = pair(before, after)
    wandered = moved(before, after, pairs)
    digests = _digest(old), _digest(new)
    documents, outcomes = [], []
    for number, (document, is_gone) in enumerate(in_order(before, new.documents, pairs)):
        if document.role is Role.CONTENTS:
            documents.append(document)
            continue
        if is_gone:
            shown, outcome = _gone(document, number, was)
        else:
            shown, outcome = _shown(document, pairs.get(document.name, ()), digests)
        documents.append(shown)
        outcomes.append(replace(outcome, moved=not is_gone and document.name in wandered, written=document.path is not None))
    first = summary_page(new.metadata.title, outcomes, was, now)
    contents = (Entry(first.title, first.name), *new.contents)
    return Comparison(replace(new, documents=(first, *documents), contents=contents), tuple(outcomes), was, now)


def _compared(edition: Edition) -> list[Document]:
    return [document for document in edition.documents if document.role is not Role.CONTENTS]


def _digest(edition: Edition) -> Digest:
    """What tells a picture from another, whatever it is called."""
    files = {each.name: each.picture.file for each in edition.illustrations}
    return cache(lambda name: digest_of(files[name]) if name in files else name)


def _shown(document: Document, was: tuple[Document, ...], digests: tuple[Digest, Digest]) -> tuple[Document, Outcome]:
    """A document of the new draft, with its marks."""
    found = mark_body(joined_body(was), document.body, digests) if was else new_body(document.body, "[new in this draft]")
    outcome = Outcome(document.name, document.title, Fate.CHANGED if was else Fate.NEW, found.inserted, found.deleted)
    if found.body is None:
        return document, replace(outcome, fate=Fate.SAME)
    return replace(document, body=found.body, lines=()), outcome


def _gone(document: Document, number: int, was: str) -> tuple[Document, Outcome]:
    """A document that is in the earlier draft alone, struck through. It is in no contents."""
    name = f"deleted-{number}"
    found = gone_body(document.body, name, f"[deleted since {was}]")
    shown = replace(document, name=name, body=found.body or "", lines=(), listed=False)
    return shown, Outcome(name, document.title, Fate.DELETED, 0, found.deleted)
