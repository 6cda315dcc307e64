"""A title -> a file name that every device, cable and file system takes, and that stays the same from draft to draft.

Reading positions, notes and highlights hang on the name: a Kobo keeps them by path (calibre's kobo driver).
"""

import re
import unicodedata

LONGEST = 80                                       # characters before the ending; with any ending below FAT's and ext4's 255 bytes
# Letters that have an accent built in, which Unicode does not take apart.
APART = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Windows opens no file of these names, whatever the ending (Microsoft, Naming Files, Paths, and Namespaces).
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")
BYTES = 200                                        # in UTF-8


def stem_of(title: str, edition: str | None = None) -> str:
    """`The Last Cell` -> `the-last-cell`, `Möbius’ Band` -> `mobius-band`, `Война и мир` -> `война-и-мир`.

    Latin letters lose their accents, as calibre's names do: some devices show others as garbage. A title in another
    alphabet keeps its letters, for without them nothing would be left of it.
    """
    ending = _cut(f"-{words}", LONGEST // 3, BYTES // 3) if (words := _words(edition or "")) else ""
    name = _cut(_words(title), LONGEST - len(ending), BYTES - len(ending.encode())) + ending
    name = name.strip("-") or "book"
    return f"{name}-book" if RESERVED.match(name) else name


def _cut(name: str, letters: int, size: int) -> str:
    """No more than so many letters and bytes."""
    return name[:letters].encode()[:size].decode(errors="ignore").rstrip("-")


def _words(text: str) -> str:
    letters = re.sub(r"['’ʼ]", "", unicodedata.normalize("NFC", text).lower().translate(APART))
    plain = re.sub(r"(?<=[a-z0-9])[\u0300-\u036f]+", "", "".join(map(_letter, letters)))
    return re.sub(r"-+", "-", plain).strip("-")


def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode().lower()
    if plain.isalnum():
        return plain
    # Of a letter that only computers have (an emoji, a private one, half a surrogate) nothing is kept.
    return letter if unicodedata.category(letter)[0] in "LMN" and ord(letter) <= 0xFFFF else "-"  # noqa: PLR2004
