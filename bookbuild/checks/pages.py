"""What the press left on the pages that a typesetter would mend -> Problems: by the page's number, at the manuscript's line.

Nobody who reads the book will miss what stands here, and no shop asks for it: all of it is notes, told only when asked for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from bookbuild.checks.rule import Rule
from bookbuild.edition import Document, Edition
from bookbuild.edition.letters import Text, texts
from bookbuild.markup.xhtml import BLOCKS
from bookbuild.problems import Problem, Severity

if TYPE_CHECKING:
    from bookbuild.pdf import PageFlaw

NOTE = Severity.NOTE
SHOWN = 5                                          # words of a line, to find it by
FAR = 600                                          # characters of the body that are looked at on either side
TAG = re.compile(r"<[^>]*>")
CALL = re.compile(r'<a class="(?:noteref|backlink)"[^>]*>[^<]*</a>')
BREAK = re.compile(r"<br[^>]*>")
BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))})\b")
PICTURE = re.compile(r'<img\b[^>]*?\bsrc="(?:[^"]*/)?([^"]+)"')
WORD = re.compile(r"(?:[^\s<>]|</?(?!br\b)\w[^<>]*>)*\Z")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of flaw: the press's word for it, what mends it, and whether the words that stand there are shown."""

    name: str
    remedy: str
    shown: bool = True


PAGE_RULES: tuple[Rule[Kind], ...] = (
    # -- pages ------------------------------------------------------------------------------------------------------
    Rule("f-001", "this page and the one it faces do not end on the same line",
         "The last lines of two facing pages stand at one height, so that the opened book looks whole. Paragraphs are set a line longer or "
         "shorter to bring it about, as far as their lines stay even; here none of them could give or take the line. Chapters’ last pages "
         "end where they end.", NOTE,
         Kind("uneven", "reword a paragraph on one of the two pages, so that it becomes a line longer or shorter", shown=False)),
    Rule("f-002", "a paragraph’s last line stands alone at the head of the page",
         "Printers call it a widow: it looks like a heading, or like something left behind. Two lines are company enough.", NOTE,
         Kind("widow", "add or cut a few words in this paragraph or one before it")),
    Rule("f-003", "a paragraph’s first line stands alone at the foot of the page",
         "Printers call it an orphan: the paragraph begins, and breaks off at once. Two lines are company enough.", NOTE,
         Kind("orphan", "add or cut a few words in a paragraph before it")),
    Rule("f-004", "fewer than five lines on a chapter’s last page",
         "A page that is nearly empty looks like a mistake. The chapter is set a little closer or wider to avoid it, as far as its lines "
         "stay even.", NOTE,
         Kind("runt-page", "cut some lines of the chapter, or add some", shown=False)),
    Rule("f-005", "a word is divided over the turn of the page",
         "Who reads has to keep half a word in mind while turning the leaf.", NOTE,
         Kind("divided", "reword the sentence by a word or two")),
    Rule("f-010", "the note called here stands on a later page",
         "A note stands at the foot of the page that calls it; where both have no room, the line with the call goes to the next page. A "
         "note is set whole: one about as high as a page, or called in columns, stands where it finds room.", NOTE,
         Kind("strayed", "shorten the note, make two of it, or tell it in the text")),
    Rule("f-011", "a picture had no room on the page before, which ends early",
         "A picture is not cut in two. What stands below it in the manuscript stays below it, so the page before ends where the picture "
         "would have begun.", NOTE,
         Kind("moved", "make it smaller, as with `{width=60%}`, or move it up or down by some paragraphs")),
    # -- paragraphs -------------------------------------------------------------------------------------------------
    Rule("f-006", "a paragraph’s last line is shorter than the next one’s indent",
         "A gap seems to open between the two paragraphs: the end of the one is over before the other begins. Wrong: `it.` alone on the "
         "last line. Right: two words, or none.", NOTE,
         Kind("runt", "add a word or two to the paragraph, or take some away")),
    Rule("f-007", "three hyphens at line ends in a row",
         "Printers call it a ladder. The eye climbs it, and finds the wrong line.", NOTE,
         Kind("ladder", "reword the paragraph by a word or two")),
    Rule("f-008", "a loose line",
         "Its word spaces are more than half as wide again as they should be. Long words that may not be divided, names and addresses, are "
         "the commonest cause.", NOTE,
         Kind("loose", "rewording the paragraph by a word or two mends it")),
    Rule("f-009", "a paragraph that could not be composed",
         "Paragraphs are composed: all their lines are weighed at once, so that no good line is bought with a bad one. This one is set "
         "line by line, as a browser does it, because of something in it that cannot be measured beforehand: a picture or a box within "
         "the line, two directions of writing, or a measure too narrow for its words.", NOTE,
         Kind("greedy", "look at its lines; where they are even, leave it as it is")),
)  # fmt: skip
BY_KIND = {rule.find.name: rule for rule in PAGE_RULES}


def left_on_pages(flaws: Iterable["PageFlaw"], edition: Edition) -> Iterator[Problem]:
    """Every flaw, page by page, as it is told. `edition` is what the pages were set from."""
    known = {place: (document, text) for document in edition.documents for place, text in texts(document.body).items()}
    for flaw in flaws:
        rule = BY_KIND[flaw.kind]
        document, text = known.get(flaw.place[0], (None, None)) if flaw.place else (None, None)
        message, path, line = f"page {flaw.label}: {rule.title}", None, None
        if flaw.place and document and text and flaw.place[1] < text.letters:
            at = text.at(flaw.place[1])
            path, line = document.path, manuscript_line(document, at)
            message += f": “{words_at(text, at)}”" if rule.find.shown else ""
        yield Problem(rule.code, message, path, line, hint=rule.find.remedy, severity=rule.severity)


def manuscript_line(document: Document, at: int) -> int | None:
    """The manuscript's line of a character of the body. A paragraph may have been typed in several, and the body keeps them."""
    above, here = document.body[:at], document.body.count("\n", 0, at) + 1
    begins = max((line for line, _ in document.lines if line <= here), default=here)
    within = above.split("\n")[begins:]            # lines below that on which the block begins
    line = document.line(here)
    return line + len(within) if line and not any(BLOCK.search(each) for each in within) else line


def words_at(text: Text, at: int) -> str:
    """The first words of what stands there, from the beginning of the word that a line begins in; a picture's name."""
    if picture := PICTURE.match(text.body, at):
        return picture[1]
    begun = WORD.search(text.body[max(0, at - FAR) : at])
    passage = (begun[0] if begun else "") + BLOCK.split(text.body[at : at + FAR], maxsplit=1)[0]
    words = unescape(TAG.sub("", BREAK.sub(" ", CALL.sub("", passage))).replace("\u00ad", "")).split()
    return " ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
