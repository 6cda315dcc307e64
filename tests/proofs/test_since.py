"""What may stand after --marked: a git revision, a day, a folder; and repositories of strangers, of which nothing is ever run."""
# ruff: noqa: E501 - tables

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from outside import said
from tiny import PIXEL, Make, TinyBook

from bookbuild.problems import BookError
from bookbuild.proofs.marked import read_earlier
from bookbuild.proofs.since import Draft, earlier_draft

Git = Callable[..., str]
HOOKS = ("pre-commit", "post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman")


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Git:
    """A git that looks the same on every machine, whatever its user has set."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TZ", "UTC")

    def run(folder: Path, *arguments: str, day: str = "2026-09-01T12:00:00 +0000") -> str:
        monkeypatch.setenv("GIT_COMMITTER_DATE", day)
        return said("git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments)

    return run


@pytest.fixture
def kept(book: Make, git: Git) -> TinyBook:
    """A book with two drafts in git, of the 1st and the 20th of September, and a third on the disk."""
    made = book({"01-one.md": "# One\n\nThe first draft.", "images/p.png": PIXEL})
    git(made.folder, "init", "-q", "-b", "main")
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-q", "-m", "first", day="2026-09-01T12:00:00 +0000")
    git(made.folder, "tag", "v1")
    made.write({"01-one.md": "# One\n\nThe second draft."})
    git(made.folder, "commit", "-q", "-a", "-m", "second", day="2026-09-20T23:30:00 +0000")
    made.write({"01-one.md": "# One\n\nThe third draft."})
    return made


def text_of(book: TinyBook, since: str) -> tuple[str, Draft]:
    """The chapter as it was then."""
    with earlier_draft(book.folder, since) as (folder, draft):
        return (folder / "manuscript" / "01-one.md").read_text("utf-8").split("\n\n")[1], draft


def complaint(book: TinyBook, since: str) -> str:
    with pytest.raises(BookError) as caught, earlier_draft(book.folder, since):
        pass
    (problem,) = caught.value.problems
    assert problem.hint
    return f"{problem.code}: {problem.message}"


@pytest.mark.parametrize(("since", "text"), [
    ("v1", "The first draft."), ("HEAD", "The second draft."), ("HEAD~1", "The first draft."), ("main", "The second draft."),
    ("2026-09-01", "The first draft."), ("2026-09-19", "The first draft."), ("2026-09-20", "The second draft."),
    ("2026-11-01", "The second draft."), (" v1 ", "The first draft."),
])
def test_a_revision_or_a_day(kept: TinyBook, git: Git, since: str, text: str) -> None:
    found, draft = text_of(kept, since)
    assert found == text
    assert draft.day == (date(2026, 9, 1) if "first" in text else date(2026, 9, 20))
    assert draft.commit
    assert git(kept.folder, "rev-parse", since.strip() if not since.startswith("2026") else "HEAD" if "second" in text else "v1").startswith(draft.commit)


def test_a_draft_is_called_what_it_will_still_be_called_tomorrow(kept: TinyBook, git: Git) -> None:
    commit = git(kept.folder, "rev-parse", "--short", "v1").strip()
    assert str(text_of(kept, "v1")[1]) == f"v1 · 2026-09-01 · {commit}"
    assert str(text_of(kept, "HEAD~1")[1]) == f"2026-09-01 · {commit}"
    assert str(text_of(kept, commit)[1]) == f"2026-09-01 · {commit}"
    assert str(text_of(kept, "2026-09-05")[1]) == f"2026-09-01 · {commit}"


def test_what_came_from_git_goes_away(kept: TinyBook) -> None:
    with earlier_draft(kept.folder, "v1") as (folder, _):
        assert (folder / "manuscript" / "images" / "p.png").read_bytes() == PIXEL
    assert not folder.exists()


def test_a_folder(book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, made = book({"01-one.md": "# One\n\nThen."}, folder="v1"), book({"01-one.md": "# One\n\nNow."}, folder="now")
    monkeypatch.chdir(made.folder)
    for since in ("../v1", "../v1/manuscript", str(earlier.folder), "../v1/"):
        assert text_of(made, since) == ("Then.", Draft("v1"))
    monkeypatch.chdir(made.folder.parent)
    assert text_of(made, "v1")[0] == "Then.", "a folder needs no ./ where git does not know its name"


def test_the_folder_of_an_earlier_draft_is_only_read(book: Make) -> None:
    earlier, made = book({"01-one.md": "# One\n\nThen."}, folder="v1"), book({"01-one.md": "# One\n\nNow."}, folder="now")
    before = sorted((file, file.stat().st_mtime_ns) for file in earlier.folder.rglob("*"))
    with earlier_draft(made.folder, str(earlier.folder)) as (folder, _):
        assert read_earlier(folder, None, (), made.folder / "dist" / ".cache").words
    assert sorted((file, file.stat().st_mtime_ns) for file in earlier.folder.rglob("*")) == before


def test_what_nobody_knows(kept: TinyBook, book: Make) -> None:
    assert complaint(kept, "v9") == "p-032: git knows no revision v9, and there is no such folder"
    assert complaint(kept, "../nowhere") == "p-032: there is no folder ../nowhere"
    assert complaint(kept, "2026-02-30") == "p-033: there is no day 2026-02-30"
    assert complaint(kept, "2026-08-31") == "p-035: no draft was kept by 2026-08-31"
    assert complaint(kept, "--output=x") == "p-037: not a draft: '--output=x'"
    assert complaint(kept, "") == "p-037: not a draft: ''"
    assert complaint(kept, str(kept.folder)) == f"p-038: {kept.folder} is the book itself"
    assert complaint(kept, str(kept.folder / "manuscript" / "images")).startswith("p-036: no book is in")
    alone = book("# One", folder="alone")
    assert complaint(alone, "v1") == "p-031: the book is not in a git repository, so nobody knows what v1 was"


def test_a_book_without_git_on_the_machine(kept: TinyBook, book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert complaint(kept, "v1") == "p-030: there is no git to ask for v1"
    assert text_of(kept, str(book("# One\n\nThen.", folder="v1").folder))[0] == "Then."


def test_a_book_in_a_corner_of_a_repository(book: Make, git: Git) -> None:
    made = book({"01-one.md": "# One\n\nThen.", "/../README.md": "Not the book."}, folder="shelf/tiny")
    shelf = made.folder.parent
    git(shelf, "init", "-q")
    git(shelf, "add", "-A")
    git(shelf, "commit", "-q", "-m", "one")
    with earlier_draft(made.folder, "HEAD") as (folder, _):
        assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.*")) == ["manuscript/01-one.md", "manuscript/book.toml"]


def test_a_book_that_stood_elsewhere(kept: TinyBook, git: Git) -> None:
    moved = TinyBook(kept.folder / "books" / "tiny")
    moved.write({"01-one.md": "# One"})
    assert complaint(moved, "v1").startswith("p-034: the book was not there yet: v1 · 2026-09-01")


def pointer(content: bytes) -> bytes:
    """What git has of a file that Git LFS keeps."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(content).hexdigest()}\nsize {len(content)}\n".encode()


def test_pictures_that_git_lfs_keeps(book: Make, git: Git, tmp_path: Path) -> None:
    here, missing, forged = PIXEL, PIXEL + b"2", PIXEL + b"3"
    made = book({"01-one.md": "# One", **{f"images/{name}.png": pointer(each) for name, each in
                 (("here", here), ("missing", missing), ("forged", forged))}})  # fmt: skip
    git(made.folder, "init", "-q")
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-q", "-m", "one")
    secret = tmp_path / "secret"
    secret.write_bytes(b"a secret of the machine's")
    for content in (here, forged):
        digest = hashlib.sha256(content).hexdigest()
        file = made.folder / ".git" / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
        file.parent.mkdir(parents=True)
        if content == here:
            file.write_bytes(content)
        else:
            file.symlink_to(secret)
    with earlier_draft(made.folder, "HEAD") as (folder, _):
        images = folder / "manuscript" / "images"
        assert (images / "here.png").read_bytes() == here
        assert (images / "missing.png").read_bytes() == pointer(missing)
        assert (images / "forged.png").read_bytes() == pointer(forged), "a link out of the store leads nowhere"


def test_a_strangers_repository_runs_nothing(kept: TinyBook, git: Git) -> None:
    ran = kept.folder.parent / "it-ran"
    program = f"touch {ran}"
    for name in HOOKS:
        hook = kept.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{program}\n", "utf-8")
        hook.chmod(0o755)
    kept.write({"/.gitattributes": "* filter=evil diff=evil\n"})
    for key in (
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.external", "core.fsmonitor",
        "core.pager", "core.editor", "core.sshCommand", "core.gitProxy", "gpg.program", "credential.helper", "alias.cat-file",
        "alias.rev-parse", "uploadpack.packObjectsHook",
    ):  # fmt: skip
        git(kept.folder, "config", key, f"!{program}" if key.startswith("alias") else program)
    ran.unlink(missing_ok=True)
    for since in ("v1", "2026-09-05", "HEAD~1"):
        assert text_of(kept, since)[0] == "The first draft."
    assert not ran.exists()


def test_a_partial_clone_fetches_nothing(kept: TinyBook, git: Git) -> None:
    """What it lacks it would ask of its remote, by a command of the repository's own choice."""
    ran = kept.folder.parent / "it-ran"
    lost = git(kept.folder, "rev-parse", "v1:manuscript/images/p.png").strip()
    (kept.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    for key, value in (("remote.evil.url", f"ext::sh -c 'touch {ran}'"), ("remote.evil.promisor", "true"), ("protocol.ext.allow", "always"),
                       ("extensions.partialClone", "evil"), ("core.repositoryFormatVersion", "1")):  # fmt: skip
        git(kept.folder, "config", key, value)
    with earlier_draft(kept.folder, "v1") as (folder, _):
        assert not (folder / "manuscript" / "images" / "p.png").exists()
        assert (folder / "manuscript" / "01-one.md").exists()
    assert not ran.exists()


def test_links_and_odd_names_in_a_commit_lead_nowhere(book: Make, git: Git) -> None:
    made = book({"01-one.md": "# One", "a name\twith\nall.md": "# Two"})
    (made.folder / "manuscript" / "secret.md").symlink_to("/etc/passwd")
    git(made.folder, "init", "-q")
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-q", "-m", "one")
    with earlier_draft(made.folder, "HEAD") as (folder, _):
        assert sorted(file.name for file in folder.rglob("*.md")) == ["01-one.md", "a name\twith\nall.md"]


def test_a_hook_that_calls_us_does_not_change_which_repository_is_asked(kept: TinyBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert text_of(kept, "v1")[0] == "The first draft."


def test_an_earlier_draft_may_be_full_of_faults(book: Make) -> None:
    made = book("# One\n\nNow.", folder="now")
    earlier = book({"01-one.md": "# One\n\n![](gone.png) [^1] ::: what\n\nThen.", "book.toml": "title = 3\nlanguage = 'xx-nonsense-'\n"}, folder="v1")
    read = read_earlier(earlier.folder, "paperback", (), made.folder / "dist" / ".cache")
    assert "Then." in next(each.body for each in read.documents if each.name == "chapter-01")
