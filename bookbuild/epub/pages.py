"""Documents -> XHTML files: a head around each body, the navigation document, the cover page, the NCX."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import count

from bookbuild.book import Matter, Metadata, Role
from bookbuild.edition import Document, Edition, Entry
from bookbuild.edition.matter import contents_list
from bookbuild.epub.pagebreaks import PageBreak
from bookbuild.phrases import Phrases

LINES_ABOVE = 5                                    # of a file, before the first line of its body
Landmark = tuple[str, str, str]                    # kind, href, label


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


def document_page(document: Document, body: str, edition: Edition) -> bytes:
    """A document's file; its title says first what is special about it (WCAG 2.4.2)."""
    title = edition.metadata.title
    return page(f"{document.title} — {title}" if document.title != title else title, body, edition.metadata)


def cover_page(edition: Edition, image: str, words: Phrases) -> bytes:
    """The cover in a page of its own (Kobo, Apple)."""
    by = f", {edition.metadata.byline}" if edition.metadata.byline else ""
    alt = escape(f"{words['cover']}: {edition.metadata.title}{by}")
    body = f'<section id="cover" class="cover" epub:type="cover"><img src="{image}" alt="{alt}" role="doc-cover"/></section>'
    return page(f"{words['cover']} — {edition.metadata.title}", body, edition.metadata)


def contents(edition: Edition, words: Phrases) -> str:
    """The contents, which are a page of the book and what reading systems navigate by."""
    title = escape(words["contents"], quote=False)
    return (
        f'<nav id="contents" class="contents" epub:type="toc" role="doc-toc" aria-labelledby="contents-title">\n'
        f'<h1 id="contents-title">{title}</h1>\n{contents_list(_listed(edition))}\n</nav>'
    )


def navigation(toc: str, marks: Iterable[Landmark], breaks: Sequence[PageBreak], metadata: Metadata, words: Phrases) -> bytes:
    """nav.xhtml: the contents, and hidden the landmarks and the list of pages."""
    places = _items(f'<a epub:type="{kind}" href="{href}">{escape(label, quote=False)}</a>' for kind, href, label in marks)
    body = f"{toc}\n{_hidden('landmarks', words['guide'], places)}"
    if breaks:
        body += "\n" + _hidden("page-list", words["page-list"], _items(f'<a href="{each.href}">{each.label}</a>' for each in breaks))
    return page(f"{words['contents']} — {metadata.title}", body, metadata)


def _hidden(kind: str, title: str, items: str) -> str:
    role = ' role="doc-pagelist"' if kind == "page-list" else ""     # landmarks have none of their own
    return (
        f'<nav id="{kind}" epub:type="{kind}"{role} hidden="hidden" aria-labelledby="{kind}-title">\n'
        f'<h2 id="{kind}-title">{escape(title, quote=False)}</h2>\n<ol>\n{items}\n</ol>\n</nav>'
    )


def _items(links: Iterable[str]) -> str:
    return "\n".join(f"<li>{link}</li>" for link in links)


def _listed(edition: Edition) -> tuple[Entry, ...]:
    return edition.contents or tuple(Entry(each.title, each.name) for each in edition.documents[:1])


def landmarks(edition: Edition, words: Phrases, *, cover_page: bool) -> Iterator[Landmark]:
    """(kind, href, label) of the places a reading system offers."""
    if cover_page:
        yield "cover", "cover.xhtml", words["cover"]
    if title := edition.document(Role.TITLE):
        yield "titlepage", f"{title.name}.xhtml", words["title"]
    yield "toc", "nav.xhtml#contents", words["contents"]
    if start := first_of_body(edition):
        yield "bodymatter", f"{start.name}.xhtml", words["start-reading"]


def first_of_body(edition: Edition) -> Document | None:
    """Where reading begins."""
    return next((document for document in edition.documents if document.role.matter is Matter.BODY), None)


def ncx(edition: Edition, breaks: Sequence[PageBreak], words: Phrases) -> bytes:
    """toc.ncx for readers that know only EPUB 2; `playOrder` may be left out (facts on EPUB, §1.1)."""
    numbers = count(1)

    def points(contents: Iterable[Entry]) -> str:
        return "".join(
            f'<navPoint id="point-{next(numbers)}"><navLabel><text>{escape(entry.title, quote=False)}</text></navLabel>'
            f'<content src="{entry.document}.xhtml"/>\n{points(entry.children)}</navPoint>\n'
            for entry in contents
        )

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{edition.metadata.language}">\n'
        f'<head><meta name="dtb:uid" content="{escape(edition.metadata.identifier)}"/></head>\n'
        f"<docTitle><text>{escape(edition.metadata.title, quote=False)}</text></docTitle>\n"
        f"<navMap>\n{points(_listed(edition))}</navMap>\n{_page_targets(breaks, words)}</ncx>\n"
    ).encode()


def _page_targets(breaks: Sequence[PageBreak], words: Phrases) -> str:
    """Kindle and old readers take the printed book's pages from here."""
    targets = "".join(
        f'<pageTarget id="target-{each.label}" type="{"normal" if each.label.isdigit() else "front"}" value="{number}">'
        f'<navLabel><text>{each.label}</text></navLabel><content src="{each.href}"/></pageTarget>\n'
        for number, each in enumerate(breaks, 1)
    )
    title = escape(words["page-list"], quote=False)
    return f"<pageList>\n<navLabel><text>{title}</text></navLabel>\n{targets}</pageList>\n" if targets else ""
