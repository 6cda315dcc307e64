"""Book -> Edition: every document's final XHTML, the contents tree, the pictures shown."""

from collections.abc import Iterator
from dataclasses import replace

from bookbuild.book import BINDING, Book, Metadata, Picture, Role
from bookbuild.edition.document import Document, Edition, Entry, Illustration, PageStart, entries
from bookbuild.edition.leaves import UNLISTED, Foliation, Leaf, count_words, to_document, walk
from bookbuild.edition.links import Gallery, Places, resolve_links
from bookbuild.edition.unwritten import collected_content_notes, contents_page, faces_seen, front_pages
from bookbuild.kept import Kept
from bookbuild.manuscript.pictures import prove
from bookbuild.phrases import phrases
from bookbuild.problems import Problem, Severity
from bookbuild.punctuation import curl

__all__ = ["Document", "Edition", "Entry", "Illustration", "PageStart", "compose", "entries"]

COVERS = ("image/jpeg", "image/png", "image/webp", "image/gif")      # the EPUB's is a JPEG, whichever it was
# What shops ask of a cover's longer and shorter side, in pixels, and how they say it (facts on covers, 2026-11).
SHOPS = (
    ("Kindle", 0, 500, "500 on the shorter side"), ("Amazon KDP", 1000, 625, "1000 × 625"), ("Google Play", 0, 640, "640 on each side"),
    ("Apple Books", 0, 1400, "1400 on the shorter side"),
)  # fmt: skip
WIDEST, NARROWEST = 1.3, 1.7                       # height to width
COVER_HINT = "1600 × 2560 pixels suit every shop"


def compose(book: Book, faces: tuple[str, ...] = (), kept: Kept | None = None) -> Edition:
    """Make the whole text of the book.

    `faces` are the type families it is set in, for the copyright page; `kept`, where rendered passages are.
    """
    metadata = _typographic(book.metadata)
    words = phrases(metadata.language)
    foliation = Foliation(book, words, kept)
    front, body, back = (foliation.leaves(sections) for sections in (book.front, book.body, book.back))
    leaves = tuple(walk((*front, *body, *back)))
    illustrations, found = _resolve(leaves, book, kept)
    documents = [to_document(leaf, words) for leaf in leaves]
    left_out = book.design.left_out
    notes = collected_content_notes(leaves, words) if Role.CONTENT_NOTES not in left_out else None
    warned = next((leaf.section.summary for leaf in leaves if leaf.section.role is Role.CONTENT_NOTES), None)
    made = front_pages(documents, notes, warned, metadata, words, faces_seen(documents, faces))
    pages = [page for page in made if page.role not in left_out]
    contents = (*_contents((*front, *body, *back)), *([Entry(notes.title, notes.name)] if notes else ()))
    pages.append(contents_page(contents, words))
    in_front = len(tuple(walk(front)))
    written = sorted([*documents[:in_front], *pages], key=lambda page: BINDING[page.role])
    bound = [*written, *documents[in_front:], *([notes] if notes else [])]
    problems = (*book.problems, *(problem for leaf in leaves for problem in leaf.problems), *found)
    return Edition(
        metadata, book.design, tuple(bound), contents, illustrations, _cover(book), (*problems, *_cover_problems(book, kept)),
        sum(map(count_words, leaves)),
    )  # fmt: skip


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


def _resolve(leaves: tuple[Leaf, ...], book: Book, kept: Kept | None) -> tuple[tuple[Illustration, ...], list[Problem]]:
    """Point links and pictures at what they mean, now that every leaf is known."""
    places, gallery = Places(), Gallery.of(book.pictures, kept)
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


def _cover(book: Book) -> Picture | None:
    return next((picture for picture in book.pictures if picture.path == book.metadata.cover), None)


def _cover_problems(book: Book, kept: Kept | None = None) -> tuple[Problem, ...]:
    cover = _cover(book)
    if cover is None:
        return ()
    name = cover.path.as_posix()
    if cover.media_type not in COVERS:
        hint = "export it as JPEG, which is what shops take; or leave `cover` out and one is made from title and author"
        return (Problem("m-035", f"not a cover that shops take: {name}", None, hint=hint),)
    if faults := prove(cover, kept):
        return tuple(replace(fault, message=f"the cover is {fault.message}: {name}") for fault in faults)
    said = _what_shops_say(name, cover.width, cover.height)
    return tuple(Problem("m-039", message, hint=COVER_HINT, severity=Severity.WARNING) for message in said)


def _what_shops_say(name: str, width: int, height: int) -> Iterator[str]:
    size, ratio = f"a cover of {width} × {height} pixels", height / width
    if refusing := [f"{shop} ({least})" for shop, long, short, least in SHOPS if max(width, height) < long or min(width, height) < short]:
        yield f"{size} is too small for {', '.join(refusing)}: {name}"
    if width > height:
        yield f"{size} lies on its side, and shops show covers upright: {name}"
    elif not WIDEST <= ratio <= NARROWEST:
        yield f"{size} is {'wider' if ratio < WIDEST else 'narrower'} than shops show covers (Kindle 1 : 1.6, Kobo 3 : 4): {name}"
