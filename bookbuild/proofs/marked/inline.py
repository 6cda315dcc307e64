"""Stretches of words -> the inside of a paragraph with `<ins>` and `<del>`, in the elements the words stand in.

The marks are innermost: emphasis that is half new stays one emphasis. What went has no ids and leads nowhere; a picture
or a note that went is told of in words. Remarks, which are in neither draft, have the class `remark`.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from bookbuild.proofs.marked.changes import Stretch
from bookbuild.proofs.marked.words import PARAGRAPH, Path, Piece, Word, look

INS, DEL = "ins", "del"
KEPT = {"class", "lang", "dir", "title"}           # of the attributes of what went
LIVE = {"a": "span"}


@dataclass(slots=True)
class Counts:
    """Words in and out."""

    inserted: int = 0
    deleted: int = 0


@dataclass(slots=True)
class _Open:
    """An element that is being filled: which one of the new draft it is, and of the old."""

    element: Element
    new: Element | None
    old: Element | None


@dataclass(slots=True)
class Writer:
    """Fills paragraphs one after another. `notes` are the texts of the old draft's notes, `calls` the notes that both drafts call."""

    notes: dict[str, str]
    calls: list[tuple[str, str]]
    counts: Counts
    root: Element = field(default_factory=lambda: Element("span"))
    open: list[_Open] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    struck: str = ""                               # the last letter written, if it was of what went

    def begin(self, root: Element) -> None:
        """From here on into another paragraph."""
        self.root, self.open, self.struck = root, [], ""

    def write(self, stretches: Iterable[Stretch]) -> Iterator[None]:
        """Write all, and halt at the end of each paragraph, so that another can begin."""
        for stretch in stretches:
            if stretch.same:
                for old, new in zip(stretch.old, stretch.new, strict=True):
                    self._same(old, new)
                    if new.key == (PARAGRAPH,):
                        yield
            else:
                yield from self._changed(stretch.old, stretch.new)

    def _same(self, old: Word, new: Word) -> None:
        self._anchors(new)
        if old.space == new.space:
            self._all(new.spaces, None)
        else:
            self._all(old.spaces, DEL)
            self._all(new.spaces, INS)
        self.remember(old, new)
        if new.key != (PARAGRAPH,):
            self._put(new.piece, None)

    def remember(self, old: Word, new: Word) -> None:
        """Which notes are called at the same place in both drafts."""
        if new.key == ("noteref",) and old.piece.thing is not None and new.piece.thing is not None:
            self.calls.append((old.piece.thing.get("href", "")[1:], new.piece.thing.get("href", "")[1:]))

    def _changed(self, old: tuple[Word, ...], new: tuple[Word, ...]) -> Iterator[None]:
        """What went, then what came; the white that both begin with stayed."""
        both = bool(old and new) and old[0].space == new[0].space
        if both:
            self._all(new[0].spaces, None)
        for number, word in enumerate(old):
            if number or not both:
                self._all(word.spaces, DEL)
            self.counts.deleted += word.counts
            if word.key == (PARAGRAPH,):
                self._remark(DEL, PARAGRAPH)
            else:
                self._put(word.piece, DEL)
        for number, word in enumerate(new):
            self._anchors(word)
            if number or not both:
                self._all(word.spaces, None if word.before else INS)
            self.counts.inserted += word.counts
            if word.key == (PARAGRAPH,):
                self._remark(INS, PARAGRAPH)
                yield
            else:
                self._put(word.piece, INS)

    def _anchors(self, word: Word) -> None:
        for piece in word.before:
            if piece.thing is not None:
                self._at(piece.path, old=False).append(_copy(piece.thing))

    def _all(self, pieces: Iterable[Piece], mark: str | None) -> None:
        for piece in pieces:
            self._put(piece, mark)

    def _put(self, piece: Piece, mark: str | None) -> None:
        if piece.thing is not None:
            self._put_thing(piece.thing, piece.path, mark)
        elif piece.text:
            holder = self._at(piece.path, old=mark == DEL)
            if mark == INS and self.struck.strip() and piece.text[0].isalnum():
                SubElement(holder, "span", {"class": "remark"}).text = " "     # else two words run together
            write_text(self._mark(holder, mark, "space" if piece.text.isspace() else "") if mark else holder, piece.text)
            self.struck = piece.text[-1] if mark == DEL else ""

    def _put_thing(self, thing: Element, path: Path, mark: str | None) -> None:
        holder = self._at(path, old=mark == DEL)
        if mark == DEL and thing.tag == "br":
            SubElement(holder, "br", {"class": "remark"})
        elif mark == DEL:
            self._remark(DEL, told(thing, self.notes))
        elif mark == INS and thing.tag not in ("br", "wbr"):     # sheets say what a break beside a line of verse does
            self._mark(holder, mark).append(_copy(thing))
        else:
            holder.append(_copy(thing))
        self.struck = ""

    def _remark(self, mark: str, text: str) -> None:
        """Words of ours."""
        self.open.clear()
        remark = SubElement(self.root, mark, {"class": "remark", "lang": "en"} if len(text) > 1 else {"class": "remark"})
        remark.text = text
        self.struck = " "

    @staticmethod
    def _mark(holder: Element, mark: str, kind: str = "") -> Element:
        """The mark at the end of what is open, or a new one: of a class of its own for the space before a word."""
        last = holder[-1] if len(holder) else None
        if last is not None and last.tag == mark and not last.tail and not last.get("class"):
            return last
        return SubElement(holder, mark, {"class": kind} if kind else {})

    def _at(self, path: Path, *, old: bool) -> Element:
        """The innermost element of a path, after closing and opening what it takes."""
        if old:
            path = tuple(each for each in path if each.get("class") != "lead")
        kept = 0
        for number, (here, wanted) in enumerate(zip(self.open, path, strict=False)):
            if not _joins(here, wanted, old=old):
                break
            kept = number + 1
        del self.open[kept:]
        if not old:
            for here, wanted in zip(self.open, path, strict=False):
                self._now_new(here, wanted)
        for wanted in path[kept:]:
            holder = self.open[-1].element if self.open else self.root
            opened = _Open(SubElement(holder, wanted.tag), None if old else wanted, wanted if old else None)
            self.open.append(opened)
            if old:
                opened.element.tag, opened.element.attrib = LIVE.get(wanted.tag, wanted.tag), _inert(wanted)
            else:
                self._dress(opened, wanted)
        return self.open[-1].element if self.open else self.root

    def _now_new(self, here: _Open, wanted: Element) -> None:
        if here.new is None:
            here.new = wanted
            self._dress(here, wanted)

    def _dress(self, here: _Open, wanted: Element) -> None:
        """The new draft's own element: it has its id only once, wherever it had to be cut."""
        attributes = dict(wanted.attrib)
        if id(wanted) in self.seen:
            attributes.pop("id", None)
        self.seen.add(id(wanted))
        here.element.tag, here.element.attrib = wanted.tag, attributes


def _joins(here: _Open, wanted: Element, *, old: bool) -> bool:
    """Whether words of `wanted` belong into what is open."""
    if old:
        return here.old is wanted or (here.old is None and here.new is not None and look(here.new) == look(wanted))
    return here.new is wanted or (here.new is None and here.old is not None and look(here.old) == look(wanted))


def _inert(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attrib.items() if name in KEPT}


def _copy(thing: Element) -> Element:
    copied = deepcopy(thing)
    copied.tail = None
    return copied


def told(thing: Element, notes: dict[str, str]) -> str:
    """What went and is no text, in words."""
    if thing.get("class") == "noteref":
        number, text = "".join(thing.itertext()), notes.get(thing.get("href", "")[1:], "")
        return f"[note {number}: {text}]" if text else f"[note {number}]"
    if thing.tag == "img":
        return f"[picture: {thing.get('alt') or thing.get('src', '').rpartition('/')[2]}]"
    return "".join(thing.itertext()) or ("[line]" if thing.tag == "hr" else "")


def write_text(element: Element, text: str) -> None:
    """Add to the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
