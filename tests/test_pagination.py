"""Where documents stand in a book, by what they say of themselves; and which rules of a style ask for the whole book."""
# ruff: noqa: E501 - tables of cases

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbuild.kept import Kept
from bookbuild.pdf.pagination import Placed, RunsOn, count, paginate, runs, stronger
from bookbuild.pdf.sheets import Split, split, whole_book_rules
from bookbuild.stylesheet import Sheet

BREAKS = ("auto", "avoid", "page", "left", "right", "recto", "verso")
PRINT = PurePath("styles/print.css")
COUNTING: list[list[list[Any]]] = [[], [], [["page", 1]]]


def document(pages: int = 1, before: str = "page", after: str = "auto", names: tuple[str, str] = ("body", "body"), **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """What a sheaf says, of `pages` pages."""
    page = {"type": ["right", False, "body", [["body", 1]]], "counters": COUNTING, "strings": []}
    return {"pages": [dict(page) for _ in range(pages)], "before": [before], "after": [after], "names": list(names), "blank": COUNTING, "blank_name": "", **more}


# ---- breaks that meet ----


@pytest.mark.parametrize(
    ("values", "wanted"),
    [((), "auto"), (("auto", "avoid"), "auto"), (("page", "auto"), "page"), (("left", "page"), "left"), (("page", "left"), "left"),
     (("left", "right"), "right"), (("recto", "avoid", "verso", "page"), "verso")],
)  # fmt: skip
def test_the_stronger_break_wins_and_the_later_side(values: tuple[str, ...], wanted: str) -> None:
    assert stronger(values) == wanted


@given(st.lists(st.sampled_from(BREAKS)))
def test_stronger_is_the_last_side_else_a_page_else_nothing(values: list[str]) -> None:
    sides = [value for value in values if value in ("left", "right", "recto", "verso")]
    assert stronger(values) == (sides[-1] if sides else "page" if "page" in values else "auto")


# ---- counting ----


def test_a_page_resets_then_sets_then_counts() -> None:
    assert count({"page": 7, "x": 2}, [[["page", 1]], [["x", 9]], [["page", 1], ["y", 3]]]) == {"page": 2, "x": 9, "y": 3}


def test_counting_leaves_the_page_before_as_it_was() -> None:
    before = {"page": 7}
    count(before, COUNTING)
    assert before == {"page": 7}


# ---- places ----


def test_a_book_begins_on_the_right_and_counts_from_one() -> None:
    (placed,) = paginate([document(3)], rtl=False)
    assert (placed.first, placed.side, placed.blank) == (0, "right", False)
    assert [counters["page"] for counters in placed.counters] == [1, 2, 3]


def test_an_empty_page_counts_but_is_not_the_first() -> None:
    _, second = paginate([document(1), document(1, "right")], rtl=False)
    assert (second.first, second.side, second.blank) == (2, "right", True)
    assert [counters["page"] for counters in second.counters] == [2, 3]


def test_a_book_from_right_to_left_begins_on_the_left() -> None:
    first, second = paginate([document(1), document(1, "recto")], rtl=True)
    assert (first.side, second.side, second.blank) == ("left", "left", True)


def test_strings_are_carried_to_the_next_document() -> None:
    told = document(2)
    told["pages"][1] = {**told["pages"][1], "strings": [["section", "A"], ["section", "B"]]}
    first, second = paginate([told, document()], rtl=False)
    assert (first.before, second.before) == ({}, {"section": "B"})


@pytest.mark.parametrize("before", ["auto", "avoid"])
def test_documents_that_share_a_page_cannot_be_set_apart(before: str) -> None:
    with pytest.raises(RunsOn) as error:
        paginate([document(), document(1, before)], rtl=False)
    assert error.value.place == 1


def test_a_page_of_another_name_is_another_page() -> None:
    _, second = paginate([document(names=("front", "front")), document(1, "auto")], rtl=False)
    assert (second.first, second.blank) == (1, False)


def slow_sides(documents: list[dict[str, Any]], *, rtl: bool) -> list[tuple[int, bool]]:
    """(first page, whether an empty page is before it) of each document: page by page, as one would by hand."""
    recto, verso = ("left", "right") if rtl else ("right", "left")
    pages, found = 0, []
    for place, told in enumerate(documents):
        wanted = stronger([*(documents[place - 1]["after"] if place else ()), *told["before"]])
        wanted = {"recto": recto, "verso": verso}.get(wanted, wanted)
        here = recto if pages % 2 == 0 else verso
        blank = place > 0 and wanted in ("left", "right") and wanted != here
        found.append((pages + blank, blank))
        pages += blank + len(told["pages"])
    return found


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(BREAKS), st.sampled_from(BREAKS), st.sampled_from("abc")), min_size=1),
    st.booleans(),
)
def test_places_are_those_one_counts_by_hand(book: list[tuple[int, str, str, str]], rtl: bool) -> None:
    documents = [document(pages, before, after, (name, name)) for pages, before, after, name in book]
    shared = [
        place for place, (one, two) in enumerate(pairwise(documents), 1)
        if stronger([*one["after"], *two["before"]]) == "auto" and one["names"][1] == two["names"][0]
    ]  # fmt: skip
    if shared:
        with pytest.raises(RunsOn) as error:
            paginate(documents, rtl=rtl)
        assert error.value.place == shared[0]
        return
    placed = paginate(documents, rtl=rtl)
    assert [(each.first, each.blank) for each in placed] == slow_sides(documents, rtl=rtl)
    numbers = [counters["page"] for each in placed for counters in each.counters]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all((each.side == ("left" if rtl else "right")) == (each.first % 2 == 0) for each in placed)


# ---- what furniture is made from ----


def run(told: dict[str, Any], placed: Placed, *, by_number: bool = False, deepest: int | None = None) -> list[dict[str, Any]]:
    return runs(told, placed, by_number=by_number, deepest=deepest)


def test_an_empty_page_is_the_first_of_its_run() -> None:
    told = document(1, "right", blank_name="front")
    _, second = paginate([document(), told], rtl=False)
    empty, page = run(told, second)
    assert empty["type"] == ["left", True, "front", [], 1]
    assert page["type"] == ["right", False, "body", [["body", 1]], 1]


def test_it_does_not_matter_how_many_pages_came_before_unless_a_rule_says_so() -> None:
    told = document()
    *_, last = paginate([document(30), told], rtl=False)
    assert run(told, last)[0]["type"][-1] == 1
    assert run(told, last, by_number=True)[0]["type"][-1] == 30


def test_the_first_page_of_the_book_is_always_told_from_the_others() -> None:
    told = document(2)
    (only,) = paginate([told], rtl=False)
    assert [page["type"][-1] for page in run(told, only)] == [0, 1]


def test_strings_keep_their_order_and_those_before_stand_on_the_first_page() -> None:
    told = document(2)
    told["pages"][0] = {**told["pages"][0], "strings": [["section", "A"], ["sub", "x"], ["section", "B"]]}
    first, second = run(told, Placed(0, "right", blank=False, counters=({}, {}), before={"author": "W"}))
    assert first["strings"] == {"section": ["A", "B"], "sub": ["x"]}
    assert (first["before"], "before" in second) == ({"author": "W"}, False)


# ---- a style taken apart ----


Apart = Callable[[str], Split]


@pytest.fixture
def apart(tmp_path: Path) -> Apart:
    return lambda css: split((Sheet(css, PRINT),), Kept(tmp_path))


def asked(css: str) -> list[str]:
    """The rules of a sheet that ask for the whole book."""
    return [str(rule) for rule in whole_book_rules((Sheet(css, PRINT),))]


def test_margin_boxes_are_for_the_furniture_and_lines_stay_where_they_are(apart: Apart) -> None:
    parts = apart('@page {\n  margin: 1in;\n  @top-left {\n content: "x" } }\np { color: red }\n@media print { @page { @top-left { content: "y" } } }')
    css = parts.sheets["document-right"][0].css
    assert "top-left" not in css
    assert "margin: 1in" in css
    assert css.split("\n").index("p { color: red }") == 4
    assert parts.sheets["furniture"][0].css.count("top-left") == 2


def test_the_first_page_of_the_book_is_in_its_first_document(apart: Apart) -> None:
    parts = apart("@page :first, front:left { margin: 1in }")
    assert ":first" in parts.sheets["first-right"][0].css
    assert ":first" not in parts.sheets["document-right"][0].css
    assert "front:left" in parts.sheets["document-right"][0].css


def test_a_style_is_taken_apart_once(apart: Apart) -> None:
    css = "@page :nth(3) { margin: 1in } p::before { content: counter(x) }"
    assert apart(css) == apart(css)


def test_the_furniture_loads_no_faces(apart: Apart) -> None:
    parts = apart('@font-face { font-family: "X"; src: url(x.ttf) }\np { color: red }')
    assert "font-face" not in parts.sheets["furniture"][0].css
    assert "font-face" in parts.sheets["document-left"][0].css


@pytest.mark.parametrize(
    ("css", "counters", "pages", "number"),
    [
        ("p::before { content: counter(x) counters(y, '.') }", {"x", "y"}, False, False),
        ("@page { @top-left { content: counter(page) '/' counter(pages) } }", set(), True, False),
        ("@page :nth(3) { @top-left { content: 'x' } }", set(), False, True),
        ("@page :nth(1 of body) { @top-left { content: 'x' } }", set(), False, False),
        ("@media print { p { &::after { content: counter(z) } } }", {"z"}, False, False),
    ],
)
def test_what_a_style_prints(apart: Apart, css: str, counters: set[str], pages: bool, number: bool) -> None:
    parts = apart(css)
    assert counters <= parts.counters
    assert (parts.counts_pages, parts.by_number) == (pages, number)


# ---- rules that ask for the whole book ----

WHOLE = {
    "p::after { content: counter(page) }": "1: p::after prints the page it stands on",
    "\n@media print {\n p::after { content: 'x' counter(page, lower-roman) } }": "3: p::after prints the page it stands on",
    "h2 { string-set: x content() counter(page) }": "1: h2 prints the page",
    "h2 { bookmark-label: counter(pages) }": "1: h2 prints the page",
    "h2 { position: running(head) }": "1: position: running(head)",
    "\n\n@page { @top-left { content: element(head) } }": "3: element()",
    "h1 { position: fixed }": "1: position: fixed",
    "a::after { content: target-text(attr(href)) }": "1: a::after prints words or counters of other chapters",
    "a::after { content: target-counter(attr(href), footnote) }": "1: a::after prints words or counters of other chapters",
    "a::after { content: target-counter(attr(href), pages) }": "1: a::after",
    "@page :nth(3) { margin: 3in }": "1: @page :nth(3) counts the pages of the book",
    "@page { @top-left { content: string(section, start) } }": "1: string(…, start)",
    "@page { @footnote { content: counter(page) } }": "1: @footnote prints a counter",
    "p,\nsection.chapter:nth-child(even) { color: red }": "1: section.chapter:nth-child(even) compares",
}  # fmt: skip


@pytest.mark.parametrize("css", WHOLE)
def test_a_rule_for_the_whole_book_is_told_at_its_line(css: str) -> None:
    told = asked(css)
    assert any(each.startswith(f"styles/print.css:{WHOLE[css]}") for each in told), told


# Without a name of its own a compound may be a section, and so may its neighbour.
@pytest.mark.parametrize(
    "selector",
    [
        "section + section", "section:nth-of-type(even)", "section.chapter ~ section p", "body > section:first-child", "body > * + *",
        "section:has(+ .chapter)", ".chapter + .chapter", ".part + .chapter > p", ".foreword ~ .chapter", ".chapter:first-of-type",
        "body > :nth-child(2)", "body > *:last-child", "[data-depth] + [data-depth]", ".foreword + *", "* + *", "#chapter-1 ~ .chapter",
        ":is(section, div) + section", "section { &:first-of-type", "section { & + &", "body { > section:last-child",
    ],
)  # fmt: skip
def test_what_tells_chapters_apart(selector: str) -> None:
    assert asked(f"{selector} {{ color: red }} {'}' * selector.count('{')}")


@pytest.mark.parametrize(
    "selector",
    [
        "p:first-of-type", "h2 + p", "section p + p", "section.chapter h2 + p", "section > :first-child", "section > p:first-of-type", "section > h1 + *",
        "section::first-letter", "section p::first-line", "section:not(.part) p", "li + li", "ol > li:nth-child(2n)", "tr:last-child > td", ".letter p + p",
        ".verse + p", "section.chapter > .heading + p", "p { & + &", "section { p + p",
    ],
)  # fmt: skip
def test_what_a_chapter_can_be_asked_alone(selector: str) -> None:
    assert asked(f"{selector} {{ color: red }} {'}' * selector.count('{')}") == []
