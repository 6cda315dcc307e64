"""What a text measures and where it may be divided, language by language; and that what is kept of it is nothing but quicker."""
# ruff: noqa: E501 - tables of texts

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyphen
import pytest
from compositor import SERVED, Pages, case, lay
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.kept import Kept
from bookbuild.press.composer.fit import DASH, HYPHEN, NAME
from bookbuild.press.composer.words import HANGS_LEFT, HANGS_RIGHT, Hyphenation, Type, TypeCase
from bookbuild.press.layout import Case

MARKS = {DASH: "|", HYPHEN: "-", NAME: "~"}
LIMITS = (5, 2, 2)


def english(*, soft: bool = True, limits: tuple[int, int, int] = LIMITS) -> Hyphenation:
    return Hyphenation("en_GB", soft, limits, "‐")


def divided(text: str, hyphenation: Hyphenation) -> str:
    """A text with marks where it may be divided: | after a dash, - with a hyphen, ~ with one that costs more."""
    found = hyphenation.divisions(text)
    return "".join(MARKS.get(found.get(place, 0), "") + letter for place, letter in enumerate(text))


def style(css: str = "", lang: str = "en-GB") -> Any:  # noqa: ANN401 - WeasyPrint is untyped
    return lay("<p>Text</p>", f"p {{ {css} }}", lang=lang).lines[0].words[0].style


def type_of(css: str = "", lang: str = "en-GB") -> Type:
    kind = style(css, lang)
    return Type(kind, Hyphenation.of(kind))


# ---- where words may be divided ----

LANGUAGES = {
    "de": "Schifffahrtsgesellschaft Österreich Straßenbahnhaltestelle",
    "fr": "extraordinairement cœur gouvernement",
    "es": "extraordinario acción desarrollo",
    "it": "università perché meravigliosamente",
    "nl": "zeeën coëfficiënt verantwoordelijkheid",
    "ru": "необыкновенный здравствуйте путешествие",
    "en-GB": "uncharacteristically fortnight extraordinary",
    "en-US": "uncharacteristically fortnight extraordinary",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_divided_by_the_patterns_of_their_language(lang: str) -> None:
    dictionary = pyphen.Pyphen(lang=pyphen.language_fallback(lang), left=2, right=2)
    hyphenation = Hyphenation.of(style("hyphens: auto", lang))
    for word in LANGUAGES[lang].split():
        assert divided(word, hyphenation).replace("~", "-") == dictionary.inserted(word)
    assert "-" in divided(LANGUAGES[lang].split()[0], hyphenation)


def test_a_language_without_patterns_is_not_divided() -> None:
    assert Hyphenation.of(style("hyphens: auto", "tlh")).divisions("extraordinary") == {}


PLACES = {
    # dashes and hyphens that are written
    "well-known": "well-|known", "half-a-crown": "half-|a-|crown", "x\u2010y": "x\u2010|y", "a\u2011b": "a\u2011b",
    "said—then": "said—|then", "“Oh—you": "“Oh—|you", "a—“so": "a—|“so", "“Oh—”": "“Oh—”", "—Oh": "—Oh", "“—but": "“—but", "…and": "…and",
    "wait…what": "wait…|what", "gone…”": "gone…”", "said.”—“Yes": "said.”—|“Yes", "1914–1918": "1914–|1918", "B-52": "B-52",
    "p.m.—but": "p.m.—|but", "-5": "-5", "a\u200bb": "a\u200b|b",
    # addresses
    "https://example.org/path/extraordinary": "https://|example.org/|path/|extraordinary", "www.example.org/a": "www.example.org/|a",
    "(see.example.org/extraordinary/fortnight)": "(see.example.org/|extraordinary/|fortnight)", "ann-marie@example.org": "ann-marie@example.org",
    "https://example.org/?extraordinary=fortnight&so=on": "https://|example.org/|?|extraordinary=|fortnight&|so=|on",
    "see—https://example.org/fortnight": "see—|https://|example.org/|fortnight", "A.B.C.": "A.B.C.",
    # names, and words joined to others, cost more
    "Charlotte": "Char~lotte", "O’Connor": "O’Con~nor", "NASA": "NASA", "fortnight-extraordinary": "fort~night-|ex~traordin~ary",
    # hyphens that are written to be seen only at line ends take the place of those found by patterns
    "extra\u00adordinary": "extra\u00ad-ordinary", "extra\u00adordinary-fortnight": "extra\u00ad-ordinary-|fortnight",
    # marks around words, and spaces that do not break
    "(fortnight),": "(fort-night),", "word\u00a0fortnight": "word\u00a0fort-night",
}  # fmt: skip


@pytest.mark.parametrize("text", PLACES)
def test_where_a_text_may_be_divided(text: str) -> None:
    assert divided(text, english()) == PLACES[text]


def test_in_german_a_capital_makes_no_name() -> None:
    assert divided("Fahrtenbuch", Hyphenation("de_DE", soft=True, limits=LIMITS, sign="‐")) == "Fahr-ten-buch"
    assert divided("Fahrtenbuch", Hyphenation("nl_NL", soft=True, limits=LIMITS, sign="‐")) == "Fah~r~ten~buch"


def test_styles_are_obeyed() -> None:
    text = "extra\u00adordinary fortnight well-known".split()
    wanted = {
        "hyphens: manual": ["extra\u00ad-ordinary", "fortnight", "well-|known"],
        "hyphens: none": ["extra\u00adordinary", "fortnight", "well-|known"],
        "hyphens: auto; hyphenate-limit-chars: 10": ["extra\u00ad-ordinary", "fortnight", "well-|known"],
        "hyphens: auto; hyphenate-limit-chars: 5 5 2": ["extra\u00ad-ordinary", "fortnight", "well-|known"],
        "hyphens: auto; hyphenate-limit-chars: 5 4 5": ["extra\u00ad-ordinary", "fort-night", "well-|known"],
    }
    for css, divisions in wanted.items():
        assert [divided(each, Hyphenation.of(style(css))) for each in text] == divisions, css
    assert Hyphenation.of(style('hyphenate-character: "="')).sign == "="


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("abcdefgExtraordinary-—…“”‘’.,/@:?=&\u00ad\u00a0\u200b1", min_size=1, max_size=24))
def test_whatever_is_typed_is_divided_within(text: str) -> None:
    found = english().divisions(text)
    assert all(0 < place <= len(text) for place in found)
    if re.search(r"://|\w@\w", text):
        assert set(found.values()) <= {DASH}, "no hyphen in an address"


# ---- what it measures ----

KINDS = (
    "", "font-style: italic", "font-weight: bold; font-size: 31px", "letter-spacing: 0.1em", "word-spacing: 3px", "font-variant: small-caps",
    "font-family: Mono", "letter-spacing: 1px; word-spacing: -1px",
)  # fmt: skip


@pytest.mark.parametrize("css", KINDS)
def test_words_and_spaces_are_together_as_wide_as_the_line_they_make(css: str) -> None:
    kind = type_of(css)
    words = "Office, where “fluffy” AVATARS wait for\u00a0it—not".split(" ")
    apart = sum(kind.word(word).width for word in words) + kind.space * (len(words) - 1)
    # EB Garamond Italic moves letters that stand beside a space, by a quarter of a pixel: the composer leaves that to the spaces
    assert apart == pytest.approx(kind.width(" ".join(words)), abs=0.4 * (len(words) - 1) if "italic" in css else 0.05)


@pytest.mark.parametrize("css", KINDS)
def test_widths_up_to_each_letter_are_those_of_the_letters(css: str) -> None:
    """Where letters neither join nor move together, a word's beginning is as wide alone as in the word."""
    kind = type_of(f"{css}; font-kerning: none; font-variant-ligatures: none")
    for word in ("office", "AVATAR", "naïve", "na\u0308ive", "Днепр", "so\u00adci"):
        wanted = [kind.width(word[:place]) if place else 0.0 for place in range(len(word))]
        assert kind.widths(word) == pytest.approx(wanted, abs=0.02 + (float(kind.style["letter_spacing"]) if "letter" in css else 0)), word


def test_letters_that_move_together_are_measured_together() -> None:
    kind = type_of()
    upto, alone = kind.widths("AVAVAVA"), [kind.width("AVAVAVA"[:place]) for place in range(7)]
    assert upto[2] < kind.width("A") + kind.width("V")
    assert all(after > before for before, after in pairwise(upto))
    assert upto[6] == pytest.approx(alone[6], abs=kind.width("A") / 4)


def test_a_place_within_joined_letters_is_measured_as_if_they_were_not() -> None:
    kind = type_of()
    assert kind.width("ffi") < kind.width("f") * 2 + kind.width("i")
    assert kind.widths("ffi")[1] == kind.width("f")


def test_what_hangs_of_a_word_is_less_for_it() -> None:
    kind = type_of()
    word = kind.word("“Yes,")
    assert word.hangs_left == HANGS_LEFT["“"] * kind.width("“")
    assert word.hangs_right == HANGS_RIGHT[","] * kind.width(",")
    assert kind.word("Yes")[2:] == (0, 0)
    (dash,) = kind.divisions("so—“what")
    assert dash.before == pytest.approx(kind.width("so—") - HANGS_RIGHT["—"] * kind.width("—"), abs=0.1)
    assert dash.after == pytest.approx(kind.width("“what") - HANGS_LEFT["“"] * kind.width("“"), abs=0.1)
    (hyphen,) = kind.divisions("fortnight")
    assert hyphen.before == pytest.approx(kind.width("fort‐") - HANGS_RIGHT["‐"] * kind.width("‐"), abs=0.3)


def test_a_sign_of_several_characters_hangs_by_its_last() -> None:
    kind = type_of('hyphens: auto; hyphenate-character: "=-"')
    assert kind.end("t", HYPHEN) == pytest.approx(kind.width("=-") - HANGS_RIGHT["-"] * kind.width("-"))


def test_spaces_that_do_not_break_are_counted() -> None:
    kind = type_of()
    assert kind.word("a\u00a0b\u00a0fortnight").spaces == 2
    assert [division.spaces for division in kind.divisions("a\u00a0b\u00a0fortnight")] == [2]


# ---- what is kept ----

TEXT = "<p>" + "Whatever is measured, extraordinarily, is measured <em>once</em> and kept for a fortnight of builds. " * 4 + "</p>"


def lines(pages: Pages) -> list[tuple[object, ...]]:
    return [(line.text, line.box.position_x, line.box.position_y, *(box.width for box in line.words)) for line in pages.lines]


def later(folder: Path) -> tuple[list[tuple[object, ...]], TypeCase]:
    """The lines of another process that finds what is kept."""
    types = TypeCase(Kept(folder), ["basis"])
    found = lines(lay(TEXT, used=Case(SERVED, types)))
    types.keep()
    return found, types


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    assert later(tmp_path / "words")[0] == lines(lay(TEXT))
    return tmp_path / "words"


def test_what_is_kept_gives_the_very_same_lines_and_nothing_is_measured_again(kept: Path) -> None:
    before = {file: file.read_bytes() for file in kept.iterdir()}
    found, types = later(kept)
    assert found == lines(lay(TEXT))
    assert len(before) == 2, "two kinds of type"
    assert {file: file.read_bytes() for file in kept.iterdir()} == before
    assert all(len(kind.known) + len(kind.divided) == count for kind, count in types.measured.values())


@pytest.mark.parametrize("damage", [b"", b"{", b"0" * 64 + b"[{}, {}]"])
def test_a_damaged_file_is_no_harm(kept: Path, damage: bytes) -> None:
    for file in kept.iterdir():
        file.write_bytes(damage)
    assert later(kept)[0] == lines(lay(TEXT))
    assert all(file.read_bytes() != damage for file in kept.iterdir()), "what is damaged is made anew"


def test_two_processes_do_not_lose_each_others_words(tmp_path: Path) -> None:
    ours, theirs = (TypeCase(Kept(tmp_path), []) for _ in range(2))
    for types, word in ((ours, "fortnight"), (theirs, "extraordinary")):
        types.type_of(_fresh()).word(word)
    for types in (ours, theirs):
        types.keep()
    assert {"fortnight", "extraordinary"} <= TypeCase(Kept(tmp_path), []).type_of(_fresh()).known.keys()


def test_another_face_or_another_maker_is_another_file(tmp_path: Path) -> None:
    for basis in (["a"], ["b"]):
        types = TypeCase(Kept(tmp_path), basis)
        types.type_of(_fresh()).word("fortnight")
        types.keep()
    assert len(list(tmp_path.iterdir())) == 2


def _fresh() -> Any:  # noqa: ANN401
    """A style that no TypeCase has seen."""
    kind = case().lay_out("<p>x</p>", ()).document.pages[0]._page_box.style.copy()
    assert not hasattr(kind, "kind_of_type")
    return kind
