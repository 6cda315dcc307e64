"""File names that any device, cable and file system takes."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.build import file_name
from bookbuild.delivery.copying import PART
from bookbuild.delivery.ledger import NAME
from bookbuild.delivery.names import stem_of

FORBIDDEN = set('<>:"/\\|?*') | {chr(number) for number in range(32)}
ENDINGS = (".epub", ".kepub.epub", ".azw3")
TITLES = {
    "The Last Cell": "the-last-cell",
    "Möbius’ Band": "mobius-band",
    "Straße, Œuvre & Ærø": "strasse-oeuvre-aero",
    "Война и мир": "война-и-мир",
    "吾輩は猫である": "吾輩は猫である",
    "हिन्दी": "हिन्दी",
    "İstanbul": "istanbul",
    "What?! <A> Book: \\ or / *": "what-a-book-or",
    "CON": "con-book",
    "lpt1": "lpt1-book",
    "…": "book",
    "🚀": "book",
    "  ends in dots. . .": "ends-in-dots",
    ".hidden": "hidden",
}


@pytest.mark.parametrize(("title", "stem"), TITLES.items())
def test_titles(title: str, stem: str) -> None:
    assert stem_of(title) == stem


def test_an_edition_has_its_own_name_however_long_the_title() -> None:
    assert stem_of("The Last Cell", "large print") == "the-last-cell-large-print"
    assert stem_of("A" * 300, "one") != stem_of("A" * 300, "two")


@given(st.text(), st.none() | st.text())
@settings(max_examples=500)
def test_any_title_is_a_name_that_fat_holds(title: str, edition: str | None) -> None:
    stem = stem_of(title, edition)
    for ending in ENDINGS:
        name = stem + ending
        assert not set(name) & FORBIDDEN
        assert not name.startswith((".", " ", "-"))
        assert not stem.endswith((".", " ", "-"))
        assert len(name.encode()) <= 255
        assert len(name.encode("utf-16-le")) // 2 <= 255
        name.encode("utf-8")
    assert stem == unicodedata.normalize("NFC", stem), "macOS would show it under another name than Linux"
    assert stem_of(stem) == stem


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=80))
def test_a_title_in_plain_letters_has_the_name_it_has_in_dist(title: str) -> None:
    assert stem_of(title).removesuffix("-book") == file_name(title).removesuffix("-book")


def test_a_fat_drive_takes_the_names(tmp_path: Path) -> None:
    """A real FAT file system, written by mtools: a kernel need not know FAT for that."""
    if not all(shutil.which(tool) or Path("/usr/sbin", tool).exists() for tool in ("mkfs.vfat", "mcopy", "mdir")):
        pytest.skip("mkfs.vfat or mtools is not installed (Debian: dosfstools, mtools)")
    image, book = tmp_path / "fat.img", tmp_path / "book.epub"
    image.write_bytes(bytes(4_000_000))
    book.write_bytes(b"a book")
    subprocess.run([shutil.which("mkfs.vfat") or "/usr/sbin/mkfs.vfat", image], check=True, capture_output=True)
    names = [*(f"{stem}{ending}" for stem in {*TITLES.values(), stem_of("Ж" * 300), stem_of("猫" * 300)} for ending in ENDINGS), NAME, PART]
    environment = {"LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"}
    for name in names:
        subprocess.run(["mcopy", "-i", image, book, f"::{name}"], check=True, capture_output=True, env=environment)
    listed = subprocess.run(["mdir", "-b", "-a", "-i", image, "::"], check=True, capture_output=True, text=True, env=environment).stdout
    assert {line.removeprefix("::/") for line in listed.splitlines()} == set(names)
