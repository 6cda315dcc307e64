"""How a text opens: its first paragraph, and the words that small capitals lead in with."""

import re
from xml.etree.ElementTree import Element

from bookbuild.book import Role
from bookbuild.markup import HEADINGS

LED = {Role.CHAPTER, Role.PROLOGUE, Role.INTERLUDE, Role.EPILOGUE}
# As many words as make a phrase: up to the first pause, or some twenty characters.
LEAD = re.compile(r"\s*[“‘„«\"'‚—]*\s*\w[^\s]*(?:\s+[^\s.,;:!?…—]+){0,4}")
WORDS = {"a", "em", "i", "strong", "span", "cite"}
LONGEST = 28
SHORTEST_PARAGRAPH = 90


def set_opening(content: Element, role: Role) -> None:
    """Class the first paragraph of the running text, and wrap the words it leads in with."""
    for block in content:
        if block.tag == "p" and not block.get("class"):
            block.set("class", "opening")
            if role in LED and len("".join(block.itertext())) >= SHORTEST_PARAGRAPH:
                _lead(block)
            return
        if block.tag not in (*HEADINGS, "aside", "blockquote", "figure", "div", "header"):
            return


def _lead(paragraph: Element) -> None:
    """Wrap the first words. Where a link or emphasis stands among them it is taken whole."""
    text = paragraph.text or ""
    match = LEAD.match(text)
    lead = Element("span", {"class": "lead"})
    if match and match[0].strip() and (match.end() < len(text) or not len(paragraph)):
        end = match.end()
        while end > LONGEST and " " in text[:end].rstrip():
            end = text[:end].rstrip().rindex(" ")
        lead.text, lead.tail = text[:end], text[end:]
    elif len(paragraph) and len(text) + len("".join(paragraph[0].itertext())) <= LONGEST and paragraph[0].tag in WORDS:
        first = paragraph[0]
        paragraph.remove(first)
        lead.text, lead.tail, first.tail = text, first.tail, None
        lead.append(first)
    else:
        return                                     # a picture, or a long link: left as it is
    paragraph.text = None
    paragraph.insert(0, lead)
