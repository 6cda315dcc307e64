"""A folder -> the Markdown files in it, in reading order, each cut into the sections it holds."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath

from bookbuild.book import Role, Section
from bookbuild.characters import plain
from bookbuild.disk import leads_out
from bookbuild.limits import beyond, most
from bookbuild.manuscript.cutting import Piece, cut, first_heading, note_faults, only_definitions, title_of_the_only
from bookbuild.manuscript.door import HINT
from bookbuild.manuscript.header import Header, split_header
from bookbuild.manuscript.reading import read_text
from bookbuild.manuscript.roles import GROUPS, Name, chapter_number, heading_role, kebab, read_name
from bookbuild.numerals import split_heading
from bookbuild.problems import Problem, Severity

SUFFIXES = (".md", ".markdown")
NOT_TEXT = {"readme", "license", "licence", "changelog", "contributing", "summary", "todo"}


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
            if plain(child.name) != child.name:
                self._tell_of_name(child)
            elif leads_out(child, self.root):
                self.problems.append(Problem("m-007", "leads out of the book's folder", PurePath(child.relative_to(self.root)), hint=HINT))
            elif child.is_dir() and child.is_symlink():
                message, hint = "a link to another folder of the book", "move the folder itself here"
                self.problems.append(Problem("m-007", message, PurePath(child.relative_to(self.root)), hint=hint))
            elif child.is_dir():
                leaves = tuple(self.folder(child))
                if kebab(child.name) in GROUPS:
                    yield from leaves
                elif leaves:
                    yield Branch(read_name(child.name, self.language), leaves)
            elif child.suffix.lower() in SUFFIXES and child.stem.lower() not in NOT_TEXT:
                yield from self.file(child)

    def _tell_of_name(self, child: Path) -> None:
        """Of a text or a folder of texts; other files are only known by the names that texts call them."""
        if child.suffix.lower() in SUFFIXES or (child.is_dir() and any(child.rglob("*.[mM][dD]"))):
            path = PurePath(plain(str(child.relative_to(self.root))))
            self.problems.append(Problem("m-004", "this name cannot be read as text", path, hint="rename it in your file manager"))

    def listed(self, names: Iterable[tuple[str, int | None]], path: PurePath) -> Iterator[Leaf | Branch]:
        """The order that `contents = […]` or Book.txt gives: names, each with the line of `path` it stands on."""
        for name, line in names:
            file = Path(os.path.normpath(self.manuscript / name))
            if leads_out(file, self.root):
                self.problems.append(Problem("m-010", f"`contents` names {name}, which is outside the book's folder", path, line))
            elif file.is_dir():
                yield Branch(read_name(file.name, self.language), tuple(self.folder(file)))
            elif file.is_file():
                yield from self.file(file)
            else:
                near = [each.name for each in self.manuscript.glob("*.md") if kebab(each.stem) == kebab(Path(name).stem)]
                hint = f'did you mean "{near[0]}"?' if near else "the names are those of files in manuscript/"
                self.problems.append(Problem("m-010", f"`contents` names {name}, which is not there", path, line, hint=hint))

    def file(self, file: Path) -> Iterator[Leaf]:
        """One file, one section; or several where it has several first-level headings."""
        path = PurePath(file.relative_to(self.root))
        whole, problems = read_text(file, path)
        header, text, faults = split_header(whole, path)
        self.problems += [*problems, *faults]
        name = read_name(file.stem, self.language)
        line = next((n for n, each in enumerate(whole.split("\n"), 1) if each.lstrip().startswith("role")), None)
        role = self._role(header, name, path, line)
        pieces = list(islice(cut(text, 1), most("SECTIONS") + 1))
        if len(pieces) > most("SECTIONS"):
            self.problems.append(beyond("SECTIONS", "a file with too many chapters", path))
            return
        self.problems += self._note_problems(text, pieces, path, header.lines)
        for piece in pieces:
            heading = first_heading(piece.text)
            found = role or (heading and heading_role(heading[1], self.language)) or Role.CHAPTER
            if found is Role.NOTES and len(pieces) > 1 and only_definitions(piece.text):
                continue                           # they will stand at the foot of other pages
            level = self._level(heading)
            title = header.text("title") or (name.words if found is Role.CHAPTER and len(pieces) == 1 else None)
            number = chapter_number(file.stem) if found is Role.CHAPTER and len(pieces) == 1 else None
            section = Section(found, piece.text, title or None, path, header.lines + piece.line, number, level, header.text("summary"))
            yield Leaf(replace(section, borrowed=piece.borrowed(header.lines)), name.numbers)

    def _note_problems(self, text: str, pieces: list[Piece], path: PurePath, above: int) -> Iterator[Problem]:
        """A note written twice or never called would be lost. A file's pieces share their notes, so one call will do."""
        faults = list(note_faults(text))
        several = pieces if any(again for _, _, again in faults) else []
        if len(several) == 1 and title_of_the_only(text):
            several = list(cut(text, 2))           # a book in one file
        twice = {(above + piece.line - 1 + line, label) for piece in several for line, label, again in note_faults(piece.text) if again}
        for line, label in sorted(twice):
            hint = f"give one of them another name: [{label}-2]"
            yield Problem("m-025", f"there are two notes [{label}], and the first would be lost", path, line, hint=hint)
        for line, label, again in faults:
            if not again:
                hint = f"write [{label}] where it belongs, in this file: notes stand in the file that calls them"
                message = f"the note [{label}] is never called, and will not be in the book"
                yield Problem("m-026", message, path, above + line, hint=hint, severity=Severity.WARNING)

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
