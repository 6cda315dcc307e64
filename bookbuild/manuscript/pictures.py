"""Image files of the manuscript -> Pictures that know their size, their kind, and why they cannot be shown."""

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePath

from bookbuild.book import Picture
from bookbuild.characters import plain
from bookbuild.kept import Kept, digest_of, key_of
from bookbuild.manuscript.anatomy import Content, Look, look, media_type, pieces, stranger
from bookbuild.manuscript.door import Refused, opened
from bookbuild.manuscript.drawings import inspect
from bookbuild.manuscript.reading import files_below
from bookbuild.problems import Problem, Severity

SVG = "image/svg+xml"
MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".svg": SVG, ".webp": "image/webp",
}  # fmt: skip
# Files that authors have beside their pictures. Nothing is said of them unless the text shows one.
STRANGE = frozenset({".heic", ".heif", ".avif", ".jxl", ".tif", ".tiff", ".bmp", ".psd", ".pdf", ".svgz", ".ai", ".eps"})
MOST = 100_000_000                                 # pixels: 400 MB of memory, and more than any camera or press has use for
# A progressive JPEG comes in ten scans or so, each of which draws all of it anew: one of thousands takes an hour.
MOST_SCANS = 100
UNREADABLE = Problem("m-011", "not an image that can be read", hint="export it again")


def find_pictures(manuscript: Path, root: Path, problems: list[Problem]) -> Iterator[Picture]:
    """Every image below the manuscript folder, by name."""
    for file in files_below(manuscript, root):
        suffix, path = file.suffix.lower(), PurePath(file.relative_to(root))
        if (suffix in MEDIA_TYPES or suffix in STRANGE) and plain(str(path)) == str(path):    # no text can call it by another name
            picture = _read(file, path)
            if suffix in MEDIA_TYPES and picture.width == 0 and picture.media_type != SVG:       # broken matters only if shown
                problems += [replace(each, path=path, severity=Severity.WARNING) for each in picture.faults if each.code != "m-007"]
            yield picture


def _read(file: Path, path: PurePath) -> Picture:
    """What the file really is, whatever its name ends in."""
    with ExitStack() as until_read:
        content: Content = b""
        try:
            came = until_read.enter_context(os.fdopen(opened(file, path, "PICTURE"), "rb"))
            if os.fstat(came.fileno()).st_size:    # of nothing there is no map
                content = until_read.enter_context(mmap(came.fileno(), 0, access=ACCESS_READ))
        except Refused as refused:
            return Picture(path, file, MEDIA_TYPES.get(file.suffix.lower(), ""), 0, 0, faults=(replace(refused.problem, path=None),))
        if media_type(content) is None and (file.suffix.lower() == ".svg" or _begins_like_svg(content)):
            return _drawing(file, path, bytes(content))
        seen = look(content)
        if seen is None:
            return Picture(path, file, MEDIA_TYPES.get(file.suffix.lower(), ""), 0, 0, faults=(_strange(file, content),))
        return Picture(path, file, seen.media_type, *seen.seen, seen.transparent, tuple(_faults(seen)))


def _begins_like_svg(content: Content) -> bool:
    head = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"<?xml", b"<svg", b"<!DOCTYPE svg")) and b"<svg" in content[:4000]


def _drawing(file: Path, path: PurePath, content: bytes) -> Picture:
    drawing = inspect(content)
    fault = (Problem("m-038", drawing.fault, hint=drawing.hint),) if drawing.fault else ()
    return Picture(path, file, SVG, drawing.width, drawing.height, transparent=True, faults=fault)


def _strange(file: Path, content: Content) -> Problem:
    kind = stranger(content)
    if kind is None and file.suffix.lower() in STRANGE:
        kind = f"a file of the kind {file.suffix.lower()}"
    return Problem("m-011", f"{kind}, which no e-reader shows", hint="export it as JPEG or PNG") if kind else UNREADABLE


def _faults(seen: Look) -> Iterator[Problem]:
    if seen.moving:
        hint = "export one of its pictures as PNG or JPEG"
        yield Problem("m-036", "a picture that moves, which neither paper nor most e-readers can show", hint=hint)
    if seen.width * seen.height > MOST:
        message = f"a picture of {seen.width:,} × {seen.height:,} pixels; 100 million is the most"
        yield Problem("m-037", message, hint="export it with 4,000 pixels on its longer side, which is plenty for print")


def prove(picture: Picture, kept: Kept | None = None) -> tuple[Problem, ...]:
    """Why a picture cannot be shown: what its headers say, or else what decoding all of it does.

    A file that ends too early is found here and not on a device. The verdict is kept by the file's bytes.
    """
    if picture.faults or picture.media_type == SVG:
        return picture.faults
    try:
        name = key_of("decodes", digest_of(picture.file))
        known = kept.get(name) if kept else None
        if known is None:
            known = b"no" if _breaks(picture) else b"yes"
            if kept:
                kept.put(name, known)
    except OSError:
        return (UNREADABLE,)
    broken = Problem("m-011", "an image that breaks off or is damaged", hint="open it in a picture editor and export it again")
    return () if known == b"yes" else (broken,)


@contextmanager
def strictly() -> Iterator[None]:
    """Have Pillow refuse what breaks off, and warn of nothing: WeasyPrint, where it is loaded, asks it to be lenient."""
    from PIL import ImageFile  # noqa: PLC0415

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _breaks(picture: Picture) -> bool:
    from PIL import Image  # noqa: PLC0415 - what is kept need not be decoded, and then Pillow need not be loaded

    if picture.media_type == "image/jpeg" and sum(each.name == "SOS" for each in pieces(picture.file.read_bytes())) > MOST_SCANS:
        return True
    with strictly():
        try:
            with Image.open(picture.file, formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
                image.draft(None, (picture.width // 8 + 1, picture.height // 8 + 1))          # a JPEG is read whole, but drawn small
                image.load()
        except Exception:  # noqa: BLE001 - Pillow answers damaged files with whatever its parsers stumble over
            return True
    return False
