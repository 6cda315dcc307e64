"""The sample book, built -> pictures of two of its pages in a reading system, for the README.

    python -m tests.reading.pictures dist/the-martinmas-bag.epub

The face is the reader's own choice, as in any reading system; here it is the one the theme brings for paper, so that the
pictures do not depend on what fonts a machine has.
"""

import argparse
import base64
from io import BytesIO
from pathlib import Path

from PIL import Image

from .browser import Reader, Way, chromium, missing, reading

PROJECT = Path(__file__).parents[2]
FACE = PROJECT / "bookbuild" / "themes" / "classic" / "fonts"
FACES = (("EBGaramond-Regular.ttf", "normal"), ("EBGaramond-Italic.ttf", "italic"))
COLOURS = 32                                       # enough for grey letters, and a third of the bytes
# Where each picture is taken: a document, and how many pages on.
PICTURES = (
    ("reading-light.png", Way(450, 600, size=115, scale=2), "chapter-01.xhtml", 0),
    ("reading-dark.png", Way(450, 600, size=115, scale=2, dark=True), "chapter-03.xhtml", 6),
)


def main() -> None:
    """Take every picture of PICTURES."""
    parser = argparse.ArgumentParser(description="Take the README's pictures of the e-book.")
    parser.add_argument("epub", type=Path)
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "pictures")
    asked = parser.parse_args()
    if lacking := missing():
        parser.exit(1, f"not on this machine: {lacking}\n")
    with chromium() as browser:
        for name, way, document, pages in PICTURES:
            with reading(browser, asked.epub, way) as reader:
                reader.call("setFace", face(), "Garamond")
                reader.call("show", document)
                reader.call("turn", pages)
                save(reader, asked.out / name)


def face() -> str:
    """Its rules, with the fonts in them: nothing is fetched."""
    rule = "@font-face {{ font-family: Garamond; font-style: {1}; src: url(data:font/ttf;base64,{0}) }}"
    return "\n".join(rule.format(base64.b64encode((FACE / file).read_bytes()).decode(), style) for file, style in FACES)


def save(reader: Reader, out: Path) -> None:
    """What is on the screen, in few colours."""
    picture = Image.open(BytesIO(reader.page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, optimize=True)


if __name__ == "__main__":
    main()
