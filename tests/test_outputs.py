"""A file appears whole or not at all."""

import os
import stat
import time
from pathlib import Path

import pytest

from bookbuild.outputs import PREFIX, sweep, whole


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_appears_when_all_went_well(tmp_path: Path) -> None:
    with whole(tmp_path / "new" / "a.epub") as temporary:
        temporary.write_text("new")
        assert not (tmp_path / "new" / "a.epub").exists()
    assert (tmp_path / "new" / "a.epub").read_text() == "new"
    assert names(tmp_path / "new") == ["a.epub"]


def fail_while_writing(out: Path) -> None:
    with whole(out) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        fail_while_writing(tmp_path / "a.epub")
    assert (tmp_path / "a.epub").read_text() == "old"
    assert names(tmp_path) == ["a.epub"]


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    out = tmp_path / "a.epub"
    with whole(out) as first, whole(out) as second:
        assert first != second
        first.write_text("first")
        second.write_text("second")
    assert out.read_text() == "first"
    assert names(tmp_path) == ["a.epub"]


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_permissions_are_those_of_any_new_file(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with whole(tmp_path / "a.epub") as temporary:
            temporary.write_text("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.epub").stat().st_mode) == 0o666 & ~mask


def test_permissions_an_author_set_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "a.epub"
    out.write_text("old")
    out.chmod(0o640)
    with whole(out) as temporary:
        temporary.write_text("new")
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_what_a_killed_build_left_is_swept_and_the_living_are_spared(tmp_path: Path) -> None:
    stale, living, book = (tmp_path / name for name in (f"{PREFIX}a.epub", f"{PREFIX}b.pdf", "c.epub"))
    for file in (stale, living, book):
        file.write_text("x")
    for file in (stale, book):
        os.utime(file, (time.time() - 7200,) * 2)
    sweep(tmp_path)
    assert names(tmp_path) == [living.name, book.name]


def test_a_single_leftover_is_swept_too(tmp_path: Path) -> None:
    stale = tmp_path / f"{PREFIX}a.epub"
    stale.write_text("x")
    os.utime(stale, (time.time() - 7200,) * 2)
    sweep(tmp_path)
    assert not stale.exists()


def test_no_folder_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "dist")
