"""Pictures as authors have them become pictures as e-readers take them; those nobody can show are told where they are shown."""

import base64
import io
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from tiny import DRAWING, PIXEL, Files, Make, TinyBook

from bookbuild.book import Picture
from bookbuild.edition.links import Gallery
from bookbuild.epub.images import PAGE, for_cover, for_screen
from bookbuild.kept import Kept
from bookbuild.manuscript.anatomy import look, media_type, pieces
from bookbuild.manuscript.drawings import inspect
from bookbuild.manuscript.pictures import prove
from bookbuild.problems import BookError

RED, GREEN, BLUE, WHITE = (220, 30, 40), (20, 160, 60), (30, 60, 200), (255, 255, 255)
SVG_OF = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">\n{}\n</svg>'
ORIENTATION = 0x0112


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red, green, blue and white, from the upper left corner as one reads."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))  # noqa: S311 - no secret


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def corners(content: bytes) -> list[tuple[int, ...]]:
    """The colours in the middle of each quarter."""
    image = opened(content).convert("RGB")
    w, h = image.size
    return [pixel for at in ((w // 4, h // 4), (3 * w // 4, h // 4), (w // 4, 3 * h // 4), (3 * w // 4, 3 * h // 4))
            if isinstance(pixel := image.getpixel(at), tuple)]  # fmt: skip


def near(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]], by: int = 6) -> bool:
    return all(abs(a - b) <= by for one, other in zip(found, wanted, strict=True) for a, b in zip(one, other, strict=True))


def chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))


@pytest.fixture
def picture(book: Make) -> Callable[[str, bytes | str], Picture]:
    """A picture of a book, as the manuscript's reading finds it."""

    def find(name: str, content: bytes | str) -> Picture:
        return book({"01.md": "# A", name: content}).load().pictures[0]

    return find


Find = Callable[[str, bytes | str], Picture]


# ---- what goes in as it is ----


RIGHT = {
    "a.jpg": saved(quarters(40, 30)), "grey.jpg": saved(quarters(40, 30, "L")), "a.png": saved(quarters(40, 30), "PNG"),
    "palette.png": saved(quarters(40, 30).quantize(8), "PNG"), "bits.png": saved(quarters(40, 30, "1"), "PNG"),
    "alpha.png": saved(quarters(40, 30, "RGBA"), "PNG"), "a.gif": saved(quarters(40, 30).quantize(8), "GIF"),
    "largest.jpg": saved(Image.new("RGB", (2000, 2000), RED)),
    "longest.png": saved(Image.new("L", (3200, 10)), "PNG"), "a.svg": DRAWING.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_already_goes_in_byte_for_byte(picture: Find, name: str, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    assert for_screen(picture(name, RIGHT[name]), kept) == RIGHT[name]
    assert not kept.asked, "nothing that is quick is kept"


def with_exif(orientation: int, **more: str) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = more.get("description", "The author's garden, 51.5 N")
    return exif.tobytes()


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_metadata_goes_and_no_pixel_changes(picture: Find) -> None:
    photo = saved(noise(40, 30), exif=with_exif(1), comment=b"garden", icc_profile=srgb(), quality=95)
    lean = for_screen(picture("a.jpg", photo + b"a film that a telephone hid behind the picture"))
    assert b"garden" in photo
    assert not any(secret in lean for secret in (b"garden", b"Exif", b"ICC_PROFILE", b"film"))
    assert opened(lean).tobytes() == opened(photo).tobytes()


def test_metadata_of_a_png_goes_and_no_pixel_changes(picture: Find) -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - only here

    said = PngInfo()
    said.add_text("Author", "garden")
    said.add_text("XML:com.adobe.xmp", "garden", zip=True)
    drawing = saved(quarters(40, 30), "PNG", pnginfo=said, exif=with_exif(1), icc_profile=srgb(), dpi=(300, 300))
    lean = for_screen(picture("a.png", drawing))
    assert [piece.name for piece in pieces(lean)] == ["IHDR", "pHYs", "IDAT", "IEND"]
    assert opened(lean).tobytes() == opened(drawing).tobytes()


# ---- what is drawn anew ----


def test_a_photograph_of_30_million_pixels_becomes_small_enough(picture: Find) -> None:
    photo = saved(quarters(6000, 5000))
    drawn = for_screen(picture("a.jpg", photo))
    image = opened(drawn)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert 3_990_000 < image.width * image.height <= 4_000_000
    assert abs(image.width / image.height - 1.2) < 0.001
    assert near(corners(drawn), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("size", [(9000, 40), (40, 9000), (3201, 1), (2001, 2000), (1, 60000)])
def test_every_shape_fits(picture: Find, size: tuple[int, int]) -> None:
    width, height = opened(for_screen(picture("a.png", saved(Image.new("L", size, 77), "PNG")))).size
    assert width * height <= 4_000_000
    assert max(width, height) <= 3200


def test_a_drawn_picture_is_what_pillow_makes_the_plain_way(picture: Find) -> None:
    photo = Image.merge("RGB", [Image.radial_gradient("L").resize((2600, 2000)), Image.linear_gradient("L").resize((2600, 2000)),
                                Image.radial_gradient("L").resize((2600, 2000)).rotate(90)])  # fmt: skip
    drawn = opened(for_screen(picture("a.png", saved(photo, "PNG"))))
    plain = photo.resize(drawn.size, Image.Resampling.BICUBIC)
    far = [abs(a - b) for a, b in zip(drawn.tobytes(), plain.tobytes(), strict=True)]
    assert max(far) <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright_whichever_way_the_camera_was_held(picture: Find, orientation: int) -> None:
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    upright = quarters(80, 48)
    lying = upright.transpose(Image.Transpose[undo[orientation]]) if orientation in undo else upright
    found = picture("a.jpg", saved(lying, exif=with_exif(orientation), quality=95))
    drawn = for_screen(found)
    assert (found.width, found.height) == opened(drawn).size == (80, 48)
    assert near(corners(drawn), [RED, GREEN, BLUE, WHITE])
    assert ORIENTATION not in opened(drawn).getexif()


def test_a_jpeg_in_printing_inks_becomes_rgb(picture: Find) -> None:
    photo = saved(quarters(80, 48, "CMYK"), quality=95)
    drawn = for_screen(picture("a.jpg", photo))
    assert opened(photo).mode == "CMYK"
    assert (opened(drawn).mode, opened(drawn).format) == ("RGB", "JPEG")
    assert near(corners(drawn), [RED, GREEN, BLUE, WHITE])


def test_sixteen_bits_become_eight(picture: Find) -> None:
    wide = Image.new("I;16", (40, 30))
    wide.paste(51_400, (0, 0, 20, 30))
    drawn = opened(for_screen(picture("a.png", saved(wide, "PNG"))))
    assert (drawn.mode, drawn.getpixel((5, 5)), drawn.getpixel((35, 5))) == ("L", 51_400 // 257, 0)


def test_sixteen_bits_of_three_colours_become_eight(picture: Find) -> None:
    rows = b"".join(b"\0" + struct.pack(">3H", 65535, 30840, 0) * 4 for _ in range(3))
    header = struct.pack(">IIBBBBB", 4, 3, 16, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    wide = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, inside) for name, inside in chunks)
    drawn = for_screen(picture("a.png", wide))
    assert drawn[24] == 8
    assert opened(drawn).getpixel((1, 1)) == (255, 120, 0)


def adobe_rgb() -> bytes:
    """A colour profile of three primaries, a white and a gamma of 563/256, as Adobe RGB (1998) describes itself."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, 563, 0)
    name = b"desc\0\0\0\0" + struct.pack(">I", 16) + b"Wide (not sRGB!)"[:15] + b"\0" + bytes(78 + 12)
    tags = [
        (b"desc", name.replace(b"sRGB", b"s-RG")), (b"cprt", b"text\0\0\0\0None\0\0\0\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)),
        (b"rXYZ", xyz(0.60974, 0.31111, 0.01947)), (b"gXYZ", xyz(0.20528, 0.62567, 0.06087)), (b"bXYZ", xyz(0.14919, 0.06322, 0.74457)),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]  # fmt: skip
    table, bodies, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, body in tags:
        body += bytes(-len(body) % 4)  # noqa: PLW2901 - padded
        table += struct.pack(">4sII", tag, at + len(bodies), len(body))
        bodies += body
    size = at + len(bodies)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head = head.ljust(36, b"\0") + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + bodies


def by_hand(colour: tuple[int, int, int]) -> tuple[int, ...]:
    """Adobe RGB to sRGB, as IEC 61966-2-1 and Adobe's paper have it, both seen by D50."""
    linear = [(each / 255) ** (563 / 256) for each in colour]
    wide = ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457))
    back = ((3.13386, -1.61687, -0.49061), (-0.97877, 1.91614, 0.03345), (0.07195, -0.22899, 1.40524))
    seen = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in wide]
    srgb_linear = [min(max(sum(a * b for a, b in zip(row, seen, strict=True)), 0), 1) for row in back]
    return tuple(round(255 * (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055)) for v in srgb_linear)


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
def test_a_wide_colour_space_is_told_in_srgb(picture: Find, name: str, kind: str) -> None:
    photo = quarters(80, 48)
    drawn = for_screen(picture(name, saved(photo, kind, icc_profile=adobe_rgb(), **({"quality": 95} if kind == "JPEG" else {}))))
    assert "icc_profile" not in opened(drawn).info
    assert near(corners(drawn), [by_hand(colour) for colour in (RED, GREEN, BLUE, WHITE)], by=4)
    assert not near(corners(drawn), [RED, GREEN, BLUE, WHITE], by=10)


def test_colours_change_under_a_transparent_picture_and_the_transparency_stays(picture: Find) -> None:
    glass = quarters(80, 48, "RGBA")
    glass.putalpha(100)
    drawn = opened(for_screen(picture("a.png", saved(glass, "PNG", icc_profile=adobe_rgb()))))
    assert (drawn.mode, drawn.getchannel("A").getextrema()) == ("RGBA", (100, 100))


def test_a_broken_profile_is_no_profile(picture: Find) -> None:
    drawn = for_screen(picture("a.jpg", saved(quarters(80, 48), icc_profile=b"no profile at all" * 20, quality=95)))
    assert near(corners(drawn), [RED, GREEN, BLUE, WHITE])


def test_a_progressive_jpeg_becomes_a_baseline_one_and_next_to_nothing_is_lost(picture: Find) -> None:
    soft = Image.linear_gradient("L")
    photo = saved(Image.merge("RGB", [soft, soft.rotate(90), soft.rotate(180)]), progressive=True, quality=70)
    drawn = for_screen(picture("a.jpg", photo))
    assert {piece.name for piece in pieces(photo) if piece.name.startswith("SOF")} == {"SOF2"}
    assert {piece.name for piece in pieces(drawn) if piece.name.startswith("SOF")} == {"SOF0"}
    far = [abs(a - b) for a, b in zip(opened(photo).tobytes(), opened(drawn).tobytes(), strict=True)]
    assert sum(far) / len(far) < 0.5
    assert opened(photo).quantization == opened(drawn).quantization  # type: ignore[attr-defined] # JPEGs have it


@pytest.mark.parametrize("lossless", [True, False])
def test_webp_becomes_jpeg_or_png_if_it_is_transparent(picture: Find, lossless: bool) -> None:
    glass = quarters(80, 48, "RGBA")
    glass.paste((0, 0, 0, 0), (0, 0, 10, 10))
    solid = picture("solid.webp", saved(quarters(80, 48), "WEBP", lossless=lossless, quality=95))
    clear = picture("clear.webp", saved(glass, "WEBP", lossless=lossless, quality=95))
    clear, solid = sorted((clear, solid), key=lambda each: each.path)
    for found, kind in ((solid, "JPEG"), (clear, "PNG")):
        drawn = for_screen(found)
        assert (opened(drawn).format, found.screen_type) == (kind, f"image/{kind.lower()}")
        assert near(corners(drawn), [RED, GREEN, BLUE, WHITE], by=12)
    pixel = opened(for_screen(clear)).getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


def test_a_large_gif_becomes_a_png(picture: Find) -> None:
    found = picture("a.gif", saved(quarters(3300, 400).quantize(8), "GIF"))
    assert found.screen_type == "image/png"
    assert opened(for_screen(found)).format == "PNG"
    assert near(corners(for_screen(found)), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_a_picture_of_more_than_five_megabytes_becomes_lighter(picture: Find, name: str, kind: str) -> None:
    heavy = saved(noise(1600, 1400), kind, **({"quality": 100, "subsampling": 0} if kind == "JPEG" else {}))
    drawn = for_screen(picture(name, heavy))
    assert len(drawn) <= PAGE.weight < len(heavy)
    assert opened(drawn).format == kind


def test_the_same_picture_is_drawn_the_same_and_kept(picture: Find, tmp_path: Path) -> None:
    found, kept = picture("a.png", saved(quarters(2400, 2000, "RGBA"), "PNG")), Kept(tmp_path / "kept")
    first, second = for_screen(found, kept), for_screen(found, Kept(tmp_path / "other"))
    assert first == second
    (name,) = kept.asked
    kept.put(name, b"what is kept")
    assert for_screen(found, kept) == b"what is kept"


def test_a_picture_that_broke_since_it_was_proved_is_a_problem_and_no_traceback(picture: Find) -> None:
    found = picture("a.jpg", saved(noise(400, 300)))
    found.file.write_bytes(found.file.read_bytes()[:20_000])
    with pytest.raises(BookError, match=r"manuscript/a\.jpg: m-011: an image that breaks off or is damaged"):
        for_screen(found)


# ---- what is told ----


ANIMATED = [quarters(8, 8), quarters(8, 8).rotate(90)]
BREAKS_OFF = "m-011: an image that breaks off or is damaged: {}\n    open it in a picture editor and export it again"
STRANGER = "m-011: {}, which no e-reader shows: {}\n    export it as JPEG or PNG"
UNREADABLE = "m-011: not an image that can be read: {}\n    export it again"
MOVES = "m-036: a picture that moves, which neither paper nor most e-readers can show: {}\n    export one of its pictures as PNG or JPEG"
MOVING = {"save_all": True, "append_images": ANIMATED[1:]}
HUGE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", b"")
TOO_LARGE = "m-037: a picture of 50,000 × 50,000 pixels; 100 million is the most: {}\n    export it with 4,000 pixels on its longer side, "
FAULTY: dict[str, tuple[str, bytes, str]] = {
    "truncated JPEG": ("x.jpg", saved(noise(200, 200))[:9000], BREAKS_OFF.format("x.jpg")),
    "truncated PNG": ("x.png", saved(noise(200, 200), "PNG")[:9000], BREAKS_OFF.format("x.png")),
    "truncated GIF": ("x.gif", saved(noise(200, 200).quantize(), "GIF")[:9000], BREAKS_OFF.format("x.gif")),
    "truncated WebP": ("x.webp", saved(noise(200, 200), "WEBP")[:9000], BREAKS_OFF.format("x.webp")),
    "damaged PNG": ("x.png", saved(noise(9, 9), "PNG").replace(b"IDAT", b"IDAT\1"), BREAKS_OFF.format("x.png")),
    "empty": ("x.png", b"", UNREADABLE.format("x.png")),
    "no image": ("x.jpg", b"Dear Sir", UNREADABLE.format("x.jpg")),
    "HEIC": ("x.jpg", b"\0\0\0\x18ftypheic\0\0\0\0", STRANGER.format("a HEIC photograph", "x.jpg")),
    "TIFF": ("x.tif", saved(quarters(9, 9), "TIFF"), STRANGER.format("a TIFF image", "x.tif")),
    "drawing packed": ("x.svgz", b"\x1f\x8b", STRANGER.format("a file of the kind .svgz", "x.svgz")),
    "animated GIF": ("x.gif", saved(ANIMATED[0], "GIF", **MOVING), MOVES.format("x.gif")),
    "animated PNG": ("x.png", saved(ANIMATED[0], "PNG", **MOVING), MOVES.format("x.png")),
    "animated WebP": ("x.webp", saved(ANIMATED[0], "WEBP", **MOVING), MOVES.format("x.webp")),
    "gigantic": ("x.png", HUGE, TOO_LARGE.format("x.png")),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_what_cannot_be_shown_is_told_at_the_line_that_shows_it(book: Make, kind: str) -> None:
    name, content, told = FAULTY[kind]
    made = book({"01.md": f"# A\n\nText.\n\n![A thing]({name})", name: content})
    (problem,) = (each for each in made.problems() if each.startswith("manuscript/01.md"))
    assert problem.startswith(f"manuscript/01.md:5: {told}")
    assert made.compose().illustrations == ()


@pytest.mark.parametrize("kind", ["truncated JPEG", "animated GIF", "gigantic", "TIFF"])
def test_what_is_not_shown_is_nobodys_business(book: Make, kind: str) -> None:
    name, content, _ = FAULTY[kind]
    assert book({"01.md": "# A", name: content}).problems() == []


def test_between_a_warning_of_pillows_and_our_limit_there_is_quiet(picture: Find) -> None:
    """It warns of 90 million pixels, and warnings are errors here."""
    large = picture("a.png", saved(Image.new("1", (10_000, 9_500)), "PNG"))
    assert prove(large) == ()
    assert opened(for_screen(large)).size == (2051, 1949)


def test_a_proof_is_kept_by_the_pictures_bytes(picture: Find, tmp_path: Path) -> None:
    found, kept = picture("a.png", RIGHT["a.png"]), Kept(tmp_path / "kept")
    assert prove(found, kept) == ()
    (name,) = kept.asked
    kept.put(name, b"no")
    assert [problem.code for problem in prove(found, kept)] == ["m-011"]
    found.file.write_bytes(RIGHT["palette.png"])
    assert prove(found, kept) == ()


CHILD = """
import sys
from pathlib import Path
from bookbuild.kept import Kept
from bookbuild.manuscript import load
from bookbuild.manuscript.pictures import prove
kept = Kept(Path(sys.argv[2]))
assert [prove(each, kept) for each in load(Path(sys.argv[1])).pictures] == [()] * 3
print("PIL" in sys.modules)
"""


def test_pillow_is_not_loaded_for_what_is_known(book: Make, tmp_path: Path) -> None:
    made = book({"01.md": "# A", "a.jpg": saved(quarters(99, 99), exif=with_exif(6)), "b.png": PIXEL, "c.svg": DRAWING})
    command = [sys.executable, "-c", CHILD, str(made.folder), str(tmp_path / "kept")]
    said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]
    assert said == ["True", "False"]


def test_what_is_kept_is_not_drawn_again(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book({"01.md": "# A", "a.jpg": saved(quarters(99, 99), exif=with_exif(6)), "b.png": PIXEL, "c.svg": DRAWING})
    first = [for_screen(each, Kept(tmp_path / "kept")) for each in made.load().pictures]
    monkeypatch.setattr(Image, "open", None)
    assert [for_screen(each, Kept(tmp_path / "kept")) for each in made.load().pictures] == first


# ---- names ----


def test_a_name_ends_as_the_bytes_do(book: Make) -> None:
    files: Files = {
        "photo.jpg": PIXEL, "PHOTO.PNG": saved(quarters(9, 9)), "scan.jpeg": saved(quarters(9, 9)),
        "a.webp": saved(quarters(9, 9), "WEBP"),
        "b.webp": saved(Image.new("RGBA", (9, 9)), "WEBP"), "map.png": DRAWING, "dot.svg": PIXEL,
        "large.gif": saved(Image.new("P", (4000, 9)), "GIF"),
    }  # fmt: skip
    made = book({"01.md": "# A\n\n" + "\n\n".join(f"![x]({name})" for name in files), **files})
    assert [(shown.name, shown.picture.screen_type) for shown in made.compose().illustrations] == [
        ("images/photo.png", "image/png"), ("images/PHOTO.jpg", "image/jpeg"), ("images/scan.jpeg", "image/jpeg"),
        ("images/a.jpg", "image/jpeg"), ("images/b.png", "image/png"), ("images/map.svg", "image/svg+xml"), ("images/dot.png", "image/png"),
        ("images/large.png", "image/png"),
    ]  # fmt: skip
    for shown in made.compose().illustrations:
        assert media_type(for_screen(shown.picture)) == (shown.picture.screen_type if "svg" not in shown.name else None)


# ---- drawings ----


DATA_PNG = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
BOMB = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
UNSAFE_DRAWINGS = {
    "<script>alert(1)</script>": "a script (<script>) on its line 2",
    '<rect onclick="x()"/>': "a script (onclick=) on its line 2",
    "<foreignObject/>": "HTML inside the drawing (<foreignObject>) on its line 2",
    '<p xmlns="http://www.w3.org/1999/xhtml"/>': "HTML inside the drawing on its line 2",
    '<image href="https://a.b/c.png"/>': "something from outside (https://a.b/c.png) on its line 2",
    '<image xlink:href="file:///etc/passwd"/>': "something from outside (file:///etc/passwd) on its line 2",
    '<image href="data:image/svg+xml;base64,PHN2Zz4="/>': "something from outside (data:image/svg+xml;base64,PHN2Zz4=) on its line 2",
    '<image href="data:image/png;base64,PHN2Zz4="/>': "something from outside (data:image/png;base64,PHN2Zz4=) on its line 2",
    '<use href="other.svg#a"/>': "something from outside (other.svg#a) on its line 2",
    '<a href="javascript:x()"><rect/></a>': "something from outside (javascript:x()) on its line 2",
    '<rect fill="url(https://a.b/#c)"/>': "something from outside (https://a.b/#c) on its line 2",
    '<rect style="fill:u\\72l(x.svg#c)"/>': "something from outside (x.svg#c) on its line 2",
    '<style>@import "a.css";</style>': "style from outside (@import) on its line 2",
    "<style>\n<![CDATA[@font-face { src: url('a.ttf') }]]></style>": "something from outside (a.ttf) on its line 3",
    '<rect><animate attributeName="x"/></rect>': "an animation (<animate>) on its line 2",
    '<set attributeName="x"/>': "an animation (<set>) on its line 2",
    '<g xml:base="https://a.b/"/>': "an address from which others are read (xml:base) on its line 2",
    "<?xml-stylesheet href='a.css'?>": "a style sheet from outside on its line 2",
    '<g id="a"><g id="b"><use href="#a"/></g></g>': "shows parts of itself over and over",
    '<g id="a"><use href="#a"/></g>': "shows parts of itself over and over",
    f'<rect id="g0"/>{BOMB}': "shows parts of itself over and over",
    "<g>" * 101 + "</g>" * 101: "more than 100 elements in each other on its line 2",
    "<rect>": "not XML: mismatched tag on its line 3",
}


@pytest.mark.parametrize("inside", UNSAFE_DRAWINGS, ids=lambda inside: inside[:40])
def test_an_unsafe_drawing_is_told_at_the_line_that_shows_it(book: Make, inside: str) -> None:
    made = book({"01.md": "# A\n\n![A map](x.svg)", "x.svg": SVG_OF.format(inside)})
    (problem,) = made.problems()
    message, hint = problem.split("\n    ")
    assert message.startswith("manuscript/01.md:3: m-038: a drawing ")
    assert UNSAFE_DRAWINGS[inside] in message
    assert message.endswith(": x.svg")
    assert "PNG" in hint


SIZELESS = '<svg xmlns="http://www.w3.org/2000/svg" {}/>'
REFUSED = {
    SIZELESS.format(""): "without a size", SIZELESS.format('width="100%" height="100%"'): "without a size",
    SIZELESS.format('viewBox="0 0 0 9"'): "without a size", '<svg viewBox="0 0 9 9"/>': "does not begin with <svg>",
    "": "not XML", "Dear Sir": "not XML", DRAWING[:-9]: "not XML",
    '<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING: "declarations in its <!DOCTYPE>",
    '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + DRAWING.replace("<rect", "&a;<rect"): "declarations in its <!DOCTYPE>",
    '<!DOCTYPE svg SYSTEM "https://a.b/c.dtd">' + DRAWING: "a <!DOCTYPE> that EPUB does not know",
    '<?xml version="1.0" encoding="iso-8859-1"?>' + DRAWING: "the encoding iso-8859-1",
}  # fmt: skip


@pytest.mark.parametrize("drawing", REFUSED)
def test_a_drawing_that_is_none_or_says_too_much_of_itself_is_refused(drawing: str) -> None:
    assert REFUSED[drawing] in (inspect(drawing.encode()).fault or "")


def test_a_drawing_in_other_letters_or_too_heavy_is_refused() -> None:
    assert inspect(DRAWING.encode("utf-16")).fault == "a drawing that is not UTF-8"
    assert "11 MB" in (inspect(DRAWING.encode() + b" " * 11_000_000).fault or "")


@pytest.mark.parametrize("drawing", [
    SIZELESS.format(f'width="{"9" * 90_000}x" height="9"'), SIZELESS.format(f'viewBox="{"9 " * 90_000}"'),
    SVG_OF.format(f"<style>{'/*a' * 90_000}</style>"), SVG_OF.format(f"<style>{'url( ' * 90_000}</style>"),
    SVG_OF.format("".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(9_000))),
], ids=["digits", "numbers", "comments", "addresses", "chain"])  # fmt: skip
def test_a_hostile_drawing_costs_no_more_than_its_reading(drawing: str) -> None:
    start = time.process_time()
    inspect(drawing.encode())
    assert time.process_time() - start < 2, "each would take minutes where time grows with the square"


SAFE_DRAWINGS = {
    DRAWING: (40, 20), SIZELESS.format('width="30mm" height="2e1"'): (30, 20), "\ufeff" + DRAWING: (40, 20),
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    + DRAWING: (40, 20),
    SVG_OF.format(f'<image href="{DATA_PNG}"/>'): (9, 9),
    SVG_OF.format('<defs><linearGradient id="a"/><g id="b"/></defs><use xlink:href="#b"/>'): (9, 9),
    SVG_OF.format('<linearGradient id="a"/><rect fill="url(#a)" style="stroke: url( \'#a\' )"/>'): (9, 9),
    SVG_OF.format('<style>.a { fill: url(#b); font-family: "x" }</style><text class="a">only &lt;script&gt; said</text>'): (9, 9),
    SVG_OF.format('<g id="a"><g id="a"><path id="a" fill="url(#a)"/></g></g>'.replace("(#a)", "(#b)") * 3000): (9, 9),
    SVG_OF.format("<g>" * 90 + "</g>" * 90): (9, 9), SVG_OF.format("<metadata/><title>A</title><!-- <script> -->"): (9, 9),
}  # fmt: skip


@pytest.mark.parametrize("drawing", SAFE_DRAWINGS)
def test_a_safe_drawing_is_shown_as_it_is(book: Make, drawing: str) -> None:
    made = book({"01.md": "# A\n\n![A map](x.svg)", "x.svg": drawing})
    (shown,) = made.compose().illustrations
    assert made.problems() == []
    assert (shown.picture.width, shown.picture.height) == SAFE_DRAWINGS[drawing]
    assert for_screen(shown.picture) == drawing.encode()


# ---- covers ----


def covered(book: Make, name: str, content: bytes) -> TinyBook:
    return book({"01.md": "# A", name: content}, f'title = "T"\ncover = "{name}"')


def cover_of(made: TinyBook) -> Picture:
    cover = made.compose().cover
    assert cover
    return cover


def test_a_cover_as_shops_ask_for_it_goes_in_as_it_is(book: Make) -> None:
    made = covered(book, "cover.jpg", saved(quarters(1600, 2560)))
    assert made.problems() == []
    assert for_cover(cover_of(made)) == (made.folder / "manuscript/cover.jpg").read_bytes()


def test_a_transparent_png_is_a_cover_on_white(book: Make) -> None:
    glass = quarters(1600, 2400, "RGBA")
    glass.paste((0, 0, 0, 0), (0, 0, 800, 1200))
    drawn = for_cover(cover_of(covered(book, "cover.png", saved(glass, "PNG"))))
    assert (opened(drawn).format, opened(drawn).mode, opened(drawn).size) == ("JPEG", "RGB", (1600, 2400))
    assert near(corners(drawn), [WHITE, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("cover", [
    saved(Image.new("L", (1600, 2560), 99)), saved(quarters(1600, 2560, "CMYK")), saved(quarters(3200, 5120)),
    saved(quarters(1600, 2560), "WEBP"),
    saved(Image.new("LA", (1500, 2400), (9, 99)), "PNG"), saved(quarters(1500, 2400).quantize(4), "GIF"),
], ids=["grey", "inks", "large", "webp", "grey and clear", "gif"])  # fmt: skip
def test_every_cover_becomes_a_jpeg_in_rgb(book: Make, cover: bytes) -> None:
    made = covered(book, "cover.jpg", cover)
    drawn = opened(for_cover(cover_of(made)))
    assert made.problems() == []
    assert (drawn.format, drawn.mode) == ("JPEG", "RGB")
    assert 1500 <= drawn.width <= 1600


def test_a_cover_is_made_lighter_than_three_megabytes(book: Make) -> None:
    heavy = saved(noise(1600, 2560), quality=92)
    drawn = for_cover(cover_of(covered(book, "cover.jpg", heavy)))
    assert len(drawn) < 3_000_000 < len(heavy)
    assert opened(drawn).size > (1000, 1600)


SMALL = "Amazon KDP (1000 × 625), Google Play (640 on each side), Apple Books (1400 on the shorter side)"


@pytest.mark.parametrize(("size", "told"), [
    ((400, 640), f"a cover of 400 × 640 pixels is too small for Kindle (500 on the shorter side), {SMALL}: manuscript/cover.jpg"),
    ((600, 960), f"a cover of 600 × 960 pixels is too small for {SMALL}: manuscript/cover.jpg"),
    ((1300, 2000), "a cover of 1300 × 2000 pixels is too small for Apple Books (1400 on the shorter side): manuscript/cover.jpg"),
    ((2400, 1500), "a cover of 2400 × 1500 pixels lies on its side, and shops show covers upright: manuscript/cover.jpg"),
    ((1600, 1600), "a cover of 1600 × 1600 pixels is wider than shops show covers (Kindle 1 : 1.6, Kobo 3 : 4): manuscript/cover.jpg"),
    ((1400, 2800), "a cover of 1400 × 2800 pixels is narrower than shops show covers (Kindle 1 : 1.6, Kobo 3 : 4): manuscript/cover.jpg"),
])  # fmt: skip
def test_a_cover_that_a_shop_would_refuse_is_told_and_the_book_is_made(book: Make, size: tuple[int, int], told: str) -> None:
    made = covered(book, "cover.jpg", saved(Image.new("RGB", size)))
    (problem,) = made.compose().problems
    assert str(problem) == f"m-039: {told}\n    1600 × 2560 pixels suit every shop"
    assert problem.severity == "warning"


def test_a_cover_held_upright_by_its_orientation_is_upright(book: Make) -> None:
    assert covered(book, "cover.jpg", saved(Image.new("RGB", (2560, 1600)), exif=with_exif(6))).problems() == []


@pytest.mark.parametrize(("name", "content", "told"), [
    ("cover.jpg", saved(noise(200, 200))[:9000], "m-011: the cover is an image that breaks off or is damaged: manuscript/cover.jpg"),
    ("cover.gif", FAULTY["animated GIF"][1], "m-036: the cover is a picture that moves"),
    ("cover.svg", DRAWING.encode(), "m-035: not a cover that shops take: manuscript/cover.svg"),
])  # fmt: skip
def test_a_cover_that_cannot_be_one_is_told(book: Make, name: str, content: bytes, told: str) -> None:
    (problem,) = covered(book, name, content).problems()
    assert problem.startswith(told)


# ---- ornaments ----


@pytest.mark.parametrize("written", [
    "![](o.png){.decorative}", "Text ![](o.png){.decorative} and text.", "![](o.png){role=presentation}", "![](o.png){.small .decorative}",
    '<img src="o.png" alt="" class="decorative" />',
])  # fmt: skip
def test_an_ornament_says_nothing_and_need_not(book: Make, written: str) -> None:
    made = book({"01.md": f"# A\n\n{written}", "o.png": PIXEL})
    assert made.problems() == []
    (image,) = (each for each in made.body("chapter-01").split("<") if each.startswith("img "))
    assert ' alt="" ' in image
    assert ' role="presentation"' in image
    assert [shown.decorative for shown in made.compose().illustrations] == [True]


def test_a_picture_with_words_is_no_ornament(book: Make) -> None:
    made = book({"01.md": "# A\n\n![A rose](o.png){.decorative}\n\n![A lily](p.png){role=presentation}", "o.png": PIXEL, "p.png": PIXEL})
    assert "presentation" not in made.body("chapter-01")
    assert [shown.decorative for shown in made.compose().illustrations] == [False, False]


@pytest.mark.parametrize("order", [("![](o.png){.decorative}", "![A rose](o.png)"), ("![A rose](o.png)", "![](o.png){.decorative}")])
def test_a_picture_that_says_something_once_is_no_ornament(book: Make, order: tuple[str, str]) -> None:
    made = book({"01.md": "# A\n\n" + "\n\n".join(order), "o.png": PIXEL})
    assert [shown.decorative for shown in made.compose().illustrations] == [False]
    assert made.body("chapter-01").count("presentation") == 1


def test_a_picture_without_words_is_told_how_to_be_an_ornament(book: Make) -> None:
    (problem,) = book({"01.md": "# A\n\n![](o.png)", "o.png": PIXEL}).problems()
    assert problem.endswith("![what it shows](o.png), or ![](o.png){.decorative} for an ornament")


# ---- bytes of every kind ----


TURNED = [saved(quarters(9, 9), kind, exif=with_exif(6)) for kind in ("JPEG", "PNG", "WEBP")]
WHOLE = [*RIGHT.values(), *TURNED, saved(quarters(9, 9), "WEBP"), *(content for _, content, _ in FAULTY.values())]
HEADS = st.sampled_from([each[:3000] for each in WHOLE])


def changed(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    damaged = bytearray(content)
    for at, value in changes:
        if at < len(damaged):
            damaged[at] = value
    return bytes(damaged)


@settings(max_examples=300, deadline=None)
@given(HEADS, st.lists(st.tuples(st.integers(0, 2999), st.integers(0, 255))), st.integers(0, 3000))
def test_headers_of_any_bytes_are_read_without_a_murmur(content: bytes, changes: list[tuple[int, int]], end: int) -> None:
    damaged = changed(content, changes)[:end]
    seen, found = look(damaged), list(pieces(damaged))
    assert seen is None or (seen.width > 0 and seen.height > 0)
    assert all(0 <= one.start < one.end <= other.start for one, other in pairwise(found))
    inspect(damaged)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HEADS, st.lists(st.tuples(st.integers(8, 2999), st.integers(0, 255)), max_size=4))
def test_a_damaged_picture_is_drawn_or_told_and_never_a_traceback(tmp_path: Path, content: bytes, changes: list[tuple[int, int]]) -> None:
    made = TinyBook(tmp_path)
    made.write({"01.md": "# A\n\n![x](x.png)", "x.png": changed(content, changes)})
    (found,) = made.load().pictures
    if not prove(found) and found.media_type != "image/svg+xml":
        assert look(for_screen(found)), "what is proved can be drawn"


def test_a_gallery_asks_once_for_each_picture(book: Make, tmp_path: Path) -> None:
    made = book({"01.md": "# A\n\n![x](x.png)\n\n![x](x.png)", "x.png": b"no"})
    assert [each.partition(": ")[0] for each in made.problems() if "01.md" in each] == ["manuscript/01.md:3", "manuscript/01.md:5"]
    assert Gallery.of(made.load().pictures, Kept(tmp_path)).kept
