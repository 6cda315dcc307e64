"""Same manuscript, same bytes: in other folders, time zones, locales, with other hash seeds and job counts."""

import os
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
from nasty import NASTY
from tiny import Finished, TinyBook, bookbuild, sample  # noqa: F401 - fixtures

from bookbuild.kept import digest_of


@dataclass(frozen=True)
class Way:
    """How a build may differ from another."""

    environment: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    mask: int = 0o022
    warm: bool = False
    place: Path | None = None


# The locales need not be installed: libraries read their names, too.
WAYS = {
    "another time zone": Way({"TZ": "Pacific/Kiritimati"}),
    "a time zone without a name": Way({"TZ": "XXX-5:30"}),
    "Turkish": Way({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    "Japanese": Way({"LC_ALL": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8", "LANGUAGE": "ja:en", "PANGO_LANGUAGE": "ja"}),
    "no locale": Way({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "POSIX, and no UTF-8 on the terminal": Way({"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii:backslashreplace"}),
    "hash seed 0": Way({"PYTHONHASHSEED": "0"}),
    "hash seed 4242": Way({"PYTHONHASHSEED": "4242"}),
    "one process": Way(options=("--jobs", "1")),
    "four processes": Way(options=("--jobs", "4")),
    "a strict mask": Way(mask=0o077),
    "all of it kept": Way(warm=True),
    "another home": Way({"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "USER": "nobody"}),
    "no optimising": Way({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONOPTIMIZE": "0", "PYTHONUNBUFFERED": "1"}),
    "a screen of another width": Way({"COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb"}),
    "another disk": Way(place=Path("/dev/shm")),  # noqa: S108 - a disk in memory, which lists files in another order
}
# Everything at once, for those who have no time.
DIFFERENT = Way(
    WAYS["another time zone"].environment | WAYS["hash seed 4242"].environment | WAYS["another home"].environment
    | WAYS["Japanese"].environment | WAYS["Turkish"].environment, ("--jobs", "4"), 0o077,
)  # fmt: skip
STAMP = {"SOURCE_DATE_EPOCH": "1700000000"}


def copied(book: Finished, folder: Path, *, warm: bool) -> None:
    """The same book elsewhere: files in another order, of another hour. EPUBCheck need not judge the same EPUB again."""
    files = [file for file in book.folder.rglob("*") if file.is_file() and "dist" not in file.relative_to(book.folder).parts]
    random.Random(1).shuffle(files)  # noqa: S311
    for file in files:
        copy = folder / file.relative_to(book.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (1_000_000_000,) * 2)
    for kept in ("",) if warm else ("verdicts",):
        shutil.copytree(book.folder / "dist" / ".cache" / kept, folder / "dist" / ".cache" / kept)


def built(book: Finished, folder: Path, way: Way) -> dict[str, str]:
    """Digests of what comes out; the book's folder has the same name, since an untitled book would be called by it."""
    folder = (way.place / f"bookbuild-{os.getpid()}" if way.place else folder) / book.folder.name
    copied(book, folder, warm=way.warm)
    before = os.umask(way.mask)
    try:
        done = bookbuild("build", folder, *way.options, environment=way.environment)
        assert done.returncode == 0, done.stderr
        return outputs(folder)
    finally:
        os.umask(before)
        if way.place:
            shutil.rmtree(folder.parent)


def outputs(folder: Path) -> dict[str, str]:
    return {file.suffix: digest_of(file) for file in (folder / "dist").iterdir() if file.is_file()}


@pytest.fixture(scope="session")
def nasty(once: Callable[..., Finished]) -> Finished:
    return once("nasty", lambda folder: TinyBook(folder).write(NASTY), leniently=True)


def test_all_at_once(nasty: Finished, tmp_path: Path) -> None:
    assert built(nasty, tmp_path, DIFFERENT) == outputs(nasty.folder)


@pytest.mark.corpora
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("which", ["nasty", "sample"])
def test_one_by_one(request: pytest.FixtureRequest, tmp_path: Path, which: str, way: str) -> None:
    book: Finished = request.getfixturevalue(which)
    if (place := WAYS[way].place) and not (place.is_dir() and os.access(place, os.W_OK)):
        pytest.skip(f"there is no {place} here")
    assert built(book, tmp_path, WAYS[way]) == outputs(book.folder)


@pytest.mark.thorough
def test_in_one_piece(nasty: Finished, tmp_path: Path) -> None:
    """Other bytes than chapter by chapter, but the same every time."""
    once = built(nasty, tmp_path / "a", Way({"PYTHONHASHSEED": "1"}, ("--one-document", "--only", "pdf")))
    assert built(nasty, tmp_path / "b", Way(DIFFERENT.environment, ("--one-document", "--only", "pdf"))) == once


@pytest.mark.thorough
def test_a_date_changes_what_it_is_for_and_nothing_else(nasty: Finished, tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH is the one clock: `dcterms:modified` of the EPUB, CreationDate and ModDate of the PDF."""
    dated = built(nasty, tmp_path / "a", Way(STAMP))
    assert built(nasty, tmp_path / "b", Way(DIFFERENT.environment | STAMP, warm=True)) == dated
    assert set(dated.values()).isdisjoint(outputs(nasty.folder).values())
    folder = tmp_path / "a" / nasty.folder.name / "dist"
    with zipfile.ZipFile(folder / nasty.epub.name) as ours, zipfile.ZipFile(nasty.epub) as plain:
        assert ours.namelist() == plain.namelist()
        (name,) = [name for name in plain.namelist() if ours.read(name) != plain.read(name)]
        (line,) = [line for line in ours.read(name).splitlines() if line not in plain.read(name).splitlines()]
        assert b"dcterms:modified" in line
        assert b"2023-11-14T22:13:20Z" in line
    with pikepdf.open(folder / nasty.pdf.name) as ours, pikepdf.open(nasty.pdf) as plain:
        assert str(ours.docinfo["/CreationDate"]).startswith("D:20231114221320")
        assert "/CreationDate" not in plain.docinfo
        assert drawn(ours) == drawn(plain)


def drawn(pdf: pikepdf.Pdf) -> list[list[bytes]]:
    """All that is drawn on each page, whether it is in one piece or in several."""
    contents = [page.Contents for page in pdf.pages]
    return [[piece.read_bytes() for piece in (each if isinstance(each, pikepdf.Array) else [each])] for each in contents]
