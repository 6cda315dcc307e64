"""A disk that is full, a folder that may not be written, a link that leads out: said in plain words, and the last book stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest
from moments import ALL, Drafts, digests, drafts, leftovers  # noqa: F401 - fixtures
from tiny import LENIENT, bookbuild, few

from bookbuild.disk import refusal

pytestmark = pytest.mark.usefixtures("lenient")
COMMAND = f"{quote(sys.executable)} -m bookbuild build"


def with_mounts(folder: Path, script: str) -> str:
    """What a shell says that may mount what it likes, where nobody else sees it; `build` is our command on the book."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("disks are made full with unshare and mount, which are not to be had here")
    script = f"set -e\nbuild() {{ {COMMAND} book \"$@\" || echo \"status $?\"; }}\n{script}"
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False, cwd=folder.parent,
        env=os.environ | LENIENT, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


# ---- a full disk ----


@pytest.mark.parametrize("room", few([400, 0, 60, 1200], 1))
def test_a_full_disk_leaves_the_last_book_and_a_sound_cache(drafts: Drafts, tmp_path: Path, room: int) -> None:  # noqa: F811
    """Of the second draft nothing is kept, so that something is put down all the way; with `room` kilobytes for it."""
    folder = drafts.revised(tmp_path / "book", ("verdicts",))
    size = sum(file.stat().st_size // 4096 + 1 for file in (folder / "dist").rglob("*")) * 4 + 20 + room
    said = with_mounts(folder, f"""
        cp -r book/dist last
        mount -t tmpfs -o size={size}k none book/dist && cp -r last/. book/dist
        build
        rm -rf last && cp -r book/dist last && umount book/dist && rm -r book/dist && mv last book/dist
    """)
    assert "o-003: the disk is full: " in said
    assert "status 1" in said
    assert drafts.of(folder) == ("first", "first")
    assert leftovers(folder) == []
    assert bookbuild("build", folder).returncode == 0
    assert drafts.of(folder) == ("second", "second")


def test_what_only_saves_time_may_be_lost(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    """An EPUB alone is made without anything that is kept."""
    folder = drafts.revised(tmp_path / "book")
    said = with_mounts(folder, """
        mount -t tmpfs -o size=4k none book/dist/.cache
        build --only epub
    """)
    assert "status" not in said
    assert digests(folder)["epub"] != digests(drafts.first.folder)["epub"]


def test_a_full_folder_for_temporary_files(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book", ("verdicts",))
    said = with_mounts(folder, """
        mkdir other && mount -t tmpfs -o size=16k none other && head -c 9000 /dev/zero > other/full
        TMPDIR=$PWD/other; export TMPDIR
        build
        umount other
    """)
    assert f"are left for {tmp_path / 'other'}" in said
    assert "df -h" in said
    assert drafts.of(folder) == ("first", "first")


def test_how_much_room_there_is_and_what_makes_more(drafts: Drafts) -> None:  # noqa: F811
    problem = refusal(OSError(28, "No space left on device"), drafts.first.folder)
    assert problem
    assert problem.message.startswith("the disk is full: ")
    assert problem.hint
    assert problem.hint.startswith(("rm -r ", "df -h "))


# ---- what may not be written ----


def test_a_disk_that_may_only_be_read(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    said = with_mounts(folder, "mount --bind book/dist book/dist && mount -o remount,ro,bind book/dist\nbuild")
    assert "o-006: book/dist cannot be written: the disk may only be read\n    cp -r " in said
    assert "status 1" in said
    assert drafts.of(folder) == ("first", "first")


def test_a_book_on_a_disk_that_may_only_be_read(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    shutil.rmtree(folder / "dist")
    said = with_mounts(folder, "mount --bind book book && mount -o remount,ro,bind book\nbuild")
    assert "o-006: book/dist cannot be written: the disk may only be read" in said


def test_what_has_not_changed_can_be_asked_of_such_a_disk(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    said = with_mounts(folder, "build --quiet\nmount --bind book book && mount -o remount,ro,bind book\nbuild")
    assert said.startswith("Nothing has changed since this was built.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_locked(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    (folder / "dist").chmod(0o555)
    done = bookbuild("build", folder)
    (folder / "dist").chmod(0o755)
    assert done.returncode == 1
    assert f"o-006: {folder / 'dist'} may not be written\n    chmod -R u+w {folder / 'dist'}" in done.stderr
    assert drafts.of(folder) == ("first", "first")


# ---- what is not what it should be ----


def test_dist_is_a_file(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    shutil.rmtree(folder / "dist")
    (folder / "dist").write_text("precious")
    done = bookbuild("build", folder)
    assert done.returncode == 1
    assert f"o-004: dist is a file; the book is put into a folder of that name\n    mv {folder}/dist {folder}/dist.old\n" in done.stderr
    assert (folder / "dist").read_text() == "precious"


LINKS = [
    ("dist", "a folder", "build"), ("dist", "nothing", "build"), ("dist", "itself", "build"), ("dist", "a folder", "proof"),
    ("dist/.cache", "a folder", "build"), ("dist/.cache/pages", "a folder", "check"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "there", "command"), LINKS)
def test_a_link_that_leads_out_is_not_followed(drafts: Drafts, tmp_path: Path, place: str, there: str, command: str) -> None:  # noqa: F811
    """A stranger's book may not have our user's files overwritten, nor swept."""
    folder, outside = drafts.revised(tmp_path / "book"), tmp_path / "outside"
    outside.mkdir()
    (outside / ".bookbuild-precious").write_text("precious")
    shutil.rmtree(folder / place)
    (folder / place).symlink_to({"a folder": outside, "nothing": outside / "new", "itself": folder / place}[there])
    done = bookbuild(command, folder)
    assert done.returncode == 1
    assert f"o-005: {place} leads out of the book's folder" in done.stderr
    assert f"rm {folder / place} " in done.stderr
    assert [file.name for file in outside.iterdir()] == [".bookbuild-precious"]


def test_a_link_that_stays_inside_is_the_authors_business(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    (folder / "dist").rename(folder / "made")
    (folder / "dist").symlink_to("made")
    assert bookbuild("build", folder).returncode == 0
    assert drafts.of(folder) == ("second", "second")


def test_an_output_that_is_a_link_is_replaced_and_what_it_leads_to_is_not_touched(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder, outside = drafts.revised(tmp_path / "book"), tmp_path / "outside.pdf"
    outside.write_text("precious")
    outside.chmod(0o4711)
    (folder / "dist" / "small.pdf").unlink()
    (folder / "dist" / "small.pdf").symlink_to(outside)
    assert bookbuild("build", folder).returncode == 0
    assert drafts.of(folder) == ("second", "second")
    assert outside.read_text() == "precious"
    assert (folder / "dist" / "small.pdf").lstat().st_mode & 0o7111 == 0, "nor does it lend its permissions"


def test_a_folder_in_the_place_of_one_output_keeps_the_other(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    before = digests(folder)["epub"]
    (folder / "dist" / "small.pdf").unlink()
    (folder / "dist" / "small.pdf").mkdir()
    done = bookbuild("build", folder)
    assert done.returncode == 1
    assert "o-007: " in done.stderr
    shutil.rmtree(folder / "dist" / "small.pdf")
    (folder / "dist" / "small.pdf").write_bytes(b"")
    assert digests(folder)["epub"] == before


def test_no_book_no_dist(tmp_path: Path) -> None:
    """Whoever stands in the wrong folder finds nothing new in it."""
    assert bookbuild("build", tmp_path).returncode == 1
    assert bookbuild("build", tmp_path / "nowhere").returncode == 1
    assert list(tmp_path.iterdir()) == []
