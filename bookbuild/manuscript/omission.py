"""What `leave-out` names -> the roles and the sections an edition does without."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath

from bookbuild.book import Role, Section, walk
from bookbuild.manuscript.files import Gathering
from bookbuild.manuscript.order import Bound
from bookbuild.manuscript.roles import read_name
from bookbuild.problems import Problem

INDISPENSABLE = {Role.TITLE, Role.COPYRIGHT, Role.CONTENTS, Role.VOLUME, Role.PART, Role.CHAPTER}


@dataclass(frozen=True, slots=True)
class Omission:
    """`roles` go with all their sections; so does what is in a file or folder of `paths` (relative to the book's folder)."""

    roles: frozenset[Role] = frozenset()
    paths: frozenset[PurePath] = frozenset()

    def of(self, bound: Bound) -> Bound:
        """What is left of the book. A part of which nothing is left goes too."""
        return Bound(*(tuple(self._left(sections)) for sections in (bound.front, bound.body, bound.back)))

    def _left(self, sections: Iterable[Section]) -> Iterator[Section]:
        for section in sections:
            left = tuple(self._left(section.children))
            emptied = section.children and not left and section.path is None
            if section.role not in self.roles and not emptied and not self._named(section):
                yield replace(section, children=left)

    def _named(self, section: Section) -> bool:
        return section.path is not None and not self.paths.isdisjoint((section.path, *section.path.parents))


def read_omission(names: Iterable[str], bound: Bound, gathering: Gathering, place: tuple[PurePath, int | None]) -> Omission:
    """`also-by` and `notes` are roles, `90-bonus.md` and `part-3-the-war` files and folders of the manuscript.

    What is neither is told at `place`, a file and a line.
    """
    base = PurePath(gathering.manuscript.relative_to(gathering.root))
    files = {section.path for top in (*bound.front, *bound.body, *bound.back) for section in walk(top) if section.path}
    there = files | {folder for file in files for folder in file.parents if folder not in (base, PurePath())}
    roles, paths = set[Role](), set[PurePath]()
    for name in names:
        role = read_name(name, gathering.language).role
        if base / name in there:
            paths.add(base / name)
        elif role is None:
            known = [each.relative_to(base).as_posix() for each in there if each.is_relative_to(base)]
            gathering.problems.append(_unknown(name, known, place))
        elif role in INDISPENSABLE:
            hint = "name a file instead, as it is called in manuscript/"
            gathering.problems.append(Problem("b-014", f"`leave-out`: a book cannot do without {name!r}", *place, hint=hint))
        else:
            roles.add(role)
    return Omission(frozenset(roles), frozenset(paths))


def _unknown(name: str, files: list[str], place: tuple[PurePath, int | None]) -> Problem:
    near = get_close_matches(name, [*files, *(role for role in Role if role not in INDISPENSABLE)], 1)
    hint = f'did you mean "{near[0]}"?' if near else 'name a file of manuscript/, or what it is: "also-by", "acknowledgments", "notes" …'
    return Problem("b-014", f"`leave-out` names {name!r}, which is not in the book", *place, hint=hint)
