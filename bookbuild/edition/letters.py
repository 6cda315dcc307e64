"""A document's body -> the letters of its text and of each of its notes, and where in the body every one of them is.

A letter is what PageStart says it is: a character that is no space, or a picture.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice

TOKEN = re.compile(r"<[^>]*>|[^<]+")
LETTER = re.compile(r"&#?\w+;|\S")
ENTITY = re.compile(r"&#?\w+;")
ID = re.compile(r'\bid="([^"]+)"')
NOTE = re.compile(r'<aside id="([^"]+)" class="footnote"')
# Numbers that call notes, and lead back: they are no text, and not where the print has them.
CALL = re.compile(r'<a class="(?:noteref|backlink)"')


@dataclass(slots=True)
class Text:
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

    def at(self, letters: int) -> int:
        """Where in the body the letter is that has so many before it, fewer than there are; a picture is where its tag begins."""
        run = bisect_right(self.before, letters) - 1
        start, end = self.runs[run]
        if self.body[start] == "<":
            return start
        return next(islice(LETTER.finditer(self.body, start, end), letters - self.before[run], None)).start()


def texts(body: str) -> dict[str, Text]:
    """The text of a document, and of each of its notes, by their ids."""
    section = ID.search(body)
    here = main = Text(body)
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
            here = found[note[1]] = Text(body)
        elif tag == "</aside>" and here is not main:
            here = main
        elif tag.startswith("<img"):
            here.add(*token.span())
    return found
