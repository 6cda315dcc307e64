"""A book's folder -> which draft this is: the day, and the git commit where there is one."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bookbuild.manuscript.reading import files_below
from bookbuild.outputs import source_date
from bookbuild.proofs.git import NoGit, ask

SHA1 = 40                                          # hexadecimal digits; repositories with SHA-256 have more


@dataclass(frozen=True, slots=True)
class Revision:
    """`commit` is abbreviated, with a `+` where the book has changed since; None outside a repository."""

    date: date
    commit: str | None = None

    def __str__(self) -> str:
        return f"{self.date} · {self.commit}" if self.commit else str(self.date)


def revision_of(folder: Path) -> Revision:
    """The draft that lies in `folder` now. SOURCE_DATE_EPOCH stands for today where it is set."""
    today = (source_date() or datetime.now(UTC).astimezone()).date()
    try:
        commit = ask(folder, "rev-parse", "--short", "HEAD")
        return Revision(today, commit.text + ("+" if _changed(folder) else "") if commit.known else None)
    except NoGit:
        return Revision(today)


def _changed(folder: Path) -> bool:
    """Whether any file that is kept has changed, or there is Markdown that is not kept.

    git itself would ask filters and monitors that a stranger's repository may name: it is only asked what it keeps.
    """
    listed = os.fsdecode(ask(folder, "ls-tree", "-r", "-z", "HEAD", ".").said)
    kept = {name: said.split() for said, _, name in (entry.partition("\t") for entry in listed.split("\0") if entry)}
    files = {name: digest for name, (mode, _, digest) in kept.items() if mode.startswith("100")}
    texts = (file.relative_to(folder).as_posix() for file in files_below(folder, folder) if file.suffix == ".md")
    return any(_blob(folder / name, digest) != digest for name, digest in files.items()) or any(name not in files for name in texts)


def _blob(file: Path, like: str) -> str:
    """The name git would give a file's content."""
    if not file.is_file():
        return ""
    content = file.read_bytes()
    made = hashlib.sha1 if len(like) == SHA1 else hashlib.sha256
    return made(b"blob %d\0" % len(content) + content).hexdigest()
