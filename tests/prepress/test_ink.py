"""Books drawn in the ink of a press: black is black ink alone, nothing is seen through, and it all looks as it did."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from outside import said
from PIL import Image, ImageChops
from tiny import TinyBook

from bookbuild.kept import Kept
from bookbuild.pdf import Printed, Way, write_pdf
from bookbuild.pdf.folios import known_starts
from bookbuild.pdf.workers import Workers

SHAPES = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
<g opacity=".5"><circle cx="50" cy="50" r="40" fill="{one}"/><circle cx="80" cy="50" r="40" fill="#000"/></g>
<rect x="130" y="20" width="50" height="50" fill="none" stroke="black" stroke-opacity=".4" stroke-width="6"/>
<rect x="60" y="0" width="40" height="90" fill="{one}" fill-opacity="0"/></svg>"""
MASKED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<mask id="m" maskUnits="userSpaceOnUse" width="9" height="9"><rect width="9" height="4" fill="white"/></mask>
<g mask="url(#m)"><rect width="9" height="9"/></g></svg>"""
CHAPTER = """# The *Quay*

“Well,” he said[^1], and “well” again. [A link](https://example.org), <u>a line</u>, ~~another~~.

![Grey](images/grey.jpg)

> Half seen

| a | b |
|---|---|
| 1 | 2 |

![Drawn](images/{drawn}.svg)

***

The end.

[^1]: A note.
"""
# Only greys, so that what is drawn in black ink has to look the same; and all that makes something seen through.
SEEN_THROUGH = """
blockquote { opacity: .5; background: #ccc; border: 2px solid black }
table { border-collapse: separate } td { color: rgb(0 0 0 / .5); border-bottom: 1px dashed rgb(0 0 0 / .7) } th { color: transparent }
h1 { color: rgb(0 0 0 / .8) } em { color: #777 }
h1::before { content: ""; display: block; height: 1em; background: linear-gradient(to right, rgb(0 0 0 / .1), black) }
"""
COLOURED = "h1 { color: #a01010 } p { color: device-cmyk(0 0 0 1) } em { color: device-cmyk(0 1 1 0) }"
GREY = Image.linear_gradient("L").resize((60, 40))
PHOTO = Image.merge("RGB", (GREY, GREY.rotate(180), Image.new("L", GREY.size, 80)))
Render = list[Image.Image]


def packed(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def clear(picture: Image.Image) -> Image.Image:
    """The same with an alpha channel that runs from nothing to all."""
    made = picture.convert("RGBA")
    made.putalpha(GREY)
    return made


def manuscript(folder: Path, css: str, drawn: str = "grey") -> TinyBook:
    made = TinyBook(folder)
    made.write({
        "book.toml": 'title = "Inks"\nauthor = "A. Writer"\n',
        "01-one.md": CHAPTER.replace("{drawn}", drawn), "02-two.md": "# Two\n\nMore.",
        "images/grey.jpg": packed(GREY, "JPEG"), "images/grey.svg": SHAPES.replace("{one}", "#666"),
        "images/green.svg": SHAPES.replace("{one}", "green"), "/styles/print.css": css,
    })  # fmt: skip
    return made


def printed(made: TinyBook, ink: str, way: Way | None = None) -> tuple[Path, Printed]:
    out = made.folder / f"{ink}{'-one' if way and way.one_document else ''}.pdf"
    return out, write_pdf(made.compose(), replace(made.style(), ink=ink), out, made.folder / "cache", way or Way(Workers(1)))


def looks(pdf: Path) -> Render:
    document = pypdfium2.PdfDocument(pdf)
    made = [page.render(scale=60 / 72).to_pil().convert("RGB") for page in document]
    document.close()
    return made


def difference(one: Render, other: Render) -> int:
    """The most by which any channel of any pixel differs."""
    assert len(one) == len(other)
    return max(max(ImageChops.difference(*pair).tobytes()) for pair in zip(one, other, strict=True))


def inks(pdf: Path) -> list[tuple[float, ...]]:
    """How much of each page is under cyan, magenta, yellow and black, says Ghostscript."""
    lines = said("gs", "-q", "-o", "-", "-sDEVICE=inkcov", str(pdf)).splitlines()
    return [tuple(map(float, line.split()[:4])) for line in lines if "CMYK" in line]


def objects(pdf: Path) -> Iterator[pikepdf.Object]:
    with pikepdf.open(pdf) as file:
        yield from file.objects


def streams(pdf: Path) -> bytes:
    """All that is drawn on any page, in forms and patterns too."""
    def draws(each: pikepdf.Object) -> bool:
        return isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image" and ("/BBox" in each or "/Type" not in each)

    return b"\n".join(each.read_bytes() for each in objects(pdf) if draws(each) and each.get("/Length1") is None)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """All in greys, much of it seen through."""
    return manuscript(tmp_path_factory.mktemp("inks"), SEEN_THROUGH)


@pytest.fixture(scope="module")
def screen(book: TinyBook) -> Path:
    return printed(book, "rgb")[0]


@pytest.fixture(scope="module")
def black(book: TinyBook, screen: Path) -> Path:
    """After the one for the screen, from the same cache."""
    assert screen.exists()
    return printed(book, "black")[0]


def test_only_black_ink_is_left_and_as_much_of_it(screen: Path, black: Path) -> None:
    before, after = inks(screen), inks(black)
    assert any(cyan > 0 for cyan, *_ in before)
    assert [page[:3] for page in after] == [(0, 0, 0)] * len(after)
    assert [page[3] > 0 for page in after] == [page[3] > 0 for page in before]


def test_running_heads_and_folios_are_in_black_ink_too(black: Path) -> None:
    with pikepdf.open(black) as pdf:
        drawn: list[Any] = [page.Resources.get("/XObject", {}) for page in pdf.pages]
        forms = [each["/Furniture"].read_bytes() for each in drawn if "/Furniture" in each]
    assert [form for form in forms if b"\n0 g\n" in form]
    assert not [form for form in forms if b" rg" in form]


def test_it_looks_the_same_with_nothing_seen_through(screen: Path, black: Path) -> None:
    """PDFium blends the one for the screen with its white page; we have done so before."""
    assert difference(looks(screen), looks(black)) <= 2


def test_there_is_no_transparency_of_any_kind(screen: Path, black: Path) -> None:
    def kinds(pdf: Path) -> set[str]:
        with pikepdf.open(pdf) as file:
            found = [each for each in file.objects if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream))]
            states = [state for each in found for state in each.get("/ExtGState", {}).values()]
            return {name for name in ("/ca", "/CA", "/SMask", "/BM", "/Group") for each in (*found, *states) if name in each}

    assert kinds(screen) >= {"/ca", "/SMask", "/Group"}
    assert kinds(black) == set()


def test_the_file_is_sound_and_its_words_are_all_there(screen: Path, black: Path) -> None:
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", str(black))
    words = [[page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)] for pdf in (screen, black)]
    assert words[0] == words[1]                    # the transparent headings of the table too
    assert any("a b" in text or "a\r\nb" in text for text in words[1])


def test_the_book_for_the_screen_stays_what_it_was(book: TinyBook, screen: Path, black: Path) -> None:
    before = screen.read_bytes()
    assert black.read_bytes() != before
    assert printed(book, "rgb")[0].read_bytes() == before


def test_where_pages_start_is_known_ink_by_ink(book: TinyBook, black: Path) -> None:
    assert black.exists()
    edition, style = book.compose(), book.style()
    known = [known_starts(edition, replace(style, ink=ink), book.folder / "cache") for ink in ("rgb", "black", "colour")]
    assert known[0] == known[1] != ()
    assert known[2] == ()


def test_a_book_in_one_piece_is_in_black_ink_too(book: TinyBook, black: Path) -> None:
    whole, _ = printed(book, "black", Way(Workers(1), one_document=True))
    assert b" rg" not in streams(whole)
    assert difference(looks(black), looks(whole)) <= 2


def test_a_shadow_fades_into_the_paper(tmp_path: Path) -> None:
    made = manuscript(tmp_path, "blockquote { box-shadow: 0 0 6px 4px rgb(0 0 0 / .5); margin: 3em 0 }")
    (screen, _), (black, _) = printed(made, "rgb"), printed(made, "black")
    assert b" rg" not in streams(black)
    off = [ImageChops.difference(*pair).convert("L").histogram() for pair in zip(looks(screen), looks(black), strict=True)]
    assert max(sum(page[8:]) for page in off) < 100            # pixels: the one for the screen has seams between its masks


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Printed]]:
    """A book with red headings, the author's own inks, and a green drawing, in an ink."""
    made = manuscript(tmp_path_factory.mktemp("coloured"), COLOURED, "green")
    known: dict[str, tuple[Path, Printed]] = {}
    return lambda ink: known[ink] if ink in known else known.setdefault(ink, printed(made, ink))


def test_a_colour_stays_and_is_told_with_the_grey_that_is_as_dark(coloured: Callable[[str], tuple[Path, Printed]]) -> None:
    pdf, made = coloured("black")
    assert [str(each) for each in made.problems if each.code == "p-050"] == [
        "p-050: #a01010 is printed in colour\n    as dark in black ink: #3b3b3b",
    ]
    drawn = streams(pdf)
    assert b"0.627451 0.062745 0.062745 rg" in drawn
    assert b" 0.50196" not in drawn                # the green circle is a picture: grey


def test_inks_that_the_author_chose_stay(coloured: Callable[[str], tuple[Path, Printed]]) -> None:
    drawn = streams(coloured("black")[0])
    assert b"0 0 0 1 k" in drawn
    assert b"0 1 1 0 k" in drawn


def test_what_was_seen_through_is_told(coloured: Callable[[str], tuple[Path, Printed]]) -> None:
    assert [each.code for each in coloured("colour")[1].problems] == ["p-051"]


def test_a_colour_book_keeps_its_colours_and_has_black_text(coloured: Callable[[str], tuple[Path, Printed]]) -> None:
    drawn = streams(coloured("colour")[0])
    assert b"0.627451 0.062745 0.062745 rg" in drawn
    assert b"0.5 0.75098 0.5 rg" in drawn          # green, half of it paper
    assert b"0 0 0 rg" not in drawn


def test_a_mask_is_told_and_stays(tmp_path: Path) -> None:
    made = manuscript(tmp_path, SEEN_THROUGH)
    made.write({"images/grey.svg": MASKED})
    pdf, told = printed(made, "black")
    assert [each.message for each in told.problems if each.code == "p-052"] == ["a printer’s file cannot have a mask"]
    with pikepdf.open(pdf) as file:
        assert any("/SMask" in state for page in file.pages for state in page.Resources.get("/ExtGState", {}).values())


# ---- pictures ----

PICTURES = {
    "photo.jpg": (PHOTO, "JPEG", {"quality": 88}), "clear.png": (clear(PHOTO), "PNG", {}),
    "few.png": (PHOTO.quantize(16), "PNG", {"transparency": 0}),
    "line.png": (GREY.point(lambda each: 255 * (each > 128)).convert("1"), "PNG", {}),
    "same.png": (Image.merge("RGB", (GREY, GREY, GREY)), "PNG", {}), "grey.jpg": (GREY, "JPEG", {}),
    "mist.png": (clear(GREY).convert("LA"), "PNG", {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """The same pictures in two chapters."""
    made = TinyBook(tmp_path_factory.mktemp("gallery"))
    shown = "\n\n".join(f"![{name}](images/{name})" for name in PICTURES)
    made.write({f"images/{name}": packed(picture, kind, **how) for name, (picture, kind, how) in PICTURES.items()})
    made.write({"book.toml": 'title = "Pictures"\n', "01-one.md": f"# One\n\n{shown}\n", "02-two.md": f"# Two\n\n{shown}\n"})
    return made


@pytest.mark.parametrize(("ink", "colours"), [("black", {}), ("colour", {"photo.jpg": "RGB", "clear.png": "RGB", "few.png": "RGB"})])
def test_a_picture_is_as_it_looks_on_white_paper(gallery: TinyBook, ink: str, colours: dict[str, str]) -> None:
    pdf, _ = printed(gallery, ink)
    with pikepdf.open(pdf) as file:
        shown = [pikepdf.PdfImage(each) for each in file.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        assert len(shown) == len(PICTURES)         # once in the file, though twice in the book
        for each, (name, (picture, _, how)) in zip(shown, PICTURES.items(), strict=True):
            assert "/SMask" not in each.obj
            assert each.obj.ColorSpace == f"/Device{colours.get(name, 'Gray')}"
            whole = Image.open(BytesIO(packed(picture, "PNG", **how))) if how else picture
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(whole.convert("RGBA"))
            mode = colours.get(name, "L")
            found = each.as_pil_image().convert("RGB")
            assert difference([found], [paper.convert(mode).convert("RGB")]) <= (10 if name.endswith("jpg") else 1), name


@pytest.mark.parametrize("ink", ["rgb", "black"])
def test_sixteen_bits_of_grey_are_neither_black_nor_white(tmp_path: Path, ink: str) -> None:
    made = TinyBook(tmp_path)
    deep = packed(Image.new("I;16", (40, 40), 0xA000), "PNG")
    made.write({"book.toml": 'title = "Deep"\n', "01-one.md": "# One\n\n![Deep](images/deep.png)\n", "images/deep.png": deep})
    pdf, _ = printed(made, ink)
    with pikepdf.open(pdf) as file:
        shown = [pikepdf.PdfImage(each) for each in file.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        assert [each.as_pil_image().convert("RGB").getcolors() for each in shown] == [[(1600, (0xA0, 0xA0, 0xA0))]]


def test_a_grey_jpeg_goes_in_as_it_is(gallery: TinyBook) -> None:
    pdf, _ = printed(gallery, "black")
    source = (gallery.folder / "manuscript" / "images" / "grey.jpg").read_bytes()
    assert any(isinstance(each, pikepdf.Stream) and each.read_raw_bytes() == source for each in objects(pdf))


def test_a_picture_is_made_grey_once(gallery: TinyBook) -> None:
    printed(gallery, "black")
    pages = gallery.folder / "cache" / "pages"
    plates = sorted(pages.glob("*-black-*.plate"))
    assert len(plates) == len(PICTURES)
    made = {plate: plate.stat().st_mtime_ns for plate in plates}
    kept = Kept(pages)
    assert all(kept.get(plate.name) for plate in plates)
    for sheaf in pages.glob("*.sheaf"):
        sheaf.unlink()
    printed(gallery, "black")
    assert {plate: plate.stat().st_mtime_ns for plate in plates} == made


def test_pdfimages_sees_no_mask_and_no_colour(gallery: TinyBook) -> None:
    pdf, _ = printed(gallery, "black")
    rows = [line.split() for line in said("pdfimages", "-list", str(pdf)).splitlines()[2:]]
    assert {(row[2], row[5]) for row in rows} == {("image", "gray")}


def test_the_ghost_of_a_printers_own_flattening_finds_nothing_to_do(gallery: TinyBook, tmp_path: Path) -> None:
    """Ghostscript makes a PDF 1.3, which knows no transparency: pages that have any become pictures, and lose their fonts."""
    pdf, _ = printed(gallery, "black")
    flat = tmp_path / "flat.pdf"
    said("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.3", f"-sOutputFile={flat}", str(pdf))
    assert said("pdffonts", str(flat)).count("yes") >= said("pdffonts", str(pdf)).count(" yes yes") > 0
