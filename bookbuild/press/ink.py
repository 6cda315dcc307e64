"""What is drawn, in colours of a screen -> the same in the ink of a press, with nothing seen through.

WeasyPrint 70 writes black as `0 0 0 rg`, which a press may print in four inks, and `opacity` as transparency, which printers
flatten in their own way, or refuse. While a document is drawn with an ink:
    greys           are DeviceGray: black ink alone, screened
    colours         stay, are said in RGB, and are told; those of `device-cmyk()` are the author's own affair
    pictures        with "black" are grey, drawn ones too; with "colour" only those that have no colour
    alpha, opacity  are mixed with white, the paper: right wherever nothing lies beneath, and told
    masks, blends   stay, and are told: no printer's file may have them
Everything is done where it is drawn; no finished file is looked at again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.draw
import weasyprint.svg
from tinycss2.color4 import Color
from weasyprint.images import Gradient, RasterImage, SVGImage
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG, defs
from weasyprint.svg.utils import alpha_value

from bookbuild.kept import Kept
from bookbuild.press.plates import Plate
from bookbuild.problems import Problem, Severity

RGB, BLACK, COLOUR = INKS = ("rgb", "black", "colour")
# Red, green and blue of a grey picture: what a photograph's own brightness is made of (ITU-R BT.601), and Pillow's "L".
LUMA = (0.299, 0.587, 0.114)
NEAR = 1 / 512                                     # half a step of the 256 that a screen shows
# WeasyPrint's functions that ours stand for, by what they belong to.
PLACES = (
    (Stream, "set_color"), (Stream, "set_color_space"), (Stream, "set_alpha"), (Stream, "set_alpha_state"), (Stream, "set_blend_mode"),
    (Stream, "add_group"), (Stream, "add_shading"), (Stream, "add_image"),
    (Stream, "fill"), (Stream, "fill_and_stroke"), (Stream, "stroke"), (Stream, "show_text"),
    (Gradient, "draw"), (SVGImage, "draw"), (SVG, "draw_node"),
    (defs, "spread_linear_gradient"), (defs, "spread_radial_gradient"), (weasyprint.svg, "draw_pattern"),
    (weasyprint.draw, "draw_stacking_context"),
)  # fmt: skip
THEIRS = {(place, name): getattr(place, name) for place, name in PLACES}


@contextmanager
def inked(name: str, kept: Kept | None, problems: list[Problem]) -> Iterator[None]:
    """Draw in this ink while it lasts; `rgb` is what WeasyPrint does. What could not be kept as it was is told in `problems`.

    Pictures that are made anew are `kept`.
    """
    if name == RGB:
        yield
        return
    ink = Ink(name, kept)
    for place, function in PLACES:
        setattr(place, function, _standing(getattr(ink, function), THEIRS[place, function]))
    try:
        yield
    finally:
        for (place, function), theirs in THEIRS.items():
            setattr(place, function, theirs)
    problems += ink.problems()


def _standing(ours: Callable[..., Any], theirs: Callable[..., Any]) -> Callable[..., Any]:
    """A function that can stand where theirs did: what belongs to a class gets its object first."""
    return lambda *given, **named: ours(theirs, *given, **named)


class Ink:
    """One document's. `opacity` is that of all that holds what is being drawn; `picture` is how deep in drawn pictures it is."""

    def __init__(self, name: str, kept: Kept | None) -> None:
        self.name, self.kept = name, kept
        self.opacity, self.picture = 1.0, 0
        self.coloured: dict[str, str] = {}         # a colour -> the grey that is as dark
        self.mixed, self.refused = False, set[str]()

    def problems(self) -> Iterator[Problem]:
        """What an author has to know."""
        for colour, grey in self.coloured.items():
            yield Problem("p-050", f"{colour} is printed in colour", hint=f"as dark in black ink: {grey}", severity=Severity.WARNING)
        if self.mixed:
            message = "what is half transparent is mixed with white, as if nothing lay beneath it"
            yield Problem("p-051", message, hint="write the colour that is seen instead of opacity or alpha", severity=Severity.NOTE)
        for what in sorted(self.refused):
            yield Problem("p-052", f"a printer’s file cannot have {what}", hint="draw it without, or as a PNG")

    # Colours

    def flat(self, color: Any) -> tuple[str, tuple[float, ...]]:  # noqa: ANN401 - WeasyPrint is untyped
        """(space, channels) of a colour on white paper: `gray`, `rgb` or `cmyk`; another space's own name where it has to stay."""
        alpha = max(0.0, min(1.0, color.alpha)) * self.opacity
        self.mixed |= 0 < alpha < 1
        if color.space == "device-cmyk":
            return "cmyk", tuple(each * alpha for each in color.coordinates)
        try:
            channels = [1 - alpha * (1 - min(1.0, max(0.0, each or 0))) for each in color.to("srgb").coordinates]
        except (NotImplementedError, ValueError):  # the author's own profile
            return color.space, ()
        grey = sum(share * each for share, each in zip(LUMA, channels, strict=True))
        if max(channels) - min(channels) <= NEAR or (self.picture and self.name == BLACK):
            return "gray", (grey,)
        if self.name == BLACK:
            self.coloured[_hex(channels)] = _hex([grey] * 3)
        return "rgb", tuple(channels)

    def screened(self, color: Any) -> Any:  # noqa: ANN401
        """The same as a colour for a gradient, which knows only the screen's."""
        space, channels = self.flat(color)
        if space not in ("gray", "rgb"):
            return color
        return Color("srgb", channels * (3 // len(channels)), 1)

    def set_color(self, theirs: Callable[..., None], stream: Stream, color: Any, stroke: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002
        """`g`, `rg` or `k`, and no alpha. What has none at all is not painted: see `fill`."""
        unseen, now = ("unseen_stroke", "_current_color_stroke") if stroke else ("unseen", "_current_color")
        setattr(stream, unseen, color.alpha * self.opacity <= 0)
        space, channels = self.flat(color)
        operators = {"gray": "gG", "rgb": ("rg", "RG"), "cmyk": "kK"}.get(space)
        if operators is None:
            theirs(stream, color, stroke)
            return
        drawn = b" ".join((*map(pydyf._to_bytes, channels), operators[stroke].encode()))
        if getattr(stream, now) != drawn:
            setattr(stream, now, drawn)
            stream.stream.append(drawn)

    def set_color_space(self, theirs: Callable[..., None], stream: Stream, space: str, stroke: bool = False) -> None:  # noqa: FBT001, FBT002
        """A pattern is to be painted, whatever colour was set before."""
        setattr(stream, "unseen_stroke" if stroke else "unseen", False)
        setattr(stream, "_current_color_stroke" if stroke else "_current_color", None)
        theirs(stream, space, stroke)

    # What paints

    @staticmethod
    def fill(theirs: Callable[..., None], stream: Stream, even_odd: bool = False) -> None:  # noqa: FBT001, FBT002
        """With no colour at all, nothing."""
        (Stream.end if _unseen(stream) else lambda each: theirs(each, even_odd))(stream)

    @staticmethod
    def stroke(theirs: Callable[..., None], stream: Stream) -> None:
        """With no colour at all, nothing."""
        (Stream.end if _unseen(stream, "unseen_stroke") else theirs)(stream)

    @staticmethod
    def fill_and_stroke(theirs: Callable[..., None], stream: Stream, even_odd: bool = False) -> None:  # noqa: FBT001, FBT002
        """The one of them that is seen, or both."""
        if _unseen(stream):
            Stream.stroke(stream)
        elif _unseen(stream, "unseen_stroke"):
            Stream.fill(stream, even_odd)
        else:
            theirs(stream, even_odd)

    @staticmethod
    def show_text(theirs: Callable[..., None], stream: Stream, text: str) -> None:
        """With no colour at all it is there for those who listen (ISO 32000-1 §9.3.6: mode 3)."""
        hidden = _unseen(stream)
        if hidden:
            stream.set_text_rendering(3)
        theirs(stream, text)
        if hidden:
            stream.set_text_rendering(0)

    # What is seen through

    def set_alpha(self, _theirs: Callable[..., None], _stream: Stream, *_given: Any, **_named: Any) -> None:  # noqa: ANN401
        """Nothing: whatever it is for has been mixed with white."""

    def set_alpha_state(self, theirs: Callable[..., Any], stream: Stream, *given: Any) -> Any:  # noqa: ANN401
        """A mask cannot be mixed with anything."""
        self.refused.add("a mask")
        made = theirs(stream, *given)
        made.extra["Group"] = pydyf.Dictionary({"Type": "/Group", "S": "/Transparency", "CS": "/DeviceRGB"})
        return made

    def set_blend_mode(self, theirs: Callable[..., None], stream: Stream, mode: str) -> None:
        """Nor can what lies beneath, which nobody knows."""
        if mode != "Normal":
            self.refused.add(f"the blend mode {mode.lower()}")
            theirs(stream, mode)

    @staticmethod
    def add_group(theirs: Callable[..., Any], stream: Stream, *given: Any) -> Any:  # noqa: ANN401
        """A form like any other."""
        made = theirs(stream, *given)
        made.extra.pop("Group", None)
        return made

    @contextmanager
    def _through(self, opacity: float) -> Iterator[None]:
        before = self.opacity
        self.opacity *= max(0.0, min(1.0, opacity))
        try:
            yield
        finally:
            self.opacity = before

    def draw_stacking_context(self, theirs: Callable[..., None], stream: Stream, context: Any) -> None:  # noqa: ANN401
        """The layers of a box cover one another; all of them are mixed with white (CSS Color 4 §12, with white beneath)."""
        with self._through(context.box.style["opacity"]):
            theirs(stream, context)

    def draw_node(
        self, theirs: Callable[..., None], svg: SVG, node: Any, font_size: float, fill_stroke: bool = True, *given: Any, **named: Any,  # noqa: ANN401, FBT001, FBT002
    ) -> None:  # fmt: skip
        """The same in a picture."""
        with self._through(alpha_value(node.get("opacity", 1)) if fill_stroke else 1):
            theirs(svg, node, font_size, fill_stroke, *given, **named)

    def draw_pattern(  # noqa: PLR0913, PLR0917 - WeasyPrint's interface
        self, theirs: Callable[..., Any], svg: SVG, node: Any, pattern: Any, font_size: float, opacity: float, stroke: bool,  # noqa: ANN401, FBT001
    ) -> Any:  # fmt: skip  # noqa: ANN401
        """The same for what fills a shape."""
        with self._through(opacity):
            return theirs(svg, node, pattern, font_size, opacity, stroke)

    # Gradients

    def draw(self, theirs: Callable[..., None], drawn: Any, stream: Stream, width: float, height: float, *given: Any) -> None:  # noqa: ANN401
        """A gradient with its colours mixed, and no larger than its mask would have left it; a drawn picture as one."""
        colors, opacity, picture = getattr(drawn, "colors", ()), self.opacity, self.picture
        if isinstance(drawn, Gradient):
            drawn.colors, self.opacity = tuple(map(self.screened, colors)), 1.0
            stream.rectangle(0, 0, width, height)
            stream.clip()
            stream.end()
        else:
            self.picture += 1
        try:
            theirs(drawn, stream, width, height, *given)
        finally:
            self.opacity, self.picture = opacity, picture
            if isinstance(drawn, Gradient):
                drawn.colors = colors

    def spread_linear_gradient(self, theirs: Callable[..., Any], spread: str, positions: Any, colors: Any, *given: Any) -> Any:  # noqa: ANN401
        """A picture's gradient, before its colours are laid out."""
        return theirs(spread, positions, list(map(self.screened, colors)), *given)

    spread_radial_gradient = spread_linear_gradient

    @staticmethod
    def add_shading(  # noqa: PLR0913, PLR0917 - WeasyPrint's interface
        theirs: Callable[..., Any], stream: Stream, kind: int, domain: Any, coords: Any, extend: Any, function: pydyf.Dictionary,  # noqa: ANN401
        space: str | None = None,
    ) -> Any:  # fmt: skip  # noqa: ANN401
        """One without any colour is of black ink alone."""
        ends = [each[end] for each in function["Functions"] for end in ("C0", "C1")]
        if space is None and all(max(each) - min(each) <= NEAR for each in ends):
            space = "DeviceGray"
            for each in ends:
                each[:] = each[:1]
        return theirs(stream, kind, domain, coords, extend, function, space)

    # Pictures

    def add_image(self, theirs: Callable[..., str], stream: Stream, image: RasterImage, interpolate: bool, ratio: float) -> str:  # noqa: FBT001
        """A picture, as it is to be printed."""
        name: str = theirs(stream, Plate(image, self.kept, self.opacity, grey=self.name == BLACK), interpolate, ratio)
        return name


def _unseen(stream: Stream, which: str = "unseen") -> bool:
    return bool(getattr(stream, which, False))


def _hex(channels: list[float]) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)
