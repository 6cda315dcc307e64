"""Documents, and where printed pages start -> the documents with a page-break marker at each, and the list of pages.

A marker stands before the first letter of its page, and so after the note references that belong to the page before. Where
a word is hyphenated over the page's end it stands before the word, which is not to be cut for those who listen; where a
heading begins the page, before the heading, so that contents and screen readers have the heading whole.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import islice

from bookbuild.edition import PageStart
from bookbuild.phrases import Phrases

TOKEN = re.compile(r"<[^>]*>|[^<]+")
LETTER = re.compile(r"&#?\w+;|\S")
ENTITY = re.compile(r"&#?\w+;")
ID = re.compile(r'\bid="([^"]+)"')
NOTE = re.compile(r'<aside id="([^"]+)" class="footnote"')
# Numbers that call notes, and lead back: they are no text, and not where the print has them.
CALL = re.compile(r'<a class="(?:noteref|backlink)"')
MARKER = re.compile(r'<span id="page-([^"]+)" epub:type="pagebreak"')
HEADING = re.compile(r"(?:<nav\b[^>]*>\s*)?<h[1-6]\b[^>]*>(?:\s*<\w[^>]*>)*\s*\Z")
TAG = re.compile(r"<[^>]*>")
TAGS = re.compile(r"^(?:<[^>]*>)*")
WORD = re.compile(r"(?:[^\W\d_]|\u00ad|</?(?:b|cite|em|i|mark|s|small|span|strong|u)\b[^>]*>)+\Z")
FAR = 600                                          # characters of the body that are looked back over


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A place of the page-list: `chapter-01.xhtml#page-12`, `12`."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class PageBreaks:
    """The starts of the printed book's pages, by the documents and notes they are in; `words` call a page by its number."""

    starts: dict[str, list[PageStart]]
    words: Phrases

    @classmethod
    def of(cls, starts: Iterable[PageStart], words: Phrases) -> "PageBreaks":
        """All of a book."""
        by_place: dict[str, list[PageStart]] = {}
        for start in starts:
            by_place.setdefault(start.place, []).append(start)
        return cls(by_place, words)

    def mark(self, body: str) -> str:
        """A document's body with a marker at each page that starts in it or in its notes. No line of it moves."""
        if not self.starts:
            return body
        spots = [
            (text.spot(start.letters), start.label)
            for place, text in _texts(body).items() for start in self.starts.get(place, ())
        ]  # fmt: skip
        pieces, done = [], 0
        for spot, label in sorted(spots, key=lambda pair: pair[0]):
            pieces += [body[done:spot], self._marker(label)]
            done = spot
        return "".join((*pieces, body[done:]))

    def _marker(self, label: str) -> str:
        """An empty element, which an HTML parser leaves empty; what is read aloud must not run into the text."""
        said = escape(self.words.say("page", number=label))
        return f'<span id="page-{label}" epub:type="pagebreak" role="doc-pagebreak" aria-label=" {said}. "></span>'


def listed(name: str, body: str) -> Iterator[PageBreak]:
    """The page breaks of a file whose body has been marked, in order."""
    yield from (PageBreak(match[1], f"{name}#page-{match[1]}") for match in MARKER.finditer(body))


@dataclass(slots=True)
class _Text:
    """The text of a place: where its runs are in the body, and how many letters stand before each."""

    body: str
    runs: list[tuple[int, int]] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    letters: int = 0

    def add(self, start: int, end: int) -> None:
        """Add a run: text, or a picture's tag."""
        text = self.body[start:end]
        letters = 1 if text[0] == "<" else len("".join((ENTITY.sub("&", text) if "&" in text else text).split()))
        if letters:
            self.runs.append((start, end))
            self.before.append(self.letters)
            self.letters += letters

    def spot(self, letters: int) -> int:
        """Where in the body a marker goes that has so many letters before it."""
        run = bisect_right(self.before, letters) - 1
        start, end = self.runs[run]
        if self.body[start] != "<":
            found = LETTER.finditer(self.body, start, end)
            start = _word_start(self.body, next(islice(found, letters - self.before[run], None)).start())
        heading = HEADING.search(self.body[max(0, start - FAR) : start])
        return start - len(heading[0]) if heading else start


def _texts(body: str) -> dict[str, _Text]:
    """The text of a document, and of each of its notes, by their ids."""
    section = ID.search(body)
    here = main = _Text(body)
    found = {section[1] if section else "": main}
    calling = False
    for token in TOKEN.finditer(body):
        tag = token[0]
        if tag[0] != "<":
            if not calling:
                here.add(*token.span())
        elif CALL.match(tag):
            calling = True
        elif tag == "</a>":
            calling = False
        elif note := NOTE.match(tag):
            here = found[note[1]] = _Text(body)
        elif tag == "</aside>" and here is not main:
            here = main
        elif tag.startswith("<img"):
            here.add(*token.span())
    return found


def _word_start(body: str, spot: int) -> int:
    """`spot`, or the beginning of the word that it is in. Only letters that have cases are hyphenated, here."""
    before = WORD.search(body[max(0, spot - FAR) : spot])
    letters = TAG.sub("", before[0]) if before else ""
    if not before or not letters or not _cased(letters[-1]) or not _cased(body[spot]):
        return spot
    return spot - len(TAGS.sub("", before[0], count=1))


def _cased(letter: str) -> bool:
    return letter.lower() != letter.upper() or letter == "\u00ad"
