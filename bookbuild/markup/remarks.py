"""An editor's comments, as pandoc brings them out of Word -> nothing, and what is told of them.

`[Is this so?]{.comment-start author="Ed"}words[]{.comment-end}`: the comment goes, the words that it is about stay.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bookbuild.markup.passage import LINE

COMMENT = {"comment-start", "comment-end"}


def leave_out_remarks(root: Element, line: int | None = None) -> Iterator[tuple[int | None, str]]:
    """Take the comments out of a tree. Gives the words of each, with its line."""
    line = int(root.get(LINE, "0")) or line
    before: Element | None = None
    for child in list(root):
        if COMMENT & set(child.get("class", "").split()):
            if words := "".join(child.itertext()).strip():
                yield line, words
            _give_tail(root, before, child.tail or "")
            root.remove(child)
        else:
            yield from leave_out_remarks(child, line)
            before = child


def _give_tail(parent: Element, before: Element | None, tail: str) -> None:
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
