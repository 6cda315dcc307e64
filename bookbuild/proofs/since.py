"""What a person typed after `--marked` -> the book as it was: a git revision, the end of a day, or another folder.

What git keeps is copied to a temporary folder; the repository itself is only read.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bookbuild.manuscript.reading import files_below
from bookbuild.problems import BookError, Problem
from bookbuild.proofs.git import Answer, NoGit, ask, contents

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FOLDERLIKE = re.compile(r"[./~\\]|[A-Za-z]:[\\/]")       # how a path begins that is meant as one
RELATIVE = re.compile(r"[~^@{}:]|\A(?:HEAD|FETCH_HEAD|ORIG_HEAD)\b|\A[0-9a-f]{7,}\Z")   # means something else tomorrow
TEXTS = {".md", ".markdown"}
MANUSCRIPT = "manuscript/"
# A large file that Git LFS keeps elsewhere is a few lines, of which one says where (git-lfs, docs/spec.md).
POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")
LONGEST_POINTER = 1024                             # bytes
AUTHOR_HINT = "--marked v1   (a git tag, branch or commit; a day, 2026-10-01; or the folder of an earlier draft)"


@dataclass(frozen=True, slots=True)
class Draft:
    """An earlier state of the book: how people call it, the day of its commit, and the commit, abbreviated."""

    name: str | None
    day: date | None = None
    commit: str | None = None

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.name, self.day, self.commit) if part)


@contextmanager
def earlier_draft(folder: Path, since: str) -> Iterator[tuple[Path, Draft]]:
    """The folder that holds the book as it was, and which draft that is. What comes from git goes away at the end.

    A path that begins as one (`../v1`) is a folder; anything else is a revision if git knows it, or a day, or a folder.
    Raises BookError for what is none of these, and for a book that was not there yet.
    """
    since = since.strip()
    if not since or since.startswith("-"):
        raise BookError([Problem("p-037", f"not a draft: {since!r}", hint=AUTHOR_HINT)])
    commit = None if FOLDERLIKE.match(since) else _commit(folder, since)
    if commit:
        with TemporaryDirectory(prefix="bookbuild-") as temporary:
            draft = _draft(folder, since, commit)
            _export(folder, commit, Path(temporary), draft)
            yield Path(temporary), draft
    elif FOLDERLIKE.match(since) or Path(since).is_dir():
        yield _folder(folder, since)
    else:
        raise BookError([_unknown(folder, since)])


def _folder(folder: Path, since: str) -> tuple[Path, Draft]:
    """Another book's folder, or the `manuscript/` in it."""
    earlier = Path(since).expanduser().resolve()
    if earlier.name == "manuscript":
        earlier = earlier.parent
    if not earlier.is_dir():
        raise BookError([Problem("p-032", f"there is no folder {since}", hint=AUTHOR_HINT)])
    if not any(file.suffix.lower() in TEXTS for file in files_below(earlier, earlier)):
        raise BookError([Problem("p-036", f"no book is in {since}", hint="name the folder that has manuscript/ in it")])
    if earlier == folder.resolve():
        raise BookError([Problem("p-038", f"{since} is the book itself", hint="name the folder of an earlier draft")])
    return earlier, Draft(earlier.name)


def _unknown(folder: Path, since: str) -> Problem:
    """Why nobody knows what was meant."""
    try:
        repository = _repository(folder)
    except NoGit:
        return Problem("p-030", f"there is no git to ask for {since}", hint="install git; or name a folder: --marked ../earlier-draft")
    if repository.known:
        return Problem("p-032", f"git knows no revision {since}, and there is no such folder", hint=AUTHOR_HINT)
    complaint = repository.complaint.partition("\n")[0].removeprefix("fatal: ")
    if complaint and not complaint.startswith("not a git repository"):
        return Problem("p-031", f"git does not answer: {complaint}", hint="see what `git status` says in the book’s folder")
    hint = "name the folder of an earlier draft: --marked ../earlier-draft; or keep drafts with git from now on: git init"
    return Problem("p-031", f"the book is not in a git repository, so nobody knows what {since} was", hint=hint)


# ---- git ----


def _repository(folder: Path) -> Answer:
    return ask(folder, "rev-parse", "--git-common-dir")


def _commit(folder: Path, since: str) -> str | None:
    """The commit that was meant, if git is there and knows it. Raises BookError for a day before there was any."""
    try:
        if not _repository(folder).known:
            return None
        answer = ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", since + "^{commit}")
    except NoGit:
        return None
    if not answer.known and DAY.fullmatch(since):
        return _of_day(folder, since)
    return answer.text if answer.known else None


def _of_day(folder: Path, written: str) -> str:
    """The last commit before the end of a day, where the author is. Raises BookError."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise BookError([Problem("p-033", f"there is no day {written}", hint="year-month-day: 2026-10-01")]) from None
    end = datetime.combine(day + timedelta(days=1), datetime.min.time()).astimezone()
    answer = ask(folder, "rev-list", "-1", f"--before={int(end.timestamp()) - 1}", "HEAD", "--")
    if answer.known and answer.text:
        return answer.text
    first = ask(folder, "rev-list", "--max-parents=0", "HEAD", "--").text.split()
    hint = f"the first is of {_committed(folder, first[-1])}" if first else "git commit   keeps the first draft"
    raise BookError([Problem("p-035", f"no draft was kept by {written}", hint=hint)])


def _draft(folder: Path, since: str, commit: str) -> Draft:
    name = None if DAY.fullmatch(since) or RELATIVE.search(since) else since
    return Draft(name, _committed(folder, commit), ask(folder, "rev-parse", "--short", commit).text)


def _committed(folder: Path, commit: str) -> date | None:
    """The day of a commit, where it was made."""
    match = re.search(r"^committer .*> (\d+) ([+-])(\d\d)(\d\d)$", ask(folder, "cat-file", "commit", commit).text, re.MULTILINE)
    if match is None:
        return None
    offset = timedelta(hours=int(match[3]), minutes=int(match[4])) * (-1 if match[2] == "-" else 1)
    zone = timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    return datetime.fromtimestamp(int(match[1]), zone).date()


def _export(folder: Path, commit: str, out: Path, draft: Draft) -> None:
    """Write the book of a commit to `out`. Raises BookError where there was none."""
    listed = ask(folder, "ls-tree", "-r", "-z", commit, ".").said.split(b"\0")
    files = dict(_files(entry.decode("utf-8", "surrogateescape") for entry in listed if entry))
    if any(name.startswith(MANUSCRIPT) for name in files):
        files = {name: blob for name, blob in files.items() if name.startswith((MANUSCRIPT, "book.toml"))}
    if not any(PurePosixPath(name).suffix.lower() in TEXTS for name in files):
        raise BookError([_not_there(folder, commit, draft)])
    store = folder / ask(folder, "rev-parse", "--git-common-dir").text / "lfs" / "objects"
    for name, content in zip(files, contents(folder, files.values()), strict=True):
        file = out / name
        if content is not None and file.resolve().is_relative_to(out.resolve()):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_fetched(content, store))


def _files(entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(name, blob) of ordinary files; links and other repositories are no part of a book, nor is what is hidden or built."""
    for entry in entries:
        said, _, name = entry.partition("\t")
        mode, _, blob = said.split()
        parts = name.split("/")
        if mode.startswith("100") and parts[0] != "dist" and not any(part.startswith(".") for part in parts):
            yield name, blob


def _fetched(content: bytes, store: Path) -> bytes:
    """A picture that Git LFS keeps, where this machine has it."""
    pointer = POINTER.match(content) if len(content) <= LONGEST_POINTER else None
    if pointer is None:
        return content
    digest = pointer[1].decode()
    file = store / digest[:2] / digest[2:4] / digest
    kept = file.read_bytes() if file.is_file() else content
    return kept if sha256(kept).hexdigest() == digest else content     # what it says it is, and nothing a link leads to


def _not_there(folder: Path, commit: str, draft: Draft) -> Problem:
    """Where it stood then, if it was moved since."""
    everywhere = ask(folder, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit).said.decode("utf-8", "replace").split("\0")
    books = sorted({name.partition(MANUSCRIPT)[0] for name in everywhere if f"/{name}".endswith("/manuscript/book.toml")})
    if books:
        places = ", ".join(place or "the repository’s own folder" for place in books)
        hint = f"then there was a book in {places}: copy it out with git and name its folder"
    else:
        hint = "name a later revision, or a day after the first draft"
    return Problem("p-034", f"the book was not there yet: {draft}", hint=hint)
