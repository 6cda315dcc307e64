"""Edition and style -> the interior as a printer takes it: his margins for its number of pages, his bleed, his boxes.

First the book is laid out as it is. Where that keeps the printer's rules nothing changes, and the pages are those of the
book itself. Where something stands too near a cut or the spine, the page gets the room it lacks and is laid out again, until
pages and margins agree. What counts is the ink on the finished pages: of running heads, folios and hanging marks as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bookbuild.book import Trim
from bookbuild.edition import Edition
from bookbuild.pdf import Printed, Way, write_pdf
from bookbuild.prepress.interior.agreement import SLACK, agree
from bookbuild.prepress.interior.boxes import NO_BLEED, Finished, finish_interior
from bookbuild.prepress.interior.margins import Room
from bookbuild.prepress.interior.presswork import HANGS, Presswork, Trial
from bookbuild.prepress.interior.refusals import miscounted, refuse, too_near, uncut, uneven
from bookbuild.prepress.printers.rules import Edges, Printer
from bookbuild.prepress.seen_on_pages import SIDES
from bookbuild.problems import Problem, many
from bookbuild.styles import Style

ROUNDS = 6                                         # of widening: it takes two, and a third to see that nothing lacks
HAIR = 0.25                                        # points more than a printer asks for: letters differ from their boxes by as much
LINES = 36.0                                       # points: what a running head with its distance from the text may lack


@dataclass(frozen=True, slots=True)
class Interior:
    """What goes to the printer. `history` says how pages and margins came to agree; `least` are the margins asked for."""

    out: Path
    printer: Printer
    trim: Trim
    pages: int
    added: int
    bleed: bool
    least: Edges
    clear: Edges
    history: tuple[str, ...]
    printed: Printed
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        margin, blank = self.printer.length(self.least.inside), f", {self.added} of them blank at the end" if self.added else ""
        bleed = f"bleed {self.printer.length(self.printer.bleed.amount)}" if self.bleed else "no bleed"
        return f"{self.pages} pages of {self.trim}{blank}, {bleed}, inside margin at least {margin}"


def print_ready(  # noqa: PLR0913 - a book, a printer, a place to write to, and two wishes
    edition: Edition, style: Style, printer: Printer, out: Path, cache: Path, say: Callable[[str], None] = lambda _: None, *,
    bleed: bool = False, paper: str | None = None, way: Way | None = None,
) -> Interior:  # fmt: skip
    """Write the interior to `out`, whole or not at all. `bleed` asks for one even where nothing runs off a page.

    Raises BookError: p-041 for a trim that is not cut, p-042 for too few pages or too many, p-043 for an unknown paper,
    p-044 for margins that leave no room for the text, p-047 for pages of several sizes.
    """
    if paper:
        printer.stock(paper)
    if edition.design.trim:
        refuse(uncut(edition.design.trim, printer))
    with TemporaryDirectory(prefix="bookbuild-") as scratch:

        def lay(changed: Style, pdf: Path) -> Printed:
            return write_pdf(edition, changed, pdf, cache, way)

        work = Presswork(edition, style, printer, cache, Path(scratch), lay)
        room, trial, history = settle(work, say, bleed=bleed)
        trim = trial.printed.trim
        refuse(miscounted(printer, trim, trial.pages, paper))
        done = finish_interior(trial.pdf, out, printer, trim, bleed=room.bleeds, leftward=work.leftward, looked_at=trial.seen)
    return _account(work, room, trial, (out, done), history)


def _account(work: Presswork, room: Room, trial: Trial, written: tuple[Path, Finished], history: tuple[str, ...]) -> Interior:
    (out, done), least = written, work.least(trial.pages, room)
    problems = (*trial.printed.problems, *too_near(work.printer, trial.clear, least))
    if done.added:
        history += (f"{many(done.added, 'blank page')} added at the end: {done.pages} pages",)
    return Interior(
        out, work.printer, trial.printed.trim, done.pages, done.added, room.bleeds, least, trial.clear.edges, history, trial.printed,
        problems,
    )  # fmt: skip


def settle(work: Presswork, say: Callable[[str], None], *, bleed: bool) -> tuple[Room, Trial, tuple[str, ...]]:
    """Lay out until what the printer asks for, of a book of so many pages, is what it has; or until nothing helps."""
    trial = work.trial(Room())
    refuse([*uncut(trial.printed.trim, work.printer), *uneven(trial.seen, trial.printed.trim)])
    room, history = _bled(work, trial, bleed=bleed)
    for _ in range(ROUNDS):
        now, told = _agreed(work, room, _wider(room, work, work.trial(room)), say)
        history += [each for each in told if each not in history]
        if now == room:
            break
        room = now
    trial = work.trial(room)
    if not room.inside:
        length, least, clear = work.printer.length, work.least(trial.pages, room), work.printer.measured(trial.clear.edges.inside)
        history.append(f"{trial.pages} pages ask for an inside margin of {length(least.inside)}; the theme has {clear}, which stays")
    return room, trial, (*history, *_moved(room, work))


def _bled(work: Presswork, trial: Trial, *, bleed: bool) -> tuple[Room, list[str]]:
    """The paper beyond the cut: what the printer wants if anything runs off the page, else none."""
    running = [page.number for page in trial.seen if any(page.running_off(side) is not None for side in SIDES)]
    if bleed or running:
        amount = work.printer.length(work.printer.bleed.amount)
        why = "asked for" if bleed else f"something runs off page {running[0]}"
        return Room(bleed=work.printer.bleed.by_edge), [f"bleed of {amount} ({', '.join(sorted(work.printer.bleed.edges))}): {why}"]
    declared = any(abs(a - b) > SLACK for page in trial.seen for a, b in zip(page.media, page.trim, strict=True))
    if declared:
        return Room(bleed=NO_BLEED), ["nothing runs off a page: the bleed and marks of print.css are left out"]
    return Room(), []


def _agreed(work: Presswork, room: Room, wider: Room, say: Callable[[str], None]) -> tuple[Room, list[str]]:
    """The wider room with the inside margin that its number of pages asks for, and what was done, in words."""
    before, length = work.trial(room), work.printer.length
    hung = wider.hung

    def lay(margin: float | None) -> int:
        if margin is None:
            return before.pages
        asked = replace(wider, inside=max(wider.inside, margin + hung), hung=hung)
        if asked not in work.trials:
            say(f"Laying out with an inside margin of {length(margin)}")
        return work.trial(asked).pages

    own = before.clear.edges.inside
    if own < work.least(before.pages, room).inside - SLACK:
        hung = hung or work.hanging("inside", own) + HAIR
    agreed = agree(lay, lambda pages: work.least(pages, room).inside, own)
    told = [f"{pages} pages ask for an inside margin of {length(wanted)}" for pages, wanted in dict.fromkeys(agreed.history)]
    if agreed.inside is not None:
        wider = replace(wider, inside=max(wider.inside, agreed.inside + hung), hung=hung)
        told[-1] += ", which is set"
    else:
        told.clear()
    return wider, told


def _wider(room: Room, work: Presswork, trial: Trial) -> Room:
    """The room with what is still lacking, or the same where nothing lacks or no margin would help.

    Heads and folios are moved first. Only if that was not enough does their margin grow, and but a little after the first
    time: what is still far from where it should be then stands there by itself.
    """
    least, clear = work.least(trial.pages, room), trial.clear.edges
    short = trial.clear.short_of(least, SLACK)
    if room.inside and "inside" in short and room.hung + short["inside"] <= HANGS:
        room = replace(room, inside=room.inside + short["inside"], hung=room.hung + short["inside"])
    if "outside" in short and not room.outside:
        room = replace(room, outside=least.outside + work.hanging("outside", clear.outside))
    elif "outside" in short and room.outside + short["outside"] <= least.outside + HANGS:
        room = replace(room, outside=room.outside + short["outside"])
    if "top" in short and (not room.head or short["top"] <= HANGS):
        room = replace(room, head=room.head + min(short["top"], LINES)) if room.heads else replace(room, heads=least.top)
    if "bottom" in short and (not room.foot or short["bottom"] <= HANGS):
        room = replace(room, foot=room.foot + min(short["bottom"], LINES)) if room.folios else replace(room, folios=least.bottom)
    return room


def _moved(room: Room, work: Presswork) -> Iterator[str]:
    """What else the pages were given, in words."""
    if room.outside:
        yield f"the outer margin is widened to {work.printer.measured(room.outside)}"
    for least, name in ((room.heads, "running heads keep {} from the upper edge"), (room.folios, "folios keep {} from the lower edge")):
        if least:
            yield name.format(work.printer.length(least))
    for more, edge in ((room.head, "head"), (room.foot, "foot")):
        if more:
            yield f"the margin at the {edge} grows by {more:.1f} points"
