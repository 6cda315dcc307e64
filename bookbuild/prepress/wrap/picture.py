"""The author's own cover -> a front board: the picture cut to the board's shape, and the colours that go with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from bookbuild.book import Picture
from bookbuild.cover.palettes import Colour, Palette, contrast
from bookbuild.epub.images import Frame, framed
from bookbuild.prepress.wrap.geometry import INCH
from bookbuild.prepress.wrap.inks import in_process
from bookbuild.problems import Problem, Severity

# As it is, but for its colours (sRGB) and its turn; larger than any printer wants it for a cover.
PAPER = Frame(150_000_000, 20_000, 80_000_000, cover=True)
FINE, ENOUGH = 300, 450                            # pixels to the inch: what printers ask for; more than that is only heavy
LOSS = 0.05                                        # of the picture may be cut away before we say so
EDGE = 0.03                                        # of its width: the strip that spine and back take their colour from
LIGHT, DARK = (250, 245, 235), (24, 22, 22)
LEGIBLE = 7.0


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture cut for the front: a JPEG, its size in pixels, and the colours for what is about it."""

    jpeg: bytes
    size: tuple[int, int]
    palette: Palette
    problems: tuple[Problem, ...]
    process: bool = False


def plate_of(picture: Picture, width: float, height: float, *, leftward: bool, process: bool) -> Plate:
    """The picture cut to a shape in points, bleed included; upright, in sRGB or in process inks.

    Raises BookError where it cannot be read.
    """
    with Image.open(BytesIO(framed(picture.file.read_bytes(), picture, PAPER, None))) as image:
        whole = image.convert("RGB")
    scale = min(whole.width / width, whole.height / height)
    wide, high = round(width * scale), round(height * scale)
    left, top = (whole.width - wide) // 2, (whole.height - high) // 2
    cut = whole.crop((left, top, left + wide, top + high))
    problems = tuple(_said(picture, scale * INCH, 1 - wide * high / (whole.width * whole.height), whole.width - wide))
    if scale * INCH > ENOUGH:
        cut = cut.resize((round(width * ENOUGH / INCH), round(height * ENOUGH / INCH)), Image.Resampling.LANCZOS)
    out = BytesIO()
    (in_process(cut) if process else cut).save(out, "JPEG", quality=93, subsampling="4:4:4")
    return Plate(out.getvalue(), cut.size, colours(cut, at_right=leftward), problems, process)


def _said(picture: Picture, fineness: float, lost: float, aside: int) -> Iterator[Problem]:
    name = picture.path.as_posix()
    if fineness < FINE - 0.5:
        wanted = round(picture.width * FINE / fineness), round(picture.height * FINE / fineness)
        hint = f"printers ask for {FINE} ppi: bring it with {wanted[0]} × {wanted[1]} pixels; making it larger adds none"
        yield Problem("p-065", f"the cover is printed at {fineness:.0f} ppi: {name}", hint=hint, severity=Severity.WARNING)
    if lost > LOSS:
        sides = "left and right" if aside else "head and foot"
        hint = "bring it in the shape of the page with its bleed, or see that nothing is lost that matters"
        yield Problem("p-066", f"{lost:.0%} of the cover is cut away at {sides}: {name}", hint=hint, severity=Severity.WARNING)


def colours(front: Image.Image, *, at_right: bool) -> Palette:
    """The colour of the edge at the spine for spine and back, and an ink that is read on it."""
    strip = max(1, round(front.width * EDGE))
    left = front.width - strip if at_right else 0
    mean = front.crop((left, 0, left + strip, front.height)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    ground: Colour = (mean[0], mean[1], mean[2])   # type: ignore[index] # three channels, for it is RGB
    ink = max(LIGHT, DARK, key=lambda each: contrast(each, ground))
    while contrast(ink, ground) < LEGIBLE:         # a middling colour: away from its ink until that is read
        ground = _away(ground, ink)
    accent = tuple(round((2 * a + b) / 3) for a, b in zip(ink, ground, strict=True))
    return Palette("own", ground, ink, (accent[0], accent[1], accent[2]), ground, ink)


def _away(ground: Colour, ink: Colour) -> Colour:
    red, green, blue = (round(part * 0.96) if ink == LIGHT else 255 - round((255 - part) * 0.96) for part in ground)
    return red, green, blue
