"""Emphasis and code in a line: paired as CommonMark pairs them, and no word lost."""

import re
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bookbuild.markup import Origin, render
from bookbuild.markup.xhtml import serialize


def typeset(text: str) -> str:
    return re.sub(r"</?div>|</?p>|\n$", "", serialize(render(text, Origin("c", PurePath("c.md")), "en", "Note {number}").content)).strip()


@pytest.mark.parametrize(("written", "wanted"), {
    "*a**b*, and more": "<em>a**b</em>, and more",
    "*a**b*`kept`": "<em>a**b</em><code>kept</code>",
    "*a**b*<b>c</b>": "<em>a**b</em><b>c</b>",
    "*a **b _c `d` c_ b** a*!": "<em>a <strong>b <em>c <code>d</code> c</em> b</strong> a</em>!",
    "***a***": "<em><strong>a</strong></em>",
    "***a** b*": "<em><strong>a</strong> b</em>",
    "2 * 3 * 4": "2 * 3 * 4",
    "snake_case_name": "snake_case_name",
    "_foo_bar_": "<em>foo_bar</em>",
    "*`a`*_`b`_": "<em><code>a</code></em><em><code>b</code></em>",
    "**“so”**and": "<strong>“so”</strong>and",
    "**「你好」**他": "<strong>「你好」</strong>他",
    "[*a](b) c*": '<a href="b">*a</a> c*',
    "\\*a*": "*a*",
    "~~a *b*~~, *c ~~d~~*": "<s>a <em>b</em></s>, <em>c <s>d</s></em>",
    "~~a* b~~ *c~~": "<s>a* b</s> *c~~",
    "a~~b~~c ~d~ ~~~e~~~": "a<s>b</s>c ~d~ ~~~e~~~",
    "the f***, a b****! F***. Go.": "the f***, a b****! F***. Go.",
    "Bread*, butter*, and jam*.": "Bread*, butter*, and jam*.",
    "a*b*, c**d**.": "a<em>b</em>, c<strong>d</strong>.",
    "*(a)*b and c*(d)*": "<em>(a)</em>b and c<em>(d)</em>",
    "`a``b`": "<code>a``b</code>",
    "``a`": "``a`",
    "\\``a`": "`<code>a</code>",
}.items())
def test_what_authors_type(written: str, wanted: str) -> None:
    assert typeset(written) == wanted


def test_what_is_emphasized_in_one_text_is_nothing_to_another() -> None:
    """They may end alike, be parts of one another, and what depends on what stands before them is read anew."""
    texts = ["*a*c* d", "*c* d", "“*Stop,*she* said.*", "*she* said.*", "*a* b*c* d*e*", "b*c* d*e*"]
    alone = [typeset(text) for text in texts]
    together = typeset("\n\n".join(texts))
    assert together.split("\n") == alone
    assert alone[1] == "<em>c</em> d"


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text("ab *", max_size=24).map(lambda text: " ".join(f"x{text}x".split())))
def test_stars_between_words_are_paired_as_by_commonmark(text: str) -> None:
    """Beside punctuation we let more be emphasis than it does."""
    assert typeset(text) == MarkdownIt("commonmark").renderInline(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text("ab`", max_size=24))
def test_backticks_are_paired_as_by_commonmark(text: str) -> None:
    assert typeset(f"x{text}x") == MarkdownIt("commonmark").renderInline(f"x{text}x")
