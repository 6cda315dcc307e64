"""Sections as they come from the files -> front matter, body with its parts, back matter, as a publisher binds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bookbuild.book import BINDING, Matter, Role, Section
from bookbuild.manuscript.files import Branch, Leaf


@dataclass(frozen=True, slots=True)
class Bound:
    """The three stretches of the book."""

    front: tuple[Section, ...]
    body: tuple[Section, ...]
    back: tuple[Section, ...]


def bind(leaves: Iterable[Leaf | Branch], *, listed: bool = False) -> Bound:
    """Front and back matter by role, whatever its file number; the body in the order it came in.

    Where the author has `listed` the files, a prologue stands where they put it.
    """
    front: list[Leaf | Branch] = []
    body: list[Leaf | Branch] = []
    back: list[Leaf | Branch] = []
    for leaf in leaves:
        matter = Matter.BODY if isinstance(leaf, Branch) else _matter(leaf.section.role, started=bool(body))
        {Matter.FRONT: front, Matter.BODY: body, Matter.BACK: back}[matter].append(leaf)
    return Bound(_in_order(nest(front)), nest(body if listed else _framed(body)), _in_order(nest(back)))


def _framed(body: list[Leaf | Branch]) -> list[Leaf | Branch]:
    """Prologue first and epilogue last, where their files have no number, or one that parts beside them make void."""
    parts = any(isinstance(leaf, Branch) for leaf in body)

    def place(leaf: Leaf | Branch) -> int:
        if isinstance(leaf, Branch) or not (parts or (leaf.section.path and not leaf.section.path.name[0].isdigit())):
            return 1
        return {Role.PROLOGUE: 0, Role.EPILOGUE: 2}.get(leaf.section.role, 1)

    return sorted(body, key=place)


def _matter(role: Role, *, started: bool) -> Matter:
    """An author's note before the story is front matter, after it back matter."""
    return Matter.BACK if role is Role.AUTHORS_NOTE and started else role.matter


def _in_order(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(sorted(sections, key=lambda section: BINDING[section.role]))


@dataclass(slots=True)
class _Node:
    """A section that may still get children; `section` is frozen when all are known."""

    section: Section
    numbers: tuple[int, ...] = ()
    children: "list[_Node]" = field(default_factory=list)

    def grown(self) -> Section:
        children = tuple(child.grown() for child in self.children)
        return replace(self.section, children=children) if children else self.section

    def holds(self, other: "_Node") -> bool:
        """Whether `other`, which follows, is a section of this one."""
        mine, its = _rank(self.section.role), _rank(other.section.role)
        if mine != its and self.section.role in (Role.VOLUME, Role.PART):
            return mine < its
        if self.section.role is not other.section.role:
            return False
        within = other.numbers > self.numbers and other.numbers[: len(self.numbers)] == self.numbers
        if within and self.section.role is not Role.CHAPTER:
            return True                            # epilogue-1-3 stands in epilogue-1
        return self.section.level < other.section.level and self.section.role not in (Role.VOLUME, Role.PART)


def _rank(role: Role) -> int:
    """Volumes hold parts, parts hold what is in the body; an epilogue closes them all."""
    return {Role.VOLUME: 0, Role.PART: 1}.get(role, -1 if role is Role.EPILOGUE else 2)


def nest(leaves: Iterable[Leaf | Branch]) -> tuple[Section, ...]:
    """A flat run of sections, and folders, as a tree."""
    top: list[_Node] = []
    path: list[_Node] = []
    for leaf in leaves:
        node = _branch(leaf) if isinstance(leaf, Branch) else _Node(leaf.section, leaf.numbers)
        while path and not path[-1].holds(node):
            path.pop()
        (path[-1].children if path else top).append(node)
        if not isinstance(leaf, Branch):
            path.append(node)
        elif node.section.role is Role.PART:
            path = [each for each in path if each.section.role is Role.VOLUME]
    return tuple(node.grown() for node in top)


def _branch(branch: Branch) -> _Node:
    """A folder: its `part` file, if it has one, is the part's own page; else its name is the part's title."""
    role = branch.name.role if branch.name.role in (Role.PART, Role.VOLUME) else Role.PART
    own = next((leaf for leaf in branch.leaves if isinstance(leaf, Leaf) and leaf.section.role in (Role.PART, Role.VOLUME)), None)
    title = branch.name.words or None
    page = own.section if own else Section(role, title=title)
    rest = nest(leaf for leaf in branch.leaves if leaf is not own)
    return _Node(page, branch.name.numbers, [_Node(section) for section in rest])
