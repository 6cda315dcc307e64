"""Ctrl-C, and a system that shuts down: an end like any other, tidy, and said in one line."""

import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from moments import ALL, JUDGED, Build, Drafts, drafts, start, until  # noqa: F401 - fixtures
from tiny import PROJECT, few

Start = Callable[..., Build]
# As a terminal sends it, to all in the foreground; as a system or a person with `kill` does; as a terminal that is closed.
ENDS = {"Ctrl-C": (signal.SIGINT, "group"), "kill": (signal.SIGTERM, "parent"), "hang-up": (signal.SIGHUP, "group")}


def stopped(build: Build, end: str) -> None:
    number, whom = ENDS[end]
    build.strike(number, whom=whom)
    assert build.wait() in (0, 128 + number), build.said       # 0 where it was done before it could hear
    if build.process.returncode:
        assert build.said == "Stopped. Nothing in dist/ is half made.\n"


@pytest.mark.parametrize("number", few(range(8), 2))
def test_at_any_moment(drafts: Drafts, start: Start, tmp_path: Path, number: int) -> None:  # noqa: F811
    build = start(drafts.revised(tmp_path / "book", JUDGED if number % 4 == 3 else ALL))
    until(build.listens)
    time.sleep(random.Random(number).uniform(0, 1.2))  # noqa: S311 - nothing is waited for: this is the moment
    stopped(build, list(ENDS)[number % 3])
    there = drafts.of(build.folder)
    assert there == (("second",) * 2 if build.process.returncode == 0 else there)
    assert len(set(there)) == 1, "a signal came between the two outputs"
    assert build.left == []


@pytest.mark.parametrize("end", ENDS)
def test_while_pages_are_set(drafts: Drafts, start: Start, tmp_path: Path, end: str) -> None:  # noqa: F811
    build = start(drafts.revised(tmp_path / "book", JUDGED), ("--jobs", "2"))
    until(lambda: any((build.folder / "dist" / ".cache" / "pages").glob("*.sheaf")))
    assert build.process.poll() is None
    stopped(build, end)
    assert build.process.returncode == 128 + ENDS[end][0]
    assert drafts.of(build.folder) == ("first", "first")
    assert build.left == []


def test_as_soon_as_processes_begin(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    """They have not yet said that Ctrl-C is none of theirs, and still say nothing of it."""
    build = start(drafts.revised(tmp_path / "book", JUDGED), ("--jobs", "4"))
    until(lambda: len(build.living) > 1)
    stopped(build, "Ctrl-C")
    assert build.process.returncode == 128 + signal.SIGINT
    assert build.left == []


def test_while_epubcheck_is_waited_for(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    unjudged = drafts.revised(tmp_path / "book", tuple(name for name in ALL if name != "verdicts"))
    build = start(unjudged, environment={"PYTHONPATH": str(PROJECT)})
    until(lambda: any("epubcheck.jar" in line(each) for each in build.living))
    stopped(build, "Ctrl-C")
    assert build.process.returncode == 128 + signal.SIGINT
    assert drafts.of(build.folder) == ("first", "first")
    assert build.left == []


def line(process: int) -> str:
    """What was typed, so to speak, to start it."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


BETWEEN = """
import os, signal
from pathlib import Path
replace = Path.replace
def replace_and_be_told(self, target):
    replace(self, target)
    if Path(target).parent.name == "dist" and not Path(target).name.startswith("."):
        os.kill(os.getpid(), signal.SIGINT)
Path.replace = replace_and_be_told
from bookbuild.__main__ import main
main()
"""


def test_between_the_two_outputs_it_waits_for_the_second(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    build = start(drafts.revised(tmp_path / "book"), program=("-c", BETWEEN))
    assert build.wait() == 128 + signal.SIGINT
    assert drafts.of(build.folder) == ("second", "second")
    assert build.said == "Stopped. Nothing in dist/ is half made.\n"
