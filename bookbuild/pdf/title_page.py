"""A title page's section -> the same with words kept whole, and a class that says how full it is, so that it stays one page."""

import re
from xml.etree.ElementTree import Element, SubElement

COMPOUND = re.compile(r"(\S+-\S+)")
WIDEST = 24                                        # characters that fit on a line of the smallest page
SPACE = 30                                         # characters' worth of room that each paragraph takes by itself
# How much there is on a page, in characters (a title's count twice), from which on it is set smaller.
FULLNESS = ((580, "fullest"), (290, "full"))


def set_title_page(section: Element) -> None:
    """Make a title page, or a half-title, ready for the press."""
    count = sum(len("".join(block.itertext())) * (1 + (block.tag == "h1")) + SPACE for block in section)
    kind = next((name for least, name in FULLNESS if count >= least), "")
    section.set("class", f"{section.get('class', '')} {kind}".strip())
    for text in [each for each in section if not len(each)]:
        _keep_whole(text)


def _keep_whole(text: Element) -> None:
    """`Harbour-Master` is not parted at its hyphen: on such a page it would look like a division."""
    first, *rest = COMPOUND.split(text.text or "")
    text.text = first
    for compound, after in zip(rest[::2], rest[1::2], strict=True):
        whole = SubElement(text, "span", {"class": "whole"} if len(compound) <= WIDEST else {})
        whole.text, whole.tail = compound, after
