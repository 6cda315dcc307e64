"""Documents, and where printed pages start -> the documents with a page-break marker at each, and the list of pages.

A marker stands before the first letter of its page, and so after the note references that belong to the page before. Where
a word is hyphenated over the page's end it stands before the word, which is not to be cut for those who listen; where a
heading begins the page, before the heading, so that contents and screen readers have the heading whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from bookbuild.edition import PageStart
from bookbuild.edition.letters import Text, texts
from bookbuild.phrases import Phrases

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
            (_spot(body, text, start.letters), start.label)
            for place, text in texts(body).items() for start in self.starts.get(place, ())
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


def _spot(body: str, text: Text, letters: int) -> int:
    """Where in the body a marker goes that has so many letters before it."""
    start = _word_start(body, text.at(letters))
    heading = HEADING.search(body[max(0, start - FAR) : start])
    return start - len(heading[0]) if heading else start


def _word_start(body: str, spot: int) -> int:
    """`spot`, or the beginning of the word that it is in. Only letters that have cases are hyphenated, here."""
    before = WORD.search(body[max(0, spot - FAR) : spot])
    letters = TAG.sub("", before[0]) if before else ""
    if not before or not letters or not _cased(letters[-1]) or not _cased(body[spot]):
        return spot
    return spot - len(TAGS.sub("", before[0], count=1))


def _cased(letter: str) -> bool:
    return letter.lower() != letter.upper() or letter == "\u00ad"
