"""What is on the shelf and what is not, by what lies in dist/; what an EPUB says of itself, whoever made it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standing import FOREIGN, MOBY, bookcase, foreign
from tiny import PIXEL, PROJECT

from bookbuild.delivery.labels import Label, read_label
from bookbuild.shelf.catalogue import Catalogue, Volume, book_folders, catalogue_of, plain_name
from bookbuild.shelf.covers import HIGH, WIDE, cover_of, thumbnail_of


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bookcase(tmp_path_factory.mktemp("home") / "books")


def shelf_of(*folders: Path) -> Catalogue:
    found, problems = book_folders(folders)
    assert not problems
    return catalogue_of(found)


def titled(catalogue: Catalogue, title: str) -> Volume:
    return next(volume for volume in catalogue.volumes if volume.label.title == title)


# ---- which files ----


def test_on_the_shelf_are_the_built_files_and_nothing_else(books: Path) -> None:
    """No proofs, which have their author's address on them, or what was struck out; nothing hidden, no links, no notes."""
    built = books / "ours" / "dist" / "the-last-cell.epub"
    shutil.copy(built, built.with_name("the-last-cell-marked.epub"))
    catalogue = shelf_of(books)
    assert {volume.label.title: [copy.path.name for copy in volume.copies] for volume in catalogue.volumes} == {
        "The Last Cell": ["the-last-cell.epub", "the-last-cell.kepub.epub", "the-last-cell.pdf"],
        "Moby-Dick; or, The Whale": ["Möby Dick, or the Whale.epub"],
    }
    assert not catalogue.problems


def test_a_book_says_what_it_is(books: Path) -> None:
    label = titled(shelf_of(books), "The Last Cell").label
    assert label.authors == ("A. Writer", "B. Scribe")
    assert (label.language, label.publisher, label.issued, label.subjects) == ("en-GB", "The House", "2026-11-23", ("Fantasy", "Prisons"))
    assert label.description == "A prison on a mountain & a door."
    assert label.identifier.startswith("urn:uuid:")


@pytest.mark.parametrize("where", [".", "ours", "ours/../ours"])
def test_a_shelf_of_one_book_or_of_many(books: Path, where: str) -> None:
    assert len(shelf_of(books / where).volumes) == (2 if where == "." else 1)
    assert len(shelf_of(books / where, books / "ours").volumes) == (2 if where == "." else 1), "a book stands on it once"


def test_a_folder_without_books_is_told(books: Path) -> None:
    _, problems = book_folders([books / "no-book", books / "nowhere"])
    assert [problem.code for problem in problems] == ["d-050", "d-050"]


def test_the_newest_stands_first_and_a_new_draft_has_a_new_address(tmp_path: Path) -> None:
    catalogues: list[Catalogue] = []
    for new in ("a", "b", "a"):
        (tmp_path / new / "dist").mkdir(parents=True, exist_ok=True)
        file = foreign(tmp_path / new / "dist" / f"{new}.epub", MOBY.replace("Moby-Dick; or, The Whale", new))
        os.utime(file, (1_700_000_000 + len(catalogues),) * 2)
        catalogues.append(shelf_of(tmp_path))
    titles = [[volume.label.title for volume in catalogue.volumes] for catalogue in catalogues]
    assert titles == [["a"], ["b", "a"], ["a", "b"]]
    first, last = titled(catalogues[0], "a"), titled(catalogues[2], "a")
    assert first.id == last.id
    assert first.copies[0].revision != last.copies[0].revision


def test_a_kobos_book_of_an_older_draft_is_not_lent(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    epub, kobo = (foreign(tmp_path / "dist" / name) for name in ("a.epub", "a.kepub.epub"))
    os.utime(epub, (2_000, 2_000))
    os.utime(kobo, (1_000, 1_000))
    assert [copy.kind for copy in shelf_of(tmp_path).volumes[0].copies] == ["generic"]
    os.utime(kobo, (3_000, 3_000))
    assert [copy.kind for copy in shelf_of(tmp_path).volumes[0].copies] == ["generic", "kobo"]


@pytest.mark.parametrize(("names", "kinds"), [
    (["my-kindle.epub"], [["generic"]]),
    (["my.epub", "my-kindle.epub", "my-apple.epub"], [["generic", "kindle", "apple"]]),
    (["a.kepub.epub"], [["kobo"]]),
    (["a.epub", "a-large.epub", "a-large.pdf"], [["generic"], ["generic", "pdf"]]),
    (["only.pdf"], []),
    (["a.EPUB", "b.mobi"], []),
])  # fmt: skip
def test_files_belong_together_by_their_names(tmp_path: Path, names: list[str], kinds: list[list[str]]) -> None:
    (tmp_path / "dist").mkdir()
    for name in names:
        foreign(tmp_path / "dist" / name)
    assert sorted([copy.kind for copy in volume.copies] for volume in shelf_of(tmp_path).volumes) == sorted(kinds)


@given(st.text())
def test_a_name_on_the_way_is_one_that_every_device_takes(name: str) -> None:
    plain = plain_name(f"{name}.kepub.epub")
    assert plain.isascii()
    assert all(letter.isalnum() or letter in "._-" for letter in plain)
    assert plain.endswith(".epub")
    assert not plain.startswith((".", "-"))


@pytest.mark.parametrize("name", ["the-last-cell.epub", "the-last-cell.kepub.epub", "a-large.pdf"])
def test_names_that_bookbuild_gives_stay(name: str) -> None:
    assert plain_name(name) == name


def test_the_catalogue_does_not_load_what_builds_books() -> None:
    heavy = ("bookbuild.build", "bookbuild.press", "ebooklib", "starlette", "uvicorn")
    script = f"import sys, bookbuild.shelf.catalogue; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT, timeout=60)
    assert done.stdout.strip() == "[]"


# ---- EPUBs from elsewhere ----


def test_an_epub_2_with_the_cover_by_meta(tmp_path: Path) -> None:
    manifest = '<item id="c" href="pic%20ture.png" media-type="image/png"/>'
    file = foreign(tmp_path / "a.epub", f'{MOBY}<meta name="cover" content="c"/>', manifest, {"OPS/pic ture.png": PIXEL})
    label = read_label(file)
    assert label
    assert (label.cover, label.cover_type) == ("OPS/pic ture.png", "image/png")


@pytest.mark.parametrize("href", ["../../../etc/passwd", "/etc/passwd", "missing.png", "http://example.org/c.png", ""])
def test_a_cover_that_leads_away_is_none(tmp_path: Path, href: str) -> None:
    file = foreign(tmp_path / "a.epub", f'{MOBY}<meta name="cover" content="c"/>', f'<item id="c" href="{href}" media-type="image/png"/>')
    label = read_label(file)
    assert label
    assert label.cover is None


def test_a_book_without_a_title_is_called_by_its_file(tmp_path: Path) -> None:
    assert read_label(foreign(tmp_path / "a tale.epub", "")) == Label("a tale")


def test_an_entity_is_not_followed(tmp_path: Path) -> None:
    file = foreign(tmp_path / "a.epub")
    bomb = FOREIGN.replace("<package", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><package')
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                         '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>')  # fmt: skip
        package.writestr("a.opf", bomb.format(metadata="<dc:title>x&e;y</dc:title>", manifest=""))
    label = read_label(file)
    assert label is None or "root" not in label.title


@given(st.binary(max_size=400), st.integers(0, 5000))
def test_damage_is_never_an_exception(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    file = foreign(tmp_path_factory.mktemp("damage") / "a.epub")
    content = file.read_bytes()
    file.write_bytes(content[:at] + noise + content[at + len(noise) :])
    assert isinstance(read_label(file), Label | None)


def test_what_is_no_epub_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.epub").write_bytes(b"no zip")
    catalogue = shelf_of(tmp_path)
    assert not catalogue.volumes
    assert [problem.code for problem in catalogue.problems] == ["d-054"]


# ---- covers ----


def test_a_cover_is_the_books_own_or_drawn(books: Path) -> None:
    """OPDS 2.0 asks for one of every book."""
    from bookbuild.manuscript.anatomy import look  # noqa: PLC0415

    for volume in shelf_of(books).volumes:
        content, media_type = cover_of(volume)
        small = look(thumbnail_of(volume))
        assert media_type == "image/jpeg"
        assert look(content)
        assert small
        assert (small.media_type, small.width <= WIDE, small.height <= HIGH) == ("image/jpeg", True, True)


def test_a_cover_that_breaks_off_is_drawn_instead(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    manifest = '<item id="c" href="c.png" media-type="image/png"/>'
    foreign(tmp_path / "dist" / "a.epub", f'{MOBY}<meta name="cover" content="c"/>', manifest, {"OPS/c.png": PIXEL[:50]})
    assert thumbnail_of(shelf_of(tmp_path).volumes[0])[:2] == b"\xff\xd8"
