"""Edition -> the package document's metadata, as rows that ebooklib writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bookbuild.book import Contributor, Metadata
from bookbuild.edition import Edition

DC = "http://purl.org/dc/elements/1.1/"
IBOOKS = ("ibooks", "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/")
SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "md"}
ARTICLES = {
    "en": ("The ", "A ", "An "), "fr": ("Le ", "La ", "Les ", "L’", "Un ", "Une "), "de": ("Der ", "Die ", "Das ", "Ein ", "Eine "),
    "es": ("El ", "La ", "Los ", "Las ", "Un ", "Una "), "it": ("Il ", "Lo ", "La ", "I ", "Gli ", "Le ", "L’", "Un ", "Una "),
    "pt": ("O ", "A ", "Os ", "As ", "Um ", "Uma "), "nl": ("De ", "Het ", "Een "), "sv": ("Den ", "Det ", "De ", "En ", "Ett "),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One element of the metadata: `dc:name`, or without a name `meta` or `link`."""

    name: str | None
    text: str
    attributes: dict[str, str] = field(default_factory=dict)
    element: str = "meta"


def rows(edition: Edition) -> Iterator[Row]:
    """What the book is, in the order the specification lists it (EPUB 3.3 §5.5); for its accessibility see access.py."""
    metadata = edition.metadata
    yield Row("identifier", metadata.identifier, {"id": "pub-id"})
    for output, digits in metadata.isbn:
        if output == "ebook" and not metadata.identifier.endswith(digits):
            yield Row("identifier", f"urn:isbn:{digits}", {"id": "isbn"})
    yield from _titles(metadata)
    yield from _people(metadata)
    yield Row("language", metadata.language)
    simple = {"publisher": metadata.publisher, "rights": metadata.rights or metadata.license, "description": metadata.description,
              "date": metadata.published.isoformat() if metadata.published else None}  # fmt: skip
    yield from (Row(name, text) for name, text in simple.items() if text)
    yield from _subjects(metadata)
    yield from _series(metadata)
    yield Row(None, "", {"name": "cover", "content": "cover-image"})


def file_as_title(title: str, language: str) -> str:
    """`The Last Cell` files as `Last Cell, The`."""
    for article in ARTICLES.get(language.split("-", maxsplit=1)[0].lower(), ()):
        if title.startswith(article) and len(title) > len(article):
            return f"{title[len(article):]}, {article.strip()}"
    return title


def file_as_name(name: str) -> str:
    """`Ursula K. Le Guin` files as `Guin, Ursula K. Le` by rule of thumb: `file-as` in book.toml says it better."""
    words = name.split()
    if len(words) < 2 or "," in name or not re.search(r"[A-Za-z\u00c0-\u04ff]", name):  # noqa: PLR2004
        return name
    tail = [words.pop()] if words[-1].lower() in SUFFIXES and len(words) > 2 else []  # noqa: PLR2004
    return ", ".join([words[-1], " ".join(words[:-1]), *tail])


def _titles(metadata: Metadata) -> Iterator[Row]:
    yield Row("title", metadata.title, {"id": "main-title"})
    yield Row(None, "main", {"refines": "#main-title", "property": "title-type"})
    yield Row(None, file_as_title(metadata.title, metadata.language), {"refines": "#main-title", "property": "file-as"})
    if metadata.subtitle:
        yield Row("title", metadata.subtitle, {"id": "subtitle"})
        yield Row(None, "subtitle", {"refines": "#subtitle", "property": "title-type"})


def _people(metadata: Metadata) -> Iterator[Row]:
    numbers = count(1)
    for name, people in (("creator", metadata.authors), ("contributor", metadata.contributors)):
        for person in people:
            yield from _person(name, person, f"{name}-{next(numbers)}")


def _person(name: str, person: Contributor, identifier: str) -> Iterator[Row]:
    refines = {"refines": f"#{identifier}"}
    yield Row(name, person.name, {"id": identifier})
    yield Row(None, person.role, refines | {"property": "role", "scheme": "marc:relators"})
    yield Row(None, person.file_as or file_as_name(person.name), refines | {"property": "file-as"})


def _subjects(metadata: Metadata) -> Iterator[Row]:
    """Subjects with their scheme where they are codes: BISAC has three letters and six digits, Thema up to six letters."""
    fan_work = metadata.fan_work
    tags = (*fan_work.fandom, *fan_work.relationships, *fan_work.characters, *fan_work.tags) if fan_work else ()
    for number, subject in enumerate(dict.fromkeys((*metadata.subjects, *metadata.keywords, *tags)), 1):
        scheme = "BISAC" if re.fullmatch(r"[A-Z]{3}\d{6}", subject) else "Thema" if re.fullmatch(r"[A-Z]{2,8}", subject) else None
        yield Row("subject", subject, {"id": f"subject-{number}"} if scheme else {})
        if scheme:
            yield Row(None, scheme, {"refines": f"#subject-{number}", "property": "authority"})
            yield Row(None, subject, {"refines": f"#subject-{number}", "property": "term"})


def _series(metadata: Metadata) -> Iterator[Row]:
    if metadata.series is None:
        return
    yield Row(None, metadata.series.name, {"property": "belongs-to-collection", "id": "series"})
    yield Row(None, "series", {"refines": "#series", "property": "collection-type"})
    if metadata.series.position:
        yield Row(None, metadata.series.position, {"refines": "#series", "property": "group-position"})
