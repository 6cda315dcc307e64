"""Evidence and demands -> checks of what is printed: colours, black text, how much ink, what is seen through, pictures, lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bookbuild.prepress.drawn import Colour, Paint, Picture
from bookbuild.prepress.preflight.demands import Demands
from bookbuild.prepress.preflight.evidence import Check, Evidence, pages
from bookbuild.prepress.preflight.heaviest import heaviest_spot
from bookbuild.prepress.preflight.resolutions import judge_resolutions, named, placed_in
from bookbuild.problems import many

DARK, DULL = 0.25, 0.1                             # of 1: the lightest that is meant for black, and the most colour in it
MOSTLY_BLACK = 0.6                                 # of black ink in a text that other inks join
MADE_OF = {"Pattern", "stencil"}                   # what they are made of is looked at by itself
ROUNDING = 0.5                                     # per cent
ANEW = "make the file anew with --print-ready"


def judge_ink(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Every check of this module."""
    yield _colour(evidence, demands)
    yield _black_text(evidence)
    if demands.total_ink is not None:
        yield _total(evidence, demands.total_ink)
    if not demands.transparency:
        yield _through(evidence)
    yield from judge_resolutions(evidence, demands)
    if demands.thinnest is not None:
        yield _lines(evidence, demands.thinnest)


def _colour(evidence: Evidence, demands: Demands) -> Check:
    """Which families of colour there are, but for black text, which has a check of its own."""
    wrong: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    found: set[str] = set()
    for number, what, colour in _colours(evidence):
        family = "DeviceGray" if _black_alone(colour) else colour.space
        found.add(family.removeprefix("Device"))
        if family not in demands.spaces:
            wrong[what, family].append((number, str(colour)))
    wanted = "black ink alone" if demands.black else " or ".join(sorted(each.removeprefix("Device") for each in demands.spaces))
    if not wrong:
        return Check.kept("colour", ", ".join(sorted(found)) or "nothing but black text", wanted)
    faults = (_coloured(what, seen) for (what, _), seen in sorted(wrong.items(), key=lambda each: min(each[1])))
    return Check.broken("colour", ", ".join(sorted(found)), wanted, _other_colours(demands), tuple(faults))


def _coloured(what: str, seen: Sequence[tuple[int, str]]) -> str:
    """`page 8: text in RGB 0.8 0 0 and 3 more colours`."""
    _, first = min(seen)
    others = len({colour for _, colour in seen}) - 1
    more = f" and {many(others, 'more colour')}" if others else ""
    return f"{pages(number for number, _ in seen)}: {what} in {first}{more}"


def _other_colours(demands: Demands) -> str:
    """What to do about those that are not taken."""
    if demands.black:
        return "write greys in print.css, or order a colour interior"
    if "DeviceRGB" in demands.spaces:
        return "write colours that the printer takes"
    ink = f" with {demands.total_ink:g} % of ink at most" if demands.total_ink else ""
    return f"device-cmyk(0 0.9 0.8 0.1) for a colour in print.css; for a picture a JPEG in CMYK{ink}, which picture editors export"


def _colours(evidence: Evidence) -> Iterator[tuple[int, str, Colour]]:
    """(page, what it is, its colour) of all that is printed."""
    for number, drawn in enumerate(evidence.drawn, 1):
        for paint in drawn.paints:
            if paint.colour.space not in MADE_OF and not _false_black(paint):
                yield number, paint.on, paint.colour
    for each in placed_in(evidence):
        if each.picture.space not in MADE_OF:
            yield each.page, named([each]), Colour(each.picture.space, ())


def _black_alone(colour: Colour) -> bool:
    return colour.space == "DeviceCMYK" and len(colour.values) == 4 and not any(colour.values[:3])  # noqa: PLR2004 - inks


def _black_text(evidence: Evidence) -> Check:
    """Text that is meant for black, printed in several inks, has coloured fringes, or comes out too light."""
    wrong: dict[str, set[int]] = {}
    for number, drawn in enumerate(evidence.drawn, 1):
        for paint in drawn.paints:
            if _false_black(paint):
                wrong.setdefault(str(paint.colour), set()).add(number)
    if not wrong:
        return Check.kept("black text", "black ink alone", "black ink alone")
    said, where = max(wrong.items(), key=lambda each: len(each[1]))
    return Check.broken("black text", f"{pages(where)}: text in {said}", "black ink alone (Gray 0)", ANEW)


def _false_black(paint: Paint) -> bool:
    values = paint.colour.values
    if paint.on != "text":
        return False
    if paint.colour.space == "DeviceRGB":
        return max(values) <= DARK and max(values) - min(values) <= DULL
    return paint.colour.space == "DeviceCMYK" and len(values) == 4 and values[3] >= MOSTLY_BLACK and any(values[:3])  # noqa: PLR2004 - inks


def _total(evidence: Evidence, most: float) -> Check:
    """The most ink on any one spot."""
    inks: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number, drawn in enumerate(evidence.drawn, 1):
        for paint in drawn.paints:
            inks[paint.on].append((_sum(paint.colour), -number))
    known: dict[int, float] = {}
    for each in placed_in(evidence):
        if each.picture.number not in known:
            known[each.picture.number] = _of_picture(evidence, each.picture)
        inks[named([each])].append((known[each.picture.number], -each.page))
    heaviest, where = max(map(max, inks.values()), default=(0.0, -1))
    over = {what: heavy for what, seen in inks.items() if (heavy := [each for each in seen if each[0] > most + ROUNDING])}
    name, wanted = "ink on one spot", f"{most:g} % or less"
    if not over:
        return Check.kept(name, f"page {-where}: {heaviest:.0f} %" if heaviest else "nothing is printed", wanted)
    faults = (f"{pages(-number for _, number in heavy)}: {what}, {max(heavy)[0]:.0f} %" for what, heavy in over.items())
    return Check.broken(name, f"{heaviest:.0f} %", wanted, "separate the picture with a profile that uses less ink", tuple(faults))


def _sum(colour: Colour) -> float:
    """In per cent of one ink. What is in RGB is separated by the printer, who minds the limit."""
    if colour.space in ("DeviceCMYK", "ICCBased") and len(colour.values) == 4:  # noqa: PLR2004 - inks
        return 100 * sum(colour.values)
    return 100 * (1 - colour.values[0]) if colour.space == "DeviceGray" and colour.values else 0.0


def _of_picture(evidence: Evidence, picture: Picture) -> float:
    if picture.space == "DeviceGray":
        return 100.0
    return heaviest_spot(evidence.reader.get_object(picture.number)) if picture.number else 0.0


def _through(evidence: Evidence) -> Check:
    """Transparency of whatever kind. A printer flattens it in his own way, which may turn text into a picture."""
    found: dict[str, set[int]] = {}
    for number, (drawn, page) in enumerate(zip(evidence.drawn, evidence.reader.pages, strict=True), 1):
        whole = {"a page’s own transparency group"} if "/Group" in page else set()
        for what in drawn.through | whole:
            found.setdefault(what, set()).add(number)
    if not found:
        return Check.kept("transparency", "none", "none")
    what, where = min(found.items(), key=lambda each: min(each[1]))
    more = f", and {len(found) - 1} more kinds" if len(found) > 1 else ""
    return Check.broken("transparency", f"{pages(where)}: {what}{more}", "none", f"{ANEW}; draw masks and blends as a PNG")


def _lines(evidence: Evidence, thinnest: float) -> Check:
    found = [(line, number) for number, drawn in enumerate(evidence.drawn, 1) for line in drawn.lines]
    wanted = f"{thinnest:g} pt or more"
    if not found:
        return Check.kept("thin lines", "no lines are drawn", wanted)
    line, number = min(found)
    return Check("thin lines", line >= thinnest - 0.005, f"page {number}: {line:g} pt", wanted, "draw the line thicker")
