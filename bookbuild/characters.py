"""A text -> the same with only those characters that XML can hold."""

import re

# XML 1.0 §2.2: what may stand in a document at all. A form feed or a stray control character from a word
# processor makes an EPUB unreadable (RSC-016), so it is dropped here and told. So are noncharacters (Unicode §23.7),
# which no text may hold: the rooms further on use some of them as marks of their own.
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+)(?<=[^\s*])\1(?![\w*])")


def without_stars(text: str) -> str:
    """The text without Markdown's stars around words, for what shops and covers show as it is."""
    return EMPHASIS.sub(r"\2", text)


def plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return NOT_XML.sub("", text)
