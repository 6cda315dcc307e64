"""A Book becomes an Edition: headings, contents, generated pages, links, pictures, the opening words."""
# ruff: noqa: E501 - tables of cases

import re

import pytest
from tiny import DRAWING, PIXEL, Make, TinyBook

from bookbuild.book import Role
from bookbuild.edition import Entry

FAN = '\n[disclaimer]\nkind = "fan-work"\nwork = "W & W"\nowner = "O"\n'


def heading(made: TinyBook, name: str = "chapter-01") -> str:
    found = re.search(r"<(h\d)[^>]*>(.*?)</\1>", made.body(name), re.DOTALL)
    return re.sub(r"<span class=\"number\">(.*?)</span> ?", r"[\1]", found[2]).replace('<span class="title">', "").replace("</span>", "") if found else ""


def listed(entries: tuple[Entry, ...]) -> list[object]:
    """The contents as nested lists."""
    found: list[object] = []
    for entry in entries:
        found.append(entry.title)
        if entry.children:
            found.append(listed(entry.children))
    return found


def order(made: TinyBook) -> list[str]:
    return [document.name for document in made.compose().documents]


# ---- headings ----


@pytest.mark.parametrize(("written", "style", "shown", "in_contents"), [
    ("# The Cell", "as-written", "The Cell", "The Cell"),
    ("# Chapter 1: The Cell", "as-written", "[Chapter 1]The Cell", "Chapter 1: The Cell"),
    ("# Chapter One", "as-written", "[Chapter One]", "Chapter One"),
    ("# 1. The Cell", "as-written", "[1]The Cell", "1. The Cell"),
    ("# IV", "as-written", "[IV]", "IV"),
    ("# The Cell", "words", "[Chapter One]The Cell", "Chapter One: The Cell"),
    ("# Chapter 12", "words", "[Chapter Twelve]", "Chapter Twelve"),
    ("# Chapter 12: X", "roman", "[Chapter XII]X", "Chapter XII: X"),
    ("# Chapter Twelve: X", "arabic", "[Chapter 12]X", "Chapter 12: X"),
    ("# Chapter 12: The *Cell* &amp; I", "none", "The <em>Cell</em> &amp; I", "The Cell & I"),
    ("# Chapter 12", "none", "[Chapter 12]", "Chapter 12"),
    ("# Chapter 3: 'Tis *late*, \"Ann\"", "as-written", "[Chapter 3]’Tis <em>late</em>, “Ann”", "Chapter 3: ’Tis late, “Ann”"),
    ("Only text.", "as-written", "[Chapter One]", "Chapter One"),
    ("Only text.", "roman", "[Chapter I]", "Chapter I"),
    ("# 1984", "as-written", "1984", "1984"),
])
def test_a_chapters_heading(book: Make, written: str, style: str, shown: str, in_contents: str) -> None:
    made = book({"01.md": f"{written}\n\nText."}, f'title = "T"\nchapter-numbers = "{style}"')
    assert heading(made) == shown
    assert listed(made.compose().contents) == [in_contents]


@pytest.mark.parametrize(("language", "style", "shown"), [
    ("fr", "words", "[Chapitre Deux]La mer"), ("fr", "roman", "[Chapitre II]La mer"), ("de", "words", "[Zweites Kapitel]La mer"),
    ("es", "arabic", "[Capítulo 2]La mer"), ("ja", "arabic", "[第2章]La mer"),
])
def test_numbers_speak_the_books_language(book: Make, language: str, style: str, shown: str) -> None:
    made = book({"1.md": "# A", "2.md": "# La mer"}, f'language = "{language}"\nchapter-numbers = "{style}"')
    assert heading(made, "chapter-02") in (shown, shown.replace("[Zweites Kapitel]", "[Kapitel Zwei]"))


def test_a_note_in_a_heading_stays_and_is_not_in_the_contents(book: Make) -> None:
    made = book("# Chapter 1: Sea[^1]\n\nText.\n\n[^1]: Salt.")
    assert 'class="noteref"' in heading(made)
    assert listed(made.compose().contents) == ["Chapter 1: Sea"]


def test_title_from_the_header_where_there_is_no_heading(book: Make) -> None:
    assert heading(book("---\ntitle: The \"Cell\"\n---\nText.")) == "The “Cell”"


def test_a_prologue_without_heading_gets_its_name_and_a_dedication_none(book: Make) -> None:
    made = book({"prologue.md": "Text.", "dedication.md": "To A.", "1.md": "# A"}, 'language = "fr"')
    assert heading(made, "prologue") == "Prologue"
    assert "<h1" not in made.body("dedication")


def test_headings_sink_under_a_part(book: Make) -> None:
    made = book({"part-1-sea/1.md": "# A\n\n## B\n\n#### C\n\nText.", "part-1-sea/2.md": "# D"})
    assert re.findall(r"<(h\d)", made.body("part-1") + made.body("chapter-01")) == ["h1", "h2", "h3", "h4"]
    assert heading(made, "part-1") == "[Part One]Sea"


def test_headings_skip_no_level_and_the_first_is_the_documents(book: Make) -> None:
    made = book("### A\n\n###### B\n\n## C\n\nText.")
    assert re.findall(r"<(h\d)", made.body("chapter-01")) == ["h1", "h2", "h2"]


# ---- contents ----


def test_the_contents_tree(book: Make) -> None:
    files = {
        "00-dedication.md": "To A.", "00-authors-note.md": "N.", "prologue.md": "P.", "part-1-sea/1.md": "# A", "part-1-sea/2.md": "# B",
        "part-2-land/3.md": "# C", "epilogue.md": "E.", "90-acknowledgments.md": "T.", "00-disclaimer.md": "D.",
    }
    assert listed(book(files).compose().contents) == [
        "Author’s Note", "Prologue", "Part One: Sea", ["A", "B"], "Part Two: Land", ["C"], "Epilogue", "Acknowledgments"]


def test_two_chapters_of_one_name_are_two_entries(book: Make) -> None:
    made = book({"1.md": "# I", "2.md": "# I"})
    assert [entry.document for entry in made.compose().contents] == ["chapter-01", "chapter-02"]


# ---- generated pages ----


def test_pages_nobody_wrote(book: Make) -> None:
    assert order(book("# A")) == ["half-title", "title", "copyright", "contents", "chapter-01"]


@pytest.mark.parametrize("role", ["half-title", "title", "copyright", "disclaimer"])
def test_what_the_author_wrote_replaces_the_generated(book: Make, role: str) -> None:
    made = book({f"00-{role}.md": "Mine *own*.", "1.md": "# A"}, f'title = "T"{FAN}')
    assert order(made).count(role) == 1
    assert "Mine <em>own</em>." in made.body(role)


def test_the_title_page(book: Make) -> None:
    toml = """title = "The 'Cell' & I"
subtitle = "A \\"Tale\\""
authors = ["A. Writer", "B. Scribe", "C. Clerk"]
publisher = "P & Co"
series = { name = "The Mountain", position = 2 }
[[contributor]]
name = "D. Painter"
role = "illustrator"
[[contributor]]
name = "E. Proof"
role = "proofreader"
"""
    page = book("# A", toml).body("title")
    assert re.sub(r"<[^>]+>", "", page).strip().splitlines() == [
        "The ‘Cell’ &amp; I", "A “Tale”", "A. Writer, B. Scribe and C. Clerk", "Illustrated by D. Painter", "Book 2 of The Mountain", "P &amp; Co"]


def test_the_copyright_page(book: Make) -> None:
    toml = """title = "T"
authors = "A. Writer"
published = 2026-11-23
publisher = "P"
license = "CC-BY-4.0"
isbn = { paperback = "978-0-306-40615-7" }
"""
    made = book("# A", toml)
    page = next(each.body for each in made.compose(faces=("EB Garamond",)).documents if each.role is Role.COPYRIGHT)
    for said in ("© 2026 A. Writer", "978-0-306-40615-7", "2026", "EB Garamond", "Attribution"):
        assert said in page


@pytest.mark.parametrize(("toml", "said"), [
    ('disclaimer = "All \\"true\\"."', "All “true”."),
    ('[disclaimer]\nkind = "fiction"', "fiction"),
    ('[disclaimer]\nkind = "memoir"', "memor"),
    ('[disclaimer]\nkind = "advice"', "advice"),
    ('[disclaimer]\nkind = "fan-work"', "fan"),
    ('[disclaimer]\nkind = "fan-work"\nwork = "W & W"', "W &amp; W"),
    ('[disclaimer]\nkind = "fan-work"\nowner = "Owner <Ltd>"', "Owner &lt;Ltd&gt;"),
    ('[disclaimer]\ntext = "One.\\n\\nTwo."', "<p>One.</p>\n<p>Two.</p>"),
])
def test_a_disclaimer_of_each_kind(book: Make, toml: str, said: str) -> None:
    made = book("# A", f'title = "T"\n{toml}\n')
    assert not made.problems()
    assert said in made.body("disclaimer")


def test_a_disclaimer_speaks_the_books_language(book: Make) -> None:
    made = book("# A", f'title = "T"\nlanguage = "de"{FAN}')
    assert "W &amp; W" in made.body("disclaimer")
    assert "kein Geld" in made.body("disclaimer")


def test_no_disclaimer_where_none_is_asked_for(book: Make) -> None:
    assert "disclaimer" not in order(book("# A"))


def test_the_header_of_a_fan_work(book: Make) -> None:
    toml = f'title = "T"{FAN}[fan-work]\nfandom = ["F"]\nrating = "Teen"\nrelationships = ["A/B", "C & D"]\n'
    page = book("# A", toml).body("disclaimer")
    assert re.findall(r"<d[td]>(.*?)</d[td]>", page) == ["Fandom", "F", "Rating", "Teen", "Relationships", "A/B, C &amp; D"]


def test_the_header_stands_under_a_disclaimer_of_the_authors_own_and_without_one(book: Make) -> None:
    toml = 'title = "T"\n[fan-work]\nfandom = "F"\n'
    assert "<dd>F</dd>" in book({"00-disclaimer.md": "Mine.", "1.md": "# A"}, toml).body("disclaimer")
    assert "<dd>F</dd>" in book("# A", toml, "other").body("disclaimer")


def test_content_notes_are_collected_and_said_in_front(book: Make) -> None:
    made = book({"1.md": "# A\n\n::: content-note\nA *fox*.\n:::\n\nText.", "2.md": "# B"})
    assert '<li><a href="chapter-01.xhtml">A</a>: A fox.</li>' in made.body("content-notes")
    assert 'href="content-notes.xhtml"' in made.body("copyright")
    assert order(made)[-1] == "content-notes"
    assert listed(made.compose().contents)[-1] == "Content Notes"


def test_the_authors_list_of_content_notes_is_enough_and_gives_its_summary(book: Make) -> None:
    made = book({"1.md": "# A\n\n::: content-note\nA fox.\n:::\n", "91-content-notes.md": "---\nsummary: A gentle book.\n---\nMine."})
    assert order(made).count("content-notes") == 1
    assert "A gentle book." in made.body("copyright")


def test_authors_notes_can_be_left_out_of_an_edition(book: Make) -> None:
    made = book("# A\n\n::: authors-note\nHello!\n:::\n\nText.", 'title = "T"\n[edition.clean]\nauthors-notes = false\n')
    assert "Hello!" in made.body("chapter-01")
    clean = made.compose("clean")
    assert not any("Hello!" in document.body for document in clean.documents)


def test_an_authors_note_that_is_left_out_takes_its_footnotes_along(book: Make) -> None:
    made = book("# A\n\n::: authors-note\nHello![^1]\n:::\n\nText.[^2]\n\n[^1]: Gone.\n\n[^2]: Here.", 'title = "T"\nauthors-notes = false\n')
    assert "Gone." not in made.body("chapter-01")
    assert "Here." in made.body("chapter-01")
    assert ">1</a>" in made.body("chapter-01")


def test_an_authors_note_in_a_chapter_is_set_apart_and_not_in_the_contents(book: Make) -> None:
    made = book("# A\n\n::: authors-note\nHello!\n:::\n\nText.")
    assert '<aside class="authors-note" role="note">\n<p class="label">' in made.body("chapter-01")
    assert listed(made.compose().contents) == ["A"]


# ---- links ----


@pytest.mark.parametrize(("written", "leads"), [
    ("[x](02-b.md)", "chapter-02.xhtml"), ("[x](02-b.md#the-sea)", "chapter-02.xhtml#chapter-02-the-sea"),
    ("[x](02-b.html#the-sea)", "chapter-02.xhtml#chapter-02-the-sea"), ("[x](./02-b.md#thesea)", "chapter-02.xhtml#chapter-02-the-sea"),
    ("[x](#here)", "chapter-01.xhtml#chapter-01-here"), ("[x](sub/c%20d.md)", "chapter-03.xhtml"), ("[x](<sub/c d.md>)", "chapter-03.xhtml"),
    ("[x](https://a.b/c?d=é)", "https://a.b/c?d=%C3%A9"), ("[x](mailto:a@b.c)", "mailto:a@b.c"), ("[x](../manuscript/02-b.md)", "chapter-02.xhtml"),
])
def test_a_link_leads_where_it_should(book: Make, written: str, leads: str) -> None:
    made = book({"01-a.md": f"# A\n\n{written}\n\n## Here", "02-b.md": "# B\n\n## The Sea", "sub/c d.md": "# C"})
    assert not made.problems()
    assert f'<a href="{leads}">x</a>' in made.body("chapter-01")


@pytest.mark.parametrize(("written", "code", "hint"), [
    ("[x](02-bb.md)", "m-032", "did you mean 02-b.md?"), ("[x](02-b.md#nowhere)", "m-034", "write {#nowhere} after the heading it should lead to"),
    ("[x](#nowhere)", "m-034", None), ("[x](javascript:y)", "m-033", None), ("[x](/etc/passwd)", "m-032", None),
])
def test_a_dead_link_is_told_and_becomes_text(book: Make, written: str, code: str, hint: str | None) -> None:
    made = book({"01-a.md": f"# A\n\nOne.\n\n{written}", "02-b.md": "# B"})
    (problem,) = made.compose().problems
    assert (problem.code, problem.place) == (code, "manuscript/01-a.md:5")
    assert hint is None or problem.hint == hint
    assert "etc" not in made.body("chapter-01")
    assert ">x</" in made.body("chapter-01")


def test_a_link_in_a_note_is_followed_too(book: Make) -> None:
    made = book({"01-a.md": "# A\n\nText.[^1]\n\n[^1]: See [x](02-b.md) and [y](gone.md).", "02-b.md": "# B"})
    assert '<a href="chapter-02.xhtml">x</a>' in made.body("chapter-01")
    assert [problem.place for problem in made.compose().problems] == ["manuscript/01-a.md:5"]


def test_ids_of_two_chapters_do_not_meet(book: Make) -> None:
    made = book({"1.md": "# A\n\n## Same\n\n## Same\n\nT.[^1]\n\n[^1]: N.", "2.md": "# A\n\n## Same\n\nT.[^1]\n\n[^1]: N."})
    ids = [each for document in made.compose().documents for each in re.findall(r' id="([^"]+)"', document.body)]
    assert len(ids) == len(set(ids))


# ---- pictures ----


def test_a_missing_picture_is_told_with_what_was_meant(book: Make) -> None:
    made = book({"01.md": "# A\n\nText.\n\n![A map](images/mpa.png)", "images/map.png": PIXEL})
    assert made.problems() == ["manuscript/01.md:5: m-030: image not found: images/mpa.png\n    did you mean images/map.png?"]


def test_a_picture_without_description_is_told(book: Make) -> None:
    made = book({"01.md": "# A\n\n![](map.png)", "map.png": PIXEL})
    assert made.codes() == ["m-031"]


def test_one_name_in_two_folders_is_two_pictures(book: Make) -> None:
    made = book({"p/01.md": "# A\n\n![x](map.png)", "q/02.md": "# B\n\n![x](map.png)", "p/map.png": PIXEL, "q/map.png": PIXEL})
    assert [shown.name for shown in made.compose().illustrations] == ["images/map.png", "images/map-2.png"]


def test_names_that_differ_in_case_only_are_two_files_on_every_device(book: Make) -> None:
    made = book({"01.md": "# A\n\n![x](a/Map.png)\n\n![x](b/map.png)", "a/Map.png": PIXEL, "b/map.png": PIXEL})
    names = [shown.name.lower() for shown in made.compose().illustrations]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize("written", ["images/die%20Karte%20für%20x.png", "<images/die Karte für x.png>"])
def test_spaces_and_accents_in_a_name(book: Make, written: str) -> None:
    made = book({"01.md": f"# A\n\n![x]({written})", "images/die Karte für x.png": PIXEL})
    assert [shown.name for shown in made.compose().illustrations] == ["images/die-Karte-f-r-x.png"]
    assert 'src="images/die-Karte-f-r-x.png"' in made.body("chapter-01")


def test_accents_are_found_however_the_disk_spells_them(book: Make) -> None:
    made = book({"01.md": "# A\n\n![x](caf\u00e9.png)", "cafe\u0301.png": PIXEL})
    assert not made.problems()


@pytest.mark.parametrize("outside", ["../../out.png", "/etc/out.png", "https://a.b/c.png", "file:///etc/out.png", "data:image/png;base64,xxxx"])
def test_a_picture_from_outside_is_not_shown(book: Make, outside: str) -> None:
    made = book({"01.md": f"# A\n\n![x]({outside})", "/../out.png": PIXEL})
    assert made.codes() == ["m-030"]
    assert not made.compose().illustrations


def test_pictures_are_found_from_the_manuscript_too(book: Make) -> None:
    made = book({"part-1/01.md": "# A\n\n![x](images/map.svg)", "images/map.svg": DRAWING})
    assert not made.problems()


def test_only_pictures_that_are_shown_are_in_the_book(book: Make) -> None:
    made = book({"01.md": "# A\n\n![x](a.png)\n\n![x](a.png)", "a.png": PIXEL, "b.png": PIXEL})
    assert [shown.name for shown in made.compose().illustrations] == ["images/a.png"]


# ---- openings ----

LONG = "The gales of that October moved the channel a quarter of a mile to the west, and nobody at Head Office noticed."


def opening(made: TinyBook) -> str:
    found = re.search(r'<p class="opening">(.*?)</p>', made.body("chapter-01"), re.DOTALL)
    return found[1] if found else ""


def test_the_first_words_lead_in(book: Make) -> None:
    assert opening(book(f"# A\n\n{LONG}\n\nNext.")).startswith('<span class="lead">The gales of that October</span> moved')


def test_a_lead_ends_at_the_first_pause_and_takes_its_quote_along(book: Make) -> None:
    assert opening(book(f'# A\n\n"Stop," she said. {LONG}')).startswith('<span class="lead">“Stop')


@pytest.mark.parametrize("first", ["Short.", f"![x](a.png) {LONG}"])
def test_no_lead_in_a_short_paragraph_or_before_a_picture(book: Make, first: str) -> None:
    made = book({"01.md": f"# A\n\n{first}", "a.png": PIXEL})
    assert opening(made)
    assert "lead" not in opening(made)


def test_the_opening_stands_after_notes_and_epigraphs(book: Make) -> None:
    made = book(f"# A\n\n::: epigraph\nE.\n:::\n\n::: authors-note\nN.\n:::\n\n{LONG}")
    assert "gales" in opening(made)


def test_the_lead_changes_no_word(book: Make) -> None:
    assert re.sub(r"<[^>]+>", "", opening(book(f"# A\n\n{LONG}"))) == LONG


def test_an_empty_chapter_is_not_blamed_for_the_one_before(book: Make) -> None:
    made = book({"1.md": "# A\n\n::: letter\nNever closed.", "2.md": ""})
    assert [problem.place for problem in made.compose().problems] == ["manuscript/1.md:3"]


# ---- lines, words ----


def test_a_line_of_a_document_leads_to_the_manuscripts(book: Make) -> None:
    made = book("# A\n\nOne.\n\n> Two.\n\nThree.[^1]\n\n| a |\n|---|\n| b |\n\n[^1]: Note.\n")
    document = made.document("chapter-01")
    where = {re.sub(r"<[^>]+>", "", line): document.line(number) for number, line in enumerate(document.body.splitlines(), 1)}
    assert {words: where[words] for words in ("A", "One.", "Two.", "Three.1", "b", "1. Note.")} == {
        "A": 1, "One.": 3, "Two.": 5, "Three.1": 7, "b": 11, "1. Note.": 13}


def test_words_are_counted_without_markup(book: Make) -> None:
    assert book("# A Title\n\nTwo *words*, [here](#a).\n\n::: verse\nx\ny\n:::").compose().words == 7


@pytest.mark.parametrize("text", ["", "\n\n", "# ", "***", "[^1]: x", "<!-- -->"])
def test_a_chapter_with_next_to_nothing_in_it(book: Make, text: str) -> None:
    made = book({"1.md": text, "2.md": "# B"})
    assert made.body("chapter-01").startswith('<section id="chapter-01"')


# ---- titles set wholly in emphasis, as word processors export them ----


@pytest.mark.parametrize(("typed", "number", "title"), [
    ("# Chapter 1: **The Pot**", "Chapter 1", "<strong>The Pot</strong>"),
    ("# *Chapter 1: The Well*", "Chapter 1", "<em>The Well</em>"),
    ("# **Chapter 1\\. The Well\\-Kept Secret**", "Chapter 1", "<strong>The Well-Kept Secret</strong>"),
    ("# 1. A *b* c", "1", "A <em>b</em> c"),
])
def test_a_title_in_emphasis_stays_in_its_heading(book: Make, typed: str, number: str, title: str) -> None:
    made = book({"01.md": f"{typed}\n\nText.\n"}).compose()
    chapter = next(document for document in made.documents if document.name == "chapter-01")
    assert f'<span class="number">{number}</span> <span class="title">{title}</span>' in chapter.body


def test_a_note_on_a_number_stands_with_it(book: Make) -> None:
    made = book({"01.md": "# Chapter 1[^h]\n\nText.\n\n[^h]: Note.\n"}).compose()
    chapter = next(document for document in made.documents if document.name == "chapter-01")
    assert 'id="chapter-01-call-1">1</a></span></h1>' in chapter.body


def test_a_number_in_a_file_name_is_the_chapters(book: Make) -> None:
    made = book({"Chapter 3.md": "Three.", "Chapter 4 - The Fall.md": "Four.", "Chapter 10.md": "Ten.", "Prologue.md": "Before."}).compose()
    assert [entry.title for entry in made.contents] == ["Prologue", "Chapter Three", "Chapter Four: The Fall", "Chapter Ten"]


@pytest.mark.parametrize(("link", "hint"), [
    ("01-the-causeway.md", "did you mean 01-ebb.md?"),               # the words are another file's, in which the link stands
    ("05-the-storm.md", "did you mean 07-the-storms.md?"),
    ("99-somewhere.md", None),
])
def test_a_link_to_a_file_that_was_renamed(book: Make, link: str, hint: str | None) -> None:
    files = {"01-ebb.md": "# Ebb\n\nT.\n", "04-the-causeway.md": f"# The Causeway\n\n[x]({link})\n", "07-the-storms.md": "# Storms\n\nT.\n"}
    (problem,) = [each for each in book(files).compose().problems if each.code == "m-032"]
    assert problem.hint == hint
