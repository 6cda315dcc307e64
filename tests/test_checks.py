"""One folder for each rule: `in/` is a tiny book, `expected` what that rule must say of it; a clean book hears nothing."""

from pathlib import Path

import pytest

from bookbuild.checks.prose import RULES, check_manuscript
from bookbuild.checks.prose.findings import Find, excerpt
from bookbuild.checks.rule import Rule
from bookbuild.edition import compose
from bookbuild.manuscript import load
from bookbuild.problems import Problem

FOLDERS = sorted(path for path in (Path(__file__).parent / "checks").iterdir() if path.is_dir())
CODES = [rule.code for rule in RULES]
clean = [folder for folder in FOLDERS if folder.name.startswith("clean")]
ruled = [folder for folder in FOLDERS if folder not in clean]


def check(folder: Path) -> list[Problem]:
    book = load(folder)
    return list(check_manuscript(book, compose(book)))


def check_text(folder: Path, text: str, language: str = "en") -> list[Problem]:
    (folder / "manuscript").mkdir(exist_ok=True)
    (folder / "manuscript" / "01-one.md").write_text(text, "utf-8")
    (folder / "manuscript" / "book.toml").write_text(f'title = "T"\nlanguage = "{language}"\n', "utf-8")
    return [problem for problem in check(folder) if not problem.code.startswith("x-02")]


@pytest.mark.parametrize("folder", ruled, ids=lambda folder: folder.name)
def test_a_rule_finds_what_it_must_and_no_more(folder: Path, request: pytest.FixtureRequest) -> None:
    expected = folder / "expected"
    told = "".join(f"{str(problem).splitlines()[0]}\n" for problem in check(folder / "in") if problem.code == folder.name)
    if request.config.getoption("--update-golden"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")
    assert told


@pytest.mark.parametrize("folder", clean, ids=lambda folder: folder.name)
def test_no_rule_complains_of_a_clean_book(folder: Path) -> None:
    assert not [str(problem) for problem in check(folder / "in")]


def test_every_rule_has_a_folder_and_every_folder_a_rule() -> None:
    assert len(CODES) == len(set(CODES))
    assert sorted(CODES) == [folder.name for folder in ruled]


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_a_rule_explains_itself(rule: Rule[Find]) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert "Right" in rule.explanation
    assert f"bookbuild: allow {rule.code} " in rule.explanation


def test_a_finding_says_where_it_is_and_shows_the_words(tmp_path: Path) -> None:
    [problem] = check_text(tmp_path, "# One\n\nIt was dark.\nShe looked in the\nthe lamp.\n")
    assert str(problem) == "manuscript/01-one.md:4: y-001: “the” stands here twice\n    It was dark. She looked in >the the< lamp."


def test_a_comment_allows_a_rule_in_the_next_paragraph(tmp_path: Path) -> None:
    text = "# One\n\nText.\n\n<!-- bookbuild: allow y-001, t-041 -->\n\nIn the the\ndark , she.\n\nShe saw the the lamp.\n"
    assert [(problem.code, problem.line) for problem in check_text(tmp_path, text)] == [("y-001", 10)]


def test_a_comment_before_all_text_allows_a_rule_in_the_whole_file(tmp_path: Path) -> None:
    text = "# One\n\n<!-- bookbuild: allow y-001 -->\n\nIn the the dark.\n\nShe saw the the lamp.\n"
    assert not check_text(tmp_path, text)


def test_other_rules_are_not_allowed_by_it(tmp_path: Path) -> None:
    text = "# One\n\n<!-- bookbuild: allow t-041 -->\n\nIn the the dark.\n"
    assert [problem.code for problem in check_text(tmp_path, text)] == ["y-001"]


def test_after_twenty_findings_of_a_rule_the_others_are_counted(tmp_path: Path) -> None:
    problems = check_text(tmp_path, "# One\n\n" + "".join(f"Night {n} in the the dark.\n\n" for n in range(33)))
    assert len(problems) == 21
    assert problems[-1].message == "the same word twice: 13 more, the first of them here"
    assert problems[-1].line == 43


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Il vint ; elle partit !"), ("de", '"Ja", sagte er, "nein."'), ("de", "Die, die die Lampe hatten."),
    ("es", "—Sí —dijo—. Ya."), ("ja", "「はい」と言った。"), ("sv", '"Ja", sa hon.'), ("nl", "'s Avonds zei ze: \"Ja.\""),
    ("pl", '"Tak", rzekł.'), ("ru", '"Да", -- сказал он.'), ("it", '"Sì", disse. L\'ora.'), ("he", '"כן", אמר.'),
])  # fmt: skip
def test_other_languages_keep_their_habits(tmp_path: Path, language: str, text: str) -> None:
    assert not [str(problem) for problem in check_text(tmp_path, f"# 1\n\n{text}\n", language)]


def test_an_excerpt_keeps_whole_words() -> None:
    text = "It was a dark and stormy night, and the the rain fell in torrents on the roof."
    assert excerpt(text, 36, 43) == "… dark and stormy night, and >the the< rain fell in torrents on …"
