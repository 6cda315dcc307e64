"""Metadata -> the pages an author need not write: half-title, title page, copyright page, disclaimer, contents."""

import re
from collections.abc import Iterator
from html import escape

from bookbuild.book import Contributor, Disclaimer, FanWork, Metadata, Role
from bookbuild.edition.document import Entry
from bookbuild.isbn import hyphenated
from bookbuild.phrases import Phrases

ON_TITLE_PAGE = ("trl", "ill", "edt", "aui")


def half_title(metadata: Metadata) -> str:
    """The title alone, as the first leaf of a book has it."""
    return paragraph(metadata.title, "book-title")


def title_page(metadata: Metadata, words: Phrases) -> str:
    """Title, subtitle, authors, others who are named there, series, publisher."""
    english = borrowed(metadata, words)
    return "\n".join(filter(None, (
        f'<h1 class="book-title">{escape(metadata.title, quote=False)}</h1>',
        paragraph(metadata.subtitle, "subtitle"),
        paragraph(byline(metadata.authors, words), "author"),
        *(paragraph(credit(each, words), "contributor", english) for each in metadata.contributors if each.role in ON_TITLE_PAGE),
        paragraph(series_line(metadata, words), "series", english),
        paragraph(metadata.publisher, "publisher"),
    )))  # fmt: skip


def copyright_page(metadata: Metadata, words: Phrases, faces: tuple[str, ...]) -> str:
    """Who holds the rights, under which licence, who made it, its numbers. Paged small, at the foot of a verso."""
    english = borrowed(metadata, words)
    inside = "\n".join(filter(None, (
        paragraph(metadata.title, "book-title"),
        paragraph(rights_line(metadata, words)),
        paragraph(_licence(metadata, words), tongue=english),
        paragraph(_published(metadata, words), tongue=english if metadata.published else ""),
        paragraph(metadata.edition_statement),
        *(paragraph(credit(each, words), tongue=english) for each in metadata.contributors),
        *(paragraph(words.say("isbn", number=hyphenated(digits), output=words[output]), "isbn", english)
          for output, digits in metadata.isbn),
        paragraph(words.say("typeface", faces=", ".join(faces)), "print-only", english) if faces else "",
    )))  # fmt: skip
    return f'<div class="foot">\n{inside}\n</div>'


def disclaimer_text(disclaimer: Disclaimer, words: Phrases) -> str:
    """The words of a disclaimer of a kind."""
    if disclaimer.kind != "fan-work":
        return words[disclaimer.kind or "fiction"]
    match disclaimer.work, disclaimer.owner:
        case None, None:
            return words["fan-work-plain"]
        case str(work), None:
            return words.say("fan-work-no-owner", work=work)
        case None, str(owner):
            return words.say("fan-work-no-work", owner=owner)
        case work, owner:
            return words.say("fan-work", work=str(work), owner=str(owner))


def fan_work_header(fan_work: FanWork, words: Phrases) -> str:
    """Fandom, rating, warnings and tags, in the order archives of fan fiction give them."""
    rows = (
        ("fandom", fan_work.fandom), ("rating", (fan_work.rating,) if fan_work.rating else ()), ("warnings", fan_work.warnings),
        ("relationships", fan_work.relationships), ("characters", fan_work.characters), ("tags", fan_work.tags),
    )  # fmt: skip
    listed = "\n".join(f"<dt>{words[key]}</dt>\n<dd>{escape(', '.join(values), quote=False)}</dd>" for key, values in rows if values)
    return f'<dl class="fan-work">\n{listed}\n</dl>' if listed else ""


def content_notes_line(summary: str | None, document: str, words: Phrases) -> str:
    """One line in front that gives nothing away, with a link to the list that does."""
    link = f'<a href="{document}.xhtml">{words["content-notes-link"]}</a>'
    sentence = escape(words["content-notes-front"], quote=False).replace("{link}", link)
    before = f"{escape(summary, quote=False)} " if summary else ""
    return f'<p class="content-notes-line">{before}{sentence}</p>'


def contents_list(contents: tuple[Entry, ...], indent: str = "") -> str:
    """The nested list that EPUB's navigation and the printed contents page share."""
    items = (
        f'{indent}<li><a href="{entry.document}.xhtml">{escape(entry.title, quote=False)}</a>'
        + (f"\n{contents_list(entry.children, indent)}\n{indent}" if entry.children else "") + "</li>"
        for entry in contents
    )  # fmt: skip
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def paragraph(text: str | None, name: str = "", tongue: str = "") -> str:
    """A paragraph, or nothing for no text."""
    if not text:
        return ""
    kind = f' class="{name}"' if name else ""
    return f"<p{kind}{tongue}>{escape(text, quote=False)}</p>"


def borrowed(metadata: Metadata, words: Phrases) -> str:
    """The attributes of what is said in English, for want of phrases in the book's own language."""
    if metadata.language.split("-")[0].lower() == words.language:
        return ""
    return f' lang="{words.language}" xml:lang="{words.language}" dir="ltr"'


def byline(authors: tuple[Contributor, ...], words: Phrases) -> str:
    """`A. Writer, B. Scribe and C. Clerk`; initials stay on one line."""
    names = [re.sub(r"(?<=\b\w\.) (?=\w\.? )", "\u00a0", author.name) for author in authors]
    return f" {words['and']} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def credit(contributor: Contributor, words: Phrases) -> str:
    """`Illustrated by B. Painter`."""
    key = contributor.role if contributor.role in words.words else "ctb"
    return words.say(key, name=contributor.name)


def series_line(metadata: Metadata, words: Phrases) -> str | None:
    """`Book 2 of The Mountain`."""
    series = metadata.series
    if series is None:
        return None
    if series.position is None:
        return words.say("a-book-of", series=series.name)
    return words.say("book-of-series", position=series.position, series=series.name)


def rights_line(metadata: Metadata, words: Phrases) -> str | None:
    """What the author says of the rights, or © with year and names."""
    if metadata.rights or not metadata.authors:
        return metadata.rights
    year = str(metadata.published.year) if metadata.published else ""
    return " ".join(words.say("copyright-line", year=year, holder=byline(metadata.authors, words)).split())


def _licence(metadata: Metadata, words: Phrases) -> str | None:
    if metadata.license:
        key = metadata.license if metadata.license in words.words else metadata.license.removesuffix("-or-later")
        return words[key] if key in words.words else words.say("licence-other", license=metadata.license)
    return words["all-rights-reserved"] if metadata.authors and (metadata.rights or "©").startswith("©") else None


def _published(metadata: Metadata, words: Phrases) -> str | None:
    if metadata.published is None:
        return metadata.publisher
    year = str(metadata.published.year)
    if metadata.publisher:
        return words.say("published-by", publisher=metadata.publisher, year=year)
    return words.say("published-date", date=year)


def generated(metadata: Metadata, words: Phrases, faces: tuple[str, ...], written: set[Role]) -> Iterator[tuple[Role, str]]:
    """The pages made from metadata alone, save those that the author has `written`."""
    if Role.HALF_TITLE not in written:
        yield Role.HALF_TITLE, half_title(metadata)
    if Role.TITLE not in written:
        yield Role.TITLE, title_page(metadata, words)
    if Role.COPYRIGHT not in written:
        yield Role.COPYRIGHT, copyright_page(metadata, words, faces)
