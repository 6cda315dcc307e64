"""What a person asked for -> what came of it the last time, while nothing that it was made of has changed."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bookbuild.disk import leads_out
from bookbuild.kept import Kept, digest_of, key_of, makers, system_fonts
from bookbuild.outputs import source_date
from bookbuild.problems import Problem

OUTPUTS = ("epub", "pdf")
# For which reader an EPUB may be made (epub/readers.py says how), and what its file is called then.
READER_ENDINGS = {"generic": ".epub", "kindle": "-kindle.epub", "kobo": ".kepub.epub", "apple": "-apple.epub"}
# Folders of other programs: no part of a book, and often large.
FOREIGN = {"dist", "node_modules", "__pycache__"}
LARGEST = 2_000_000_000                            # bytes; a folder with more in it is not looked through, but built


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, and all that is to be said of it."""

    title: str
    byline: str
    authors: tuple[str, ...]
    chapters: int
    words: int
    epub: Path | None = None
    epubcheck: tuple[int, int, int] | None = None  # fatal errors, errors, warnings
    pdf: Path | None = None
    pages: int = 0
    trim: str = ""
    in_one_piece: tuple[str, ...] = ()             # why the pages were not set chapter by chapter
    composed: tuple[int, int] = (0, 0)             # paragraphs set by the composer, paragraphs that are justified
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    edition: str | None = None
    outgrown: tuple[str, ...] = ()                 # files in `dist/` that earlier builds of this book made under another title


@dataclass(frozen=True)
class Request:
    """The book's folder, which outputs, of which edition, for which reader; `jobs` processes at once (all cores by default)."""

    folder: Path
    outputs: tuple[str, ...] = OUTPUTS
    edition: str | None = None
    jobs: int | None = None
    one_document: bool = False
    reader: str = "generic"

    @property
    def dist(self) -> Path:
        """Where the outputs go."""
        return self.folder.resolve() / "dist"

    @property
    def cache(self) -> Path:
        """Where what was made once is kept."""
        return self.dist / ".cache"

    @cached_property
    def fingerprint(self) -> str | None:
        """A digest of all that the outputs are made of, as it was when first asked for."""
        files = list(_files(self.folder.resolve()))
        if sum(file.stat().st_size for file in files) > LARGEST:
            return None
        root = self.folder.resolve()
        seen = sorted((file.relative_to(root).as_posix(), digest_of(file)) for file in files)
        stamp = source_date()
        # The folder's own name counts too: a book without a title is called by it.
        return key_of(
            root.name, seen, self.outputs, self.edition, self.reader, self.one_document, stamp and stamp.isoformat(),
            system_fonts(), makers(),
        )  # fmt: skip

    def recall(self) -> Built | None:
        """The last build, if it would be the same again and its outputs are as it left them."""
        said = self.fingerprint and Kept(self.cache / "builds").get(self.fingerprint)
        if not said:
            return None
        digests, built = json.loads(said)
        try:
            if any(digest_of(self.dist / name) != digest for name, digest in digests.items()):
                return None
        except OSError:
            return None
        heard = _heard(built, self.dist)
        return replace(heard, unchanged=True, outgrown=self.outgrown(heard))

    def outgrown(self, built: Built) -> tuple[str, ...]:
        """What earlier builds made of the same edition, as they left it, under a title that the book has no longer."""
        now = {each.name for each in (built.epub, built.pdf) if each}
        found: set[str] = set()
        kept = Kept(self.cache / "builds")
        for record in sorted(kept.folder.glob("*")) if kept.folder.is_dir() else ():
            digests, said = json.loads(kept.get(record.name) or b"[{}, {}]")
            if said.get("edition") == self.edition and said.get("title") not in (None, built.title):
                found |= {name for name, digest in digests.items() if name not in now and _is(self.dist / name, digest)}
        return tuple(sorted(found))

    def remember(self, built: Built) -> None:
        """Keep what came of it."""
        if self.fingerprint:
            outputs = [each for each in (built.epub, built.pdf) if each]
            said = asdict(built) | {
                "problems": [problem.said for problem in built.problems],
                **{kind: path and path.name for kind, path in (("epub", built.epub), ("pdf", built.pdf))},
            }
            kept = Kept(self.cache / "builds")
            with suppress(OSError):                # the book is made; it will only be made again
                kept.put(self.fingerprint, json.dumps([{each.name: digest_of(each) for each in outputs}, said]).encode())
                kept.trim()


def _is(file: Path, digest: str) -> bool:
    with suppress(OSError):
        return digest_of(file) == digest
    return False


def _heard(said: dict[str, Any], dist: Path) -> Built:
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    paths = {kind: dist / said[kind] if said[kind] else None for kind in OUTPUTS}
    return Built(**{**said, **lists, **paths, "problems": tuple(map(Problem.heard, said["problems"]))})


def _files(folder: Path) -> Iterator[Path]:
    """Every file a book may be made of; a virtual environment is none of them, nor is what is hidden, or leads out of the folder."""
    for base, folders, names in os.walk(folder):
        if "pyvenv.cfg" in names and Path(base) != folder:
            folders.clear()
            continue
        folders[:] = [name for name in folders if name not in FOREIGN and not name.startswith(".")]
        paths = (Path(base, name) for name in names if not name.startswith("."))
        yield from (path for path in paths if path.is_file() and not (path.is_symlink() and leads_out(path, folder)))
