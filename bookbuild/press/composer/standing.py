"""Lines that have been set -> the same lines in another place.

Pages that are made up anew hold the same lines as before, most of them: standing type, which a printer would not set again.
"""

from typing import Any

from weasyprint.formatting_structure import boxes

Resume = dict[int, Any] | None


class StandingType:
    """Lines by what they were set from: all that decides about them but for their place."""

    def __init__(self) -> None:
        self.lines: dict[Any, tuple[boxes.LineBox, float, Resume]] = {}
        self.still: dict[boxes.LineBox, bool] = {}

    def keep(self, key: Any, line: boxes.LineBox, left: float, resume: Resume) -> None:  # noqa: ANN401 - what names a line
        """Keep a line that was set in a block with its left edge there. `resume` is where the next line begins."""
        self.lines[key] = line, line.position_x - left, resume

    def take(self, key: Any, left: float, top: float) -> tuple[boxes.LineBox, Resume] | None:  # noqa: ANN401
        """A line like the one that is kept, at this place."""
        if key not in self.lines:
            return None
        before, offset, resume = self.lines[key]
        line = before.deepcopy()
        line.translate(left + offset - before.position_x, top - before.position_y)
        line.position_x, line.position_y = left + offset, top
        return line, resume

    def is_still(self, linebox: boxes.LineBox) -> bool:
        """Whether there is nothing in a paragraph but text that stands where it is set."""
        if linebox not in self.still:
            self.still[linebox] = all(
                box is linebox or isinstance(box, boxes.TextBox) or (isinstance(box, boxes.InlineBox) and _is_plain(box))
                for box in linebox.descendants(placeholders=True)
            )  # fmt: skip
        return self.still[linebox]


def _is_plain(box: boxes.InlineBox) -> bool:
    still = box.is_in_normal_flow() and box.style["position"] == "static" and box.footnote is None
    return bool(still and not box.is_leader and not box.missing_link)
