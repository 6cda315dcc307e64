"""Two builds of one book at once: one after the other, where the disk can tell; whole, where it cannot."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from moments import Build, Drafts, drafts, start, until  # noqa: F401 - fixtures
from tiny import bookbuild

from bookbuild.workbench import WAITING, at_work

Start = Callable[..., Build]


@contextmanager
def somebody_at_work(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def test_the_second_waits_says_so_and_has_nothing_left_to_do(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    """What the first has made meanwhile is the book as it is now, not as it was when the second was asked for."""
    folder = drafts.finished(tmp_path)
    drafts.become(folder, "first")
    with somebody_at_work(folder):
        second = start(folder)
        until(lambda: WAITING in second.said)
        drafts.become(folder, "second")
    assert second.wait() == 0
    assert second.said.startswith(f"{WAITING} …\nNothing has changed since this was built.\n")


def test_what_has_changed_while_it_waited_is_in_the_book(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    (folder / "manuscript" / "04-fourth.md").unlink()
    with somebody_at_work(folder):
        second = start(folder, ("--quiet",))
        until(lambda: waits(second.process.pid))
        (folder / "manuscript" / "04-fourth.md").write_bytes((drafts.second.folder / "manuscript" / "04-fourth.md").read_bytes())
    assert second.wait() == 0
    assert second.said == "", "asked to be quiet, it waits in silence"
    assert drafts.of(folder) == ("second", "second")


def waits(process: int) -> bool:
    """Whether the kernel has it in its list of those that wait for a lock."""
    return any(f" {process} " in line for line in Path("/proc/locks").read_text().splitlines() if "->" in line)


def test_a_book_of_which_nothing_has_changed_need_not_be_waited_for(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.finished(tmp_path)
    with somebody_at_work(folder):
        again = start(folder)
        assert again.wait() == 0
    assert again.said.startswith("Nothing has changed since this was built.\n")


def test_three_at_once(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    builds = [start(folder) for _ in range(3)]
    assert [each.wait() for each in builds] == [0, 0, 0]
    assert drafts.of(folder) == ("second", "second")
    assert builds[0].left == []


LOCKLESS = """
import errno, fcntl, os
def flock(handle, how):
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
fcntl.flock = flock
from bookbuild.__main__ import main
main()
"""


def test_a_disk_without_locks_stops_nothing(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    """Nor is anything swept that may be somebody's."""
    folder = drafts.revised(tmp_path / "book")
    old, young = (folder / "dist" / name for name in (".bookbuild-old.pdf", ".bookbuild-young.pdf"))
    for file in (old, young):
        file.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    builds = [start(folder, program=("-c", LOCKLESS)) for _ in range(2)]
    assert [each.wait() for each in builds] == [0, 0]
    assert drafts.of(folder) == ("second", "second")
    assert builds[0].left == [young.name]


@pytest.mark.usefixtures("lenient")
def test_check_and_build_take_turns_too(drafts: Drafts, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    told: list[str] = []
    with at_work(folder), at_work(folder, told.append) as waited:
        assert not waited, "one that is at work already does not wait for itself"
    assert told == []
    assert bookbuild("check", folder, "--pages").returncode == 0
    assert not list((folder / "dist").rglob(".bookbuild-*"))
