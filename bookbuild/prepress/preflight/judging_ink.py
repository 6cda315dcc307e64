"""Evidence and demands -> checks of what is printed: colours, black text, how much ink, what is seen through, pictures, lines."""

from collections.abc import Iterator

from bookbuild.prepress.drawn import Colour, Paint, Picture
from bookbuild.prepress.preflight.demands import Demands
from bookbuild.prepress.preflight.evidence import Check, Evidence, pages
from bookbuild.prepress.preflight.heaviest import heaviest_spot

DARK, DULL = 0.25, 0.1                             # of 1: the lightest that is meant for black, and the most colour in it
MOSTLY_BLACK = 0.6                                 # of black ink in a text that other inks join
MADE_OF = {"Pattern", "stencil"}                   # what they are made of is looked at by itself
ANEW = "make the file anew with --print-ready"


def judge_ink(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Every check of this module."""
    yield _colour(evidence, demands)
    yield _black_text(evidence)
    if demands.total_ink is not None:
        yield _total(evidence, demands.total_ink)
    if not demands.transparency:
        yield _through(evidence)
    yield from _resolutions(evidence, demands)
    if demands.thinnest is not None:
        yield _lines(evidence, demands.thinnest)


def _colour(evidence: Evidence, demands: Demands) -> Check:
    """Which families of colour there are, but for black text, which has a check of its own."""
    wrong: dict[str, set[int]] = {}
    found: set[str] = set()
    for number, said, colour in _colours(evidence):
        family = "DeviceGray" if _black_alone(colour) else colour.space
        found.add(family.removeprefix("Device"))
        if family not in demands.spaces:
            wrong.setdefault(said, set()).add(number)
    wanted = "black ink alone" if demands.black else " or ".join(sorted(each.removeprefix("Device") for each in demands.spaces))
    if not wrong:
        return Check.kept("colour", ", ".join(sorted(found)) or "nothing but black text", wanted)
    said, where = min(wrong.items(), key=lambda each: min(each[1]))
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    remedy = "write greys in print.css, or order a colour interior" if demands.black else "write colours that the printer takes"
    return Check.broken("colour", f"{pages(where)}: {said}{more}", wanted, remedy)


def _colours(evidence: Evidence) -> Iterator[tuple[int, str, Colour]]:
    """(page, what it is, its colour) of all that is printed."""
    for number, drawn in enumerate(evidence.drawn, 1):
        for paint in drawn.paints:
            if paint.colour.space not in MADE_OF and not _false_black(paint):
                yield number, f"{paint.on} in {paint.colour}", paint.colour
        for picture, _ in drawn.pictures:
            if picture.space not in MADE_OF:
                yield number, f"a picture in {picture.space.removeprefix('Device')}", Colour(picture.space, ())


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
    heaviest, where = 0.0, 1
    known: dict[int, float] = {}
    for number, drawn in enumerate(evidence.drawn, 1):
        inks = [_sum(paint.colour) for paint in drawn.paints]
        for picture, _ in drawn.pictures:
            if picture.number not in known:
                known[picture.number] = _of_picture(evidence, picture)
            inks.append(known[picture.number])
        if (most_here := max(inks, default=0.0)) > heaviest:
            heaviest, where = most_here, number
    measured = f"page {where}: {heaviest:.0f} %" if heaviest else "nothing is printed"
    remedy = "separate the picture with a profile that uses less ink"
    return Check("ink on one spot", heaviest <= most + 0.5, measured, f"{most:g} % or less", remedy)


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


def _resolutions(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Pictures of grey and colour, then those that are black or white, dot by dot."""
    placed = [(picture, number) for number, drawn in enumerate(evidence.drawn, 1) for picture in drawn.placed]
    for name, wanted, found in (
        ("pictures", demands.resolution, [each for each in placed if each[0].bits > 1]),
        ("line art", demands.line_art, [each for each in placed if each[0].bits == 1]),
    ):
        if not found:
            yield Check.kept(name, "none", f"{wanted:g} ppi")
            continue
        worst, number = min(found, key=lambda each: each[0].resolution)
        across, down = worst.pixels
        measured = f"page {number}: {across} × {down} pixels at {worst.resolution:.0f} ppi"
        enough = worst.resolution >= wanted - 0.5
        remedy = f"a picture of {_pixels(worst, wanted)} pixels, or the same one printed smaller: ![…](….jpg){{width=60%}}"
        yield Check(name, enough, f"{measured} at the least" if enough else measured, f"{wanted:g} ppi or more", remedy)


def _pixels(picture: Picture, wanted: float) -> str:
    more = wanted / picture.resolution
    return " × ".join(str(-int(-each * more // 1)) for each in picture.pixels)


def _lines(evidence: Evidence, thinnest: float) -> Check:
    found = [(line, number) for number, drawn in enumerate(evidence.drawn, 1) for line in drawn.lines]
    wanted = f"{thinnest:g} pt or more"
    if not found:
        return Check.kept("thin lines", "no lines are drawn", wanted)
    line, number = min(found)
    return Check("thin lines", line >= thinnest - 0.005, f"page {number}: {line:g} pt", wanted, "draw the line thicker")
