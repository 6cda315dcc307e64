"""Time, memory and death: what reads a stranger's Markdown and what sets its pages end when they should, and the build says where."""

import sys
import time
from io import BytesIO
from pathlib import Path, PurePath

import pytest
from PIL import Image
from tiny import PROJECT, Make, few

from bookbuild.apart import Apart
from bookbuild.build import build, prepare
from bookbuild.limits import LIMITS, most
from bookbuild.manuscript.anatomy import pieces
from bookbuild.markup import Origin, read_apart, render
from bookbuild.markup.passage import freeze
from bookbuild.problems import BookError, Problem
from bookbuild.request import Request

NOTE = "Note {number}"
DAMAGED = "m-011: an image that breaks off or is damaged: often.jpg\n    open it in a picture editor and export it again"
SLOW = "\n\n".join("*a **b** c* `d` [e](f) " * 400 for _ in range(60))       # minutes are not needed to see that a second is over


def read(text: str, name: str = "a") -> Problem | bytes:
    with Apart("bookbuild.markup", "READING") as apart:
        return read_apart(text, Origin(name, PurePath(f"{name}.md")), "en", NOTE, apart)


def test_what_comes_from_apart_is_what_would_come_of_it_here() -> None:
    text = '# A "title"\n\n*Words*[^1] & <b>more</b>.\n\n[^1]: A note.\n'
    assert read(text) == freeze(render(text, Origin("a", PurePath("a.md")), "en", NOTE))


def test_too_much_time_is_told_with_the_line_that_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKBUILD_LIMIT_READING_SECONDS", "1")
    said = read("Quick.\n\n" + SLOW * 2)
    assert isinstance(said, Problem)
    assert said.code == "h-001"
    assert (said.line or 0) > 2
    assert "at most 1 seconds" in said.message
    assert "BOOKBUILD_LIMIT_READING_SECONDS=4 bookbuild build" in (said.hint or "")


def test_too_much_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKBUILD_LIMIT_READING_MEMORY", "120")
    if sys.platform == "darwin":
        pytest.skip("macOS does not hold processes to a size")
    said = read(SLOW * 4)
    assert isinstance(said, Problem)
    assert (said.code, "READING_MEMORY" in (said.hint or "")) in (("h-001", True), ("h-005", False))


def test_a_process_that_dies_is_told_and_the_next_section_read() -> None:
    with Apart("bookbuild.markup", "READING") as apart:
        assert isinstance(read_apart("One.", Origin("one", None), "en", NOTE, apart), bytes)
        assert apart.process
        apart.process.kill()
        apart.process.wait()
        assert isinstance(read_apart("Two.", Origin("two", PurePath("two.md")), "en", NOTE, apart), Problem)
        assert isinstance(read_apart("Three.", Origin("three", None), "en", NOTE, apart), bytes)


def test_what_follows_a_text_that_was_given_up_is_read_as_ever() -> None:
    deep = "".join("    " * depth + "- a\n" for depth in range(600))
    with Apart("bookbuild.markup", "READING") as apart:
        fresh = read_apart("a\n{.b}\n", Origin("a", None), "en", NOTE, apart)
        assert isinstance(read_apart("- " * 1500 + "a", Origin("deep", PurePath("deep.md")), "en", NOTE, apart), Problem)
        assert isinstance(read_apart(deep, Origin("deep", PurePath("deep.md")), "en", NOTE, apart), Problem)
        assert read_apart("a\n{.b}\n", Origin("a", None), "en", NOTE, apart) == fresh


def test_a_process_that_says_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("BOOKBUILD_LIMIT_READING_SECONDS", "0")
    began = time.monotonic()
    assert isinstance(read("One."), Problem)
    assert time.monotonic() - began < 60           # and not ten minutes


def test_all_that_is_wrong_is_told_beside_what_goes_beyond(book: Make) -> None:
    made = book({"01.md": f"# A\n\n{'x' * 100_001}\n", "02.md": "# B\n\n![x](gone.png)\n"})
    with pytest.raises(BookError) as error:
        prepare(made.folder)
    assert [(each.code, each.place) for each in error.value.problems] == [("h-001", "manuscript/01.md:3"), ("m-030", "manuscript/02.md:3")]


def test_nothing_of_what_went_beyond_is_kept(book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book({"01.md": f"# A\n\n{'x' * 2000}\n"})
    monkeypatch.setenv("BOOKBUILD_LIMIT_LINE", "1000")
    with pytest.raises(BookError):
        prepare(made.folder)
    monkeypatch.setenv("BOOKBUILD_LIMIT_LINE", "3000")
    assert not prepare(made.folder)[0].problems


def test_a_picture_drawn_a_thousand_times_over_is_not_drawn(book: Make) -> None:
    out = BytesIO()
    Image.effect_noise((64, 64), 50).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    *_, last = [each for each in pieces(content) if each.name == "SOS"]
    often = content[: last.end] + content[last.start : last.end] * 1000 + content[last.end :]
    made = book({"01.md": "# A\n\n![x](often.jpg)\n\n![x](once.jpg)\n", "often.jpg": often, "once.jpg": content})
    assert [each for each in made.problems() if "breaks off or is damaged" in each] == [f"manuscript/01.md:3: {DAMAGED}"]


def test_a_book_cannot_raise_its_own_limits(book: Make) -> None:
    made = book({"01.md": "# A\n\nText."}, toml='title = "T"\n[limits]\nline = 9\n')
    assert "b-002" in [problem.code for problem in made.load().problems]


def test_a_setting_that_is_no_number_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in ("", "-1", "all", "1e9", "9" * 40):
        monkeypatch.setenv("BOOKBUILD_LIMIT_LINE", written)
        assert most("LINE") == LIMITS["LINE"].most


def _row(name: str) -> str:
    limit = LIMITS[name]
    return f"| `BOOKBUILD_LIMIT_{name}` | {limit.most:,} {limit.unit} | {limit.why} |"


def test_the_page_on_security_lists_every_limit() -> None:
    written = (PROJECT / "SECURITY.md").read_text("utf-8")
    assert [name for name in LIMITS if _row(name) not in written] == []


@pytest.mark.parametrize("text", ["[]()", "`\u00a0`", "[](02.md)"])
def test_a_chapter_of_nothing_has_its_page(book: Make, text: str) -> None:
    """CommonMark's examples 336, 486, 489: a line that is no height divided the composer by zero."""
    made = book({"01.md": f"# 1\n\n{text}\n", "02.md": "# 2\n\nWords.\n"})
    assert build(Request(made.folder, ("pdf",), jobs=1)).pages


@pytest.mark.parametrize(("setting", "value"), few([("SETTING_SECONDS", "0"), ("SETTING_MEMORY", "200")], 1))
def test_pages_beyond_a_limit_are_told_by_their_chapter(book: Make, monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    if sys.platform == "darwin" and setting == "SETTING_MEMORY":
        pytest.skip("macOS does not hold processes to a size")
    paragraph = "Some words that make a paragraph of a few lines. " * 40
    made = book({"01-long.md": "# Long\n\n" + f"{paragraph}\n\n" * 300})
    monkeypatch.setenv(f"BOOKBUILD_LIMIT_{setting}", value)
    with pytest.raises(BookError) as error:
        build(Request(made.folder, ("pdf",), jobs=1))
    found = [problem for problem in error.value.problems if problem.place == "manuscript/01-long.md"]
    assert [problem.code for problem in found] in (["h-001"], ["p-004"])
    assert all("Traceback" not in str(problem) for problem in error.value.problems)
