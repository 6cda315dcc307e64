"""An SVG file's bytes -> its size, and what in it neither an e-reader nor a printer should meet.

expat calls no entity's text and opens no file by itself, and is stopped at the first fault, so a hostile drawing costs
no more than the reading of it.
"""

import base64
import binascii
import math
import re
import sys
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from bookbuild.manuscript.anatomy import look

HEAVIEST = 10_000_000                              # bytes
DEEPEST = 100                                      # elements in elements; WeasyPrint draws by recursion
MOST = 2_000_000                                   # elements drawn, once for every time that something shows them
SVG, HTML, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/XML/1998/namespace"
# The one document type that EPUB 3.3 lets a drawing name (§3.9 and OPF-073 of EPUBCheck).
DOCTYPE = ("-//W3C//DTD SVG 1.1//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd")
UNSAFE = {
    "script": "a script", "handler": "a script", "listener": "a script", "foreignobject": "HTML inside the drawing",
    "iframe": "HTML inside the drawing", "audio": "sound", "video": "a film", "animate": "an animation",
    "animatecolor": "an animation", "animatemotion": "an animation", "animatetransform": "an animation", "set": "an animation",
    "discard": "an animation",
}  # fmt: skip
PLAIN = "export it from your drawing program as plain SVG, or as PNG"
TAKE_OUT = "take it out in a text editor, or export the drawing as PNG"
DATA = re.compile(r"data:image/(png|jpe?g);base64,(.*)", re.DOTALL)
URL = re.compile(r"""url\(\s*["']?\s*([^"')]*)""", re.IGNORECASE)
OUTSIDE_STYLE = re.compile(r"@import|image-set\s*\(|\bsrc\s*\(", re.IGNORECASE)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
NUMBER = r"[+]?((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
LENGTH = re.compile(rf"\s*{NUMBER}\s*(?:px|pt|pc|mm|cm|in|em|ex)?\s*")
VIEW_BOX = re.compile(rf"\s*[-+\d.eE]+[\s,]+[-+\d.eE]+[\s,]+{NUMBER}[\s,]+{NUMBER}\s*")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is known of a drawing: its size, 0 where it has none, and what is wrong with it."""

    width: int = 0
    height: int = 0
    fault: str | None = None
    hint: str | None = None


class _UnsafeError(Exception):
    """Stops the parser at the first fault."""

    def __init__(self, fault: str, hint: str = TAKE_OUT) -> None:
        self.fault, self.hint = fault, hint
        super().__init__(fault)


def inspect(content: bytes) -> Drawing:
    """Read a drawing from its first byte to its last, or to the first thing that has no place in a book."""
    if len(content) > HEAVIEST:
        return Drawing(fault=f"a drawing of {len(content) / 1e6:.0f} MB, and e-readers take 10 MB at most", hint=PLAIN)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Drawing(fault="a drawing that is not UTF-8", hint="save it as UTF-8 in a text editor")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)  # noqa: FBT003 - expat's own way to say that this is all
        reader.count()
    except expat.ExpatError as reason:
        return Drawing(fault=f"a drawing that is not XML: {expat.ErrorString(reason.code)} on its line {reason.lineno}", hint=PLAIN)
    except _UnsafeError as unsafe:
        return Drawing(*reader.size, unsafe.fault, unsafe.hint)
    return Drawing(*reader.size)


@dataclass(slots=True)
class _Reader:
    """Hears the parser.

    `open` has the nearest id of each element we are in; "" is the whole drawing's. `weights` and `calls` say how many
    elements an id holds that have none of their own, and which other ids are in it or shown by it.
    """

    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate(namespace_separator=" "))
    size: tuple[int, int] = (0, 0)
    open: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)
    style: list[str] | None = None

    def __post_init__(self) -> None:
        parser = self.parser
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _stop(self, what: str, hint: str = TAKE_OUT) -> NoReturn:
        fault = f"a drawing with {what} on its line {self.parser.CurrentLineNumber}"
        raise _UnsafeError(fault, hint)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() != "utf-8":
            self._stop(f"the encoding {encoding}", "save it as UTF-8 in a text editor, and say so in its first line")

    def _doctype(self, _name: str, system: str | None, public: str | None, inside: object) -> None:
        if inside:
            self._stop("declarations in its <!DOCTYPE>", PLAIN)
        if system and (public, system) != DOCTYPE:
            self._stop("a <!DOCTYPE> that EPUB does not know", "delete all of <!DOCTYPE …> in a text editor: nothing needs it")

    def _entity(self, *_declared: object) -> None:
        self._stop("declarations in its <!DOCTYPE>", PLAIN)

    def _instruction(self, target: str, _text: str) -> None:
        if target.lower() == "xml-stylesheet":
            self._stop("a style sheet from outside")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if not self.open:
            self._root(space, name, attributes)
        if len(self.open) == DEEPEST:
            self._stop(f"more than {DEEPEST} elements in each other", PLAIN)
        if space == HTML:
            self._stop("HTML inside the drawing")
        if name.lower() in UNSAFE:
            self._stop(f"{UNSAFE[name.lower()]} (<{name}>)")
        self._enter(attributes.get("id"))
        for attribute, value in attributes.items():
            self._attribute(attribute, value, name)
        if name == "style" and space == SVG:
            self.style = []

    def _enter(self, written: str | None) -> None:
        place = above = self.open[-1] if self.open else ""
        if written and written not in self.weights:          # an id that comes twice names its first element
            place = written
            self.calls.setdefault(above, []).append(place)
        self.open.append(place)
        self.weights[place] = self.weights.get(place, 0) + 1

    def _root(self, space: str, name: str, attributes: dict[str, str]) -> None:
        if (space, name) != (SVG, "svg"):
            fault = "not a drawing that e-readers know: it does not begin with <svg> of SVG's namespace"
            raise _UnsafeError(fault, f'its first tag must be <svg xmlns="{SVG}" …>')
        self.size = _size(attributes)
        if not all(self.size):
            fault = "a drawing without a size"
            raise _UnsafeError(fault, 'write viewBox="0 0 WIDTH HEIGHT" into its <svg> tag, with its own numbers')

    def _attribute(self, attribute: str, value: str, element: str) -> None:
        space, _, name = attribute.rpartition(" ")
        if not space and name.lower().startswith("on"):
            self._stop(f"a script ({name}=)")
        if space == XML and name == "base":
            self._stop("an address from which others are read (xml:base)")
        if name.lower() in ("href", "src"):
            self._reference(value.strip(), element)
        elif "url" in value.lower() or "\\" in value or name == "style":
            self._style(value)

    def _reference(self, address: str, element: str) -> None:
        if address.startswith("#"):
            if element != "a":
                self._call(address)
        elif not (element in ("image", "feImage") and _is_picture(address)):
            self._stop(f"something from outside ({address[:60]})")

    def _style(self, css: str) -> None:
        css = COMMENT.sub("", ESCAPE.sub(_unescaped, css))
        if found := OUTSIDE_STYLE.search(css):
            self._stop(f"style from outside ({found[0]})")
        for address in URL.findall(css):
            if not address.strip().startswith("#"):
                self._stop(f"something from outside ({address.strip()[:60]})")
            self._call(address.strip())

    def _call(self, address: str) -> None:
        self.calls.setdefault(self.open[-1], []).append(address[1:])

    def _end(self, _tag: str) -> None:
        self.open.pop()
        if self.style is not None:
            self._style("".join(self.style))
            self.style = None

    def _text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def count(self) -> None:
        """Elements that show each other over and over: a few lines can ask for more drawing than a device has days."""
        if self._drawn("", {}, ()) > MOST:
            fault = "a drawing that shows parts of itself over and over (<use>)"
            raise _UnsafeError(fault, PLAIN)

    def _drawn(self, place: str, known: dict[str, int], above: tuple[str, ...]) -> int:
        """How many elements are drawn for a place; one that shows itself, however far below, is more than anybody can draw."""
        if place not in known:
            if place in above or len(above) > 2 * DEEPEST:
                return MOST + 1
            below = (self._drawn(each, known, (*above, place)) for each in self.calls.get(place, ()))
            known[place] = min(self.weights.get(place, 0) + sum(below), MOST + 1)
        return known[place]


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    return (chr(code) if code <= sys.maxunicode else "�") if escape[1] else escape[2]


def _is_picture(address: str) -> bool:
    """Whether it is a still PNG or JPEG, written out in the drawing itself."""
    if not (data := DATA.fullmatch(address)):
        return False
    try:
        seen = look(base64.b64decode(re.sub(r"\s+", "", data[2]), validate=True))
    except binascii.Error:
        return False
    return seen is not None and not seen.moving and seen.media_type == ("image/png" if data[1] == "png" else "image/jpeg")


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """Width and height by the viewBox, or as the drawing asks for; (0, 0) where it says neither."""
    if box := VIEW_BOX.fullmatch(attributes.get("viewBox", "")):
        sides = box[1], box[2]
    else:
        lengths = [LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
        sides = lengths[0][1] if lengths[0] else "0", lengths[1][1] if lengths[1] else "0"
    width, height = (float(side) for side in sides)
    if not (0 < width < math.inf and 0 < height < math.inf):
        return 0, 0
    return max(round(width), 1), max(round(height), 1)
