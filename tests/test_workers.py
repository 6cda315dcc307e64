"""What is made once and kept, by processes that may die: the pages of a book, whatever happens to either."""
# ruff: noqa: E501 - tables of cases

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nasty import GALES, NASTY, SMALL, story
from printed_pages import home, typeset
from tiny import PROJECT, Files, Make, TinyBook

from bookbuild import kept
from bookbuild.pdf import Way
from bookbuild.pdf.workers import Job, Workers
from bookbuild.problems import BookError, Problem

BOOK: Files = {
    "book.toml": 'title = "Book"\n',
    "01-first.md": f"# First\n\n{story(4)}\n\nA note[^1].\n\n[^1]: At the foot.",
    "02-second.md": f"# Second\n\n{story(6)}",
    "03-third.md": "# Third\n\nShort.",
}
SOON = 20                                          # seconds in which a process must have done what it does at once


class Watched(Workers):
    """Processes, and the jobs they were given."""

    def __init__(self, limit: int = 1) -> None:
        super().__init__(limit)
        self.given: list[Job] = []
        self.most = 0                              # processes at once

    def do(self, jobs: Iterable[Job]) -> None:
        jobs = list(jobs)
        self.given += jobs
        super().do(jobs)
        self.most = max(self.most, len(self.processes))

    def made(self, kind: str) -> list[str]:
        return [job.title for job in self.given if job.said["kind"] == kind]


def built(made: TinyBook, cache: str = "cache", limit: int = 1) -> tuple[bytes, Watched]:
    watched = Watched(limit)
    printed, _ = typeset(made, cache=cache, way=Way(watched))
    return printed.path.read_bytes(), watched


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[TinyBook, bytes]:
    made = TinyBook(tmp_path_factory.mktemp("kept") / "book")
    made.write(BOOK)
    return made, built(made)[0]


@pytest.fixture
def again(first: tuple[TinyBook, bytes], tmp_path: Path) -> tuple[TinyBook, bytes]:
    """A copy of a book that has been built, with all that was kept of it."""
    made, wanted = first
    shutil.copytree(made.folder, tmp_path / "book")
    shutil.copytree(home(made), tmp_path / home(made).name)
    return TinyBook(tmp_path / "book"), wanted


def pages(made: TinyBook, kind: str = "sheaf") -> dict[str, int]:
    """The files that are kept, and when each was made."""
    return {file.name: file.stat().st_mtime_ns for file in (home(made) / "cache" / "pages").glob(f"*.{kind}")}


# ---- what is kept ----


def test_running_heads_set_alone_are_set_in_the_same_face(again: tuple[TinyBook, bytes]) -> None:
    """By a process that has not set a chapter, and so has not met the faces."""
    made, wanted = again
    folder = home(made) / "cache" / "pages"
    heads = [file for file in folder.glob("*.sheaf") if b'"forms":' in file.read_bytes()]
    assert heads
    for file in heads:
        file.unlink()
    assert built(made)[0] == wanted


def test_a_second_build_makes_nothing(again: tuple[TinyBook, bytes]) -> None:
    made, wanted = again
    before = pages(made)
    after, watched = built(made)
    assert (after, watched.given, watched.processes) == (wanted, [], [])
    assert pages(made) == before


def test_an_edit_sets_one_document(again: tuple[TinyBook, bytes]) -> None:
    made, wanted = again
    made.write({"02-second.md": str(BOOK["02-second.md"]).replace("quarter", "third", 1)})
    changed, watched = built(made)
    assert watched.made("document") == ["Second"]
    assert watched.made("furniture") == []
    made.write({"02-second.md": BOOK["02-second.md"]})
    reverted, watched = built(made)
    assert changed != wanted
    assert (reverted, watched.given) == (wanted, [])


def test_a_chapter_that_grows_moves_the_others_but_sets_none_of_them(again: tuple[TinyBook, bytes]) -> None:
    """Only the contents name pages, and the furniture has them."""
    made, _ = again
    made.write({"01-first.md": f"# First\n\n{story(16)}"})
    _, watched = built(made)
    assert set(watched.made("document")) <= {"First", "Contents"}


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit": flip, "cut off": lambda content: content[: len(content) // 3], "empty": lambda _: b"", "garbage": lambda _: b"\xff[]\n" * 99,
}  # fmt: skip


@pytest.mark.parametrize(("damage", "kind"), [*((damage, "sheaf") for damage in DAMAGES), ("a flipped bit", "face"), ("empty", "face")])
def test_what_is_damaged_is_made_again(again: tuple[TinyBook, bytes], damage: str, kind: str) -> None:
    made, wanted = again
    for name in pages(made, kind):
        file = home(made) / "cache" / "pages" / name
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert built(made)[0] == wanted
    assert built(made)[1].given == []


def test_what_was_removed_is_made_again(again: tuple[TinyBook, bytes]) -> None:
    made, wanted = again
    for name in (*pages(made, "face"), *list(pages(made))[::2]):
        (home(made) / "cache" / "pages" / name).unlink()
    assert built(made)[0] == wanted


def test_the_folder_is_bounded_and_what_is_in_use_stays(again: tuple[TinyBook, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    made, wanted = again
    folder = home(made) / "cache" / "pages"
    used = set(pages(made)) | set(pages(made, "face"))
    for age in range(4):
        stray = folder / f"{age}.sheaf"
        stray.write_bytes(b"x" * 1000)
        os.utime(stray, (age, age))
    monkeypatch.setattr(kept, "BOUND", 2000)
    assert built(made)[0] == wanted
    left = {file.name for file in folder.iterdir()}
    assert used <= left
    assert {"2.sheaf", "3.sheaf"} <= left, "the longest unused go first"
    assert not {"0.sheaf", "1.sheaf"} & left
    monkeypatch.setattr(kept, "BOUND", 0)
    assert built(made)[0] == wanted
    assert built(made)[1].given == []


@pytest.fixture
def _side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a tiny book is worth another process."""
    monkeypatch.setattr("bookbuild.pdf.workers.WORTH", 0)


@pytest.mark.usefixtures("_side_by_side")
def test_the_same_bytes_however_many_processes_and_wherever_it_is_kept(first: tuple[TinyBook, bytes]) -> None:
    made, wanted = first
    assert built(made, cache="elsewhere", limit=4)[0] == wanted


def test_the_same_bytes_after_an_edit_that_was_taken_back(first: tuple[TinyBook, bytes], tmp_path: Path) -> None:
    """With another text before it in the same cache, glyphs and page numbers come in another order."""
    _, wanted = first
    made = TinyBook(tmp_path / "book")
    made.write({**BOOK, "00-foreword.md": NASTY["00-foreword.md"], "01-first.md": f"# Another\n\n{GALES * 60} Ünïcödé."} | {"part-1-sea/01-first.md": "# A Place of Its Own\n\nX.", "part-2-land/04-long.md": "# L"})
    built(made)
    shutil.rmtree(made.folder)
    made.write(BOOK)
    assert built(made)[0] == wanted


@pytest.mark.parametrize("one_document", [False, True])
def test_the_same_bytes_whichever_bookbuild_it_is(book: Make, monkeypatch: pytest.MonkeyPatch, one_document: bool) -> None:
    """Keys know when our own files were written, here and on another machine; the book must not."""
    made, seen = book({"01.md": "# A\n\nText."}), set()
    for program in ("mine", "yours"):
        monkeypatch.setattr(kept, "program", lambda program=program: program)
        seen.add(typeset(made, way=Way(Workers(1), one_document))[0].path.read_bytes())
    assert len(seen) == 1


# ---- processes that fail ----

DEATHS = {
    "os.kill(os.getpid(), signal.SIGKILL)": "the system ended it (SIGKILL): most likely, memory ran out",
    "os.kill(os.getpid(), signal.SIGSEGV)": "the system ended it (SIGSEGV)",
    "os._exit(3)": "it ended with status 3",
    "print('{\"key\"', end='', flush=True); os._exit(3)": "it ended with status 3",
}


def fake_press(folder: Path, what: str) -> str:
    """A press that does nothing, and meets its fate with the word Doomed."""
    script = folder / "press"
    script.write_text(
        f"#!{sys.executable}\nimport json, os, signal, sys\nsys.stdin.readline()\nfor line in sys.stdin:\n"
        f"    fault = None\n    if 'Doomed' in line:\n        {what}\n"
        "    print(json.dumps({'key': json.loads(line)['key'], 'fault': fault}), flush=True)\n",
    )
    script.chmod(0o755)
    return str(script)


def problems_of(made: TinyBook, limit: int) -> tuple[Problem, ...]:
    with pytest.raises(BookError) as error:
        typeset(made, way=Way(Workers(limit)))
    return error.value.problems


def test_a_tiny_book_is_worth_one_process_and_a_long_one_several(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "press").write_text("#!/bin/sh\nexec cat >/dev/null\n")
    (tmp_path / "press").chmod(0o755)
    with monkeypatch.context() as patched, Workers(4) as workers:
        patched.setattr(sys, "executable", str(tmp_path / "press"))
        for size, processes in ((0, 1), (79_999, 1), (200_000, 3), (10_000_000, 4)):
            workers.start(size)
            assert len(workers.processes) == processes
    watched = Watched(4)
    typeset(book({f"{number:02}.md": f"# {number}\n\nText." for number in range(1, 7)}), way=Way(watched))
    assert watched.most == 1


@pytest.mark.usefixtures("_side_by_side")
@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("death", DEATHS)
def test_a_process_that_dies_is_known_by_its_chapter(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str, limit: int) -> None:
    monkeypatch.setattr(sys, "executable", fake_press(tmp_path, death))
    made = book({**BOOK, "02-second.md": "# Second\n\nDoomed.", "04-fourth.md": "# Fourth\n\nDoomed."})
    found = sorted(map(str, problems_of(made, limit)))
    assert [line.split(": ")[:3] for line in found] == [["manuscript/02-second.md", "p-004", "Second"], ["manuscript/04-fourth.md", "p-004", "Fourth"]]
    assert all(DEATHS[death] in line for line in found)
    assert not list(home(made).rglob("*.pdf"))
    assert not list(home(made).rglob(".bookbuild-*"))


def test_a_press_that_cannot_start_is_told_and_waited_for(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "press").write_text("#!/bin/sh\nexit 7\n")
    (tmp_path / "press").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "press"))
    assert {problem.code for problem in problems_of(book(BOOK), 2)} == {"p-004"}


def test_an_exception_in_a_process_is_known_by_its_chapter(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", fake_press(tmp_path, "fault = 'Traceback:\\n  a line\\nValueError: too bad\\n'"))
    (problem,) = problems_of(book({**BOOK, "02-second.md": "# Second\n\nDoomed."}), 2)
    assert str(problem).startswith("manuscript/02-second.md: p-003: Second: the pages could not be set: ValueError: too bad\n")
    assert "a line" in (problem.hint or "")


# ---- Ctrl-C, and worse ----


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A build in a session of its own that has begun to set the pages of a long book; its folder has a last PDF."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are looked for in /proc")
    made = TinyBook(tmp_path / "long")
    made.write({"book.toml": 'title = "Long"\n', **{f"{number:02}.md": f"# Chapter {number}x\n\n{story(40)}" for number in range(60)}, "/dist/long.pdf": "last"})
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "bookbuild", "build", str(made.folder), "--only", "pdf", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True) as process:
        try:
            until(lambda: any((made.folder / "dist" / ".cache" / "pages").glob("*.sheaf")))
            assert process.poll() is None
            yield process, made.folder
        finally:
            for each in session(process.pid):
                os.kill(each, signal.SIGKILL)


def until(seen: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not seen():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def session(leader: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, *_, number = stat.read_text().rpartition(") ")[2].split()[:4]
        except OSError:                            # it has just ended
            continue
        if int(number) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_control_c_leaves_nothing_behind(at_work: tuple["subprocess.Popen[str]", Path]) -> None:
    process, folder = at_work
    assert len(session(process.pid)) > 1
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=SOON)
    assert process.returncode not in (0, 1)
    assert "Traceback" not in complaint
    assert session(process.pid) == []
    assert (folder / "dist" / "long.pdf").read_text() == "last"
    assert [file.name for file in folder.rglob(".bookbuild-*")] == []


def test_processes_die_with_the_build(at_work: tuple["subprocess.Popen[str]", Path]) -> None:
    process, folder = at_work
    process.kill()
    until(lambda: not session(process.pid))
    assert (folder / "dist" / "long.pdf").read_text() == "last"


@pytest.mark.parametrize("module", ["bookbuild.press.sheaf", "bookbuild.pdf"])
def test_only_the_press_loads_weasyprint(module: str) -> None:
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT).stderr
    assert module in loaded
    assert "weasyprint" not in loaded


# ---- characters that no font has ----

NOBODY_HAS = "\U0010fffd"                          # the last private-use character there is


def unset(made: TinyBook, **more: Any) -> list[str]:  # noqa: ANN401
    with pytest.raises(BookError) as error:
        typeset(made, **more)
    assert {problem.code for problem in error.value.problems} == {"p-002"}
    return [str(problem) for problem in error.value.problems]


def test_a_character_without_a_glyph_is_told_at_its_line_and_nothing_is_built(again: tuple[TinyBook, bytes]) -> None:
    made, wanted = again
    made.write({"02-second.md": f"# Second\n\nText.\n\nA {NOBODY_HAS} and\na {NOBODY_HAS}.", "03-third.md": f"# Third\n\nText.[^1]\n\n[^1]: A {NOBODY_HAS}."})
    second, third = unset(made)
    assert second.startswith(f"manuscript/02-second.md:5: p-002: no font has “{NOBODY_HAS}” (U+10FFFD, ")
    assert third.startswith("manuscript/03-third.md:5: p-002: ")
    assert "install Noto Serif, which has it, or write it otherwise" in second
    assert (home(made) / "book.pdf").read_bytes() == wanted


def test_a_character_has_its_name_and_a_family_that_has_it(book: Make) -> None:
    if shutil.which("fc-list") and subprocess.run(["fc-list", ":charset=12000"], capture_output=True, check=True).stdout:
        pytest.skip("this machine has a font with cuneiform")
    (told,) = unset(book({**BOOK, "02-second.md": "# Second\n\nAn 𒀀."}))
    assert told.startswith("manuscript/02-second.md:3: p-002: no font has “𒀀” (U+12000, Cuneiform sign a)")
    assert "install Noto Sans Cuneiform" in told


def test_a_title_that_cannot_be_set_is_told_once(book: Make) -> None:
    """It stands on its page, in the contents, and in the running heads."""
    told = unset(book({**SMALL, "02-second.md": f"# Sec{NOBODY_HAS}nd\n\n{story(9)}"}))
    assert [line.split(": ")[0] for line in told] == ["manuscript/02-second.md:1"]


def test_it_is_told_of_a_book_in_one_piece_too(book: Make) -> None:
    (told,) = unset(book({**BOOK, "02-second.md": f"# Second\n\nA {NOBODY_HAS}."}), way=Way(Workers(1), one_document=True))
    assert told.startswith("manuscript/02-second.md:3: p-002: ")
