"""Evidence and demands -> checks of the pages: how many, how large, and what stands too near to a cut."""

from collections.abc import Iterator

from bookbuild.prepress.preflight.demands import Demands
from bookbuild.prepress.preflight.evidence import SLACK, Check, Evidence, length, pages, size
from bookbuild.prepress.seen_on_pages import Seen

FOUR = ("inside", "outside", "top", "bottom")


def judge_pages(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Every check of this module."""
    yield _count(evidence, demands)
    yield _multiple(evidence, demands)
    if demands.blank_last:
        yield _last(evidence)
    yield _paper(evidence, demands)
    yield _trim(evidence, demands)
    yield _bleed(evidence, demands)
    yield from (_margin(evidence, demands, side) for side in FOUR)
    yield _edge(evidence, demands)
    if not demands.marks:
        yield _marks(evidence)


def _count(evidence: Evidence, demands: Demands) -> Check:
    count, (least, most) = len(evidence.seen), demands.pages
    remedy = "more front or back matter, or a smaller trim"
    if count > most:
        remedy = "another paper, trim or printer, or the book in two volumes"
    return Check("pages", least <= count <= most, str(count), f"{least}–{most}", remedy)


def _multiple(evidence: Evidence, demands: Demands) -> Check:
    count = len(evidence.seen)
    wanted = f"a multiple of {demands.multiple}"
    even = count % demands.multiple == 0
    return Check("page multiple", even, f"{count}{f', {wanted}' if even else ''}", wanted, "add empty pages at the end")


def _last(evidence: Evidence) -> Check:
    last = evidence.seen[-1]
    measured = f"page {last.number} is printed on" if last.matter else "blank"
    return Check("last page", not last.matter, measured, "blank", "add an empty page")


def _paper(evidence: Evidence, demands: Demands) -> Check:
    """One size on every page. A UserUnit makes a page larger than its boxes say (ISO 32000-1 §14.11.2)."""
    scaled = {number: float(unit) for number, page in enumerate(evidence.reader.pages, 1) if (unit := page.get("/UserUnit", 1)) != 1}
    if scaled:
        number, times = min(scaled.items())
        measured = f"{pages(scaled)}: {times:g} times as large as {size(evidence.seen[number - 1].size, demands.unit)}"
        return Check.broken("page size", measured, "boxes in points, without a UserUnit", "send the file as it was made")
    sizes: dict[tuple[float, float, int], list[int]] = {}
    for page in evidence.seen:
        left, bottom, right, top = page.media
        whole = all(abs(a - b) < SLACK for a, b in zip(page.media, page.crop, strict=True))
        sizes.setdefault((round(right - left, 1), round(top - bottom, 1), page.turned if whole else -1), []).append(page.number)
    if len(sizes) == 1 and next(iter(sizes))[2] == 0:
        width, height, _ = next(iter(sizes))
        return Check.kept("page size", f"{size((width, height), demands.unit)}, all {len(evidence.seen)} pages")
    odd = min(sizes.items(), key=lambda each: (each[0][2] == 0, len(each[1])))
    how = {0: "", -1: ", cropped"}.get(odd[0][2], f", turned by {odd[0][2]}°")
    measured = f"{pages(odd[1])}: {size(odd[0][:2], demands.unit)}{how}"
    return Check.broken("page size", measured, "one size on all pages, upright and whole", "send the file as it was made")


def _trim(evidence: Evidence, demands: Demands) -> Check:
    wrong = [page for page in evidence.seen if any(abs(a - b) > SLACK for a, b in zip(page.size, demands.trim, strict=True))]
    wanted = size(demands.trim, demands.unit)
    if not wrong:
        return Check.kept("trim", wanted, wanted)
    measured = f"{pages(page.number for page in wrong)}: {size(wrong[0].size, demands.unit)}"
    return Check.broken("trim", measured, wanted, "set trim in book.toml, or order the size that the book has")


def _bleed(evidence: Evidence, demands: Demands) -> Check:
    """How far the paper, and the box that says so, go on beyond the cut."""
    four = {side: getattr(demands.bleed, side) for side in FOUR}
    wanted = ", ".join(f"{side} {length(each, demands.unit)}" for side, each in four.items()) if demands.bleeds else "none"
    found = [(abs(beyond - due), page.number, side, beyond) for page in evidence.seen for side, beyond, due in _beyond(page, demands)]
    off, number, side, beyond = max(found, key=lambda each: (each[0], -each[1]))
    if off <= SLACK:
        return Check.kept("bleed", wanted, wanted)
    measured = f"page {number}: {length(beyond, demands.unit)} beyond the cut {_at(side)}"
    return Check.broken("bleed", measured, wanted, "make the file anew with --print-ready for this printer")


def _beyond(page: Seen, demands: Demands) -> Iterator[tuple[str, float, float]]:
    """(side, how far, how far it should be), of the paper and of the bleed box."""
    due = {demands.place(side, page.number): getattr(demands.bleed, side) for side in FOUR}
    for box in (page.media, page.bleed):
        for side, beyond in page.beyond_to(box).items():
            yield side, beyond, due[side]


def _margin(evidence: Evidence, demands: Demands, side: str) -> Check:
    wanted, name = getattr(demands.margins, side), f"{side} margin"
    found = [(page.clear(place), page.number) for page in evidence.seen for place in [demands.place(side, page.number)]]
    clear, number = min(found)
    asked = f"{length(wanted, demands.unit)} or more"
    if clear == float("inf"):
        return Check.kept(name, "nothing on any page", asked)
    remedy = f"a larger {side} margin in print.css (@page), or a smaller page area"
    measured = f"page {number}: {length(clear, demands.unit)}"
    return Check(name, clear >= wanted - SLACK, f"{measured} at the least" if clear >= wanted - SLACK else measured, asked, remedy)


def _edge(evidence: Evidence, demands: Demands) -> Check:
    """What touches a cut has to run off the page, as far as the printer wants, or it ends in a white line."""
    bleeds = demands.bleeds
    short = []
    for page in evidence.seen:
        for side in FOUR:
            reach, due = page.running_off(demands.place(side, page.number)), getattr(demands.bleed, side)
            if reach is not None and (not bleeds or reach < due - SLACK):
                short.append((due - reach, -page.number, side, reach))
    wanted = "whatever touches a cut runs off the page, to the end of the bleed" if bleeds else "nothing near a cut, for there is no bleed"
    if not short:
        return Check.kept("at the cut", "nothing touches a cut" if not bleeds else "all that touches a cut runs off the page", wanted)
    _, number, side, reach = max(short)
    gap = f"{length(abs(reach), demands.unit)} {'beyond' if reach > 0 else 'short of'} the cut {_at(side)}"
    remedy = "let it run on into the bleed" if bleeds else "keep it within the margins, or order the book with bleed"
    return Check.broken("at the cut", f"page {-number}: something ends {gap}", wanted, remedy)


def _at(side: str) -> str:
    return f"at the {side}" if side in ("top", "bottom") else f"on the {side}"


def _marks(evidence: Evidence) -> Check:
    marked = [page.number for page in evidence.seen if page.off]
    wanted = "nothing beyond the cut"
    if not marked:
        return Check.kept("printer’s marks", "none", wanted)
    measured = f"{pages(marked)}: something lies beyond the cut"
    remedy = "take `marks` out of @page in print.css, and move back what was moved off the page"
    return Check.broken("printer’s marks", measured, wanted, remedy)
