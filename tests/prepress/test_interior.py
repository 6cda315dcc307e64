"""The interior by a printer's rules: pages and margins agree, boxes are where he cuts, and nothing else has changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outside import said
from tiny import DRAWING, Make, TinyBook

from bookbuild.book import Trim
from bookbuild.pdf import write_pdf
from bookbuild.pdf.materials import Materials
from bookbuild.prepress.interior import Interior, print_ready
from bookbuild.prepress.interior.agreement import agree
from bookbuild.prepress.interior.boxes import blanks_wanted, finish_interior
from bookbuild.prepress.interior.margins import Room, margins_of, room_sheet
from bookbuild.prepress.interior.refusals import miscounted
from bookbuild.prepress.printers import PRINTERS, Edges, Printer
from bookbuild.prepress.printers.rules import Band
from bookbuild.problems import BookError
from bookbuild.stylesheet import Sheet

INCH = 72.0
KDP = PRINTERS["kdp"]
NOVEL = (0.0, 0.0, 396.0, 612.0)
SENTENCE = "The lamp was out, and nobody on the stairs had thought of bringing another, “though it was late.” "
CHAPTER = "# {}\n\n" + "\n\n".join([SENTENCE * 9] * 9) + "\n"


# ---- pages and margins ----

def printed_with(own: float, words: int, extra: int = 0) -> Callable[[float | None], int]:
    """A book whose pages hold the fewer words the wider its margin is."""

    def lay(margin: float | None) -> int:
        return -(-words // round(1000 - 2 * max(own, margin or 0))) + extra

    return lay


@given(own=st.floats(5, 120), words=st.integers(1000, 900_000))
@settings(max_examples=300, deadline=None)
def test_pages_and_margin_agree_with_the_narrowest_margin_there_is(own: float, words: int) -> None:
    lay, least = printed_with(own, words), KDP.margins.inside
    found = agree(lay, least, own)
    tried = [None, *(band.inside for band in KDP.margins.bands)]
    fitting = [margin for margin in tried if (own if margin is None else margin) >= least(lay(margin)) - 0.25]
    assert found.inside == fitting[0]
    assert found.pages == lay(found.inside)


@given(pages=st.lists(st.integers(1, 900), min_size=6, max_size=6), own=st.floats(0, 100))
@settings(max_examples=300, deadline=None)
def test_however_a_book_behaves_it_comes_to_an_end_and_has_its_margin(pages: list[int], own: float) -> None:
    """Each margin makes any number of pages: wider ones may even make fewer."""
    counts = dict(zip([None, *(band.inside for band in KDP.margins.bands)], pages, strict=True))
    rounds = []

    def lay(margin: float | None) -> int:
        rounds.append(margin)
        return counts[margin]

    found = agree(lay, KDP.margins.inside, own)
    assert (own + 0.25 if found.inside is None else found.inside) >= KDP.margins.inside(found.pages)
    assert found.pages == counts[found.inside]
    assert len(rounds) == len(set(rounds)) == len(found.history)


def test_a_margin_that_makes_the_book_jump_over_a_border_and_back_is_the_wider_one() -> None:
    counts: dict[float | None, int] = {None: 152, 36.0: 148}
    found = agree(counts.__getitem__, KDP.margins.inside, 30.0)
    assert (found.pages, found.inside, found.history) == (148, 36.0, ((152, 36.0), (148, 27.0)))


def test_a_theme_with_room_enough_is_laid_out_once() -> None:
    found = agree(lambda _: 248, KDP.margins.inside, 53.8)
    assert (found.pages, found.inside, found.history) == (248, None, ((248, 36.0),))


@pytest.mark.parametrize(("name", "pages", "blank", "added"), [
    ("kdp", 248, False, 0), ("kdp", 249, False, 1), ("kdp", 249, True, 1),
    ("ingram", 248, False, 2), ("ingram", 248, True, 0), ("ingram", 249, False, 1), ("ingram", 249, True, 1), ("lulu", 33, False, 1),
])  # fmt: skip
def test_as_many_blank_pages_as_a_printer_wants(name: str, pages: int, blank: bool, added: int) -> None:
    assert blanks_wanted(pages, PRINTERS[name], ends_blank=blank) == added


# ---- the theme's margins ----

def test_margins_are_those_the_typesetter_finds(tmp_path: Path) -> None:
    css = """
        @page { size: 5in 8in; margin: 10%; font-size: 10pt }
        @page :left { margin-right: calc(3em + 2pt) }
        @media print { @page notes:right { margin-left: 1in } }
        @page map { margin: 0; @top-center { content: "never seen" } }
    """
    found = margins_of(Materials((Sheet(css, None),), {}, {}), tmp_path)
    assert {name for name, _ in found} == {"", "notes", "map"}
    sides = {place: pytest.approx([each.inside, each.outside, each.top, each.bottom], abs=0.02) for place, each in found.items()}
    assert sides["", "right"] == [36, 36, 57.6, 57.6]
    assert sides["", "left"] == [32, 36, 57.6, 57.6]
    assert sides["notes", "right"] == [72, 36, 57.6, 57.6]
    assert sides["map", "left"] == [0, 0, 0, 0]


def test_pages_that_are_all_picture_keep_having_no_margin() -> None:
    own = {("", "right"): Edges(30, 40, 50, 60), ("map", "left"): Edges(0, 0, 0, 0), ("wide", "left"): Edges(90, 40, 50, 60)}
    assert room_sheet(Room(inside=36), own).css == "@page :right { margin-left: 36.000pt }"
    assert room_sheet(Room(outside=45, head=5), own).css.splitlines() == [
        "@page :right { margin-right: 45.000pt; margin-top: 55.000pt }", "@page wide:left { margin-left: 45.000pt; margin-top: 55.000pt }",
    ]  # fmt: skip
    assert not room_sheet(Room(inside=20), own).css


# ---- real books ----

def small(name: str, bands: tuple[Band, ...] = ()) -> Printer:
    """The printer, if he bound thin books too: so that ours can be made quickly."""
    printer = PRINTERS[name]
    margins = replace(printer.margins, bands=bands or printer.margins.bands)
    return replace(printer, pages=replace(printer.pages, least=2), margins=margins)


@pytest.fixture(scope="module")
def novel(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """Three chapters, of which the last ends on a right-hand page."""
    made = TinyBook(tmp_path_factory.mktemp("novel") / "book")
    chapters = {f"0{n}.md": CHAPTER.format(f"Chapter {n}") for n in (1, 2)}
    made.write({"book.toml": 'title = "The Lamp"\nauthor = "A. Writer"\n', **chapters, "03.md": "# The End\n\nIt was dark.\n"})
    return made


def interior(book: TinyBook, printer: Printer, **wishes: bool) -> Interior:
    dist = book.folder / "dist"
    out = dist / f"{printer.name}-{len(list(dist.glob('*.pdf')))}.pdf"
    return print_ready(book.compose(), book.style(), printer, out, book.folder / "dist" / ".cache", **wishes)  # type: ignore[arg-type]


def boxes(file: Path) -> list[tuple[list[float], ...]]:
    """(MediaBox, CropBox, BleedBox, TrimBox) of each page."""
    with pikepdf.open(file) as pdf:
        assert not any("/ArtBox" in page for page in pdf.pages)
        assert all("/TrimBox" in page and "/BleedBox" in page for page in pdf.pages)
        each = ((page.mediabox, page.cropbox, page.obj.BleedBox, page.trimbox) for page in pdf.pages)
        return [tuple(list(map(float, box)) for box in page) for page in each]


def texts(file: Path) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file)]


@pytest.fixture(scope="module")
def at_kdp(novel: TinyBook) -> Interior:
    return interior(novel, small("kdp"))


def test_a_book_that_keeps_the_rules_is_the_book_itself(novel: TinyBook, at_kdp: Interior) -> None:
    own = novel.folder / "dist" / "own.pdf"
    pages = write_pdf(novel.compose(), novel.style(), own, novel.folder / "dist" / ".cache").pages
    assert pages % 2 == 1
    assert (at_kdp.pages, at_kdp.added, at_kdp.bleed, at_kdp.problems) == (pages + 1, 1, False, ())
    assert texts(at_kdp.out) == [*texts(own), ""]
    assert at_kdp.history == (
        f"{pages + 1} pages ask for an inside margin of 0.375 in; the theme has 0.72 in, which stays",
        f"1 blank page added at the end: {pages + 1} pages",
    )
    assert str(at_kdp) == f"{pages + 1} pages of 5.5 × 8.5 in, 1 of them blank at the end, no bleed, inside margin at least 0.375 in"


def test_without_a_bleed_the_paper_is_the_cut_page(at_kdp: Interior) -> None:
    assert boxes(at_kdp.out) == [(list(NOVEL),) * 4] * at_kdp.pages
    told = said("pdfinfo", "-box", str(at_kdp.out))
    assert "TrimBox:" in told
    assert "0.00     0.00   396.00   612.00" in told


def test_the_added_page_leaves_labels_links_bookmarks_and_tags_as_they_were(novel: TinyBook, at_kdp: Interior) -> None:
    own = novel.folder / "dist" / "own.pdf"
    write_pdf(novel.compose(), novel.style(), own, novel.folder / "dist" / ".cache")
    with pikepdf.open(at_kdp.out) as made, pikepdf.open(own) as book:
        assert made.Root.PageLabels.Nums[1:] is not None
        assert [page.label for page in made.pages][:-1] == [page.label for page in book.pages]
        assert [len(page.get("/Annots", [])) for page in made.pages] == [*(len(page.get("/Annots", [])) for page in book.pages), 0]
        assert made.Root.StructTreeRoot.ParentTreeNextKey == book.Root.StructTreeRoot.ParentTreeNextKey
        assert made.Root.Lang == book.Root.Lang
        assert made.docinfo["/Title"] == "The Lamp"
        with made.open_outline() as ours, book.open_outline() as theirs:
            assert [each.title for each in ours.root] == [each.title for each in theirs.root]
        numbers = {page.objgen for page in made.pages}
        for page in made.pages:
            for link in page.get("/Annots", []):
                if "/StructParent" in link and "/P" in link:
                    assert link.P.objgen in numbers
    assert at_kdp.out.read_bytes()[:8] == own.read_bytes()[:8]
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(at_kdp.out))


def test_folios_too_near_the_cut_are_moved_and_the_text_stays(novel: TinyBook, at_kdp: Interior) -> None:
    made = interior(novel, small("ingram"))
    assert at_kdp.clear.bottom < 0.5 * INCH <= made.clear.bottom
    assert made.history[1] == "folios keep 0.5 in from the lower edge"
    assert [text.split() for text in texts(made.out)] == [text.split() for text in texts(at_kdp.out)]
    assert made.problems == ()


def test_a_book_whose_wider_margin_makes_it_longer_gets_the_margin_of_the_longer_one(novel: TinyBook, at_kdp: Interior) -> None:
    pages = at_kdp.pages
    steps = (Band(1, pages - 1, 20.0), Band(pages, pages, 80.0), Band(pages + 1, None, 100.0))
    made = interior(novel, small("kdp", steps))
    assert made.pages > pages
    assert made.least.inside == pytest.approx(100)
    assert made.clear.inside == pytest.approx(100, abs=0.3)      # of the marks that hang into it, too
    assert made.clear.outside == pytest.approx(at_kdp.clear.outside, abs=1)
    asked = [step for step in made.history if "inside margin" in step]
    assert [step.split()[0] for step in asked] == [str(count) for count in (pages, made.pages, made.pages)][: len(asked)]
    assert asked[0].endswith("of 1.1111 in")
    assert asked[-1].endswith("of 1.3889 in, which is set")


def test_margins_that_leave_no_line_are_a_problem(novel: TinyBook) -> None:
    asked = r"p-044: Amazon KDP asks for an inside margin of 3.125 in: of 5.5 × 8.5 in that leaves 1.\d\d in for the text\n"
    with pytest.raises(BookError, match=asked):
        interior(novel, small("kdp", (Band(1, None, 225.0),)))


def test_too_few_pages_are_a_problem(novel: TinyBook) -> None:
    printer = replace(KDP, pages=replace(KDP.pages, least=400))
    with pytest.raises(BookError, match=r"p-042: too few pages: Amazon KDP binds 400 or more, this book has \d+\n"):
        interior(novel, printer)
    with pytest.raises(BookError, match=r"p-042: too many pages: Amazon KDP binds 6 at most, this book has \d+\n"):
        interior(novel, replace(KDP, pages=replace(KDP.pages, least=2, most=6)))


@pytest.mark.parametrize(("pages", "trim", "hint"), [
    (900, Trim(6, 9, "in"), 'a larger page, `trim = "7x10in"` in '), (1100, Trim(6, 9, "in"), 'a larger page, `trim = "8.5x11in"` in '),
    (1966, Trim(6, 9, "in"), "or in volumes, each of them a book"), (20, Trim(5, 8, "in"), "bind it yourself"),
    (20, Trim(6, 9, "in"), 'a smaller page, `trim = "5x8in"` in '),
])  # fmt: skip
def test_the_hint_is_never_what_the_book_has(pages: int, trim: Trim, hint: str) -> None:
    (told,) = miscounted(KDP, trim, pages, None)
    assert hint in (told.hint or "")
    assert f'"{trim.width:g}x{trim.height:g}in"' not in (told.hint or "")


def test_a_paper_that_takes_so_many_pages_is_named() -> None:
    (told,) = miscounted(KDP, Trim(8.5, 11, "in"), 600, "white")
    assert told.message == "too many pages: Amazon KDP binds 590 at most on white paper, black ink, this book has 600"
    assert (told.hint or "").startswith("--stock cream; or ")
    (told,) = miscounted(KDP, Trim(5, 8, "in"), 60, "standard-color")
    assert told.hint == "--stock white; or bind it yourself: bookbuild proof --booklet"


def test_a_size_that_is_not_cut_is_a_problem_before_anything_is_laid_out(book: Make) -> None:
    tiny = book("# A\n\nB.", toml='title = "A"\ntrim = "5.5x8.5in"\n')
    with pytest.raises(BookError, match=r'p-041: BoD does not cut pages of 5.5 × 8.5 in\n    trim = "135x215mm"   in manuscript/book'):
        interior(tiny, PRINTERS["bod"])
    small_one = book("# A\n\nB.", toml='title = "A"\ntrim = "3x5in"\n', folder="small")
    with pytest.raises(BookError, match=r'trim = "4x6in"   in manuscript/book.toml$'):
        interior(small_one, KDP)


# ---- books that run off the page ----

@pytest.fixture(scope="module")
def bled(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """A book on grey pages, in a size that all four printers have."""
    made = TinyBook(tmp_path_factory.mktemp("bled") / "book")
    made.write({
        "book.toml": 'title = "Fog"\nauthor = "A. Writer"\ntrim = "a5"\n', "01.md": "# One\n\nFog.\n", "02.md": "# Two\n\nMore fog.\n",
        "/styles/print.css": "@page { background: #ddd; marks: crop; bleed: 2mm }",
    })  # fmt: skip
    return made


A5 = (148 * 72 / 25.4, 210 * 72 / 25.4)


@pytest.mark.parametrize(("name", "inside", "outside"), [("kdp", 0, 9), ("lulu", 9, 9), ("bod", 5 * 72 / 25.4, 5 * 72 / 25.4)])
def test_what_runs_off_the_page_gets_the_printers_bleed(bled: TinyBook, name: str, inside: float, outside: float) -> None:
    made = interior(bled, small(name))
    assert made.bleed
    assert made.history[0].endswith("something runs off page 1")
    assert made.pages % 2 == 0
    for number, (media, crop, bleed, trim) in enumerate(boxes(made.out), 1):
        left, right = (inside, outside) if number % 2 else (outside, inside)
        assert trim == pytest.approx([0, 0, *A5], abs=0.01), number
        assert media == crop == bleed
        assert media == pytest.approx([-left, -outside, A5[0] + right, A5[1] + outside], abs=0.01), number


def test_the_ink_reaches_the_edge_of_the_paper_on_all_pages_of_the_book(bled: TinyBook) -> None:
    made = interior(bled, small("bod"))
    document = pypdfium2.PdfDocument(made.out)
    for page in list(document)[: made.pages - made.added]:
        picture = page.render(scale=1).to_pil().convert("L")
        corners = [picture.getpixel((x, y)) for x in (1, picture.width - 2) for y in (1, picture.height - 2)]
        assert corners == [0xDD] * 4


def test_a_bleed_can_be_asked_for(novel: TinyBook) -> None:
    made = interior(novel, small("kdp"), bleed=True)
    assert made.bleed
    assert made.least == Edges(27, 27, 27, 27)
    assert [media for media, *_ in boxes(made.out)][:2] == [[0, -9, 405, 621], [-9, -9, 396, 621]]


def test_marks_and_a_bleed_for_proofs_at_home_are_left_out(book: Make) -> None:
    tiny = book({"01.md": "# A\n\nB.\n", "/styles/print.css": "@page { marks: crop cross; bleed: 5mm }"})
    made = interior(tiny, small("kdp"))
    assert boxes(made.out) == [(list(NOVEL),) * 4] * made.pages
    assert made.history[0] == "nothing runs off a page: the bleed and marks of print.css are left out"


def test_what_hangs_over_the_edge_is_told_with_its_page(book: Make) -> None:
    files = {"01.md": "# A\n\nB.\n\n![](wide.svg)\n", "wide.svg": DRAWING, "/styles/print.css": "img { max-width: none; width: 4.6in }"}
    tiny = book(files)
    made = interior(tiny, small("kdp"))
    (told,) = (str(problem) for problem in made.problems if problem.code == "p-045")
    assert told.splitlines() == [
        "p-045: page 7 of the file: something stands 0.15 in from the outer edge; Amazon KDP asks for 0.25 in",
        "    table, pre, figure, img { max-width: 100% }   in styles/print.css",
    ]


def test_pages_of_another_size_are_a_problem(book: Make) -> None:
    tiny = book({"01.md": "# A\n\nB.\n", "/styles/print.css": "@page wide { size: 8in 8in } section.chapter { page: wide }"})
    with pytest.raises(BookError, match=r"p-047: page 7 of the file is 8 × 8 in, the book is 5.5 × 8.5 in"):
        interior(tiny, small("kdp"))


def test_a_book_that_runs_leftward_opens_on_a_left_hand_page(book: Make) -> None:
    tiny = book("# אחת\n\nשלום.\n", toml='title = "ספר"\nlanguage = "he"\ncontents = false\n')
    made = interior(tiny, small("kdp"), bleed=True)
    assert [media for media, *_ in boxes(made.out)][:2] == [[-9, -9, 396, 621], [0, -9, 405, 621]]


def test_the_same_book_gives_the_same_bytes(bled: TinyBook) -> None:
    first = interior(bled, small("bod")).out.read_bytes()
    assert interior(bled, small("bod")).out.read_bytes() == first


def test_a_file_that_is_right_is_copied(at_kdp: Interior, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    done = finish_interior(at_kdp.out, out, KDP, Trim(5.5, 8.5, "in"), bleed=False)
    assert (done.added, done.mended) == (0, False)
    assert out.read_bytes() == at_kdp.out.read_bytes()
