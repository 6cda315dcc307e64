"""Lines of a cover -> HTML in which the same letters stand in the same places, as text in the same faces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bookbuild.cover.lettering import Fount, SetLine, asked, runs
from bookbuild.cover.palettes import Colour
from bookbuild.cover.plate import Point
from bookbuild.cover.setting import reads_leftward
from bookbuild.prepress.wrap.inks import Inks

FAR = 3000.0                                       # points to both sides of a run's middle: more than any run is long
# A line's box hangs from a strut: the baseline is where we say, whatever a face calls its ascent.
CSS = f"""
.run {{ position: absolute; width: {2 * FAR:g}pt; text-align: center; white-space: pre; line-height: 0; letter-spacing: 0;
        hyphens: manual; font-weight: normal; font-style: normal }}
.run::before {{ content: ""; display: inline-block; height: 2em; width: 0 }}
.turned {{ position: absolute; width: 0; height: 0; transform-origin: 0 0 }}
"""


@dataclass(slots=True)
class Lettered:
    """Runs of letters so far, and the faces they are set in, by the urls that the sheet names them by."""

    inks: Inks
    faces: dict[Path, str] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """The faces and how runs stand."""
        named = (f"@font-face {{ font-family: {name}; src: url(lettering/{name}) }}" for name in self.faces.values())
        return "\n".join(named) + CSS

    @property
    def served(self) -> dict[str, Path]:
        """The files of the faces."""
        return {f"lettering/{name}": face for face, name in self.faces.items()}

    def lines(self, lines: Iterable[SetLine], at: Point, scale: float) -> str:
        """Lines in pixels of a board whose top left corner is at a point; `scale` points to a pixel."""
        return "\n".join(run for line in lines for run in self._line(line, at, scale))

    def turned(self, lines: Iterable[SetLine], at: Point, scale: float, degrees: int) -> str:
        """Lines about a point, turned about it."""
        runs = self.lines(lines, (0, 0), scale)
        return f'<div class="turned" style="left: {at[0]:.3f}pt; top: {at[1]:.3f}pt; transform: rotate({degrees}deg)">\n{runs}\n</div>'

    def _line(self, line: SetLine, at: Point, scale: float) -> Iterator[str]:
        direction = ' dir="rtl"' if reads_leftward(line.text) else ""
        settings = ", ".join(f'"{feature}"' for feature in line.fount.features)
        features = f"; font-feature-settings: {escape(settings)}" if settings else ""
        for offset, run, letters in runs(line.text, line.fount):
            if not run.strip():
                continue
            middle = line.x + offset + letters.getlength(run, features=asked(line.fount)) / 2
            size, face = line.fount.size * scale, self._face(line.fount, run)
            left, top = at[0] + middle * scale - FAR, at[1] + line.baseline * scale - 2 * size
            yield (
                f'<div class="run"{direction} style="left: {left:.3f}pt; top: {top:.3f}pt; font-size: {size:.3f}pt; '
                f'font-family: {face}; color: {self._colour(line.colour)}{features}">{escape(run, quote=False)}</div>'
            )

    def _face(self, fount: Fount, run: str) -> str:
        face = fount.ampersand if run == "&" and fount.ampersand and fount.tracking else fount.face
        return self.faces.setdefault(face, f"face{len(self.faces)}")

    def _colour(self, colour: Colour) -> str:
        return self.inks.css(colour)
