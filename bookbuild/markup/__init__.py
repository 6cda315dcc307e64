"""A section's Markdown -> Passage: its blocks as an element tree, its notes, and what is wrong with it."""

from bookbuild.kept import Kept, key_of
from bookbuild.markup.passage import HEADINGS, LINE, Note, Origin, Passage, freeze, slug, thaw

__all__ = ["HEADINGS", "LINE", "Note", "Origin", "Passage", "render", "slug"]


def render(text: str, origin: Origin, language: str, note_label: str, kept: Kept | None = None) -> Passage:
    """Convert one section, unless what came of it before is `kept`.

    `note_label` names a note for screen readers: "Note {number}".
    """
    name = f"{key_of(text, origin.name, str(origin.path), origin.first_line, language, note_label)}.passage"
    if kept and (content := kept.get(name)):
        return thaw(content)
    from bookbuild.markup.rendering import convert  # noqa: PLC0415 - Python-Markdown takes a while to load

    passage = convert(text, origin, language, note_label)
    if kept:
        kept.put(name, freeze(passage))
    return passage
