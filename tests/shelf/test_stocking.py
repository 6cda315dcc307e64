"""What a shelf builds before it opens and while it stands; the command, as a person runs it."""

import errno
import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from standing import bookcase, standing, until
from tiny import Make, TinyBook, typed

from bookbuild import build as building
from bookbuild.problems import BookError, Problem
from bookbuild.request import OUTPUTS, READER_ENDINGS, Built, Request
from bookbuild.shelf import stocking
from bookbuild.shelf.stocking import prints, stock, watch

Made = list[tuple[str, str, tuple[str, ...]]]
LONGEST = 60


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Builds, as they are asked for: (book, reader, outputs). Nothing is typeset; one with FAULT in it cannot be built."""
    asked: Made = []

    def build(request: Request, say: Callable[[str], None] = lambda _: None) -> Built:
        say("Packing the EPUB")
        asked.append((request.folder.name, request.reader, request.outputs))
        text = next(request.folder.glob("manuscript/*.md")).read_text("utf-8")
        if "FULL" in text:
            raise OSError(errno.ENOSPC, "No space left on device")
        if "FAULT" in text:
            raise BookError([Problem("m-030", "image not found", Path("manuscript/01-one.md"), 3)])
        request.dist.mkdir(exist_ok=True)
        out = request.dist / f"a{READER_ENDINGS[request.reader]}"
        out.write_text(f"{len(asked)}", "utf-8")
        built = Built("A", "", (), 1, 1, out)
        request.remember(built)
        return built

    monkeypatch.setattr("bookbuild.build.build", build)
    return asked


def test_both_epubs_are_made_once_and_again_when_the_manuscript_changes(book: Make, made: Made) -> None:
    tiny = book("# A")
    for text in ("# A", "# B"):
        tiny.write({"01-one.md": text})
        assert stock((tiny.folder,)) == ()
        assert made == [("tiny", "generic", ("epub",)), ("tiny", "kobo", ("epub",))]
        assert stock((tiny.folder,)) == ()
        assert len(made) == 2, "nothing has changed"
        made.clear()


def test_where_there_is_a_pdf_it_is_made_too(book: Make, made: Made) -> None:
    tiny = book("# A")
    (tiny.folder / "dist").mkdir()
    (tiny.folder / "dist" / "a.pdf").touch()
    stock((tiny.folder,))
    assert made == [("tiny", "generic", OUTPUTS), ("tiny", "kobo", ("epub",))]


def test_an_epub_of_today_is_not_lent_beside_a_pdf_of_yesterday(book: Make, made: Made) -> None:
    """`bookbuild send` makes the EPUB alone."""
    tiny = book("# A")
    (tiny.folder / "dist").mkdir()
    (tiny.folder / "dist" / "a.pdf").touch()
    building.build(Request(tiny.folder, ("epub",)))
    made.clear()
    stock((tiny.folder,))
    assert made[0] == ("tiny", "generic", OUTPUTS)


def test_kobos_book_is_made_again_after_the_epub(book: Make, made: Made) -> None:
    """The catalogue hides one that is older, so there would be none."""
    tiny = book("# A")
    stock((tiny.folder,))
    later = time.time() + 100
    os.utime(tiny.folder / "dist" / "a.epub", (later, later))
    made.clear()
    stock((tiny.folder,))
    assert made == [("tiny", "kobo", ("epub",))]


def test_a_fault_is_told_and_keeps_no_other_book_from_the_shelf(book: Make, made: Made) -> None:
    wrong, right = book("FAULT", folder="wrong"), book("# A", folder="right")
    problems = stock((wrong.folder, right.folder))
    assert [str(problem).splitlines()[0] for problem in problems] == [
        "wrong/manuscript/01-one.md:3: m-030: image not found",
        "d-056: wrong cannot be built as it now is: on the shelf is what was built before, if anything was",
    ]
    assert ("right", "kobo", ("epub",)) in made


def test_built_files_without_a_manuscript_are_left_as_they_are(tmp_path: Path, made: Made) -> None:
    (tmp_path / "dist").mkdir()
    assert stock((tmp_path,)) == ()
    assert not made


def test_what_changes_is_built_while_the_shelf_stands(book: Make, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stocking, "REST", 0.01)
    monkeypatch.setattr(stocking, "GRACE", 0.01)
    one, two = book("# A", folder="one"), book("# A", folder="two")
    said: list[str] = []
    told: list[str] = []
    closing = Event()
    before = prints((one.folder, two.folder))
    watcher = Thread(
        target=watch, daemon=True, args=(before, said.append, lambda problems: told.extend(each.code for each in problems), closing),
    )  # fmt: skip
    stock((one.folder, two.folder))
    made.clear()
    one.write({"01-one.md": "# B, and more"})      # what changes between the two is not missed
    watcher.start()
    assert until(lambda: bool(said) and said[-1] == "one is on the shelf as it now is")
    one.write({"01-one.md": "FAULT"})
    assert until(lambda: bool(told))
    one.write({"01-one.md": "FULL"})
    assert until(lambda: "o-001" in told)
    closing.set()
    watcher.join(LONGEST)
    assert not watcher.is_alive()
    assert {name for name, _, _ in made} == {"one"}
    assert told == ["m-030", "d-056", "o-001"]


# ---- the command ----


@pytest.mark.thorough
def test_a_book_that_was_never_built_is_built_and_followed(tmp_path: Path) -> None:
    """All in earnest: from Markdown to a download, and a new draft while the shelf stands."""
    folder = tmp_path / "books"
    tiny = TinyBook(folder / "a")
    tiny.write({"book.toml": 'title = "A Tale"\nauthors = ["A. Writer"]\n', "01-one.md": "# One\n\nFirst."})
    with standing(folder, "--watch") as shelf:
        assert [file["kind"] for file in shelf.said["books"][0]["files"]] == ["generic", "kobo"]
        first = links(shelf.client.get(shelf.said["opds2"]).json())
        tiny.write({"01-one.md": "# One\n\nSecond."})
        assert until(lambda: not set(first) & set(links(shelf.client.get(shelf.said["opds2"]).json())))
        for link in links(shelf.client.get(shelf.said["opds2"]).json()):
            (tmp_path / "got.epub").write_bytes(shelf.get(link).content)
            with zipfile.ZipFile(tmp_path / "got.epub") as package:
                assert b"Second." in b"".join(package.read(name) for name in package.namelist() if name.endswith(".xhtml"))


def links(feed: dict[str, list[dict[str, list[dict[str, str]]]]]) -> list[str]:
    return [link["href"] for link in feed["publications"][0]["links"] if "acquisition" in link["rel"]]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bookcase(tmp_path_factory.mktemp("home") / "books")


def test_the_list_tells_what_would_be_on_the_shelf_and_builds_nothing(books: Path) -> None:
    done = typed("shelf", books, "--list")
    assert done.returncode == 0
    assert sorted(done.stdout.splitlines()) == [
        "Moby-Dick; or, The Whale, by Herman Melville · EPUB", "The Last Cell, by A. Writer & B. Scribe · EPUB, EPUB for Kobo, PDF",
    ]  # fmt: skip
    assert json.loads(typed("shelf", books / "ours", "--list", "--json").stdout)["books"][0]["authors"] == ["A. Writer", "B. Scribe"]


def test_a_shelf_of_nothing_is_none(book: Make, tmp_path: Path) -> None:
    done = typed("shelf", book("# A").folder, "--as-is", "--host", "127.0.0.1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "d-057: nothing is built that could be put on the shelf\n    bookbuild build" in done.stderr
    assert "d-050" in typed("shelf", tmp_path / "nowhere").stderr


@pytest.mark.parametrize("options", [["--open-path", "--new-path"], ["--as-is", "--watch"], ["--port", "70000"], ["--port", "x"]])
def test_wrong_usage_is_two(options: list[str], tmp_path: Path) -> None:
    assert typed("shelf", tmp_path, *options).returncode == 2
