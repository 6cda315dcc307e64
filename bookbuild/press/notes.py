"""Notes that WeasyPrint would send to the next page -> on the page of their call; or the call goes to the next page as well.

Where only a paragraph's first line has room at the foot of a page, WeasyPrint 70 makes room for the second by taking notes
away, whichever lines call them; and should it not be enough, they stay away. Here that paragraph begins on the next page,
as it does where there are no notes. `footnote-policy: line` (pdf/base.css) does the rest: no line is set whose note has no room.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, block

_linebox_layout = block._linebox_layout


@contextmanager
def notes_kept() -> Iterator[None]:
    """No note is taken away while this lasts."""
    block._linebox_layout = _with_notes
    try:
        yield
    finally:
        block._linebox_layout = _linebox_layout


def _with_notes(  # noqa: PLR0913, PLR0917 - WeasyPrint's interface
    context: LayoutContext, box: boxes.Box, index: int, child: boxes.LineBox, lines: list[boxes.LineBox], page_is_empty: bool,  # noqa: FBT001
    absolute: list[Any], fixed: list[Any], margins: list[float], bottom_space: float, *rest: Any,  # noqa: ANN401 - WeasyPrint is untyped
) -> tuple[Any, ...]:
    """What `_linebox_layout` does: set `lines` down to the foot. Gives (abort, stop, where to go on, …, notes that they call, …)."""
    here, away = list(context.current_page_footnotes), list(context.reported_footnotes)
    given = context, box, index, child, lines, page_is_empty, absolute, fixed, margins, bottom_space
    abort, stop, resume, bottom, called, most = _linebox_layout(*given, *rest)
    mine = () if bottom_space == -inf else here if page_is_empty else (*here, *called)        # nothing of a note that calls a note
    taken = [note for note in mine if note in context.reported_footnotes and note not in away]
    if taken and not abort and not page_is_empty:  # the paragraph has room only because they were taken
        block.remove_placeholders(context, lines, absolute, fixed)
        lines.clear()
        abort = True
    back = [note for note in taken if note in here]
    for note in back:
        context.unlayout_footnote(note)
    for note in back:
        if note in context.footnotes:              # not set already, with a note that calls it
            context.layout_footnote(note)
    while back and len(lines) > 1 and context.overflows_page(bottom_space, lines[-1].position_y + lines[-1].height):
        block.remove_placeholders(context, [lines.pop()], absolute, fixed)
        resume = {index: lines[-1].resume_at}
    return abort, stop, resume, bottom, called, most
