"""The theme on paper: title pages, verse, what stands after matter that is set apart, and where front matter falls."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from printed_pages import typeset
from tiny import Make, TinyBook
from weasyprint.formatting_structure import boxes

from bookbuild.edition import Edition
from bookbuild.pdf.materials import Materials
from bookbuild.pdf.paper import framed, settings
from bookbuild.press.layout import Case, Laid
from bookbuild.proofs.papers import PAPERS
from bookbuild.proofs.submission import submission
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet

WORDS = "The Thirty Knots of Skerne, and What the Harbour-Master’s Daughter Tied to the End of the Rope before Anybody Thought of It "
LINE = "Nobody in Skerne said nothing about the letter. "


def lay_out(edition: Edition, style: Style, name: str, css: str = "") -> Laid:
    """A document of the book, by its name."""
    materials = Materials.of(edition, style)
    html = next(each.html for each in settings(edition, style.opening) if each.document.name == name)
    return Case(materials.served).lay_out(framed(html, edition, whole=True), (*materials.sheets, Sheet(css, None)))


def themed(made: TinyBook, name: str, css: str = "") -> Laid:
    return lay_out(made.compose(), made.style(), name, css)


def found(laid: Laid, wanted: Callable[[Any], bool]) -> list[Any]:
    return [box for page in laid.document.pages for box in page._page_box.descendants() if isinstance(box, boxes.Box) and wanted(box)]


def lines(page: Any) -> list[str]:  # noqa: ANN401 - WeasyPrint is untyped
    flow = page._page_box.children[0]
    return ["".join(each.text for each in box.descendants() if isinstance(each, boxes.TextBox))
            for box in flow.descendants() if isinstance(box, boxes.LineBox)]  # fmt: skip


# ---- title pages ----


@pytest.mark.parametrize("trim", ["4.25in 6.87in", "5.5in 8.5in"])
@pytest.mark.parametrize(("title", "more"), [
    (9, ""), (40, 'subtitle = "Being a True Account"'), (94, 'subtitle = "Being a True Account of the Winter of the Ice"\npublisher = "P"'),
    (220, f'subtitle = "{WORDS.strip()}"\npublisher = "Tidewrack Press"\nseries = {{ name = "The Skerne Quartet", position = 2 }}'),
])
def test_a_title_page_is_one_page(book: Make, title: int, more: str, trim: str) -> None:
    toml = f'title = "{(WORDS * 2)[:title].strip()}"\nauthors = ["Marguerite Featherstonehaugh-Fell", "Bartholomew Oakapple"]\n{more}\n'
    laid = themed(book("# A", toml), "title", f"@page {{ size: {trim} }}")
    assert len(laid.document.pages) == 1
    assert not [line for line in lines(laid.document.pages[0]) if line.rstrip().endswith("-")]


def test_a_short_title_is_large_and_a_long_one_smaller_but_never_divided(book: Make) -> None:
    sizes = []
    for title in ("Salt Road", WORDS.strip()):
        laid = themed(book("# A", f'title = "{title}"\nauthors = ["A. Writer"]\n'), "title")
        sizes += [box.style["font_size"] for box in found(laid, lambda box: box.element_tag == "h1" and isinstance(box, boxes.BlockBox))]
        assert not [line for line in lines(laid.document.pages[0]) if line.rstrip().endswith("-")]
    assert sizes[0] > sizes[1] > 20


# ---- front matter ----


@pytest.mark.parametrize("language", ["en", "he"])
def test_front_matter_falls_on_the_same_sides_in_every_direction(book: Make, language: str) -> None:
    made = book({f"0{at}-x.md": f"# Place {at}\n\nStory" for at in (1, 2)}, f'title = "Road"\nauthors = ["Pym"]\nlanguage = "{language}"\n')
    ours, _ = typeset(made)
    at = {words: next(label for label, text in zip(ours.labels, ours.texts, strict=True) if words in text)
          for words in ("road", "pym", "all rights", "contents", "story")}  # fmt: skip
    assert at == {"road": "i", "pym": "iii", "all rights": "iv", "contents": "v", "story": "1"}


def test_what_is_english_for_want_of_phrases_says_so(book: Make) -> None:
    toml = 'title = "T"\nauthors = ["A. Writer"]\ndisclaimer = { kind = "fiction" }\nlanguage = '
    english = 'lang="en" xml:lang="en" dir="ltr"'
    made = book("# A", f'{toml}"he"\n')
    assert f"<p {english}>All rights reserved." in made.body("copyright")
    assert f"<p {english}>This" in made.body("disclaimer")
    assert "<p>© A. Writer</p>" in made.body("copyright")
    made = book("# A", f'{toml}"en-GB"\n')
    assert "dir=" not in made.body("copyright") + made.body("disclaimer")


# ---- verse ----


def stanzas(laid: Laid) -> list[list[int]]:
    """How many lines of each stanza stand on each of its pages."""
    counted: dict[Any, list[int]] = {}
    for page in laid.document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockBox) and box.element_tag == "p" and "stanza" in box.element.get("class", ""):
                counted.setdefault(box.element, []).append(sum(isinstance(each, boxes.LineBox) for each in box.descendants()))
    return list(counted.values())


@pytest.mark.parametrize("manuscript", [False, True])
def test_a_short_stanza_is_whole_and_of_a_long_one_two_lines_stay_together(book: Make, manuscript: bool) -> None:
    parted = set()
    for above in range(8, 40, 1 + manuscript):
        stanza = [3, 4, 5, 9][above % 4]
        verse = "\n\n".join("\n".join(f"Line {at} of the song" for at in range(count)) for count in (stanza, 1, stanza, 9))
        before = "Short.\n\n" * above
        made = book({"01.md": f"# A\n\n{before}::: verse\n{verse}\n:::\n\nAnd so on."})
        edition, style = made.compose(), made.style()
        if manuscript:
            edition, style = submission(edition, style, PAPERS["letter"], classic=False)
        for on_pages in stanzas(lay_out(edition, style, "chapter-01")):
            assert len(on_pages) == 1 or (sum(on_pages) > 5 and min(on_pages) > 1)
            parted.add(len(on_pages))
    assert parted == {1, 2}


# ---- set-apart matter ----


@pytest.mark.parametrize("kind", ["letter", "telegram", "verse", "message", "sign", "aside"])
def test_a_paragraph_after_set_apart_matter_begins_at_the_margin(book: Make, kind: str) -> None:
    made = book({"01.md": f"# A\n\n{LINE}\n\n{LINE}\n\n::: {kind}\nTam: He is back.\n:::\n\nBut then {LINE}\n\nAnd then {LINE}"})
    laid = themed(made, "chapter-01")
    lefts = {box.text[:3]: box.position_x for box in found(laid, lambda box: isinstance(box, boxes.TextBox))}
    assert lefts["But"] < lefts["And"] - 5


def test_print_and_screen_agree_on_what_paragraphs_begin_at_the_margin(book: Make) -> None:
    style = book("# A").style()

    def followers(css: str) -> set[str]:
        rule = next(each for each in re.findall(r"([^{}]*)\{\s*text-indent: 0\s*\}", css) if "h1 + p" in each)
        return {each.strip().replace("hr.scene", "hr") for each in re.sub(r"/\*.*?\*/", "", rule, flags=re.DOTALL).split(",")}

    assert followers("".join(sheet.css for sheet in style.paper)) == followers(style.screen)


def test_a_title_in_an_attribution_is_set_apart_from_the_name(book: Make) -> None:
    made = book({"00-epigraph.md": "::: epigraph\nThe sea is a road.\n\n-- Orrin Fell, *Almanack of the Sands*\n:::", "01.md": "# A"})
    texts = found(themed(made, "epigraph"), lambda box: isinstance(box, boxes.TextBox))
    styles = {box.text.strip("—, "): (box.style["font_style"], box.style["font_variant_caps"]) for box in texts}
    assert styles["Almanack of the Sands"] == ("italic", "normal")
    assert styles["Orrin Fell"] == ("normal", "small-caps")
