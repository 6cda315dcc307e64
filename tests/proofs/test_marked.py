"""Two drafts of a book, and what a novelist sees of the difference: by words, whatever the files are called."""
# ruff: noqa: E501 - prose

import re
from collections.abc import Callable

import pytest
from tiny import DRAWING, PIXEL, Files, Make, TinyBook

from bookbuild.edition import compose
from bookbuild.manuscript import load
from bookbuild.proofs.marked import Comparison, Fate, marked, read_earlier

Compare = Callable[..., Comparison]
STORY = (
    "The tide went out at four, and took the boat with it.", "Nobody on the island had ever seen the keeper without his lamp.",
    "She counted the steps of the light: there were ninety, and one that was missing.", "“Come down,” he said. “The kettle is on.”",
    "In the morning the glass was broken, and somebody had swept it up.", "There was a letter under the door, with no stamp on it.",
)  # fmt: skip
OTHER = (
    "Trains do not stop at Hallow any more, except on Sundays.", "My aunt kept bees behind the signal box and sold the honey by post.",
    "We walked along the line until the rails ran out in the grass.", "“You are late,” said the signalman, who had not looked up.",
)  # fmt: skip


def chapter(title: str, *paragraphs: str) -> str:
    return f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def compare(book: Make) -> Compare:
    """The comparison of two drafts; a text alone is the only chapter of its draft."""

    def compared(old: Files | str, new: Files | str, toml: str = 'title = "Tiny"\n') -> Comparison:
        was, now = (book({"01-one.md": some} if isinstance(some, str) else dict(some), toml, folder=name)
                    for some, name in ((old, "old"), (new, "new")))  # fmt: skip
        earlier = read_earlier(was.folder, None, (), now.folder / "dist" / ".cache")
        return marked(earlier, compose(load(now.folder)), "v1 · 2026-10-01", "2026-11-29")

    return compared


def body(found: Comparison, title: str) -> str:
    return next(each.body for each in found.edition.documents if each.title == title)


def lines(found: Comparison, title: str = "One") -> list[str]:
    """The blocks with marks in them, without their own tags."""
    return re.findall(r'<(?:p|h\d|li|td|figcaption|dd|pre)\b[^>]*class="[^"]*\bchanged\b[^"]*"[^>]*>(.*?)</(?:p|h\d|li|td|figcaption|dd|pre)>\n',
                      body(found, title), re.DOTALL)  # fmt: skip


def fates(found: Comparison) -> dict[str, str]:
    """What became of the files: `moved`, or the fate."""
    return {each.title: "moved" if each.moved and each.fate is Fate.SAME else str(each.fate) for each in found.outcomes if each.written}


# ---- words ----


@pytest.mark.parametrize(("old", "new", "shown"), [
    ("The grey cat sat.", "The black cat sat.", 'The <del>grey</del><span class="remark"> </span><ins>black</ins> cat sat.'),
    ("The cat sat.", "The cat sat down.", 'The cat sat<ins class="space"> </ins><ins>down</ins>.'),
    ("The old cat sat.", "The cat sat.", 'The<del class="space"> </del><del>old</del> cat sat.'),
    ("The cat sat.", "The *cat* sat.", 'The <del>cat</del><em><span class="remark"> </span><ins>cat</ins></em> sat.'),
    ("The *cat* sat.", "The *grey cat* sat.", 'The<ins class="space"> </ins><em><ins>grey</ins> cat</em> sat.'),
    ("He said “no”.", "He said “yes”.", 'He said “<del>no</del><span class="remark"> </span><ins>yes</ins>”.'),
    ("It is nice here.", "It is nice, here.", "It is nice<ins>,</ins> here."),
    ("The lighthouse.", "The light-house.", 'The <del>lighthouse</del><span class="remark"> </span><ins>light-house</ins>.'),
    ("猫が好き。", "犬が好き。", '<del>猫</del><span class="remark"> </span><ins>犬</ins>が好き。'),
    ("See [here](https://a.example).", "See [here](https://b.example).",
     'See <span><del>here</del></span><a href="https://b.example"><span class="remark"> </span><ins>here</ins></a>.'),
])  # fmt: skip
def test_words_that_came_and_went(compare: Compare, old: str, new: str, shown: str) -> None:
    first = "A first paragraph, so that the other has no small capitals."
    found = compare(chapter("One", first, old), chapter("One", first, new))
    assert lines(found) == [shown]


@pytest.mark.parametrize(("old", "new"), [
    ("One line\nand another.", "One\nline and another."), ("Well... no.", "Well… no."), ("*Slanted*", "_Slanted_"),
    ("“Quoted”", '"Quoted"'), ("One\n\n***\n\nTwo", "One\n\n* * *\n\nTwo"), ("A note.[^a]\n\n[^a]: Said.", "A note.[^1]\n\n[^1]: Said."),
])
def test_how_it_was_typed_is_no_difference(compare: Compare, old: str, new: str) -> None:
    found = compare(chapter("One", old), chapter("One", new))
    assert not found.changed
    assert found.told == "not a word has changed since v1 · 2026-10-01, so there is nothing to mark"


def test_few_stretches_and_no_confetti(compare: Compare) -> None:
    old, new = "She took the road to the town and the sea.", "He left by a lane for a hill and a wood."
    found = compare(*(chapter("One", STORY[0], f"{STORY[1]} {each} {STORY[2]}") for each in (old, new)))
    marks = f'<del>{old[:-1]}</del><span class="remark"> </span><ins>{new[:-1]}</ins>'
    assert lines(found) == [f"{STORY[1]} {marks}. {STORY[2]}"]


@pytest.mark.parametrize("at", range(4))
def test_a_sentence_comes_and_goes_as_a_sentence(compare: Compare, at: int) -> None:
    """Not from the full stop before it to its own."""
    less, more = " ".join(STORY[:at] + STORY[at + 1 :]), " ".join(STORY)
    came, went = compare(chapter("One", less), chapter("One", more)), compare(chapter("One", more), chapter("One", less))
    for mark, found in (("ins", came), ("del", went)):
        marks = re.findall(rf"<{mark}>(.*?)</{mark}>", body(found, "One"))
        assert " ".join(marks).replace("</span>", "").strip() == STORY[at]


# ---- paragraphs ----


def test_paragraphs_that_were_cut_in_two_or_put_together(compare: Compare) -> None:
    first, *rest = STORY
    found = compare(chapter("One", first, f"{rest[0]} {rest[1]}", rest[2], rest[3]), chapter("One", first, rest[0], rest[1], f"{rest[2]} {rest[3]}"))
    assert lines(found) == [
        f'{rest[0]}<ins class="remark">¶</ins>', f'<del class="space"> </del>{rest[1]}',
        f'{rest[2]}<del class="remark">¶</del><ins class="space"> </ins>{rest[3]}',
    ]  # fmt: skip
    assert (found.outcomes[-1].inserted, found.outcomes[-1].deleted) == (0, 0)


def test_paragraphs_that_are_new_or_gone(compare: Compare) -> None:
    found = compare(chapter("One", *STORY[:4]), chapter("One", STORY[0], STORY[4], STORY[1], STORY[3]))
    assert lines(found) == [f"<ins>{STORY[4]}</ins>", f"<del>{STORY[2]}</del>"]


def test_a_chapter_in_which_every_paragraph_has_changed(compare: Compare) -> None:
    """As after a line edit: each is still compared with what it was, however many there are."""
    old = [f"{STORY[at % 6][:-1]}, on day {at}, {OTHER[at % 4][:-1]}." for at in range(300)]
    found = compare(chapter("One", *old), chapter("One", *(f"Then {each}" for each in old)))
    assert (found.outcomes[-1].inserted, found.outcomes[-1].deleted) == (300, 0)


def test_verse_lists_tables_scene_breaks_and_code(compare: Compare) -> None:
    old = ("::: verse\nThe tide goes out\nThe tide comes in\n:::", "- salt\n- bread of the day", "| a | b |\n|---|---|\n| salt | bread of the day |", "***", "```\nx = 1\n  y\n```")
    new = ("::: verse\nThe tide goes out\nThe moon comes in\n:::", "- salt\n- fish of the day", "| a | b |\n|---|---|\n| salt | fish of the day |", "Then", "```\nx = 1\n y\n```")
    found = compare(chapter("One", STORY[0], *old, STORY[1]), chapter("One", STORY[0], *new, STORY[1]))
    marks = re.sub(r"<[^/id][^>]*>|</(?!ins|del)[^>]*>", "", body(found, "One"))
    assert "The <del>tide</del> <ins>moon</ins> comes in" in marks
    assert marks.count("<del>bread</del> <ins>fish</ins>") == 2
    assert '<del class="remark">* * *</del>' in marks
    assert "<ins>Then</ins>" in marks
    assert '<del class="space">\n  </del><ins class="space">\n </ins>' in marks


def test_a_table_with_another_column_is_another_table(compare: Compare) -> None:
    found = compare(chapter("One", STORY[0], "| a |\n|---|\n| salt |"), chapter("One", STORY[0], "| a | b |\n|---|---|\n| salt | fish |"))
    text = body(found, "One")
    assert text.count("<table") == 2
    assert text.index("<del>salt</del>") < text.index("<ins>salt</ins>")


# ---- notes and pictures ----


def test_notes(compare: Compare) -> None:
    old = chapter("One", f"{STORY[0]}[^a] {STORY[1]}[^b]", "[^a]: It was a spring tide.\n\n[^b]: A brass one.")
    new = chapter("One", f"{STORY[0]} {STORY[1]}[^b] {STORY[2]}[^c]", "[^b]: A copper one.\n\n[^c]: Who had counted?")
    text = body(compare(old, new), "One")
    assert '<del class="remark" lang="en" xml:lang="en">[note 1: It was a spring tide.]</del>' in text
    assert 'A <del>brass</del><span class="remark"> </span><ins>copper</ins> one.' in text
    assert re.search(r"<ins>She counted[^<]*<a [^>]*>2</a></ins></p>", text)
    assert "<ins>Who had counted?</ins>" in text
    assert text.count('class="footnote"') == 2


def test_a_note_that_only_has_another_number_has_not_changed(compare: Compare) -> None:
    old = chapter("One", STORY[0], f"{STORY[1]}[^b]", "[^b]: A brass one.")
    new = chapter("One", f"{STORY[0]}[^a]", f"{STORY[1]}[^b]", "[^a]: New.\n\n[^b]: A brass one.")
    found = compare(old, new)
    assert len(lines(found)) == 2, "the first paragraph, and the new note"
    assert "<ins>New.</ins>" in body(found, "One")


def test_pictures_are_told_apart_by_what_they_show(compare: Compare) -> None:
    picture = "![The isle](images/{})"
    same = compare({"01.md": chapter("One", picture.format("a.png")), "images/a.png": PIXEL},
                   {"01.md": chapter("One", picture.format("b.png")), "images/b.png": PIXEL})  # fmt: skip
    assert not same.changed, "it has another name, that is all"


def test_a_picture_that_was_exchanged(compare: Compare) -> None:
    found = compare({"01.md": chapter("One", "![The isle](images/a.png)"), "images/a.png": PIXEL},
                    {"01.md": chapter("One", "![The isle](images/a.svg)"), "images/a.svg": DRAWING})  # fmt: skip
    text = body(found, "One")
    assert "[picture: The isle]</del>" in text
    assert re.search(r'<ins><img [^>]*src="images/a.svg"', text)


# ---- chapters ----


def test_chapters_that_were_renumbered_are_the_same_chapters(compare: Compare) -> None:
    old: Files = {"01-tide.md": chapter("Tide", *STORY), "02-train.md": chapter("Train", *OTHER)}
    new: Files = {"01-new.md": chapter("New", "All of this is new."), "02-tide.md": chapter("Tide", *STORY), "03-train.md": chapter("Train", *OTHER)}
    found = compare(old, new, 'title = "Tiny"\nchapter-numbers = "words"\n')
    assert [*fates(found).values()] == ["new", "unchanged", "unchanged"]


def test_a_chapter_that_has_another_name_and_another_file(compare: Compare) -> None:
    found = compare({"01-tide.md": chapter("Tide", *STORY), "02-b.md": chapter("B", *OTHER)},
                    {"01-ebb.md": chapter("Ebb", *STORY), "02-b.md": chapter("B", *OTHER)})  # fmt: skip
    assert fates(found) == {"Ebb": "changed", "B": "unchanged"}
    assert lines(found, "Ebb") == ['<del>Tide</del><span class="remark"> </span><ins>Ebb</ins>']


def test_a_chapter_that_was_rewritten_in_its_place(compare: Compare) -> None:
    assert fates(compare(chapter("One", *STORY), chapter("One", *OTHER))) == {"One": "changed"}


def test_a_chapter_that_moved(compare: Compare) -> None:
    names = "ABCD"
    texts = {name: chapter(name, *(f"{each} {name}{at}." for at, each in enumerate(STORY))) for name in names}
    old: Files = {f"{at}.md": texts[name] for at, name in enumerate("ABCD", 1)}
    new: Files = {f"{at}.md": texts[name] for at, name in enumerate("BCDA", 1)}
    found = compare(old, new)
    assert fates(found) == {"B": "unchanged", "C": "unchanged", "D": "unchanged", "A": "moved"}
    assert found.changed
    assert "moved</td>" in body(found, "What has changed")


def test_a_chapter_that_is_gone_stands_struck_through_where_it_stood(compare: Compare) -> None:
    old: Files = {"1.md": chapter("Tide", *STORY), "2.md": chapter("Train", f"{OTHER[0]}[^n]", *OTHER[1:], "[^n]: Really."), "3.md": chapter("End", "It ends.")}
    found = compare(old, {"1.md": chapter("Tide", *STORY), "3.md": chapter("End", "It ends.")})
    titles = [each.title for each in found.edition.documents if each.path]
    assert titles == ["Tide", "Train", "End"]
    gone = next(each for each in found.edition.documents if each.title == "Train")
    assert not gone.listed
    assert "[deleted since v1 · 2026-10-01]" in gone.body
    assert "[note 1: Really.]" in gone.body
    assert 'class="footnote"' not in gone.body
    assert [each.title for each in found.edition.contents] == ["What has changed", "Tide", "End"]
    row = re.search(r"<tr><td><a[^>]*>Train</a></td>(.*?)</tr>", body(found, "What has changed"))
    assert row
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[1]) == ["", f"−{sum(len(each.split()) for each in OTHER) + 1}", "deleted"]


def test_a_chapter_that_was_parted(compare: Compare) -> None:
    found = compare({"1.md": chapter("Tide", *STORY, *OTHER)}, {"1.md": chapter("Tide", *STORY), "2.md": chapter("Train", *OTHER)})
    assert fates(found) == {"Tide": "unchanged", "Train": "changed"}
    assert lines(found, "Train") == ["<ins>Train</ins>"]


def test_the_first_half_of_a_chapter_that_was_parted(compare: Compare) -> None:
    found = compare({"2-train.md": chapter("Train", *STORY, *OTHER, *OTHER[::-1])},
                    {"1-tide.md": chapter("Tide", *STORY), "2-train.md": chapter("Train", *OTHER, *OTHER[::-1])})  # fmt: skip
    assert [(each.inserted, each.deleted) for each in found.outcomes if each.written] == [(1, 1), (1, 0)]


def test_two_chapters_that_were_put_together(compare: Compare) -> None:
    old: Files = {"1.md": chapter("Tide", *STORY), "2.md": chapter("Train", f"{OTHER[0]}[^n]", *OTHER[1:], "[^n]: Really.")}
    found = compare(old, {"1.md": chapter("Tide", *STORY, f"{OTHER[0]}[^n]", *OTHER[1:], "[^n]: Truly.")})
    assert fates(found) == {"Tide": "changed"}
    assert lines(found, "Tide")[0] == "<del>Train</del>"
    assert "<del>Really</del>" in body(found, "Tide")


def test_a_part_is_not_another_because_its_chapters_are(compare: Compare) -> None:
    old: Files = {"part-1-sea/00-part.md": "# The Sea", "part-1-sea/01.md": chapter("Tide", *STORY), "part-2-land/02.md": chapter("Train", *OTHER)}
    new: Files = {"part-1-sea/00-part.md": "# The Sea", "part-1-sea/01.md": chapter("Train", *OTHER), "part-2-land/02.md": chapter("Tide", *STORY)}
    found = compare(old, new)
    assert sorted(fates(found).values()).count("moved") == 1
    assert "new" not in fates(found).values()


def test_pages_made_of_metadata_are_compared_and_the_contents_are_not(book: Make) -> None:
    old = book({"1.md": chapter("Tide", *STORY)}, 'title = "The Tide"\nauthors = ["A. Writer"]\n', folder="old")
    new = book({"1.md": chapter("Ebb", *STORY)}, 'title = "The Ebb"\nauthors = ["A. Writer"]\n', folder="new")
    found = marked(old.compose(), new.compose(), "old", "new")
    assert 'The <del>Tide</del><span class="remark"> </span><ins>Ebb</ins>' in body(found, "Title page")
    contents = next(each.body for each in found.edition.documents if each.role == "contents")
    assert "<ins>" not in contents


# ---- the first page ----


def test_the_first_page_says_all_of_it(compare: Compare) -> None:
    old: Files = {"1.md": chapter("Tide & Time", *STORY), "2.md": chapter("Train", *OTHER)}
    found = compare(old, {"1.md": chapter("Tide & Time", *STORY[:-1]), "2.md": chapter("Train", *OTHER)})
    first = found.edition.documents[0]
    assert first.title == "What has changed"
    for said in ("v1 · 2026-10-01", "2026-11-29", "<strong>0 words</strong> came and <strong>12</strong> went", "Tide &amp; Time", "−12",
                 "<em>Unchanged:</em> <a href=\"chapter-02.xhtml\">Train</a>."):  # fmt: skip
        assert said in first.body
    assert found.told == "since v1 · 2026-10-01: 0 words came, 12 went; 1 of 5 chapters and pages changed"
    assert found.feet == "v1 · 2026-10-01 → 2026-11-29"


def test_every_place_is_where_links_find_it(book: Make) -> None:
    old = TinyBook(book({"1.md": "# A\n\nText.", "2.md": "# B\n\nSee [there](1.md#place)."}, folder="old").folder)
    new = book({"1.md": "# A\n\nText, more of it.\n\n## Place {#place}\n\nHere.", "2.md": "# B\n\nSee [there](1.md#place)."}, folder="new").compose()
    found = marked(old.compose(), new, "old", "new").edition
    ids = {name for each in found.documents for name in re.findall(r' id="([^"]+)"', each.body)}
    links = {name for each in found.documents for name in re.findall(r'href="[\w-]+\.xhtml#([^"]+)"', each.body)}
    assert links
    assert links <= ids
    every = [name for each in found.documents for name in re.findall(r' id="([^"]+)"', each.body)]
    assert len(every) == len(set(every))
