"""The old body of a document and the new one -> the new one with everything marked that came, went, or reads otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from bookbuild.markup.xhtml import serialize
from bookbuild.proofs.marked.alignment import Group, align
from bookbuild.proofs.marked.blocks import HEADINGS, RUN, Block, block_of, read_body
from bookbuild.proofs.marked.changes import Stretch, changes
from bookbuild.proofs.marked.inline import Counts, Writer, write_text
from bookbuild.proofs.marked.sentences import by_sentences
from bookbuild.proofs.marked.words import Digest, joined

KEPT = {"class", "lang", "dir", "role"}            # of the attributes of blocks that went
FIRST = {"opening"}                                # classes that only a text's first paragraph has
MARKS = {"ins", "del"}
BREAK = "* * *"                                    # what a scene break that went is shown as
HOLDERS = {"section", "div", "blockquote", "aside", "ul", "ol", "dl", "table", "thead", "tbody", "tr", "figure"}


@dataclass(frozen=True, slots=True)
class MarkedBody:
    """`body` is None where nothing has changed."""

    body: str | None
    inserted: int
    deleted: int


def mark_body(old: str, new: str, digests: tuple[Digest, Digest]) -> MarkedBody:
    """Compare two drafts of a document. `digests` know the pictures of each."""
    was, is_ = (_parted(read_body(body), digest) for body, digest in zip((old, new), digests, strict=True))
    marking = _Marking({key: _text(note) for key, note in was.notes.items()})
    section = marking.paired(was.text, is_.text)
    notes = [*marking.all_notes(was.notes, is_.notes)]
    if not marking.touched:
        return MarkedBody(None, 0, 0)
    if is_.holder is not None:
        section.append(_with(is_.holder, notes))
    _end_lines(section)
    return MarkedBody(serialize(section), marking.counts.inserted, marking.counts.deleted)


def new_body(body: str, said: str) -> MarkedBody:
    """A document that is new, all of it; `said` stands below its heading."""
    parted = _parted(read_body(body), lambda name: name)
    marking = _Marking({})
    section = _with(parted.text.element, marking.came(inside_of(parted.text)))
    section.set("class", f"{section.get('class', '')} added".strip())
    if parted.holder is not None:
        section.append(_with(parted.holder, marking.all_notes({}, parted.notes)))
    return _finished(section, said, marking.counts)


def gone_body(body: str, name: str, said: str) -> MarkedBody:
    """A document that is gone, all of it, in a section called `name`; its notes are told of where they were called."""
    parted = _parted(read_body(body), lambda name: name)
    marking = _Marking({key: _text(note) for key, note in parted.notes.items()})
    classes = f"{parted.text.element.get('class', '')} gone".strip()
    section = _with(Element("section", {"id": name, "class": classes}), marking.went(inside_of(parted.text)))
    return _finished(section, said, marking.counts)


def _finished(section: Element, said: str, counts: Counts) -> MarkedBody:
    """With what bookbuild says of it below its heading."""
    remark = Element("p", {"class": "remark", "lang": "en"})
    remark.text = said
    section.insert(1 if len(section) and (section[0].tag in HEADINGS or "heading" in section[0].get("class", "").split()) else 0, remark)
    _end_lines(section)
    return MarkedBody(serialize(section), counts.inserted, counts.deleted)


# ---- notes ----


@dataclass(frozen=True, slots=True)
class _Parted:
    """A document's text and its notes by their ids; `holder` is the element they were in."""

    text: Block
    notes: dict[str, Block]
    holder: Element | None


def _parted(section: Element, digest: Digest) -> _Parted:
    holder = next((each for each in section if each.get("class") == "notes"), None)
    if holder is None:
        return _Parted(block_of(section, digest), {}, None)
    section.remove(holder)
    return _Parted(block_of(section, digest), {note.get("id", ""): block_of(note, digest) for note in holder}, holder)


def _text(note: Block) -> str:
    return "".join(word.space + word.piece.text for word in note.all_words).strip()


# ---- blocks ----


class _Marking:
    """The marking of one document: whether anything was `touched`, and how many words came and went."""

    def __init__(self, notes: dict[str, str]) -> None:
        self.counts, self.calls, self.touched = Counts(), list[tuple[str, str]](), False
        self.writer = Writer(notes, self.calls, self.counts)

    def all_notes(self, old: Mapping[str, Block], new: Mapping[str, Block]) -> Iterator[Element]:
        """The notes of the new draft; one that both call is compared, and one that went is told of where it was called."""
        for name, note in new.items():
            then = next((then for then, now in self.calls if now == name), "")
            yield self.paired(old[then], note) if then in old else _with(note.element, self.came(inside_of(note)))

    def paired(self, old: Block, new: Block) -> Element:
        """Two blocks of one kind."""
        if not (old.blocks or new.blocks):
            return next(self._written((new,), by_sentences(changes(old.words, new.words))))
        if new.element.tag == "tr" and len(old.blocks) == len(new.blocks):
            groups: Iterable[Group] = [Group((one,), (other,)) for one, other in zip(old.blocks, new.blocks, strict=True)]
        else:
            groups = align(inside_of(old), inside_of(new))
        return _with(new.element, (each for group in groups for each in self._group(group)))

    def _group(self, group: Group) -> Iterator[Element]:
        old, new = group.old, group.new
        if not (old and new):
            yield from self.went(old)
            yield from self.came(new)
        elif len(old) == len(new) == 1:
            yield from self._pair(old[0], new[0])
        else:
            yield from self._written(new, changes(joined([block.words for block in old]), joined([block.words for block in new])))

    def _pair(self, old: Block, new: Block) -> Iterator[Element]:
        """What is the same stays as it is; a table with other columns is another table."""
        if old.key == new.key and new.kind != RUN:
            for one, other in zip(old.all_words, new.all_words, strict=True):
                self.writer.remember(one, other)
            new.element.tail = None
            yield new.element
        elif new.element.tag == "table" and _columns(old) != _columns(new):
            yield from self.went((old,))
            yield from self.came((new,))
        else:
            yield self.paired(old, new)

    def came(self, blocks: Iterable[Block]) -> Iterator[Element]:
        """Blocks that are new."""
        for block in blocks:
            if block.blocks:
                yield _with(block.element, self.came(block.blocks))
            elif block.element.tag == "hr":
                yield self._changed(_shell(block.element))
            else:
                words, end = block.words[:-1], block.words[-1:]
                yield from self._written((block,), (Stretch((), words), Stretch(end, end, same=True)))

    def went(self, blocks: Iterable[Block]) -> Iterator[Element]:
        """Blocks that are in the old draft alone."""
        for block in blocks:
            element = _struck(block.element)
            if block.blocks:
                yield _with(element, self.went(block.blocks))
            elif block.element.tag == "hr":
                SubElement(element, "del", {"class": "remark"}).text = BREAK
                yield self._changed(element)
            else:
                yield from self._written((Block(block.kind, element),), (Stretch(block.words, ()),))

    def _written(self, blocks: Sequence[Block], stretches: Sequence[Stretch]) -> Iterator[Element]:
        """Paragraphs with their words in them, marked where any changed."""
        halts = self.writer.write(stretches)
        for block in blocks:
            shell = _shell(block.element)
            self.writer.begin(shell)
            next(halts, None)
            yield self._changed(shell) if any(mark.tag in MARKS for mark in shell.iter()) else shell

    def _changed(self, element: Element) -> Element:
        self.touched = True
        element.set("class", f"{element.get('class', '')} changed".strip())
        return element


def inside_of(block: Block) -> tuple[Block, ...]:
    """What it holds: blocks, or a run of words."""
    return block.blocks or (Block(RUN, Element(RUN), block.words),)


def _with(element: Element, blocks: Iterable[Element]) -> Element:
    """An element of the same kind with these blocks in it; a run is no element, and what is in it goes in."""
    shell = _shell(element)
    for block in blocks:
        if block.tag == RUN:
            write_text(shell, block.text or "")
            shell.extend(block)
        else:
            shell.append(block)
    return shell


def _columns(table: Block) -> int:
    return max((len(row) for row in table.element.iter("tr")), default=0)


def _shell(element: Element) -> Element:
    return Element(element.tag, dict(element.attrib))


def _struck(element: Element) -> Element:
    """What is left of a block that went: a heading is none any more, and nothing leads to it."""
    kept = {name: value for name, value in element.attrib.items() if name in KEPT}
    classes = [each for each in kept.pop("class", "").split() if each not in FIRST]
    tag = "p" if element.tag in HEADINGS or element.tag == "hr" else element.tag
    return Element(tag, {**kept, "class": " ".join((*classes, "deleted"))})


def _end_lines(section: Element) -> None:
    """What holds blocks begins on a line of its own, as everywhere."""
    for element in section.iter():
        if element.tag in HOLDERS and len(element) and not (element.text or "").strip():
            element.text = "\n"
