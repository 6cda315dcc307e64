"""Laid-out pages -> what a typesetter would still mend on them, and how many paragraphs were composed.

A flaw is (kind, the line it is at); of a whole page, without a line. The kinds are those of bookbuild/checks/pages.py.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext

from bookbuild.press.composer.pages import chapters
from bookbuild.press.composer.spreads import FEWEST

LEVEL = 0.2                                        # of a line: so far apart two pages' ends look level
LOOSE = 0.5                                        # of a word space: so much is added in a loose line
LADDER = 3
HYPHENS = ("-", "\u2010")
GAPING = 2                                         # lines under a page's text: so many are left blank by what had no room there

Flaw = tuple[str, boxes.LineBox | None]


def flaws(context: LayoutContext, pages: list[boxes.PageBox]) -> list[list[Flaw]]:
    """What is left on each page."""
    found: list[list[Flaw]] = [[*_in_lines(page), *_strayed(page)] for page in pages]
    for first, end in chapters(context, pages):
        flows = [list(_flow(page.children[0])) for page in pages[first:end]]
        for number, flaw in (*_at_edges(pages[first:end], flows), *_at_feet(pages[first:end], flows)):
            found[first + number].append(flaw)
    return found


def composed(pages: list[boxes.PageBox]) -> tuple[int, int]:
    """How many paragraphs have been composed, and how many are justified."""
    lines = [line for page in pages for line in _lines(page) if hasattr(line, "origin")]
    justified = {id(line.origin) for line in lines}
    return len(justified - {id(line.origin) for line in lines if hasattr(line, "unset")}), len(justified)


def _lines(box: Any) -> Iterator[boxes.LineBox]:  # noqa: ANN401 - WeasyPrint is untyped
    """All lines of text, those of notes too, but for the page's margins."""
    box = getattr(box, "_box", box)                # what stands for a box that is placed absolutely
    if isinstance(box, boxes.LineBox):
        yield box
    elif isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.MarginBox):
        for child in box.children:
            yield from _lines(child)


def _flow(box: boxes.Box) -> Iterator[boxes.Box]:
    """Lines, and what is as good as one, in the page's normal flow."""
    for child in box.children:
        if isinstance(child, boxes.Box) and child.is_in_normal_flow():
            if isinstance(child, boxes.LineBox) or (not isinstance(child, boxes.ParentBox) and child.border_height()):
                yield child
            elif isinstance(child, boxes.ParentBox):
                yield from _flow(child)


def _ends(line: boxes.LineBox) -> boxes.TextBox | None:
    return next((box for box in reversed(list(line.descendants())) if isinstance(box, boxes.TextBox) and box.text.strip()), None)


def is_divided(line: boxes.Box) -> bool:
    """Whether a line ends in a hyphen."""
    last = _ends(line) if isinstance(line, boxes.LineBox) else None
    return last is not None and last.text.rstrip().endswith((*HYPHENS, last.style["hyphenate_character"] or "-"))


def _in_lines(page: boxes.PageBox) -> Iterator[Flaw]:
    ladder, before = 0, None
    for line in _lines(page):
        origin = getattr(line, "origin", None)
        ladder = ladder + 1 if is_divided(line) and (origin is before or ladder == 0) else int(is_divided(line))
        if ladder == LADDER:
            yield "ladder", line
        if hasattr(line, "unset") and origin is not before and line.resume_at is not None:
            yield "greedy", line
        if _looseness(line) > LOOSE:
            yield "loose", line
        plan = getattr(line, "plan", None)
        if plan and plan.runt and line.row == len(plan.rows) - 1:
            yield "runt", line
        before = origin


def _strayed(page: boxes.PageBox) -> Iterator[Flaw]:
    """Notes that stand on another page than the line that calls them."""
    here = {id(note.element) for child in page.children if isinstance(child, boxes.FootnoteAreaBox) for note in child.children}
    for line in _lines(page):
        if any(box.footnote is not None and id(box.footnote.element) not in here for box in line.descendants()):
            yield "strayed", line


def _looseness(line: boxes.LineBox) -> float:
    """What is added to each of a line's word spaces, in parts of a word space."""
    last = _ends(line)
    if last is None or not last.justification_spacing:
        return 0.0
    plan = getattr(line, "plan", None)
    space = plan.paragraph.pieces[0].type.space if plan else last.style["font_size"] / 4
    return float(last.justification_spacing / space)


def _at_edges(pages: list[boxes.PageBox], flows: list[list[boxes.Box]]) -> Iterator[tuple[int, Flaw]]:
    """Paragraphs and words that are parted badly."""
    for number, flow in enumerate(flows):
        last = flow[-1] if flow else None
        before = flows[number - 1][-1] if number and flows[number - 1] else None
        continued = getattr(before, "resume_at", None) is not None
        if continued and flow and getattr(flow[0], "resume_at", None) is None:
            yield number, ("widow", flow[0])
        if not isinstance(last, boxes.LineBox) or last.resume_at is None:
            continue
        first = len(flow) == 1 or getattr(flow[-2], "resume_at", None) is None
        if first and not (continued and len(flow) == 1):
            yield number, ("orphan", last)
        if is_divided(last) and _is_turned(pages[number]):
            yield number, ("divided", last)


def _is_turned(page: boxes.PageBox) -> bool:
    """Whether the next page is on the back of this one."""
    return bool(page.page_type.side == ("right" if page.style["direction"] == "ltr" else "left"))


def _at_feet(pages: list[boxes.PageBox], flows: list[list[boxes.Box]]) -> Iterator[tuple[int, Flaw]]:
    """Pages that end too early."""
    full = [number for number, flow in enumerate(flows) if flow]
    if len(full) > 1 and len(flows[full[-1]]) < FEWEST:
        yield full[-1], ("runt-page", None)
    short = dict(_cut_short(pages, flows))
    yield from ((number + 1, ("moved", picture)) for number, picture in short.items())
    for left, right in pairwise(full[:-1]):
        if _is_turned(pages[left]) or right != left + 1 or left in short or right in short:
            continue
        line, noted = _leading(flows[left]), [_notes(pages[number]) > 0 for number in (left, right)]
        rooms = [0.0 if notes else _room(pages[number], flows[number]) for number, notes in zip((left, right), noted, strict=True)]
        if line and (max(rooms) >= line if any(noted) else abs(rooms[0] - rooms[1]) > LEVEL * line):
            yield left, ("uneven", None)


def _cut_short(pages: list[boxes.PageBox], flows: list[list[boxes.Box]]) -> Iterator[tuple[int, boxes.Box]]:
    """Pages with room left because a picture had none, and the picture, which the next page begins with."""
    for number, (flow, following) in enumerate(pairwise(flows)):
        if flow and following and any(isinstance(box, boxes.ReplacedBox) for box in following[0].descendants()):
            line = _leading(flow)
            if line and _room(pages[number], flow) >= GAPING * line:
                yield number, following[0]


def _leading(flow: list[boxes.Box]) -> float:
    return max((box.height for box in flow if isinstance(box, boxes.LineBox)), default=0.0)


def _notes(page: boxes.PageBox) -> float:
    """How high the notes are."""
    return float(sum(child.margin_height() for child in page.children if isinstance(child, boxes.FootnoteAreaBox)))


def _room(page: boxes.PageBox, flow: list[boxes.Box]) -> float:
    """What is left under a page's text, down to its notes."""
    last = max(box.position_y + (box.height if isinstance(box, boxes.LineBox) else box.margin_height()) for box in flow)
    return float(page.content_box_y() + page.height - last) - _notes(page)
