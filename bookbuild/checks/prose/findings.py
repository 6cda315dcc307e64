"""What a rule is given and what it gives: Reading -> Findings; and how most rules look for theirs."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from bookbuild.book import Metadata
from bookbuild.checks.prose.paragraphs import OPAQUE, RUNNING, Block, Galley, Kind, tongue
from bookbuild.checks.prose.sheets import Sheet
from bookbuild.punctuation.marks import marks_for

AROUND = 28                                        # characters of context on either side
CLOSING = {"“": "”", "«": "»", "»": "«"}
SAME = {"fi", "sv", "he"}                          # one mark opens and closes: nothing can be said of pairs
ENOUGH = 5                                         # paragraphs that open with a mark before we believe it is the book's


@dataclass(frozen=True, slots=True)
class Finding:
    """A place, and the words there. Without a `message` it is the rule's title that is told."""

    path: PurePath
    line: int
    hint: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A book on the copy-editor's desk: the text as readers will see it, and the Markdown as it was typed."""

    metadata: Metadata
    bookfile: PurePath
    galleys: tuple[Galley, ...]
    sheets: tuple[Sheet, ...]
    pair: tuple[str, str] | None                   # the book's double quotes, where they can be told apart
    keys: Mapping[str, int] = field(default_factory=dict)            # the lines on which the keys of the bookfile stand

    @property
    def tongue(self) -> str:
        """The book's language without its country."""
        return tongue(self.metadata.language)


Find = Callable[[Reading], Iterable[Finding]]


def book_pair(all_galleys: Iterable[Galley], language: str) -> tuple[str, str] | None:
    """The language's own double quotes, unless the author has plainly typed others: German books like »…« as much as „…“."""
    if tongue(language) in SAME:
        return None
    own = marks_for(language).outer
    starts = Counter(block.text[:1] for galley in all_galleys for block in galley.blocks if block.text.startswith(tuple("“„«»")))
    mark, times = max(starts.items(), key=lambda each: each[1], default=("", 0))
    if times >= ENOUGH and mark != own[0]:
        return mark, CLOSING.get(mark, own[1] if own[0] == "„" else "“")
    return None if own[1] in "’‘" or own[0] == own[1] else own


def at(galley: Galley, block: Block, start: int, end: int, message: str | None = None) -> Finding:
    """A finding in the words of a block."""
    return Finding(galley.path, block.line + block.text.count("\n", 0, start), excerpt(block.text, start, end), message)


def excerpt(text: str, start: int, end: int) -> str:
    """`… and saw >the the< door …`."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2] or before}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after} …"
    return f"{before}>{text[start:end]}<{after}".replace("\n", " ").replace(OPAQUE, "▒")


def seek(pattern: re.Pattern[str], *signs: str, kinds: frozenset[Kind] = RUNNING, only: str = "", but: str = "") -> Find:
    """Every match of `pattern`: `only` in books in some languages, or in all `but` some.

    Each match holds one of `signs`: most paragraphs hold none, and are not searched. That makes it ten times faster.
    """
    def find(reading: Reading) -> Iterator[Finding]:
        if reading.tongue in (only.split() or [reading.tongue]) and reading.tongue not in but.split():
            for galley in reading.galleys:
                for block in galley.blocks:
                    if block.kind in kinds and any(sign in block.text for sign in signs):
                        for match in pattern.finditer(block.text):
                            yield at(galley, block, *match.span())

    return find


def seek_quotes(template: str, side: str, *, only: str = "", but: str = "") -> Find:
    """Like `seek`, with `OPEN` and `CLOSE` in the pattern for the quotes of the book; `side` is the one that must be there."""
    def find(reading: Reading) -> Iterator[Finding]:
        if reading.pair:
            opening, closing = reading.pair
            pattern = re.compile(template.replace("OPEN", opening).replace("CLOSE", closing))
            yield from seek(pattern, closing if side == "CLOSE" else opening, only=only, but=but)(reading)

    return find
