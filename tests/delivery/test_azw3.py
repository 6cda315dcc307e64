"""calibre as a program of our own on PATH; and the real one, where it is."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from drives import program, searched
from tiny import Make

from bookbuild.delivery import azw3
from bookbuild.problems import BookError

BOOK = ("urn:uuid:26b3c98f-98ea-5c19-ad20-82cb85f3a53d", "Salt & <Tide>")
# Says how far it is as calibre does, notes how it was called, and puts a new number into each file.
CONVERT = f"""#!{sys.executable} -IS
import sys, uuid
from pathlib import Path
epub, out, *options = sys.argv[1:]
with Path(__file__).with_name("calls").open("a") as calls:
    calls.write(" ".join(options) + "\\n")
print("1% Converting input to HTML...\\n34% Running transforms on e-book...\\n67% Running AZW3 Output plugin")
sheet = next(option.partition("=")[2] for option in options if option.startswith("--read-metadata"))
Path(out).write_bytes(b"AZW3 of " + Path(epub).read_bytes() + Path(sheet).read_bytes() + uuid.uuid4().bytes)
"""


@pytest.fixture
def epub(tmp_path: Path) -> Path:
    file = tmp_path / "book.epub"
    file.write_bytes(b"an EPUB")
    return file


def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    program(tmp_path / "bin", "ebook-convert", text)
    monkeypatch.setenv("PATH", searched(tmp_path / "bin"))


def test_it_is_made_with_progress_under_the_books_own_number(epub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path, monkeypatch, CONVERT)
    said: list[str] = []
    azw3.convert(epub, tmp_path / "out.azw3", tmp_path / "cache", BOOK, said.append)
    made = (tmp_path / "out.azw3").read_bytes()
    assert b"26b3c98f-98ea-5c19-ad20-82cb85f3a53d" in made
    assert b"Salt &amp; &lt;Tide&gt;" in made
    assert said[-1].endswith("67 %")


def test_the_same_epub_is_converted_once(epub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """calibre never makes two alike: without this, a book that has not changed would be copied again."""
    use(tmp_path, monkeypatch, CONVERT)
    out, cache = tmp_path / "out.azw3", tmp_path / "cache"
    azw3.convert(epub, out, cache, BOOK)
    first = out.read_bytes()
    out.unlink()
    azw3.convert(epub, out, cache, BOOK)
    assert out.read_bytes() == first
    epub.write_bytes(b"the next draft")
    azw3.convert(epub, out, cache, BOOK)
    assert out.read_bytes().startswith(b"AZW3 of the next draft")
    assert (tmp_path / "bin/calls").read_text("utf-8").count("\n") == 2


def test_a_book_known_by_its_isbn_has_one_number_too() -> None:
    one, other = (azw3._sheet(book, "A") for book in ("urn:isbn:9780306406157", "urn:isbn:9780306406157#large-print"))
    assert one == azw3._sheet("urn:isbn:9780306406157", "A")
    assert one != other


@pytest.mark.parametrize(("text", "told"), [
    ("#!/bin/sh\necho 'Traceback' >&2\necho 'ValueError: no such thing' >&2\nexit 1\n", "ValueError: no such thing"),
    ("#!/bin/sh\nexit 3\n", "status 3"),
    ("#!/bin/sh\nexit 0\n", "status 0"),
    ("#!/no/such/interpreter\n", "No such file"),
])  # fmt: skip
def test_what_calibre_says_last_is_told_and_the_last_file_stays(
    text: str, told: str, epub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use(tmp_path, monkeypatch, text)
    out = tmp_path / "out.azw3"
    out.write_bytes(b"the last draft")
    with pytest.raises(BookError, match=f"d-021.*{told}"):
        azw3.convert(epub, out, tmp_path / "cache", BOOK)
    assert out.read_bytes() == b"the last draft"


def test_without_calibre_it_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(azw3, "IN_THE_APP", tmp_path / "none")
    with pytest.raises(BookError, match="d-017") as stopped:
        azw3.converter()
    assert "calibre" in str(stopped.value.problems[0].hint)
    app = program(tmp_path / "calibre.app", "ebook-convert", CONVERT)
    monkeypatch.setattr(azw3, "IN_THE_APP", app)
    assert azw3.converter() == app


def test_the_real_calibre_makes_a_book_under_our_number(book: Make, tmp_path: Path) -> None:
    if shutil.which("ebook-convert") is None or shutil.which("ebook-meta") is None:
        pytest.skip("calibre is not installed (Debian: calibre)")
    epub = book("# One\n\nThe lamp was out.\n").epub().path
    azw3.convert(epub, tmp_path / "out.azw3", tmp_path / "cache", BOOK)
    said = subprocess.run(["ebook-meta", tmp_path / "out.azw3"], capture_output=True, text=True, check=True).stdout
    assert "mobi-asin:26b3c98f-98ea-5c19-ad20-82cb85f3a53d" in said
    assert "Salt & <Tide>" in said
