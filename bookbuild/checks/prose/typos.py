"""Slips of the finger in the text: Reading -> Findings."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bookbuild.checks.prose.findings import Finding, Reading, at, seek, seek_quotes
from bookbuild.checks.prose.paragraphs import OPAQUE, RUNNING, Block, Kind

TWICE = re.compile(r"(?<![\w’'-])([^\W\d_]+)[ \n]+\1(?![\w’'-])", re.IGNORECASE)
# Words that stand twice in good prose, by grammar ("gave her her coat", "die, die", "nous nous aimons") or for effect.
FAMILIAR = {
    "en": "had that her you no yes so very ha ho hee hey oh ah now there tut bye knock tick tock la far long many much never poor hear",
    "fr": "nous vous non oui si très tout ah oh hé la bien", "de": "die der das den dem sie ja nein so ach sehr nie",
    "es": "no sí muy ja ya luego nos", "it": "no sì via poco piano mano quasi così ben molto va",
    "pt": "não sim já muito se que quase logo",
    "nl": "die dat je ze haar zij ja nee heel", "sv": "det den de ja nej så", "pl": "nie tak się co", "ru": "да нет так но ну еле чуть",
}  # fmt: skip
URL = re.compile(r"://|www\.|@|/|\.\w{2,4}\b.*\.")
GLUED = re.compile(r"[,;?!](?<=[^\W\d_].)(?=[^\W\d_])|[,;.?!](?=[“«„]\w)|\.(?<=[^\W\d_A-Z]{2}.)(?=[A-Z][a-z])")
GLUED_COLON = re.compile(r":(?<=[^\W\d_]:)(?=[^\W\d_])")
COLON_TONGUES = {"sv", "fi"}                       # USA:s, EU:n
ENDED = re.compile(r"[\w,;-]$")
LONGEST_TOKEN = 200                                # characters of an address: enough to know it by
SHORT, ADDRESS = 4, 80                             # words of a line like "The End"; characters of a line in a letter
SAID = (
    "said|says|asked|asks|replied|answered|whispered|shouted|cried|muttered|murmured|called|exclaimed|yelled|added|continued|"
    "snapped|laughed|sighed|growled|hissed|screamed"
)

clashing_points = seek(re.compile(r"[,;:]\.(?![.\d])|[,;][,;:](?!\w)|[,;](?=[;:]\w)"), ",.", ";.", ":.", ",,", ",;", ",:", ";,", ";;", ";:")
two_full_stops = seek(re.compile(r"(?<![.…/])\.\.(?=[\s”’»“\"')]|$)(?! ?\.)"), "..")
space_after_opening = seek_quotes(r"OPEN[ \n]+(?=\w)", "OPEN")
space_before_closing = seek_quotes(r"(?<=[\w,.!?…—])[ \n]+CLOSE", "CLOSE")
closing_glued = seek_quotes(r"CLOSE(?!(?:s|es|d)\b)[^\W\d_]+", "CLOSE", but="zh ja ko")
opening_glued = seek_quotes(r"OPEN(?<=[^\W\d_]OPEN)(?=[^\W\d_])", "OPEN", but="zh ja ko")
tag_without_comma = seek_quotes(rf"CLOSE(?<=[a-z]CLOSE) (?:he|she|they|we|I) (?:{SAID})\b", "CLOSE", only="en")
tag_after_stop = seek_quotes(
    rf"CLOSE(?<=\.CLOSE) (?:he|she|they|we) (?:{SAID})\b|CLOSE(?<=,CLOSE) (?:He|She|They|We) (?:{SAID})\b", "CLOSE", only="en",
)
hyphen_for_dash = seek(re.compile(
    r"-(?<=[^\W\d_]-) (?!(?:and|or|to|nor|versus|und|oder|bis|et|ou|y|e|och|og|en|of|i|lub|a)\b)(?=[^\W\d_])"
    r"|-(?<=[^\W\d_] -)(?=[^\W\d_]{2})|-(?<=[^\W\d_]-)(?=[”»])",
), "-")
reminder = seek(
    re.compile(r"\b(?:TODO|FIXME|TKTK|TK)\b|(?<=[^\W\d_A-Z] )XXX\b|\[\[|\]\]|[Ll]orem ipsum"),
    "TODO", "FIXME", "TK", "XXX", "[[", "]]", "orem ipsum", kinds=RUNNING | {Kind.DISPLAY, Kind.HEADING},
)  # fmt: skip


def doubled_words(reading: Reading) -> Iterator[Finding]:
    """`the the`; not names ("Baden Baden") and not what grammar doubles."""
    familiar = set(FAMILIAR.get(reading.tongue, "").split())
    for galley in reading.galleys:
        for block in galley.blocks:
            if block.kind in RUNNING:
                for match in TWICE.finditer(block.text):
                    first, second = match[0][: len(match[1])], match[0][-len(match[1]) :]
                    if first.lower() not in familiar and not second[0].isupper():
                        yield at(galley, block, *match.span(), message=f"“{second}” stands here twice")


def no_space_after(reading: Reading) -> Iterator[Finding]:
    """`word,word`; not addresses and file names."""
    colon = reading.tongue not in COLON_TONGUES
    for galley in reading.galleys:
        for block in galley.blocks:
            if block.kind in RUNNING:
                matches = [*GLUED.finditer(block.text), *(GLUED_COLON.finditer(block.text) if colon else ())]
                for match in matches:
                    if not URL.search(_token(block.text, match.start())):
                        yield at(galley, block, *match.span())


def _token(text: str, place: int) -> str:
    before, after = text[max(0, place - LONGEST_TOKEN) : place], text[place : place + LONGEST_TOKEN]
    return before.rpartition(" ")[2] + after.partition(" ")[0]


def unended_paragraphs(reading: Reading) -> Iterator[Finding]:
    """A paragraph of sentences that stops without a full stop; what a listing or a verse completes is no fault."""
    for galley in reading.galleys:
        around = (None, *galley.blocks, None)
        for before, block, after in zip(around, around[1:], around[2:], strict=False):
            if block is not None and ENDED.search(block.text) and _should_end(block, after) and not _is_caption(before, block):
                yield at(galley, block, len(block.text) - len(block.text.split()[-1]), len(block.text))


def _should_end(block: Block, after: Block | None) -> bool:
    if block.kind is Kind.QUOTED and (len(block.text) < ADDRESS or (after is not None and len(after.text) < ADDRESS)):
        return False                               # an address, or the "Yours ever," above a name
    goes_on = after is not None and after.kind not in (block.kind, Kind.PROSE, Kind.HEADING, Kind.BREAK)
    in_prose = block.kind in (Kind.PROSE, Kind.QUOTED)
    return in_prose and not goes_on and len(block.text.split()) >= SHORT and not block.text.isupper()


def _is_caption(before: Block | None, block: Block) -> bool:
    return before is not None and before.kind in (Kind.FOREIGN, Kind.FIGURE) and ". " not in block.text


def lower_case_starts(reading: Reading) -> Iterator[Finding]:
    """A paragraph that starts small, where what stands above it does not run on into it."""
    for galley in reading.galleys:
        for before, block in pairwise((None, *galley.blocks)):
            if block is not None and block.kind is Kind.PROSE and _starts_small(block.text) and _is_ended(before):
                yield at(galley, block, 0, len(block.text.split()[0]))


def _starts_small(text: str) -> bool:
    return text[0].islower() and not text[1:2].isupper() and text[1:2] not in ("", ")", ".", OPAQUE)


def _is_ended(before: Block | None) -> bool:
    if before is None or before.kind in (Kind.HEADING, Kind.BREAK):
        return True
    return before.kind is Kind.PROSE and not re.search(r"[\w,;:—–…-]$", before.text)


def brackets(reading: Reading) -> Iterator[Finding]:
    """A bracket that is never closed, or closed and never opened; an aside of several paragraphs begins one of them."""
    for galley in reading.galleys:
        aside: tuple[Block, int] | None = None
        for block in galley.blocks:
            if block.kind in (Kind.PROSE, Kind.QUOTED) and ("(" in block.text or ")" in block.text):
                opened, stray = _bracketed(block.text)
                if stray is not None and aside is None:
                    yield at(galley, block, stray, stray + 1, "a bracket is closed that was never opened")
                aside = None if stray is not None else aside
                if opened == 0:
                    aside = (block, 0)
                elif opened is not None:
                    yield at(galley, block, opened, opened + 1, "a bracket is opened and never closed")
        if aside:
            yield at(galley, aside[0], 0, 1, "a bracket is opened and never closed")


BRACKET = re.compile(r"[:;=8][-’']?[()]|(?:^|(?<=[\s(]))(?:[^\W_]|\d+|[ivx]+)\)|[()]")


def _bracketed(text: str) -> tuple[int | None, int | None]:
    """Places of a bracket left open and of one closed too many; `a)` and `:-)` are neither."""
    opened: list[int] = []
    for match in BRACKET.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0].endswith(")") and opened:
            opened.pop()
        elif match[0] == ")":
            return None, match.start()
    return (opened[0] if opened else None), None
