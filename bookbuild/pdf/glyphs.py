"""Characters that no font on this machine has -> Problems: where each stands, what it is called, which font has it.

A missing glyph prints as a box, so a book with one is not built.
"""

import unicodedata

from bookbuild.edition import Document, Edition
from bookbuild.problems import Problem

# (first, last, family): the free fonts that have a block of Unicode 16. Noto is drawn for every script.
FAMILIES = (
    (0x0370, 0x03FF, "Noto Serif"), (0x0400, 0x052F, "Noto Serif"), (0x0530, 0x058F, "Noto Serif Armenian"),
    (0x0590, 0x05FF, "Noto Serif Hebrew"), (0x0600, 0x06FF, "Noto Naskh Arabic"), (0x0700, 0x074F, "Noto Sans Syriac"),
    (0x0750, 0x077F, "Noto Naskh Arabic"), (0x0780, 0x07BF, "Noto Sans Thaana"), (0x07C0, 0x07FF, "Noto Sans NKo"),
    (0x0900, 0x097F, "Noto Serif Devanagari"), (0x0980, 0x09FF, "Noto Serif Bengali"), (0x0A00, 0x0A7F, "Noto Serif Gurmukhi"),
    (0x0A80, 0x0AFF, "Noto Serif Gujarati"), (0x0B00, 0x0B7F, "Noto Serif Oriya"), (0x0B80, 0x0BFF, "Noto Serif Tamil"),
    (0x0C00, 0x0C7F, "Noto Serif Telugu"), (0x0C80, 0x0CFF, "Noto Serif Kannada"), (0x0D00, 0x0D7F, "Noto Serif Malayalam"),
    (0x0D80, 0x0DFF, "Noto Serif Sinhala"), (0x0E00, 0x0E7F, "Noto Serif Thai"), (0x0E80, 0x0EFF, "Noto Serif Lao"),
    (0x0F00, 0x0FFF, "Noto Serif Tibetan"), (0x1000, 0x109F, "Noto Serif Myanmar"), (0x10A0, 0x10FF, "Noto Serif Georgian"),
    (0x1100, 0x11FF, "Noto Serif CJK KR"), (0x1200, 0x139F, "Noto Serif Ethiopic"), (0x13A0, 0x13FF, "Noto Sans Cherokee"),
    (0x1400, 0x167F, "Noto Sans Canadian Aboriginal"), (0x1680, 0x169F, "Noto Sans Ogham"), (0x16A0, 0x16FF, "Noto Sans Runic"),
    (0x1780, 0x17FF, "Noto Serif Khmer"), (0x1800, 0x18AF, "Noto Sans Mongolian"), (0x2190, 0x21FF, "Noto Sans Symbols"),
    (0x2200, 0x22FF, "Noto Sans Math"), (0x2300, 0x23FF, "Noto Sans Symbols"), (0x2400, 0x25FF, "Noto Sans Symbols 2"),
    (0x2600, 0x27BF, "Noto Sans Symbols 2"), (0x27C0, 0x2AFF, "Noto Sans Math"), (0x2B00, 0x2BFF, "Noto Sans Symbols 2"),
    (0x2C80, 0x2CFF, "Noto Sans Coptic"), (0x2E80, 0x303F, "Noto Serif CJK JP"), (0x3040, 0x30FF, "Noto Serif CJK JP"),
    (0x3100, 0x312F, "Noto Serif CJK TC"), (0x3130, 0x318F, "Noto Serif CJK KR"), (0x3190, 0x4DBF, "Noto Serif CJK JP"),
    (0x4E00, 0x9FFF, "Noto Serif CJK SC"), (0xA000, 0xA4CF, "Noto Sans Yi"), (0xAC00, 0xD7AF, "Noto Serif CJK KR"),
    (0xF900, 0xFAFF, "Noto Serif CJK JP"), (0xFB1D, 0xFB4F, "Noto Serif Hebrew"), (0xFB50, 0xFDFF, "Noto Naskh Arabic"),
    (0xFE70, 0xFEFF, "Noto Naskh Arabic"), (0xFF00, 0xFFEF, "Noto Serif CJK JP"), (0x10000, 0x100FF, "Noto Sans Linear B"),
    (0x10330, 0x1034F, "Noto Sans Gothic"), (0x12000, 0x1254F, "Noto Sans Cuneiform"), (0x13000, 0x1343F, "Noto Sans Egyptian Hieroglyphs"),
    (0x1D000, 0x1D1FF, "Noto Music"), (0x1D400, 0x1D7FF, "Noto Sans Math"), (0x1F000, 0x1F2FF, "Noto Sans Symbols 2"),
    (0x1F300, 0x1F5FF, "Noto Color Emoji"), (0x1F600, 0x1F64F, "Noto Color Emoji"), (0x1F650, 0x1F67F, "Noto Sans Symbols 2"),
    (0x1F680, 0x1F6FF, "Noto Color Emoji"), (0x1F700, 0x1F8FF, "Noto Sans Symbols 2"), (0x1F900, 0x1FAFF, "Noto Color Emoji"),
    (0x20000, 0x323AF, "Noto Serif CJK SC"),
)  # fmt: skip
LATIN = "Noto Serif"                               # has all of Latin, and what goes with it


def missing_glyphs(edition: Edition, unset: dict[str, str]) -> list[Problem]:
    """A Problem for each document and each font it lacks, at the first place. `unset` are characters by the document's name."""
    lacking: dict[tuple[Document | None, str], list[str]] = {}
    for name, characters in unset.items():
        for character in characters:
            lacking.setdefault((_document(edition, name, character), family(ord(character))), []).append(character)
    placed = {character for (document, _), characters in lacking.items() if document and document.path for character in characters}
    return [
        _problem(document, font, kept)
        for (document, font), found in lacking.items()
        if (kept := [each for each in dict.fromkeys(found) if (document and document.path) or each not in placed])
    ]  # fmt: skip


def _document(edition: Edition, name: str, character: str) -> Document | None:
    """Where a character stands: in the document of that name, or anywhere, in one that an author has written if there is one."""
    documents = [document for document in edition.documents if name in ("", document.name) and character in document.body]
    return next((each for each in documents if each.path), next(iter(documents), None))


def _problem(document: Document | None, font: str, characters: list[str]) -> Problem:
    first = min(characters, key=document.body.index) if document else characters[0]
    called = unicodedata.name(first, "a character without a name").capitalize()
    message = f"no font has “{first}” (U+{ord(first):04X}, {called})"
    if others := [each for each in characters if each != first]:
        message += f", nor {' '.join(others)}"
    place = (document.path, _line(document, first)) if document else (None, None)
    return Problem("p-002", message, *place, hint=f"install {font}, which has {'them' if others else 'it'}, or write it otherwise")


def _line(document: Document, character: str) -> int | None:
    return document.line(document.body.count("\n", 0, document.body.index(character)) + 1)


def family(code: int) -> str:
    """A free font that has a character."""
    return next((name for first, last, name in FAMILIES if first <= code <= last), LATIN)
