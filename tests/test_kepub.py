"""A page for Kobo's own reader is our page with spans, two divs and a style added, and nothing else."""
# ruff: noqa: E501 - tables of cases

import re
import shutil
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
import tinyhtml5
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_epub import RICH, RICH_TOML
from tiny import SHARED, Finished, Make, TinyBook

from bookbuild.book import Metadata
from bookbuild.epub import LINES_ABOVE
from bookbuild.epub.kepub import sentences, to_kepub
from bookbuild.epub.pages import page

HTML = "{http://www.w3.org/1999/xhtml}"
SPAN = re.compile(r'<span class="koboSpan" id="kobo\.(\d+\.\d+)">(<img\b[^>]*/>|[^<]*)</span>')
PARAGRAPHS = {"p", "ol", "ul", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
VERBATIM = {"script", "style", "pre", "audio", "video", "svg", "math"}
TINY = Metadata(title="Tiny & <Small>", language="en")


def ours(body: str) -> bytes:
    return page(TINY.title, body, TINY)


def body_of(kepub: bytes) -> str:
    """What is in Kobo's two divs."""
    start, end = '<body><div id="book-columns"><div id="book-inner">\n', "\n</div></div></body>"
    text = kepub.decode()
    assert text.count(start) == text.count(end) == 1
    return text.partition(start)[2].partition(end)[0]


def shown(body: str) -> str:
    """A body after conversion, its spans as `[P.S text]`."""
    return SPAN.sub(r"[\1 \2]", body_of(to_kepub(ours(body))))


# ---- slow oracles ----


def taken_back(kepub: bytes) -> bytes:
    """All that Kobo wants taken out again, letter by letter."""
    text = SPAN.sub(r"\2", kepub.decode())
    text = text.replace('<body><div id="book-columns"><div id="book-inner">', "<body>").replace("</div></div></body>", "</body>")
    return re.sub(r'<style type="text/css" id="kobostylehacks">[^<]*</style></head>', "</head>", text).encode()


def story(root: etree.Element) -> tuple[list[tuple[str, dict[str, str]]], str]:
    """The elements of a tree in order, but for those Kobo wants; and its text."""
    kobo = ("koboSpan", "book-columns", "book-inner", "kobostylehacks")
    elements = [(str(each.tag), dict(each.attrib)) for each in root.iter() if each.get("class") not in kobo and each.get("id") not in kobo]
    body = next(each for each in root.iter() if str(each.tag).endswith("body"))
    return elements, "".join(body.itertext())


def numbers(element: etree.Element, count: list[int], *, due: list[bool]) -> Iterator[str]:
    """The number each span ought to have, from the finished tree: `count` is [paragraph, sentence]."""
    name = element.tag.removeprefix(HTML)
    if name in VERBATIM:
        return
    due[0] = due[0] or name in PARAGRAPHS
    if element.get("class") == "koboSpan":
        if due[0] or element.find(f"{HTML}img") is not None:
            count[:], due[0] = [count[0] + 1, 0], False
        count[1] += 1
        yield f"kobo.{count[0]}.{count[1]}"
        return
    for child in element:
        yield from numbers(child, count, due=due)


def loose(element: etree.Element) -> Iterator[str]:
    """Texts that no span holds: of these only space may be left, and none straight in a paragraph."""
    name = element.tag.rpartition("}")[2]
    if name in VERBATIM or element.get("class") == "koboSpan":
        return
    for text in (element.text, *(child.tail for child in element)):
        if text and (name == "p" or not text.isspace()):
            yield text
    for child in element:
        yield from loose(child)


def check(before: bytes) -> None:
    """Everything that is true of every page."""
    after = to_kepub(before)
    assert taken_back(after) == before
    assert to_kepub(after) == after
    tree = etree.fromstring(after)  # noqa: S314 - our own page
    assert story(tree) == story(etree.fromstring(before))  # noqa: S314 - our own page
    assert story(tinyhtml5.parse(after.decode())) == story(tinyhtml5.parse(before.decode())), "an HTML parser reads it another way"
    body = tree.find(f"{HTML}body")
    assert body is not None
    spans = [each.get("id") for each in body.iter() if each.get("class") == "koboSpan"]
    assert spans == list(numbers(body, [0, 0], due=[True]))
    assert list(loose(body)) == []
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    places = [[int(part) for part in str(span).split(".")[1:]] for span in spans]
    assert all(one < other for one, other in pairwise(places))


# ---- one thing at a time ----


SPANS = {
    "each sentence has a number in its paragraph": ("<p>One. Two! Three</p>", "<p>[1.1 One. ][1.2 Two! ][1.3 Three]</p>"),
    "paragraphs, headings, lists and tables count": (
        "<h2>A</h2>\n<p>B</p>\n<ul><li>C</li><li>D</li></ul>\n<ol><li>E</li></ol>\n<table><tr><td>F</td><td>G</td></tr></table>",
        "<h2>[1.1 A]</h2>\n<p>[2.1 B]</p>\n<ul><li>[3.1 C]</li><li>[3.2 D]</li></ul>\n<ol><li>[4.1 E]</li></ol>\n<table><tr><td>[5.1 F]</td><td>[5.2 G]</td></tr></table>",
    ),
    "other blocks do not": ("<p>A</p>\n<dl><dt>B</dt><dd>C</dd></dl>\n<div>D</div>", "<p>[1.1 A]</p>\n<dl><dt>[1.2 B]</dt><dd>[1.3 C]</dd></dl>\n<div>[1.4 D]</div>"),
    "nor do empty paragraphs": ("<p>A</p>\n<p></p>\n<p>B</p>", "<p>[1.1 A]</p>\n<p></p>\n<p>[2.1 B]</p>"),
    "after an inner list the count goes on": ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "<ul><li>[1.1 A]<ul><li>[2.1 B]</li></ul></li><li>[2.2 C]</li></ul>"),
    "what stands before any paragraph is in the first": ("<div>A</div>\n<p>B</p>", "<div>[1.1 A]</div>\n<p>[2.1 B]</p>"),
    "a tag ends a sentence": ("<p>Now <em>go. Do</em> go.</p>", "<p>[1.1 Now ]<em>[1.2 go. ][1.3 Do]</em>[1.4  go.]</p>"),
    "space alone has a span only straight in a paragraph": (
        "<p><em>A</em> <em>B</em></p>\n<h2><span>1</span> <span>C</span></h2>\n<p> </p>\n<p>\u00a0</p>",
        "<p><em>[1.1 A]</em>[1.2  ]<em>[1.3 B]</em></p>\n<h2><span>[2.1 1]</span> <span>[2.2 C]</span></h2>\n<p>[3.1  ]</p>\n<p>[4.1 \u00a0]</p>",
    ),
    "a picture starts a paragraph": (
        '<p>A <img src="a.png" alt="x &lt; y."/> B</p>\n<figure><img src="b.png" alt=""/><figcaption>C</figcaption></figure>',
        '<p>[1.1 A ][2.1 <img src="a.png" alt="x &lt; y."/>][2.2  B]</p>\n<figure>[3.1 <img src="b.png" alt=""/>]<figcaption>[3.2 C]</figcaption></figure>',
    ),
    "a picture that opens a paragraph shares its number": ('<p><img src="a.png" alt=""/>A</p>', '<p>[1.1 <img src="a.png" alt=""/>][1.2 A]</p>'),
    "a listing stays as it is": ("<p>A</p>\n<pre><code>x. <b>Y</b></code>\n<i>z</i></pre>\n<p>B</p>", "<p>[1.1 A]</p>\n<pre><code>x. <b>Y</b></code>\n<i>z</i></pre>\n<p>[2.1 B]</p>"),
    "so do drawings, formulas, scripts and sounds": (
        '<p><svg><text>A</text><svg/>B</svg>C</p><math><mi>x</mi></math><script src="a.js"></script><audio>D</audio>',
        '<p><svg><text>A</text><svg/>B</svg>[1.1 C]</p><math><mi>x</mi></math><script src="a.js"></script><audio>D</audio>',
    ),
    "a page break stays empty, and no word is lost around it": (
        '<p>A long <span id="page-12" epub:type="pagebreak" role="doc-pagebreak" aria-label="12"></span>way. B</p>',
        '<p>[1.1 A long ]<span id="page-12" epub:type="pagebreak" role="doc-pagebreak" aria-label="12"></span>[1.2 way. ][1.3 B]</p>',
    ),
    "a call to a note keeps its link around its number": (
        '<p>So.<a id="call-1" class="noteref" href="#note-1" epub:type="noteref" role="doc-noteref">1</a> Then.</p>',
        '<p>[1.1 So.]<a id="call-1" class="noteref" href="#note-1" epub:type="noteref" role="doc-noteref">[1.2 1]</a>[1.3  Then.]</p>',
    ),
    "lines of verse": (
        '<p class="stanza"><span class="line">A,</span><br/><span class="line">b.</span></p>',
        '<p class="stanza"><span class="line">[1.1 A,]</span><br/><span class="line">[1.2 b.]</span></p>',
    ),
    "entities are whole": ("<p>A &amp; b.&#160;&lt; C. D &gt;</p>", "<p>[1.1 A &amp; b.&#160;&lt; C. ][1.2 D &gt;]</p>"),
    "comments and instructions are not text": ("<p>A<!-- <p>No. No --><?x y. z?><![CDATA[<q>. r]]></p>", "<p>[1.1 A]<!-- <p>No. No --><?x y. z?><![CDATA[<q>. r]]></p>"),
    "a bracket in an attribute ends no tag": ('<p title="a>b. c">A</p>', '<p title="a>b. c">[1.1 A]</p>'),
    "a page without a word": ('<hr class="scene"/>', '<hr class="scene"/>'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SPANS.values(), ids=SPANS)
def test_spans(before: str, after: str) -> None:
    assert shown(before) == after


# A bar stands where one sentence ends; ~ is a no-break space, _ a narrow one.
CUT = [
    "Stop!| “Who’s there?”| he said.| “I am.”", "It ended.…| Then?!| Yes…| ‘“No.”’| So (well.)| So",
    "no.space, 3.5, a.m., e.g.| this", "Mr.~Hyde met Dr._Jekyll", "« Quoi_?~»| dit-il.| «~Rien…~»", "„Komm!“| rief er.| »Nein.«| »Doch.«| ‚So?‘| ‹Ja.›| ›Ja.‹| Gut",
    "他说：“你好。”|她笑了！！|真的？|“是。”", "彼は「はい。」|と言った。\u3000|（本当？）|そう…", "क्या?| हाँ।| ठीक।", "متى؟| الآن۔| نعم", "One.\n  |Two.", "…", "?", "A. ~|b", ".| .| .| ", " A.| ", "A.",
]  # fmt: skip


@pytest.mark.parametrize("marked", CUT)
def test_sentences_end(marked: str) -> None:
    """The space behind a sentence is its own."""
    text = marked.replace("~", "\u00a0").replace("_", "\u202f")
    wanted = re.sub(r"\|(\s+)", r"\1|", text).rstrip("|").split("|")
    assert sentences(text.replace("|", "")) == wanted


@given(st.text("aA.!?…。！”“»’)\u00a0\u202f\u3000 \n<&", max_size=30))
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert all(pieces)
    assert not any(piece[0] in " \n" for piece in pieces[1:])


def test_the_head_ends_with_kobos_style_and_no_line_is_added() -> None:
    before = ours("<p>A.</p>\n<p>B.</p>")
    after = to_kepub(before)
    assert after.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns=')
    assert b'id="kobostylehacks">div#book-inner { margin-top: 0; margin-bottom: 0; }</style></head>\n' in after
    assert after.count(b"\n") == before.count(b"\n")
    assert after.splitlines()[LINES_ABOVE] == b'<p><span class="koboSpan" id="kobo.1.1">A.</span></p>'


@pytest.mark.parametrize("body", [
    '<p>One. <span class="koboSpan" id="kobo.1.1">Two.</span></p>', "<p class='a koboSpan'>A</p>",
    '<p id="x"\nclass="koboSpan b">A</p>', '<p><img class="koboSpan" src="a.png" alt=""/></p>',
])  # fmt: skip
def test_a_page_with_one_of_kobos_spans_is_left_alone(body: str) -> None:
    assert to_kepub(ours(body)) == ours(body)


@pytest.mark.parametrize("body", ['<p>class="koboSpan"</p>', '<p class="koboSpan-like">A</p>', '<p title="koboSpan" class="b">A</p>', "<p>koboSpan</p>"])
def test_a_page_about_kobos_spans_is_not(body: str) -> None:
    check(ours(body))
    assert b'"kobo.1.1"' in to_kepub(ours(body))


@pytest.mark.parametrize(("markup", "lacks"), [(b"<html><head></head></html>", "body"), (b"<html><body></body></html>", "head"), (b"", "body")])
def test_what_is_no_page_is_refused(markup: bytes, lacks: str) -> None:
    with pytest.raises(ValueError, match=f"without a {lacks}"):
        to_kepub(markup)


# ---- whatever a page may hold ----


TEXT = st.lists(st.sampled_from(["Ab", "c", ". ", "! ", "?”", " ", "\n", "…", "。", "\u00a0", "&amp;", "&lt;", "’", "koboSpan"]), max_size=6).map("".join)
EMPTY = st.sampled_from(['<span id="@" epub:type="pagebreak" role="doc-pagebreak" aria-label="1"></span>', "<br/>", '<img src="a.png" alt="A &gt; b."/>', "<em></em>", '<svg xmlns="http://www.w3.org/2000/svg"><text>A. B</text></svg>'])  # fmt: skip
INLINE = st.recursive(
    st.one_of(TEXT, EMPTY),
    lambda inner: st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["em", "strong", "span", "code", "q"]), st.lists(inner, max_size=3).map("".join)),
    max_leaves=6,
)
INLINES = st.lists(INLINE, max_size=4).map("".join)
SPACE = st.sampled_from(["", "\n", " "])
BLOCK = st.recursive(
    st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h2", "h5", "div", "pre"]), INLINES),
        st.builds("<table><tbody>{1}<tr>{1}<td>{0}</td><td></td></tr></tbody></table>".format, INLINES, SPACE),
        st.builds('<p><a href="#x" class="noteref">{}</a></p>'.format, TEXT), st.just('<hr class="scene"/>'),
    ),
    lambda inner: st.one_of(
        st.builds("<{0}>{2}{1}{2}</{0}>".format, st.sampled_from(["section", "blockquote", "aside", "figure"]), st.lists(inner, max_size=3).map("".join), SPACE),
        st.builds("<{0}>{2}<li>{1}</li>{2}</{0}>".format, st.sampled_from(["ul", "ol"]), st.lists(inner, max_size=3).map("".join), SPACE),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(BLOCK, INLINES), max_size=5).map("".join))
def test_any_page_is_only_added_to(body: str) -> None:
    named = re.sub("@", lambda found: f"page-{found.start()}", body)
    check(ours(named))


# ---- real pages ----


def pages_of(epub: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(epub) as package:
        return {name: package.read(name) for name in package.namelist() if name.endswith(".xhtml")}


def test_every_page_of_a_book_of_every_construct(book: Make) -> None:
    epub = book(RICH, RICH_TOML).epub().path
    for content in pages_of(epub).values():
        check(content)


def test_every_page_of_the_sample(sample: Finished) -> None:
    for content in pages_of(sample.epub).values():
        check(content)


def test_every_page_of_a_novel(tmp_path: Path) -> None:
    corpus = SHARED / "corpora" / "novel-30k"
    if not corpus.exists():
        pytest.skip(f"{corpus} is not on this machine")
    shutil.copytree(corpus, tmp_path / "manuscript", copy_function=shutil.copyfile)
    pages = pages_of(TinyBook(tmp_path).epub().path)
    assert len(pages) > 12
    for content in pages.values():
        check(content)
