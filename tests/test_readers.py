"""Packages for Kindle, Kobo and Apple Books differ from the one for everybody, only where those readers do."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nasty import NASTY
from one_java import judged
from test_epub import RICH, RICH_TOML
from tiny import HERE, PIXEL, Finished, Make, Package, TinyBook, typed

from bookbuild.checks.package import inspect
from bookbuild.epub import READERS, Packing, write_epub
from bookbuild.epub.readers import KINDLE_LANGUAGES, kindle_sheet, unread_language
from bookbuild.request import READER_ENDINGS
from bookbuild.starter import KINDS, begin

STORY = "# One\n\nA story[^n]. It goes on.\n\n## Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^n]: A note.\n"
FONT = HERE.parent / "bookbuild" / "themes" / "classic" / "fonts" / "EBGaramond-Regular.ttf"


def packed(made: TinyBook, reader: str) -> Package:
    out = made.folder / f"{reader}.epub"
    write_epub(made.compose(), made.style(), out, Packing(READERS[reader]))
    return Package(out)


def test_every_reader_has_an_ending() -> None:
    assert READERS.keys() == READER_ENDINGS.keys()
    assert len(set(READER_ENDINGS.values())) == len(READERS)


def test_kindle_has_a_cover_and_no_page_for_it(book: Make) -> None:
    made = book(STORY)
    kindle, generic = packed(made, "kindle"), packed(made, "generic")
    assert "EPUB/cover.xhtml" in generic.names
    assert "EPUB/cover.xhtml" not in kindle.names
    assert "cover.xhtml" not in kindle.text("content.opf") + kindle.text("nav.xhtml") + kindle.text("toc.ncx")
    assert 'properties="cover-image"' in kindle.text("content.opf")
    assert '<meta name="cover" content="cover-image"/>' in kindle.text("content.opf")


@pytest.mark.parametrize(("css", "kept"), [
    ("p { color: red; text-indent: 1em }", "p { text-indent: 1em }"),
    ("body { font-family: X; background: black }", ""),
    ("p, body { line-height: 1.1 }", ""),
    ("p.sign { color: red }", "p.sign { color: red }"),                    # not all of the text
    ("h1 { margin: -1em 0; color: red }", "h1 { color: red }"),
    ("h1 { margin: calc(2em - 1em) 1em }", ""),
    ("h1 { margin: 1em 0 !important }", "h1 { margin: 1em 0 !important }"),
    ("p { text-indent: -1em }", "p { text-indent: -1em }"),                # verse hangs
    ("@media print { p { color: red } }", "@media print { p { color: red } }"),
])  # fmt: skip
def test_what_a_kindle_does_itself_is_left_to_it(css: str, kept: str) -> None:
    assert kindle_sheet(css) == kept


def test_a_language_that_amazon_does_not_list_is_told(book: Make) -> None:
    assert unread_language(READERS["kindle"], "ru-RU")[0].code == "k-001"
    assert unread_language(READERS["generic"], "ru") == unread_language(READERS["kindle"], "en-GB") == ()
    assert {"en", "de", "fr", "ja", "zh"} <= KINDLE_LANGUAGES
    made = book("# Раз\n\nРассказ.\n", 'title = "Книга"\nlanguage = "ru"\n')
    told = write_epub(made.compose(), made.style(), made.folder / "k.epub", Packing(READERS["kindle"]))
    assert [problem.code for problem in told] == ["k-001"]


def test_kobo_has_numbered_sentences_in_every_page(book: Make) -> None:
    kobo = packed(book(STORY), "kobo")
    for name in kobo.names:
        if name.endswith(".xhtml"):
            assert 'id="book-inner"' in kobo.text(name), name
            assert 'class="koboSpan" id="kobo.1.1"' in kobo.text(name), name


def test_apple_is_told_of_fonts_where_there_are_some(book: Make) -> None:
    options = "META-INF/com.apple.ibooks.display-options.xml"
    assert options not in packed(book(STORY), "apple").names
    css = '@font-face { font-family: "Mine"; src: url("Mine.ttf") } h1 { font-family: "Mine", serif }'
    made = book({"01.md": STORY, "/styles/epub.css": css, "/styles/Mine.ttf": FONT.read_bytes()}, folder="fonts")
    apple, kindle = packed(made, "apple"), packed(made, "kindle")
    assert "specified-fonts" in apple.text(options)
    assert '<meta property="ibooks:specified-fonts">true</meta>' in apple.text("content.opf")
    assert "ibooks: http" in apple.text("content.opf")
    assert options not in kindle.names
    assert [name for name in kindle.names if name.startswith("EPUB/fonts/")]


def test_a_theme_only_offers_its_faces(book: Make) -> None:
    assert not [name for name in packed(book(STORY), "generic").names if "fonts/" in name]
    made = book({"01.md": STORY, "/styles/epub.css": ':root { --heading-face: "EB Garamond", serif }'}, folder="asked")
    generic = packed(made, "generic")
    fonts = [name for name in generic.names if name.endswith(".ttf")]
    assert "EPUB/fonts/eb-garamond-400.ttf" in fonts
    assert all(name.startswith("EPUB/fonts/eb-garamond-") for name in fonts)          # and not the face for code
    assert [name for name in generic.names if "OFL" in name]
    assert 'rel="dcterms:license"' in generic.text("content.opf")


def test_all_of_them_are_clean(book: Make, once: Callable[..., Finished], sample: Finished, tmp_path: Path) -> None:
    """In one JVM: a story with fonts for each reader; for Kobo also a book of every construct and the sample; what `new` begins.

    And books of every construct with the pages of their PDFs, which were built for a judge who is lenient.
    """
    story = book({"01.md": STORY, "/styles/epub.css": ':root { --heading-face: "EB Garamond", serif }'})
    packages = {reader: packed(story, reader).path for reader in READERS}
    for name, made in (("rich-kobo", book(RICH, RICH_TOML, folder="rich")), ("sample", TinyBook(sample.folder))):
        packages[name] = packed(made, "kobo").path.rename(tmp_path / f"{name}.epub")
    for name, files in (("nasty", NASTY), ("rich", {**RICH, "book.toml": RICH_TOML})):
        finished = once(name, lambda folder, files=files: TinyBook(folder).write(files), leniently=True)
        packages[name] = Path(shutil.copy(finished.epub, tmp_path / f"{name}.epub"))
    for kind in KINDS:
        begin(tmp_path / kind, kind)
        packages[kind] = packed(TinyBook(tmp_path / kind), "generic").path.rename(tmp_path / f"{kind}.epub")
    remarks = {"CSS-028", "OPF-097"}               # that there is a face, and a cover that no page shows
    assert {name: ids - remarks for name, ids in judged(packages.values(), tmp_path).items()} == {name: set() for name in packages}
    assert [str(fault) for package in packages.values() for fault in inspect(package)] == []


@pytest.mark.usefixtures("lenient")
def test_the_command_names_the_file_for_its_reader(book: Make) -> None:
    made = book(STORY)
    said = typed("build", made.folder, "--for", "kobo", "--only", "epub")
    assert said.returncode == 0, said.stderr
    assert [file.name for file in (made.folder / "dist").iterdir() if file.suffix == ".epub"] == ["tiny.kepub.epub"]
    assert "tiny.kepub.epub" in said.stdout


def test_a_reader_nobody_knows_is_wrong_usage(book: Make) -> None:
    said = typed("build", book(STORY).folder, "--for", "nook")
    assert said.returncode == 2
    assert "generic, kindle, kobo, apple" in said.stderr


# ---- what is said of accessibility ----


def access(made: TinyBook) -> dict[str, list[str]]:
    opf = packed(made, "generic").text("content.opf")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<meta property="(?:schema|dcterms|a11y):(\w+)"[^>]*>([^<]+)</meta>', opf):
        found.setdefault(name, []).append(value)
    return found


def test_a_book_without_pictures_is_text(book: Make) -> None:
    said = access(book(STORY))
    assert said["accessMode"] == said["accessModeSufficient"] == ["textual"]
    assert "alternativeText" not in said["accessibilityFeature"]
    assert "conformsTo" not in said
    assert said["accessibilityHazard"] == ["none"]


def test_pictures_that_say_something_are_looked_at_and_those_that_do_not_are_not(book: Make) -> None:
    described = access(book({"01.md": STORY + "\n![A map](p.png)\n", "p.png": PIXEL}))
    assert described["accessMode"] == ["textual", "visual"]
    assert described["accessModeSufficient"] == ["textual,visual", "textual"]
    assert "alternativeText" in described["accessibilityFeature"]
    undescribed = access(book({"01.md": STORY + "\n![](p.png)\n", "p.png": PIXEL}, folder="un"))
    assert undescribed["accessModeSufficient"] == ["textual,visual"]
    assert "alternativeText" not in undescribed["accessibilityFeature"]
    assert "not described" in undescribed["accessibilitySummary"][0]
    ornament = access(book({"01.md": STORY + "\n![](p.png){.decorative}\n", "p.png": PIXEL}, folder="or"))
    assert ornament["accessMode"] == ["textual"]


def test_a_claim_is_made_only_in_somebodys_name(book: Make) -> None:
    toml = 'title = "T"\nlanguage = "de"\n[accessibility]\ncertified-by = "Jane Doe"\n'
    said = access(book(STORY, toml))
    assert said["conformsTo"] == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert said["certifiedBy"] == ["Jane Doe"]
    assert said["accessibilitySummary"][0].startswith("Der Text")
    own = access(book(STORY, toml + 'summary = "Read it aloud."\n', folder="own"))
    assert own["accessibilitySummary"] == ["Read it aloud."]
