"""Sheets to fold: which page stands where, how large, and how near to the fold; what is said to whoever prints them."""

from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
from halves import DOTS, Sheets, imposed, numbered
from hypothesis import given
from hypothesis import strategies as st
from outside import said
from tiny import Finished

from bookbuild.problems import BookError
from bookbuild.proofs.imposition import Imposition, impose
from bookbuild.proofs.papers import MM, PAPERS, Paper
from bookbuild.proofs.signatures import order, signatures

A4, LETTER, A3 = PAPERS["a4"], PAPERS["letter"], PAPERS["a3"]
Page = int | str | None
SIZES = st.sampled_from([None, 4, 8, 12, 16, 20, 24, 32, 36])


# ---- the oracle: real sheets, folded and read through ----


class Leaf(NamedTuple):
    """Half a sheet of paper."""

    up: Page
    down: Page

    def over(self) -> "Leaf":
        return Leaf(self.down, self.up)


def folded(sides: list[tuple[Page, Page]], *, rtl: bool) -> list[Page]:
    """The pages of one signature as a reader meets them.

    Sheets lie on the table, the first one lowest, each with its front down. A printer that flips on the short edge has put
    the back of the right half behind the left half of the front. Turn one pile of halves over onto the other: the left one
    if the spine is to be on the left, else the right one. Then read from the top, both sides of each leaf.
    """
    left, right = [], []                           # piles, from the lowest leaf up
    for (front_left, front_right), (back_left, back_right) in zip(sides[::2], sides[1::2], strict=True):
        left.append(Leaf(up=back_left, down=front_right))
        right.append(Leaf(up=back_right, down=front_left))
    turned, lying = (right, left) if rtl else (left, right)
    pile = [*lying, *(leaf.over() for leaf in reversed(turned))]
    return list(chain.from_iterable(reversed(pile)))


def read_through(sides: list[tuple[Page, Page]], sizes: tuple[int, ...], *, rtl: bool) -> list[Page]:
    """The pages of a book whose signatures were folded one by one and stacked."""
    rest, pages = list(sides), []
    for size in sizes:
        pages += folded(rest[: size // 2], rtl=rtl)
        del rest[: size // 2]
    assert not rest
    return pages


@given(pages=st.integers(1, 450), size=SIZES, rtl=st.booleans())
def test_folded_sheets_read_from_first_to_last_page(pages: int, size: int | None, rtl: bool) -> None:
    sizes = signatures(pages, size)
    empty = sum(sizes) - pages
    assert read_through(list(order(pages, size, rtl=rtl)), sizes, rtl=rtl) == [*range(pages), *[None] * empty]
    assert empty < 4


def test_the_oracle_notices_a_wrong_fold() -> None:
    assert folded([(3, 0), (1, 2)], rtl=False) == [0, 1, 2, 3]
    assert folded([(3, 0), (2, 1)], rtl=False) != [0, 1, 2, 3], "as on sheets flipped on the long edge"
    assert folded([(3, 0), (1, 2)], rtl=True) != [0, 1, 2, 3]


@given(pages=st.integers(1, 450), size=SIZES)
def test_signatures_are_full_but_for_the_last_two(pages: int, size: int | None) -> None:
    sizes = signatures(pages, size)
    assert all(each % 4 == 0 for each in sizes)
    if size is None:
        assert len(sizes) == 1
    else:
        assert set(sizes[:-2]) <= {size}
        assert max(sizes) <= size
        assert len(sizes) == -(-pages // size), "no more of them than there must be"


@pytest.mark.parametrize(("pages", "size", "sizes"), [
    (1, None, (4,)), (4, 16, (4,)), (5, 4, (4, 4)), (16, 16, (16,)), (65, None, (68,)),
    (65, 16, (16, 16, 16, 12, 8)), (57, 16, (16, 16, 16, 12)), (40, 16, (16, 16, 8)), (20, 16, (12, 8)), (12, 8, (8, 4)),
    (36, 32, (20, 16)),
])
def test_a_thin_last_signature_takes_from_the_one_before(pages: int, size: int | None, sizes: tuple[int, ...]) -> None:
    assert signatures(pages, size) == sizes


# ---- the printed sheets ----


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize(("pages", "size"), [(1, None), (3, 16), (4, 4), (21, None), (33, 8), (70, 16)])
def test_every_half_sheet_has_its_page(tmp_path: Path, pages: int, size: int | None, rtl: bool) -> None:
    sheets = imposed(numbered(tmp_path / "pages.pdf", pages), Imposition(A4, size, marks=True, rtl=rtl))
    halves = [(left or None, right or None) for left, right in sheets.halves()]
    said = sheets.said
    assert read_through(list(halves), said.signatures, rtl=rtl) == [*(f"x{page + 1}" for page in range(pages)), *[None] * said.empty]
    assert (len(halves), said.sides) == (said.sheets * 2, said.sheets * 2)


@pytest.fixture(scope="module")
def bound(sample: Finished, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """The sample book as a binder gets it."""
    out = tmp_path_factory.mktemp("imposition") / "sheets.pdf"
    return Sheets(out, impose(sample.pdf, out, Imposition(A4, 16, 0.1 * MM, marks=True)))


def test_the_pages_are_the_books_own(bound: Sheets, sample: Finished) -> None:
    def plain(text: str) -> str:
        """A reader guesses which hyphens break words, and where spaces are."""
        return "".join(letter for letter in text if letter not in "-\x02\ufffe" and not letter.isspace())

    pages = [plain(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(sample.pdf)]
    halves = [plain(half) for side in bound.halves() for half in side]
    assert halves == ["" if page is None else pages[page] for side in order(len(pages), 16) for page in side]


def test_other_programs_take_them(bound: Sheets) -> None:
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(bound.path))
    fonts = said("pdffonts", str(bound.path)).splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in line for line in fonts)


def test_fonts_are_not_copied_for_every_page(bound: Sheets, sample: Finished) -> None:
    assert bound.path.stat().st_size < 1.1 * sample.pdf.stat().st_size
    with pikepdf.open(bound.path) as ours, pikepdf.open(sample.pdf) as theirs:
        assert len(faces(ours)) == len(faces(theirs))


def faces(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"]


def test_what_sheets_cannot_have_is_left_behind(bound: Sheets, sample: Finished) -> None:
    with pikepdf.open(bound.path) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
        assert not any("/Annots" in page or "/StructParents" in page for page in pdf.pages)
        assert pdf.docinfo["/Title"] == sample.said["title"]
        assert "/CreationDate" not in pdf.docinfo
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"


def test_the_same_pages_give_the_same_bytes(bound: Sheets, sample: Finished, tmp_path: Path) -> None:
    impose(sample.pdf, tmp_path / "again.pdf", Imposition(A4, 16, 0.1 * MM, marks=True))
    assert (tmp_path / "again.pdf").read_bytes() == bound.path.read_bytes()


# ---- where on the sheet ----


def test_sheets_lie_on_their_side(tmp_path: Path) -> None:
    sheets = imposed(numbered(tmp_path / "pages.pdf", 3), Imposition(A4, None))
    assert sheets.document[0].get_size() == pytest.approx((841.89, 595.276), abs=0.01)


@pytest.mark.parametrize(("trim", "paper", "scale"), [
    ((396, 612), LETTER, 1), ((396, 612), A3, 1), ((396, 612), A4, 595.2756 / 612), ((432, 648), LETTER, 396 / 432), ((300, 300), A4, 1),
])
def test_a_page_is_shrunk_where_it_must_and_never_enlarged(trim: tuple[float, float], paper: Paper, scale: float, tmp_path: Path) -> None:
    sheets = imposed(numbered(tmp_path / "pages.pdf", 4, *trim), Imposition(paper, None))
    assert sheets.said.scale == pytest.approx(scale)
    fold, middle = paper.height / 2, paper.width / 2
    assert sheets.halves()[0] == ("x4", "x1")
    (left, foot), (right, same_foot) = sheets.start(0, "left"), sheets.start(0, "right")
    assert left - fold == pytest.approx((30 - trim[0]) * scale, abs=1.5)
    assert right - fold == pytest.approx(30 * scale, abs=1.5)
    assert right - left == pytest.approx(trim[0] * scale, abs=0.01)
    assert foot == same_foot
    assert foot - middle == pytest.approx((100 - trim[1] / 2) * scale, abs=1.5)


def test_pages_meet_at_the_fold(tmp_path: Path) -> None:
    """Each is filled with its own grey to beyond its edges, and none of it crosses the fold."""
    sheets = imposed(numbered(tmp_path / "pages.pdf", 8, 300, 400, shades=(0.2, 0.8)), Imposition(A4, None, creep=2))
    fold = A4.height / 2
    for side in range(4):
        picture = sheets.picture(side)
        places = (fold - 299, fold - 0.5, fold + 0.5, fold + 299)
        assert [picture.getpixel((int(x * DOTS), picture.height // 2)) for x in places] == [51, 51, 204, 204]


@pytest.mark.parametrize("rtl", [False, True])
def test_creep_moves_inner_sheets_to_the_fold_and_no_others(tmp_path: Path, rtl: bool) -> None:
    sheets = imposed(numbered(tmp_path / "pages.pdf", 24, 300, 400), Imposition(A4, 12, creep=1.5, rtl=rtl))
    left = [sheets.start(side, "left")[0] for side in range(12)]
    right = [sheets.start(side, "right")[0] for side in range(12)]
    moved = [0, 0, 1.5, 1.5, 3, 3] * 2
    assert [place - left[0] for place in left] == pytest.approx(moved, abs=0.01)
    assert [right[0] - place for place in right] == pytest.approx(moved, abs=0.01)


# ---- what is said ----


def told(tmp_path: Path, plan: Imposition, count: int = 21, trim: tuple[float, float] = (396, 612)) -> tuple[str, ...]:
    return impose(numbered(tmp_path / "pages.pdf", count, *trim), tmp_path / "sheets.pdf", plan).instructions


def test_the_duplex_setting_is_said_first(tmp_path: Path) -> None:
    first, second, *_ = told(tmp_path, Imposition(LETTER, None))
    assert first == "Print on Letter, landscape, two-sided, flip on short edge, at actual size (100 %, not “fit to page”)."
    assert "one side only: print the odd pages" in second


def test_a_booklet_is_folded_and_stapled(tmp_path: Path) -> None:
    assert told(tmp_path, Imposition(LETTER, None))[2:] == (
        "Lay the sheets in order, the first one outermost, and fold them together in the middle; staple through the fold.",
        "The spine is on the left, with page 1 on top.",
    )  # fmt: skip
    assert told(tmp_path, Imposition(LETTER, None), 2)[2] == "Fold the sheet in the middle; staple through the fold."


def test_signatures_are_stacked_and_sewn_and_cut_to_size(tmp_path: Path) -> None:
    assert told(tmp_path, Imposition(A4, 8, marks=True, rtl=True))[2:] == (
        "The pages are shrunk to 97.3 %, so that two of them fit on A4.",
        "Make 3 signatures of 2 sheets. Lay the sheets in order, the first one outermost, and fold them together in the middle.",
        ("Stack the signatures in order, the first on top. The black bars go down their spines like a staircase. "
         "Pierce each fold at the ticks and sew it to the one before."),
        "The spine is on the right, with page 1 on top.",
        "Cut last: the finished page is 136 × 210 mm, measured from the fold.",
    )  # fmt: skip
    assert "Make 2 signatures: 1 of 4 sheets, then 1 of 2 sheets." in told(tmp_path, Imposition(LETTER, 16))[2]
    assert told(tmp_path, Imposition(LETTER, 16), trim=(288, 432))[-1] == "Cut last: the finished page is 4 × 6 in, measured from the fold."


# ---- what cannot be done ----


def refused(tmp_path: Path, plan: Imposition, count: int = 21, trim: tuple[float, float] = (396, 612)) -> list[str]:
    with pytest.raises(BookError) as caught:
        told(tmp_path, plan, count, trim)
    assert not (tmp_path / "sheets.pdf").exists()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("size", "hint"), [(10, 8), (2, 4), (0, 4), (-4, 4), (15, 16), (1, 4)])
def test_a_signature_is_a_number_of_whole_sheets(tmp_path: Path, size: int, hint: int) -> None:
    (problem,) = refused(tmp_path, Imposition(A4, size))
    assert problem.startswith("p-021: ")
    assert problem.endswith(f"--signatures {hint}")


def test_paper_on_which_nobody_could_read(tmp_path: Path) -> None:
    assert refused(tmp_path, Imposition(PAPERS["a5"], None), trim=(612, 792)) == [
        "p-022: a page of 8.5 × 11 in would be printed at 49% on half a sheet of A5\n    --paper a3   (or tabloid)",
    ]
    (problem,) = refused(tmp_path, Imposition(A4, None), trim=(1200, 1200))
    assert problem.endswith("a smaller `trim` in manuscript/book.toml")


def test_creep_that_would_swallow_the_text(tmp_path: Path) -> None:
    assert refused(tmp_path, Imposition(LETTER, None, creep=4 * MM)) == [
        ("p-024: a creep of 4 mm a sheet would move the innermost pages 20 mm into the fold\n"
         "    --creep 0.1mm   (the thickness of ordinary paper)"),
    ]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    both = refused(tmp_path, Imposition(PAPERS["a5"], None, creep=50), trim=(612, 792))
    assert [each[:5] for each in both] == ["p-022", "p-024"]


def test_a_booklet_too_thick_to_fold_is_made_and_doubted(tmp_path: Path) -> None:
    def doubts(count: int, size: int | None) -> list[str]:
        plan = Imposition(A4, size)
        return [str(each) for each in impose(numbered(tmp_path / "pages.pdf", count), tmp_path / "sheets.pdf", plan).problems]

    assert doubts(100, None) == []
    assert doubts(101, 16) == []
    assert doubts(101, None) == [
        "p-023: 26 sheets are too many to fold as one: more than 25 neither lie flat nor can be stapled\n    --signatures 16",
    ]
