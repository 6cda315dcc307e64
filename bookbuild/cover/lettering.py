"""Text and a fount -> letters in their places: faces that have the letters, optical spacing, ink boxes."""

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from statistics import fmean

from PIL import Image, ImageDraw, ImageFont, features

from bookbuild.cover.palettes import Colour

RAQM = features.check("raqm")                      # small capitals, old-style figures, Arabic; Pillow's wheels have it
SPECIMEN = 100                                     # pixels to the em at which letters are measured
BUNDLED = Path(str(files("bookbuild") / "themes" / "classic" / "fonts"))

Box = tuple[float, float, float, float]            # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Faces:
    """The font files a cover is lettered with; the bundled EB Garamond unless told otherwise."""

    roman: Path = field(default=BUNDLED / "EBGaramond-Regular.ttf")
    italic: Path = field(default=BUNDLED / "EBGaramond-Italic.ttf")
    bold: Path = field(default=BUNDLED / "EBGaramond-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Fount:
    """A face at one size (pixels to the em), and how it is set. `tracking` is in ems; 0 leaves spacing to the face."""

    face: Path
    size: float
    tracking: float = 0.0
    features: tuple[str, ...] = ()
    ampersand: Path | None = None                  # an italic one, among letterspaced capitals

    @property
    def cap_height(self) -> float:
        """Of a flat capital, in pixels."""
        _, top, _, bottom = font(self.face, SPECIMEN).getbbox("H", anchor="ls")
        return (bottom - top) * self.size / SPECIMEN


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of text where it stands on the cover."""

    text: str
    fount: Fount
    x: float
    baseline: float
    colour: Colour

    @property
    def ink(self) -> Box:
        """What the line's letters cover, in pixels of the cover."""
        left, top, right, bottom = ink_box(self.text, self.fount)
        return left + self.x, top + self.baseline, right + self.x, bottom + self.baseline

    def print_on(self, draw: ImageDraw.ImageDraw, colour: Colour | int) -> None:
        """Draw the letters."""
        for offset, run, letters in runs(self.text, self.fount):
            draw.text((self.x + offset, self.baseline), run, colour, letters, "ls", features=asked(self.fount))


@lru_cache(maxsize=512)
def font(face: Path, size: float) -> ImageFont.FreeTypeFont:
    """A face, ready to draw. Raises OSError where the file is no outline font."""
    engine = ImageFont.Layout.RAQM if RAQM else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(face), size, layout_engine=engine)


def asked(fount: Fount) -> list[str] | None:
    """OpenType features as Pillow takes them: without raqm it refuses them all."""
    return list(fount.features) if RAQM and fount.features else None


def runs(text: str, fount: Fount) -> Iterator[tuple[float, str, ImageFont.FreeTypeFont]]:
    """Stretches of letters with their offsets: one for the line, or one per letter where it is letterspaced."""
    if not fount.tracking or not may_be_spaced(text):
        yield 0.0, text, font(fount.face, fount.size)
        return
    offset = 0.0
    for place, letter in enumerate(text):
        italic = letter == "&" and fount.ampersand
        yield offset, letter, font(fount.ampersand if italic and fount.ampersand else fount.face, fount.size)
        offset += advance(letter, text[place + 1:place + 2], fount)


@lru_cache(maxsize=4096)
def ink_box(text: str, fount: Fount) -> Box:
    """The box of the ink, from the start of the baseline."""
    boxes = [
        (left + offset, top, right + offset, bottom)
        for offset, run, letters in runs(text, fount)
        for left, top, right, bottom in [letters.getbbox(run, anchor="ls", features=asked(fount))]
    ]
    lefts, tops, rights, bottoms = zip(*boxes or [(0.0, 0.0, 0.0, 0.0)], strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def width(text: str, fount: Fount) -> float:
    """How wide the ink is."""
    left, _, right, _ = ink_box(text, fount)
    return right - left


# -- optical spacing -------------------------------------------------------------------------------

FAINT = 96                                         # a tone lighter than this is the smoothing of an edge
DEEPEST = 0.15 * SPECIMEN                          # white further in than this belongs to the letter, not to the gap


def may_be_spaced(text: str) -> bool:
    """Whether letters may be pulled apart: never where they join (Arabic, Devanagari) or carry loose accents."""
    return all(
        (sign < "\u0590" or "\u1e00" <= sign < "\ud800") and not unicodedata.combining(sign)
        for sign in text
    )


def advance(letter: str, following: str, fount: Fount) -> float:
    """From one letterspaced letter to the next: the white between them made even, then the tracking."""
    face = fount.ampersand if letter == "&" and fount.ampersand else fount.face
    own = font(face, SPECIMEN).getlength(letter, features=asked(fount)) / SPECIMEN
    if letter.isspace():
        own = max(own, 0.26)
    kern = optical_kern(letter, following, fount.face, fount.features) if (letter + following).isalpha() else 0.0
    return (own + kern + fount.tracking) * fount.size


@lru_cache(maxsize=2048)
def optical_kern(letter: str, following: str, face: Path, feature: tuple[str, ...]) -> float:
    """What to add between two letters, in ems, for the white to match that between two H.

    Bounded, for the eye forgives a wide L A more easily than a collision.
    """
    if not following:
        return 0.0
    upright = white("H", "H", face, feature)
    return max(-0.1, min(0.05, 0.8 * (upright - white(letter, following, face, feature)) / SPECIMEN))


def white(letter: str, following: str, face: Path, feature: tuple[str, ...]) -> float:
    """The mean white between two letters, in pixels at specimen size."""
    right = flank(letter, face, feature)[1]
    left = flank(following, face, feature)[0]
    return fmean(min(a, DEEPEST) + min(b, DEEPEST) for a, b in zip(right, left, strict=True))


@lru_cache(maxsize=1024)
def flank(letter: str, face: Path, feature: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A letter's two silhouettes: white before its ink and after it, row by row from cap height to baseline."""
    fount = Fount(face, SPECIMEN, features=feature)
    letters, pad = font(face, SPECIMEN), SPECIMEN
    wide = round(letters.getlength(letter, features=asked(fount)))
    _, high, _, _ = letters.getbbox("h" if "smcp" in feature else "H", anchor="ls", features=asked(fount))
    proof = Image.new("L", (wide + 2 * pad, -int(high)))
    ImageDraw.Draw(proof).text((pad, -int(high)), letter, 255, letters, "ls", features=asked(fount))
    rows = [proof.crop((0, y, proof.width, y + 1)).point(lambda tone: 255 * (tone > FAINT)).tobytes()
            for y in range(proof.height)]
    before = tuple(len(row) - len(row.lstrip(b"\0")) - pad for row in rows)
    after = tuple(len(row) - len(row.rstrip(b"\0")) - pad for row in rows)
    return before, after


# -- which face has the letters --------------------------------------------------------------------

def shapes(face: Path, sign: str) -> tuple[tuple[int, int], bytes]:
    """A letter as pixels, to tell it from another."""
    mask = font(face, 40).getmask(sign)
    return mask.size, bytes(mask)


@lru_cache(maxsize=4096)
def has_letter(face: Path, sign: str) -> bool:
    """Whether the face draws a shape of its own here: Pillow shows no cmap, but U+FFFF is in none."""
    return sign.isspace() or unicodedata.category(sign) == "Cf" or shapes(face, sign) != shapes(face, "\uffff")


def lacking(text: str, face: Path) -> str:
    """The letters and figures the face does not have, and those it could not join without raqm."""
    return "".join(
        sign for sign in dict.fromkeys(text)
        if not has_letter(face, sign) or (not RAQM and unicodedata.bidirectional(sign) in {"R", "AL"})
    )


def face_for(text: str, preferred: Path, language: str) -> Path | None:
    """A face that has all the letters of the text: the preferred one, or the system's own idea; else none.

    Signs that are neither letters nor figures do not count: an emoji is left out rather than the title.
    """
    for face in (preferred, *system_faces(text, preferred, language)):
        if not any(sign.isalnum() for sign in lacking(text, face)):
            return face
    return None


def system_faces(text: str, preferred: Path, language: str) -> Iterator[Path]:
    """Faces fontconfig proposes for the letters the preferred face lacks; none where there is no fontconfig."""
    letters = [f"{ord(sign):x}" for sign in lacking(text, preferred) if sign.isalnum()]
    tool = shutil.which("fc-match")
    if not letters or not tool:
        return
    wanted = f":charset={' '.join(letters)}"
    for pattern in (f"serif:lang={language}{wanted}", f"serif{wanted}", f"sans{wanted}"):
        face = proposal(tool, pattern)
        if face and drawable(face):
            yield face


@lru_cache(maxsize=64)
def proposal(tool: str, pattern: str) -> Path | None:
    """The file fontconfig matches with a pattern."""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program; the pattern holds a language tag and hexadecimals
            [tool, "--format=%{file}", pattern], capture_output=True, check=True, timeout=10, text=True)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return Path(answer.stdout) if answer.stdout else None


@lru_cache(maxsize=64)
def drawable(face: Path) -> bool:
    """Whether Pillow can draw with it: colour emoji come in fixed sizes and are refused."""
    try:
        font(face, SPECIMEN).getbbox("H", anchor="ls")
        shapes(face, "H")
    except (OSError, ValueError):
        return False
    return True
