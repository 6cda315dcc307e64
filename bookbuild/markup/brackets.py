"""Python-Markdown's links and notes -> the same links and notes, found in time that grows no faster than the text.

Python-Markdown 3.11 looks for the end of a bracket from every bracket anew, and for a free name and the number of each call of
a note among all of them: a page of `[` takes it minutes.
"""

import re
from typing import Any

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import LinkInlineProcessor

from bookbuild.markup.ahead import Ahead

PATTERNS = ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref")
LABEL = re.compile(r"\[([^\]]*)\]")               # right behind the words: `[sic] [map]` are two
CALL = re.compile(r"\[\^([^\[\]]*)\]")
NOTE = re.compile(r"^[ ]{0,3}\[\^([^\[\]]*)\]:[ ]*(.*)$", re.MULTILINE)
LONGEST = 2100                                     # characters of an address and its title: browsers stop at 2,083


class Notes(FootnoteExtension):
    """Footnotes whose calls share names and numbers, and stand where they were written: `notes.py` gives them ours."""

    def __init__(self) -> None:
        super().__init__(USE_DEFINITION_ORDER=False)                 # then a call's number is its place in `footnote_order`

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register it, without what puts notes in the order of their calls; no label holds a bracket."""
        super().extendMarkdown(md)
        md.treeprocessors.deregister("footnote-reorder")
        md.inlinePatterns["footnote"].compiled_re = CALL
        block: Any = md.parser.blockprocessors["footnote"]
        block.RE = NOTE

    def unique_ref(self, reference: str, found: bool = False) -> str:  # noqa: FBT001, FBT002 - Python-Markdown's interface
        """The reference as it is."""
        del found
        return reference

    def addFootnoteRef(self, id: str) -> None:  # noqa: A002, N802 - Python-Markdown's interface
        """Make this the only call there is, so that it is at once found among them."""
        self.footnote_order = [id]


class Brackets:
    """Where each bracket of a text is closed."""

    def __init__(self) -> None:
        self.ahead = Ahead(partners_of)

    def inside(self, data: str, index: int) -> tuple[str, int, bool]:
        """What is between a bracket just before `index` and its partner; where it ends; whether it does."""
        partners, _, shift = self.ahead.at(data, index - 1)
        end = partners.get(index - 1 + shift, shift - 1) - shift
        return (data[index:end], end + 1, True) if end >= 0 else ("", len(data), False)


def partners_of(text: str) -> dict[int, int]:
    """The place at which each opening bracket is closed."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign == "[":
            opened.append(place)
        elif sign == "]" and opened:
            found[opened.pop()] = place
    return found


def keep_pace(markdown: Markdown) -> None:
    """Have all patterns that begin with a bracket look for its partner in one table, and for an address not too far away.

    And for the attributes of a heading from the first of the spaces before them, and not from each.
    """
    attributes: Any = markdown.treeprocessors["attr_list"]
    attributes.HEADER_RE = re.compile(f"(?<! ){attributes.HEADER_RE.pattern}")
    brackets = Brackets()
    for name in PATTERNS:
        pattern: Any = markdown.inlinePatterns[name]
        pattern.getText = brackets.inside
        if name in ("reference", "image_reference"):
            pattern.RE_LINK = LABEL
        pattern.getLink = lambda data, index, pattern=pattern: _address(pattern, data, index)


def _address(pattern: LinkInlineProcessor, data: str, index: int) -> tuple[str, str | None, int, bool]:
    """Address and title of a link, where it ends, and whether it is one."""
    near = data[index : index + LONGEST]
    if not near.startswith("(") or ")" not in near:
        return "", None, index, False
    href, title, end, handled = LinkInlineProcessor.getLink(pattern, near, 0)
    return href, title, index + end, handled
