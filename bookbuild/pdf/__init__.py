"""Edition and Style -> a typeset, tagged PDF.

paper (what is printed), sheets (by which rules), engine (each document set in a process of its own, or taken from the
store), pagination (where it stands), stitch (one file). WeasyPrint itself is only known to `bookbuild.press`.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bookbuild.book import Trim
from bookbuild.edition import Edition
from bookbuild.kept import digest_of, key_of, makers
from bookbuild.outputs import whole
from bookbuild.pdf.engine import Engine, WholeBook
from bookbuild.pdf.glyphs import missing_glyphs
from bookbuild.pdf.paper import first_of_body, framed, settings
from bookbuild.pdf.sheets import split
from bookbuild.pdf.stitch import Imprint, stitch
from bookbuild.pdf.store import Store, surroundings
from bookbuild.pdf.workers import Job, Workers
from bookbuild.problems import BookError, Problem
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet

__all__ = ["Printed", "Way", "write_pdf"]

POINTS = 72                                        # to the inch


@dataclass(frozen=True, slots=True)
class Way:
    """How to go about it: with which processes (by default some of its own), or with the whole book in one piece."""

    workers: Workers | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the number of pages, the trim, what was said on the way, and why it is in one piece if it is."""

    pages: int
    trim: Trim
    problems: tuple[Problem, ...]
    in_one_piece: tuple[str, ...] = ()


def write_pdf(edition: Edition, style: Style, out: Path, cache: Path, way: Way | None = None) -> Printed:
    """Write the book to `out`, whole or not at all: PDF/UA-1, bookmarks, page labels, fonts embedded.

    Pages are kept in `cache`. Raises BookError with what could not be set, and with characters that no font has.
    """
    way = way or Way()
    sheets = _sheets(edition, style)
    store = Store(cache / "pages")
    parts = split(sheets, store)
    pictures = {each.name: each.picture.file for each in edition.illustrations}
    files = style.fonts | pictures
    named = {name: [sheet.said for sheet in some] for name, some in {**parts.sheets, "whole": sheets}.items()}
    in_sheets = {url: file for url, file in files.items() if any(url in sheet.css for sheet in sheets)}
    with way.workers or Workers() as workers, whole(out) as draft:
        workers.share(store, {"served": {url: str(file) for url, file in files.items()}, "sheets": named})
        engine = Engine(
            edition, settings(edition, style.opening), parts, surroundings(in_sheets),
            {name: digest_of(file) for name, file in pictures.items()}, store, workers,
        )  # fmt: skip
        why = ("--one-document",) if way.one_document else parts.whole_book
        try:
            made = _in_one_piece(engine, draft) if why else _bind(engine, draft)
        except WholeBook as asked:
            why = asked.reasons
            made = _in_one_piece(engine, draft)
    store.trim()
    return _printed(edition, *made, why)


def _sheets(edition: Edition, style: Style) -> tuple[Sheet, ...]:
    """What every theme gets, the style's own sheets, and the trim that book.toml asks for."""
    base = Sheet((files(__package__) / "base.css").read_text(encoding="utf-8"), None)
    trim = edition.design.trim
    size = (Sheet(f"@page {{ size: {trim.width:g}{trim.unit} {trim.height:g}{trim.unit} }}", None),) if trim else ()
    return (base, *style.paper, *size)


def _bind(engine: Engine, out: Path) -> tuple[int, list[float], list[Problem]]:
    """Set the book document by document. Gives the number of pages, the size of the first, and what was said."""
    bound, faces = engine.bound()
    said = [each.sheaf.said for each in bound]
    unset = {each.document.name: sheaf["missing"] for each, sheaf in zip(engine.settings, said, strict=True)}
    unset[""] = "".join(each.furniture.said["missing"] for each in bound)
    _refuse_unset(engine, unset)
    start = next((each.placed.first for each, setting in zip(bound, engine.settings, strict=True)
                  if setting.document.name == first_of_body(engine.edition)), 0)  # fmt: skip
    stitch(bound, faces, imprint(engine.edition), start, out)
    last = bound[-1].placed
    heard = [*said, *(each.furniture.said for each in bound)]
    problems = [Problem.heard(problem) for sheaf in heard for problem in sheaf["problems"]]
    return last.first + len(said[-1]["pages"]), said[0]["pages"][0]["box"], problems


def _in_one_piece(engine: Engine, out: Path) -> tuple[int, list[float], list[Problem]]:
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
    return made["pages"], made["box"], [Problem.heard(problem) for problem in made["problems"]]


def _refuse_unset(engine: Engine, unset: dict[str, str]) -> None:
    if problems := missing_glyphs(engine.edition, unset):
        engine.store.forget_unset()
        raise BookError(problems)


def _printed(edition: Edition, pages: int, box: list[float], problems: list[Problem], why: tuple[str, ...]) -> Printed:
    trim = edition.design.trim or Trim(round(box[0] / POINTS, 3), round(box[1] / POINTS, 3), "in")
    return Printed(pages, trim, tuple(dict.fromkeys(problems)), why)


def imprint(edition: Edition) -> Imprint:
    """What the file says of itself."""
    metadata = edition.metadata
    authors = tuple(author.name for author in metadata.authors)
    producer = next((each.replace("weasyprint-", "WeasyPrint ") for each in makers() if "weasyprint" in each), "WeasyPrint")
    return Imprint(metadata.title, authors, metadata.description, metadata.keywords, metadata.language, producer)
