"""A title page's section -> the same with words kept whole, and a class that says how full it is, so that it stays one page."""

import re
from xml.etree.ElementTree import Element, SubElement

COMPOUND = re.compile(r"(\S+-\S+)")
WIDEST = 24                                        # characters that fit on a line of the smallest page
SPACE = 30                                         # characters' worth of room that each paragraph takes by itself
# How much there is on a page, in characters (a title's count twice), from which on it is set smaller.
FULLNESS = ((650, "fullest"), (290, "full"))


def set_title_page(section: Element) -> None:
    """Make a title page, or a half-title, ready for the press."""
    for title in section.iter():
        if "book-title" in title.get("class", "") and not len(title):
            _keep_whole(title)
    count = sum(len("".join(block.itertext())) * (1 + (block.tag == "h1")) + SPACE for block in section)
    kind = next((name for least, name in FULLNESS if count >= least), "")
    section.set("class", f"{section.get('class', '')} {kind}".strip())


def _keep_whole(title: Element) -> None:
    """`Harbour-Master` is not parted at its hyphen: in so large a type it would look like a division."""
    first, *rest = COMPOUND.split(title.text or "")
    title.text = first
    for compound, after in zip(rest[::2], rest[1::2], strict=True):
        whole = SubElement(title, "span", {"class": "whole"} if len(compound) <= WIDEST else {})
        whole.text, whole.tail = compound, after
