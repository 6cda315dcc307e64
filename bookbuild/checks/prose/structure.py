"""Headings, breaks, pictures, chapters: Reading -> Findings."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import PurePath

from bookbuild.book import Role
from bookbuild.checks.prose.findings import Finding, Reading, at
from bookbuild.checks.prose.paragraphs import Galley, Kind
from bookbuild.checks.prose.sheets import HEADING
from bookbuild.numerals import split_heading

LONG = 80                                          # characters: shorter paragraphs may well come twice
WORDS = re.compile(r"[\W_]+")
CONTAINERS = {Role.PART, Role.VOLUME}


def no_description(reading: Reading) -> Iterator[Finding]:
    """A picture that says nothing to those who cannot see it."""
    for galley in reading.galleys:
        for shown in galley.pictures:
            if not shown.alt.strip():
                yield Finding(galley.path, shown.line, f"![what the picture shows]({shown.source})")


def named_like_file(reading: Reading) -> Iterator[Finding]:
    """A description that is only the file's name."""
    for galley in reading.galleys:
        for shown in galley.pictures:
            file = PurePath(shown.source)
            if shown.alt.strip() and _plain(shown.alt) in (_plain(file.name), _plain(file.stem)):
                yield Finding(galley.path, shown.line, f"![>{shown.alt}<]({shown.source})")


def _plain(name: str) -> str:
    return WORDS.sub(" ", name).strip().casefold()


def chapter_numbers(reading: Reading) -> Iterator[Finding]:
    """A number left out, used twice or out of order; in a part it may begin again at one."""
    last: int | None = None
    for galley in reading.galleys:
        number = split_heading(galley.title, reading.metadata.language).number if galley.role is Role.CHAPTER else None
        if number is None:
            continue
        begins = number <= 1 and galley.depth > 1
        if last is not None and number != last + 1 and not begins:
            what = "comes twice" if number == last else f"comes after {last}"
            yield Finding(galley.path, _first_line(galley), f"chapter {last + 1} is looked for here", f"chapter {number} {what}")
        last = number


def repeated_paragraphs(reading: Reading) -> Iterator[Finding]:
    """The same paragraph a second time, as pasting by mistake makes it."""
    seen: dict[str, tuple[PurePath, int]] = {}
    for galley in reading.galleys:
        for block in galley.blocks:
            if block.kind is Kind.PROSE and len(block.text) > LONG:
                path, line = seen.setdefault(block.text, (galley.path, block.line))
                if (path, line) != (galley.path, block.line):
                    yield at(galley, block, 0, 40, f"this paragraph stands at {path.as_posix()}:{line} already")


def empty_headings(reading: Reading) -> Iterator[Finding]:
    """A heading without words."""
    for galley in reading.galleys:
        for block in galley.blocks:
            if block.kind is Kind.HEADING and not re.search(r"\w", re.sub(r"\{[^}]*\}", "", block.text)):
                yield Finding(galley.path, block.line, "write the heading’s words, or delete the line")


def empty_sections(reading: Reading) -> Iterator[Finding]:
    """A chapter with a heading and nothing else; a part may be that, and a chapter whose sections follow."""
    for galley, after in pairwise((*reading.galleys, None)):
        if galley is None or galley.role in CONTAINERS or (after is not None and after.depth > galley.depth):
            continue
        if all(block.kind is Kind.HEADING for block in galley.blocks):
            yield Finding(galley.path, _first_line(galley), f"nothing stands under “{galley.title}”")


def _first_line(galley: Galley) -> int:
    return galley.blocks[0].line if galley.blocks else 1


def break_at_end(reading: Reading) -> Iterator[Finding]:
    """A scene break with no scene after it."""
    for galley in reading.galleys:
        if galley.blocks and galley.blocks[-1].kind is Kind.BREAK:
            yield Finding(galley.path, galley.blocks[-1].line, "delete the break, or write the scene")


def breaks_in_a_row(reading: Reading) -> Iterator[Finding]:
    """Two scene breaks with nothing between them, or one right under a heading."""
    for galley in reading.galleys:
        for kind, run in groupby(galley.blocks, key=lambda block: block.kind):
            breaks = list(run)
            if kind is Kind.BREAK and len(breaks) > 1:
                yield Finding(galley.path, breaks[1].line, "one break is enough: delete the others")


def heading_jumps(reading: Reading) -> Iterator[Finding]:
    """`#` and then `###`, as it is typed: in the book the levels are mended."""
    for sheet in reading.sheets:
        headings = [(line, len(match[1])) for line in sheet.lines if (match := HEADING.match(line.text))]
        for (_, above), (line, level) in pairwise(headings):
            if level > above + 1:
                yield Finding(sheet.path, line.number, f"{'#' * (above + 1)}{line.text.strip().lstrip('#')}")
