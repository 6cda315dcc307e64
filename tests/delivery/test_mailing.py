"""`bookbuild send --mail`, as a person runs it: the book is made for its reader, looked over, shown or sent."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mail_server import Post, listening
from tiny import PROJECT, Make, TinyBook, bookbuild, typed

from bookbuild import mailing
from bookbuild.mailing import Letter, mail
from bookbuild.problems import BookError, Problem

pytestmark = pytest.mark.usefixtures("lenient")
NO_RING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
Settle = Callable[[str], dict[str, str]]


@pytest.fixture
def settle(tmp_path: Path) -> Settle:
    """Settings of one's own; what they give is the environment that has them."""

    def write(text: str) -> dict[str, str]:
        file = tmp_path / "config" / "bookbuild" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return NO_RING | {"XDG_CONFIG_HOME": str(tmp_path / "config")}

    return write


@pytest.fixture
def post() -> Iterator[Post]:
    with listening(Post()) as listens:
        yield listens


def account(post: Post, more: str = 'to = "someone@kindle.com"') -> str:
    return f'[mail]\nfrom = "ann@example.org"\nserver = "127.0.0.1"\nport = {post.port}\n{more}\n'


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """One book for all: what has been built once for a reader is recalled."""
    made = TinyBook(tmp_path_factory.mktemp("story"))
    made.write({"01-one.md": "# One\n\nIt was a dark and stormy night.\n", "book.toml": 'title = "Möby – Dick"\nauthors = ["A. Writer"]\n'})
    return made


def test_a_book_is_made_for_kindle_looked_over_and_sent(story: TinyBook, settle: Settle, post: Post) -> None:
    said = bookbuild("send", "--mail", cwd=story.folder, environment=settle(account(post)))
    assert said.returncode == 0, said.stderr
    [part] = post.message().iter_attachments()
    assert part.get_filename() == "Möby – Dick.epub"
    with zipfile.ZipFile(io.BytesIO(part.get_content())) as package:
        assert "EPUB/cover.xhtml" not in package.namelist()                # as Amazon asks
    assert part.get_content() == (story.folder / "dist" / "moby-dick-kindle.epub").read_bytes()
    assert "someone@kindle.com   Möby – Dick.epub" in said.stdout
    assert "127.0.0.1 has taken it" in said.stdout
    assert "ann@example.org must be among them" in said.stdout
    assert not said.stderr


@pytest.mark.thorough
def test_a_rehearsal_shows_the_message_and_sends_nothing(story: TinyBook, settle: Settle, post: Post) -> None:
    environment = settle(account(post, 'user = "ann"'))                    # whose password is stored nowhere
    said = bookbuild("send", "someone@pbsync.com", story.folder, "--dry-run", environment=environment)
    assert said.returncode == 0, said.stderr
    assert "not sent; this is what 127.0.0.1 would get\nFrom: ann@example.org\nTo: someone@pbsync.com\nSubject: Book: Moby Dick\n" \
        in said.stdout
    assert "Attached: moby-dick.epub   application/epub+zip" in said.stdout
    assert not post.asked


def test_programs_get_one_object(story: TinyBook, settle: Settle, post: Post) -> None:
    said = bookbuild("send", story.folder, "bob@example.org", "--json", environment=settle(account(post)))
    told = json.loads(said.stdout)
    assert {key: told[key] for key in ("ok", "to", "rehearsed", "attached", "remarks")} == {
        "ok": True, "to": "bob@example.org", "rehearsed": False, "attached": ["Möby – Dick.epub"], "remarks": [],
    }  # fmt: skip
    assert len(post.received) == 1


def test_not_even_a_fault_of_our_own_shows_the_password(story: TinyBook, settle: Settle, post: Post, tmp_path: Path) -> None:
    """A traceback may show what the variables held."""
    script = tmp_path / "faulty.py"
    script.write_text("""
import sys
from bookbuild import cli, mailing

def send(message, account, password):
    raise RuntimeError("a fault of our own")

mailing.send = send
sys.argv = ["bookbuild", "send", "--mail", sys.argv[1]]
cli.main()
""", "utf-8")
    password = "correct-horse-battery"             # noqa: S105 - of nothing
    environment = settle(account(post, 'user = "ann"\nto = "bob@example.org"')) | {"BOOKBUILD_SMTP_PASSWORD": password}
    paths = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    said = subprocess.run(
        [sys.executable, script, story.folder], capture_output=True, text=True, check=False, timeout=600,
        env=os.environ | environment | {"PYTHONPATH": paths},
    )  # fmt: skip
    assert "a fault of our own" in said.stderr
    assert password not in said.stdout + said.stderr


def test_what_is_missing_is_told_before_anything_is_built(book: Make, settle: Settle) -> None:
    made = book("# One")
    said = bookbuild("send", "--mail", "someone@kindle.com", made.folder, environment=settle(""))
    assert (said.returncode, "d-032: there is no mail account yet" in said.stderr) == (1, True)
    environment = settle('[mail]\nfrom = "ann@example.org"\nserver = "smtp.example.org"\nto = "someone@kindle.com"\n')
    said = bookbuild("send", "--mail", made.folder, environment=environment)
    assert (said.returncode, "d-035: there is no password for ann@example.org" in said.stderr) == (1, True)
    assert "read -rs BOOKBUILD_SMTP_PASSWORD" in said.stderr
    assert not (made.folder / "dist").exists()


def test_a_config_in_the_books_folder_is_not_read(book: Make, settle: Settle, post: Post) -> None:
    made = book("# One")
    (made.folder / "config.toml").write_text(account(post), "utf-8")
    (made.folder / "bookbuild").mkdir()
    (made.folder / "bookbuild" / "config.toml").write_text(account(post), "utf-8")
    environment = settle("") | {"XDG_CONFIG_HOME": ".", "HOME": str(made.folder / "nobody")}
    said = bookbuild("send", "--mail", cwd=made.folder, environment=environment)
    assert "d-032" in said.stderr
    assert not post.asked


@pytest.mark.thorough
def test_what_amazon_frowns_at_is_told_at_the_manuscripts_line(
    book: Make, settle: Settle, post: Post, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = book({"01.md": f"# Раз\n\nРассказ.\n\n|{' а |' * 11}\n|{'---|' * 11}\n|{' 1 |' * 11}\n"}, 'title = "Книга"\nlanguage = "ru"\n')
    for name, value in settle(account(post)).items():
        monkeypatch.setenv(name, value)
    mailed = mail(Letter(made.folder), rehearse=True)
    assert [(problem.code, problem.place) for problem in mailed.problems] == [("k-002", ""), ("k-052", "manuscript/01.md:5")]
    assert "Книга.epub" in mailed.shown
    monkeypatch.setattr(mailing, "lint", lambda *_: [Problem("k-036", "a link to the body of a document")])
    with pytest.raises(BookError, match="k-036"):
        mail(Letter(made.folder))
    assert not post.asked


@pytest.mark.parametrize(("words", "said"), [
    (("--mail", "--list"), "by mail, or onto a device"), (("--mail", "nowhere"), "neither an address nor the folder of a book"),
    (("a@b.org", "c@d.org"), "one address and one book at a time"),
])  # fmt: skip
def test_what_cannot_be_meant_is_wrong_usage(words: tuple[str, ...], said: str) -> None:
    told = typed("send", *words)
    assert told.returncode == 2
    assert said in " ".join(told.stderr.replace("│", " ").split())
