"""The commands, as a person or a program runs them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from tiny import PROJECT, Answer, Make, TinyBook, bookbuild, typed

import bookbuild as package
from bookbuild import starter
from bookbuild.build import file_name
from bookbuild.cli import app

COMMANDS = typer.main.get_group(app).commands
KINDS = [kind for kind in starter.KINDS if (Path(starter.__file__).parent / "books" / kind).is_dir()]
HEAVY = ("weasyprint", "markdown", "ebooklib", "PIL", "pikepdf")

BROKEN: dict[str, str | bytes] = {
    "book.toml": """\
titel = "Broken"
language = "English!"
trim = "huge"
[isbn]
ebook = "978-0-306-40615-8"
[[contributor]]
name = "A. Painter"
role = "ilustrator"
""",
    "01-a.md": "# A\n\nText.[^gone]\n\n![A map](images/mpa.png)\n",
    "02-b.md": "---\nrole: hero\n---\n# B\n\n[A](01-aa.md)\n\n::: letter\nNever closed.\n",
    "03-c.md": b"# C\n\nsch\xf6n\n",
    "images/map.png": b"no picture",
}


@pytest.fixture
def broken(book: Make) -> TinyBook:
    return book(BROKEN, "", "broken")


# ---- help ----


def test_help_is_fast_and_loads_nothing_heavy() -> None:
    script = f"""
import sys
sys.argv = ["bookbuild", "--help"]
from bookbuild.cli import main
try:
    main()
except SystemExit:
    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT, timeout=20)
    assert done.stderr.strip() == "[]"
    assert "build" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert all(getattr(option, "help", None) for option in command.params)
    readme = (PROJECT / "README.md").read_text("utf-8")
    if len(readme) < 100:
        pytest.skip("README.md is not written yet")
    assert f"bookbuild {name}" in readme


def test_version() -> None:
    assert bookbuild("--version").stdout == f"bookbuild {package.__version__}\n"


@pytest.mark.parametrize("arguments", [
    ["bild"], ["build", "--only", "docx"], ["build", "--bogus"], ["new", "x", "--kind", "opera"], ["new"], ["build", "a", "b"],
    ["check", "--explain", "x-999"],
])
def test_wrong_usage_is_two(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed(*arguments).returncode == 2
    assert not list(tmp_path.iterdir())


# ---- a book that cannot be made ----


def test_all_faults_are_told_at_once(broken: TinyBook, golden: Callable[[str, str], None]) -> None:
    done = bookbuild("build", broken.folder)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    golden("broken.txt", done.stderr)
    assert len(re.findall(r"^\S.*: error: ", done.stderr, re.MULTILINE)) == 10
    assert [each.name for each in (broken.folder / "dist").glob("*")] in ([], [".cache"])


def test_faults_for_a_program(broken: TinyBook) -> None:
    done = typed("build", broken.folder, "--only", "epub", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, done.stderr, said["ok"]) == (1, "", False)
    assert {"code", "severity", "message", "path", "line", "column", "hint"} == set(said["problems"][0])


def test_a_folder_that_is_no_book(tmp_path: Path) -> None:
    done = typed("build", tmp_path)
    assert done.returncode == 1
    assert "no Markdown files" in done.stderr


def test_an_edition_that_is_not_there(book: Make) -> None:
    done = typed("build", book("# A").folder, "--edition", "paperbck")
    assert done.returncode == 1
    assert "b-013" in done.stderr


def test_the_folder_at_hand_is_the_book_and_its_last_good_draft_stays_when_a_later_build_fails(book: Make) -> None:
    made = book("# A\n\nText.")
    assert "PDF    dist/tiny.pdf" in bookbuild("build", "--only", "pdf", cwd=made.folder).stdout
    before = {file.name: file.read_bytes() for file in (made.folder / "dist").glob("*.pdf")}
    made.write({"02.md": "# B\n\n![x](gone.png)"})
    assert bookbuild("build", made.folder, "--only", "pdf").returncode == 1
    assert {file.name: file.read_bytes() for file in (made.folder / "dist").glob("*.pdf")} == before
    assert before


# ---- a book that is made ----


@pytest.mark.usefixtures("lenient")
def test_a_build_says_what_a_person_wants_to_know(book: Make) -> None:
    made = book({"01.md": '# A\n\n"Text", he said.', "02.md": "# B\n\n[x](gone.md)"}, 'title = "The Tiny Book"\nauthors = "A. Writer"')
    done = bookbuild("build", made.folder.name, cwd=made.folder.parent)
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "The Tiny Book, by A. Writer · 2 chapters, 6 words"
    assert re.fullmatch(r"EPUB   tiny/dist/the-tiny-book\.epub   \d+ KB   EPUBCheck: 0 errors, 0 warnings", lines[1])
    assert re.fullmatch(r"PDF    tiny/dist/the-tiny-book\.pdf   \d+ pages, 5\.5 × 8\.5 in, fonts embedded, tagged", lines[2])
    assert "bookbuild check tiny" in lines[-1]
    assert sorted(file.name for file in (made.folder / "dist").glob("*.*") if file.suffix) == ["the-tiny-book.epub", "the-tiny-book.pdf"]


def test_only_one_of_the_two_and_json(book: Make) -> None:
    made = book("# A\n\nText.")
    done = typed("build", made.folder, "--only", "pdf", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], said["epub"], said["pdf"]["pages"] > 0) == (0, True, None, True)
    assert Path(said["pdf"]["path"]).is_file()


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_colour_but_on_a_terminal(book: Make, environment: dict[str, str]) -> None:
    done = bookbuild("build", book("# A\n\n![x](gone.png)").folder, "--only", "epub", environment=environment)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", done.stderr)


def test_an_edition_is_a_file_of_its_own_and_quiet_says_nothing(book: Make) -> None:
    made = book("# A\n\nText.", 'title = "T"\n[edition.large]\ntrim = "6x9in"\n')
    assert typed("build", made.folder, "--only", "pdf", "--edition", "large", "-q") == Answer(0, "", "")
    assert [file.name for file in (made.folder / "dist").glob("*.pdf")] == ["t-large.pdf"]


@pytest.mark.parametrize(("title", "name"), [
    ("The Last Cell", "the-last-cell"), ("L’Étranger", "letranger"), ("海", "book"), ("../../etc/x", "etc-x"), ("A" * 300, "a" * 80),
])
def test_the_files_are_named_for_any_device(title: str, name: str) -> None:
    assert file_name(title) == name


# ---- new ----


@pytest.mark.usefixtures("lenient")
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_book_builds_at_once(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = typed("new", "my-first_book", "--kind", kind)
    assert done.returncode == 0
    assert "bookbuild build my-first_book" in done.stdout
    assert not [file for file in (tmp_path / "my-first_book").rglob("*.toml") if "MY TITLE" in file.read_text("utf-8")]
    built = typed("build", "my-first_book", "--json")
    said = json.loads(built.stdout)
    assert (built.returncode, built.stderr, said["title"]) == (0, "", "My First Book")
    assert (Path(said["epub"]["path"]).is_file(), Path(said["pdf"]["path"]).is_file()) == (True, True)
    assert [problem for problem in said["problems"] if problem["severity"] != "note"] == []


def test_a_name_with_spaces_is_quoted_in_the_line_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = typed("new", "The Salt Ferry")
    assert done.stdout.splitlines()[-1] == "    bookbuild build 'The Salt Ferry'"


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "novel.md").write_text("Mine.")
    done = typed("new", tmp_path / "mine")
    assert (done.returncode, (tmp_path / "mine" / "novel.md").read_text()) == (1, "Mine.")
    assert "is not empty" in done.stderr


# ---- doctor ----


def test_doctor_finds_this_machine_well() -> None:
    done = bookbuild("doctor", "--json")
    assert done.returncode == 0
    assert all(each["ok"] for each in json.loads(done.stdout))
