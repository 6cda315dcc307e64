"""The cover wrap: its measures by the printers' own formulas, what is on it, and what the file is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pikepdf
import pypdfium2
import pytest
from outside import said
from PIL import Image
from tiny import TinyBook

from bookbuild.book import Contributor, Picture, Trim
from bookbuild.cover import brief_of, design_of
from bookbuild.edition import Edition
from bookbuild.prepress.printers import printer_named
from bookbuild.prepress.storefront import ebook_cover
from bookbuild.prepress.wrap import WrapMade, wrap
from bookbuild.prepress.wrap.blurb import blurb_of
from bookbuild.prepress.wrap.geometry import INCH, MM
from bookbuild.prepress.wrap.inks import in_process, process
from bookbuild.prepress.wrap.measures import Order, measure
from bookbuild.prepress.wrap.spine import degrees
from bookbuild.problems import BookError, Severity
from bookbuild.styles import Style

KDP, INGRAM, LULU, BOD = map(printer_named, ("kdp", "ingram", "lulu", "bod"))
SIX_BY_NINE, A5 = Trim(6, 9, "in"), Trim(148, 210, "mm")
ISBN = "9780306406157"
TOML = f"""
title = "The Heron Tide"
subtitle = "A Novel of the Saltings"
authors = ["Maren Holloway"]
publisher = "Tidewrack Press"
language = "en-GB"
identifier = "urn:uuid:heron"
isbn = {{ paperback = "{ISBN}" }}
description = \"\"\"
Nobody had crossed the saltings since the bell fell silent.

Then the heron came back, and with it the tide.
\"\"\"
"""


@dataclass(frozen=True)
class Bindery:
    """A book, and wraps made of it."""

    edition: Edition
    style: Style
    room: Path

    def made(self, order: Order, **changes: object) -> WrapMade:
        """A wrap of the book with other metadata (or another `cover`)."""
        cover = changes.pop("cover", None)
        metadata = replace(self.edition.metadata, **changes)  # type: ignore[arg-type] # a test's own
        name = f"{order.printer.name}-{abs(hash((order.pages, str(order.trim), str(sorted(changes.items())), str(cover))))}.pdf"
        edition = replace(self.edition, metadata=metadata, cover=cover)  # type: ignore[arg-type]
        return wrap(edition, self.style, order, self.room / name, self.room / "cache")


@pytest.fixture(scope="module")
def bindery(tmp_path_factory: pytest.TempPathFactory) -> Bindery:
    """A tiny book with a page about its author."""
    book = TinyBook(tmp_path_factory.mktemp("bindery"))
    book.write({"book.toml": TOML, "01-one.md": "# One\n\nIt rained.\n",
                "02-about-the-author.md": "---\nrole: about-the-author\n---\n\n# About\n\nMaren Holloway lives on a barge.\n"})  # fmt: skip
    return Bindery(book.compose(), book.style(), book.folder)


@pytest.fixture(scope="module")
def kdp(bindery: Bindery) -> WrapMade:
    """200 pages for KDP, with guides."""
    return bindery.made(Order(KDP, SIX_BY_NINE, 200, guides=True))


def seeded(bindery: Bindery, design: str) -> str:
    """An identifier whose lot falls on a design."""
    for number in range(200):
        identifier = f"urn:x:{number}"
        if design_of(brief_of(replace(bindery.edition.metadata, identifier=identifier))).__name__ == design:
            return identifier
    raise AssertionError(design)


def text_in(file: Path, box: tuple[float, float, float, float]) -> str:
    """The text in a box, given from the top left corner; spaces are a reader's guess."""
    left, top, right, bottom = box
    page = pypdfium2.PdfDocument(file)[0]
    high = page.get_height()
    return "".join(page.get_textpage().get_text_bounded(left, high - bottom, right, high - top).split())


def painted(file: Path, scale: float = 1.0) -> Image.Image:
    """The page as a reader draws it."""
    image: Image.Image = pypdfium2.PdfDocument(file)[0].render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return image


def pixels(box: tuple[float, float, float, float], scale: float = 1.0) -> tuple[int, int, int, int]:
    """A box in points as `painted` has it."""
    left, top, right, bottom = (round(scale * each) for each in box)
    return left, top, right, bottom


def content(file: Path) -> str:
    """All operators of the page and its forms."""
    with pikepdf.open(file) as pdf:
        page = pdf.pages[0]
        page.contents_coalesce()
        forms = [each.read_bytes() for each in page.Resources.get("/XObject", {}).values() if each.Subtype == "/Form"]
        return b"\n".join([page.Contents.read_bytes(), *forms]).decode("latin-1")


def codes(made: WrapMade) -> list[str]:
    return sorted(problem.code for problem in made.problems)


# -- measures ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("order", "spine", "width", "height"), [
    # 200 × .002252 = .4504; 2 × 6 + .4504 + 2 × .125 = 12.7004; 9 + .25
    (Order(KDP, SIX_BY_NINE, 200, "white"), .4504, 12.7004, 9.25),
    (Order(KDP, SIX_BY_NINE, 200, "cream"), .5, 12.75, 9.25),
    (Order(KDP, SIX_BY_NINE, 199, "cream"), .5, 12.75, 9.25),          # KDP adds the blank one
    (Order(KDP, Trim(5, 8, "in"), 828), 1.864656, 12.114656, 8.25),
    # 222 ÷ 444 + .06 = .56
    (Order(LULU, SIX_BY_NINE, 222), .56, 12.81, 9.25),
    # 12 mm told; 2 × 148 + 12 + 2 × 5 = 318 mm; 210 + 10 = 220
    (Order(BOD, A5, 200, spine=12 * MM), 12 / 25.4, 318 / 25.4, 220 / 25.4),
])
def test_the_measures_are_those_worked_out_by_hand(order: Order, spine: float, width: float, height: float) -> None:
    measured = measure(order, leftward=False)
    assert measured.spine / INCH == pytest.approx(spine)
    assert (measured.width / INCH, measured.height / INCH) == pytest.approx((width, height))


def test_boards_spine_and_barcode_lie_where_they_belong() -> None:
    measured = measure(Order(KDP, SIX_BY_NINE, 200), leftward=False)
    assert measured.back == pytest.approx((9, 9, 441, 657))
    assert measured.folds == pytest.approx((441, 441 + .4504 * 72))
    assert measured.front == pytest.approx((441 + 32.4288, 9, 873 + 32.4288, 657))
    assert measured.barcode_box == pytest.approx((279, 552.6, 423, 639)), "2 × 1.2 in, .25 in from the edges"
    assert measured.bled(measured.front) == pytest.approx((441 + 32.4288, 0, 914.4288, 666))


def test_a_book_read_leftward_has_its_front_at_the_left() -> None:
    measured = measure(Order(KDP, SIX_BY_NINE, 200), leftward=True)
    assert measured.front[2] == pytest.approx(measured.folds[0])
    assert measured.back[0] == pytest.approx(measured.folds[1])
    assert measured.barcode_box[2] == pytest.approx(measured.width - 9 - 18)


@pytest.mark.parametrize(("order", "code", "told"), [
    (Order(INGRAM, SIX_BY_NINE, 200), "p-062", "--spine 12mm"),
    (Order(INGRAM, SIX_BY_NINE, 200, spine=-3.0), "p-062", "no book of 200 pages has a spine of -1.058 mm"),
    (Order(KDP, SIX_BY_NINE, 50, spine=90 * MM), "p-062", "no book of 50 pages has a spine of 90 mm"),
    (Order(KDP, SIX_BY_NINE, 200, "vellum"), "p-043", "has no paper 'vellum'"),
])
def test_a_spine_that_nobody_knows_or_nobody_binds_is_said(order: Order, code: str, told: str) -> None:
    with pytest.raises(BookError) as error:
        measure(order, leftward=False)
    assert [problem.code for problem in error.value.problems] == [code]
    assert told in str(error.value)


# -- the file ----------------------------------------------------------------------------------------

def test_the_boxes_are_the_printers(kdp: WrapMade) -> None:
    told = dict(re.findall(r"(\w+Box):\s+(.+)", said("pdfinfo", "-box", str(kdp.out))))
    boxes = {name: [float(each) for each in box.split()] for name, box in told.items()}
    assert boxes["MediaBox"] == boxes["BleedBox"] == pytest.approx([0, 0, 914.43, 666], abs=.01)
    assert boxes["TrimBox"] == pytest.approx([9, 9, 905.43, 657], abs=.01)
    assert "Pages:           1" in said("pdfinfo", str(kdp.out))


def test_the_file_is_sound(kdp: WrapMade) -> None:
    for file in (kdp.out, kdp.guides):
        assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(file))


def test_all_fonts_are_embedded(kdp: WrapMade) -> None:
    rows = said("pdffonts", str(kdp.out)).splitlines()[2:]
    assert rows
    assert all(row.split()[-5:-3] == ["yes", "yes"] for row in rows), rows


def test_nothing_is_transparent_and_nothing_hidden(kdp: WrapMade) -> None:
    with pikepdf.open(kdp.out) as pdf:
        said_of_all = "\n".join(repr(each) for each in pdf.objects)
        assert "/OCProperties" not in pdf.Root
        assert set(pdf.pages[0].Resources.keys()) <= {"/Font", "/XObject"}
    for word in ("/SMask", "/ExtGState", "/Transparency", "/ca", "/OCG"):
        assert f"'{word}'" not in said_of_all
    assert " gs" not in content(kdp.out)


def test_black_is_black_ink_alone(kdp: WrapMade) -> None:
    drawn = content(kdp.out)
    assert "0 0 0 1 k" in drawn
    assert not re.search(r"(?<![\d.])0 0 0 rg", drawn)


def test_a_printer_of_process_inks_gets_no_rgb(bindery: Bindery) -> None:
    made = bindery.made(Order(INGRAM, A5, 200, spine=12 * MM), identifier=seeded(bindery, "label"))
    drawn = content(made.out)
    assert not re.search(r"\s(rg|RG)\s|/DeviceRGB", drawn)
    inks = [[float(each) for each in found.split()] for found in re.findall(r"((?:[\d.]+ ){4})(?:k|K|scn)\s", drawn)]
    assert len(inks) > 5
    assert max(map(sum, inks)) <= 2.4               # IngramSpark: 240 %


def test_the_same_order_gives_the_same_bytes(bindery: Bindery, kdp: WrapMade) -> None:
    before = kdp.out.read_bytes()
    again = bindery.made(Order(KDP, SIX_BY_NINE, 200, guides=True))
    assert again.out == kdp.out
    assert again.out.read_bytes() == before


# -- what is on it -----------------------------------------------------------------------------------

def test_front_spine_and_back_say_what_they_should(kdp: WrapMade) -> None:
    front, spine, back = (text_in(kdp.out, box) for box in (kdp.wrap.front, kdp.wrap.spine_box, kdp.wrap.back))
    assert "MarenHolloway".casefold() in front.casefold()
    assert "herontide" in front.casefold()
    for name in ("herontide", "marenholloway", "tidewrackpress"):
        assert name in spine.casefold()
    assert "Nobodyhadcrossedthesaltings" in back
    assert "Thentheheroncameback" in back
    assert "livesonabarge" in back
    assert "tidewrackpress" in back.casefold()
    assert codes(kdp) == []


def test_the_barcode_is_the_isbns(kdp: WrapMade) -> None:
    box = kdp.wrap.barcode_box
    assert "ISBN978-0-306-40615-7" in text_in(kdp.out, box)
    scanner = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed (pip install zxing-cpp)")
    found = scanner.read_barcodes(painted(kdp.out, 3).crop(pixels(box, 3)))
    assert [each.text for each in found] == [ISBN]


def test_the_barcode_has_its_full_size_where_the_box_has_room_for_it(kdp: WrapMade) -> None:
    bars = re.findall(r"^([\d.]+) [\d.]+ ([\d.]+) ([\d.]+) re f$", content(kdp.out).rsplit("0 0 0 1 k", 1)[-1], re.MULTILINE)
    lefts, widths, heights = ([float(each) for each in column] for column in zip(*bars, strict=True))
    assert len(bars) == 30
    assert (max(lefts) + widths[lefts.index(max(lefts))] - min(lefts)) / MM == pytest.approx(95 * .33, abs=.01)
    assert max(heights) / MM == pytest.approx(24.5, abs=.01)


def test_without_an_isbn_a_white_box_is_left_and_said(bindery: Bindery) -> None:
    made = bindery.made(Order(KDP, SIX_BY_NINE, 120), isbn=())
    box = painted(made.out).crop(pixels(made.wrap.barcode_box)).resize((1, 1), Image.Resampling.BOX)
    assert box.convert("L").getpixel((0, 0)) == pytest.approx(255, abs=2)
    assert codes(made) == ["p-064"]
    assert made.isbn is None


def test_lettering_keeps_away_from_cuts_and_folds(kdp: WrapMade, bindery: Bindery) -> None:
    long = bindery.made(Order(KDP, Trim(5, 8, "in"), 100), title="An Endless Title That Will Not Fit Anywhere at All, Not Even Here")
    for made in (kdp, long):
        page = pypdfium2.PdfDocument(made.out)[0]
        text, high = page.get_textpage(), page.get_height()
        left, top, right, bottom = made.wrap.trim_box
        clear = made.wrap.folds[0] + KDP.spine.text_clear, made.wrap.folds[1] - KDP.spine.text_clear
        for place in range(text.count_chars()):
            if not text.get_text_range(place, 1).strip():
                continue
            x, low, x2, up = text.get_charbox(place)
            assert left + 9 <= x < x2 <= right - 9
            assert top + 9 <= high - up < high - low <= bottom - 9
            middle = (x + x2) / 2
            if made.wrap.folds[0] < middle < made.wrap.folds[1]:
                assert clear[0] - .3 <= x < x2 <= clear[1] + .3
            else:
                assert x2 <= made.wrap.folds[0] - 9 or x >= made.wrap.folds[1] + 9


def test_a_description_ends_above_the_barcode(bindery: Bindery) -> None:
    long = "The tide came in over the flats and went out again, and nobody on the island thought to count. " * 14
    for design in ("ruled_frame", "patterned_boards", "label"):
        made = bindery.made(Order(KDP, SIX_BY_NINE, 200), identifier=seeded(bindery, design), description=long)
        assert "p-067" not in codes(made)
        left, _, right, bottom = made.wrap.back
        beside = text_in(made.out, (left, made.wrap.barcode_box[1] - 4, right, bottom))
        assert "tide" not in beside
        assert text_in(made.out, made.wrap.back).count("Thetidecamein") == 14


def test_the_tags_that_shops_take_are_not_printed(bindery: Bindery) -> None:
    written = "<p>It <b>rained</b> &amp; rained, and 3 < 4.</p><br/>Then <Maren> left."
    shown = blurb_of(replace(bindery.edition, metadata=replace(bindery.edition.metadata, description=written)))
    assert shown.paragraphs == ("It rained & rained, and 3 < 4.", "Then <Maren> left.")


def test_a_description_without_end_is_cut_at_a_sentence_and_said(bindery: Bindery) -> None:
    endless = "\n\n".join(f"Paragraph {number} says what the others said. And then it says it again." for number in range(200))
    made = bindery.made(Order(KDP, Trim(5, 8, "in"), 200), description=endless)
    assert codes(made) == ["p-067"]
    shown = text_in(made.out, made.wrap.back)
    assert "Paragraph0says" in shown
    assert "Paragraph199says" not in shown
    assert re.sub(r"ISBN[\d-]+|\d{13}", "", shown).endswith("saysitagain.")


# -- the spine ---------------------------------------------------------------------------------------

def test_a_thin_book_has_a_blank_spine_and_its_author_is_told_why(bindery: Bindery) -> None:
    made = bindery.made(Order(KDP, SIX_BY_NINE, 48))
    assert text_in(made.out, made.wrap.spine_box) == ""
    note = made.problems[0]
    assert (note.code, note.severity) == ("p-063", Severity.NOTE)
    assert note.message == "too few pages for a spine text: Amazon KDP wants 79, this book has 48"


def test_what_would_be_too_small_to_read_is_left_out(bindery: Bindery) -> None:
    made = bindery.made(Order(LULU, SIX_BY_NINE, 82))       # .245 in, less .125 on each side: nothing
    assert made.spine_type == 0
    assert codes(made) == ["p-063"]


@pytest.mark.parametrize("pages", [84, 120, 300, 828])
def test_spine_type_is_never_smaller_than_six_points(bindery: Bindery, pages: int) -> None:
    made = bindery.made(Order(KDP, SIX_BY_NINE, pages))
    assert 6 <= made.spine_type <= 32
    assert codes(made) == []


@pytest.mark.parametrize(("language", "title", "turned"), [
    ("en", "The Heron Tide", 90), ("nl-BE", "Het getij", 90), ("sv", "Tidvattnet", 90),
    ("fr", "La Marée", -90), ("de-AT", "Die Gezeiten", -90), ("es", "La marea", -90),
    ("he", "הגאות", -90), ("ar", "المد", -90),
])
def test_spines_are_read_as_the_language_reads_them(language: str, title: str, turned: int) -> None:
    assert degrees(language, title) == turned


def test_an_english_spine_has_its_author_at_the_head_and_a_german_one_reads_upwards(bindery: Bindery) -> None:
    english = bindery.made(Order(KDP, SIX_BY_NINE, 300))
    german = bindery.made(Order(KDP, SIX_BY_NINE, 300), language="de")
    for made, order in ((english, "MHT"), (german, "TMH")):      # author, title, publisher by their first letters; from the head down
        left, top, right, bottom = made.wrap.spine_box
        page = pypdfium2.PdfDocument(made.out)[0].get_textpage()
        found = page.get_text_bounded(left, made.wrap.height - bottom, right, made.wrap.height - top).upper()
        heights = {}
        for name, word in (("M", "MAREN"), ("H", "HERON"), ("T", "TIDEWRACK")):
            searcher = page.search(word)
            while (hit := searcher.get_next()) is not None:
                x, low, _, _ = page.get_charbox(hit[0])
                if left < x < right:
                    heights[name] = low
        assert {"MAREN", "HERON", "TIDEWRACK"} <= set(re.findall(r"[A-Z]+", found)) or len(heights) == 3
        assert sorted(heights, key=heights.__getitem__, reverse=True) == (["M", "H", "T"] if order == "MHT" else ["H", "M", "T"])


# -- the author's own picture ------------------------------------------------------------------------

@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], Picture]:
    def make(wide: int, high: int) -> Picture:
        file = tmp_path_factory.mktemp("own") / f"own-{wide}.jpg"
        image = Image.new("RGB", (wide, high), (30, 60, 110))
        image.paste((200, 40, 40), (wide // 2, 0, wide, high))
        image.save(file, quality=95)
        return Picture(PurePath("manuscript/cover.jpg"), file, "image/jpeg", wide, high)

    return make


def test_the_authors_picture_fills_the_front_and_gives_spine_and_back_its_colour(
    bindery: Bindery, picture: Callable[[int, int], Picture],
) -> None:  # fmt: skip
    made = bindery.made(Order(KDP, SIX_BY_NINE, 200), cover=picture(1960, 2960))
    seen = painted(made.out)
    assert seen.getpixel((600, 5)) == pytest.approx((30, 60, 110), abs=4)
    assert seen.getpixel((910, 660)) == pytest.approx((200, 40, 40), abs=4)
    assert seen.getpixel((4, 4)) == pytest.approx((30, 60, 110), abs=6)
    assert "herontide" in text_in(made.out, made.wrap.spine_box).casefold()
    assert text_in(made.out, made.wrap.front) == ""
    assert codes(made) == []


def test_a_coarse_picture_and_one_of_another_shape_are_said(bindery: Bindery, picture: Callable[[int, int], Picture]) -> None:
    made = bindery.made(Order(KDP, SIX_BY_NINE, 200), cover=picture(900, 900))
    assert codes(made) == ["p-065", "p-066"]
    told = {problem.code: problem.message for problem in made.problems}
    assert told["p-065"].startswith("the cover is printed at 97 ppi")        # 900 ÷ 9.25 in
    assert told["p-066"].startswith("34% of the cover is cut away at left and right")   # 1 − 6.125 ÷ 9.25


def test_the_picture_goes_to_a_printer_of_process_inks_in_those(bindery: Bindery, picture: Callable[[int, int], Picture]) -> None:
    made = bindery.made(Order(INGRAM, SIX_BY_NINE, 200, spine=12 * MM), cover=picture(1960, 2960))
    assert "cmyk" in said("pdfimages", "-list", str(made.out))
    with pikepdf.open(made.out) as pdf:
        (plate,) = pdf.pages[0].get_images().values()
        assert [str(plate.ColorSpace), str(plate.Width), str(plate.Height)] == ["/DeviceCMYK", "1960", "2960"]
    blue = painted(made.out).getpixel((600, 300))
    assert isinstance(blue, tuple)
    assert blue[2] == max(blue), "inverted inks would be orange"


def test_no_colour_takes_more_ink_than_a_press_bears() -> None:
    assert process((255, 255, 255)) == (0, 0, 0, 0)
    cube = Image.new("RGB", (17 * 17, 17))
    cube.putdata([(16 * r - (r == 16), 16 * g - (g == 16), 16 * b - (b == 16)) for r in range(17) for g in range(17) for b in range(17)])
    inked = in_process(cube)
    parts = inked.tobytes()
    assert max(sum(parts[at : at + 4]) for at in range(0, len(parts), 4)) <= 2.4 * 255 + 2
    for colour in ((107, 27, 34), (200, 165, 100), (12, 200, 77)):
        pixel = in_process(Image.new("RGB", (1, 1), colour)).getpixel((0, 0))
        assert pixel == pytest.approx([255 * ink for ink in process(colour)], abs=1.5)


# -- guides and the e-book's cover ---------------------------------------------------------------------

def test_guides_are_a_layer_that_is_seen_and_not_printed(kdp: WrapMade) -> None:
    assert kdp.guides
    assert kdp.guides.name == f"{kdp.out.stem}-guides.pdf"
    with pikepdf.open(kdp.guides) as pdf:
        layer, = pdf.Root.OCProperties.OCGs
        assert str(layer.Name) == "guides"
        assert [str(layer.Usage.View.ViewState), str(layer.Usage.Print.PrintState)] == ["/ON", "/OFF"]
        assert {str(each.Event) for each in pdf.Root.OCProperties.D.AS} == {"/View", "/Print"}
        assert layer == pdf.pages[0].Resources.Properties.Guides
    shown = text_in(kdp.guides, (0, 0, kdp.wrap.width, kdp.wrap.height))
    for label in ("spine:0.4504in(11.44mm)", "cut:12.4504×9.0000in", "12.7004×9.2500in", "barcode:2.0000×1.2000in"):
        assert label in shown
        assert label not in text_in(kdp.out, (0, 0, kdp.wrap.width, kdp.wrap.height))


def test_the_ebooks_cover_is_the_one_in_the_epub(bindery: Bindery, picture: Callable[[int, int], Picture]) -> None:
    out, sheet = bindery.room / "cover.jpg", bindery.room / "cover.png"
    made = ebook_cover(bindery.edition, out, sheet)
    with Image.open(out) as cover, Image.open(sheet) as shown:
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (1600, 2560))
        assert shown.format == "PNG"
    assert made.legibility
    assert made.legibility.suffices("The Heron Tide")
    own = ebook_cover(replace(bindery.edition, cover=picture(2000, 3200)), out)
    assert own.legibility is None
    assert own.weight == out.stat().st_size < 5_000_000
    assert own.size == (1600, 2561), "2000 × 3200 made smaller, as large as four million pixels allow"


def test_letters_no_font_has_are_said(bindery: Bindery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    made = bindery.made(Order(KDP, SIX_BY_NINE, 48), authors=(Contributor("雪国"),))
    assert "p-069" in codes(made)
