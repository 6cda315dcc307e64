"""Quotation marks and what is said between them: Reading -> Findings."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bookbuild.checks.prose.findings import Finding, Reading, at
from bookbuild.checks.prose.paragraphs import RUNNING, Block, Galley, Kind

ADDRESS = 80                                       # characters of a signature or a date in a letter
# Speech of several paragraphs is made of long ones. In Austen and Tolstoy 36 of them go on in the next paragraph, 13 of these
# shorter than this; of 40 speeches there whose last quote was taken out for a trial, 32 could not be told from such.
LONG_SPEECH = 200


def unclosed(reading: Reading) -> Iterator[Finding]:
    """An opening quote without its closing one. Speech of several paragraphs closes only in the last, and opens in each."""
    return _uneven(reading, "open")


def unopened(reading: Reading) -> Iterator[Finding]:
    """A closing quote without its opening one."""
    return _uneven(reading, "close")


def perhaps_unclosed(reading: Reading) -> Iterator[Finding]:
    """Short speech that the next paragraph seems to go on with: more often its closing quote is missing."""
    return _uneven(reading, "short")


def miscurled(reading: Reading) -> Iterator[Finding]:
    """An opening mark at a paragraph's end, a closing one at its start."""
    if reading.pair:
        opening, closing = reading.pair
        for galley in reading.galleys:
            for block in galley.blocks:
                if block.kind in RUNNING and len(block.text) > 1:
                    last = len(block.text) - 1
                    if block.text[last] == opening:
                        yield at(galley, block, last, last + 1, f"an opening quote {opening} ends the paragraph")
                    if block.text[0] == closing:
                        yield at(galley, block, 0, 1, f"a closing quote {closing} begins the paragraph")


def ends_in_comma(reading: Reading) -> Iterator[Finding]:
    """`“Hello,”` and then a new paragraph: whoever speaks is missing, or the comma is meant as a full stop."""
    if reading.pair:
        for galley in reading.galleys:
            for block, after in pairwise((*galley.blocks, None)):
                last = after is None or after.kind in (Kind.PROSE, Kind.BREAK, Kind.HEADING)
                if block is not None and block.kind is Kind.PROSE and last and block.text.endswith(f",{reading.pair[1]}"):
                    yield at(galley, block, len(block.text) - 2, len(block.text))


def starts_small(reading: Reading) -> Iterator[Finding]:
    """Speech that opens a paragraph in lower case, unless it goes on from the block before."""
    if reading.pair is None:
        return
    small = re.compile(rf"{reading.pair[0]}([^\W\d_][^\W\d_]+)")
    for galley in reading.galleys:
        for before, block in pairwise((None, *galley.blocks)):
            if block is None or block.kind is not Kind.PROSE or not (match := small.match(block.text)):
                continue
            if match[1].islower() and not _runs_on(before, reading.pair):
                yield at(galley, block, *match.span(1))


def _runs_on(before: Block | None, pair: tuple[str, str]) -> bool:
    """Whether speech may come over from a block: from a quotation, or from a paragraph that leaves it open."""
    if before is None or before.kind in (Kind.HEADING, Kind.BREAK):
        return False
    return before.kind is not Kind.PROSE or bool(_weigh(before.text, pair)[1]) or before.text[-1] in ",:—…"


def _uneven(reading: Reading, wanted: str) -> Iterator[Finding]:
    if reading.pair:
        for galley in reading.galleys:
            for side, block, place in _walk(galley, reading.pair):
                if side == wanted:
                    yield at(galley, block, place, place + 1)


def _walk(galley: Galley, pair: tuple[str, str]) -> Iterator[tuple[str, Block, int]]:
    """Every mark without its fellow: `("open", "close" or "short", block, place)`."""
    going_on = False                               # speech may have come over from an earlier block
    for block, after in pairwise((*galley.blocks, None)):
        if block is None or block.kind not in RUNNING:
            going_on = going_on and block is not None and block.kind not in (Kind.HEADING, Kind.BREAK)
            continue
        strays, opened, last = _weigh(block.text, pair)
        for stray in strays[1:] if going_on else strays:
            if stray:                              # at the very start it is a mis-curled mark, which has a rule of its own
                yield "close", block, stray
        if last >= 0 or strays:
            going_on = False
        if opened and opened[0] < last:
            yield "open", block, opened[0]
        elif opened and opened[0] < len(block.text) - 1:
            going_on = True
            if not _continues(block, after, pair[0]):
                yield "open", block, opened[0]
            elif after is not None and after.kind is block.kind is Kind.PROSE and len(block.text) - opened[0] < LONG_SPEECH:
                yield "short", block, opened[0]


def _weigh(text: str, pair: tuple[str, str]) -> tuple[list[int], list[int], int]:
    """Places of closing marks too many, of opening marks too many, and of the last opening mark (-1: none)."""
    opening, closing = pair
    strays: list[int] = []
    opened: list[int] = []
    last = -1
    if opening not in text and closing not in text:
        return strays, opened, last
    for match in re.finditer(f"[{opening}{closing}]", text):
        place = match.start()
        if match[0] == opening:
            opened.append(place)
            last = place
        elif opened:
            opened.pop()
        elif not text[place - 1 : place].isdigit():  # 12” are inches
            strays.append(place)
    return strays, opened, last


def _continues(block: Block, after: Block | None, opening: str) -> bool:
    if after is None or after.kind in (Kind.HEADING, Kind.BREAK):
        return False
    return after.kind is not block.kind or opening in after.text[:3] or (block.kind is Kind.QUOTED and len(after.text) < ADDRESS)
