"""Wording, faces and a palette -> rows of type for each thing a cover says."""

from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.cover import lettering
from bookbuild.cover.chance import Lot
from bookbuild.cover.lettering import Faces, Fount, face_for, ink_box, lacking
from bookbuild.cover.palettes import Palette
from bookbuild.cover.setting import Measure, Row, Wording, capitals, fitted, spaced

LEGIBLE = 130                                      # size of type whose capitals are 5 px high on a 100 px thumbnail
READABLE = 78                                      # 3 px: what a title of more than 24 characters is held to
SHORT = 24
PROUD = 150                                        # capitals smaller than this give way to larger lower case
MOST_CAPITALS = 34                                 # characters; more of them are a wall, not a title
WIDE, HIGH = 1600, 2560                            # pixels: 1.6:1, what KDP asks for and every other shop takes


@dataclass(frozen=True, slots=True)
class Board:
    """The sheet a design is drawn on, in pixels. Rules keep `safe` away from its edges, which a printer cuts."""

    wide: int = WIDE
    high: int = HIGH
    safe: int = 0

    @property
    def middle(self) -> float:
        """Of its width."""
        return self.wide / 2

    @property
    def less(self) -> int:
        """By how much it is lower than an e-book's cover."""
        return HIGH - self.high


EBOOK = Board()


@dataclass(frozen=True, slots=True)
class Brief:
    """What the designer is given."""

    wording: Wording
    faces: Faces
    palette: Palette
    lot: Lot
    board: Board = EBOOK


def settable(text: str, preferred: Path, language: str) -> tuple[str, Path]:
    """The text and the face to set it in; no text where no face has its letters, for half a title is worse."""
    face = face_for(text, preferred, language)
    if face is None:
        return "", preferred
    missing = lacking(text, face)
    kept = "".join(sign for sign in text if sign not in missing)
    return " ".join(part for part in kept.split(" ") if part), face


def title_rows(brief: Brief, room: Measure, voice: str) -> tuple[Row, ...]:
    """The title in `capitals`, `roman` or `italic`; in roman after all where capitals would be many or small."""
    title, language = brief.wording.title, brief.wording.language
    if len(title.split()) == 1:                    # a word alone can afford to be large
        room = replace(room, largest=room.largest * 1.35)
    if voice == "capitals" and len(title) <= MOST_CAPITALS:
        text, face = settable(capitals(title, language), brief.faces.roman, language)
        fount = Fount(face, 1, 0.06, ("case", "lnum"), brief.faces.italic)
        rows = fitted(text, fount, replace(room, smallest=1, leading=1.05))
        if rows and rows[0].fount.size >= PROUD and "-" not in rows[0].text:
            return rows
    preferred = brief.faces.italic if voice == "italic" else brief.faces.roman
    text, face = settable(title, preferred, language)
    smallest = LEGIBLE if len(title) <= SHORT else READABLE
    fount = Fount(face, 1, features=("onum", "pnum"))
    return fitted(text, fount, replace(room, smallest=smallest, leading=1.08))


def subtitle_rows(brief: Brief, wide: float, size: float = 76) -> tuple[Row, ...]:
    """The subtitle, in italic."""
    text, face = settable(brief.wording.subtitle, brief.faces.italic, brief.wording.language)
    return fitted(text, Fount(face, 1, features=("onum", "pnum")), Measure(wide, 240, size, 1, 1.22))


def byline_rows(brief: Brief, wide: float, size: float = 66) -> tuple[Row, ...]:
    """The authors, in letterspaced capitals."""
    text = capitals(brief.wording.byline, brief.wording.language)
    return spaced_capitals(brief, text, Measure(wide, 280, size))


def series_rows(brief: Brief, wide: float, size: float = 54) -> tuple[Row, ...]:
    """The series and the book's place in it, in small capitals."""
    if not lettering.RAQM:                         # no small capitals to be had: capitals of their height
        text = capitals(brief.wording.series, brief.wording.language)
        return spaced_capitals(brief, text, Measure(wide, 130, size * 0.68))
    text, face = settable(brief.wording.series, brief.faces.roman, brief.wording.language)
    return fitted(text, Fount(face, 1, 0.1, ("smcp", "onum")), Measure(wide, 130, size, 1, 1.25))


def publisher_rows(brief: Brief, wide: float, size: float = 42) -> tuple[Row, ...]:
    """The publisher, in small letterspaced capitals."""
    text = capitals(brief.wording.publisher, brief.wording.language)
    return spaced_capitals(brief, text, Measure(wide, 100, size))


def spaced_capitals(brief: Brief, text: str, room: Measure) -> tuple[Row, ...]:
    """Capitals with air between them."""
    text, face = settable(text, brief.faces.roman, brief.wording.language)
    fount = Fount(face, 1, 0.13, ("case", "lnum"), brief.faces.italic)
    return fitted(text, fount, replace(room, smallest=1, leading=1.5))


def imprint_rows(brief: Brief, wide: float) -> tuple[Row, ...]:
    """Series and publisher."""
    return column((series_rows(brief, wide), 0), (publisher_rows(brief, wide), 52))


def column(*groups: tuple[tuple[Row, ...], float]) -> tuple[Row, ...]:
    """Groups of rows one below the other, each with the white above it; what is empty takes no room.

    White is measured from the descenders, in part: a lone p bothers nobody.
    """
    rows: tuple[Row, ...] = ()
    for group, gap in groups:
        below = 0.7 * ink_box(rows[-1].text, rows[-1].fount)[3] if rows else 0.0
        rows += spaced(group, gap + below)
    return rows
