"""An Edition becomes a package: what is in it, that it is the same every time, and that EPUBCheck likes it."""
# ruff: noqa: E501 - tables of cases

import hashlib
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from tiny import DRAWING, PIXEL, PROJECT, Files, Finished, Make, Package

from bookbuild.checks.epubcheck import Checking
from bookbuild.epub import LINES_ABOVE, write_epub
from bookbuild.epub.metadata import file_as_name, file_as_title
from bookbuild.styles import load_style

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
HTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"

# Every construct there is, in one book.
RICH_TOML = """\
title = "Rich & 'Strange'"
subtitle = "A <Tale>"
authors = ["A. Writer", { name = "B. Scribe", file-as = "Scribe, B." }]
language = "en-GB"
series = { name = "The Mountain", position = 2 }
publisher = "P & Co"
published = 2026-11-23
edition-statement = "First edition"
rights = "© 2026 A. Writer"
license = "CC-BY-4.0"
description = "It's <b>rich</b>."
subjects = ["FIC009000", "FM", "Island life"]
keywords = ["post"]
isbn = { ebook = "978-0-306-40615-7", paperback = "978-3-16-148410-0" }
chapter-numbers = "words"
[[contributor]]
name = "C. Painter"
role = "illustrator"
[disclaimer]
kind = "fan-work"
work = "W"
owner = "O"
[fan-work]
fandom = ["F & F"]
rating = "Teen"
relationships = ["A/B"]
"""
RICH: Files = {
    "00-dedication.md": "To *Ann*.",
    "00-epigraph.md": '::: epigraph\n"All."\n\n-- A. Author\n:::',
    "00-foreword.md": "# Foreword\n\nText.",
    "00-authors-note.md": "# Author's Note\n\nText.",
    "01-prologue.md": "# Prologue\n\nBefore.",
    "part-1-sea/00-part.md": "# The Sea\n\n::: epigraph\nWater.\n:::",
    "part-1-sea/01-a.md": """# A "Quoted" *Title*[^t]

::: authors-note
Hello![^h]
:::

::: content-note
A fox.
:::

The gales of that October moved the channel a quarter of a mile to the west, and nobody noticed at all[^1] [^1].

***

She said [bonjour]{lang=fr}, *"Oui,"* and `code`; see [B](02-b.md#place), [here](#sub), <https://example.org/?a=1&b=2>, [mail](mailto:a@b.c).

::: verse
One *line
goes on*
    deep

-- A. Poet
:::

::: letter A letter {#post .big}
Dear Ann,

Text.

::: telegram
STOP
:::

-- B.
:::

::: message
**Ann:** Hi
:::

::: sign
Closed
:::

::: aside
An aside.
:::

> A quotation,
> plain.

## Sub

![A map](../images/map%20ä.png "The \\"isle\\"")

![A drawing](../images/drawing.svg){width=50%}

Inline ![icon](../images/map ä.png).

| a | b | |
|:--|--:|:-:|
| 1 | 2[^2] | x |

- one
- two
  1. three
  2. four

7. seven
8. eight

Term
: Meaning

```python
def f(x: "Vec<T>") -> None:  # why
    return "&amp;"
```

::: page-break
:::

<center>Middle</center> Vec<T> &eacute; <kbd>X</kbd> <ruby>Kanji<rt>kan</rt></ruby> H<sub>2</sub>O <u>u</u> <mark>m</mark>

<details><summary>More</summary>Hidden.</details>

<a name="old"></a>

The end.

[^t]: On the title.
[^h]: In the note.
[^1]: First, *with* [a link](02-b.md).

    Second.

    - item

    > quote

[^2]: In a table.[^3]
[^3]: Deeper.
""",
    "part-1-sea/02-b.md": "Text without a heading.\n\n#### A place {#place}\n\nText.",
    "part-2-land/03-c.md": "# C\n\n![x](c.png)",
    "part-2-land/c.png": PIXEL,
    "part-1-sea/c.png": PIXEL,
    "80-epilogue.md": "# Epilogue\n\nAfter.",
    "85-appendix-1-tides.md": "# Tides\n\n1984. A year.",
    "86-glossary.md": "# Glossary\n\nLade\n: A channel.",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks.",
    "92-about-the-author.md": "# About the Author\n\nText.",
    "images/map ä.png": PIXEL,
    "images/drawing.svg": DRAWING,
    "/styles/book.css": ":root { --paragraph-indent: 1em }\n.big { border: 1px solid }",
}


@pytest.fixture
def rich(book: Make) -> Package:
    return book(RICH, RICH_TOML).epub()


def hrefs(tree: Element) -> list[str]:
    return [link.get("href", "") for link in tree.iter(f"{HTML}a")]


# ---- the container ----


def test_mimetype_is_first_and_stored(rich: Package) -> None:
    raw = rich.path.read_bytes()
    assert raw[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(rich.path) as package:
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert not package.infolist()[0].extra
        assert all(each.date_time == (1980, 1, 1, 0, 0, 0) for each in package.infolist())


def test_documents_go_in_verbatim(book: Make) -> None:
    made = book(RICH, RICH_TOML)
    package = made.epub()
    for document in made.compose().documents:
        if document.name != "contents":
            assert f"<body>\n{document.body}\n</body>" in package.text(f"{document.name}.xhtml")


def test_the_body_begins_where_epubchecks_lines_are_counted_from(rich: Package) -> None:
    assert rich.text("prologue.xhtml").splitlines()[LINES_ABOVE].startswith('<section id="prologue"')


def test_epub_type_and_links_to_the_sheet_survive(rich: Package) -> None:
    page = rich.text("chapter-01.xhtml")
    assert 'epub:type="chapter"' in page
    assert '<link rel="stylesheet" type="text/css" href="style.css"/>' in page


def test_every_file_is_well_formed_and_in_the_manifest(rich: Package) -> None:
    package = rich.tree("content.opf")
    listed = {item.get("href") for item in package.iter(f"{OPF}item")}
    files = {name.removeprefix("EPUB/") for name in rich.names} - {"mimetype", "META-INF/container.xml", "content.opf"}
    assert listed == files
    for name in files:
        if name.endswith(("xhtml", "ncx")):
            rich.tree(name)
    ids = [item.get("id") for item in package.iter(f"{OPF}item")]
    assert len(ids) == len(set(ids))


def test_names_are_ascii_without_spaces(rich: Package) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) for name in rich.names)


def test_the_spine_is_the_reading_order(rich: Package) -> None:
    package = rich.tree("content.opf")
    assert [item.get("idref") for item in package.iter(f"{OPF}itemref")] == [
        "cover", "half-title", "title", "copyright", "disclaimer", "dedication", "epigraph", "nav", "foreword", "authors-note", "prologue",
        "part-1", "chapter-01", "chapter-02", "part-2", "chapter-03", "epilogue", "appendix", "glossary", "acknowledgments", "about-the-author",
        "content-notes",
    ]


# ---- metadata ----


def test_metadata(rich: Package) -> None:
    metadata = rich.tree("content.opf").find(f"{OPF}metadata")
    assert metadata is not None

    def said(name: str) -> list[str]:
        return [element.text or "" for element in metadata.iter(DC + name)]

    def meta(name: str) -> list[str]:
        return [element.text or "" for element in metadata.iter(f"{OPF}meta") if element.get("property") == name]

    assert said("identifier") == ["urn:isbn:9780306406157"]
    assert said("title") == ["Rich & ‘Strange’", "A <Tale>"]
    assert said("creator") == ["A. Writer", "B. Scribe"]
    assert said("contributor") == ["C. Painter"]
    assert said("language") == ["en-GB"]
    assert said("date") == ["2026-11-23"]
    assert said("subject") == ["FIC009000", "FM", "Island life", "post", "F & F", "A/B"]
    assert meta("role") == ["aut", "aut", "ill"]
    assert meta("file-as") == ["Rich & ‘Strange’", "Writer, A.", "Scribe, B.", "Painter, C."]
    assert meta("authority") == ["BISAC", "Thema"]
    assert (meta("belongs-to-collection"), meta("group-position")) == (["The Mountain"], ["2"])
    assert meta("dcterms:modified") == ["2026-11-23T00:00:00Z"]
    assert meta("schema:accessMode") == ["textual", "visual"]
    assert "alternativeText" in meta("schema:accessibilityFeature")


def test_a_book_without_pictures_is_not_visual(book: Make) -> None:
    package = book("# A\n\nText.").epub().text("content.opf")
    assert 'property="schema:accessMode">textual<' in package
    assert "visual" not in package
    assert "alternativeText" not in package


def test_a_picture_without_description_is_not_promised(book: Make) -> None:
    package = book({"1.md": "# A\n\n![](a.png)", "a.png": PIXEL}).epub().text("content.opf")
    assert "alternativeText" not in package
    assert "Some pictures are not described." in package


def test_the_language_is_on_the_package_and_on_every_page(book: Make) -> None:
    package = book("# A", 'title = "T"\nlanguage = "fr-CA"').epub()
    assert 'xml:lang="fr-CA"' in package.text("content.opf").partition("<metadata")[0]
    assert 'lang="fr-CA" xml:lang="fr-CA"' in package.text("chapter-01.xhtml")


@pytest.mark.parametrize(("title", "language", "filed"), [
    ("The Last Cell", "en-GB", "Last Cell, The"), ("A", "en", "A"), ("Anna", "en", "Anna"), ("L’Étranger", "fr", "Étranger, L’"),
    ("Der Prozess", "de", "Prozess, Der"), ("Die Hard", "en", "Die Hard"),
])
def test_a_title_is_filed_without_its_article(title: str, language: str, filed: str) -> None:
    assert file_as_title(title, language) == filed


@pytest.mark.parametrize(("name", "filed"), [
    ("A. Writer", "Writer, A."), ("Plato", "Plato"), ("Kurt Vonnegut Jr.", "Vonnegut, Kurt, Jr."), ("Tolstoy, Leo", "Tolstoy, Leo"), ("李白 杜甫", "李白 杜甫"),
])
def test_a_name_is_filed(name: str, filed: str) -> None:
    assert file_as_name(name) == filed


# ---- navigation ----


def test_the_navigation_is_nested_and_has_landmarks(rich: Package) -> None:
    toc, marks = rich.tree("nav.xhtml").iter(f"{HTML}nav")
    assert (toc.get(TYPE), marks.get(TYPE), marks.get("hidden")) == ("toc", "landmarks", "hidden")
    part = next(item for item in toc.iter(f"{HTML}li") if item[0].get("href") == "part-1.xhtml")
    assert hrefs(part) == ["part-1.xhtml", "chapter-01.xhtml", "chapter-02.xhtml"]
    assert "Chapter One: A “Quoted” Title" in "".join(part.itertext())
    assert [(link.get(TYPE), link.get("href")) for link in marks.iter(f"{HTML}a")] == [
        ("cover", "cover.xhtml"), ("titlepage", "title.xhtml"), ("toc", "nav.xhtml#contents"), ("bodymatter", "prologue.xhtml")]


def test_the_ncx_lists_the_same_places(rich: Package) -> None:
    ncx = rich.tree("toc.ncx")
    ids = [point.get("id", "") for point in ncx.iter(f"{NCX}navPoint")]
    assert len(ids) == len(set(ids))
    assert all(re.match(r"[A-Za-z_]", each) for each in ids)
    toc = next(rich.tree("nav.xhtml").iter(f"{HTML}nav"))
    assert [point.get("src") for point in ncx.iter(f"{NCX}content")] == hrefs(toc)
    assert next(ncx.iter(f"{NCX}meta")).get("content") == "urn:isbn:9780306406157"


def test_every_link_in_the_package_leads_somewhere(rich: Package) -> None:
    ids = {name.removeprefix("EPUB/"): {element.get("id") for element in rich.tree(name).iter()} for name in rich.names if name.endswith(".xhtml")}
    for name in ids:
        for href in hrefs(rich.tree(name)):
            if not href.startswith(("http", "mailto:")):
                file, _, fragment = href.partition("#")
                assert not fragment or fragment in ids[file or name], f"{name}: {href}"
                assert not file or file in ids, f"{name}: {href}"


# ---- the cover ----


def test_a_given_cover_goes_in_as_shops_take_it(book: Make) -> None:
    package = book({"01.md": "# A", "cover.png": PIXEL}).epub()
    assert package.read("images/cover-image.jpg")[:3] == b"\xff\xd8\xff"
    assert 'properties="cover-image"' in package.text("content.opf")
    assert 'src="images/cover-image.jpg"' in package.text("cover.xhtml")


def test_a_cover_is_drawn_where_none_is_given(book: Make) -> None:
    package = book("# A").epub()
    assert package.read("images/cover-image.jpg")[:3] == b"\xff\xd8\xff"
    assert package.text("content.opf").count("cover-image") >= 3


def test_a_picture_of_the_covers_name_does_not_meet_the_cover(book: Make) -> None:
    files = {"01.md": "# A\n\n![x](cover-image.jpg)\n\n![y](style.png)", "cover-image.jpg": PIXEL, "style.png": PIXEL}
    package = book(files).epub()
    assert len(package.names) == len(set(package.names))


def test_a_map_in_two_formats_is_two_items(book: Make) -> None:
    package = book({"01.md": "# A\n\n![x](map.png)\n\n![y](map.svg)", "map.png": PIXEL, "map.svg": DRAWING}).epub()
    ids = [item.get("id") for item in package.tree("content.opf").iter(f"{OPF}item")]
    assert len(ids) == len(set(ids))


# ---- the same bytes ----

BUILD = """
import sys
from pathlib import Path
from bookbuild.edition import compose
from bookbuild.epub import write_epub
from bookbuild.manuscript import load
from bookbuild.styles import load_style
folder = Path(sys.argv[1])
write_epub(compose(load(folder)), load_style(folder.resolve(), "classic"), Path(sys.argv[2]))
"""


def test_the_same_input_is_the_same_bytes_on_any_day_and_machine(book: Make, tmp_path: Path) -> None:
    made = book(RICH, RICH_TOML)
    seen = set()
    for number, (zone, seed, language) in enumerate((("UTC", "1", "C"), ("Pacific/Kiritimati", "77", "C.UTF-8"))):
        out, cwd = tmp_path / f"{number}.epub", tmp_path / f"cwd-{number}"
        cwd.mkdir()
        environment = {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONPATH": str(PROJECT), "PATH": "/usr/bin"}
        subprocess.run([sys.executable, "-c", BUILD, str(made.folder), str(out)], check=True, cwd=cwd, env=environment)
        seen.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(seen) == 1


def test_source_date_epoch_is_the_day_of_change(book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert "1970-01-02T00:00:00Z" in book("# A").epub().text("content.opf")


# ---- EPUBCheck ----


def test_epubcheck_finds_nothing_in_the_sample(sample: Finished) -> None:
    """Nor in books of every construct: see test_readers.py, where one JVM judges them all."""
    assert sample.said["epub"]["epubcheck"] == {"fatal": 0, "errors": 0, "warnings": 0}
    assert not [problem for problem in sample.said["problems"] if problem["code"].startswith("EPUBCheck")]


def test_a_verdict_of_epubcheck_names_the_manuscript_line(book: Make) -> None:
    made = book({"01.md": "# A\n\nOne.\n\nTwo.\n"})
    edition = made.compose()
    broken = edition.documents[-1].body.replace("<p>Two.</p>", '<p id="a b">Two.</p>')
    edition = replace(edition, documents=(*edition.documents[:-1], replace(edition.documents[-1], body=broken)))
    out = made.folder / "dist" / "book.epub"
    write_epub(edition, load_style(made.folder, "classic"), out)
    verdict = Checking(out, made.folder / "dist" / ".cache").verdict(edition)
    assert verdict.errors
    assert [problem.place for problem in verdict.problems] == ["manuscript/01.md:5"]


