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

    def bound(self) -> tuple[list[Bound], Sheaf]:
        """Every document with its furniture, and the faces of the book. Raises WholeBook where that cannot be."""
        sheaves, placed = self._documents()
        furniture = self._furniture(sheaves, placed)
        faces = self._faces([*sheaves, *furniture])
        return [Bound(*each) for each in zip(sheaves, furniture, placed, strict=True)], faces

    @cached_property
    def _sheet_keys(self) -> dict[str, str]:
        return {name: key_of(*(sheet.said for sheet in sheets)) for name, sheets in self.split.sheets.items()}

    def _documents(self) -> tuple[list[Sheaf], list[Placed]]:
        rtl = self.edition.metadata.direction == "rtl"
        sides = ["left" if rtl else "right"] * len(self.settings)
        numbers: list[dict[str, int]] = [{} for _ in self.settings]
        jobs = [self._document(*each) for each in zip(self.settings, sides, numbers, strict=True)]
        for _ in range(ROUNDS):
            sheaves = self._made(jobs)
            self._refuse(sheaves)
            try:
                placed = paginate([sheaf.said for sheaf in sheaves], rtl=rtl)
            except RunsOn as error:
                reason = f"“{self.settings[error.place].document.title}” does not begin on a page of its own"
                raise WholeBook(reason) from None
            known = dict(_pages_of_places(sheaves, placed))
            now = [place.side for place in placed], [{each: known.get(each, 0) for each in sheaf.said["needs"]} for sheaf in sheaves]
            if now == (sides, numbers):
                return sheaves, placed
            for at, wanted in enumerate(zip(self.settings, *now, strict=True)):
                if (sides[at], numbers[at]) != wanted[1:]:
                    jobs[at] = self._document(*wanted)
            sides, numbers = now
        reason = "page numbers in the text keep moving the pages that they name"
        raise WholeBook(reason)

    def _document(self, setting: Setting, side: str, numbers: dict[str, int]) -> Job:
        first = setting is self.settings[0]
        html = framed(setting.html, self.edition, whole=first)
        sheets = f"{'first' if first else 'document'}-{side}"
        places = (*setting.outside, *setting.inside) if self.split.targets else setting.outside
        elsewhere = {place: numbers.get(place, 0) for place in places}
        shown = [self.pictures.get(name, "") for name in PICTURE.findall(html)] if "<img" in html else []
        name = setting.document.name
        key = key_of("document", self.basis, self._sheet_keys[sheets], shown, name, html, elsewhere)
        said = {"kind": "document", "html": html, "sheets": sheets, "name": name, "elsewhere": elsewhere, "first": first}
        return Job(key, said, setting.document.title, setting.document.path, len(html))

    def _refuse(self, sheaves: Sequence[Sheaf]) -> None:
        """What runs on from chapter to chapter: edges of the whole book, and counters that are seen."""
        printed = self.split.counters | {"footnote"}
        for setting, sheaf in zip(self.settings, sheaves, strict=True):
            if sheaf.said["framed"]:
                raise WholeBook(FRAMED)
            if carried := printed & set(sheaf.said["carries"]):
                reason = f"counter({min(carried)}) goes on counting after “{setting.document.title}”"
                raise WholeBook(reason)

    def _furniture(self, sheaves: Sequence[Sheaf], placed: Sequence[Placed]) -> list[Sheaf]:
        last = placed[-1]
        total = last.first + len(sheaves[-1].said["pages"]) if self.split.counts_pages else 0
        frame = framed("", self.edition, whole=False)
        wanted = []
        for sheaf, place in zip(sheaves, placed, strict=True):
            pages = runs(sheaf.said, place, by_number=self.split.by_number, deepest=self.split.deepest)
            wanted.append((key_of("furniture", self.basis, self._sheet_keys["furniture"], frame, total, pages), pages))
        missing = {key: pages for key, pages in wanted if self.store.sheaf(key) is None}
        self.workers.do(
            Job(key_of(*some), {"kind": "furniture", "frame": frame, "runs": some, "total": total}, "running heads")
            for some in _batches(missing)
        )  # fmt: skip
        return [self._sheaf(key) for key, _ in wanted]

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
        return self._made([Job(key, {"kind": "faces", "faces": faces}, "fonts")])[0]

    def _made(self, jobs: Sequence[Job]) -> list[Sheaf]:
        """The sheaves of these jobs, from the store or made now."""
        found = {job.key: self.store.sheaf(job.key) for job in jobs}
        self.workers.do([job for job in jobs if found[job.key] is None])
        return [found[job.key] or self._sheaf(job.key) for job in jobs]

    def _sheaf(self, key: str) -> Sheaf:
        sheaf = self.store.sheaf(key)
        if sheaf is None:
            message = f"{key}.sheaf was removed while the book was being built"
            raise FileNotFoundError(message)
        return sheaf


def by_number(glyphs: dict[str, Any]) -> dict[str, Any]:
    """By number: whatever was set first, the same faces give the same bytes."""
    return dict(sorted(glyphs.items(), key=lambda pair: int(pair[0])))


def _pages_of_places(sheaves: Sequence[Sheaf], placed: Sequence[Placed]) -> Iterator[tuple[str, int]]:
    """(id, number of its page) of every place in the book."""
    for sheaf, place in zip(sheaves, placed, strict=True):
        for page, counters in zip(sheaf.said["pages"], place.counters[place.blank :], strict=True):
            yield from ((name, counters.get("page", 0)) for name, *_ in page["anchors"])


def _batches(wanted: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, list[dict[str, Any]]]]:
    some: dict[str, list[dict[str, Any]]] = {}
    for key, pages in wanted.items():
        some[key] = pages
        if sum(map(len, some.values())) >= BATCH:
            yield some
            some = {}
    if some:
        yield some
