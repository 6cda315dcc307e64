"""Every language says everything English says, with the marks of its own typography."""

import re
import tomllib
from collections import Counter
from importlib.resources import files
from string import Formatter

import pytest

from bookbuild import phrases as folder
from bookbuild.book import Role
from bookbuild.phrases import LANGUAGES, phrases
from bookbuild.relators import RELATORS

every_language = pytest.mark.parametrize("language", LANGUAGES)


def read(language: str) -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads((files(folder) / f"{language}.toml").read_text(encoding="utf-8"))


def fields(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_a_dialect_speaks_its_language_and_an_unknown_language_english() -> None:
    assert phrases("de-AT")["contents"] == "Inhalt"
    assert phrases("pt_BR")["chapter"] == "Capítulo"
    assert phrases("fil").language == "en"
    assert phrases("de-AT") is phrases("de")


def test_a_phrase_is_filled() -> None:
    assert phrases("en").say("by-line", author="A. {Writer}") == "by A. {Writer}"
    assert phrases("fr").say("book-of-series", position="2", series="La Montagne") == "La Montagne, tome 2"
    assert phrases("ja").say("chapter-number", number="十二") == "第十二章"


def test_an_unknown_key_and_a_missing_field_are_said() -> None:
    with pytest.raises(KeyError, match="tabel"):
        phrases("en")["tabel"]
    with pytest.raises(KeyError, match="author"):
        phrases("en").say("by-line")


def test_there_is_a_file_for_every_language_and_none_besides() -> None:
    assert {entry.name for entry in files(folder).iterdir() if entry.name.endswith(".toml")} == {
        f"{language}.toml" for language in LANGUAGES}


@every_language
def test_every_file_has_the_keys_and_the_fields_of_the_english_one(language: str) -> None:
    english, other = read("en"), read(language)
    assert [*other] == [*english]
    for table, words in english.items():
        assert [*other[table]] == [*words], table
        for key, text in words.items():
            assert isinstance(other[table][key], type(text)), key
            if isinstance(text, str):
                assert fields(str(other[table][key])) == fields(text), key


def test_every_role_has_a_title_and_names() -> None:
    tables = read("en")
    assert set(tables["sections"]) == {*map(str, Role), "cover"}
    assert set(tables["names"]) == set(map(str, Role))


def test_every_credited_role_is_a_relator() -> None:
    codes = set(read("en")["credits"]) - {"by-line", "and", "book-of-series", "a-book-of"}
    assert codes - {"clb"} <= set(RELATORS.values())         # clb: in older records only, since MARC dropped it


@every_language
def test_a_key_stands_in_one_table_only(language: str) -> None:
    keys = Counter(key for table, words in read(language).items() if table != "names" for key in words)
    assert [key for key, count in keys.items() if count > 1] == []


@every_language
def test_names_are_lower_case_and_said_once(language: str) -> None:
    for role, names in phrases(language).names.items():
        assert [name for name in names if name != name.lower()] == [], role
        assert len(set(names)) == len(names), role


@every_language
def test_marks_are_typographic(language: str) -> None:
    for key, text in phrases(language).words.items():
        assert text, key
        assert text == text.strip(), key
        assert not re.search(r"""['"`]|\.\.\.| - (?![非継改])|  """, text), key      # ja: CC writes 表示 - 非営利 so


def test_french_marks_keep_their_spaces() -> None:
    for key, text in phrases("fr").words.items():
        assert not re.search(r"[^\u202f][;!?»]|«[^\u202f]|[^\u00a0]:", text), key


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_chinese_and_japanese_marks_are_full_width(language: str) -> None:
    for key, text in phrases(language).words.items():
        assert not re.search(r"[\u3040-\u9fff][,;:!?()]|[,;:!?()][\u3040-\u9fff]", text), key


@every_language
def test_a_disclaimer_has_two_to_four_sentences(language: str) -> None:
    for kind, text in read(language)["disclaimers"].items():
        assert len(re.findall(r"[.。]", str(text))) in range(2, 5), kind
