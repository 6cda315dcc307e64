"""The EPUB knows the printed pages: each marker stands where its page begins, to the word."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from nasty import NASTY, story
from outside import said
from tiny import Finished, Make, Package, TinyBook, typed

from bookbuild.checks.twin.words import words
from bookbuild.edition import PageStart
from bookbuild.epub import Packing, write_epub
from bookbuild.epub.pagebreaks import PageBreaks, listed
from bookbuild.pdf import write_pdf
from bookbuild.pdf.folios import known_starts
from bookbuild.phrases import phrases

CALLS = re.compile(r'<a class="(?:noteref|backlink)"[^>]*>.*?</a>', re.DOTALL)
MARKER = re.compile(r'<span id="page-([^"]+)" epub:type="pagebreak" role="doc-pagebreak" aria-label="([^"]*)"></span>')
FIRST = 24                                         # letters of a page that are compared
OPENING = 14                                       # letters of a heading


def letters(text: str) -> str:
    return "".join(words(text))


def spine(package: Package) -> list[str]:
    opf = package.text("content.opf")
    items = dict(re.findall(r'<item href="([^"]+)" id="([^"]+)"', opf))
    names = {identifier: name for name, identifier in items.items()}
    return [names[each] for each in re.findall(r'<itemref idref="([^"]+)"', opf)]


def after_markers(package: Package) -> Iterator[tuple[str, str, str, bool]]:
    """(label, letters behind its marker, the word it stands before, whether it opens its document)."""
    for name in spine(package):
        page = CALLS.sub("", package.text(name)).partition("<body>")[2]
        for marker in MARKER.finditer(page):
            before, rest = page[: marker.start()], page[marker.end() :]
            if 'class="footnote"' not in before:
                rest = rest.partition('<div class="notes">')[0]
            text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(?!/?(?:em|i|b|span|strong|a|small)\b)[^>]+>", " ", rest)))
            yield marker[1], letters(text[:2000]), letters((text.split() or [""])[0]), not re.sub(r"<[^>]*>", "", before).strip()


def printed(pdf: Path) -> list[str]:
    """The letters of each page without head and foot."""
    width, height = map(float, re.findall(r"Page size:\s+([\d.]+) x ([\d.]+)", said("pdfinfo", str(pdf)))[0])
    crop = ["-x", "0", "-y", str(round(height * 0.095)), "-W", str(round(width)), "-H", str(round(height * 0.81))]
    return [letters(page) for page in said("pdftotext", "-raw", *crop, str(pdf), "-").split("\f")[:-1]]


def labels(pdf: Path) -> list[str]:
    """What the PDF itself calls its pages."""
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(pdf) as book:
        return [page.label for page in book.pages]


def begins(page: str, text: str, word: str, heads: set[str]) -> bool:
    """Whether a page begins as the text does, or within its first word, which was hyphenated.

    Numbers of notes are passed over, and so are the `heads` of tables, which are printed again on their second page.
    """
    pages = [re.sub(r"\d", "", each)[:FIRST] for each in (page, *(page.removeprefix(head) for head in heads))]
    rests = [re.sub(r"\d", "", text[cut:]) for cut in range(max(1, len(word)))]
    return any(rest.startswith(page) or page.startswith(rest) for page in pages for rest in rests)


def opens(page: str, text: str) -> bool:
    """Whether a page that opens a document holds its first words: pdftotext may find a drop cap before or behind them."""
    return sorted(page[:OPENING]) == sorted(text[:OPENING]) or text[:9] in page or page[:9] in text[:40] or page in text


def assert_pages_follow_their_markers(finished: Finished) -> None:
    package, pages = Package(finished.epub), dict(zip(labels(finished.pdf), printed(finished.pdf), strict=True))
    marked = list(after_markers(package))
    assert [label for label, *_ in marked] == [label for label, page in pages.items() if page or label in {each[0] for each in marked}]
    tables = [head for name in spine(package) for head in re.findall(r"<thead>.*?</thead>", package.text(name), re.DOTALL)]
    heads = {letters(re.sub(r"<[^>]+>", " ", head)) for head in tables}
    strangers = [
        (label, pages[label][:FIRST], text[:FIRST]) for label, text, word, opening in marked
        if not (opens(pages[label], text) if opening else begins(pages[label], text, word, heads))
    ]  # fmt: skip
    assert strangers == []
    assert sum(not opening for *_, opening in marked) > 20


def test_every_page_of_the_sample_begins_behind_its_marker(sample: Finished) -> None:
    assert_pages_follow_their_markers(sample)


def test_so_does_every_page_of_a_book_of_every_construct(once: Callable[..., Finished]) -> None:
    assert_pages_follow_their_markers(once("nasty", lambda folder: TinyBook(folder).write(NASTY), leniently=True))


def test_the_page_list_and_the_ncx_name_every_marker_in_order(sample: Finished) -> None:
    package = Package(sample.epub)
    marked = [(f"{name}#page-{match[1]}", match[1]) for name in spine(package) for match in MARKER.finditer(package.text(name))]
    nav = package.text("nav.xhtml").partition('epub:type="page-list"')[2]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', nav) == marked
    ncx = package.text("toc.ncx")
    assert re.findall(r'<text>([^<]+)</text></navLabel><content src="([^"]+#page[^"]+)"', ncx) == [(label, href) for href, label in marked]
    assert marked[0][1] == "i"
    assert next(label for _, label in marked if label.isdigit()) == "1"


def test_what_the_package_says_of_its_pages(book: Make, sample: Finished) -> None:
    opf = Package(sample.epub).text("content.opf")
    assert '<meta property="schema:accessibilityFeature">pageNavigation</meta>' in opf
    assert '<meta property="schema:accessibilityFeature">pageBreakMarkers</meta>' in opf
    made = book("# One\n\nA story.\n", 'title = "T"\npublisher = "P & Co"\npublished = 2026-11-24\n[isbn]\nebook = "9780306406157"\n')
    start = (PageStart("1", "chapter-01", 0),)
    source = re.compile(r'<meta property="pageBreakSource">([^<]+)</meta>')

    def source_of(made: TinyBook, starts: tuple[PageStart, ...]) -> list[str]:
        write_epub(made.compose(), made.style(), made.folder / "book.epub", Packing(starts=starts))
        return source.findall(Package(made.folder / "book.epub").text("content.opf"))

    assert source_of(made, start) == ["T, P &amp; Co, 2026, PDF"]
    assert source_of(made, ()) == []
    made.write({"book.toml": 'title = "T"\n[isbn]\nebook = "9780306406157"\npaperback = "9781861972712"\n'})
    assert source_of(made, start) == ["urn:isbn:9781861972712"]


@pytest.mark.parametrize(("body", "letters_before", "behind"), [
    ("<p>One two three.</p>", 3, "two"),                                          # after a space
    ("<p>One <em>two three</em>.</p>", 6, "three"),                                # inside emphasis
    ("<p>One <em>two</em> three.</p>", 6, "three"),
    ("<p>One<a class=\"noteref\" href=\"#n\">1</a> two.</p>", 3, "two"),            # a note's number stays where its word is
    ("<p>An extra<em>ordinary</em> day.</p>", 8, "extra"),                         # hyphenated in the middle of a word
    ("<p>An extraordinary day.</p>", 7, "extraordinary"),
    ("<p>A co\u00adoperative.</p>", 4, "co\u00adoperative"),                       # at a soft hyphen
    ("<p>Fish &amp; chips.</p>", 4, "&amp; chips"),                                # an entity is one letter
    ("<p>AT&amp;T &lt;b&gt; x.</p>", 4, "&lt;b"),
    ("<p>A word\nand more.</p>", 5, "and more"),                                   # a line's end is a space
    ("<p>漢字仮名。</p>", 2, "仮名"),                                               # no hyphens there
    ("<h1 class=\"heading\"><span class=\"number\">I</span></h1>\n<p>A.</p>", 0, "<h1"),   # before the heading, not in it
    ("<p>A.</p>\n<h2>Two</h2>\n<p>B.</p>", 2, "<h2>"),
    ("<p>A</p>\n<figure><img src=\"a.png\" alt=\"a &lt; b\"/></figure>\n<p>B</p>", 1, "<img"),
    ("<p>A</p>\n<figure><img src=\"a.png\" alt=\"\"/></figure>\n<p>B</p>", 2, "B</p>"),
    ("<p><span class=\"line\">Verse</span><br/><span class=\"line\">line</span></p>", 5, "line<"),
    ("<table><tr><td>a</td>\n<td>b</td></tr></table>", 1, "b</td>"),
])  # fmt: skip
def test_where_a_marker_goes(body: str, letters_before: int, behind: str) -> None:
    page = f'<section id="chapter-01" class="chapter">\n{body}\n</section>'
    pages = PageBreaks.of([PageStart("9", "chapter-01", letters_before)], phrases("en"))
    marked = pages.mark(page)
    found = MARKER.search(marked)
    assert found
    before, marker, after = marked.partition(found[0])
    assert before + after == page
    assert after.startswith(behind)
    assert 'aria-label=" page 9. "' in marker
    assert [each.href for each in listed("chapter-01.xhtml", marked)] == ["chapter-01.xhtml#page-9"]


def test_a_note_has_places_of_its_own() -> None:
    page = (
        '<section id="c" class="chapter">\n<p>A.<a class="noteref" href="#c-note-1" id="c-call-1">1</a> B.</p>\n<div class="notes">\n'
        '<aside id="c-note-1" class="footnote"><p><a class="backlink" href="#c-call-1">1.</a> Long note.</p></aside>\n</div>\n</section>'
    )
    marked = PageBreaks.of([PageStart("2", "c-note-1", 4), PageStart("1", "c", 2)], phrases("en")).mark(page)
    assert re.sub(r"<[^>]*>", "", MARKER.sub("|", marked)).split() == ["A.1", "|B.", "1.", "Long", "|note."]


def packed(made: TinyBook, starts: tuple[PageStart, ...]) -> Package:
    out = made.folder / "book.epub"
    write_epub(made.compose(), made.style(), out, Packing(starts=starts))
    return Package(out)


def test_pages_are_known_as_long_as_they_would_be_set_the_same(book: Make) -> None:
    made = book({"01-a.md": "# A\n\n" + story(20)})
    cache = made.folder / "dist" / ".cache"
    assert known_starts(made.compose(), made.style(), cache) == ()
    printed = write_pdf(made.compose(), made.style(), made.folder / "book.pdf", cache)
    assert known_starts(made.compose(), made.style(), cache) == printed.starts
    assert len(printed.starts) > 5
    assert "doc-pagebreak" in packed(made, printed.starts).text("chapter-01.xhtml")
    made.write({"book.toml": 'title = "Tiny"\ndescription = "New."\n'})
    assert known_starts(made.compose(), made.style(), cache) == printed.starts       # no page says what it is about
    made.write({"/styles/print.css": "p { line-height: 2 }"})
    assert known_starts(made.compose(), made.style(), cache) == ()
    made.write({"/styles/print.css": "", "01-a.md": "# A\n\n" + story(21)})
    assert known_starts(made.compose(), made.style(), cache) == ()


@pytest.mark.usefixtures("lenient")
def test_an_epub_alone_has_the_pages_that_are_set_already(book: Make) -> None:
    made = book("# A\n\nA story.\n")
    assert typed("build", made.folder, "--only", "pdf").returncode == 0
    assert typed("build", made.folder, "--only", "epub").returncode == 0
    assert "doc-pagebreak" in Package(made.folder / "dist" / "tiny.epub").text("chapter-01.xhtml")


def test_an_epub_without_pages_says_nothing_of_them(book: Make) -> None:
    plain = packed(book("# A\n\nA story.\n"), ())
    assert "page" not in re.findall(r"schema:accessibilityFeature\">(\w+)", plain.text("content.opf"))
    assert "doc-pagebreak" not in plain.text("chapter-01.xhtml")
    assert "page-list" not in plain.text("nav.xhtml")
