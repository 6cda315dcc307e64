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
from bookbuild.pdf.folios import Page, PageFlaw, keep_starts, page_flaws, page_starts
from bookbuild.pdf.glyphs import missing_glyphs
from bookbuild.pdf.materials import Materials
from bookbuild.pdf.paper import first_of_body, framed, settings
from bookbuild.pdf.sheets import split
from bookbuild.pdf.stitch import Imprint, stitch
from bookbuild.pdf.store import Store
from bookbuild.pdf.workers import Job, Workers
from bookbuild.problems import BookError, Problem
from bookbuild.styles import Style

__all__ = ["PageFlaw", "Printed", "Way", "write_pdf"]

POINTS = 72                                        # to the inch


@dataclass(frozen=True, slots=True)
class Way:
    """How to go about it: with which processes (by default some of its own), or with the whole book in one piece."""

    workers: Workers | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the number of pages, the trim, what was said on the way, and why it is in one piece if it is.

    `starts` are the places at which its pages begin, those that are empty left out. Of the paragraphs that are justified,
    `composed` counts those the composer has set, and all of them: (0, 0) where it was not asked to. `flaws` are what is left.
    """

    pages: int
    trim: Trim
    problems: tuple[Problem, ...]
    in_one_piece: tuple[str, ...] = ()
    starts: tuple[PageStart, ...] = ()
    composed: tuple[int, int] = (0, 0)
    flaws: tuple[PageFlaw, ...] = ()


def write_pdf(edition: Edition, style: Style, out: Path, cache: Path, way: Way | None = None) -> Printed:
    """Write the book to `out`, whole or not at all: PDF/UA-1, bookmarks, page labels, fonts embedded.

    Pages are kept in `cache`. Raises BookError with what could not be set, with fonts that cannot be read, and characters that none has.
    """
    way = way or Way()
    materials = Materials.of(edition, style)
    store = Store(cache / "pages")
    parts = split(materials.sheets, store)
    named = {name: [sheet.said for sheet in some] for name, some in {**parts.sheets, "whole": materials.sheets}.items()}
    with way.workers or Workers() as workers, whole(out) as draft:
        served = {url: str(file) for url, file in materials.served.items()}
        workers.share(store, {"served": served, "sheets": named, "basis": materials.measures})
        engine = Engine(edition, settings(edition, style.opening), parts, materials.basis, materials.digests, store, workers, style.ink)
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
    pages = [Page(index, page["start"], page["flaws"])
             for each in bound for index, page in enumerate(each.sheaf.said["pages"], each.placed.first)]  # fmt: skip
    return _printed(engine.edition, pages, {
        "body": body, "box": said[0]["pages"][0]["box"], "problems": [problem for sheaf in heard for problem in sheaf["problems"]],
        "composed": [sum(counts) for counts in zip(*(sheaf["composed"] for sheaf in said), strict=True)],
    })  # fmt: skip


def _in_one_piece(engine: Engine, out: Path) -> Printed:
    """The same by WeasyPrint alone."""
    edition = engine.edition
    html = framed("\n".join(each.html for each in engine.settings), edition, whole=True)
    sheets = [sheet.said for some in engine.split.sheets.values() for sheet in some]
    composer, ink = edition.design.composer, () if engine.ink == "rgb" else (engine.ink,)
    identifier = hashlib.sha256(json.dumps([html, sheets, composer, *ink]).encode()).hexdigest()[:32]
    said = {
        "kind": "book", "html": html, "body": first_of_body(edition), "out": str(out), "identifier": identifier, "composer": composer,
        "ink": engine.ink,
    }  # fmt: skip
    job = Job(key_of("book", html, composer, *ink), said, edition.metadata.title)
    engine.workers.do([job])
    made = engine.sheaf(job.key).said
    _refuse_unset(engine, {"": made["missing"]})
    pages = [Page(index, *each) for index, each in enumerate(zip(made["starts"], made["flaws"], strict=True))]
    return _printed(edition, pages, made)


def _refuse_unset(engine: Engine, unset: dict[str, str]) -> None:
    if problems := missing_glyphs(engine.edition, unset):
        engine.store.forget_unset()
        raise BookError(problems)


def _printed(edition: Edition, pages: list[Page], said: dict[str, Any]) -> Printed:
    """`said` are the index of page 1 (`body`), the `box` of the first page, `problems`, and how many paragraphs are `composed`."""
    problems = tuple(dict.fromkeys(map(Problem.heard, said["problems"])))
    if unread := [problem for problem in problems if problem.code == "c-007"]:
        raise BookError(unread)                    # in another face it would be another book
    width, height = (round(side / POINTS, 3) for side in said["box"])
    composed, justified = said["composed"] if edition.design.composer else (0, 0)
    return Printed(
        pages[-1].index + 1, edition.design.trim or Trim(width, height, "in"), problems,
        starts=page_starts(pages, said["body"]), composed=(composed, justified), flaws=page_flaws(pages, said["body"]),
    )  # fmt: skip


def imprint(edition: Edition) -> Imprint:
    """What the file says of itself."""
    metadata = edition.metadata
    authors = tuple(author.name for author in metadata.authors)
    producer = next((each.replace("weasyprint-", "WeasyPrint ") for each in makers() if "weasyprint" in each), "WeasyPrint")
    return Imprint(metadata.title, authors, metadata.description, metadata.keywords, metadata.language, producer)
