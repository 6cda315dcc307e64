"""Book and Edition -> what a copy-editor would ask the author, each at its manuscript line."""

from collections.abc import Iterator
from pathlib import Path, PurePath

from bookbuild.book import Book
from bookbuild.checks.prose.findings import Find, Finding, Reading, book_pair
from bookbuild.checks.prose.paragraphs import galleys
from bookbuild.checks.prose.rules import RULES
from bookbuild.checks.prose.sheets import sheets
from bookbuild.checks.rule import Rule
from bookbuild.edition import Edition
from bookbuild.manuscript.entries import toml_lines
from bookbuild.manuscript.reading import read_text
from bookbuild.problems import Problem

__all__ = ["RULES", "check_manuscript"]

MOST = 20                                          # findings told of one rule: more would bury the others


def check_manuscript(book: Book, edition: Edition) -> Iterator[Problem]:
    """What a copy-editor would ask the author: rule by rule, in reading order, without what the manuscript allows."""
    read = tuple(galleys(edition.documents, book.metadata.language))
    pair = book_pair(read, book.metadata.language)
    bookfile = _bookfile(book)
    reading = Reading(book.metadata, bookfile, read, tuple(sheets(book.sections)), pair, _keys(book.folder / bookfile, bookfile))
    for rule in RULES:
        yield from _told(rule, _found(rule, reading))


def _found(rule: Rule[Find], reading: Reading) -> list[Finding]:
    """One finding a place; the next one comes to light when this one is mended."""
    leaves = {sheet.path: sheet for sheet in reading.sheets if sheet.leaves}
    found: dict[tuple[PurePath, int], Finding] = {}
    for finding in rule.find(reading):
        if not (finding.path in leaves and leaves[finding.path].allows(rule.code, finding.line)):
            found.setdefault((finding.path, finding.line), finding)
    return list(found.values())


def _told(rule: Rule[Find], found: list[Finding]) -> Iterator[Problem]:
    for finding in found[:MOST]:
        yield _problem(rule, finding, finding.message or rule.title)
    if len(found) > MOST:
        yield _problem(rule, found[MOST], f"{rule.title}: {len(found) - MOST} more, the first of them here")


def _problem(rule: Rule[Find], finding: Finding, message: str) -> Problem:
    return Problem(rule.code, message, finding.path, finding.line, hint=finding.hint, severity=rule.severity)


def _bookfile(book: Book) -> PurePath:
    """Where a line of metadata is to be typed."""
    beside = any(section.path and section.path.parts[0] == "manuscript" for section in book.sections)
    return PurePath("manuscript/book.toml") if beside and not (book.folder / "book.toml").exists() else PurePath("book.toml")


def _keys(file: Path, path: PurePath) -> dict[str, int]:
    return toml_lines(read_text(file, path, "SHEET")[0]) if file.exists() else {}
