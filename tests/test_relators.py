"""Roles by word, as authors write them."""

import pytest

from bookbuild.relators import RELATORS, WORDS_BY_CODE, relator


@pytest.mark.parametrize(("word", "code"), [
    ("author", "aut"), ("illustrator", "ill"), ("Translator", "trl"), ("editor", "edt"), ("cover designer", "cov"),
    ("cover-artist", "cov"), ("Cover_Artist", "cov"), ("photographer", "pht"), ("book designer", "bkd"),
    ("narrator", "nrt"), ("foreword", "aui"), ("introduction", "aui"), ("afterword", "aft"), ("compiler", "com"),
    ("contributor", "ctb"), ("copy editor", "pfr"), ("proofreader", "pfr"), ("beta reader", "ctb"),
    ("co author", "aut"), ("  publisher ", "pbl"), ("ILL", "ill"), ("ctg", "ctg"), ("ilustrator", None), ("", None),
])
def test_a_word_is_its_code(word: str, code: str | None) -> None:
    assert relator(word) == code


def test_every_code_is_itself_and_every_word_is_found() -> None:
    for word, code in RELATORS.items():
        assert relator(word) == code
        assert RELATORS[code] == code
        assert len(code) == len("aut")


def test_no_word_means_two_roles() -> None:
    words = [word for said in WORDS_BY_CODE.values() for word in said]
    assert len(words) == len(set(words))
