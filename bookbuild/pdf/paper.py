"""Edition -> the HTML of the printed book: the same documents, with notes at the foot and links to places, not files.

What differs from the EPUB is done here and only here, on the finished text of each document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import shorten
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.book import Matter, Role
from bookbuild.edition import Document, Edition
from bookbuild.pdf.title_page import set_title_page

NAMESPACE = "http://www.idpf.org/2007/ops"
TYPE = f"{{{NAMESPACE}}}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Matter by place in the bound book: what stands before the first body document is numbered in roman.
DISPLAY = {Role.HALF_TITLE, Role.TITLE, Role.COPYRIGHT, Role.DEDICATION, Role.EPIGRAPH}
LONGEST_HEAD = 44                                  # characters that stand on a line between the folios
WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)
LETTERS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}           # of an `ol`, by its `type`
SPACES = re.compile(r"[ \t\n]+")
OPENERS = "“‘„«‚‹\"'¿¡—–"


@dataclass(frozen=True, slots=True)
class Setting:
    """A document as it goes to press: its section's HTML, and the places it links to, in other documents and its own."""

    document: Document
    html: str
    outside: tuple[str, ...]
    inside: tuple[str, ...]


def settings(edition: Edition, opening: str) -> tuple[Setting, ...]:
    """Every document of the book, in order."""
    matter = matters(edition)
    start = first_of_body(edition)
    nested = set(_subsections(edition))
    return tuple(
        _setting(document, matter, opening, start=document.name == start, nested=document.name in nested)
        for document in edition.documents
    )  # fmt: skip


def first_of_body(edition: Edition) -> str:
    """The name of the document on whose first page the arabic numbers begin."""
    matter = matters(edition)
    return next((document.name for document in edition.documents if matter[document.name] is not Matter.FRONT), "")


def matters(edition: Edition) -> dict[str, Matter]:
    """Where each document is bound; an author's note after the story is back matter."""
    found: dict[str, Matter] = {}
    reached = Matter.FRONT
    for document in edition.documents:
        matter = document.role.matter
        if matter is Matter.FRONT and reached is not Matter.FRONT:
            matter = Matter.BACK
        reached = found[document.name] = matter
    return found


def framed(body: str, edition: Edition, *, whole: bool) -> str:
    """A section, or all of them, as an HTML document.

    Only a `whole` book and its first document say what book it is: a new title is no reason to set all chapters anew.
    """
    metadata = edition.metadata
    told, names = _names(edition) if whole else ("", "")
    return (
        f'<!DOCTYPE html>\n<html lang="{metadata.language}" dir="{metadata.direction}"><head><meta charset="utf-8">'
        f"{told}</head>\n<body{names}>\n{body}\n</body></html>"
    )


def _names(edition: Edition) -> tuple[str, str]:
    """What the head of the whole book says, and the attributes of its body, from which running heads are made."""
    metadata = edition.metadata
    authors = ", ".join(author.name for author in metadata.authors)
    head = short(authors if 0 < len(authors) <= LONGEST_HEAD else metadata.title)
    told = (
        f"<title>{escape(metadata.title)}</title>"
        f'<meta name="author" content="{escape(authors)}"><meta name="generator" content="bookbuild">'
        f'<meta name="description" content="{escape(metadata.description or "")}">'
        f'<meta name="keywords" content="{escape(", ".join(metadata.keywords))}">'
    )
    return told, f' data-book="{escape(short(metadata.title))}" data-author="{escape(head)}"'


def short(title: str) -> str:
    """A title as one line of running head holds it: without its subtitle, or broken off at a word."""
    for mark in (": ", " — ", "; ", ", "):
        if len(title) > LONGEST_HEAD and mark in title and len(title.split(mark, maxsplit=1)[0]) > LONGEST_HEAD // 4:
            title = title.split(mark, maxsplit=1)[0]
    return shorten(title, LONGEST_HEAD, placeholder=" …")


def _setting(document: Document, matter: dict[str, Matter], opening: str, *, start: bool, nested: bool) -> Setting:
    section = etree.fromstring(document.body.replace("<section ", f'<section xmlns:epub="{NAMESPACE}" ', 1))  # noqa: S314 - ours
    _plain_attributes(section)
    set_notes(section)
    set_numbers(section)
    outside, inside = set_links(section, matter)
    if opening == "drop-cap":
        set_drop_cap(section)
    elif opening == "plain":
        _unlead(section)
    if document.role in (Role.HALF_TITLE, Role.TITLE):
        set_title_page(section)
    classes = [section.get("class", "")]
    here = matter[document.name]
    if document.role not in DISPLAY:
        classes += ["front-matter"] * (here is Matter.FRONT) + ["back-matter"] * (here is Matter.BACK) + ["body-start"] * start
    classes += ["nested"] * nested
    section.set("class", " ".join(classes))
    attributes = f' data-running="{escape(short(document.running or document.title))}"'
    if document.listed:
        attributes += f' data-bookmark="{escape(document.title)}" data-depth="{min(document.depth, 6)}"'
    html = etree.tostring(section, "unicode", method="html").replace("<section", f"<section{attributes}", 1)
    return Setting(document, html, outside, inside)


def _subsections(edition: Edition) -> Iterator[str]:
    """Documents that stand in a chapter, not in a part: they do not open on a recto."""
    above: list[Role] = []
    for document in edition.documents:
        del above[document.depth - 1 :]
        if document.role is Role.CHAPTER and above and above[-1] not in (Role.PART, Role.VOLUME):
            yield document.name
        above.append(document.role)


def _plain_attributes(section: Element) -> None:
    """ElementTree's names for namespaced attributes back to the ones HTML has."""
    for element in section.iter():
        element.attrib.pop(TYPE, None)
        element.attrib.pop(LANG, None)


def set_notes(section: Element) -> None:
    """Move each note to its call, where `float: footnote` takes it to the foot of that page."""
    notes = {note.get("id"): note for note in section.iter("aside") if note.get("class") == "footnote"}
    for holder in list(section):
        if holder.get("class") == "notes":
            section.remove(holder)
    if not notes:
        return
    parents = list(section.iter())
    for parent in parents:                         # grows: a note may call another
        for call in list(parent):
            if call.get("class") == "noteref" and (note := notes.pop(call.get("href", "")[1:], None)) is not None:
                _become_note(call, note)
                parents += call.iter()


def _become_note(call: Element, note: Element) -> None:
    """Its blocks stay what they are, in an `object`: there HTML's parser does not end the paragraph that is around it."""
    tail, identifier = call.tail, call.get("id")
    call.clear()
    call.tag, call.tail = "span", tail
    call.attrib = {"class": "footnote", "id": note.get("id", "")}
    for block in note:
        back = block.find("a[@class='backlink']")
        if back is not None:
            block.text = (block.text or "") + (back.tail or "").lstrip()
            block.remove(back)
    blocks = [block for block in note if block.tag != "p" or len(block) or (block.text or "").strip()]
    if identifier and blocks:
        call.append(Element("span", {"id": identifier}))
    holder = Element("object")
    for block in blocks:
        block.tail = None                          # white space, which would be an empty line
        holder.append(block)
    call.append(holder)
    _collapse_spaces(holder)


def _collapse_spaces(element: Element) -> None:
    """What CSS does with white space, and WeasyPrint 70 does not in notes."""
    if element.tag != "pre":
        element.text = SPACES.sub(" ", element.text or "")
        for child in element:
            _collapse_spaces(child)
            child.tail = SPACES.sub(" ", child.tail or "")


def set_numbers(section: Element) -> None:
    """A list that begins at five, or has letters, says so in CSS: its attributes are presentational to WeasyPrint, and not read."""
    for element in section.iter():
        said = [element.get("style", "")]
        if element.tag == "ol" and WHOLE.fullmatch(start := element.get("start", "")):
            said.append(f"counter-reset: list-item {int(start) - 1}")
        if element.tag == "ol" and (letters := LETTERS.get(element.get("type", ""))):
            said.append(f"list-style-type: {letters}")
        if element.tag == "li" and WHOLE.fullmatch(value := element.get("value", "")):
            said.append(f"counter-set: list-item {value}; counter-increment: list-item 0")
        if said[1:]:
            element.set("style", "; ".join(filter(None, said)))


def set_links(section: Element, matter: dict[str, Matter]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`chapter-02.xhtml#place` is `#place` on paper; links into the front matter are numbered in roman.

    Gives the places that are linked to: those in other documents, and those in this section.
    """
    own = {identifier for element in section.iter() if (identifier := element.get("id"))}
    wanted = set()
    for link in section.iter("a"):
        href = link.get("href", "")
        if match := re.fullmatch(r"([\w-]+)\.xhtml(?:#(.+))?", href):
            link.set("href", f"#{match[2] or match[1]}")
            if matter.get(match[1]) is Matter.FRONT:
                link.set("class", "front-matter")
        elif href.startswith(("http://", "https://", "mailto:")):
            link.set("class", "outside")
        if link.get("href", "").startswith("#"):
            wanted.add(link.get("href", "")[1:])
    return tuple(sorted(wanted - own)), tuple(sorted(wanted & own))


def set_drop_cap(section: Element) -> None:
    """The first letter of a lead in a span of its own, with the mark before it (`::first-letter` floats are broken).

    It stands before the lead, not in it: WeasyPrint counts a float's width into the inline box that holds it, and then
    takes the first line for full and does not justify it.
    """
    paragraph = section.find(".//p[@class='opening']")
    lead = paragraph.find("span[@class='lead']") if paragraph is not None else None
    text = (lead.text or "").lstrip() if lead is not None else ""
    if paragraph is None or lead is None or not text:
        return
    marks = len(text) - len(text.lstrip(OPENERS))
    if not text[marks : marks + 1].isalpha() or marks > 1:
        return
    initial = Element("span", {"class": "initial"})
    if marks:
        quote = Element("span", {"class": "quote"})
        quote.text, quote.tail = text[:marks], text[marks : marks + 1]
        initial.append(quote)
    else:
        initial.text = text[:1]
    lead.text = text[marks + 1 :].lstrip(" ")
    paragraph.insert(0, initial)


def _unlead(section: Element) -> None:
    for lead in section.iter("span"):
        if lead.get("class") == "lead":
            lead.set("class", "")
