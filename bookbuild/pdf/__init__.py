"""Edition and Style -> a typeset, tagged PDF.

paper (what is printed), sheets (by which rules), engine (each document set in a process of its own, or taken from the
store), pagination (where it stands), stitch (one file). WeasyPrint itself is only known to `bookbuild.press`.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bookbuild.book import Trim
from bookbuild.edition import Edition, PageStart
from bookbuild.kept import key_of, makers
from bookbuild.outputs import whole
from bookbuild.pdf.engine import Engine, WholeBook
from bookbuild.pdf.folios import Begins, keep_starts, page_starts
from bookbuild.pdf.glyphs import missing_glyphs
from bookbuild.pdf.materials import Materials
from bookbuild.pdf.paper import first_of_body, framed, settings
from bookbuild.pdf.sheets import split
from bookbuild.pdf.stitch import Imprint, stitch
from bookbuild.pdf.store import Store
from bookbuild.pdf.workers import Job, Workers
from bookbuild.problems import BookError, Problem
from bookbuild.styles import Style

__all__ = ["Printed", "Way", "write_pdf"]

POINTS = 72                                        # to the inch


@dataclass(frozen=True, slots=True)
class Way:
    """How to go about it: with which processes (by default some of its own), or with the whole book in one piece."""

    workers: Workers | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the number of pages, the trim, what was said on the way, and why it is in one piece if it is.

    `starts` are the places at which its pages begin, those that are empty left out.
    """

    pages: int
    trim: Trim
    problems: tuple[Problem, ...]
    in_one_piece: tuple[str, ...] = ()
    starts: tuple[PageStart, ...] = ()


def write_pdf(edition: Edition, style: Style, out: Path, cache: Path, way: Way | None = None) -> Printed:
    """Write the book to `out`, whole or not at all: PDF/UA-1, bookmarks, page labels, fonts embedded.

    Pages are kept in `cache`. Raises BookError with what could not be set, and with characters that no font has.
    """
    way = way or Way()
    materials = Materials.of(edition, style)
    store = Store(cache / "pages")
    parts = split(materials.sheets, store)
    named = {name: [sheet.said for sheet in some] for name, some in {**parts.sheets, "whole": materials.sheets}.items()}
    with way.workers or Workers() as workers, whole(out) as draft:
        workers.share(store, {"served": {url: str(file) for url, file in materials.served.items()}, "sheets": named})
        engine = Engine(edition, settings(edition, style.opening), parts, materials.basis, materials.digests, store, workers)
        why = ("--one-document",) if way.one_document else parts.whole_book
        try:
            made = _in_one_piece(engine, draft) if why else _bind(engine, draft)
        except WholeBook as asked:
            why = asked.reasons
            made = _in_one_piece(engine, draft)
    store.trim()
    keep_starts(edition, style.opening, materials, cache, made.starts)
    return replace(made, in_one_piece=why)


def _bind(engine: Engine, out: Path) -> Printed:
    """Set the book document by document."""
    bound, faces = engine.bound()
    said = [each.sheaf.said for each in bound]
    unset = {each.document.name: sheaf["missing"] for each, sheaf in zip(engine.settings, said, strict=True)}
    unset[""] = "".join(each.furniture.said["missing"] for each in bound)
    _refuse_unset(engine, unset)
    body = next((each.placed.first for each, setting in zip(bound, engine.settings, strict=True)
                 if setting.document.name == first_of_body(engine.edition)), 0)  # fmt: skip
    stitch(bound, faces, imprint(engine.edition), body, out)
    heard = [*said, *(each.furniture.said for each in bound)]
    problems = [problem for sheaf in heard for problem in sheaf["problems"]]
    begins = [pair for each in bound for pair in enumerate((page["start"] for page in each.sheaf.said["pages"]), each.placed.first)]
    return _printed(engine.edition, begins, body, said[0]["pages"][0]["box"], problems)


def _in_one_piece(engine: Engine, out: Path) -> Printed:
    """The same by WeasyPrint alone."""
    edition = engine.edition
    html = framed("\n".join(each.html for each in engine.settings), edition, whole=True)
    sheets = [sheet.said for some in engine.split.sheets.values() for sheet in some]
    identifier = hashlib.sha256(json.dumps([html, sheets]).encode()).hexdigest()[:32]
    said = {"kind": "book", "html": html, "body": first_of_body(edition), "out": str(out), "identifier": identifier}
    job = Job(key_of("book", html), said, edition.metadata.title)
    engine.workers.do([job])
    made = engine.sheaf(job.key).said
    _refuse_unset(engine, {"": made["missing"]})
    return _printed(edition, list(enumerate(made["starts"])), made["body"], made["box"], made["problems"])


def _refuse_unset(engine: Engine, unset: dict[str, str]) -> None:
    if problems := missing_glyphs(engine.edition, unset):
        engine.store.forget_unset()
        raise BookError(problems)


def _printed(edition: Edition, begins: Begins, body: int, box: list[float], problems: list[dict[str, Any]]) -> Printed:
    trim = edition.design.trim or Trim(round(box[0] / POINTS, 3), round(box[1] / POINTS, 3), "in")
    return Printed(begins[-1][0] + 1, trim, tuple(dict.fromkeys(map(Problem.heard, problems))), starts=page_starts(begins, body))


def imprint(edition: Edition) -> Imprint:
    """What the file says of itself."""
    metadata = edition.metadata
    authors = tuple(author.name for author in metadata.authors)
    producer = next((each.replace("weasyprint-", "WeasyPrint ") for each in makers() if "weasyprint" in each), "WeasyPrint")
    return Imprint(metadata.title, authors, metadata.description, metadata.keywords, metadata.language, producer)
