"""One text, two books: every word of the manuscript is in the EPUB and in the PDF."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import twin
from tiny import SHARED, Finished


def assert_twins(finished: Finished) -> None:
    written = twin.manuscript(finished.folder)
    assert len(written) > 1000
    assert twin.lost(written, twin.epub(finished.epub)) == []
    pages = twin.pdf(finished.pdf)
    assert twin.unset(written, pages) == []
    assert twin.broken_runs(written, pages) < 0.05


def test_the_sample(sample: Finished) -> None:
    assert_twins(sample)


def test_a_short_novel_with_much_verse(once: Callable[..., Finished]) -> None:
    corpus = SHARED / "corpora" / "novel-30k"
    if not corpus.exists():
        pytest.skip(f"{corpus} is not on this machine")

    def write(folder: Path) -> None:
        shutil.copytree(corpus, folder / "manuscript", copy_function=shutil.copyfile)

    assert_twins(once("novel-30k", write))


def test_the_twin_check_itself_notices(tmp_path: Path) -> None:
    assert twin.lost(["sea", "cold", "bed"], ["bed", "sea"]) == ["sea cold bed"]
    assert twin.lost(["union", "s"], ["unions"]) == []
    assert twin.unset(["the", "sea", "was", "very", "cold"], "theseawasverycold") == []
    assert twin.unset(["the", "sea", "was", "very", "cold"], "theseawasvery") == ["the sea was very cold"]
