"""A PDF -> all that readers, viewers and screen readers get of it, page by page, and where two PDFs differ in that."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from outside import said
from tiny import TinyBook

from bookbuild.kept import Kept
from bookbuild.pdf import Printed, Way, write_pdf
from bookbuild.pdf.workers import Job, Workers
from bookbuild.press.book import write_book
from bookbuild.press.composer.inking import draw_as_composed
from bookbuild.press.layout import Case
from bookbuild.press.sheaf import Sheaf
from bookbuild.stylesheet import Sheet

SHOWN = 6                                          # differences of a kind; the first ones tell it
Tag = tuple[object, ...]


@dataclass(frozen=True)
class Print:
    """A finished PDF. Pages count from 0, as PDF counts them."""

    path: Path

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def pages(self) -> list[Any]:
        return list(self.pdf.pages)

    @cached_property
    def sizes(self) -> list[list[float]]:
        return [[round(float(side), 1) for side in page.mediabox] for page in self.pages]

    @cached_property
    def pictures(self) -> list[bytes]:
        """Every page as poppler draws it."""
        with TemporaryDirectory() as folder:
            said("pdftoppm", "-r", "50", "-gray", str(self.path), f"{folder}/page")
            return [file.read_bytes() for file in sorted(Path(folder).iterdir())]

    @cached_property
    def texts(self) -> list[str]:
        """Small capitals are read as small letters or as large ones, and either is right."""
        return said("pdftotext", "-layout", str(self.path), "-").casefold().split("\f")[:-1]

    @cached_property
    def labels(self) -> list[str]:
        return [page.label for page in self.pages]

    @cached_property
    def index(self) -> dict[tuple[int, int], int]:
        return {page.objgen: index for index, page in enumerate(self.pages)}

    @cached_property
    def names(self) -> dict[str, object]:
        return dict(pikepdf.NameTree(self.pdf.Root.Names.Dests).items()) if "/Names" in self.pdf.Root else {}

    def place(self, where: Any) -> tuple[object, ...]:  # noqa: ANN401 - pikepdf is untyped
        """A destination as (page, x, y), or the name that leads nowhere."""
        found = self.names.get(str(where)) if isinstance(where, pikepdf.String) else where
        if found is None:
            return ("nowhere", str(where))
        found = found.D if isinstance(found, pikepdf.Dictionary) else found
        page, _, x, y, *_ = found  # type: ignore[misc]
        return self.index[page.objgen], round(float(x)), round(float(y))

    @cached_property
    def links(self) -> list[tuple[object, ...]]:
        """(page, rectangle, where to) of every link, in the order in which they stand in the file."""
        return [
            (index, *(round(float(side)) for side in link.Rect), *self._target(link))
            for index, page in enumerate(self.pages) for link in page.get("/Annots", ()) if link.Subtype == "/Link"
        ]  # fmt: skip

    def _target(self, link: Any) -> tuple[object, ...]:  # noqa: ANN401
        action = link.get("/A", {})
        return (str(action.URI),) if "/URI" in action else self.place(link.get("/Dest", action.get("/D")))

    @cached_property
    def outline(self) -> list[object]:
        def read(entry: Any, level: int) -> Iterator[object]:  # noqa: ANN401
            while entry is not None:
                yield level, str(entry.Title), self.place(entry.Dest), int(entry.get("/Count", 0))
                yield from read(entry.get("/First"), level + 1)
                entry = entry.get("/Next")

        return list(read(self.pdf.Root.Outlines.First, 0)) if "/Outlines" in self.pdf.Root else []

    @cached_property
    def told(self) -> dict[str, str]:
        """What the file says of itself."""
        root = self.pdf.Root
        told = {name: str(root.get(name)) for name in ("/Lang", "/PageMode", "/PageLayout")}
        told |= {f"{name}{key}": str(value) for name in ("/MarkInfo", "/ViewerPreferences") for key, value in root.get(name, {}).items()}
        return told | {str(key): str(value) for key, value in self.pdf.docinfo.items() if str(value)}

    @cached_property
    def tags(self) -> list[Tag]:
        """Every structure element in reading order: depth, tag, where its content stands, and what it says besides."""
        return list(self._tags(self.pdf.Root.StructTreeRoot.K[0], 0, None))

    def _tags(self, element: Any, depth: int, above: int | None) -> Iterator[Tag]:  # noqa: ANN401
        page = self.index.get(element.Pg.objgen) if "/Pg" in element else above
        attributes = element.get("/A", {})
        said_of = {key: str(element.get(key)) for key in ("/Alt", "/ActualText", "/Lang", "/E", "/T") if key in element}
        said_of |= {key: str(attributes.get(key)) for key in ("/Scope", "/RowSpan", "/ColSpan", "/ListNumbering") if key in attributes}
        headers = tuple(self.header.get(str(each), "nowhere") for each in attributes.get("/Headers", ()))
        inside = list(element.K) if isinstance(element.get("/K"), pikepdf.Array) else [element.K] if "/K" in element else []
        yield depth, str(element.S), headers, tuple(said_of.items()), tuple(self._content(each, page) for each in inside)
        for each in inside:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each:
                yield from self._tags(each, depth + 1, page)

    def _content(self, kid: Any, page: int | None) -> object:  # noqa: ANN401
        """(page, number) of a piece of marked content; a link by its rectangle; an element by its tag."""
        if not isinstance(kid, pikepdf.Dictionary):
            return page, int(kid)
        if "/S" in kid:
            return str(kid.S)
        if "/MCID" in kid:
            return self.index[kid.Pg.objgen], int(kid.MCID)
        return "annotation", self.index.get(kid.Pg.objgen) if "/Pg" in kid else page, tuple(round(float(side)) for side in kid.Obj.Rect)

    @cached_property
    def header(self) -> dict[str, str]:
        """Header cells by their ids, which must be unique: as the words `n-th header`."""
        found: dict[str, str] = {}

        def look(element: Any) -> None:  # noqa: ANN401
            if "/ID" in element:
                assert str(element.ID) not in found, f"two structure elements are called {element.ID}"
                found[str(element.ID)] = f"header {len(found)}"
            for kid in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else ():
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    look(kid)

        look(self.pdf.Root.StructTreeRoot.K[0])
        return found

    def orphans(self) -> list[str]:
        """What the parent tree (ISO 32000-1 §14.7.4.4) says other than the structure tree itself: nothing, in a sound file."""
        parents = dict(pikepdf.NumberTree(self.pdf.Root.StructTreeRoot.ParentTree).items())
        found = []
        for element in self._elements(self.pdf.Root.StructTreeRoot.K[0]):
            for kid in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else ():
                if not isinstance(kid, pikepdf.Dictionary):
                    owner: Any = parents[int(element.Pg.StructParents)][int(kid)]
                elif "/MCID" in kid:
                    owner = parents[int(kid.Pg.StructParents)][int(kid.MCID)]
                elif "/Obj" in kid:
                    owner = parents[int(kid.Obj.StructParent)]
                else:
                    owner = element if kid.P.objgen == element.objgen else kid.P
                found += [f"{element.S} {element.objgen}: {owner.objgen}"] if owner.objgen != element.objgen else []
        return found

    def _elements(self, element: Any) -> Iterator[Any]:  # noqa: ANN401
        yield element
        for kid in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else ():
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self._elements(kid)


@dataclass(frozen=True)
class Pair:
    """A book set document by document, what was said of it, and the same book set in one piece."""

    ours: Print
    printed: Printed
    oracle: Print
    wanted: Printed

    def differences(self) -> list[str]:
        told = [] if self.printed.problems == self.wanted.problems else [f"problems: {self.printed.problems}, not {self.wanted.problems}"]
        return differences(self.ours, self.oracle) + told


draw_as_composed()


class Here(Workers):
    """Sets whole books in this very process, with WeasyPrint as it comes: what our processes make quicker, this oracle does not."""

    def share(self, kept: Kept, shared: dict[str, Any]) -> None:
        self.kept, self.told = kept, shared

    def do(self, jobs: Iterable[Job]) -> None:
        sheets = tuple(map(Sheet.heard, self.told["sheets"]["whole"]))
        for job in jobs:
            case = Case({url: Path(file) for url, file in self.told["served"].items()})
            made = write_book(case, {**job.said, "key": job.key}, sheets)
            self.kept.put(f"{job.key}.sheaf", Sheaf(b"", (), (), made).to_bytes())


def home(made: TinyBook) -> Path:
    """What is printed of a book lies beside its folder, so that no two books share a cache."""
    return made.folder.parent / f"{made.folder.name}-dist"


def typeset(made: TinyBook, out: str = "book.pdf", cache: str = "cache", way: Way | None = None) -> tuple[Print, Printed]:
    printed = write_pdf(made.compose(), made.style(), home(made) / out, home(made) / cache, way or Way(Workers(1)))
    return Print(home(made) / out), printed


def both(made: TinyBook, jobs: int = 1) -> Pair:
    return Pair(*typeset(made, "ours.pdf", way=Way(Workers(jobs))), *typeset(made, "oracle.pdf", way=Way(Here(), one_document=True)))


def differences(ours: Print, oracle: Print) -> list[str]:
    """Where two prints of a book differ, in words; nothing if they are the same to everybody who reads them."""
    if len(ours.pages) != len(oracle.pages):
        return [f"pages: {len(ours.pages)}, not {len(oracle.pages)}", *_lists("texts", ours.texts, oracle.texts)]
    kinds = ("sizes", "texts", "labels", "links", "outline", "tags")
    found = [line for kind in kinds for line in _lists(kind, getattr(ours, kind), getattr(oracle, kind))]
    found += _lists("told", sorted(ours.told.items()), sorted(oracle.told.items()))
    unlike = [number for number, pair in enumerate(zip(ours.pictures, oracle.pictures, strict=True)) if pair[0] != pair[1]]
    found += [f"pictures: pages {', '.join(map(str, unlike[:20]))} of {len(ours.pages)}"] if unlike else []
    return found + [f"orphans: {each}" for each in ours.orphans()[:SHOWN]] + list(_checked(ours.path))


def _lists(kind: str, ours: list[Any], oracle: list[Any]) -> Iterator[str]:
    unlike = [(place, *pair) for place, pair in enumerate(zip_longest(ours, oracle)) if pair[0] != pair[1]]
    for place, mine, wanted in unlike[:SHOWN]:
        yield f"{kind} {place}: {mine!r}, not {wanted!r}"
    if len(unlike) > SHOWN:
        yield f"{kind}: {len(unlike) - SHOWN} more"


def _checked(path: Path) -> Iterator[str]:
    try:
        said("qpdf", "--check", str(path))
    except subprocess.CalledProcessError as error:
        yield f"qpdf: {error.stdout} {error.stderr}"
