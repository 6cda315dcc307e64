"""Sections' Markdown -> Passages: their blocks as an element tree, their notes, and what is wrong with them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from bookbuild.kept import Kept, key_of
from bookbuild.limits import Beyond
from bookbuild.markup.passage import HEADINGS, LINE, Note, Origin, Passage, slug, thaw
from bookbuild.problems import Problem

if TYPE_CHECKING:
    from bookbuild.markup.apart import Apart

__all__ = ["HEADINGS", "LINE", "Note", "Origin", "Passage", "render", "render_all", "slug"]

Written = tuple[str, Origin]                       # a section's text, and where it comes from


def render(text: str, origin: Origin, language: str, note_label: str) -> Passage:
    """Convert one section, here and now. `note_label` names a note for screen readers: "Note {number}"."""
    from bookbuild.markup.rendering import convert  # noqa: PLC0415 - Python-Markdown takes a while to load

    try:
        return convert(text, origin, language, note_label)
    except Beyond as limit:
        return _nothing(limit.problem(origin.path, origin.first_line))


def render_all(written: Iterable[Written], language: str, note_label: str, kept: Kept | None = None) -> Iterator[Passage]:
    """Convert sections, in their order, unless what came of one before is `kept`.

    With `kept` it is done in a process of its own that gets so much time and memory and no more. A section that goes
    beyond a limit is empty but for that Problem.
    """
    if kept is None:
        yield from (render(text, origin, language, note_label) for text, origin in written)
        return
    from bookbuild.markup.apart import Apart  # noqa: PLC0415

    with Apart(language, note_label) as apart:
        yield from (_kept_or_read(text, origin, apart, kept) for text, origin in written)


def _kept_or_read(text: str, origin: Origin, apart: "Apart", kept: Kept) -> Passage:
    name = f"{key_of(text, origin.name, str(origin.path), origin.first_line, apart.language, apart.note_label)}.passage"
    if content := kept.get(name):
        return thaw(content)
    read = apart.read(text, origin)
    if not isinstance(read, bytes):
        return _nothing(read)
    kept.put(name, read)
    return thaw(read)


def _nothing(because: Problem) -> Passage:
    return Passage(Element("div"), (), (because,))
