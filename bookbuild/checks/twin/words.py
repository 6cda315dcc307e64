"""A text -> its words as they are compared: small letters, no marks, ligatures taken apart."""

import re
import unicodedata
from collections.abc import Iterator

INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u2060\u200b\u200c\u200d\ufeff"))
# A long s; and Turkish letters, which capitals do not tell apart from others.
ALIKE = {0x017F: "s", 0x0131: "i", 0x0307: None}
WORD = re.compile(r"[^\W_]+")
# Scripts that go from right to left, or whose signs stand in another order than they are spoken: a PDF gives them as they stand.
RESHAPED = re.compile("[\u0590-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")


def plain(text: str) -> str:
    """A text in small letters, without what is not seen."""
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE)).casefold().translate(ALIKE)


def words(text: str) -> Iterator[str]:
    """The words: quotes are curled, hyphens may be the typesetter's, and neither is looked at."""
    yield from WORD.findall(plain(text))
