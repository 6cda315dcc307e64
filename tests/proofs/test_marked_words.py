"""Marks undone again: whoever rejects all changes has the old draft, and whoever accepts them the new one, letter by letter."""
# ruff: noqa: E501 - bodies

import re
from collections.abc import Iterator
from itertools import count
from xml.etree.ElementTree import Element

from hypothesis import given
from hypothesis import strategies as st

from bookbuild.markup.xhtml import BLOCKS, serialize
from bookbuild.proofs.marked.alignment import align
from bookbuild.proofs.marked.blocks import block_of, read_body
from bookbuild.proofs.marked.body import gone_body, mark_body, new_body
from bookbuild.proofs.marked.changes import Stretch, changes
from bookbuild.proofs.marked.sentences import by_sentences
from bookbuild.proofs.marked.words import Word, words_of

SAME = (str, str)
WORDS = "the cat sat on a mat and saw Skerne’s light-house, far away; it wasn’t lit. 日本語 £5".split()

# ---- bodies: few words, so that much is the same by chance ----

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
inlines = st.one_of(
    texts, texts, texts, texts.map("<em>{}</em>".format), texts.map("<strong><em>{}</em> so</strong>".format),
    texts.map('<a href="https://example.org/">{}</a>'.format), texts.map('<span class="lead">{}</span>'.format),
    st.sampled_from(("NOTE", "<br/>", '<img src="images/a.png" alt="An isle"/>', '<img src="images/b.png" alt=""/>', '<span id="ID"></span>')),
)  # fmt: skip
contents = st.lists(st.tuples(inlines, st.sampled_from((" ", "\n", "", ", "))), min_size=1, max_size=5).map(
    lambda pieces: "".join(each for pair in pieces for each in pair).strip() or "the"
)
paragraphs = contents.map("<p>{}</p>".format)
leaves = st.one_of(
    paragraphs, paragraphs, paragraphs, contents.map('<h2 id="ID" class="heading">{}</h2>'.format), st.just('<hr class="scene"/>'),
    contents.map('<p class="stanza"><span class="line">{}</span><br/><span class="line in-1">mat</span></p>'.format),
    texts.map("<pre><code>{}\n  on</code></pre>".format),
    st.lists(contents, min_size=1, max_size=3).map(lambda cells: "<table><tbody><tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr></tbody></table>"),
    st.lists(contents, min_size=1, max_size=3).map(lambda items: "<ul>" + "".join(f"<li>{each}</li>" for each in items) + "</ul>"),
    contents.map('<figure><img src="images/a.png" alt="An isle"/><figcaption>{}</figcaption></figure>'.format),
)  # fmt: skip
blocks = st.one_of(
    leaves, leaves, st.lists(paragraphs, min_size=1, max_size=3).map(lambda inside: f'<blockquote class="letter">{"".join(inside)}</blockquote>'),
    contents.map("<ul><li>{}<ul><li>mat</li></ul></li></ul>".format),
)  # fmt: skip
rows = st.lists(blocks, min_size=1, max_size=6)


def body_of(inside: list[str]) -> str:
    """A section, with every id and every note of its own."""
    ids, notes = count(1), count(1)
    text = re.sub("ID", lambda _: f"place-{next(ids)}", "\n".join(inside))
    text = re.sub("NOTE", lambda _: '<a class="noteref" href="#note-{0}" id="call-{0}">{0}</a>'.format(next(notes)), text)
    asides = "".join(
        f'<aside id="note-{each}" class="footnote"><p><a class="backlink" href="#call-{each}">{each}.</a> Note {each % 3} here.</p></aside>'
        for each in range(1, next(notes))
    )  # fmt: skip
    return f'<section id="x" class="chapter">\n{text}\n' + (f'<div class="notes">{asides}</div>\n' if asides else "") + "</section>"


bodies = rows.map(body_of)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, str]:
    """Two drafts: of the blocks of the first, some go, some are moved or written anew."""
    old = draw(rows)
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(new)))
        new[place : place + draw(st.integers(0, 2))] = draw(st.lists(blocks, max_size=2))
        if len(new) > 1 and draw(st.booleans()):
            first, second = new[0], new[1]
            if first.startswith("<p>") and second.startswith("<p>"):
                new[:2] = [f"{first[:-4]} {second[3:]}"]
    return body_of(old), body_of(new or ["<p>the</p>"])


# ---- the oracle: what is left, a letter at a time ----

Letters = list[tuple[str, tuple[str, ...]]]


def without(section: Element, mark: str) -> Element:
    """What is left if all that is in one kind of marks is taken out, and all that bookbuild says."""
    for parent in list(section.iter()):
        for child in list(parent):
            if child.tag == mark or "remark" in child.get("class", "").split():
                at = list(parent).index(child)
                space = " " if child.text == "¶" else ""
                if at:
                    parent[at - 1].tail = (parent[at - 1].tail or "") + space + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + space + (child.tail or "")
                parent.remove(child)
    return section


def letters(element: Element, look: tuple[str, ...] = (), *, notes: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All letters, each with the inline elements that can be seen; pictures and calls of notes are letters too."""
    if element.get("class") in ("notes", "backlink") and not notes:
        return
    if element.tag == "img":
        yield f"[{element.get('src')}]", look
    elif element.get("class") == "noteref":
        yield "[note]", look
    else:
        seen = look if element.tag in (*BLOCKS, "section", "ins", "del", "span") else (*look, element.tag)
        yield from ((letter, seen) for letter in element.text or "" if not letter.isspace())
        for child in element:
            yield from letters(child, seen, notes=notes)
            yield from ((letter, seen) for letter in child.tail or "" if not letter.isspace())


def words(element: Element) -> list[str]:
    """Its words; a block, and a break in a line, part two of them."""
    def said(each: Element) -> str:
        if each.get("class") in ("notes", "noteref"):
            return ""
        around = " " if each.tag in BLOCKS or each.tag in ("br", "img") else ""
        return around + (each.text or "") + "".join(said(child) + (child.tail or "") for child in each) + around

    return said(element).split()


def inert(element: Element) -> Letters:
    """The letters, without links, pictures, and calls of notes."""
    return [(letter, tuple(tag for tag in look if tag != "a")) for letter, look in letters(element) if not letter.startswith("[")]


def ids(body: str) -> list[str]:
    return sorted(identifier for each in read_body(body).iter() if (identifier := each.get("id")))


@given(drafts())
def test_who_accepts_all_changes_has_the_new_draft(pair: tuple[str, str]) -> None:
    old, new = pair
    marked = mark_body(old, new, SAME).body or new
    accepted = without(read_body(marked), "del")
    assert list(letters(accepted)) == list(letters(read_body(new)))
    assert words(accepted) == words(read_body(new))
    assert ids(marked) == ids(new)


@given(drafts())
def test_who_rejects_all_changes_has_the_old_draft(pair: tuple[str, str]) -> None:
    """But for pictures, notes and links, which a mark can only tell of."""
    old, new = pair
    body = mark_body(old, new, SAME).body
    if body is None:
        return
    rejected = without(read_body(body), "ins")
    assert inert(rejected) == inert(read_body(old))


@given(drafts())
def test_the_marks_are_xhtml_that_html_reads_the_same_way(pair: tuple[str, str]) -> None:
    body = mark_body(*pair, SAME).body
    if body is None:
        return
    section = read_body(body)
    assert serialize(section) == body
    for paragraph in section.iter("p"):
        assert not [each.tag for each in paragraph.iter() if each is not paragraph and each.tag in BLOCKS]


@given(bodies)
def test_a_draft_that_is_the_same_has_no_marks(body: str) -> None:
    assert mark_body(body, body, SAME).body is None
    assert mark_body(body, body.replace("\n", " ").replace("<pre> ", "<pre>\n"), SAME).body is None or "<pre" in body


@given(bodies)
def test_what_is_new_or_gone_is_marked_whole(body: str) -> None:
    came, gone = new_body(body, "[new]"), gone_body(body, "deleted-1", "[deleted]")
    assert came.body
    assert gone.body
    assert list(letters(without(read_body(came.body), "del"))) == list(letters(read_body(body)))
    assert not list(letters(without(read_body(came.body), "ins")))
    assert not list(letters(without(read_body(gone.body), "del")))
    assert ids(gone.body) == ["deleted-1"]


# ---- words and blocks ----

rows_of_words = st.lists(st.sampled_from("the cat sat on a mat . ,".split()), max_size=30)


@given(rows_of_words, rows_of_words)
def test_every_word_is_in_one_stretch(old: list[str], new: list[str]) -> None:
    was, now = (words_of([" ".join(some)], str) for some in (old, new))
    for found in (changes(was, now), by_sentences(changes(was, now))):
        assert_whole(found, was, now)
    assert was[:-1] != now[:-1] or all(stretch.same for stretch in changes(was, now))


def assert_whole(found: list[Stretch], was: tuple[Word, ...], now: tuple[Word, ...]) -> None:
    assert [word for stretch in found for word in stretch.old] == list(was)
    assert [word for stretch in found for word in stretch.new] == list(now)
    for stretch in found:
        assert not stretch.same or [word.key for word in stretch.old] == [word.key for word in stretch.new]


@given(bodies, bodies)
def test_every_block_is_in_one_group(old: str, new: str) -> None:
    was, now = (block_of(read_body(body), str).blocks for body in (old, new))
    groups = list(align(was, now))
    assert [block for group in groups for block in group.old] == list(was)
    assert [block for group in groups for block in group.new] == list(now)
