"""Typed marks and set marks, side by side."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbuild.punctuation import MARKS, curl, curl_runs

ORACLE = Path(__file__).parents[2] / "shared" / "corpora" / "oracle-quotes"
LANGUAGES = sorted(MARKS)
# In the tables below ~ shows a no-break space and _ a narrow one.
SHOWN = str.maketrans({"~": "\u00a0", "_": "\u202f"})

ENGLISH = {
    "quotes": [
        ('"Yes," she said. "Quite."', "“Yes,” she said. “Quite.”"),
        ('("Yes")', "(“Yes”)"),
        ('"?"', "“?”"),
        ('""', "“”"),
        ('"\ufffc" and \ufffc\'s', "“\ufffc” and \ufffc’s"),
        ('She wrote:\n"Come."\n', "She wrote:\n“Come.”\n"),
        ('"...and then?"', "“…and then?”"),
        ("'...and then?'", "‘…and then?’"),
        ('"She never stopped talking.', "“She never stopped talking."),
        ("'She never stopped talking.", "‘She never stopped talking."),
        ('non-"standard"-ish', "non-“standard”-ish"),
    ],
    "nested": [
        ("\"'Yes,' he said, and 'No,'\" she wrote.", "“‘Yes,’ he said, and ‘No,’” she wrote."),
        ("'\"Yes,\" he said, and \"No,\"' she wrote.", "‘“Yes,” he said, and “No,”’ she wrote."),
        ("\"He said, 'Go.'\"", "“He said, ‘Go.’”"),
        ("\"'Tis late,\" she said.", "“’Tis late,” she said."),
        ("''Tis late,' she said.", "‘’Tis late,’ she said."),
        ("The sign said 'Closed' all day.", "The sign said ‘Closed’ all day."),
        ("\"What does 'it' mean?\"", "“What does ‘it’ mean?”"),
        ('"Is it in "Hamlet"\'s first act?"', "“Is it in “Hamlet”’s first act?”"),
    ],
    "apostrophes": [
        ("Don't go to the boys' hut or James's.", "Don’t go to the boys’ hut or James’s."),
        ("rock 'n' roll in the '90s, in '98", "rock ’n’ roll in the ’90s, in ’98"),
        ("'Twas 'bout 'em, 'cause o' th' 'ouse.", "’Twas ’bout ’em, ’cause o’ th’ ’ouse."),
        ("\"'Arry 'ad 'alf an 'addock,\" said 'Enry.", "“’Arry ’ad ’alf an ’addock,” said ’Enry."),
        ("Go 'round 'til you're 'neath it.", "Go ’round ’til you’re ’neath it."),
        ("\"Give 'im 'is 'at,\" said 'Arry.", "“Give ’im ’is ’at,” said ’Arry."),
        ("\"I'm 'fraid of 'er, 'fore an' arter.\"", "“I’m ’fraid of ’er, ’fore an’ arter.”"),
        ("'The boys' hats,' he said, 'are wet.'", "‘The boys’ hats,’ he said, ‘are wet.’"),
        ("'I told 'em,' he said, ''e's goin' 'ome.'", "‘I told ’em,’ he said, ‘’e’s goin’ ’ome.’"),
        ("\"He says, 'Get 'em out o' 'ere,' an' goes.\"", "“He says, ‘Get ’em out o’ ’ere,’ an’ goes.”"),
        ("'D'you know?' she asked.", "‘D’you know?’ she asked."),
    ],
    "dashes": [
        ("one--two -- three --- four - five", "one—two—three—four—five"),
        ('"Go--" she said.', "“Go—” she said."),
        ('"Go -- "', "“Go—”"),
        ('He rose--"No!"--and left.', "He rose—“No!”—and left."),
        ("'Go--' he said--'now--'", "‘Go—’ he said—‘now—’"),
        ("in 1914--18, aged 10-12", "in 1914–18, aged 10-12"),
        ("--Byron", "—Byron"),
        ("5 - 3, a well-worn -->", "5 - 3, a well-worn -->"),
        ("- milk", "- milk"),
    ],
    "ellipses": [
        ("Well... yes. . . no", "Well… yes… no"),
        ("It ended.... Then", "It ended.… Then"),
        ("It ended. . . . Then", "It ended.… Then"),
        ("So ... what?...", "So … what?…"),
        ("a .. b", "a .. b"),
    ],
    "primes": [
        ("He was 6'2\" tall and 6' 4\" in boots.", "He was 6′2″ tall and 6′ 4″ in boots."),
        ('"Room 5"', "“Room 5”"),
    ],
    "left alone": [
        ("“Already,” it’s set; «così».", "“Already,” it’s set; «così»."),
        ("“Half set,\" he said, \"half typed.”", "“Half set,” he said, “half typed.”"),
        ("see http://a.b/c--d...e:f?g!h", "see http://a.b/c--d...e:f?g!h"),
        ("www.a--b.org and a--b@c-d.org", "www.a--b.org and a--b@c-d.org"),
        ('"http://a.b/c--d"', "“http://a.b/c--d”"),
        ("", ""),
    ],
}
ABROAD = {
    "fr": [
        ('"Oui", dit-il; l\'"ami" dort!', "«_Oui_», dit-il_; l’«_ami_» dort_!"),
        ("Quoi? Non ! Vraiment ?! Si : à 12:30.", "Quoi_? Non_! Vraiment_?! Si~: à 12:30."),
        ("« Bonjour », dit-elle (?).", "«_Bonjour_», dit-elle (?)."),
        ("-- Bonjour, dit-il -- enfin.", "—~Bonjour, dit-il~— enfin."),
        ("- Oui...", "—~Oui…"),
        ("Il dit : \"Elle a crié 'non' hier.\"", "Il dit~: «_Elle a crié “non” hier._»"),
        ("voir http://a.fr/b?c:d !", "voir http://a.fr/b?c:d_!"),
    ],
    "fr-CH": [("\"Il dit 'non'\" !", "«Il dit ‹non›»_!")],
    "de": [
        ("\"Ich hab' 's\", rief er -- \"los!\"", "„Ich hab’ ’s“, rief er – „los!“"),
        ("\"Er rief: 'Komm!'\"", "„Er rief: ‚Komm!‘“"),
        ("Tag--Nacht", "Tag – Nacht"),
        ('"Aber ich--"', "„Aber ich–“"),
    ],
    "de-AT": [('"Servus"', "„Servus“")],
    "de-CH": [("\"Er rief: 'Komm!'\"", "«Er rief: ‹Komm!›»")],
    "es": [
        ("-- Hola -- dijo Juan --. Ven.", "—Hola —dijo Juan —. Ven."),
        ("-Hola -dijo Juan-. ¿Qué tal?", "—Hola —dijo Juan—. ¿Qué tal?"),
        ("El río -- ancho y lento -- bajaba.", "El río —ancho y lento— bajaba."),
        ("\"¿'Ven' dijo?\"", "«¿“Ven” dijo?»"),
        ("- ¡Ven!", "—¡Ven!"),
        ("----", "----"),
    ],
    "it": [
        ("Un po' di pane: \"l'ora\", all'\"Orso\".", "Un po’ di pane: «l’ora», all’«Orso»."),
        ("-- Sì -- disse.", "—~Sì – disse."),
    ],
    "pt": [('- Sim -- disse ele -- "já".', "—~Sim — disse ele — “já”.")],
    "pt-PT": [("\"Disse 'sim'\"", "«Disse “sim”»")],
    "pt-BR": [('"Sim"', "“Sim”")],
    "nl": [("\"'s Avonds is 't koud\" - zei hij", "‘’s Avonds is ’t koud’ – zei hij")],
    "pl": [("- \"Tak\" -- rzekł.", "—~„Tak” – rzekł.")],
    "ru": [("-- Да, -- сказал он, -- \"нет\".", "—~Да,~— сказал он,~— «нет».")],
    "uk": [("\"М'яч 'тут' є\"", "«М’яч „тут“ є»")],
    "sv": [("\"Ja\", sa hon -- \"det är 'så'\".", "”Ja”, sa hon – ”det är ’så’”.")],
    "fi": [('- "Joo"', "–~”Joo”")],
    "da": [("\"Han sagde 'ja'\"", "»Han sagde ›ja‹«")],
    "nb": [("\"Han sa 'ja'\"", "«Han sa ‘ja’»")],
    "cs": [("\"Řekl 'ano'\"", "„Řekl ‚ano‘“")],
    "hu": [("\"Azt mondta, 'igen'\"", "„Azt mondta, »igen«”")],
    "ro": [("\"A spus 'da'\"", "„A spus «da»”")],
    "el": [("\"Είπε 'ναι'\"", "«Είπε “ναι”»")],
    "ja": [("彼は\"はい\"と言った。", "彼は「はい」と言った。"), ("\"彼は'はい'と\"", "「彼は『はい』と」"), ("そう......", "そう……")],
    "zh": [("他说\"好\"。我--走...", "他说“好”。我——走……")],
    "zh-Hant": [("他說\"好\"。", "他說「好」。")],
    "zh-TW": [("\"好\"", "「好」")],
    "ko": [("\"그는 '네'라고 했다\"", "“그는 ‘네’라고 했다”")],
    "he": [("\"כן\", צה\"ל, ג'ירף", "”כן”, צה״ל, ג׳ירף")],
    "ar": [('"نعم"', "”نعم“")],
    "en-GB": [('"Yes" -- no', "“Yes”—no")],
    "xx": [('"Yes"', "“Yes”")],
}


def pairs(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(title, typed, printed) for title, rows in table.items() for typed, printed in rows]


@pytest.mark.parametrize(("trap", "typed", "printed"), pairs(ENGLISH))
def test_english(trap: str, typed: str, printed: str) -> None:
    assert curl(typed, "en") == printed, trap


@pytest.mark.parametrize(("language", "typed", "printed"), pairs(ABROAD))
def test_other_languages(language: str, typed: str, printed: str) -> None:
    assert curl(typed, language) == printed.translate(SHOWN)


def test_quotes_that_touch_emphasis_know_what_stands_beyond_it() -> None:
    assert curl_runs(['"', "Well", "\"--'", "tis", "' she"], "en") == ["“", "Well", "”—’", "tis", "’ she"]
    assert curl_runs(["He said, 'I ", "won't", ",' and left."], "en") == ["He said, ‘I ", "won’t", ",’ and left."]


def test_a_mark_typed_across_a_border_stays_where_it_began() -> None:
    assert curl_runs(["wait-", "-now ", "", "-- or", "..", "."], "en") == ["wait—", "now", "", "—or", "…", ""]


@pytest.mark.skipif(not ORACLE.is_dir(), reason="the hand-set Pride and Prejudice is not beside this repository")
def test_pride_and_prejudice_comes_out_as_it_was_set_by_hand() -> None:
    typed, printed = ((ORACLE / f"pride.{name}.txt").read_text("utf-8") for name in ("typed", "set"))
    assert [curl(line, "en") for line in typed.splitlines()] == printed.splitlines()


MARKED = st.text(st.sampled_from("\"'-. ,!?:;()\n«»“”‘’—…aeHst1\ufffc\u00a0"), max_size=60)
TAGS = st.sampled_from(LANGUAGES)


@given(st.lists(MARKED), TAGS)
def test_runs_join_to_the_same_paragraph(runs: list[str], language: str) -> None:
    pieces = curl_runs(runs, language)
    assert "".join(pieces) == curl("".join(runs), language)
    assert len(pieces) == len(runs)
    assert [letters(piece) for piece in pieces] == [letters(run) for run in runs]


@given(st.text() | MARKED, TAGS)
def test_no_letter_is_lost(text: str, language: str) -> None:
    assert letters(curl(text, language)) == letters(text)


@given(st.from_regex(r"(\"?'?[A-Z][a-z]{1,6}('s)?[,.?!]?'?\"?( | -- |--|\.\.\. ?)){1,8}", fullmatch=True), TAGS)
def test_set_text_stays_as_it_is(text: str, language: str) -> None:
    once = curl(text, language)
    assert curl(once, language) == once


def letters(text: str) -> list[str]:
    return re.findall(r"[^\W_]|\ufffc", text)
