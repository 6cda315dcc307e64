"""The manuscript's Markdown -> what an author has written, file by file, with its lines. Read anew, and only roughly.

What makes the books is Python-Markdown with much around it. Here a dozen patterns take away what is no word of the text, so
that a fault of the one is not a fault of the other. In doubt a word is left out: it is then not looked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import PurePath

from bookbuild.book import Book
from bookbuild.checks.prose.sheets import COMMENT, DIV, sheets
from bookbuild.checks.twin.words import words
from bookbuild.markup.blocks import HTML
from bookbuild.markup.wash import ALLOWED, SWALLOWED
from bookbuild.numerals import split_heading

HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(\S.*)$")
UNDERLINE = re.compile(r" {0,3}=+[ \t]*$")          # a line of hyphens is a scene break
CALL = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\](?!:)")
DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\s]+)\]:")
TARGET = r"\(\s*(?:<[^<>\n]{0,2000}>|(?:[^\s()]|\([^\s()]{0,500}\)){0,2000})"
ADDRESS = re.compile(r"(?<!\\)\]\(\s*<?(https?://(?:[^\s()<>]|\([^\s()]{0,500}\))+)|<(https?://[^\s<>]+)>")
ALT = r"(?:[^\[\]]|\[[^\[\]]{0,500}\]){0,2000}"
PICTURE = re.compile(rf"(?<!\\)!\[{ALT}\]\(|<img\b", re.IGNORECASE)
CAPTION = r"(?:\s+(?:\"((?:[^\"\\]|\\.){0,2000})\"|'((?:[^'\\]|\\.){0,2000})'))?\s*\)(?:\{[^}\n]*\})?"
# What is no word of the book, and what stands in its place: \1 is a caption, or the title of a block.
NOT_WORDS = tuple((re.compile(pattern, re.MULTILINE | re.IGNORECASE), instead) for pattern, instead in (
    (r"^[ \t>]*(?:```+|~~~+)[^\n`]*$", " "),
    (r"^[ \t]*:::+[ \t]*[\w-]*([^{\n]*)(?:\{[^}\n]*\})?[ \t]*:*$", r" \1 "),
    (r"^ {0,3}\[\^[^\[\]\s]+\]:", " "),
    (r"^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*\S+(?:[ \t]*\n?[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$", " "),
    (r"\[\^[^\[\]\s]+\]", " "),
    (rf"^[ \t]*!\[{ALT}\]{TARGET}{CAPTION}[ \t]*$", r" \1 "),
    (rf"!\[{ALT}\]{TARGET}{CAPTION}", " "),
    (rf"!\[{ALT}\](?:\[[^\]\n]*\])?", " "),
    (rf"\]{TARGET}{CAPTION}", " "),
    (r"\]\[[^\]\n]*\]", " "),
    (r"\{:?[ \t]*[.#]?[\w-][^{}\n]*\}[ \t]*$", " "),
    (r"(?<=[\])*_`])\{[^{}\n]*\}", " "),
    (r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^<>]*>", ""),
    (rf"</?(?:{'|'.join(sorted(HTML | ALLOWED | SWALLOWED))})(?:\s[^<>]*)?/?>", " "),      # what is no HTML is text
    (r"^[ \t>]*\d+[.)](?=[ \t])", " "),
    (r"(?<![*_])[*_]++([^\s*_]++)[*_]++", r"\1"),
    (r"\\(?=\W)", ""),
))  # fmt: skip
# What is washed away whole, and how it ends.
ELEMENTS = tuple((re.compile(rf"<{name}\b[\s\S]*?</{name}\s*>", re.IGNORECASE), re.compile(rf"</{name}\s*>", re.IGNORECASE))
                 for name in sorted(SWALLOWED))
INLINE_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n\s*\n)[\s\S]){1,1000}?(?<!`)\1(?!`)")
SIGNS = re.compile(r"[^\w\n]")


@dataclass(slots=True)
class Manuscript:
    """One file: its words and headings by line, labels of notes that are called and defined, pictures, addresses."""

    path: PurePath
    lines: dict[int, tuple[str, ...]] = field(default_factory=dict)
    headings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)              # label -> line of its first call
    pictures: list[int] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)


def written(book: Book) -> tuple[Manuscript, ...]:
    """Every file of the manuscript that has text in the book."""
    files: dict[PurePath, Manuscript] = {}
    prose = {sheet.path: sheet for sheet in sheets(book.sections)}
    for section in book.sections:
        if section.path:
            file = files.setdefault(section.path, Manuscript(section.path))
            text = _left(COMMENT.sub(_blank, section.text), authors_notes=book.design.authors_notes)
            code = {typed.number for typed in prose[section.path].lines if not typed.text.strip()}
            _read_words(file, _without_signs_in_code(text, section.first_line, code), section.first_line, book.metadata.language)
    for sheet in prose.values():
        lines = "\n".join(typed.text for typed in sheet.lines)
        typed = "\n".join(line for section in book.sections if section.path == sheet.path for line in section.text.split("\n"))
        called = set(CALL.findall(_left(typed, authors_notes=book.design.authors_notes)))
        _read_apparatus(files[sheet.path], lines, called)
    return tuple(files.values())


def _read_words(file: Manuscript, text: str, first_line: int, language: str) -> None:
    typed = text.split("\n")
    headings = dict(_headings(typed))
    kept = "\n".join("" if number in headings else line for number, line in enumerate(typed))
    for number, line in enumerate(reduced(kept).split("\n")):
        if found := tuple(words(unescape(line))):  # a note at the end of a file that is cut stands in each piece, once told
            file.lines[first_line + number] = found
    for number, heading in headings.items():
        title = split_heading(unescape(" ".join(reduced(heading).split())), language).title
        if title and (found := tuple(words(title))):
            file.headings[first_line + number] = found


def _without_signs_in_code(text: str, first_line: int, code: set[int]) -> str:
    """Code with its words only: `Vec<T>` is no HTML there, and `[^n]` no note. `code` are the lines that are no prose."""
    lines = []
    for number, line in enumerate(text.split("\n"), first_line):
        opening = line.lstrip(" \t>")
        if opening.startswith(("```", "~~~")):     # with its language, which is no word
            lines.append("")
        else:
            lines.append(SIGNS.sub(" ", line) if number in code and not opening.startswith(":::") else line)
    return INLINE_CODE.sub(lambda span: SIGNS.sub(" ", span[0]), "\n".join(lines))


def reduced(text: str) -> str:
    """Markdown without what is no word, line by line where it was."""
    for element, closing in ELEMENTS:
        if ends := [tag.end() for tag in closing.finditer(text)]:    # what is opened after the last of them is not looked at
            text = element.sub(partial(_instead, " "), text[: ends[-1]]) + text[ends[-1] :]
    for pattern, instead in NOT_WORDS:
        text = pattern.sub(partial(_instead, instead), text)
    return text


def _instead(instead: str, match: re.Match[str]) -> str:
    said = match.expand(instead)
    return said + "\n" * (match[0].count("\n") - said.count("\n"))


def _left(text: str, *, authors_notes: bool) -> str:
    """A text without what is meant to be left out: author's notes where they are switched off, notes that nothing calls."""
    lines = text.split("\n")
    if not authors_notes:
        lines = list(_without_authors_notes(lines))
    called = set(CALL.findall("\n".join(lines)))
    kept, dropping = [], False
    for line in lines:
        definition = DEFINITION.match(line)
        if definition:
            dropping = definition[1] not in called
        elif line.strip() and not line.startswith(("    ", "\t")):
            dropping = False
        kept.append("" if dropping else line)
    return "\n".join(kept)


def _without_authors_notes(lines: list[str]) -> Iterator[str]:
    depth = 0
    for line in lines:
        div = DIV.match(line)
        if div and (depth or div[1] == "authors-note"):
            depth += 1 if div[1] else -1
            yield ""
        else:
            yield "" if depth else line


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _headings(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(index of the line, its words) of `# Heading`, and of one that is underlined."""
    fenced = False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip(" \t>").startswith(("```", "~~~"))
        if fenced:
            continue
        after = lines[number + 1] if number + 1 < len(lines) else ""
        before = lines[number - 1].strip() if number else ""
        if match := HEADING.match(line):
            yield number, match[1].rstrip("# \t")
        elif line.strip() and not before and UNDERLINE.match(after) and line.lstrip()[0] not in "-*|>#+:":
            yield number, line


def _read_apparatus(file: Manuscript, text: str, called: set[str]) -> None:
    lines = text.split("\n")
    defined = {match[1] for line in lines if (match := DEFINITION.match(line))} & called
    inside = False
    for number, line in enumerate(lines, 1):
        inside = bool(DEFINITION.match(line)) or (inside and (line.startswith(("    ", "\t")) or not line.strip()))
        for call in CALL.finditer(line):
            if call[1] in defined and not inside:  # a note that only a note calls counts when that is called: not here
                file.notes.setdefault(call[1], number)
        file.pictures += [number] * len(PICTURE.findall(line))
        for address in ADDRESS.finditer(line):
            file.addresses.setdefault(address[1] or address[2], number)
