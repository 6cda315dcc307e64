"""Documents and metadata -> the pages the author did not write, ready to be bound among those they did."""

from dataclasses import replace
from html import escape

from bookbuild.book import Metadata, Role
from bookbuild.edition.document import Document, Entry
from bookbuild.edition.leaves import Leaf, open_section
from bookbuild.edition.matter import borrowed, content_notes_line, contents_list, disclaimer_text, fan_work_header, generated, paragraph
from bookbuild.phrases import Phrases
from bookbuild.punctuation import curl


def front_pages(
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
    own, english = metadata.disclaimer.text, borrowed(metadata, words)
    text, tongue = (own, "") if own else (disclaimer_text(metadata.disclaimer, words), english)
    curled = "\n".join(paragraph(curl(each.strip(), metadata.language), tongue=tongue) for each in text.split("\n\n"))
    return f"<h1{english}>{escape(words['disclaimer'], quote=False)}</h1>\n{curled}\n"


def faces_seen(documents: list[Document], faces: tuple[str, ...]) -> tuple[str, ...]:
    """Only the first face is credited in a book without code or telegrams, which a second is for."""
    typewritten = any(mark in document.body for document in documents for mark in ("<code", "<kbd", "<samp", 'class="telegram'))
    return faces if typewritten else faces[:1]


def contents_page(contents: tuple[Entry, ...], words: Phrases) -> Document:
    """The contents; EPUB makes its navigation document from the same list."""
    heading = f"<h1>{escape(words['contents'], quote=False)}</h1>"
    return _page(Role.CONTENTS, f"{heading}\n{contents_list(contents)}", words)


def collected_content_notes(leaves: tuple[Leaf, ...], words: Phrases) -> Document | None:
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


def _page(role: Role, inside: str, words: Phrases) -> Document:
    title = words[role.value]
    return Document(role.value, role, title, f"{open_section(role.value, role)}\n{inside}\n</section>", listed=False)


def _with(document: Document, more: str) -> Document:
    return replace(document, body=document.body.removesuffix("</section>") + more + "\n</section>") if more else document
