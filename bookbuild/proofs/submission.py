"""Edition and Style -> the same as a standard manuscript, as agents and magazines want it, after Shunn (slugline.py).

A novel has a title page, and a page 1 after it; a story begins under its title. What a publisher makes is left out, and
so is what a publisher asks for later: dedication, acknowledgments, about the author, other books. An author's notes to
readers of a chapter go as well. Epigraph, introduction, parts, prologue, afterword and appendices are the author's text.
"""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it
from xml.etree.ElementTree import Element

from bookbuild.book import Contact, Matter, Metadata, Role
from bookbuild.edition import Document, Edition
from bookbuild.edition.matter import byline, paragraph
from bookbuild.markup import HEADINGS
from bookbuild.pdf.paper import matters
from bookbuild.phrases import Phrases, phrases
from bookbuild.problems import Problem, Severity
from bookbuild.proofs.papers import Paper
from bookbuild.proofs.slugline import about, count_words, slug_line
from bookbuild.proofs.stationery import COURIER, ROMAN, css_string, dressed, mark_strangers, section_of, written
from bookbuild.styles import Style

LEFT_OUT = frozenset({
    Role.HALF_TITLE, Role.TITLE, Role.COPYRIGHT, Role.DISCLAIMER, Role.DEDICATION, Role.CONTENTS, Role.CONTENT_NOTES,
    Role.ACKNOWLEDGMENTS, Role.ABOUT_THE_AUTHOR, Role.ALSO_BY,
})  # fmt: skip
TO_READERS = {"authors-note", "content-note"}
LEADING, MARGIN = 25.92, 72.0                      # points; sheets/manuscript.css has them too
MODERN = {"--emphasis": "italic", "--underline": "none"}
CLASSIC = {"--emphasis": "normal", "--underline": "underline"}
HINT = """type these lines into manuscript/book.toml:
    [contact]
    name = "{name}"
    address = ["1 Example Street", "Exampletown"]
    email = "you@example.org"
    phone = "+1 555 0100" """


def submission(edition: Edition, style: Style, paper: Paper, *, classic: bool = False) -> tuple[Edition, Style]:
    """What to give to `write_pdf`. `classic` is Courier with underlines for italics, as a typewriter did it."""
    metadata, said = edition.metadata, phrases(edition.metadata.language)
    matter = matters(edition)
    kept = [each for each in edition.documents if each.role not in LEFT_OUT]
    told = [each for each in kept if matter[each.name] is Matter.BODY]
    if len(told) == 1:                             # its first page is the manuscript's: nothing stands before it
        kept = kept[kept.index(told[0]) :]
    face, end = COURIER if classic else ROMAN, said.words.get("the-end", "END")
    typed = [_typed(each, matter[each.name], face, end if each in told[-1:] else "") for each in kept]
    front = _correspondence(metadata, _words(typed, metadata.language), said)
    first = [_under_title(typed.pop(0), front, metadata.title)] if len(told) == 1 else [_title_page(front, metadata.title)]
    faces = ("Typewriter", "Code", "Manuscript") if classic else ("Manuscript",)
    dials = _dials(paper, slug_line(metadata)) | (CLASSIC if classic else MODERN)
    plain = replace(edition, documents=(*first, *typed), design=replace(edition.design, composer=False, trim=None))
    return plain, dressed(style, faces, "manuscript", dials)


def contact_problems(metadata: Metadata) -> tuple[Problem, ...]:
    """What an editor who likes the book would miss."""
    if metadata.contact is not None:
        return ()
    name = metadata.authors[0].name if metadata.authors else "Your Name"
    message = "the manuscript does not say how to reach you"
    return (Problem("p-070", message, hint=HINT.format(name=name).rstrip(), severity=Severity.WARNING),)


def _dials(paper: Paper, head: str) -> dict[str, str]:
    """Titles begin half way down the page, chapters a third, in whole lines."""
    lines = int((paper.height - 2 * MARGIN) / LEADING)
    places = {"--down": lines // 2 - 1, "--third": lines // 3, "--half": lines // 2 - 1}
    return {name: f"{count * LEADING:.2f}pt" for name, count in places.items()} | {"--size": paper.css, "--head": css_string(head)}


def _typed(document: Document, matter: Matter, face: Path, end: str) -> Document:
    """The text alone: no links, nothing that speaks to readers; END where the story ends.

    What stands in front is numbered like the rest, as a prologue is.
    """
    section = section_of(document)
    for aside in section.findall("aside"):
        if not TO_READERS.isdisjoint(aside.get("class", "").split()):
            section.remove(aside)
    for link in section.iter("a"):
        if link.get("class") not in ("noteref", "backlink"):
            link.attrib.pop("href", None)
    mark_strangers(section, face)
    if end:
        place = next((at for at, each in enumerate(section) if each.get("class") == "notes"), len(section))
        section.insert(place, _made(f'<p class="end">{escape(end, quote=False)}</p>'))
    return written(replace(document, role=Role.PROLOGUE) if matter is Matter.FRONT else document, section)


def _words(documents: Iterable[Document], language: str) -> int:
    """The words of what is sent, not of the pages that are left out. A line of verse ends without a space."""
    sections = [section_of(document) for document in documents]
    ends = sum(not br.tail for section in sections for br in section.iter("br"))
    return ends + sum(count_words("".join(section.itertext()), language) for section in sections)


def _correspondence(metadata: Metadata, words: int, said: Phrases) -> str:
    """Who sends it and how long it is; title and byline."""
    names = byline(metadata.authors, said)
    contact = metadata.contact or Contact(names)
    block = "".join(paragraph(line) for line in (contact.name, *contact.address, contact.phone, contact.email))
    by = paragraph(said.say("by-line", author=names), "byline") if names else ""
    return (
        f'<div class="correspondence"><div class="contact">{block}</div>{paragraph(about(words, said), "count")}</div>\n'
        f'<h1 class="book-title">{escape(metadata.title, quote=False)}</h1>\n{by}'
    )


def _title_page(front: str, title: str) -> Document:
    return Document("title", Role.TITLE, title, f'<section id="title" class="title">\n{front}\n</section>', listed=False)


def _under_title(document: Document, front: str, title: str) -> Document:
    """A story has no chapters: a heading that is a mere number, or the title over again, goes."""
    section = section_of(document)
    heading = next((block for block in section if block.tag in HEADINGS), None)
    if heading is not None and "heading" in heading.get("class", "").split():
        own = heading if heading.find("span[@class='number']") is None else heading.find("span[@class='title']")
        words = "" if own is None else " ".join("".join(own.itertext()).split())
        if words.casefold() in ("", title.casefold()) and heading.find(".//a[@class='noteref']") is None:
            section.remove(heading)
        else:
            heading.set("class", f"{heading.get('class')} in-story")
    for place, block in enumerate(_made(f"<div>{front}</div>")):
        section.insert(place, block)
    return written(document, section)


def _made(markup: str) -> Element:
    return etree.fromstring(markup)  # noqa: S314 - ours
