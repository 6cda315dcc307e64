"""What a binder goes by, seen in the pixels of printed sheets."""

from itertools import pairwise
from pathlib import Path

import pytest
from halves import Sheets, imposed, numbered
from hypothesis import given
from hypothesis import strategies as st
from outside import said

from bookbuild.proofs.binding_marks import BAR_HEIGHT, KETTLE, stations
from bookbuild.proofs.imposition import Imposition
from bookbuild.proofs.papers import PAPERS, Paper

A4, LETTER, A3 = PAPERS["a4"], PAPERS["letter"], PAPERS["a3"]
WIDTH, HEIGHT = 300.0, 400.0                       # the page: on A4, paper is left on all sides
FOLD, BELOW = A4.height / 2, (A4.width - HEIGHT) / 2


def sheets(tmp_path: Path, size: int | None = 8, count: int = 40, paper: Paper = A4, creep: float = 0, marks: bool = True) -> Sheets:
    return imposed(numbered(tmp_path / "pages.pdf", count, WIDTH, HEIGHT), Imposition(paper, size, creep, marks))


@pytest.fixture(scope="module")
def sewn(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """Five signatures of two sheets."""
    return sheets(tmp_path_factory.mktemp("marks"), creep=2)


def bars(made: Sheets, side: int) -> list[int]:
    """The steps of the staircase that are black on a side."""
    top = BELOW + HEIGHT - 36
    return [step for step in range(int((HEIGHT - 72) / BAR_HEIGHT))
            if made.ink(side, FOLD + 0.5, top - (step + 0.7) * BAR_HEIGHT, FOLD + 1.5, top - (step + 0.3) * BAR_HEIGHT)]  # fmt: skip


def holes(made: Sheets, side: int) -> list[bool]:
    """Whether there is a tick across the fold at each station."""
    return [made.ink(side, FOLD + 2.25, BELOW + y - 0.5, FOLD + 2.75, BELOW + y + 0.5) for y in stations(HEIGHT)]


def test_none_are_drawn_unless_asked_for(tmp_path: Path) -> None:
    plain = sheets(tmp_path, count=8, marks=False)
    assert not plain.ink(0, FOLD - 20, 0, FOLD + 20, A4.width)


def test_bars_go_down_the_spines(sewn: Sheets) -> None:
    assert [bars(sewn, side) for side in range(20)] == [[0], [], [], [], [1], [], [], [], [2], [], [], [], [3], [], [], [], [4], [], [], []]


def test_a_long_staircase_begins_again_at_the_head(tmp_path: Path) -> None:
    steps = int((HEIGHT - 72) / BAR_HEIGHT)
    made = sheets(tmp_path, 4, 4 * (steps + 1))
    assert [bars(made, 2 * signature) for signature in (0, steps - 1, steps)] == [[0], [steps - 1], [0]]


def test_a_single_signature_has_no_bar(tmp_path: Path) -> None:
    made = sheets(tmp_path, 16, 16)
    assert bars(made, 0) == []
    assert all(holes(made, 7))


def test_holes_are_where_each_signature_opens_in_the_middle(sewn: Sheets) -> None:
    for side in range(20):
        assert set(holes(sewn, side)) == {side % 4 == 3}


@given(st.floats(100, 900))
def test_holes_are_spread_evenly_between_the_kettle_stitches(height: float) -> None:
    found = stations(height)
    assert list(found) == sorted(set(found))
    assert [height - each for each in reversed(found)] == pytest.approx(found)
    assert found[0] == pytest.approx(min(KETTLE, height / 8))
    assert len(found) % 2 == 0
    middles = [found[0], *((low + high) / 2 for low, high in zip(found[1:-1:2], found[2:-1:2], strict=True)), found[-1]]
    gaps = [high - low for low, high in pairwise(middles)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps))


def test_a_booklet_is_marked_where_the_staples_go(tmp_path: Path) -> None:
    made = sheets(tmp_path, None, 16)
    for place in (HEIGHT / 4, HEIGHT * 3 / 4):
        assert [made.ink(side, FOLD - 1, BELOW + place - 15, FOLD + 1, BELOW + place + 15) for side in range(8)] == [True] + [False] * 7
    assert not any(holes(made, 7))
    assert bars(made, 0) == []


def test_the_fold_is_ticked_beyond_head_and_foot_on_every_side(sewn: Sheets) -> None:
    for side in (0, 1, 2, 3):
        assert sewn.ink(side, FOLD - 1, 0, FOLD + 1, BELOW - 3)
        assert sewn.ink(side, FOLD - 1, A4.width - BELOW + 3, FOLD + 1, A4.width)
    assert not sewn.ink(1, FOLD - 1, BELOW - 2, FOLD + 1, A4.width - BELOW + 2), "not within the page"


def test_without_room_the_fold_is_ticked_in_the_spine(tmp_path: Path) -> None:
    made = imposed(numbered(tmp_path / "pages.pdf", 8, 396, 612), Imposition(LETTER, None, marks=True))
    assert made.ink(1, 395, 14, 397, 26)
    assert not made.ink(1, 395, 30, 397, 580)
    assert not made.ink(1, 2, 2, 380, 90), "nor is there anything to cut"


def test_corners_show_where_to_cut_and_follow_the_creep(sewn: Sheets) -> None:
    for side, moved in ((0, 0), (1, 0), (2, 2), (3, 2)):
        for outwards in (-1, 1):
            edge = FOLD + outwards * (WIDTH - moved)
            for level, upwards in ((BELOW, -1), (BELOW + HEIGHT, 1)):
                upright = sorted((level + upwards * 5, level + upwards * 15))
                assert sewn.ink(side, edge - 0.5, upright[0], edge + 0.5, upright[1])
                across = sorted((edge + outwards * 5, edge + outwards * 15))
                assert sewn.ink(side, across[0], level - 0.5, across[1], level + 0.5)
                touching = sorted((edge - outwards * 20, edge + outwards * 2))
                assert not sewn.ink(side, touching[0], level - 2, touching[1], level + 2)


@pytest.mark.parametrize(("trim", "box"), [
    ((396, 612), (806, 22, 808, 28)),              # shrunk to the height of A4: a hair beside the fore-edge
    ((500, 500), (800, 506, 826, 509)),            # and to its width: above the head
])
def test_where_one_side_has_no_room_the_cut_is_marked_on_the_paper_that_falls_off(
    trim: tuple[float, float], box: tuple[float, float, float, float], tmp_path: Path,
) -> None:  # fmt: skip
    made = imposed(numbered(tmp_path / "pages.pdf", 4, *trim), Imposition(A4, None, marks=True))
    assert made.ink(0, *box)


def test_marks_need_no_font_and_no_colour(tmp_path: Path) -> None:
    made = sheets(tmp_path, 4, 8)
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(made.path))
    ink = said("gs", "-q", "-o", "-", "-sDEVICE=inkcov", str(made.path)).splitlines()
    assert all(line.split()[:3] == ["0.00000", "0.00000", "0.00000"] for line in ink), ink
