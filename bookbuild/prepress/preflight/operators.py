"""A content stream -> what it puts on the paper: which colours on what, which pictures how large, what is seen through.

Written for a judge, not for a painter: text is skipped unread, only what says colour, state and place is followed
(ISO 32000-1, annex A). A stream that is drawn again with the same colours is not read again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from bookbuild.prepress.drawn import IDENTITY, Colour, Drawn, Matrix, Paint, Picture, scaled, times

BLACK = Colour("DeviceGray", (0.0,))             # what every page begins with
DEEPEST = 12                                       # forms in forms; more is a form that draws itself
# Taken out before a stream is cut into words: what is shown as text, and the data of pictures.
INLINE = re.compile(rb"(?<=\s)BI\s(.{1,400}?)\sID\s.*?\sEI(?=\s|$)", re.DOTALL)
TEXT = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>|%[^\r\n]*", re.DOTALL)
SPACED = re.compile(rb"\[[^\[\]]*\]\s*TJ")
SPACES = {
    "/G": "DeviceGray", "/RGB": "DeviceRGB", "/CMYK": "DeviceCMYK", "/DeviceGray": "DeviceGray", "/DeviceRGB": "DeviceRGB",
    "/DeviceCMYK": "DeviceCMYK", "/Pattern": "Pattern",
}  # fmt: skip
FILLS, STROKES = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}, {b"S", b"s", b"B", b"B*", b"b", b"b*"}
SHOWS = {b"Tj", b"TJ", b"'", b'"'}
FILLED, STROKED = {0, 2, 4, 6}, {1, 2, 5, 6}        # what a text rendering mode does (ISO 32000-1 table 106)


@dataclass(frozen=True, slots=True)
class State:
    """What a stream begins with."""

    fill: Colour = BLACK
    stroke: Colour = BLACK
    mode: int = 0
    thick: float = 1.0
    matrix: Matrix = IDENTITY


class Reader:
    """Reads the streams of one file, each form once for each pair of colours it begins with."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], Drawn] = {}
        self.images: dict[int, Picture] = {}

    def page(self, page: DictionaryObject) -> Drawn:
        """What a page draws."""
        contents = page.get("/Contents")
        parts = [] if contents is None else _listed(contents)
        data = b"\n".join(part.get_object().get_data() for part in parts)
        inherited: Any = page
        while "/Resources" not in inherited and "/Parent" in inherited:
            inherited = inherited["/Parent"]
        return Stream(self, inherited.get("/Resources", DictionaryObject()), State(), 0).read(data)

    def form(self, form: StreamObject, resources: Any, state: State, depth: int) -> Drawn:  # noqa: ANN401
        """What a form draws, measured in its own space."""
        number = form.indirect_reference.idnum if form.indirect_reference else id(form)
        key = (number, state.fill, state.stroke, state.mode, state.thick)
        if key not in self.known:
            self.known[key] = Drawn()              # one that draws itself is read no deeper
            inside = form.get("/Resources", resources)
            self.known[key] = Stream(self, inside, replace(state, matrix=IDENTITY), depth).read(form.get_data())
        return self.known[key]


class Stream:
    """One stream, while it is being read."""

    def __init__(self, reader: Reader, resources: Any, state: State, depth: int) -> None:  # noqa: ANN401 - pypdf's object
        self.reader, self.state, self.depth = reader, state, depth
        self.resources: Any = resources.get_object()
        self.saved: list[State] = []
        self.paints: set[Paint] = set()
        self.pictures: list[tuple[Picture, Matrix]] = []
        self.through: set[str] = set()
        self.lines: set[float] = set()

    def read(self, data: bytes) -> Drawn:
        """Follow all of it."""
        operands: list[bytes] = []
        for word in words(data):
            if word[0] in b"/+-.0123456789":
                operands.append(word)
                continue
            self.follow(word, operands)
            operands.clear()
        return Drawn(frozenset(self.paints), tuple(self.pictures), frozenset(self.through), frozenset(self.lines))

    def follow(self, operator: bytes, operands: list[bytes]) -> None:
        """Do what an operator says, as far as ink is concerned."""
        if operator == b"q":
            self.saved.append(self.state)
        elif operator == b"Q":
            self.state = self.saved.pop() if self.saved else self.state
        elif operator in SETS:
            self.state = replace(self.state, **SETS[operator](operands, self.state))
        elif operator in (b"cs", b"CS"):
            self.colour(operator.isupper(), Colour(self.space(operands[-1].decode()), ()))
        elif operator in (b"sc", b"scn", b"SC", b"SCN"):
            self.special(operator.isupper(), operands)
        elif operator == b"gs":
            self.graphics_state(self.named("/ExtGState", operands[-1].decode()))
        elif operator == b"Do":
            self.draw(self.named("/XObject", operands[-1].decode()))
        elif operator == b"BI":
            self.inline(operands)
        else:
            self.paint(operator, operands)

    def paint(self, operator: bytes, operands: list[bytes]) -> None:
        """What leaves ink."""
        state = self.state
        if operator in SHOWS:
            if state.mode in FILLED:
                self.paints.add(Paint("text", state.fill))
            if state.mode in STROKED:
                self.paints.add(Paint("text", state.stroke))
            return
        if operator in FILLS:
            self.paints.add(Paint("shape", state.fill))
        if operator in STROKES:
            self.paints.add(Paint("shape", state.stroke))
            self.lines.add(scaled(state.thick, state.matrix))
        if operator == b"sh":
            self.shading(self.named("/Shading", operands[-1].decode()))

    def named(self, kind: str, name: str) -> Any:  # noqa: ANN401 - whatever a PDF holds
        """A resource; None for one that is missing."""
        shelf = self.resources.get(kind)
        return shelf.get_object().get(name) if shelf is not None else None

    def colour(self, stroke: bool, colour: Colour) -> None:  # noqa: FBT001
        """Take a colour up."""
        self.state = replace(self.state, stroke=colour) if stroke else replace(self.state, fill=colour)

    def special(self, stroke: bool, operands: list[bytes]) -> None:  # noqa: FBT001
        """A colour of the space that was chosen before, or a pattern."""
        space = (self.state.stroke if stroke else self.state.fill).space
        self.colour(stroke, Colour(space, _numbers([each for each in operands if each[:1] != b"/"])))
        if operands and operands[-1][:1] == b"/":
            self.pattern(self.named("/Pattern", operands[-1].decode()))

    def pattern(self, pattern: Any) -> None:  # noqa: ANN401
        """What a pattern is made of; that it is chosen is taken for that it is used."""
        if pattern is None:
            return
        pattern = pattern.get_object()
        if "/Shading" in pattern:
            self.shading(pattern["/Shading"])
        elif isinstance(pattern, StreamObject) and self.depth < DEEPEST:
            self.take(self.reader.form(pattern, self.resources, replace(self.state, mode=0), self.depth + 1), IDENTITY)
        if "/ExtGState" in pattern:
            self.graphics_state(pattern["/ExtGState"])

    def shading(self, shading: Any) -> None:  # noqa: ANN401
        """A gradient: of which space its colours are."""
        if shading is not None:
            self.paints.add(Paint("shading", Colour(self.space_of(shading.get_object().get("/ColorSpace")), ())))

    def graphics_state(self, state: Any) -> None:  # noqa: ANN401
        """What of it makes something seen through."""
        if state is None:
            return
        state = state.get_object()
        for name in ("/ca", "/CA"):
            if float(state.get(name, 1)) < 1:
                self.through.add(f"opacity {float(state[name]):g}")
        if state.get("/SMask", "/None") != "/None":
            self.through.add("a soft mask")
        mode = state.get("/BM", "/Normal")
        if (mode[0] if isinstance(mode, ArrayObject) else mode) not in ("/Normal", "/Compatible"):
            self.through.add(f"the blend mode {mode}")

    def draw(self, drawn: Any) -> None:  # noqa: ANN401
        """A form or a picture."""
        if drawn is None:
            return
        drawn = drawn.get_object()
        if drawn.get("/Subtype") == "/Image":
            picture = self.picture(drawn)
            if picture.mask == "soft":
                self.through.add("a picture’s soft mask")
            if picture.space == "stencil":
                self.paints.add(Paint("shape", self.state.fill))
            self.pictures.append((picture, self.state.matrix))
        elif self.depth < DEEPEST:
            if drawn.get("/Group", {}).get("/S") == "/Transparency":
                self.through.add("a transparency group")
            inner = _matrix(drawn.get("/Matrix", IDENTITY))
            self.take(self.reader.form(drawn, self.resources, self.state, self.depth + 1), times(inner, self.state.matrix))

    def take(self, drawn: Drawn, matrix: Matrix) -> None:
        """What a form did is done here."""
        self.paints |= drawn.paints
        self.through |= drawn.through
        self.lines |= {scaled(each, matrix) for each in drawn.lines}
        self.pictures += [(picture, times(each, matrix)) for picture, each in drawn.pictures]

    def picture(self, image: Any) -> Picture:  # noqa: ANN401
        """An image object, looked at once."""
        number = image.indirect_reference.idnum if image.indirect_reference else 0
        if number not in self.reader.images or not number:
            stencil = bool(image.get("/ImageMask", False))
            mask = "soft" if "/SMask" in image else "hard" if "/Mask" in image else ""
            space = "stencil" if stencil else self.space_of(image.get("/ColorSpace"))
            bits = 1 if stencil else int(image.get("/BitsPerComponent", 8))
            self.reader.images[number] = Picture(number, (int(image["/Width"]), int(image["/Height"])), (0, 0), space, bits, mask)
        return self.reader.images[number]

    def inline(self, operands: list[bytes]) -> None:
        """A picture that is written in the stream itself."""
        said = {key.decode(): value.decode() for key, value in zip(operands[::2], operands[1::2], strict=False)}
        pixels = (int(said.get("/W", said.get("/Width", "1"))), int(said.get("/H", said.get("/Height", "1"))))
        space = self.space(said.get("/CS", said.get("/ColorSpace", "/G")))
        bits = int(said.get("/BPC", said.get("/BitsPerComponent", "1")))
        self.pictures.append((Picture(0, pixels, (0, 0), space, bits), self.state.matrix))

    def space(self, name: str) -> str:
        """The family of a colour space by its name."""
        return SPACES.get(name) or self.space_of(self.named("/ColorSpace", name))

    def space_of(self, space: Any) -> str:  # noqa: ANN401
        """The family of a colour space; of an indexed one, that of its colours."""
        space = space.get_object() if isinstance(space, IndirectObject) else space
        if isinstance(space, NameObject):
            return SPACES.get(str(space)) or str(space)[1:]
        if not isinstance(space, ArrayObject) or not space:
            return "unknown"
        family = str(space[0])
        if family in ("/Indexed", "/I"):
            return self.space_of(space[1])
        return SPACES.get(family) or family[1:]


def words(data: bytes) -> Iterator[bytes]:
    """A stream's operands and operators, but for text, numbers between letters, and pictures' data."""
    if b"BI" in data:
        data = INLINE.sub(rb" \1 BI ", data)
    data = SPACED.sub(b" TJ ", TEXT.sub(b" ", data))
    yield from data.replace(b"/", b" /").translate(None, b"[]<>{}").split()


def _listed(contents: Any) -> list[Any]:  # noqa: ANN401
    contents = contents.get_object()
    return list(contents) if isinstance(contents, ArrayObject) else [contents]


def _numbers(operands: list[bytes]) -> tuple[float, ...]:
    return tuple(round(float(each), 5) for each in operands)


def _matrix(six: Any) -> Matrix:  # noqa: ANN401
    a, b, c, d, e, f = map(float, list(six)[-6:])
    return a, b, c, d, e, f


def _filled(space: str) -> "Set":
    return lambda operands, _state: {"fill": Colour(space, _numbers(operands))}


def _stroked(space: str) -> "Set":
    return lambda operands, _state: {"stroke": Colour(space, _numbers(operands))}


# Operators that say what is to be from here on -> what changes of the state.
Set = Callable[[list[bytes], State], dict[str, Any]]
SETS: dict[bytes, Set] = {
    b"g": _filled("DeviceGray"), b"rg": _filled("DeviceRGB"), b"k": _filled("DeviceCMYK"),
    b"G": _stroked("DeviceGray"), b"RG": _stroked("DeviceRGB"), b"K": _stroked("DeviceCMYK"),
    b"cm": lambda operands, state: {"matrix": times(_matrix(operands), state.matrix)},
    b"Tr": lambda operands, _state: {"mode": int(operands[-1])},
    b"w": lambda operands, _state: {"thick": float(operands[-1])},
}  # fmt: skip
