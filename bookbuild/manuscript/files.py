"""A folder -> the Markdown files in it, in reading order, each cut into the sections it holds."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from bookbuild.book import Role, Section
from bookbuild.manuscript.header import Header, split_header
from bookbuild.manuscript.reading import read_text
from bookbuild.manuscript.roles import GROUPS, Name, heading_role, kebab, read_name
from bookbuild.numerals import split_heading
from bookbuild.problems import Problem

SUFFIXES = (".md", ".markdown")
NOT_TEXT = {"readme", "license", "licence", "changelog", "contributing", "summary", "todo"}
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*(?:#+[ \t]*)?(?:\{[^{}]*\}[ \t]*)?$")
UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*$")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ANCHOR = re.compile(r"^[ \t]*<(a|span)\s[^<>]*></\1>[ \t]*$", re.MULTILINE)
BLOCK = re.compile(r"^:::+[ \t]*\w.*?^:::+[ \t]*$", re.DOTALL | re.MULTILINE)
DEFINITION = re.compile(r" {0,3}\[\^?[^\]\s][^\]]*\]:[ \t]")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section as it comes out of a file, before it has found its place in the book."""

    section: Section
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A folder that is a part, with what is in it."""

    name: Name
    leaves: tuple["Leaf | Branch", ...]


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts `2-` before `10-`."""
    pieces = re.split(r"(\d+)", name.casefold())
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece]


@dataclass(slots=True)
class Gathering:
    """The walk over the manuscript folder."""

    root: Path                                     # the book's folder
    manuscript: Path
    language: str
    problems: list[Problem]

    def folder(self, folder: Path) -> Iterator[Leaf | Branch]:
        """Files and folders by the natural order of their names; a folder that is not a mere group is a part."""
        for child in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
            if child.name.startswith((".", "_")) or child == self.root / "dist":
                continue
            if self._outside(child):
                hint = "copy it into the manuscript: a book is made from its own folder alone"
                self.problems.append(Problem("m-007", "leads out of the book's folder", PurePath(child.relative_to(self.root)), hint=hint))
            elif child.is_dir():
                leaves = tuple(self.folder(child))
                if kebab(child.name) in GROUPS:
                    yield from leaves
                elif leaves:
                    yield Branch(read_name(child.name, self.language), leaves)
            elif child.suffix.lower() in SUFFIXES and child.stem.lower() not in NOT_TEXT:
                yield from self.file(child)

    def listed(self, names: Iterable[tuple[str, int | None]], path: PurePath) -> Iterator[Leaf | Branch]:
        """The order that `contents = […]` or Book.txt gives: names, each with the line of `path` it stands on."""
        for name, line in names:
            file = Path(os.path.normpath(self.manuscript / name))
            if self._outside(file):
                self.problems.append(Problem("m-010", f"`contents` names {name}, which is outside the book's folder", path, line))
            elif file.is_dir():
                yield Branch(read_name(file.name, self.language), tuple(self.folder(file)))
            elif file.is_file():
                yield from self.file(file)
            else:
                near = [each.name for each in self.manuscript.glob("*.md") if kebab(each.stem) == kebab(Path(name).stem)]
                hint = f'did you mean "{near[0]}"?' if near else "the names are those of files in manuscript/"
                self.problems.append(Problem("m-010", f"`contents` names {name}, which is not there", path, line, hint=hint))

    def _outside(self, file: Path) -> bool:
        """Whether a name, or a link on the disk, leads out of the book's folder."""
        return not (file.is_relative_to(self.root) and file.resolve().is_relative_to(self.root))

    def file(self, file: Path) -> Iterator[Leaf]:
        """One file, one section; or several where it has several first-level headings."""
        path = PurePath(file.relative_to(self.root))
        whole, problems = read_text(file, path)
        header, text, faults = split_header(whole, path)
        self.problems += [*problems, *faults]
        name = read_name(file.stem, self.language)
        line = next((n for n, each in enumerate(whole.splitlines(), 1) if each.lstrip().startswith("role")), None)
        role = self._role(header, name, path, line)
        pieces = list(cut(text, 1))
        for start, piece in pieces:
            heading = first_heading(piece)
            found = role or (heading and heading_role(heading[1], self.language)) or Role.CHAPTER
            level = self._level(heading)
            title = header.text("title") or (name.words if found is Role.CHAPTER and len(pieces) == 1 else None)
            section = Section(found, piece, title or None, path, header.lines + start, level, header.text("summary"))
            yield Leaf(section, name.numbers)

    def _level(self, heading: tuple[int, str] | None) -> int:
        """The level a section has among others: `## III` or `## Chapter 3` begins a chapter, whatever its level."""
        if heading is None:
            return 1
        parts = split_heading(heading[1], self.language)
        return 1 if parts.number is not None and (parts.label or not parts.title) else heading[0]

    def _role(self, header: Header, name: Name, path: PurePath, line: int | None) -> Role | None:
        written = header.text("role")
        if written is None:
            return name.role
        role = read_name(written, self.language).role
        if role is None:
            known = ", ".join(Role)
            self.problems.append(Problem("m-006", f"unknown role {written!r}", path, line, hint=f"one of: {known}"))
        return role


def first_heading(text: str) -> tuple[int, str] | None:
    """Level and words of the heading a text opens with, if it opens with one."""
    lines = without_prelude(text).splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    return heading_at(lines, first) if first is not None else None


def without_prelude(text: str) -> str:
    """The text with white space for what may stand above a heading and still be below it in rank.

    Comments, anchors, and `:::` blocks: an epigraph or a note typed above `# One` is chapter One's. Lines keep their numbers.
    """
    for kind in (COMMENT, ANCHOR, BLOCK):
        text = kind.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def heading_at(lines: list[str], n: int) -> tuple[int, str] | None:
    """Level and words of the heading on line `n`: `# Title`, or a title with `===` below it."""
    if match := HEADING.match(lines[n]):
        return len(match[1]), match[2]
    alone = lines[n].strip() and (n == 0 or not lines[n - 1].strip())
    return (1, lines[n].strip()) if alone and n + 1 < len(lines) and UNDERLINE.match(lines[n + 1]) else None


def cut(text: str, level: int) -> Iterator[tuple[int, str]]:
    """A text cut before each heading of `level`: (line it starts on, text) of each piece.

    Notes and link definitions may stand anywhere in the file: each piece gets those it may need, on their own lines,
    with empty lines in place of everything that is not the piece's, so that every line keeps its number.
    """
    lines = text.splitlines()
    starts = [place for place in headings(lines, level) if place]
    shown = without_prelude(text).splitlines()
    if not starts or not any(line.strip() for line in shown[: starts[0]]):
        starts = starts[1:]
    if not starts:
        yield 1, text
        return
    shared = definitions(lines)
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        kept = [line if start <= n < end or n in shared else "" for n, line in enumerate(lines)]
        first = next((n for n, line in enumerate(kept) if line.strip()), 0)
        first = min(first, start) if any(n < start for n in shared) else start
        yield first + 1, "\n".join(kept[first:]).rstrip("\n") + "\n"


def headings(lines: list[str], level: int) -> list[int]:
    """Where headings of exactly `level` stand, outside fenced code."""
    found, fence = [], ""
    for number, line in enumerate(lines):
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
        elif opening := FENCE.match(line):
            fence = opening[1]
        elif (heading := heading_at(lines, number)) and heading[0] == level:
            found.append(number)
    return found


def definitions(lines: list[str]) -> set[int]:
    """The lines that define notes and links, with the lines that go on with them."""
    found: set[int] = set()
    inside = False
    for number, line in enumerate(lines):
        if DEFINITION.match(line):
            inside = True
        elif line.strip() and not line.startswith(("    ", "\t")):
            inside = False
        if inside and line.strip():
            found.add(number)
    return found
