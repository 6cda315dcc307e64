"""A clean file passes every check of every printer; with one fault in it, the check of that fault fails, and no other."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import compress

import pikepdf
import pypdfium2
import pytest
from outside import said
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops
from tiny import TinyBook

from bookbuild.book import Trim
from bookbuild.pdf import Way, write_pdf
from bookbuild.pdf.workers import Workers
from bookbuild.prepress.preflight import Preflight, preflight
from bookbuild.prepress.preflight.demands import Expected
from bookbuild.prepress.printers import printer_named
from bookbuild.prepress.seen_on_pages import seen

BLACK = Expected(Trim(5.5, 8.5, "in"))
COLOUR = replace(BLACK, black=False)
BLED = replace(BLACK, bleed=True)
ROOMY = """
@page :right { margin: 1in .8in 1.4in .9in } @page :left { margin: 1in .9in 1.4in .8in }
:root { --opening: plain } p.opening { text-indent: 2em }
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><path d="M5 15h80" stroke="black" stroke-width="2"/></svg>'
Fault = Callable[[Pdf], None]
RECTO = 8                                          # the index of a right-hand page with text


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of some thirty pages in black ink, with a picture, a drawing, a link, and an empty last page."""
    made = TinyBook(tmp_path_factory.mktemp("preflight"))
    grey = BytesIO()
    Image.linear_gradient("L").resize((600, 300)).save(grey, "PNG", dpi=(600, 600))
    chapters = {f"{number:02}-a.md": f"# Chapter {number}\n\n{'The tide came in. ' * 40}\n" for number in range(2, 15)}
    made.write({
        "book.toml": 'title = "Clean"\nauthor = "A. Writer"\n', **chapters, "images/a.png": grey.getvalue(), "images/b.svg": DRAWING,
        "01-a.md": "# One\n\n![A](images/a.png){width=1in}\n\n![B](images/b.svg)\n\n[A link](https://example.org).\n",
        "/styles/print.css": ROOMY + "img { width: 1in }",
    })  # fmt: skip
    book, out = made.folder / "book.pdf", made.folder / "clean.pdf"
    write_pdf(made.compose(), replace(made.style(), ink="black"), book, made.folder / "cache", Way(Workers(1)))
    with Pdf.open(book) as pdf:
        for _ in range(2 - len(pdf.pages) % 2):
            page = pdf.add_blank_page(page_size=(396, 612))
            page.TrimBox = page.BleedBox = Array([0, 0, 396, 612])
        pdf.save(out)
    return out


@pytest.fixture(scope="module")
def bled(clean: Path) -> Path:
    """The same with paper beyond three of the cuts, as KDP and Ingram want it, and a drawing that runs off the page."""
    out = clean.with_name("bled.pdf")
    with Pdf.open(clean) as pdf:
        for index, page in enumerate(pdf.pages):
            page.TrimBox = Array([0, 0, 396, 612])
            page.MediaBox = page.CropBox = page.BleedBox = Array([0, -9, 405, 621] if index % 2 == 0 else [-9, -9, 396, 621])
        draw(pdf, b"0.8 g 300 500 105 121 re f")
        pdf.save(out)
    return out


def draw(pdf: Pdf, operators: bytes, index: int = RECTO) -> None:
    pdf.pages[index].contents_add(pdf.make_stream(b"\nq " + operators + b" Q"))


def own(pdf: Pdf, kind: str, name: str, value: pikepdf.Object, index: int = RECTO) -> None:
    """Give a page a resource that no other page has."""
    page = pdf.pages[index]
    page.Resources = Dictionary({key: each for key, each in page.Resources.items() if key != kind})
    page.Resources[kind] = Dictionary({name: value})


def judged(file: Path, fault: Fault | None, printer: str, expected: Expected, **how: object) -> Preflight:
    spoilt = file.with_name("spoilt.pdf")
    with Pdf.open(file) as pdf:
        if fault:
            fault(pdf)
        pdf.save(spoilt, **how)  # type: ignore[arg-type]
    return preflight(spoilt, printer_named(printer), expected)


def failed(found: Preflight) -> list[str]:
    return [check.name for check in found.failed]


@cache
def failed_before(file: Path, printer: str, expected: Expected) -> frozenset[str]:
    """What an unspoilt file fails, by that printer's rules: nothing, where it was made for them."""
    return frozenset(failed(preflight(file, printer_named(printer), expected)))


# ---- nothing wrong ----

@pytest.mark.parametrize("printer", ["kdp", "ingram", "lulu"])
def test_a_clean_book_passes(clean: Path, printer: str) -> None:
    found = preflight(clean, printer_named(printer), BLACK)
    assert "\n".join(map(str, found.failed)) == ""
    assert found.passed


@pytest.mark.parametrize("printer", ["kdp", "ingram"])
def test_a_clean_book_with_bleed_passes(bled: Path, printer: str) -> None:
    assert "\n".join(map(str, preflight(bled, printer_named(printer), BLED).failed)) == ""


def test_every_check_tells_what_it_measured(clean: Path) -> None:
    told = list(map(str, preflight(clean, printer_named("ingram"), BLACK).checks))
    assert any(line.startswith("passed  fonts: ") and line.endswith(" faces, all embedded") for line in told)
    assert "passed  trim: 5.5 × 8.5 in" in told
    assert "passed  black text: black ink alone" in told
    assert [line for line in told if "PDF/X" in line] == [
        "note    output intent: none; whether a file is PDF/X no free program can vouch for, and nothing here does",
    ]


def test_other_programs_see_the_same(clean: Path) -> None:
    pages = len(Pdf.open(clean).pages)
    assert f"Pages:           {pages}" in said("pdfinfo", str(clean))
    faces = [line.split() for line in said("pdffonts", str(clean)).splitlines()[2:]]
    found = {check.name: check.measured for check in preflight(clean, printer_named("kdp"), BLACK).checks}
    assert found["fonts"] == f"{len(faces)} faces, all embedded"
    assert found["pages"] == str(pages)
    boxes = said("pdfinfo", "-box", "-f", "7", "-l", "7", str(clean))
    assert [line.split()[-2:] for line in boxes.splitlines() if "TrimBox" in line] == [["396.00", "612.00"]]
    rows = [line.split() for line in said("pdfimages", "-list", str(clean)).splitlines()[2:]]
    assert found["pictures"].split(" at ", 1)[1].startswith(f"{rows[0][12]} ppi")


def test_matter_stands_where_its_ink_does(clean: Path) -> None:
    """The slow way: draw every page, and look for what is not white."""
    document = pypdfium2.PdfDocument(clean)
    for page, said_of in zip(document, seen(clean), strict=True):
        ink = ImageChops.invert(page.render(scale=3, grayscale=True).to_pil().convert("L")).getbbox()
        assert (ink is None) == (not said_of.matter)
        if ink:
            left, top, right, bottom = (each / 3 for each in ink)
            found = [said_of.clear(side) for side in ("left", "top", "right", "bottom")]
            assert found == pytest.approx([left, top, 396 - right, 612 - bottom], abs=0.7), said_of.number
    document.close()


# ---- one thing wrong ----

def resized(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = page.TrimBox = page.BleedBox = Array([0, 0, 391, 612])


def larger_paper(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.TrimBox = Array([0, 0, 396, 612])
        page.MediaBox = page.BleedBox = Array([-9, -9, 405, 621])


def turned(pdf: Pdf) -> None:
    pdf.pages[4].Rotate = 90


def cropped(pdf: Pdf) -> None:
    pdf.pages[4].CropBox = Array([0, 0, 396, 600])


def shorter(pdf: Pdf) -> None:
    del pdf.pages[2:-18]


def odd(pdf: Pdf) -> None:
    del pdf.pages[-1]


def moved(across: int, up: int) -> Fault:
    def fault(pdf: Pdf) -> None:
        page = pdf.pages[RECTO]
        page.contents_add(pdf.make_stream(b"q 1 0 0 1 %d %d cm\n" % (across, up)), prepend=True)
        page.contents_add(pdf.make_stream(b"\nQ"))

    return fault


def drawn(operators: bytes, index: int = RECTO) -> Fault:
    return lambda pdf: draw(pdf, operators, index)


def recoloured(colour: bytes) -> Fault:
    def fault(pdf: Pdf) -> None:
        page = pdf.pages[RECTO]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        assert b"\n0 g\n" in content
        page.Contents = pdf.make_stream(content.replace(b"\n0 g\n", b"\n" + colour + b"\n"))

    return fault


def state(**entries: object) -> Fault:
    def fault(pdf: Pdf) -> None:
        own(pdf, "/ExtGState", "/X", Dictionary({f"/{name}": value for name, value in entries.items()}))
        draw(pdf, b"/X gs 0.9 g 200 300 20 20 re f")

    return fault


def in_a_form(pdf: Pdf) -> None:
    """The fault is two forms down."""
    inner = pdf.make_stream(b"1 0 0 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 99, 99]))
    outer = pdf.make_stream(b"/Y Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 99, 99]))
    outer.Resources = Dictionary(XObject=Dictionary(Y=inner))
    own(pdf, "/XObject", "/X", outer)
    draw(pdf, b"1 0 0 1 200 300 cm /X Do")


def grouped(pdf: Pdf) -> None:
    pdf.pages[RECTO].Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)


def picture(space: str, bits: int, pixels: int, points: int, content: bytes | None = None, **more: Any) -> Fault:  # noqa: ANN401 - what a PDF holds
    def fault(pdf: Pdf) -> None:
        parts = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}[space]
        image = pdf.make_stream(content or bytes((pixels * parts * bits + 7) // 8 * pixels), Type=Name.XObject, Subtype=Name.Image)
        image.Width = image.Height = pixels
        image.ColorSpace, image.BitsPerComponent = Name(f"/{space}"), bits
        for name, value in more.items():
            image[f"/{name}"] = pdf.make_indirect(value)
        own(pdf, "/XObject", "/X", image)
        draw(pdf, b"%d 0 0 %d 150 300 cm /X Do" % (points, points))

    return fault


def in_inks(space: Callable[[Pdf], object], content: bytes, **more: object) -> Fault:
    """A picture in four inks, as other programs pack them."""
    def fault(pdf: Pdf) -> None:
        image = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Image, Width=300, Height=300, BitsPerComponent=8)
        image.ColorSpace = space(pdf)
        for name, value in more.items():
            image[f"/{name}"] = value
        own(pdf, "/XObject", "/X", image)
        draw(pdf, b"40 0 0 40 150 300 cm /X Do")

    return fault


def profiled(pdf: Pdf) -> object:
    return Array([Name.ICCBased, pdf.make_stream(b"", N=4)])


def listed(_pdf: Pdf) -> object:
    return Array([Name.Indexed, Name.DeviceCMYK, 1, pikepdf.String(bytes(4) + b"\xff" * 4)])


def jpeg(ink: int) -> bytes:
    """In four inks, turned over as Photoshop does it."""
    out = BytesIO()
    Image.new("CMYK", (300, 300), (ink,) * 4).save(out, "JPEG")
    return out.getvalue()


OVER = Array([1, 0] * 4)
LULU = "lulu"                                      # takes colour of every kind, but not more than 270 %


@pytest.mark.parametrize(("heavy", "fault"), [
    (True, in_inks(profiled, b"\xff" * 360000)), (False, in_inks(profiled, bytes(360000))),
    (True, in_inks(listed, b"\1" * 90000)), (False, in_inks(listed, bytes(90000))),
    (True, in_inks(lambda _: Name.DeviceCMYK, bytes(360000), Decode=OVER)),
    (True, in_inks(lambda _: Name.DeviceCMYK, jpeg(255), Filter=Name.DCTDecode, Decode=OVER)),
    (False, in_inks(lambda _: Name.DeviceCMYK, jpeg(0), Filter=Name.DCTDecode, Decode=OVER)),
    (True, in_inks(lambda _: Name.DeviceCMYK, jpeg(0), Filter=Name.DCTDecode)),
    (True, in_inks(lambda _: Name.DeviceCMYK, compress(jpeg(255)), Filter=Array([Name.FlateDecode, Name.DCTDecode]), Decode=OVER)),
])  # fmt: skip
def test_ink_is_found_however_it_is_packed(clean: Path, heavy: bool, fault: Fault) -> None:
    before = failed_before(clean, LULU, COLOUR)
    assert set(failed(judged(clean, fault, LULU, COLOUR))) - before == ({"ink on one spot"} if heavy else set())


def mask(pdf: Pdf) -> None:
    gray = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    soft = pdf.make_stream(bytes(4), Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, **gray)
    picture("DeviceGray", 8, 200, 20, SMask=soft)(pdf)


def font(**entries: object) -> Fault:
    def fault(pdf: Pdf) -> None:
        fonts = pdf.pages[RECTO].Resources.Font
        fonts["/X"] = pdf.make_indirect(Dictionary({"/Type": Name.Font, **{f"/{name}": value for name, value in entries.items()}}))

    return fault


def catalog(name: str, value: Callable[[Pdf], object]) -> Fault:
    def fault(pdf: Pdf) -> None:
        pdf.Root[name] = value(pdf)

    return fault


def layered(pdf: Pdf) -> object:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Guides"))
    return Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def form(pdf: Pdf) -> object:
    return Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, T="name"))]))


def commented(pdf: Pdf) -> None:
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([90, 90, 99, 99]), Contents="Look!"))
    pdf.pages[RECTO].Annots = Array([note])


def lettered(pdf: Pdf) -> None:
    """A pattern of letters in a face that is not in the file."""
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    steps = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 9, "YStep": 9, "BBox": Array([0, 0, 9, 9])}
    letters = pdf.make_stream(b"BT /F 9 Tf (x) Tj ET", **steps, Resources=Dictionary(Font=Dictionary(F=face)))
    own(pdf, "/Pattern", "/P", letters)
    draw(pdf, b"/Pattern cs /P scn 200 300 20 20 re f")


def enlarged(pdf: Pdf) -> None:
    pdf.pages[RECTO].obj["/UserUnit"] = 2


FAULTS: dict[str, tuple[str, str, Expected, Fault]] = {
    "too short": ("pages", "kdp", BLACK, shorter),
    "odd": ("page multiple", "kdp", BLACK, odd),
    "printed on the last page": ("last page", "ingram", BLACK, drawn(b"0.5 g 200 300 9 9 re f", -1)),
    "a page lies on its side": ("page size", "kdp", BLACK, turned),
    "a page of larger units": ("page size", "kdp", BLACK, enlarged),
    "a page is cropped": ("page size", "kdp", BLACK, cropped),
    "cut to another size": ("trim", "kdp", BLACK, resized),
    "paper beyond the cuts": ("bleed", "kdp", BLACK, larger_paper),
    "too far in": ("inside margin", "kdp", BLACK, moved(-45, 0)),
    "too far out": ("outside margin", "kdp", BLACK, moved(45, 0)),
    "too high": ("top margin", "kdp", BLACK, moved(0, 168)),
    "too low": ("bottom margin", "kdp", BLACK, moved(0, -35)),
    "over the cut": ("outside margin", "kdp", BLACK, moved(70, 0)),
    "touching a cut": ("at the cut", "kdp", BLACK, drawn(b"0.5 g 380 300 16 20 re f")),
    "a red shape": ("colour", "kdp", BLACK, drawn(b"1 0 0 rg 200 300 20 20 re f")),
    "a red line": ("colour", "kdp", BLACK, drawn(b"1 0 0 RG 200 300 m 220 300 l S")),
    "a red shape two forms down": ("colour", "kdp", BLACK, in_a_form),
    "red text": ("colour", "kdp", BLACK, recoloured(b"0.8 0 0 rg")),
    "a picture in colour": ("colour", "kdp", BLACK, picture("DeviceRGB", 8, 300, 40)),
    "RGB where it is not taken": ("colour", "ingram", COLOUR, drawn(b"1 0 0 rg 200 300 20 20 re f")),
    "black text of three lights": ("black text", "kdp", BLACK, recoloured(b"0 0 0 rg")),
    "rich black text": ("black text", "ingram", COLOUR, recoloured(b"0.4 0.3 0.3 1 k")),
    "too much ink": ("ink on one spot", "ingram", COLOUR, drawn(b"1 1 1 0.5 k 200 300 20 20 re f")),
    "too much ink in a picture": ("ink on one spot", "ingram", COLOUR, picture("DeviceCMYK", 8, 300, 40, b"\xff" * 360000)),
    "half transparent": ("transparency", "kdp", BLACK, state(ca=0.5)),
    "half transparent lines": ("transparency", "kdp", BLACK, state(CA=0.5)),
    "blended": ("transparency", "kdp", BLACK, state(BM=Name.Multiply)),
    "a page’s group": ("transparency", "kdp", BLACK, grouped),
    "a picture’s mask": ("transparency", "kdp", BLACK, mask),
    "a coarse picture": ("pictures", "kdp", BLACK, picture("DeviceGray", 8, 50, 40)),
    "coarse line art": ("line art", "kdp", BLACK, picture("DeviceGray", 1, 50, 40)),
    "a hair": ("thin lines", "bod", BLACK, drawn(b"0.1 w 200 300 m 220 300 l S")),
    "a hair, scaled": ("thin lines", "bod", BLACK, drawn(b"0.1 0 0 0.1 0 0 cm 1 w 2000 3000 m 2200 3000 l S")),
    "Helvetica": ("fonts", "kdp", BLACK, font(Subtype=Name.Type1, BaseFont=Name.Helvetica)),
    "Helvetica in a pattern": ("fonts", "kdp", BLACK, lettered),
    "a drawn font": ("fonts", "kdp", BLACK, font(Subtype=Name.Type3, CharProcs=Dictionary())),
    "JavaScript": ("scripts and forms", "kdp", BLACK, catalog("/OpenAction", lambda _: Dictionary(S=Name.JavaScript, JS="1"))),
    "a form": ("scripts and forms", "kdp", BLACK, catalog("/AcroForm", form)),
    "a hidden layer": ("layers", "kdp", BLACK, catalog("/OCProperties", layered)),
    "a comment": ("annotations", "kdp", BLACK, commented),
    "PDF 2": ("PDF version", "kdp", BLACK, catalog("/Version", lambda _: Name("/2.0"))),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_fails_one_check(clean: Path, name: str) -> None:
    check, printer, expected, fault = FAULTS[name]
    before = failed_before(clean, printer, expected)
    assert check not in before
    assert set(failed(judged(clean, fault, printer, expected))) - before == {check}


def short_of_the_edge(pdf: Pdf) -> None:
    draw(pdf, b"0.8 g 300 100 99 40 re f")


def two_sided(pdf: Pdf) -> None:
    """A right-hand page with the bleed of a left-hand one."""
    page = pdf.pages[10]
    page.MediaBox = page.CropBox = page.BleedBox = Array([-9, -9, 396, 621])


def capped(pdf: Pdf) -> None:
    pdf.pages[10].BleedBox = Array([0, -4, 400, 616])


@pytest.mark.parametrize(("check", "fault"), [
    ("at the cut", short_of_the_edge), ("bleed", two_sided), ("bleed", capped),
    ("printer’s marks", drawn(b"0 G 398 200 m 404 200 l S")), ("outside margin", moved(40, 0)),
])  # fmt: skip
def test_one_fault_in_the_bleed_fails_one_check(bled: Path, check: str, fault: Fault) -> None:
    assert failed(judged(bled, fault, "kdp", BLED)) == [check]


def test_a_locked_file_is_told_as_that(clean: Path) -> None:
    opens = pikepdf.Encryption(owner="me", R=3, aes=False, metadata=False)
    assert failed(judged(clean, None, "kdp", BLACK, encryption=opens)) == ["security"]
    for encryption in (pikepdf.Encryption(owner="me", user="you", R=3, aes=False, metadata=False), pikepdf.Encryption(owner="me", R=6)):
        assert failed(judged(clean, None, "kdp", BLACK, encryption=encryption)) == ["security"]


def test_what_is_no_pdf_is_told_as_that(tmp_path: Path) -> None:
    file = tmp_path / "no.pdf"
    file.write_bytes(b"%PDF-1.7\nno more")
    found = preflight(file, printer_named("kdp"), BLACK)
    assert failed(found) == ["opens"]
    assert not found.passed


def test_words_that_the_printer_rejects_are_found_on_the_copyright_page(tmp_path: Path) -> None:
    made = TinyBook(tmp_path)
    said = {"copyright.md": "Copyright © 2026 A. Writer\n\nPrinted  \nin Canada", "01-a.md": "# One\n\nPrinted in red."}
    made.write({"book.toml": 'title = "Words"\n', **said})
    out = tmp_path / "book.pdf"
    write_pdf(made.compose(), replace(made.style(), ink="black"), out, tmp_path / "cache", Way(Workers(1)))
    found = preflight(out, printer_named("ingram"), BLACK)
    (told,) = [str(check) for check in found.failed if check.name == "copyright page"]
    assert told == (
        "FAILED  copyright page: page 4: “Printed in”, wanted nothing of where and on what it is printed (IngramSpark)\n"
        "        take these words out of the copyright page"
    )
    assert "copyright page" not in failed(preflight(out, printer_named("kdp"), BLACK))


def test_a_failure_says_where_and_what_to_do(clean: Path) -> None:
    found = judged(clean, moved(-45, 0), "kdp", BLACK)
    (line,) = [line for line in map(str, found.checks) if line.startswith("FAILED")]
    assert line == (
        "FAILED  inside margin: page 9: 0.279 in, wanted 0.375 in or more (Amazon KDP, 1–150 pages, second-hand rule)\n"
        "        a larger inside margin in print.css (@page), or a smaller page area"
    )
