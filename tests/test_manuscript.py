"""A folder of files becomes a book: order, roles, headers, book.toml; and what is wrong with them is told."""
# ruff: noqa: E501 - tables of cases

import os
import sys
import tomllib
from datetime import date
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import PIXEL, Make

from bookbuild.book import Contributor, Disclaimer, FanWork, Role, Section, Series, Trim, walk
from bookbuild.manuscript import load
from bookbuild.manuscript.cutting import cut
from bookbuild.manuscript.days import no_such_day
from bookbuild.manuscript.mistyped import mistyped
from bookbuild.markup import Origin, render_all
from bookbuild.problems import BookError, Severity
from bookbuild.request import Request


def names(sections: tuple[Section, ...]) -> list[str]:
    """The file names of sections without their suffix, in order, children after their parents."""
    return [section.path.stem if section.path else f"({section.title})" for top in sections for section in walk(top)]


def roles(sections: tuple[Section, ...]) -> list[str]:
    return [section.role.value for top in sections for section in walk(top)]


def first_words(sections: tuple[Section, ...]) -> list[str]:
    return [section.text.strip().splitlines()[0] for top in sections for section in walk(top)]


def book_lines(section: Section, words: str) -> int:
    """The line of the file on which `words` stand, as the section counts."""
    return section.first_line + section.text[: section.text.index(words)].count("\n")


# ---- order ----


def test_two_comes_before_ten(book: Make) -> None:
    made = book({f"{n}-x.md": "Text." for n in (10, 9, 2, 1)}).load()
    assert names(made.body) == ["1-x", "2-x", "9-x", "10-x"]


def test_contents_gives_the_order(book: Make) -> None:
    made = book({"a.md": "A", "b.md": "B", "c.md": "C"}, 'contents = ["c.md", "a.md"]').load()
    assert names(made.body) == ["c", "a"]


def test_contents_may_name_a_folder(book: Make) -> None:
    made = book({"z/1.md": "Z", "a.md": "A"}, 'contents = ["z", "a.md"]').load()
    assert names(made.body)[:2] == ["(Z)", "1"]


def test_contents_names_a_file_that_is_not_there(book: Make) -> None:
    made = book({"the-road.md": "A"}, 'title = "T"\ncontents = ["the_road.md"]')
    (problem,) = made.load().problems
    assert str(problem) == (
        "manuscript/book.toml:2: m-010: `contents` names the_road.md, which is not there\n"
        '    did you mean "the-road.md"?'
    )


@pytest.mark.parametrize("name", ["Book.txt", "book.txt"])
def test_book_txt_gives_the_order_where_book_toml_says_nothing(book: Make, name: str) -> None:
    files = {"a.md": "A", "b.md": "B", name: "b.md\n\na.md\n"}
    assert names(book(files).load().body) == ["b", "a"]
    assert names(book(files, 'contents = ["a.md", "b.md"]', "other").load().body) == ["a", "b"]


def test_a_name_in_book_txt_that_is_not_there_is_told_at_book_txt(book: Make) -> None:
    made = book({"a.md": "A", "Book.txt": "a.md\ngone.md\n"})
    (problem,) = made.load().problems
    assert (problem.code, problem.place) == ("m-010", "manuscript/Book.txt:2")


@pytest.mark.parametrize("outside", ["../../secret.md", "/etc/hostname"])
def test_contents_reads_nothing_outside_the_book(book: Make, outside: str) -> None:
    made = book({"a.md": "A", "/../secret.md": "Secret."}, f'contents = ["a.md", "{outside}"]')
    loaded = made.load()
    assert "Secret" not in "".join(section.text for section in loaded.sections)
    assert [problem.code for problem in loaded.problems] == ["m-010"]


def test_a_link_that_leads_out_of_the_book_is_not_followed(book: Make, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Secret.")
    made = book("# One\n\nText.")
    (made.folder / "manuscript" / "02-link.md").symlink_to(tmp_path / "secret.md")
    loaded = made.load()
    assert "Secret" not in "".join(section.text for section in loaded.sections)
    assert [problem.code for problem in loaded.problems] == ["m-007"]


# ---- folders ----


def test_a_folder_is_a_part(book: Make) -> None:
    made = book({"part-1-the-bag/01.md": "# A", "part-2-the-round/02.md": "# B"}).load()
    assert [(part.role, part.title) for part in made.body] == [(Role.PART, "The Bag"), (Role.PART, "The Round")]
    assert [names(part.children) for part in made.body] == [["01"], ["02"]]


def test_a_part_file_is_the_parts_own_page(book: Make) -> None:
    made = book({"part-1-the-bag/00-part.md": "# The Sack\n\nText.", "part-1-the-bag/01.md": "# A"}).load()
    (part,) = made.body
    assert (part.role, part.path) == (Role.PART, PurePath("manuscript/part-1-the-bag/00-part.md"))
    assert names(part.children) == ["01"]


def test_part_files_hold_what_follows_them(book: Make) -> None:
    files = {"01-part-1.md": "# One", "02-a.md": "# A", "03-part-2.md": "# Two", "04-b.md": "# B"}
    made = book(files).load()
    assert roles(made.body) == ["part", "chapter", "part", "chapter"]
    assert [names(part.children) for part in made.body] == [["02-a"], ["04-b"]]


def test_books_hold_parts(book: Make) -> None:
    files = {"1-book-1.md": "# I", "2-part-1.md": "# 1", "3-a.md": "# A", "4-book-2.md": "# II", "5-part-1.md": "# 1", "6-b.md": "# B"}
    made = book(files).load()
    assert [section.role for section in made.body] == [Role.VOLUME, Role.VOLUME]
    assert roles(made.body) == ["volume", "part", "chapter"] * 2


def test_prologue_and_epilogue_frame_the_folders(book: Make) -> None:
    files = {"part-1/1.md": "A", "part-2/2.md": "B", "epilogue.md": "E", "prologue.md": "P", "80-acknowledgments.md": "T"}
    made = book(files).load()
    assert roles(made.body) == ["prologue", "part", "chapter", "part", "chapter", "epilogue"]
    assert roles(made.back) == ["acknowledgments"]


def test_a_mere_group_is_no_part(book: Make) -> None:
    made = book({"frontmatter/01-preface.md": "P", "body/01.md": "A", "back-matter/z.md": "Z"}).load()
    assert (roles(made.front), roles(made.body)) == (["preface"], ["chapter", "chapter"])


@pytest.mark.parametrize("name", [".draft.md", "_draft.md", "README.md", "_old/1.md", "LICENSE.md", "notes.txt"])
def test_what_is_no_part_of_the_text_is_left_out(book: Make, name: str) -> None:
    assert names(book({"01.md": "A", name: "Not this."}).load().body) == ["01"]


# ---- matter and roles ----


def test_front_matter_is_bound_in_a_publishers_order(book: Make) -> None:
    order = ["title", "copyright", "disclaimer", "dedication", "epigraph", "foreword", "preface", "authors-note", "introduction"]
    files = {f"{n:02}-{role}.md": "Text." for n, role in enumerate(reversed(order))} | {"20-a.md": "# A"}
    assert roles(book(files).load().front) == order


def test_an_authors_note_stands_in_front_or_at_the_back(book: Make) -> None:
    assert roles(book({"00-authors-note.md": "N", "01.md": "A"}).load().front) == ["authors-note"]
    assert roles(book({"01.md": "A", "99-authors-note.md": "N"}, folder="other").load().back) == ["authors-note"]


@pytest.mark.parametrize(("name", "role"), [
    ("00-Authors_Note.md", "authors-note"), ("90 about the author.md", "about-the-author"), ("epilogue.md", "epilogue"),
    ("appendix-a-keywords.md", "chapter"), ("appendix-1-keywords.md", "appendix"), ("12-the-cell.md", "chapter"),
    ("ch03-01-variables.md", "chapter"), ("99-Acknowledgements.md", "acknowledgments"), ("interlude-2-rain.md", "interlude"),
])
def test_a_name_says_the_role(book: Make, name: str, role: str) -> None:
    assert [section.role.value for section in book({name: "Text."}).load().sections] == [role]


@pytest.mark.parametrize(("heading", "language", "role"), [
    ("Prologue", "en", "prologue"), ("Author’s Note", "en", "authors-note"), ("Nachwort", "de", "afterword"),
    ("Épilogue", "fr", "epilogue"), ("Remerciements", "fr", "acknowledgments"), ("Nachwort", "en", "chapter"),
    ("Epilogue", "de", "epilogue"), ("The Prologue of Sorts", "en", "chapter"), ("Part", "en", "chapter"),
])
def test_a_heading_says_the_role(book: Make, heading: str, language: str, role: str) -> None:
    made = book({"01-x.md": f"# {heading}\n\nText."}, f'language = "{language}"').load()
    assert [section.role.value for section in made.sections] == [role]


def test_the_header_says_the_role_before_name_and_heading(book: Make) -> None:
    made = book({"01-prologue.md": "---\nrole: interlude\n---\n# Epilogue\n\nText."}).load()
    assert roles(made.body) == ["interlude"]


def test_an_unknown_role_is_told(book: Make) -> None:
    (problem,) = book("---\ntitle: X\nrole: hero\n---\nText.").load().problems
    assert str(problem).startswith("manuscript/01-one.md:3: m-006: unknown role 'hero'\n    one of: half-title, ")


# ---- one file, many sections ----


def test_a_file_with_many_first_level_headings_is_cut(book: Make) -> None:
    made = book("# One\n\nA.\n\n# Two\n\nB.\n\n# Epilogue\n\nC.\n").load()
    assert first_words(made.body) == ["# One", "# Two", "# Epilogue"]
    assert roles(made.body) == ["chapter", "chapter", "epilogue"]
    assert [book_lines(section, text) for section, text in zip(made.body, ("A.", "B.", "C."), strict=True)] == [3, 7, 11]


def test_notes_at_the_end_of_a_cut_file_serve_every_piece(book: Make) -> None:
    text = "# One\n\nA.[^a]\n\n# Two\n\nB.[^b]\n\n[^a]: To A.\n\n[^b]: To B.\n"
    made = book(text)
    assert "To A." in made.body("chapter-01")
    assert "To B." not in made.body("chapter-01")
    assert "To B." in made.body("chapter-02")
    assert not made.problems()
    assert [book_lines(section, text) for section, text in zip(made.load().body, ("A.[^a]", "B.[^b]"), strict=True)] == [3, 7]


def test_a_heading_in_a_listing_cuts_nothing(book: Make) -> None:
    made = book("# One\n\n```\n# not a heading\n```\n\n# Two\n\nB.\n").load()
    assert first_words(made.body) == ["# One", "# Two"]


def test_underlined_headings_cut_too(book: Make) -> None:
    made = book("One\n===\n\nA.\n\nTwo\n===\n\nB.\n").load()
    assert [line.strip("# ") for line in first_words(made.body)] == ["One", "Two"]


def test_a_title_and_second_level_chapters_in_one_file(book: Make) -> None:
    made = book("# My Book\n\n## One\n\nA.\n\n## Two\n\nB.\n", toml="").load()
    assert [line for line in first_words(made.body) if line != "# My Book"] == ["## One", "## Two"]
    assert [book_lines(section, text) for section, text in zip(made.body[-2:], ("A.", "B."), strict=True)] == [5, 9]


def test_two_subheads_in_the_only_chapter_do_not_make_a_book(book: Make) -> None:
    assert len(book("# My Chapter\n\nText.\n\n## One\n\nA.\n").load().body) == 1


def test_second_level_files_stand_in_their_chapter(book: Make) -> None:
    files = {"ch01-00.md": "# One", "ch01-01.md": "## One A", "ch01-02.md": "## One B", "ch02-00.md": "# Two"}
    made = book(files).load()
    assert names(made.body) == ["ch01-00", "ch01-01", "ch01-02", "ch02-00"]
    assert [len(chapter.children) for chapter in made.body] == [2, 0]


# ---- reading ----


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(book: Make) -> None:
    made = book({"01.md": b"\xef\xbb\xbf# One\r\n\r\nLine.\rNext.\r\n"}).load()
    assert made.body[0].text == "# One\n\nLine.\nNext.\n"


def test_a_byte_that_is_not_utf8_is_told_with_line_and_column(book: Make) -> None:
    made = book({"01.md": "# One\r\n\r\nDas ist schön, ".encode() + b"sch\xf6n.\n"}).load()
    (problem,) = made.problems
    assert str(problem) == (
        "manuscript/01.md:3:19: m-002: not UTF-8: byte 0xF6 (in Windows-1252 this would be “ö”)\n"
        "    open the file in an editor and save it with the encoding UTF-8"
    )


def test_a_control_character_is_left_out_and_told(book: Make) -> None:
    made = book("# One\n\nA\x0c\x01B").load()
    problem, _ = made.problems
    assert (made.body[0].text, problem.code, problem.place) == ("# One\n\nA B", "m-003", "manuscript/01-one.md:3:2")


def test_a_folder_without_markdown_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(BookError, match=r"m-000: no Markdown files \(.md\) in"):
        load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="m-000"):
        load(tmp_path / "nowhere")


def test_a_folder_with_nothing_but_markdown_is_a_book(tmp_path: Path) -> None:
    folder = tmp_path / "the-last_cell"
    folder.mkdir()
    for name in ("2-b.md", "1-a.md", "README.md"):
        (folder / name).write_text("Text.")
    made = load(folder)
    assert (made.metadata.title, names(made.body), made.problems) == ("The Last Cell", ["1-a", "2-b"], ())


def test_what_has_been_built_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "old.md").write_text("Old.")
    (tmp_path / "a.md").write_text("New.")
    assert names(load(tmp_path).body) == ["a"]


# ---- the YAML header ----


def test_a_header_gives_title_and_summary_and_keeps_the_lines(book: Make) -> None:
    (chapter,) = book('---\ntitle: "The Cell: A Door"\nsummary: Short.\n---\n\nText.\n').load().body
    assert (chapter.title, chapter.summary, book_lines(chapter, "Text.")) == ("The Cell: A Door", "Short.", 6)


def test_a_scene_break_at_the_top_is_no_header(book: Make) -> None:
    (chapter,) = book("---\n\nText.\n\n---\n\nMore.\n").load().body
    assert chapter.text.startswith("---\n\nText.")


def test_a_header_that_is_not_yaml_is_told(book: Make) -> None:
    (problem,) = book("---\ntitle: Home: A Story\n---\nText.").load().problems
    assert str(problem) == (
        "manuscript/01-one.md:2: m-005: the front matter is not YAML: mapping values are not allowed here\n"
        '    quote a value that holds a colon: title: "Home: A Story"'
    )


def test_an_alias_is_refused(book: Make) -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nText."
    (problem,) = book(bomb).load().problems
    assert (problem.code, problem.line) == ("m-005", 3)
    assert "an alias" in problem.message


def test_deep_yaml_is_refused(book: Make) -> None:
    (problem,) = book(f"---\na: {'[' * 3000}\n---\nText.").load().problems
    assert problem.code == "h-001"


def test_pandocs_metadata_serves_a_newcomer(book: Make) -> None:
    header = "---\ntitle: Hjem\nauthor:\n- A. Writer\n- name: B. Scribe\nlang: no\ndate: 1905\n---\n"
    metadata = book({"metadata.yaml": header, "01.md": "# A"}, "").load().metadata
    assert (metadata.title, metadata.language, metadata.published) == ("Hjem", "no", date(1905, 1, 1))
    assert metadata.authors == (Contributor("A. Writer"), Contributor("B. Scribe"))


def test_book_toml_outranks_pandocs_metadata(book: Make) -> None:
    made = book({"metadata.yaml": "title: Old\nauthor: A. Writer\n", "01.md": "# A"}, 'title = "New"')
    assert (made.load().metadata.title, made.load().metadata.byline) == ("New", "A. Writer")


def test_the_first_files_header_speaks_for_the_book_when_it_names_an_author(book: Make) -> None:
    text = "---\ntitle: {}\n{}---\n# A\n"
    assert book({"01.md": text.format("Mine", "author: Me\n")}, "").load().metadata.title == "Mine"
    assert book({"01.md": text.format("Chapter", "")}, "", "other").load().metadata.title == "Other"


# ---- book.toml ----

EVERY_KEY = """\
title = "The Last Cell"
subtitle = "A Tale"
authors = ["A. Writer", { name = "B. Scribe", file-as = "Scribe, B." }]
language = "en-GB"
series = { name = "The Mountain", position = 2 }
publisher = "P"
published = 2026-11-23
edition-statement = "First edition"
rights = "© 2026"
license = "CC-BY-4.0"
description = "D"
subjects = ["Fantasy"]
keywords = "one"
identifier = "urn:isbn:9780306406157"
isbn = { ebook = "978-0-306-40615-7" }
cover = "images/front.png"
theme = "classic"
trim = "6x9in"
chapter-numbers = "words"
authors-notes = false
contents = ["01.md"]
[[contributor]]
name = "C. Painter"
role = "Illustrator"
[disclaimer]
kind = "fan-work"
work = "W"
owner = "O"
[fan-work]
fandom = "F"
rating = "Teen"
warnings = ["w"]
relationships = ["a/b"]
characters = ["a"]
tags = ["t"]
[pdf]
composer = false
"""


def test_every_key_of_book_toml(book: Make) -> None:
    made = book({"01.md": "A", "images/front.png": PIXEL}, EVERY_KEY).load()
    assert made.problems == ()
    metadata = made.metadata
    assert metadata.authors == (Contributor("A. Writer"), Contributor("B. Scribe", file_as="Scribe, B."))
    assert metadata.contributors == (Contributor("C. Painter", "ill"),)
    assert (metadata.series, metadata.published) == (Series("The Mountain", "2"), date(2026, 11, 23))
    assert (metadata.isbn, metadata.identifier) == ((("ebook", "9780306406157"),), "urn:isbn:9780306406157")
    assert (metadata.keywords, metadata.cover) == (("one",), PurePath("manuscript/images/front.png"))
    assert metadata.disclaimer == Disclaimer("fan-work", "W", "O")
    assert metadata.fan_work == FanWork(("F",), "Teen", ("w",), ("a/b",), ("a",), ("t",))
    assert (made.design.trim, made.design.chapter_numbers, made.design.authors_notes) == (Trim(6, 9, "in"), "words", False)
    assert not made.design.composer


FAULTS = {
    "titel = 'X'": ("b-002", 1, "unknown key `titel`", "did you mean `title`?"),
    "title = 'X'\nedition_statement = 'x'": ("b-002", 2, "unknown key `edition_statement`", "did you mean `edition-statement`?"),
    "[fan-work]\nfandoms = ['x']": ("b-002", 2, "unknown key `fan-work.fandoms`", "did you mean `fandom`?"),
    "title = ['X']": ("b-003", 1, "`title` should be a text in quotes, as in `key = \"…\"`", None),
    "authors-notes = 'yes'": ("b-003", 1, "`authors-notes` should be true or false", None),
    "subjects = [1]": ("b-003", 1, "`subjects` should be a list of texts", None),
    "series = 3": ("b-003", 1, "`series` should be a table, as in `[series]`", None),
    "published = '23 November'": (
        "b-003", 1, "`published`: '23 November' is not a date: a date is written year-month-day, in figures", "published = 2026-11-23"),
    "published = '2027-13-01'": (
        "b-003", 1, "`published`: '2027-13-01' is not a date: there is no month 13", "published = 2027-01-13"),
    "published = 2027-13-01": ("b-001", 1, "there is no month 13", "published = 2027-01-13"),
    "published = 2027-02-30": ("b-001", 1, "there is no day 30 in 2027-02", "published = 2027-02-28"),
    "published = 2027-3-1": ("b-001", 1, "a date is written year-month-day, in figures", "published = 2027-03-01"),
    "published = 23.11.2026": ("b-001", 1, "a date is written year-month-day, in figures", "published = 2026-11-23"),
    "published = 1st May 2027": ("b-001", 1, "a date is written year-month-day, in figures", "published = 2027-05-01"),
    'published = "Feb. 30, 2027"': ("b-003", 1, "`published`: 'Feb. 30, 2027' is not a date: there is no day 30 in 2027-02", "published = 2027-02-28"),
    'published = "17th of August 2027"': (
        "b-003", 1, "`published`: '17th of August 2027' is not a date: a date is written year-month-day, in figures", "published = 2027-08-17"),
    "published = March 2027": ("b-001", 1, "a date is written year-month-day, in figures", "published = 2027-03-01"),
    "language = 'English!'": ("b-004", 1, "`language`: 'English!' is not a language tag", 'language = "en-GB"'),
    "\nlanguage = 'en-UK'": ("b-004", 2, "`language`: 'en-UK': there is no country UK; GB is meant", 'language = "en-GB"'),
    "language = 'pt_BR'": ("b-004", 1, "`language`: 'pt_BR' is not a language tag", 'language = "pt-BR"'),
    "language = 'ger'": ("b-004", 1, "`language`: 'ger': there is no language ger; de is meant", 'language = "de"'),
    "lang = 'xq'": ("b-004", 1, "`lang`: 'xq': there is no language xq", 'lang = "en-GB"'),
    "\n[[contributor]]\nname = 'X'\nrole = 'ilustrator'": ("b-005", 4, "unknown role 'ilustrator'", 'role = "illustrator"'),
    "[[contributor]]\nrole = 'editor'": ("b-006", 1, "a contributor without a name", 'name = "…"'),
    "series = { position = 1 }": ("b-006", 1, "a series without a name", None),
    "[isbn]\nebook = '978-0-306-40615-8'": ("b-007", 2, "not an ISBN: 978-0-306-40615-8", "its last digit should be 7, if the others are right"),
    "isbn = '0-306-40615'": ("b-007", 1, "not an ISBN: 0-306-40615", "an ISBN has 13 digits and begins with 978 or 979"),
    "title = 'X'\nisbn = { ebook = '9780306406157', paperback = '978-0-306-40615-7' }": (
        "b-016", 2, "ebook and paperback need different ISBNs; the number is kept for the ebook alone",
        "take paperback out until it has a number of its own"),
    "identifier = 'urn:uuid:1'": ("b-008", 1, "`identifier`: urn:uuid:1 is not a UUID", "leave the key out: one is made"),
    "[disclaimer]\nkind = 'fanwork'": ("b-009", 2, "unknown kind of disclaimer 'fanwork'", None),
    "chapter-numbers = 'latin'": ("b-010", 1, "`chapter-numbers`: 'latin'", "one of as-written, none, words, arabic, roman"),
    "trim = 'big'": ("b-011", 1, "`trim`: 'big' is not a size", None),
    "trim = '1x1in'": ("b-011", 1, "`trim`: 1 × 1 in cannot be bound", "between 2.5 and 20 inches a side"),
    "trim = '5..5x8in'": ("b-011", 1, "`trim`: '5..5x8in' is not a size", None),
    "trim = '148x210'": ("b-011", 1, "`trim`: 148 × 210 in cannot be bound", 'trim = "148x210mm"'),
    "trim = '14.8 x 21'": ("b-011", 1, "`trim`: 14.8 × 21 in cannot be bound", 'trim = "14.8x21cm"'),
    "trim = '148x210in'": ("b-011", 1, "`trim`: 148 × 210 in cannot be bound", "between 2.5 and 20 inches a side"),
    "title = 'X'\nauthors = \n": ("b-001", 2, "nothing stands after the equals sign", 'authors = "…"'),
    'title = "X\nauthors = "A"': ("b-001", 1, 'the text that begins with " on this line is never closed', 'title = "X"'),
    'authors = ["A", "B]': ("b-001", 1, 'the text that begins with " on this line is never closed', 'authors = ["A", "B"]'),
    'authors = [\n  "A,\n  "B",\n]': ("b-001", 2, 'the text that begins with " on this line is never closed', '"A",'),
    "title = 'X'\nsubtitle = My Book   # mine": ("b-001", 2, "a text wants quotation marks", 'subtitle = "My Book"'),
    "title = the \"Salt\" Ferry": ("b-001", 1, "a text wants quotation marks", "title = 'the \"Salt\" Ferry'"),
    "isbn = 978-0-306-40615-7": ("b-001", 1, "a text wants quotation marks", 'isbn = "978-0-306-40615-7"'),
    "isbn = { ebook = 978-0, paperback = '' }": ("b-001", 1, "a text wants quotation marks", "isbn = { ebook = \"978-0\", paperback = '' }"),
    "authors = [Ann Lee]": ("b-001", 1, "a text wants quotation marks", 'authors = ["Ann Lee"]'),
    "title = “The ‘Salt’ Ferry”": (
        "b-001", 1, "the quotation marks are curly; book.toml wants straight ones", 'title = "The ‘Salt’ Ferry"'),
    "subtitle = 'it's'": ("b-001", 1, "the text holds the mark ' that closes it", 'subtitle = "it\'s"'),
    'title = "The "Last" Cell"': ("b-001", 1, 'the text holds the mark " that closes it', "title = 'The \"Last\" Cell'"),
    'title = "He said "no" to Ann\'s"': (
        "b-001", 1, 'the text holds the mark " that closes it', 'title = "He said \\"no\\" to Ann\'s"'),
    'keywords = "a", "b"': ("b-001", 1, "several texts stand between [ and ]", 'keywords = ["a", "b"]'),
    'authors = ["A" "B"]': ("b-001", 1, "a comma is missing between two texts", 'authors = ["A", "B"]'),
    'authors = ["A"\ntitle = "X"': ("b-001", 1, "the list that begins on this line is never closed", 'authors = ["A"]'),
    'contents = [\n"01.md"\ntitle = "X"': ("b-001", 1, "the list that begins on this line is never closed", "close it with a line: ]"),
    'series = { name = "S", position = 1': ("b-001", 1, "what begins with { is never closed", 'series = { name = "S", position = 1 }'),
    'title = "X" authors = "A"': ("b-001", 1, "two keys on one line: begin a new line before `authors`", 'title = "X"'),
    'title = "X"\ntitle = "Y"': ("b-001", 2, "`title` stands here a second time; the first is on line 1", "delete one of the two lines"),
    'description = "One\n\nTwo."\n[contact]': (
        "b-001", 1, 'a text of several lines begins and ends with """', 'description = """One'),
    'title = "X"\ndescription = """One\n\nTwo.\n': ("b-001", 2, 'the text that begins with """ is never closed', 'close it with a line: """'),
    'cover = "images\\cover.png"': (
        "b-001", 1, "a backslash means something else in book.toml; folders are parted by /", 'cover = "images/cover.png"'),
    "title: My Book": ("b-001", 1, "between a key and its value stands an equals sign", 'title = "My Book"'),
    "my title = 'X'": ("b-001", 1, "a key is one word", "my-title = 'X'"),
    "[disclaimer\nkind = 'fiction'": ("b-001", 1, "the brackets round a table's name are not closed", "[disclaimer]"),
    "A book of mine": (
        "b-001", 1, "this line is no `key = value`; what is only for you begins with #", "# A book of mine"),
    "a = [[[[": ("b-001", 1, "not TOML: Invalid value", 'a line looks like: title = "My Book"'),
    "[disclaimer]\nkind = 'fiction'\nisbn = '978-0-306-40615-7'": (
        "b-002", 3, "`isbn` belongs to the book itself, and stands in `disclaimer`", "move the line above [disclaimer]"),
    "[disclaimer]\nkind = 'fiction'\n[[contributor]]   # her\nname = 'A'\ncover = 'a.png'": (
        "b-002", 5, "`cover` belongs to the book itself, and stands in `contributor`", "move the line above [disclaimer]"),
    "series = { name = 'S', trim = 'a5' }": (
        "b-002", 1, "`trim` belongs to the book itself, and stands in `series`", "give it a line of its own"),
    "title = 'X'\n\n[edtion.large-print]\ntrim = 'a5'": ("b-002", 3, "unknown key `edtion`", "did you mean `edition`?"),
    "[contcat]\nemail = 'x'": ("b-002", 1, "unknown key `contcat`", "did you mean `contact`?"),
    "[pdf]\ncomposer = 'no'": ("b-003", 2, "`pdf.composer` should be true or false", None),
    "\n[pdf]\ncomposr = true": ("b-002", 3, "unknown key `pdf.composr`", "did you mean `composer`?"),
    "pdf = false": ("b-003", 1, "`pdf` should be a table, as in `[pdf]`", None),
    "[pdf]\ncomposer = no": ("b-001", 2, "true and false are written small, and there is no yes or no", "composer = false"),
    "edition = 'first'": ("b-003", 1, "`edition` should be a table, as in `[edition.paperback]`", None),
}


@pytest.mark.parametrize("toml", FAULTS, ids=lambda toml: toml.splitlines()[-1][:40])
def test_a_fault_in_book_toml_is_told_at_its_line(book: Make, toml: str) -> None:
    code, line, message, hint = FAULTS[toml]
    (problem,) = book("A", toml).load().problems
    assert (problem.code, problem.place, problem.message) == (code, f"manuscript/book.toml:{line}", message)
    assert hint is None or problem.hint == hint


def test_of_a_long_line_both_ends_are_shown(book: Make) -> None:
    (problem,) = book("A", f'title = "T"\ndescription = "In November {"a postman " * 60}walked.\n').load().problems
    assert (problem.code, problem.line) == ("b-001", 2)
    assert problem.hint
    assert problem.hint.startswith('description = "In November a postman')
    assert problem.hint.endswith('a postman walked."')
    assert len(problem.hint) < 200


@given(st.from_regex(r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}", fullmatch=True))
def test_the_day_that_is_proposed_is_one(written: str) -> None:
    if wrong := no_such_day(written):
        assert date.fromisoformat(wrong[1])
        assert no_such_day(wrong[1]) is None


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


@given(st.text(alphabet='ab1 "\'=[]{}.,:#\\\n“”-', max_size=60))
def test_whatever_is_in_book_toml_one_line_of_it_is_told_and_what_is_to_be_typed_is_toml(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line, what, typed = mistyped(text, fault)
        assert 1 <= line <= text.count("\n") + 1
        assert what
        if not typed.startswith(("a line", "close it", "delete one")) and '"""' not in typed:
            assert is_toml(typed) or is_toml(f"x = [\n{typed}\n]")


def test_a_number_that_two_forms_share_is_that_of_the_first_alone(book: Make) -> None:
    made = book("A", "isbn = { paperback = '978-0-306-40615-7', ebook = '978-0-306-40615-7' }\n").load()
    assert made.metadata.isbn == (("ebook", "9780306406157"),)
    assert [problem.severity for problem in made.problems] == [Severity.WARNING]


def test_all_faults_are_told_at_once_and_the_rest_is_kept(book: Make) -> None:
    made = book("A", 'title = "Kept"\ntrim = "huge"\nisbn = "1"\nauthor-s = 2\n').load()
    assert made.metadata.title == "Kept"
    assert [problem.line for problem in made.problems] == [3, 2, 4]


def test_an_unknown_key_of_one_of_two_tables_is_told_in_the_right_one(book: Make) -> None:
    made = book("A", "[[contributor]]\nname = 'A'\nrole = 'editor'\n[[contributor]]\nname = 'B'\nrole = 'bogus'\n").load()
    (problem,) = made.problems
    assert problem.line == 6


@pytest.mark.parametrize(("written", "trim"), [
    ("5.5x8.5in", Trim(5.5, 8.5, "in")), ("6 × 9", Trim(6, 9, "in")), ("129 by 198 mm", Trim(129, 198, "mm")),
    ('5"', None), ("a5", Trim(148, 210, "mm")),
])
def test_a_trim(book: Make, written: str, trim: Trim | None) -> None:
    assert book("A", f"trim = '{written}'").load().design.trim == trim


def test_an_edition_outranks_the_book(book: Make) -> None:
    made = book("A", 'title = "T"\ntrim = "5x8in"\n[edition.paperback]\ntrim = "6x9in"\nauthors-notes = false\n')
    assert made.load().design.trim == Trim(5, 8, "in")
    assert (made.load("paperback").design.trim, made.load("paperback").design.authors_notes) == (Trim(6, 9, "in"), False)
    assert made.load("paperback").metadata.title == "T"


def test_an_edition_may_do_without_the_composer(book: Make) -> None:
    made = book("A", 'title = "T"\n[edition.draft.pdf]\ncomposer = false\n[edition.late.pdf]\ncomposer = "never"\n')
    assert made.load().design.composer
    assert not made.load("draft").design.composer
    (problem,) = made.load("late").problems
    assert (problem.code, problem.line, problem.message) == ("b-003", 5, "`pdf.composer` should be true or false")


def test_an_edition_that_is_not_there_is_told(book: Make) -> None:
    (problem,) = book("A", 'title = "T"\n[edition.paperback]\ntrim = "6x9in"\n').load("paper").problems
    assert (problem.code, problem.message, problem.hint) == ("b-013", "no edition 'paper'", "--edition paperback")


@pytest.mark.parametrize(("name", "lines"), [
    ("paperback", ("[edition.paperback]", 'trim = "5x8in"')), ("ebook", ("[edition.ebook]", 'outputs = ["epub"]')),
    ("large print", ("[edition.'large print']", 'trim = "5x8in"')),
])
def test_the_first_edition_is_shown_with_a_line_of_its_own(book: Make, name: str, lines: tuple[str, str]) -> None:
    made = book("A", 'title = "T"\n')
    (problem,) = made.load(name).problems
    assert problem.hint == f"begin one at the end of book.toml: a line {lines[0]}, and below it what is different, such as {lines[1]}"
    made.write({"book.toml": "\n".join(('title = "T"', *lines))})
    assert not made.load(name).problems


def test_a_fault_in_an_edition_is_told_at_its_line(book: Make) -> None:
    (problem,) = book("A", 'title = "T"\n[edition.paperback]\ntrim = "huge"\n').load("paperback").problems
    assert problem.line == 3


def test_a_book_without_identifier_gets_the_same_one_every_time(book: Make) -> None:
    one, two = (book("A", 'title = "T"\nauthors = "A"', folder).load().metadata.identifier for folder in ("x", "y"))
    assert one == two
    assert one.startswith("urn:uuid:")


# ---- pictures ----


def test_pictures_know_their_size(book: Make) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20.4"/>'
    made = book({"01.md": "A", "images/a.png": PIXEL, "b.svg": drawing, "dist/c.png": PIXEL, ".d/e.png": PIXEL}).load()
    assert [(picture.path.as_posix(), picture.width, picture.height) for picture in made.pictures][:2] == [
        ("manuscript/b.svg", 40, 20), ("manuscript/dist/c.png", 1, 1)]
    assert len(made.pictures) == 3


def test_a_broken_picture_is_told(book: Make) -> None:
    (problem,) = book({"01.md": "A", "a.png": b"no picture"}).load().problems
    assert (problem.code, problem.place) == ("m-011", "manuscript/a.png")


@pytest.mark.parametrize("cover", ["cover.jpg", "images/cover.png"])
def test_a_cover_is_found_without_being_named(book: Make, cover: str) -> None:
    assert book({"01.md": "A", cover: PIXEL}).load().metadata.cover == PurePath("manuscript") / cover


@pytest.mark.parametrize("cover", ["../../out.png", "/etc/out.png"])
def test_a_cover_outside_the_book_is_not_taken(book: Make, cover: str) -> None:
    made = book({"01.md": "A", "/../out.png": PIXEL}, f'cover = "{cover}"')
    assert made.compose().cover is None
    assert made.codes() == ["m-035"]


@pytest.mark.parametrize(("cover", "message", "hint"), [
    ("images/covr.jpg", "cover not found: images/covr.jpg", "did you mean images/Cover.jpg?"),
    ("images/cover.JPG", "cover not found: images/cover.JPG", "did you mean images/Cover.jpg?"),
    ("cover.jpg", "cover not found: cover.jpg", "did you mean images/Cover.jpg?"),
    ("front.png", "the cover is not in manuscript/: front.png", "move front.png into manuscript/"),
    ("lamp.gif", "cover not found: lamp.gif", "leave `cover` out and one is made from title and author"),
])
def test_a_cover_that_is_not_there_is_told_at_its_line(book: Make, cover: str, message: str, hint: str) -> None:
    made = book({"01.md": "A", "images/Cover.jpg": PIXEL, "/front.png": PIXEL}, f'title = "T"\ncover = "{cover}"')
    (problem,) = made.compose().problems
    assert (problem.code, problem.place, problem.message, problem.hint) == ("m-035", "manuscript/book.toml:2", message, hint)


# ---- a folder that is not there ----


def test_a_folder_with_a_near_name_is_proposed(book: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book("A", folder="The Salt Ferry")
    monkeypatch.chdir(tmp_path)
    hints = {"harbour": "bookbuild new harbour",
             "the salt fery": "did you mean './The Salt Ferry'?   (or, to begin it: bookbuild new 'the salt fery')",
             "gone/The Salt Ferry": "bookbuild new 'gone/The Salt Ferry'"}  # fmt: skip
    for folder, hint in hints.items():
        with pytest.raises(BookError) as told:
            load(Path(folder))
        (problem,) = told.value.problems
        assert (problem.message, problem.hint) == (f"there is no folder {folder}", hint)


def test_a_description_has_no_stars(book: Make) -> None:
    toml = 'title = "T"\ndescription = "*Listed* for the **Tide** Prize. 2 * 3 * 4, and five*stars*."\n'
    assert book("# A", toml).load().metadata.description == "Listed for the Tide Prize. 2 * 3 * 4, and five*stars*."


# ---- names ----


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS lets no such name be")
def test_a_name_that_is_no_text_is_told_and_does_no_harm(tmp_path: Path) -> None:
    """As zip archives of old Windows programs leave them; in the folder's own name, in a text's, in a picture's."""
    inside = os.fsencode(tmp_path) + b"/k\xfcste/manuscript"
    Path(os.fsdecode(inside + b"/teil-\xfc")).mkdir(parents=True)
    for name in (b"01.md", b"02-\xfc.md", b"teil-\xfc/03.md"):
        Path(os.fsdecode(inside + b"/" + name)).write_text("# A\n\nText.\n", "utf-8")
    for name in (b"\xfc.png", b"\xfc.txt.bak"):
        Path(os.fsdecode(inside + b"/" + name)).write_bytes(b"")
    folder = Path(os.fsdecode(inside)).parent
    loaded = load(folder)
    assert sorted(str(problem.path) for problem in loaded.problems if problem.code == "m-004") == ["manuscript/02-.md", "manuscript/teil-"]
    assert (loaded.metadata.title, len(loaded.body), loaded.pictures) == ("Kste", 1, ())
    assert Request(folder).fingerprint


# ---- notes that would be in no book ----


def test_chapters_of_one_file_keep_their_own_notes(book: Make) -> None:
    made = book({"only.md": "# A\n\nT[^1].\n\n[^1]: one\n\n# B\n\nT[^1].\n\n[^1]: two\n"})
    first, second = made.load().body
    assert ("one" in first.text, "two" in first.text) == (True, False)
    assert ("one" in second.text, "two" in second.text) == (False, True)
    assert not [problem for problem in made.load().problems if problem.code in ("m-025", "m-026")]


def test_a_note_written_twice_or_never_called_is_told(book: Make) -> None:
    made = book({"only.md": "# A\n\nT[^a].\n\n[^a]: One.\n\n[^a]: Two.\n\n[^b]: Never.\n"})
    told = [(problem.code, problem.line) for problem in made.load().problems if problem.code.startswith("m-02")]
    assert told == [("m-025", 5), ("m-026", 9)]


def test_a_shared_note_is_called_if_any_chapter_calls_it(book: Make) -> None:
    made = book({"only.md": "# A\n\nT.\n\n# B\n\nT[^1].\n\n# C\n\n[^1]: one\n"})
    assert not [problem for problem in made.load().problems if problem.code == "m-026"]


def test_a_chapter_borrows_the_notes_that_stand_in_another(book: Make) -> None:
    """And is a chapter still, where they stand above it; what is wrong in one is told where it stands."""
    note = "[^2]: two\nhas two lines [^9]\n\n    and two paragraphs"
    made = book({"only.md": f"---\nsummary: S\n---\n# A\n\nT[^1] [^2].\n\n[^1]: one\n\n{note}\n\n# Prologue\n\nT[^2].\n"})
    first, second = sorted(made.load().sections, key=lambda section: section.first_line)
    assert second.borrowed == ((10, note),)
    assert (first.role, first.borrowed, second.role, second.first_line) == (Role.CHAPTER, (), Role.PROLOGUE, 15)
    passages = list(render_all([(each.text, Origin("x", each.path, each.first_line, each.borrowed)) for each in (first, second)], "en", "N"))
    assert ["".join("".join(block.itertext()) for block in passage.notes[-1].blocks) for passage in passages] == [
        "two\nhas two lines [^9]and two paragraphs"] * 2
    assert [problem.line for passage in passages for problem in passage.problems] == [10, 10]


def test_many_chapters_with_all_their_notes_at_the_end_are_cut_in_no_time() -> None:
    chapters, notes = ("".join(text.format(n) for n in range(1500)) for text in ("# A\n\nT[^{0}].\n\n", "[^{0}]: one\n\n"))
    pieces = list(cut(chapters + "# Notes\n\n" + notes, 1))
    assert sum(len(piece.text) + sum(len(each.text) for each in piece.lent) for piece in pieces) < 2 * len(chapters + notes)
    assert pieces[700].borrowed(0) == ((1500 * 4 + 2 + 700 * 2 + 1, "[^700]: one"),)


# ---- a book in one file ----

ONE_FILE = "# The Knots\n\n## Dedication\n\nFor Ann.\n\n## Prologue\n\nT.\n\n## The Ebb\n\nT[^1].\n\n## The Flood\n\nT[^2].\n\n## Notes\n\n[^1]: one\n\n[^2]: two\n"


@pytest.mark.parametrize("beside", [{}, {"90-about-the-author.md": "Ann lives by the sea.\n"}])
def test_a_book_in_one_file_is_cut_at_its_chapters_and_roles(book: Make, beside: dict[str, str]) -> None:
    """Also where what is no chapter stands beside it. Notes that are only written at its end are no page of their own."""
    loaded = book({"book.md": ONE_FILE, **beside}, toml="").load()
    roles = [section.role.value for section in loaded.sections]
    assert roles == ["dedication", "prologue", "chapter", "chapter", *(["about-the-author"] if beside else [])]
    assert loaded.metadata.title == "The Knots"
    assert [section.borrowed for section in loaded.body][1:] == [((21, "[^1]: one"),), ((23, "[^2]: two"),)]


def test_a_first_chapter_beside_a_dedication_is_no_whole_book(book: Make) -> None:
    files = {"01-ebb.md": "# The Ebb\n\n## At Dawn\n\nT.\n\n## At Noon\n\nT.\n", "dedication.md": "For Ann.\n"}
    loaded = book(files, toml='title = "The Knots"\n').load()
    assert [section.role for section in loaded.sections] == [Role.DEDICATION, Role.CHAPTER]


@pytest.mark.parametrize("below", ["***\nNext scene.", "- an item", "> quoted", "::: letter\nDear Nell,\n:::", "1. One"])
def test_what_stands_below_a_note_is_no_part_of_it(below: str) -> None:
    pieces = list(cut(f"# One\n\nx[^1]\n\n# Two\n\ny[^1]\n\n[^1]: note\nand more\n{below}\n", 1))
    assert [each.text for each in pieces[0].lent] == ["[^1]: note\nand more"]


def test_a_note_that_calls_itself_is_called_by_nobody(book: Make) -> None:
    """Its words would be lost with those of the paragraph that has run into it."""
    loaded = book("# A\n\nT.\n\n[^1]: The note.\nShe went home.[^1]\n\n[^2]: See [^3].\n\n[^3]: See [^2].\n").load()
    assert [(problem.code, problem.line) for problem in loaded.problems] == [("m-026", 5), ("m-026", 8), ("m-026", 10)]


def test_a_chapter_in_a_comment_is_none(book: Make) -> None:
    loaded = book("# One\n\nText.\n\n<!--\n# Deleted\n\nSecret.\n-->\n\n# Two\n\n<!-- a --> b <!-- # c\n# d --> e\n\n<!-- never closed\n\n# Three\n").load()
    assert [section.first_line for section in loaded.body] == [1, 11, 18]


def test_chapters_of_a_book_in_one_file_have_notes_of_their_own(book: Make) -> None:
    loaded = book("# T\n\n## A\n\nx[^1]\n\n[^1]: one\n\n## B\n\ny[^1]\n\n[^1]: two\n").load()
    assert [problem.code for problem in loaded.problems if problem.code != "m-000"] == []
    assert [section.borrowed for section in loaded.body] == [(), ()]


def test_notes_above_the_first_heading_are_no_chapter(book: Make) -> None:
    loaded = book("[^1]: Note\n    of two lines\n\n    and two paragraphs.\n\n[map]: http://example.com\n\n# One\n\nx[^1]\n\n# Two\n\ny[map]\n").load()
    assert [(section.first_line, len(section.borrowed)) for section in loaded.body] == [(1, 0), (12, 1)]


def test_labels_of_notes_keep_their_case_and_links_do_not(book: Make) -> None:
    first, _ = book("# One\n\nx[^I] y[^i] z[Map]\n\n# Two\n\n[^I]:big\n\n[^i]: small\n\n[map]: http://example.com\n").load().body
    assert first.borrowed == ((7, "[^I]:big"), (9, "[^i]: small"), (11, "[map]: http://example.com"))


def test_a_soft_return_of_words_is_no_line(book: Make) -> None:
    _, second = book("# One\n\na\u2028# b\n\n# Two\n\nsoft\x0bbreak\n").load().body
    assert (second.first_line, second.text) == (5, "# Two\n\nsoft break\n")
