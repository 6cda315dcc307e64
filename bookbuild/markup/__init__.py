"""Sections' Markdown -> Passages: their blocks as an element tree, their notes, and what is wrong with them."""

import json
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from bookbuild.apart import Apart, SilentError
from bookbuild.kept import Kept, key_of
from bookbuild.limits import Beyond, beyond
from bookbuild.markup.passage import HEADINGS, LINE, Note, Origin, Passage, slug, thaw
from bookbuild.problems import Problem

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
    with Apart("bookbuild.markup", "READING") as apart:
        for text, origin in written:
            name = f"{key_of(text, origin.name, str(origin.path), origin.first_line, origin.borrowed, language, note_label)}.passage"
            frozen = kept.get(name)
            if frozen is None:
                read = read_apart(text, origin, language, note_label, apart)
                if isinstance(read, Problem):
                    yield _nothing(read)
                    continue
                kept.put(name, frozen := read)
            yield thaw(frozen)


def read_apart(text: str, origin: Origin, language: str, note_label: str, apart: Apart) -> bytes | Problem:
    """A section's passage, frozen; or why there is none."""
    path = origin.path.as_posix() if origin.path else ""
    try:
        answer = apart.ask([text, origin.name, path, origin.first_line, origin.borrowed, language, note_label])
    except SilentError as silent:
        if silent.status is None:
            return beyond("READING_SECONDS", "this takes too long to be understood", origin.path, origin.first_line)
        message = f"this could not be understood: its process ended with status {silent.status}"
        return Problem("h-005", message, origin.path, origin.first_line, hint="please report this, with the file")
    return answer[1:] if answer.startswith(b"+") else Problem.heard(json.loads(answer[1:]))


def _nothing(because: Problem) -> Passage:
    return Passage(Element("div"), (), (because,))
