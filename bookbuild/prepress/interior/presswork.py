"""A style with more room on its pages -> the book laid out with it, and how far its ink keeps from each edge."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bookbuild.edition import Edition
from bookbuild.pdf import Printed
from bookbuild.pdf.materials import Materials
from bookbuild.prepress.interior.boxes import blanks_wanted
from bookbuild.prepress.interior.clearance import Clear, clear_of
from bookbuild.prepress.interior.margins import RUNS_OFF, Margins, Room, margins_of, room_sheet
from bookbuild.prepress.interior.refusals import refuse, too_narrow
from bookbuild.prepress.printers.rules import Edges, Printer
from bookbuild.prepress.seen_on_pages import Seen, seen
from bookbuild.styles import Style

HANGS = 6.0                                        # points: marks hung into the margin; what reaches farther is no mark


@dataclass(frozen=True, slots=True)
class Trial:
    """The book laid out once."""

    pdf: Path
    printed: Printed
    seen: tuple[Seen, ...]
    clear: Clear
    pages: int                                     # those that a printer wants to be added included


@dataclass(frozen=True)
class Presswork:
    """All that layings out have in common, and those that were done: `lay` writes the pages of a style to a file."""

    edition: Edition
    style: Style
    printer: Printer
    cache: Path
    scratch: Path
    lay: Callable[[Style, Path], Printed]
    trials: dict[Room, Trial] = field(default_factory=dict)
    known: list[Margins] = field(default_factory=list)

    @property
    def leftward(self) -> bool:
        """Whether the book runs from right to left, and so opens on a left-hand page."""
        return self.edition.metadata.direction == "rtl"

    def trial(self, room: Room) -> Trial:
        """The book with so much room."""
        if room not in self.trials:
            pdf = self.scratch / f"{len(self.trials)}.pdf"
            own = self._margins() if room.moves_text else {}
            refuse(too_narrow(room, own, self.printer, self.trials[Room()].printed.trim) if own else ())
            added = room_sheet(room, own)
            paper = (*self.style.paper, added) if added.css else self.style.paper
            printed = self.lay(replace(self.style, paper=paper), pdf)
            looked_at = tuple(seen(pdf))
            pages = len(looked_at) + blanks_wanted(len(looked_at), self.printer, ends_blank=not looked_at[-1].matter)
            self.trials[room] = Trial(pdf, printed, looked_at, clear_of(looked_at, leftward=self.leftward), pages)
        return self.trials[room]

    def _margins(self) -> Margins:
        if not self.known:
            self.known.append(margins_of(Materials.of(self.edition, self.style), self.cache))
        return self.known[0]

    def hanging(self, side: str, clear: float) -> float:
        """How far marks hang into a margin of the theme's, of which so much is `clear`: whatever its width, they will."""
        own = [margin for each in self._margins().values() if (margin := getattr(each, side)) > RUNS_OFF]
        return min(max(min(own, default=clear) - clear, 0.0), HANGS)

    def least(self, pages: int, room: Room) -> Edges:
        """The margins that the printer asks for."""
        return self.printer.margins.least(pages, bleed=room.bleeds)
