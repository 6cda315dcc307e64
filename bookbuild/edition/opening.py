"""How a text opens: its first paragraph, and the words that small capitals lead in with."""

import re
from xml.etree.ElementTree import Element

from bookbuild.book import Role
from bookbuild.markup import HEADINGS

LED = {Role.CHAPTER, Role.PROLOGUE, Role.INTERLUDE, Role.EPILOGUE}
# As many words as make a phrase: up to the first pause, or some twenty characters.
LEAD = re.compile(r"\s*[“‘„«\"'‚—]*\s*\w[^\s]*(?:\s+[^\s.,;:!?…—]+){0,4}")
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
    text = paragraph.text or ""
    match = LEAD.match(text)
    if match is None or not match[0].strip():
        return                                     # it opens with emphasis or a picture: left as it is
    end = match.end()
    while end > LONGEST and " " in text[:end].rstrip():
        end = text[:end].rstrip().rindex(" ")
    lead = Element("span", {"class": "lead"})
    lead.text, lead.tail = text[:end], text[end:]
    paragraph.text = None
    paragraph.insert(0, lead)
