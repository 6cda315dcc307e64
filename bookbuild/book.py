"""What a book is: metadata, and sections in reading order. No files are opened here and no markup is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePath

from bookbuild.problems import Problem


class Matter(StrEnum):
    """The three stretches of a book (Chicago Manual of Style 1.4)."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class Role(StrEnum):
    """What a section is. Members stand in the order in which a publisher binds them within their matter."""

    HALF_TITLE = "half-title"
    TITLE = "title"
    COPYRIGHT = "copyright"
    DISCLAIMER = "disclaimer"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    CONTENTS = "contents"
    FOREWORD = "foreword"
    PREFACE = "preface"
    AUTHORS_NOTE = "authors-note"
    INTRODUCTION = "introduction"
    VOLUME = "volume"
    PART = "part"
    PROLOGUE = "prologue"
    CHAPTER = "chapter"
    INTERLUDE = "interlude"
    EPILOGUE = "epilogue"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    NOTES = "notes"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    CONTENT_NOTES = "content-notes"
    ACKNOWLEDGMENTS = "acknowledgments"
    ABOUT_THE_AUTHOR = "about-the-author"
    ALSO_BY = "also-by"

    @property
    def matter(self) -> Matter:
        """Where a section of this role is bound, unless it is an author's note that stands after the story."""
        if BINDING[self] < BINDING[Role.VOLUME]:
            return Matter.FRONT
        return Matter.BODY if BINDING[self] <= BINDING[Role.EPILOGUE] else Matter.BACK


BINDING = {role: place for place, role in enumerate(Role)}
SCREEN_PIXELS = 4_000_000                          # Apple Books, Kindle
SCREEN_SIDE = 3200                                 # Google Play


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who made the book. `role` is a MARC relator code (`aut`, `ill`, `trl` …)."""

    name: str
    role: str = "aut"
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A series and this book's place in it."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """What the disclaimer page says: a kind with its particulars, or the author's own text (Markdown)."""

    kind: str | None = None
    work: str | None = None
    owner: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FanWork:
    """The header of a fan work, as archives of fan fiction ask for it."""

    fandom: tuple[str, ...] = ()
    rating: str | None = None
    warnings: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the author vouches for. Only a book that somebody has gone through may claim to conform, in their name."""

    certified_by: str | None = None
    summary: str | None = None                     # instead of ours


@dataclass(frozen=True, slots=True)
class Contact:
    """Where editors reach the author; `name` is the legal one. It stands on a manuscript for them, and never in a book."""

    name: str
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Trim:
    """The size of the cut page, as printers write it: `Trim(5.5, 8.5, "in")`."""

    width: float
    height: float
    unit: str

    def __str__(self) -> str:
        return f"{self.width:g} × {self.height:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Design:
    """How the author wants the book to look, as far as it is not CSS."""

    theme: str = "classic"                         # a shipped theme's name, or a folder beside the manuscript
    trim: Trim | None = None                       # None: the theme's own
    chapter_numbers: str = "as-written"            # or words, arabic, roman, none
    authors_notes: bool = True                     # False leaves notes inside chapters out of this edition
    left_out: frozenset[Role] = frozenset()        # pages that bookbuild would make, but not for this edition
    outputs: tuple[str, ...] = ()                  # of `epub` and `pdf`, those that are made of this edition; none named: both
    composer: bool = True                          # False sets paragraphs line by line, as browsers do


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that `book.toml` says about the book, each in its final form."""

    title: str
    subtitle: str | None = None
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    language: str = "en"
    series: Series | None = None
    publisher: str | None = None
    published: date | None = None
    edition_statement: str | None = None
    rights: str | None = None
    license: str | None = None
    description: str | None = None
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    identifier: str = ""                           # always a URN by the time the Book exists
    isbn: tuple[tuple[str, str], ...] = ()         # (output, digits): ("ebook", "9780306406157")
    cover: PurePath | None = None                  # relative to the manuscript
    disclaimer: Disclaimer | None = None
    fan_work: FanWork | None = None
    accessibility: Accessibility = Accessibility()
    contact: Contact | None = None

    @property
    def direction(self) -> str:
        """`rtl` for the languages that are written from right to left, else `ltr`."""
        return "rtl" if self.language.split("-")[0].lower() in {"ar", "fa", "he", "ur", "yi"} else "ltr"

    @property
    def byline(self) -> str:
        """The authors' names as a title page gives them: `A. Writer`, `A. Writer & B. Scribe`."""
        return " & ".join(author.name for author in self.authors)


@dataclass(frozen=True, slots=True)
class Section:
    """One stretch of text with a role: a chapter, a dedication, a part's own page with its chapters as `children`.

    `text` is Markdown; its first line is line `first_line` of the file `path` (relative to the book's folder).
    A section without a `path` was made by bookbuild or from a folder's name. `borrowed` are notes and links that it uses
    and that stand elsewhere in its file: the line and the text of each.
    """

    role: Role
    text: str = ""
    title: str | None = None                       # from the front matter or the folder's name; a heading outranks it
    path: PurePath | None = None
    first_line: int = 1
    number: int | None = None                      # of a chapter, from its file's name; a heading outranks it
    level: int = 1                                 # of its first heading in the file: `##` is 2
    summary: str | None = None
    children: tuple["Section", ...] = ()
    borrowed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file of the manuscript. `faults` are why it cannot be shown; they matter, and get a place, where it is."""

    path: PurePath                                 # relative to the book's folder
    file: Path                                     # where it can be opened
    media_type: str                                # of its bytes, whatever its name ends in
    width: int                                     # pixels, held upright; 0 where nothing can be read
    height: int
    transparent: bool = False
    faults: tuple[Problem, ...] = ()

    @property
    def fits_screens(self) -> bool:
        """Whether every shop and reader takes a picture of its size."""
        return self.width * self.height <= SCREEN_PIXELS and max(self.width, self.height) <= SCREEN_SIDE

    @property
    def screen_type(self) -> str:
        """The media type it has in the EPUB: Kindle and the older readers know no WebP, and a large GIF is drawn anew."""
        if self.media_type == "image/webp":
            return "image/png" if self.transparent else "image/jpeg"
        return "image/png" if self.media_type == "image/gif" and not self.fits_screens else self.media_type


@dataclass(frozen=True, slots=True)
class Book:
    """The manuscript, understood. `problems` are what the reading of it found."""

    folder: Path
    metadata: Metadata
    design: Design = Design()
    front: tuple[Section, ...] = ()
    body: tuple[Section, ...] = ()
    back: tuple[Section, ...] = ()
    pictures: tuple[Picture, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def sections(self) -> Iterator[Section]:
        """Every section in reading order, parts before their chapters."""
        for section in (*self.front, *self.body, *self.back):
            yield from walk(section)

    @property
    def words(self) -> int:
        """How long the manuscript is, roughly as word processors count."""
        return sum(len(section.text.split()) for section in self.sections)


def walk(section: Section) -> Iterator[Section]:
    """A section, then all below it, in reading order."""
    yield section
    for child in section.children:
        yield from walk(child)
