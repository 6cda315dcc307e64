"""What the typed Markdown and book.toml leave to be wished: Reading -> Findings."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from textwrap import shorten

from bookbuild.checks.prose.findings import Finding, Reading, excerpt, seek
from bookbuild.checks.prose.paragraphs import OPAQUE, READ, Kind
from bookbuild.checks.prose.sheets import INLINE_CODE, Sheet, Typed
from bookbuild.markup.habits import BREAK, UNDERLINE

# UTF-8 read as Windows-1252 (’ é « н). After a capital, `Ã»` may be Portuguese: «AMANHû is AMANHÃ in its quotes.
MOJIBAKE = re.compile("\ufffd|â€|(?<![A-ZÀ-Þ])[ÃÅ][\x80-\xbf‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™šœžŸ€]|Â[\xa0-\xbf]|(?:[ÐÑ][\x80-\xbf]){2}")
DOUBLE_SPACE = re.compile(r"(?<=[\w,;’”])[ \u00a0]{2,}(?=[\w“‘(—])")
BEFORE_CALL = re.compile(r"(?:(?<=\S)[ \t]+|^)\[\^[^\[\]\s]+\](?!:)")
APOSTROPHE = {mark: re.compile(rf"(?<=[^\W\d_]){mark}(?=[^\W\d_])") for mark in "'’"}
INDENTED = re.compile(r"(?:\t| {4,}| {1,3}\t)\S")
LEAST = 30                                         # characters: “It fitted perfectly.” may be in anybody's book
DASH_SPEAKERS = {"fr", "es", "it", "pt", "ru", "pl"}
SAMPLE_AUTHOR = "Your Name"                        # as the starter books have it
SPOKEN = re.compile(r"[?!…][»”\"]?(?:\s|$)|\b(?:dit|dijo|disse|сказал|powiedział)")
LEFT_OVER = re.compile(
    r"(?<![\w*])\*\*(?=\w)|(?<=[.,!?])\*\*|\]\(|\^\[|\[\^(?![^\]\s]{1,99}\])|(?<!\w)__(?=[^\W_])(?!\w+__)|~~(?=\w)|(?<=\w)~~|\{[#.][\w-]+\}|^:::"
    r"|\] \((?=https?:|[\w./#-]+\.(?:md|x?html?|png|jpe?g|svg)\b)",
)

left_over_markdown = seek(LEFT_OVER, "**", "](", "] (", "^[", "[^", "__", "~~", "{", ":::", kinds=READ)


def _lines(reading: Reading) -> Iterator[tuple[Sheet, Typed]]:
    for sheet in reading.sheets:
        for line in sheet.lines:
            if line.text:
                yield sheet, line


def mojibake(reading: Reading) -> Iterator[Finding]:
    """Letters that a wrong encoding has turned into others."""
    for sheet, line in _lines(reading):
        if not line.text.isascii() and (match := MOJIBAKE.search(line.text)):
            yield Finding(sheet.path, line.number, excerpt(line.text, *match.span()))


def double_spaces(reading: Reading) -> Iterator[Finding]:
    """Two spaces inside a sentence; after a full stop they are a typist's habit, and harmless."""
    for sheet, line in _lines(reading):
        if "  " in line.text and not line.verse and "|" not in line.text and (match := DOUBLE_SPACE.search(line.text)):
            yield Finding(sheet.path, line.number, excerpt(line.text, *match.span()))


def space_before_call(reading: Reading) -> Iterator[Finding]:
    """`word [^1]`: the number may end up alone on the next line."""
    for sheet, line in _lines(reading):
        if "[^" in line.text and (match := BEFORE_CALL.search(line.text)):
            yield Finding(sheet.path, line.number, excerpt(line.text, *match.span()))


def mixed_breaks(reading: Reading) -> Iterator[Finding]:
    """Scene breaks typed in several ways; those of the rarer ways are told."""
    typed = [(sheet, line, _style(line.text)) for sheet in reading.sheets for line in _breaks(sheet)]
    styles = Counter(style for _, _, style in typed).most_common()
    for sheet, line, style in typed:
        if style != styles[0][0]:
            yield Finding(sheet.path, line.number, f"`{line.text.strip()}` here, `{styles[0][0]}` in most places")


def _style(line: str) -> str:
    text = "".join(line.split())
    return text[0] * 3 if len(set(text)) == 1 and text[0] != "⁂" else text


def _breaks(sheet: Sheet) -> Iterator[Typed]:
    for above, line in pairwise((None, *sheet.lines)):
        underlines = line is not None and above is not None and above.text.strip() and UNDERLINE.match(line.text)
        if line is not None and line.text.strip() and BREAK.match(line.text) and not underlines:
            yield line


def mixed_apostrophes(reading: Reading) -> Iterator[Finding]:
    """Some apostrophes typed straight and some curly: usually the mark of pasted text. One finding a file."""
    straight, curly = ([(sheet, found) for sheet in reading.sheets if (found := _apostrophes(sheet, mark))] for mark in "'’")
    if straight and curly:
        rare, name = min((straight, "straight"), (curly, "curly"), key=lambda each: sum(len(found) for _, found in each[0]))
        for sheet, found in rare:
            number, hint = found[0]
            message = f"{len(found)} line{'s' * (len(found) > 1)} with {name} apostrophes, in a book that has mostly the others"
            yield Finding(sheet.path, number, hint, message)


def _apostrophes(sheet: Sheet, mark: str) -> list[tuple[int, str]]:
    """The lines with an apostrophe of one kind inside a word, and the words around it."""
    found = ((line, APOSTROPHE[mark].search(line.text)) for line in sheet.lines if mark in line.text)
    return [(line.number, excerpt(line.text, *match.span())) for line, match in found if match]


def dialogue_lists(reading: Reading) -> Iterator[Finding]:
    """`- Bonjour !` is a list to Markdown; a line of dialogue is typed with a long dash."""
    if reading.tongue not in DASH_SPEAKERS:
        return
    typed = {(sheet.path, line.number): line.text for sheet, line in _lines(reading)}
    for galley in reading.galleys:
        for kind, run in groupby(galley.blocks, key=lambda block: block.kind):
            items = list(run)
            line = typed.get((galley.path, items[0].line), "")
            if kind is Kind.ITEM and line.startswith("- ") and any(SPOKEN.search(item.text) for item in items):
                yield Finding(galley.path, items[0].line, f"—{line[1:]}")


def indented_prose(reading: Reading) -> Iterator[Finding]:
    """Paragraphs typed with an indent, which Markdown elsewhere takes for code. One finding a file."""
    prose = {(galley.path, block.line) for galley in reading.galleys for block in galley.blocks if block.kind is Kind.PROSE}
    for sheet in reading.sheets:
        found = [line for line in sheet.lines if INDENTED.match(line.text) and (sheet.path, line.number) in prose]
        if found:
            message = f"{len(found)} indented paragraph{'s are' if len(found) > 1 else ' is'} set as prose"
            yield Finding(sheet.path, found[0].number, found[0].text.strip()[:50], message)


def no_author(reading: Reading) -> Iterator[Finding]:
    """A book by nobody."""
    if not reading.metadata.authors:
        yield Finding(reading.bookfile, 1, 'authors = ["Your Name"]')


def left_from_the_sample(reading: Reading) -> Iterator[Finding]:
    """What `bookbuild new` put there to be written over. One finding a file: the first line that is still the sample's."""
    if any(author.name == SAMPLE_AUTHOR for author in reading.metadata.authors):
        line = reading.keys.get("authors") or reading.keys.get("author") or 1
        yield Finding(reading.bookfile, line, 'authors = ["A. Writer"]', f"the author is still “{SAMPLE_AUTHOR}”")
    sample = sample_lines()
    for sheet in reading.sheets:
        found = next((line for line in sheet.lines if line.text.strip() in sample), None)
        if found:
            yield Finding(sheet.path, found.number, shorten(found.text.replace(OPAQUE, "▒"), 60, placeholder=" …"))


@cache
def sample_lines() -> frozenset[str]:
    """The lines of the starter books that nobody else would write: whole paragraphs, verses, and no headings."""
    books = files("bookbuild") / "starter" / "books"
    texts = [file.read_text("utf-8") for kind in books.iterdir() for file in (kind / "manuscript").iterdir() if file.name.endswith(".md")]
    lines = {INLINE_CODE.sub(OPAQUE, line).strip() for text in texts for line in text.splitlines() if not line.startswith(("#", ":::"))}
    return frozenset(line for line in lines if len(line) >= LEAST)


def no_blurb(reading: Reading) -> Iterator[Finding]:
    """A book that says nothing of itself."""
    if not reading.metadata.description:
        yield Finding(reading.bookfile, 1, 'description = "What the back of the book would say."')


def no_cover(reading: Reading) -> Iterator[Finding]:
    """A book without a picture of its own."""
    if reading.metadata.cover is None:
        yield Finding(reading.bookfile, 1, 'cover = "images/cover.jpg"')
