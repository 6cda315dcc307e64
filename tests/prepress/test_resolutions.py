"""What is too coarse, or in colours that are not taken, is called by its file and its line, though a PDF knows no names."""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from tiny import Make, TinyBook

from bookbuild.book import Trim
from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.prepress.preflight import preflight
from bookbuild.prepress.preflight.demands import Expected
from bookbuild.prepress.printers import printer_named
from bookbuild.prepress.shown import Shown, shown_in

ONE = """# One

![](images/mark.png){.decorative width=10%}

Some text.

![A boat](images/boat.jpg)

![A quay](images/quay.jpg)
"""
TWO = """# Two

![](images/mark.png){.decorative width=10%}

![A map](images/map.png){width=50%}

More.[^1]

[^1]: A note.

![A gull](images/gull.jpg)
"""


def picture(kind: str, size: tuple[int, int], noise: int = 20) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, noise).save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """Photographs all of one size, as a camera makes them, an ornament under each chapter's title, and a map that is fine enough."""
    made = TinyBook(tmp_path_factory.mktemp("album"))
    made.write({
        "book.toml": 'title = "Album"\n', "1.md": ONE, "2.md": TWO, "images/mark.png": picture("PNG", (30, 12)),
        **{f"images/{name}.jpg": picture("JPEG", (300, 200), noise) for name, noise in (("boat", 10), ("quay", 20), ("gull", 30))},
        "images/map.png": picture("PNG", (900, 600)),
    })  # fmt: skip
    return made


def judged(made: TinyBook, shown: Iterable[Shown] | None = None, printer: str = "kdp", ink: str = "black") -> dict[str, list[str]]:
    """What is told of each check, line by line."""
    edition, out = made.compose(), made.folder / "album.pdf"
    write_pdf(edition, replace(made.style(), ink=ink), out, made.folder / "cache", Way(Workers(1)))
    expected = Expected(Trim(5.5, 8.5, "in"), black=ink == "black")
    found = preflight(out, printer_named(printer), expected, shown_in(edition) if shown is None else shown)
    return {check.name: str(check).split("\n        ") for check in found.checks}


def test_every_coarse_picture_is_called_by_its_file_and_the_line_that_shows_it(album: TinyBook) -> None:
    assert judged(album)["pictures"] == [
        "FAILED  pictures: 4 too coarse, 72 ppi at the least, wanted 300 ppi or more (Amazon KDP, second-hand rule)",
        "pages 7, 9: manuscript/images/mark.png, 30 × 12 pixels at 72 ppi; 125 × 50 would do",
        "page 7: manuscript/images/boat.jpg (manuscript/1.md:7), 300 × 200 pixels at 96 ppi; 938 × 625 would do",
        "page 8: manuscript/images/quay.jpg (manuscript/1.md:9), 300 × 200 pixels at 96 ppi; 938 × 625 would do",
        "page 10: manuscript/images/gull.jpg (manuscript/2.md:11), 300 × 200 pixels at 96 ppi; 938 × 625 would do",
        "a picture of so many pixels, or the same one printed smaller: ![…](….jpg){width=60%}",
    ]


def test_a_picture_that_could_be_one_of_several_is_called_by_all_their_names(album: TinyBook) -> None:
    """A style sheet keeps one of them off the pages, and nothing tells which."""
    album.write({"/styles/print.css": "img[alt='A quay'] { display: none }"})
    told = judged(album)["pictures"]
    assert told[0].startswith("FAILED  pictures: 3 too coarse, ")
    files = "manuscript/images/boat.jpg or manuscript/images/quay.jpg or manuscript/images/gull.jpg"
    assert told[2] == f"page 7: {files}, 300 × 200 pixels at 96 ppi; 938 × 625 would do"


def test_a_picture_that_is_none_of_the_books_has_no_name(album: TinyBook) -> None:
    assert judged(album, shown=())["pictures"][1] == "pages 7, 9: a picture, 30 × 12 pixels at 72 ppi; 125 × 50 would do"


def test_what_a_press_for_four_inks_does_not_take_is_called_by_its_name_too(book: Make) -> None:
    red, inks = BytesIO(), BytesIO()
    Image.new("RGB", (900, 600), "red").save(red, "JPEG")
    Image.new("CMYK", (800, 600), (200, 200, 180, 250)).save(inks, "JPEG")
    text = "# One\n\n![Red](red.jpg){width=50%}\n\n![In inks](inks.jpg){width=50%}\n\n*Red* and **blue**.\n"
    sheet = "em { color: #c00 } strong { color: #00c }"
    made = book({"1.md": text, "red.jpg": red.getvalue(), "inks.jpg": inks.getvalue(), "/styles/print.css": sheet})
    told = judged(made, printer="ingram", ink="colour")
    assert told["colour"] == [
        "FAILED  colour: CMYK, Gray, RGB, wanted CMYK or Gray (IngramSpark)",
        "page 7: manuscript/red.jpg (manuscript/1.md:3) in RGB",
        "page 7: text in RGB 0 0 0.8 and 1 more colour",
        ("device-cmyk(0 0.9 0.8 0.1) for a colour in print.css; "
         "for a picture a JPEG in CMYK with 240 % of ink at most, which picture editors export"),
    ]
    assert told["ink on one spot"] == [
        "FAILED  ink on one spot: 325 %, wanted 240 % or less (IngramSpark)",
        "page 7: manuscript/inks.jpg (manuscript/1.md:5), 325 %",
        "separate the picture with a profile that uses less ink",
    ]
