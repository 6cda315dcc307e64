"""Book -> Edition: every document's final XHTML, the contents tree, the pictures shown."""

from collections import Counter
from dataclasses import replace
from html import escape

from bookbuild.book import Book, Metadata, Picture, Role
from bookbuild.edition.document import Document, Edition, Entry, Illustration, entries
from bookbuild.edition.leaves import UNLISTED, Foliation, Leaf, count_words, open_section, to_document, walk
from bookbuild.edition.links import Gallery, Places, resolve_links
from bookbuild.edition.matter import content_notes_line, contents_list, disclaimer_text, fan_work_header, generated, paragraph
from bookbuild.phrases import Phrases, phrases
from bookbuild.problems import Problem
from bookbuild.punctuation import curl

__all__ = ["Document", "Edition", "Entry", "Illustration", "compose", "entries"]

ORDER = {role: place for place, role in enumerate(Role)}


def compose(book: Book, faces: tuple[str, ...] = ()) -> Edition:
    """Make the whole text of the book. `faces` are the type families it is set in, for the copyright page."""
    metadata = _typographic(book.metadata)
    words = phrases(metadata.language)
    foliation = Foliation(book, words, Counter(), Counter())
    front, body, back = (foliation.leaves(sections) for sections in (book.front, book.body, book.back))
    leaves = tuple(walk((*front, *body, *back)))
    illustrations, found = _resolve(leaves, book)
    documents = [to_document(leaf, words) for leaf in leaves]
    notes = _collected_content_notes(leaves, words)
    warned = next((leaf.section.summary for leaf in leaves if leaf.section.role is Role.CONTENT_NOTES), None)
    pages = _front_pages(documents, notes, warned, metadata, words, _faces_seen(documents, faces))
    contents = (*_contents((*front, *body, *back)), *([Entry(notes.title, notes.name)] if notes else ()))
    pages.append(_contents_page(contents, words))
    written = [*documents[: len(front)], *pages]
    bound = [*sorted(written, key=lambda page: ORDER[page.role]), *documents[len(front) :], *([notes] if notes else [])]
    problems = (*book.problems, *(problem for leaf in leaves for problem in leaf.problems), *found)
    return Edition(
        metadata, book.design, tuple(bound), contents, illustrations, _cover(book), (*problems, *_cover_problems(book)),
        sum(map(count_words, leaves)),
    )  # fmt: skip


def _faces_seen(documents: list[Document], faces: tuple[str, ...]) -> tuple[str, ...]:
    """Only the first face is credited in a book without code or telegrams, which a second is for."""
    typewritten = any(mark in document.body for document in documents for mark in ("<code", "<kbd", "<samp", 'class="telegram'))
    return faces if typewritten else faces[:1]


def _typographic(metadata: Metadata) -> Metadata:
    """Metadata is typed plainly too: curl what readers see."""

    def set_marks(text: str | None) -> str | None:
        return curl(text, metadata.language) if text else text

    return replace(
        metadata,
        title=curl(metadata.title, metadata.language),
        subtitle=set_marks(metadata.subtitle),
        edition_statement=set_marks(metadata.edition_statement),
        description=set_marks(metadata.description),
    )


def _resolve(leaves: tuple[Leaf, ...], book: Book) -> tuple[tuple[Illustration, ...], list[Problem]]:
    """Point links and pictures at what they mean, now that every leaf is known."""
    places, gallery = Places(), Gallery.of(book.pictures)
    for leaf in leaves:
        places.add(leaf.page)
    problems: list[Problem] = []
    for leaf in leaves:
        problems += [*gallery.hang(leaf.page), *resolve_links(leaf.page, places)]
    return tuple(gallery.shown.values()), problems


def _contents(leaves: tuple[Leaf, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(leaf.shown.listed, leaf.name, _contents(leaf.children))
        for leaf in leaves if leaf.section.role not in UNLISTED and leaf.shown.listed
    )  # fmt: skip


def _front_pages(
    documents: list[Document], notes: Document | None, warned: str | None, metadata: Metadata, words: Phrases, faces: tuple[str, ...],
) -> list[Document]:  # fmt: skip
    """The pages the author did not write; a disclaimer of theirs gets the fan-work header and the content-notes line."""
    by_role = {document.role: document for document in reversed(documents)}
    pages = {role: _page(role, inside, words) for role, inside in generated(metadata, words, faces, set(by_role))}
    listed = notes or by_role.get(Role.CONTENT_NOTES)
    header = fan_work_header(metadata.fan_work, words) if metadata.fan_work else ""
    line = content_notes_line(warned and curl(warned, metadata.language), listed.name, words) if listed else ""
    if own := by_role.get(Role.DISCLAIMER):
        documents[documents.index(own)] = _with(own, header + line)
    elif metadata.disclaimer or header:
        pages[Role.DISCLAIMER] = _page(Role.DISCLAIMER, _disclaimer(metadata, words) + header + line, words)
    elif line and Role.COPYRIGHT in pages:
        pages[Role.COPYRIGHT] = _with(pages[Role.COPYRIGHT], line)
    return list(pages.values())


def _disclaimer(metadata: Metadata, words: Phrases) -> str:
    if metadata.disclaimer is None:
        return ""
    text = metadata.disclaimer.text or disclaimer_text(metadata.disclaimer, words)
    curled = "\n".join(paragraph(curl(each.strip(), metadata.language)) for each in text.split("\n\n"))
    return f"<h1>{escape(words['disclaimer'], quote=False)}</h1>\n{curled}\n"


def _page(role: Role, inside: str, words: Phrases) -> Document:
    title = words[role.value]
    return Document(role.value, role, title, f"{open_section(role.value, role)}\n{inside}\n</section>", listed=False)


def _with(document: Document, more: str) -> Document:
    return replace(document, body=document.body.removesuffix("</section>") + more + "\n</section>") if more else document


def _contents_page(contents: tuple[Entry, ...], words: Phrases) -> Document:
    """The contents; EPUB makes its navigation document from the same list."""
    heading = f"<h1>{escape(words['contents'], quote=False)}</h1>"
    return _page(Role.CONTENTS, f"{heading}\n{contents_list(contents)}", words)


def _collected_content_notes(leaves: tuple[Leaf, ...], words: Phrases) -> Document | None:
    """A list at the back of the notes that stand in the chapters, when the author wrote no list."""
    if any(leaf.section.role is Role.CONTENT_NOTES for leaf in leaves):
        return None
    items = []
    for leaf in leaves:
        for aside in leaf.content.iter("aside"):
            if aside.get("class", "").split()[:1] == ["content-note"]:
                text = " ".join("".join("".join(block.itertext()) for block in aside if block.get("class") != "label").split())
                link = f'<a href="{leaf.name}.xhtml">{escape(leaf.shown.listed, quote=False)}</a>'
                items.append(f"<li>{link}: {escape(text, quote=False)}</li>")
    if not items:
        return None
    heading = f"<h1>{escape(words['content-notes'], quote=False)}</h1>"
    return replace(_page(Role.CONTENT_NOTES, heading + "\n<ul>\n" + "\n".join(items) + "\n</ul>", words), listed=True)


def _cover(book: Book) -> Picture | None:
    return next((picture for picture in book.pictures if picture.path == book.metadata.cover), None)


def _cover_problems(book: Book) -> tuple[Problem, ...]:
    if book.metadata.cover is None or _cover(book):
        return ()
    hint = "leave `cover` out and one is made from title and author"
    return (Problem("m-035", f"cover not found: {book.metadata.cover.as_posix()}", None, hint=hint),)
