"""Documents -> XHTML files: a head around each body, the navigation document, the cover page, the NCX."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import count

from bookbuild.book import Matter, Metadata, Role
from bookbuild.edition import Document, Edition, Entry
from bookbuild.edition.matter import contents_list
from bookbuild.phrases import Phrases

LINES_ABOVE = 5                                    # of a file, before the first line of its body


def page(title: str, body: str, metadata: Metadata) -> bytes:
    """One XHTML file that an HTML parser reads the same way; the body begins on line LINES_ABOVE + 1."""
    direction = ' dir="rtl"' if metadata.direction == "rtl" else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{metadata.language}" xml:lang="{metadata.language}"{direction}>\n'
        f'<head><meta charset="utf-8"/><title>{escape(title, quote=False)}</title>'
        '<link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def document_page(document: Document, edition: Edition) -> bytes:
    """A document's file; its title says first what is special about it (WCAG 2.4.2)."""
    title = edition.metadata.title
    return page(f"{document.title} — {title}" if document.title != title else title, document.body, edition.metadata)


def cover_page(edition: Edition, image: str, words: Phrases) -> bytes:
    """The cover in a page of its own (Kobo, Apple)."""
    by = f", {edition.metadata.byline}" if edition.metadata.byline else ""
    alt = escape(f"{words['cover']}: {edition.metadata.title}{by}")
    body = f'<section id="cover" class="cover" epub:type="cover"><img src="{image}" alt="{alt}" role="doc-cover"/></section>'
    return page(f"{words['cover']} — {edition.metadata.title}", body, edition.metadata)


def navigation(edition: Edition, words: Phrases) -> bytes:
    """nav.xhtml: the contents, which is also a page of the book, and the hidden landmarks."""
    title = escape(words["contents"], quote=False)
    listed = edition.contents or tuple(Entry(each.title, each.name) for each in edition.documents[:1])
    marks = "\n".join(
        f'<li><a epub:type="{kind}" href="{href}">{escape(label, quote=False)}</a></li>' for kind, href, label in landmarks(edition, words)
    )
    body = (
        f'<nav id="contents" class="contents" epub:type="toc" role="doc-toc" aria-labelledby="contents-title">\n'
        f'<h1 id="contents-title">{title}</h1>\n{contents_list(listed)}\n</nav>\n'
        f'<nav id="landmarks" epub:type="landmarks" hidden="hidden" aria-labelledby="landmarks-title">\n'
        f'<h2 id="landmarks-title">{escape(words["guide"], quote=False)}</h2>\n<ol>\n{marks}\n</ol>\n</nav>'
    )
    return page(f"{words['contents']} — {edition.metadata.title}", body, edition.metadata)


def landmarks(edition: Edition, words: Phrases) -> Iterator[tuple[str, str, str]]:
    """(kind, href, label) of the places a reading system offers."""
    yield "cover", "cover.xhtml", words["cover"]
    if title := edition.document(Role.TITLE):
        yield "titlepage", f"{title.name}.xhtml", words["title"]
    yield "toc", "nav.xhtml#contents", words["contents"]
    if start := first_of_body(edition):
        yield "bodymatter", f"{start.name}.xhtml", words["start-reading"]


def first_of_body(edition: Edition) -> Document | None:
    """Where reading begins."""
    return next((document for document in edition.documents if document.role.matter is Matter.BODY), None)


def ncx(edition: Edition, identifier: str) -> bytes:
    """toc.ncx for readers that know only EPUB 2; `playOrder` may be left out (facts on EPUB, §1.1)."""
    numbers = count(1)

    def points(contents: Iterable[Entry]) -> str:
        return "".join(
            f'<navPoint id="point-{next(numbers)}"><navLabel><text>{escape(entry.title, quote=False)}</text></navLabel>'
            f'<content src="{entry.document}.xhtml"/>\n{points(entry.children)}</navPoint>\n'
            for entry in contents
        )

    listed = edition.contents or tuple(Entry(each.title, each.name) for each in edition.documents[:1])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{edition.metadata.language}">\n'
        f'<head><meta name="dtb:uid" content="{escape(identifier)}"/></head>\n'
        f"<docTitle><text>{escape(edition.metadata.title, quote=False)}</text></docTitle>\n"
        f"<navMap>\n{points(listed)}</navMap>\n</ncx>\n"
    ).encode()
