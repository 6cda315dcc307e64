"""An Edition -> every picture that its pages show, in reading order, with the line of the manuscript that shows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bookbuild.edition import Edition
from bookbuild.manuscript.pictures import SVG

SOURCE = re.compile(r'<img\b[^>]*\ssrc="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture where the text has it: its file, its pixels, and `manuscript/03.md:12`, or nothing where no author wrote the page."""

    file: PurePath
    pixels: tuple[int, int]
    place: str


def shown_in(edition: Edition) -> Iterator[Shown]:
    """All of them; drawings are none, which have no pixels."""
    pictures = {each.name: each.picture for each in edition.illustrations if each.picture.media_type != SVG}
    for document in edition.documents:
        for match in SOURCE.finditer(document.body):
            if picture := pictures.get(match[1]):
                line = document.line(document.body.count("\n", 0, match.start()) + 1)
                place = [document.path.as_posix(), *([str(line)] if line else [])] if document.path else []
                yield Shown(picture.path, (picture.width, picture.height), ":".join(place))
