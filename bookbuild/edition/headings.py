"""A section's first heading -> number and title as the book shows them, and as the contents list them."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from bookbuild.book import Role
from bookbuild.markup import HEADINGS
from bookbuild.numerals import Heading, spell, split_heading
from bookbuild.phrases import Phrases

NUMBERED = {Role.CHAPTER: "chapter-number", Role.PART: "part-number", Role.VOLUME: "volume-number"}
# These pages say what they are by themselves; a heading nobody wrote would only disturb.
UNTITLED = {Role.DEDICATION, Role.EPIGRAPH, Role.TITLE, Role.HALF_TITLE, Role.COPYRIGHT}


@dataclass(frozen=True, slots=True)
class Shown:
    """A heading in its two parts: `number` ("Chapter Twelve", "XII") above `title`; either may be missing."""

    number: str | None
    title: str | None

    @property
    def listed(self) -> str:
        """On one line, for contents and running heads."""
        if self.number and self.title:
            return f"{self.number}{': ' if ' ' in self.number else '. '}{self.title}"
        return self.number or self.title or ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a section's heading must be: its role, place in the count, and the author's and folder's words for it."""

    role: Role
    count: int
    style: str                                     # as-written, words, arabic, roman, none
    language: str
    given: str | None = None
    numbered: bool = False                         # whether its file's name gives its number


def first_heading(content: Element) -> Element | None:
    """The heading a section opens with; notes and epigraphs may stand before it."""
    for block in content:
        if block.tag in HEADINGS:
            return block
        if block.tag in ("p", "hr", "ul", "ol", "table", "pre", "figure"):
            return None
    return None


def set_heading(content: Element, wanted: Wanted, words: Phrases) -> Shown:
    """Rewrite the first heading, or make the one that is missing; gives what it shows."""
    heading = first_heading(content)
    if heading is None:
        shown = _made(wanted, words)
        if shown.listed and wanted.role not in UNTITLED:
            heading = Element("h1")
            heading.tail = "\n"
            content.insert(0, heading)
            heading.set("class", "heading")
            _fill(heading, shown.number, shown.title)
        return shown
    heading.set("class", " ".join(filter(None, ("heading", heading.get("class")))))
    parts = split_heading(_without_calls(heading), wanted.language)
    number = _number(parts, wanted, words)
    if number is None and parts.number is None:
        return Shown(None, parts.title)
    title = _keep_title(heading, parts)
    _mark(heading, number, title)
    return Shown(number, parts.title)


def _number(parts: Heading, wanted: Wanted, words: Phrases) -> str | None:
    """The number as the book wants it: as the author wrote it, or in words or figures."""
    if wanted.style == "none" and parts.title:
        return None
    if wanted.style in ("as-written", "none"):
        return f"{parts.label} {parts.written_number}" if parts.label else parts.written_number
    key = NUMBERED.get(wanted.role)
    value = parts.number if parts.number is not None else wanted.count
    return words.say(key, number=spell(value, wanted.style, wanted.language)) if key else parts.written_number


def _made(wanted: Wanted, words: Phrases) -> Shown:
    """A heading nobody wrote: "Chapter One", "Part Two" with its folder's name, "Prologue"."""
    if wanted.role is Role.CHAPTER and wanted.given and (wanted.style == "none" or (wanted.style == "as-written" and not wanted.numbered)):
        return Shown(None, wanted.given)           # its file's words: `09-the-dead-letter-man.md`
    if key := NUMBERED.get(wanted.role):
        style = "words" if wanted.style in ("as-written", "none") else wanted.style
        return Shown(words.say(key, number=spell(wanted.count, style, wanted.language)), wanted.given)
    return Shown(None, wanted.given or words[wanted.role.value])


def _without_calls(heading: Element) -> str:
    """The heading's words without the numbers of its notes."""
    return "".join(_own_words(heading)).strip()


def _own_words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.get("class") != "noteref":
            yield from _own_words(child)
        yield child.tail or ""


def _keep_title(heading: Element, parts: Heading) -> list[Element | str]:
    """What is left of the heading when number and separator are cut off its front; emphasis and notes stay."""
    if parts.title is None:
        return [child for child in heading.iter() if child.get("class") == "noteref"]
    _cut_front(heading, "".join(_own_words(heading)).rfind(parts.title))
    kept: list[Element | str] = [heading.text or ""]
    for child in heading:
        kept += [child, child.tail or ""]
        child.tail = None
    return [piece for piece in kept if not isinstance(piece, str) or piece]


def _cut_front(element: Element, cut: int) -> int:
    """Take the first `cut` characters off an element's words, however deep they stand; gives how many are still to take."""
    text = element.text or ""
    element.text, cut = text[cut:], max(0, cut - len(text))
    for child in list(element):
        hollow = child.tag != "img" and child.get("class") != "noteref"
        if hollow:
            cut = _cut_front(child, cut)
        tail = child.tail or ""
        child.tail, cut = tail[cut:], max(0, cut - len(tail))
        if hollow and not len(child) and not child.text:
            before = element[list(element).index(child) - 1] if element[0] is not child else None
            if before is None:
                element.text = (element.text or "") + child.tail
            else:
                before.tail = (before.tail or "") + child.tail
            element.remove(child)
    return cut


def _mark(heading: Element, number: str | None, title: list[Element | str]) -> None:
    """Number and title in a span each; what goes with a number that stands alone goes into its span."""
    for child in list(heading):
        heading.remove(child)
    heading.text = None
    holder = heading
    if number:
        holder = SubElement(heading, "span", {"class": "number"})
        holder.text = number
        if any(isinstance(piece, str) or piece.get("class") != "noteref" for piece in title):
            holder.tail = " "
            holder = SubElement(heading, "span", {"class": "title"})
    for piece in title:
        if isinstance(piece, str):
            _append_text(holder, piece)
        else:
            piece.tail = None
            holder.append(piece)


def _append_text(holder: Element, text: str) -> None:
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text


def _fill(heading: Element, number: str | None, title: str | None) -> None:
    _mark(heading, number, [title] if title else [])


def set_levels(content: Element, depth: int) -> None:
    """Heading levels by their place in the whole book (WCAG 1.3.1): the first is `depth`, none is skipped."""
    headings = [element for element in content.iter() if element.tag in HEADINGS]
    shift = depth - int(headings[0].tag[1]) if headings else 0
    last = depth - 1
    for number, heading in enumerate(headings):
        lowest = depth if number == 0 else depth + 1
        level = min(max(int(heading.tag[1]) + shift, lowest), last + 1, 6)
        heading.tag, last = f"h{level}", level
