"""Numbers as chapters bear them, and headings taken apart."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped, unused-ignore]

from bookbuild import numerals
from bookbuild.numerals import Heading, read_number, roman, spell, split_heading

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "sv", "ja", "zh")
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize(("number", "letters"), [
    (1, "I"), (4, "IV"), (9, "IX"), (12, "XII"), (49, "XLIX"), (300, "CCC"), (1999, "MCMXCIX"), (3999, "MMMCMXCIX")])
def test_roman(number: int, letters: str) -> None:
    assert roman(number) == letters


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_rome_had_no_numeral_for_it(number: int) -> None:
    with pytest.raises(ValueError, match=f"no Roman numeral for {number}"):
        roman(number)
    assert spell(number, "roman", "en") == str(number)


@pytest.mark.parametrize(("language", "number", "words"), [
    ("en", 12, "Twelve"), ("en-US", 21, "Twenty-One"), ("en", 101, "One Hundred and One"), ("fr", 21, "Vingt et un"),
    ("fr", 71, "Soixante et onze"), ("fr-CH", 71, "Septante et un"), ("de", 12, "Zwölf"), ("es", 16, "Dieciséis"),
    ("it", 28, "Ventotto"), ("pt", 16, "Dezasseis"), ("pt-BR", 16, "Dezesseis"), ("nl", 1, "Eén"),
    ("nl", 22, "Tweeëntwintig"), ("nl", 101, "Honderdeen"), ("pl", 12, "Dwanaście"), ("ru", 21, "Двадцать один"),
    ("sv", 12, "Tolv"), ("ja", 12, "十二"), ("ja", 110, "百十"), ("zh", 110, "一百一十"), ("zh", 103, "一百零三"),
    ("tr", 2, "İki"), ("fil", 2, "2"), ("tlh", 12, "12"),
])
def test_words_with_the_capitals_of_the_language(language: str, number: int, words: str) -> None:
    assert spell(number, "words", language) == words


@every_language
@pytest.mark.parametrize("style", ["words", "arabic", "roman"])
@given(number=st.integers(1, 200))
def test_what_is_spelled_is_read(language: str, style: str, number: int) -> None:
    written = spell(number, style, language)
    assert read_number(written, language) == number
    assert read_number(written.upper(), language) == number
    assert split_heading(written, language) == Heading(number, None, None, written, written)


@given(st.integers(0, 999))
def test_our_own_words_are_those_of_num2words(number: int) -> None:
    assert spell(number, "words", "en").lower() == num2words(number, lang="en")
    if number:
        assert spell(number, "words", "ja") == num2words(number, lang="ja")


@given(st.text(max_size=80), st.sampled_from((*LANGUAGES, "cs", "xx", "")))
def test_any_text_is_some_heading(text: str, language: str) -> None:
    heading = split_heading(text, language)
    assert heading.written == text.strip()
    assert (heading.number is None) == (heading.written_number is None)
    for part in (heading.label, heading.title, heading.written_number):
        assert part is None or (part and " ".join(part.split()) in " ".join(text.split()))


@pytest.mark.parametrize(("language", "text", "number"), [
    ("en", "xii", 12), ("en", "Twenty One", 21), ("en", "one hundred twelve", 112), ("fr", "DIX", 10),
    ("fr", "vingt-et-un", 21), ("fr", "Septante", 70), ("pt", "dezesseis", 16), ("de", "dreissig", 30),
    ("de", "Hundert", 100), ("sv", "hundra", 100), ("ru", "ЧЕТЫРЕ", 4), ("ja", "二〇", 20), ("ja", "１２", 12),
    ("zh", "两百", 200), ("zh", "廿三", 23), ("de", "Twelve", 12), ("en", "Zwölf", None), ("en", "Vi", None),
    ("en", "MIX", None), ("en", "IIII", None), ("en", "", None), ("en", "The Last Cell", None), ("ja", "三四郎", None),
    ("en", "9" * 100_000, None), ("ja", "十百", None),
])
def test_a_number_is_read(language: str, text: str, number: int | None) -> None:
    assert read_number(text, language) == number


@pytest.mark.parametrize(("text", "number", "label", "as_written", "title"), [
    ("12", 12, None, "12", None), ("12.", 12, None, "12", None), ("XII", 12, None, "XII", None),
    ("Twelve", 12, None, "Twelve", None), ("12. Title", 12, None, "12", "Title"),
    ("12: Title", 12, None, "12", "Title"), ("12 – Title", 12, None, "12", "Title"),
    ("12 -- Title", 12, None, "12", "Title"),
    ("XII. Title", 12, None, "XII", "Title"), ("XII—Title", 12, None, "XII", "Title"),
    ("I: Down the Rabbit-Hole", 1, None, "I", "Down the Rabbit-Hole"), ("Twelve: Title", 12, None, "Twelve", "Title"),
    ("Chapter 12", 12, "Chapter", "12", None), ("Chapter Twelve: Title", 12, "Chapter", "Twelve", "Title"),
    ("Chapter XII — Title", 12, "Chapter", "XII", "Title"), ("CHAPTER TWELVE. Title", 12, "CHAPTER", "TWELVE", "Title"),
    ("CHAPTER I.—The Start", 1, "CHAPTER", "I", "The Start"), ("Chapter 12\nTitle", 12, "Chapter", "12", "Title"),
    ("Chapter 12, Title", 12, "Chapter", "12", "Title"), ("Chapter 3 The Road", 3, "Chapter", "3", "The Road"),
    ("Chapter Twenty-One The Road", 21, "Chapter", "Twenty-One", "The Road"), ("Ch. 3", 3, "Ch", "3", None),
    ("Chapter the First", 1, "Chapter", "the First", None), ("Chapter Zero", 0, "Chapter", "Zero", None),
    ("Chapter 1984", 1984, "Chapter", "1984", None), ("Part I: 1805", 1, "Part", "I", "1805"),
    ("Part Two", 2, "Part", "Two", None), ("Book I", 1, "Book", "I", None), ("Letter 4", 4, "Letter", "4", None),
    ("Second Book", 2, "Book", "Second", None),
    ("The First Chapter", 1, "Chapter", "The First", None), ("Appendix 2: Maps", 2, "Appendix", "2", "Maps"),
])
def test_an_english_heading(
    text: str, number: int, label: str | None, as_written: str, title: str | None,
) -> None:
    assert split_heading(text, "en") == Heading(number, label, title, text, as_written)


@pytest.mark.parametrize("text", [
    "I, Claudius", "I Am Legend", "1984", "1984. A Year", "Seven Brides for Seven Brothers", "Twelve Angry Men",
    "D. Day", "V for Vendetta", "C. S. Lewis", "V. S. Naipaul", "L. Ron", "Part of the Crew", "3 Days Later",
    "3:10 to Yuma", "Part I Have Forgotten", "Part One Girl", "Part 3 of 4", "One Chapter", "Two Part Harmony",
    "Second Book of Kings", "L.A. Confidential", "Chapter and Verse", "Chapter", "12 The Road", "MIX", "Vi", "I...",
    "Chapter One of My Life", "Chapter 12b", "Chapter 12a",
])
def test_a_title_stays_whole(text: str) -> None:
    assert split_heading(text, "en") == Heading(None, None, text, text)


@pytest.mark.parametrize(("language", "text", "number", "label", "title"), [
    ("de", "Kapitel 3: Das Ende", 3, "Kapitel", "Das Ende"), ("de", "Erstes Kapitel", 1, "Kapitel", None),
    ("de", "Zweiter Teil: Nacht", 2, "Teil", "Nacht"), ("de", "2. Teil", 2, "Teil", None),
    ("de", "2. Teil: Nacht", 2, "Teil", "Nacht"), ("it", "II parte. La notte", 2, "parte", "La notte"),
    ("de", "2. Mai 1914", None, None, "2. Mai 1914"), ("de", "Eine Nacht", None, None, "Eine Nacht"),
    ("fr", "Chapitre premier", 1, "Chapitre", None), ("fr", "Chapitre Ier", 1, "Chapitre", None),
    ("fr", "Première partie", 1, "partie", None), ("fr", "IIe\u00a0partie\u00a0: La Nuit", 2, "partie", "La Nuit"),
    ("fr", "Chapitre 12\u00a0: La Nuit", 12, "Chapitre", "La Nuit"), ("fr", "Seconde partie", 2, "partie", None),
    ("fr", "Douze", 12, None, None), ("fr", "La dernière cellule", None, None, "La dernière cellule"),
    ("es", "Capítulo primero", 1, "Capítulo", None), ("es", "Capítulo decimotercero", 13, "Capítulo", None),
    ("es", "Vigésima primera parte", 21, "parte", None), ("it", "Parte terza", 3, "Parte", None),
    ("es", "Capítulo 1.º", 1, "Capítulo", None),
    ("sv", "1:a kapitlet", 1, "kapitlet", None), ("pt", "2.ª parte", 2, "parte", None),
    ("it", "Capitolo XII", 12, "Capitolo", None), ("pt", "Segunda parte", 2, "parte", None),
    ("pt", "Capítulo cento e vinte e um A Noite", 121, "Capítulo", "A Noite"), ("nl", "Deel een", 1, "Deel", None),
    ("nl", "Deel een geheim", None, None, "Deel een geheim"), ("nl", "Eerste hoofdstuk", 1, "hoofdstuk", None),
    ("pl", "Rozdział dwunasty", 12, "Rozdział", None), ("pl", "Część druga", 2, "Część", None),
    ("ru", "Глава двадцать третья. Ночь", 23, "Глава", "Ночь"), ("ru", "Глава шестая", 6, "Глава", None),
    ("fr", "Chapitre\u00a03 La\u00a0Nuit", 3, "Chapitre", "La\u00a0Nuit"),
    ("ru", "1 глава", 1, "глава", None), ("ru", "Глава 2-я", 2, "Глава", None),
    ("sv", "Första kapitlet", 1, "kapitlet", None), ("sv", "Kapitel tjugoett", 21, "Kapitel", None),
    ("ja", "第十二章　帰郷", 12, "章", "帰郷"), ("ja", "第１２話", 12, "話", None), ("ja", "一　帰郷", 1, None, "帰郷"),
    ("ja", "三部作", None, None, "三部作"), ("zh", "第一百零三章", 103, "章", None), ("zh", "十二、夜", 12, None, "夜"),
    ("zh", "第二十回 林黛玉", 20, "回", "林黛玉"), ("cs", "Kapitola", None, None, "Kapitola"),
])
def test_a_heading_in_another_language(
    language: str, text: str, number: int | None, label: str | None, title: str | None,
) -> None:
    heading = split_heading(text, language)
    assert (heading.number, heading.label, heading.title, heading.written) == (number, label, title, text)


@pytest.mark.parametrize("text", ["X" * 100_000, "Chapter " + " " * 100_000 + "x", "1" * 100_000, "—" * 100_000,
                                  "12" + " " * 100_000 + "x", "Chapter " + "one " * 50_000])
def test_a_hostile_heading_is_soon_a_title(text: str) -> None:
    assert split_heading(text, "de").written == text.strip()


def test_ordinary_headings_do_not_wait_for_num2words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "num2words", None)          # to import it would now raise ImportError
    spec = spec_from_file_location("fresh_numerals", numerals.__file__)
    assert spec
    assert spec.loader
    fresh = module_from_spec(spec)                               # a second copy, whose tables are empty
    spec.loader.exec_module(fresh)
    for text in ("The Last Cell", "Chapter Twelve: The Road", "Part of the Crew", "XII", "Twelve"):
        assert fresh.split_heading(text, "en-GB").written == text
    for language, text in (("fr", "La dernière cellule"), ("de", "Eine Nacht"), ("es", "Capítulo 3"), ("ru", "Дом")):
        assert fresh.split_heading(text, language).written == text
    with pytest.raises(ImportError):
        fresh.split_heading("Vingt et un", "fr")


@pytest.mark.parametrize("language", numerals.BEGINNINGS)
def test_every_number_word_passes_the_gate(language: str) -> None:
    for number in range(1, 201):
        for tag in (language, *{"fr": ("fr-CH", "fr-BE"), "pt": ("pt-BR",)}.get(language, ())):
            assert read_number(spell(number, "words", tag), language) == number


@pytest.mark.parametrize(("language", "label"), [
    ("fr", "Chapitre"), ("de", "Kapitel"), ("es", "Capítulo"), ("it", "Capitolo"), ("pt", "Capítulo"),
    ("nl", "Hoofdstuk"), ("pl", "Rozdział"), ("ru", "Глава"), ("sv", "Kapitel"), ("en", "Chapter")])
def test_every_ordinal_is_read_after_a_label(language: str, label: str) -> None:
    for number in range(1, 201):
        ordinal = num2words(number, lang=language, to="ordinal")
        assert split_heading(f"{label} {ordinal}", language).number == number, ordinal
