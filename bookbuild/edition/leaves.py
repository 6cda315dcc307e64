"""Book -> leaves: each section's Markdown as a tree, named, numbered, with its heading and its opening set."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, SubElement

from bookbuild.book import Book, Role, Section
from bookbuild.book import walk as walk_sections
from bookbuild.edition.document import SEMANTICS, Document
from bookbuild.edition.headings import UNTITLED, Shown, Wanted, set_heading, set_levels
from bookbuild.edition.links import Page
from bookbuild.edition.opening import set_opening
from bookbuild.kept import Kept
from bookbuild.markup import HEADINGS, Note, Origin, Passage, render_all
from bookbuild.markup.xhtml import serialize, serialize_inside
from bookbuild.phrases import Phrases
from bookbuild.problems import Problem
from bookbuild.punctuation import curl

UNLISTED = UNTITLED | {Role.CONTENTS, Role.DISCLAIMER}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section between Markdown and Document. `content` may still be changed; `children` are the sections in it."""

    section: Section
    name: str
    depth: int
    content: Element
    notes: tuple[Note, ...]
    shown: Shown
    problems: tuple[Problem, ...]
    children: tuple["Leaf", ...] = ()

    @property
    def page(self) -> Page:
        """The trees in which links and pictures are to be found."""
        return Page(self.name, self.section.path, (self.content, *(block for note in self.notes for block in note.blocks)))


@dataclass(slots=True)
class Foliation:
    """Turns sections into leaves, counting as it goes."""

    book: Book
    words: Phrases
    kept: Kept | None = None                       # passages that need not be rendered again
    counts: Counter[Role] = field(default_factory=Counter)
    rendered: Iterator[tuple[str, Passage]] = field(init=False)

    def __post_init__(self) -> None:
        self.rendered = iter(list(self._rendered()))

    def leaves(self, sections: tuple[Section, ...], depth: int = 1) -> tuple[Leaf, ...]:
        """One leaf a section, each with those in it."""
        return tuple(self._leaf(section, depth) for section in sections)

    def _leaf(self, section: Section, depth: int) -> Leaf:
        name, passage = next(self.rendered)
        language, design = self.book.metadata.language, self.book.design
        content, notes = passage.content, passage.notes
        if not design.authors_notes:
            notes = _without_authors_notes(content, notes, self.words["note"])
        self.counts[section.role] = section.number or self.counts[section.role] + (section.level == 1)
        given = section.title and curl(section.title, language)
        numbered = section.number is not None
        wanted = Wanted(section.role, self.counts[section.role], design.chapter_numbers, language, given, numbered=numbered)
        shown = set_heading(content, wanted, self.words)
        _label_asides(content, self.words)
        set_levels(content, depth)
        set_opening(content, section.role)
        children = self.leaves(section.children, depth + 1)
        return Leaf(section, name, depth, content, notes, shown, passage.problems, children)

    def _rendered(self) -> Iterator[tuple[str, Passage]]:
        """Every section's name and passage, in the order in which leaves are made: a section, then those in it."""
        sections = [each for top in (*self.book.front, *self.book.body, *self.book.back) for each in walk_sections(top)]
        names = list(_names(each.role for each in sections))
        written = [(each.text, Origin(name, each.path, each.first_line, each.borrowed)) for each, name in zip(sections, names, strict=True)]
        yield from zip(names, render_all(written, self.book.metadata.language, self.words["note"], self.kept), strict=True)


def _names(roles: Iterable[Role]) -> Iterator[str]:
    """`chapter-01`, `part-2`, `prologue`: what documents are called in the package and in links."""
    numbers: Counter[Role] = Counter()
    for role in roles:
        numbers[role] += 1
        number = numbers[role]
        if role is Role.CHAPTER:
            yield f"chapter-{number:02d}"
        else:
            yield f"{role.value}-{number}" if number > 1 or role in (Role.PART, Role.VOLUME) else role.value


def walk(leaves: tuple[Leaf, ...]) -> Iterator[Leaf]:
    """All leaves in reading order."""
    for leaf in leaves:
        yield leaf
        yield from walk(leaf.children)


def count_words(leaf: Leaf) -> int:
    """The words of a leaf and its notes. A verse line ends at a break, with no space that would part two words."""
    ends = sum(not br.tail for root in leaf.page.roots for br in root.iter("br"))
    return ends + sum(len("".join(root.itertext()).split()) for root in leaf.page.roots)


def to_document(leaf: Leaf, words: Phrases) -> Document:
    """Write a leaf down."""
    role = leaf.section.role
    lines: list[tuple[int, int]] = []
    opening = open_section(leaf.name, role, leaf.shown.listed if role in UNLISTED or not _has_heading(leaf) else None)
    inside = serialize_inside(leaf.content, lines, above=1)
    notes = _notes(leaf, words, lines, above=1 + inside.count("\n"))
    title = leaf.shown.listed or words[role.value]
    return Document(
        leaf.name, role, title, f"{opening}\n{inside}{notes}</section>", leaf.depth, leaf.section.path, tuple(lines),
        listed=role not in UNLISTED, running=leaf.shown.title or leaf.shown.listed,
    )  # fmt: skip


def open_section(name: str, role: Role, label: str | None = None) -> str:
    """The start tag of a document's section; a `label` names it for screen readers where no heading does."""
    kind, aria = SEMANTICS[role]
    attributes = [f'id="{name}"', f'class="{role.value}"']
    attributes += [f'epub:type="{kind}"'] if kind else []
    attributes += [f'role="{aria}"'] if aria else []
    if label and aria:
        escaped = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        attributes.append(f'aria-label="{escaped}"')
    return f"<section {' '.join(attributes)}>"


def _notes(leaf: Leaf, words: Phrases, lines: list[tuple[int, int]], above: int) -> str:
    """The notes, each an aside that pops up in readers that can, with the way back."""
    if not leaf.notes:
        return ""
    holder = Element("div", {"class": "notes"})
    holder.text = "\n"
    for note in leaf.notes:
        aside = SubElement(holder, "aside", {"id": note.id, "class": "footnote", "epub:type": "footnote", "role": "doc-footnote"})
        aside.extend(note.blocks)
        first = note.blocks[0] if note.blocks and note.blocks[0].tag == "p" else None
        if first is None:
            first = Element("p")
            aside.insert(0, first)
        back = Element("a", {"class": "backlink", "href": f"#{note.call_id}", "role": "doc-backlink", "aria-label": words["back-to-text"]})
        back.text, back.tail, first.text = f"{note.number}.", f" {(first.text or '').lstrip()}", None
        first.insert(0, back)
        aside.tail = "\n"
    return serialize(holder, lines, above) + "\n"


def _has_heading(leaf: Leaf) -> bool:
    return any(block.tag in HEADINGS for block in leaf.content)


def _without_authors_notes(content: Element, notes: tuple[Note, ...], label: str) -> tuple[Note, ...]:
    """Take the author's notes out of a chapter; gives the footnotes that are still called, numbered anew."""
    for aside in content.findall("aside"):
        if aside.get("class", "").split()[:1] == ["authors-note"]:
            content.remove(aside)
    known, kept = {note.id: note for note in notes}, dict[str, Note]()
    roots = [content]
    for root in roots:                             # grows: a note may call another
        for call in root.iter("a"):
            if call.get("class") != "noteref":
                continue
            name = call.get("href", "")[1:]
            if name not in kept:
                kept[name] = replace(known[name], number=len(kept) + 1)
                call.set("id", kept[name].call_id)
                roots += kept[name].blocks
            call.text = str(kept[name].number)
            call.set("aria-label", label.format(number=kept[name].number))
    return tuple(kept.values())


def _label_asides(content: Element, words: Phrases) -> None:
    """Notes inside a chapter say what they are, so that nobody takes them for the story."""
    for aside in content.iter("aside"):
        aside.set("role", "note")                  # several unnamed `complementary` landmarks would only be noise
        kind = aside.get("class", "").split()[:1]
        label = {"authors-note": words["chapter-notes-before"], "content-note": words["content-notes"]}.get("".join(kind))
        if label and not (len(aside) and (aside[0].tag in HEADINGS or aside[0].get("class") == "heading")):
            heading = Element("p", {"class": "label"})
            heading.text, heading.tail = label, "\n"
            aside.insert(0, heading)
