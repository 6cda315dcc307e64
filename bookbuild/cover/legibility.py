"""A cover, and where its title stands -> how well the title is read where covers are as small as stamps.

What shops show of a book is some 100 pixels wide: the Kindle library, a list of search results, a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bookbuild.cover.designs import Composition
from bookbuild.cover.lettering import Box
from bookbuild.cover.palettes import Colour, contrast

THUMBNAIL = 100                                    # pixels wide
COLOURS = 8                                        # to which a window is reduced: the ground, the ink, and what lies between
SOME = 0.02                                        # of a window: less of a colour is a speck, not lettering
STRONG, SEEN = 4.5, 2.5                            # contrast of ink and ground (WCAG 2.2, 1.4.3); of what is left of it in the thumbnail
HIGH, LOW = 5.0, 3.0                               # pixels: capitals of a title of 24 characters or fewer, and of a longer one
LONG = 24


@dataclass(frozen=True, slots=True)
class Legibility:
    """What was measured: contrasts as ratios from 1 to 21, the worst there is; capitals in pixels of the thumbnail."""

    contrast: float
    seen: float
    cap_height: float

    def suffices(self, title: str) -> bool:
        """Whether a title of this length is read."""
        high = HIGH if len(title) <= LONG else LOW
        return self.contrast >= STRONG and self.seen >= SEEN and self.cap_height >= high


def legible(cover: Image.Image, lines: Sequence[Box], cap_height: float) -> Legibility:
    """Measure the title whose lines' ink is in the boxes, with capitals so high, both in pixels of the cover.

    A line is looked at in windows as wide as it is high, so that no letter on a bad piece of ground hides among good ones.
    """
    scale = THUMBNAIL / cover.width
    small = cover.resize((THUMBNAIL, round(cover.height * scale)), Image.Resampling.LANCZOS)
    windows = [window for line in lines for window in _windows(line)]
    ratios = [ratio for ratio in (_ratio(cover.crop(_whole(window))) for window in windows) if ratio > 1]
    stamps = [_extremes(small.crop(_whole((left * scale - 1, top * scale - 1, right * scale + 1, bottom * scale + 1))))
              for left, top, right, bottom in lines]  # fmt: skip
    return Legibility(min(ratios, default=1.0), min(stamps, default=1.0), cap_height * scale)


def legibility_of(composition: Composition, cover: Image.Image) -> Legibility:
    """Of a cover of ours, where the title's lines are known."""
    caps = min((line.fount.cap_height for line in composition.title), default=0.0)
    return legible(cover, [line.ink for line in composition.title], caps)


def _windows(line: Box) -> list[Box]:
    left, top, right, bottom = line
    count = max(1, round((right - left) / max(bottom - top, 1)))
    step = (right - left) / count
    return [(left + place * step, top, left + (place + 1) * step, bottom) for place in range(count)]


def _whole(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return int(left), int(top), max(int(right + 0.999), int(left) + 1), max(int(bottom + 0.999), int(top) + 1)


def _ratio(window: Image.Image) -> float:
    """The contrast of the window's ground, which most of it is, and of the colour most unlike it; 1 where it is empty."""
    least = SOME * window.width * window.height
    found = sorted(_colours(window), reverse=True)
    grounds = [colour for count, colour in found if count >= least]
    return max((contrast(grounds[0], colour) for colour in grounds[1:]), default=1.0) if grounds else 1.0


def _colours(window: Image.Image) -> list[tuple[int, Colour]]:
    flat = window.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT).convert("RGB").getcolors(COLOURS + 1) or []
    return [(count, (colour[0], colour[1], colour[2])) for count, colour in flat if isinstance(colour, tuple)]


def _extremes(stamp: Image.Image) -> float:
    """The contrast of the stamp's lightest and darkest pixels, specks left out."""
    tones = sorted((stamp.convert("RGB").getcolors(stamp.width * stamp.height) or []), key=lambda each: sum(each[1]))
    flat = [colour for count, colour in tones for _ in range(count)]
    edge = len(flat) // 50
    dark, light = flat[edge], flat[-1 - edge]
    return contrast((dark[0], dark[1], dark[2]), (light[0], light[1], light[2]))  # type: ignore[index]
