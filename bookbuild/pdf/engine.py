"""Settings and sheets -> bound documents: each set once, in processes, kept; again only when its text or place changes.

The places of pages are a fixpoint: a contents page needs the numbers of pages, whose numbers may depend on how long the
contents are. Documents are set, placed, and those that ask for another side or another number are set again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bookbuild.edition import Edition
from bookbuild.kept import key_of
from bookbuild.pdf.pagination import Placed, RunsOn, paginate, runs
from bookbuild.pdf.paper import Setting, framed
from bookbuild.pdf.sheets import Split
from bookbuild.pdf.stitch import Bound
from bookbuild.pdf.store import Store
from bookbuild.pdf.workers import Job, Workers
from bookbuild.press.sheaf import Sheaf

ROUNDS = 8                                         # WeasyPrint, too, gives up after so many
BATCH = 100                                        # pages of furniture in a job: enough to be worth a process's while
FRAMED = "html or body has a border, a padding, a margin or columns, which begin and end with the book"
PICTURE = re.compile(r'\bsrc="([^"]+)"')


class WholeBook(Exception):  # noqa: N818 - not an error: another way of setting the book
    """The book has to be set in one piece; `reasons` say why."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(*reasons)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document is set with: the side it opens on, and the numbers of the pages that it names."""

    side: str
    numbers: dict[str, int]


@dataclass(frozen=True)
class Engine:
    """What a book is set from. `basis` are digests of what all pages depend on, `pictures` those of each picture shown."""

    edition: Edition
    settings: tuple[Setting, ...]
    split: Split
    basis: tuple[str, ...]
    pictures: dict[str, str]
    store: Store
    workers: Workers
    ink: str = "rgb"

    def bound(self) -> tuple[list[Bound], Sheaf]:
        """Every document with its furniture, and the faces of the book. Raises WholeBook where that cannot be."""
        wanted = [Wanted(self._opening_side, {}) for _ in self.settings]
        jobs = [self._document(*each) for each in zip(self.settings, wanted, strict=True)]
        self._make(jobs)
        for _ in range(ROUNDS):
            sheaves = [self.sheaf(job.key) for job in jobs]
            placed = self._placed(sheaves)
            furniture = self._furniture(sheaves, placed)
            now = list(_wanted(sheaves, placed))
            again = [at for at, each in enumerate(now) if each != wanted[at]]
            for at in again:
                jobs[at] = self._document(self.settings[at], now[at])
            # Both at once: most pages stay where they are, whatever a contents page turns out to say.
            self._make([*(jobs[at] for at in again), *self._batches(dict(furniture))])
            if not again:
                heads = [self.sheaf(key) for key, _ in furniture]
                faces = self._faces([*sheaves, *heads])
                return [Bound(*each) for each in zip(sheaves, heads, placed, strict=True)], faces
            wanted = now
        reason = "page numbers in the text keep moving the pages that they name"
        raise WholeBook(reason)

    @property
    def _opening_side(self) -> str:
        return "left" if self.edition.metadata.direction == "rtl" else "right"

    @cached_property
    def _sheet_keys(self) -> dict[str, str]:
        return {name: key_of(*(sheet.said for sheet in sheets)) for name, sheets in self.split.sheets.items()}

    def _placed(self, sheaves: Sequence[Sheaf]) -> list[Placed]:
        self._refuse(sheaves)
        try:
            return paginate([sheaf.said for sheaf in sheaves], rtl=self._opening_side == "left")
        except RunsOn as error:
            reason = f"“{self.settings[error.place].document.title}” does not begin on a page of its own"
            raise WholeBook(reason) from None

    def _document(self, setting: Setting, wanted: Wanted) -> Job:
        first = setting is self.settings[0]
        html = framed(setting.html, self.edition, whole=first)
        sheets = f"{'first' if first else 'document'}-{wanted.side}"
        places = (*setting.outside, *setting.inside) if self.split.targets else setting.outside
        elsewhere = {place: wanted.numbers.get(place, 0) for place in places}
        shown = [self.pictures.get(name, "") for name in PICTURE.findall(html)] if "<img" in html else []
        name, composer = setting.document.name, self.edition.design.composer
        key = key_of("document", self.basis, self._sheet_keys[sheets], shown, name, html, elsewhere, composer)
        said = {
            "kind": "document", "html": html, "sheets": sheets, "name": name, "elsewhere": elsewhere, "first": first, "composer": composer,
            "ink": self.ink,
        }  # fmt: skip
        return Job(key, said, setting.document.title, setting.document.path, len(html))

    def _refuse(self, sheaves: Sequence[Sheaf]) -> None:
        """What runs on from chapter to chapter: edges of the whole book, and counters that are seen."""
        printed = self.split.counters | {"footnote"}
        for setting, sheaf in zip(self.settings, sheaves, strict=True):
            if not sheaf.said["before"]:
                reason = f"“{setting.document.title}” is not shown, or not as a block"
                raise WholeBook(reason)
            if sheaf.said["framed"]:
                raise WholeBook(FRAMED)
            if carried := printed & set(sheaf.said["carries"]):
                reason = f"counter({min(carried)}) goes on counting after “{setting.document.title}”"
                raise WholeBook(reason)

    def _furniture(self, sheaves: Sequence[Sheaf], placed: Sequence[Placed]) -> list[tuple[str, list[dict[str, Any]]]]:
        """(key, pages) of the furniture of each document."""
        last = placed[-1]
        total = last.first + len(sheaves[-1].said["pages"]) if self.split.counts_pages else 0
        sheets = [self._sheet_keys[name] for name in ("furniture", "document-right")]      # the faces are in the second
        found = []
        for sheaf, place in zip(sheaves, placed, strict=True):
            pages = runs(sheaf.said, place, by_number=self.split.by_number, deepest=self.split.deepest)
            pages[0]["total"] = total
            found.append((key_of("furniture", self.basis, sheets, self._frame, pages), pages))
        return found

    @cached_property
    def _frame(self) -> str:
        return framed("", self.edition, whole=False)

    def _batches(self, furniture: dict[str, list[dict[str, Any]]]) -> Iterator[Job]:
        """Jobs for the furniture that is missing, of so many pages that they are worth a process's while."""
        some: dict[str, list[dict[str, Any]]] = {}
        missing = {key: pages for key, pages in furniture.items() if self.store.sheaf(key) is None}
        for number, (key, pages) in enumerate(missing.items(), 1):
            some[key] = pages
            if sum(map(len, some.values())) >= BATCH or number == len(missing):
                yield Job(key_of(*some), {"kind": "furniture", "frame": self._frame, "runs": some, "ink": self.ink}, "running heads")
                some = {}

    def _faces(self, sheaves: Iterable[Sheaf]) -> Sheaf:
        faces: dict[str, Any] = {}
        for sheaf in sheaves:
            for name, face in sheaf.said["faces"].items():
                if name not in faces:
                    faces[name] = {**face, "widths": dict(face["widths"]), "to_unicode": dict(face["to_unicode"])}
                else:
                    faces[name]["widths"].update(face["widths"])
                    texts = faces[name]["to_unicode"]
                    for glyph, text in face["to_unicode"].items():
                        if texts.setdefault(glyph, text) != text and text == texts[glyph].lower():
                            texts[glyph] = text    # a small capital is read as the small letter it mostly stands for
        for face in faces.values():
            face |= {what: by_number(face[what]) for what in ("widths", "to_unicode")}
        key = key_of("faces", self.basis, faces)
        self._make([Job(key, {"kind": "faces", "faces": faces}, "fonts")])
        return self.sheaf(key)

    def _make(self, jobs: Iterable[Job]) -> None:
        """Have what is not in the store made."""
        self.workers.do([job for job in jobs if self.store.sheaf(job.key) is None])

    def sheaf(self, key: str) -> Sheaf:
        """A sheaf that has been made."""
        sheaf = self.store.sheaf(key)
        if sheaf is None:
            message = f"{key}.sheaf was removed while the book was being built"
            raise FileNotFoundError(message)
        return sheaf


def by_number(glyphs: dict[str, Any]) -> dict[str, Any]:
    """By number: whatever was set first, the same faces give the same bytes."""
    return dict(sorted(glyphs.items(), key=lambda pair: int(pair[0])))


def _wanted(sheaves: Sequence[Sheaf], placed: Sequence[Placed]) -> Iterator[Wanted]:
    """What each document should have been set with, as the pages now stand."""
    known = dict(_pages_of_places(sheaves, placed))
    for sheaf, place in zip(sheaves, placed, strict=True):
        yield Wanted(place.side, {each: known.get(each, 0) for each in sheaf.said["needs"]})


def _pages_of_places(sheaves: Sequence[Sheaf], placed: Sequence[Placed]) -> Iterator[tuple[str, int]]:
    """(id, number of its page) of every place in the book."""
    for sheaf, place in zip(sheaves, placed, strict=True):
        for page, counters in zip(sheaf.said["pages"], place.counters[place.blank :], strict=True):
            yield from ((name, counters.get("page", 0)) for name, *_ in page["anchors"])
