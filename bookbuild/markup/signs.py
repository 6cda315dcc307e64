"""Text -> the same, where every `<` that begins no tag is a sign of our own, which becomes `<` again at the end.

Python-Markdown looks for the end of a tag from every `<` anew (3.11: 15,000 of `<![CDATA[` take it twenty minutes); a
`<` for which there is no end is a plain character to us before it ever gets there.
"""

import re

SIGN = "\ufdd5"                                    # a noncharacter (Unicode §23.7): reading.py lets none of them in
PLAIN = re.compile(r"<(?:[/?]?[a-z]|!doctype\b)[^<>]*>", re.IGNORECASE)
QUOTED = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)
LONGEST = 1000                                     # characters of a tag with a `<` in an attribute
LESS = re.compile("<")


def with_signs(text: str) -> str:
    """The text with our sign for each `<` that opens neither a tag, an address nor a comment."""
    if "<" not in text:
        return text
    last = text.rfind("-->")

    def put(less: re.Match[str]) -> str:
        at = less.start()
        comment = text.startswith("<!--", at) and at + 4 <= last
        return "<" if comment or PLAIN.match(text, at) or QUOTED.match(text, at, at + LONGEST) else SIGN

    return LESS.sub(put, text)
