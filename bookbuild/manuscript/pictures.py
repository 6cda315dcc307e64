"""Image files of the manuscript -> Pictures that know their size."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from bookbuild.book import Picture
from bookbuild.manuscript.reading import files_below
from bookbuild.problems import Problem, Severity

MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".svg": "image/svg+xml", ".webp": "image/webp",
}  # fmt: skip
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
SVG_SIZE = re.compile(r"<svg[^>]*?\sviewBox\s*=\s*[\"']\s*[\d.e+-]+[\s,]+[\d.e+-]+[\s,]+([\d.e+]+)[\s,]+([\d.e+]+)", re.DOTALL)


def find_pictures(manuscript: Path, root: Path, problems: list[Problem]) -> Iterator[Picture]:
    """Every image below the manuscript folder, by name."""
    for file in files_below(manuscript, root):
        media_type = MEDIA_TYPES.get(file.suffix.lower())
        if media_type and file.is_file() and file.resolve().is_relative_to(root):
            path = PurePath(file.relative_to(root))
            yield Picture(path, file, *_read(file, path, media_type, problems))


def _read(file: Path, path: PurePath, media_type: str, problems: list[Problem]) -> tuple[str, int, int]:
    """What the file really is, whatever its name ends in, and its size. One that is broken matters only if it is shown."""
    if media_type == "image/svg+xml":
        drawing = SVG_SIZE.search(file.read_text("utf-8", "replace"))
        return (media_type, round(float(drawing[1])), round(float(drawing[2]))) if drawing else (media_type, 0, 0)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - a book without photographs need not load Pillow

    try:
        with Image.open(file) as image:
            return FORMATS.get(image.format or "", media_type), *image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as reason:
        why = "" if isinstance(reason, UnidentifiedImageError) else f": {reason}"      # that one names this machine's folders
        problems.append(Problem("m-011", f"not an image that can be read{why}", path, severity=Severity.WARNING))
        return media_type, 0, 0
