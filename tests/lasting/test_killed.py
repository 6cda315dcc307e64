"""Killed at any moment: the last good book, or the new one, and nothing that the next build does not mend."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from moments import ALL, JUDGED, NOTHING, Build, Drafts, drafts, next_build, start, until  # noqa: F401 - fixtures
from tiny import few

Start = Callable[..., Build]


@pytest.fixture(scope="session")
def length(drafts: Drafts, tmp_path_factory: pytest.TempPathFactory) -> float:  # noqa: F811
    """Seconds that the second draft takes where all its pages are kept."""
    folder = drafts.revised(tmp_path_factory.mktemp("length") / "book")
    begun = time.monotonic()
    assert Build(folder).wait() == 0
    return time.monotonic() - begun


def survives(folder: Path, drafts: Drafts, start: Start, moment: float, whom: str, kept: tuple[str, ...]) -> str:  # noqa: F811
    """Kill a build of the second draft, look at what there is, build again, look again."""
    build = start(drafts.revised(folder, kept))
    time.sleep(moment)                             # nothing is waited for: this is the moment
    build.strike(signal.SIGKILL, whom=whom)
    build.wait()                                   # what it had started ends by itself
    there = drafts.of(folder)
    assert "Traceback" not in build.said
    unchanged = next_build(folder)["unchanged"]
    assert not unchanged or there == ("second", "second"), "a mixed pair was taken for a book"
    assert drafts.of(folder) == ("second", "second")
    assert build.left == []
    return " and ".join(there)


def at_random(number: int, length: float, kept: tuple[str, ...]) -> tuple[float, str, tuple[str, ...]]:
    """A moment in the whole life of a build, from the seed. One that has less to go by takes several times as long."""
    times = {ALL: 1.1, JUDGED: 3, NOTHING: 6}[kept]
    return random.Random(number).uniform(0, length * times), "parent" if number % 2 else "all", kept  # noqa: S311 - for trying


@pytest.mark.parametrize("number", few(range(12), 2))
def test_a_dozen_moments(drafts: Drafts, start: Start, length: float, tmp_path: Path, number: int) -> None:  # noqa: F811
    survives(tmp_path / "book", drafts, start, *at_random(number, length, JUDGED if number % 4 == 3 else ALL))


@pytest.mark.corpora
def test_two_hundred_moments(drafts: Drafts, start: Start, length: float, tmp_path: Path) -> None:  # noqa: F811
    found: dict[str, int] = {}
    for number in range(100, 300):
        folder = tmp_path / str(number)
        there = survives(folder, drafts, start, *at_random(number, length, (ALL, ALL, JUDGED, ALL, NOTHING)[number % 5]))
        found[there] = found.get(there, 0) + 1
        shutil.rmtree(folder)
    print(found)  # noqa: T201 - for who reads along
    assert len(found) > 1, "every moment came too early, or too late"


BETWEEN = """
import os, signal
from pathlib import Path
replace = Path.replace
def replace_and_die(self, target):
    replace(self, target)
    if Path(target).parent.name == "dist" and not Path(target).name.startswith("."):
        os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace_and_die
from bookbuild.__main__ import main
main()
"""


@pytest.mark.parametrize("back", [False, True])
def test_killed_between_the_two(drafts: Drafts, start: Start, tmp_path: Path, back: bool) -> None:  # noqa: F811
    """One output is new and one is old: that is no book of either draft, whichever is asked for next."""
    folder = drafts.revised(tmp_path / "book")
    assert start(folder, program=("-c", BETWEEN)).wait() == -signal.SIGKILL
    assert sorted(drafts.of(folder)) == ["first", "second"]
    if back:
        shutil.rmtree(folder / "manuscript")
        shutil.copytree(drafts.first.folder / "manuscript", folder / "manuscript")
    assert not next_build(folder)["unchanged"]
    assert drafts.of(folder) == (("first", "first") if back else ("second", "second"))


def test_processes_that_set_pages_end_by_themselves_and_without_a_word(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book", JUDGED)
    build = start(folder, ("--jobs", "2"))
    until(lambda: any((folder / "dist" / ".cache" / "pages").glob("*.sheaf")))
    assert len(build.living) > 1
    build.strike(signal.SIGKILL, whom="parent")
    build.wait()
    assert build.said == ""


def test_what_a_dead_build_left_goes_even_when_nothing_has_changed(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.finished(tmp_path)
    temporary = f"../{folder.name}-temporary/bookbuild-at-work-c/font.ttf"
    for place in ("dist/.bookbuild-a.epub", "dist/.cache/pages/.bookbuild-b.sheaf", temporary):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("half")
    (folder / "dist" / ".bookbuild-link").symlink_to(folder / "manuscript" / "01-first.md")
    again = start(folder)
    assert again.wait() == 0
    assert again.said.startswith("Nothing has changed since this was built.\n")
    assert again.left == []
    assert (folder / "manuscript" / "01-first.md").exists()


def test_others_folders_are_let_alone(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    """In the system's folder there are files of other programs, and of books that are being built at this moment."""
    folder = drafts.finished(tmp_path)
    temporary = tmp_path / f"{folder.name}-temporary"
    temporary.mkdir()
    theirs, living, linked = (temporary / name for name in ("bookbuild-notes", "bookbuild-at-work-x", "bookbuild-at-work-y"))
    theirs.mkdir()
    living.mkdir()
    linked.symlink_to(theirs)
    handle = os.open(living, os.O_RDONLY)
    try:
        import fcntl  # noqa: PLC0415 - only where there is /proc, there are locks

        fcntl.flock(handle, fcntl.LOCK_EX)
        assert start(folder).wait() == 0
    finally:
        os.close(handle)
    assert theirs.exists()
    assert living.exists()
    assert linked.is_symlink()
