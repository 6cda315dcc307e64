"""What an Edition is made of: finished documents, the contents tree, the pictures they show."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bookbuild.book import Design, Metadata, Picture, Role
from bookbuild.problems import Problem

# EPUB structural semantics and the ARIA role that goes with each; pairs that Ace 1.4 accepts (facts on EPUB, §2.2).
SEMANTICS: dict[Role, tuple[str | None, str | None]] = {
    Role.HALF_TITLE: ("halftitlepage", None), Role.TITLE: ("titlepage", None), Role.COPYRIGHT: ("copyright-page", None),
    Role.DISCLAIMER: (None, None), Role.DEDICATION: ("dedication", "doc-dedication"),
    Role.EPIGRAPH: ("epigraph", "doc-epigraph"), Role.CONTENTS: (None, None), Role.FOREWORD: ("foreword", "doc-foreword"),
    Role.PREFACE: ("preface", "doc-preface"), Role.AUTHORS_NOTE: (None, None),
    Role.INTRODUCTION: ("introduction", "doc-introduction"), Role.VOLUME: ("volume", None), Role.PART: ("part", "doc-part"),
    Role.PROLOGUE: ("prologue", "doc-prologue"), Role.CHAPTER: ("chapter", "doc-chapter"), Role.INTERLUDE: ("chapter", "doc-chapter"),
    Role.EPILOGUE: ("epilogue", "doc-epilogue"), Role.AFTERWORD: ("afterword", "doc-afterword"),
    Role.APPENDIX: ("appendix", "doc-appendix"), Role.NOTES: (None, None), Role.GLOSSARY: (None, None),
    Role.BIBLIOGRAPHY: (None, None), Role.CONTENT_NOTES: (None, None),
    Role.ACKNOWLEDGMENTS: ("acknowledgments", "doc-acknowledgments"), Role.ABOUT_THE_AUTHOR: (None, None), Role.ALSO_BY: (None, None),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """One finished page run: `body` is a polyglot `<section>`, the same text for EPUB and PDF.

    `lines` maps lines of `body` (from 1) to lines of the manuscript file `path`, for messages.
    """

    name: str                                      # `chapter-03`: file name in the EPUB, id in the PDF
    role: Role
    title: str                                     # as the contents list it
    body: str
    depth: int = 1                                 # 1 at the top of the contents, 2 in a part …
    path: PurePath | None = None
    lines: tuple[tuple[int, int], ...] = ()
    listed: bool = True                            # whether it stands in the contents
    running: str = ""                              # the title as a running head has it

    def line(self, at: int) -> int | None:
        """The manuscript line of line `at` of the body."""
        found = None
        for body_line, manuscript_line in self.lines:
            if body_line > at:
                break
            found = manuscript_line
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    title: str
    document: str
    children: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture the book shows, under the name documents use for it (`images/map.svg`)."""

    name: str
    picture: Picture
    decorative: bool = False                       # wherever it is shown it says nothing, by the author's intention


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a printed page begins: so many `letters` into the text of `place`, a document or a note, by its id.

    A letter is a character that is no space; a picture counts for one; a note's text is not that of its document.
    """

    label: str                                     # as the page is numbered: `xii`, `12`
    place: str
    letters: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A book ready to be put on paper or into a package."""

    metadata: Metadata
    design: Design
    documents: tuple[Document, ...]
    contents: tuple[Entry, ...]
    illustrations: tuple[Illustration, ...]
    cover: Picture | None
    problems: tuple[Problem, ...]
    words: int

    @property
    def chapters(self) -> int:
        """How many chapters the body has."""
        return sum(document.role is Role.CHAPTER for document in self.documents)

    def document(self, role: Role) -> Document | None:
        """The first document of a role."""
        return next((document for document in self.documents if document.role is role), None)


def entries(contents: tuple[Entry, ...]) -> Iterator[Entry]:
    """Every line of the contents, in order."""
    for entry in contents:
        yield entry
        yield from entries(entry.children)
