"""What an author has written, and the EPUB -> what did not get into the package."""

from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from bookbuild.book import Book
from bookbuild.checks.twin.packed import File, Packed
from bookbuild.checks.twin.words import RESHAPED
from bookbuild.checks.twin.written import Manuscript, written
from bookbuild.edition import Edition
from bookbuild.problems import Problem

RUN = 5                                            # words that are looked for in one piece
HINT = "a fault of bookbuild’s own, if the line is plain text: please report it"


def lost_in_the_package(book: Book, edition: Edition, packed: Packed) -> Iterator[Problem]:
    """Words, headings, notes, pictures and links of each file that the documents made of it do not hold."""
    told = {(problem.path, problem.line) for problem in edition.problems}      # a dead link is known already
    for manuscript in written(book):
        files = [file for file in packed.files if file.document.path == manuscript.path]
        for problem in _lost(manuscript, files):
            if (problem.path, problem.line) not in told:
                yield problem


def _lost(manuscript: Manuscript, files: list[File]) -> Iterator[Problem]:
    path = manuscript.path
    packed = [word for file in files for said in file.said for word in said.words]
    for line, gone in lost_words(manuscript.lines, packed):
        yield Problem("w-001", f"words that are not in the EPUB: {' '.join(gone)}", path, line, hint=HINT)
    titles = ["".join(said.words) for file in files for said in file.headings]
    for line, heading in manuscript.headings.items():
        if not any("".join(heading) in title for title in titles):
            yield Problem("w-003", f"a heading that is not in the EPUB: {' '.join(heading)}", path, line, hint=HINT)
    if len(manuscript.notes) > (kept := sum(len(file.notes) for file in files)):
        line = min(manuscript.notes.values())
        yield Problem("w-004", f"{len(manuscript.notes)} notes are called, {kept} are in the EPUB", path, line, hint=HINT)
    if len(manuscript.pictures) > (shown := sum(file.pictures for file in files)):
        line = manuscript.pictures[0]
        yield Problem("w-005", f"{len(manuscript.pictures)} pictures in the manuscript, {shown} in the EPUB", path, line, hint=HINT)
    addresses = {_plain(address) for file in files for address in file.addresses}
    for address, line in manuscript.addresses.items():
        if _plain(address) not in addresses:
            yield Problem("w-006", f"a link that is not in the EPUB: {address}", path, line, hint=HINT)


def _plain(address: str) -> str:
    return unquote(unescape(address)).replace("\\", "").rstrip("./,;").casefold()


def lost_words(lines: dict[int, tuple[str, ...]], packed: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, words) of what is written and not packed: not as often as it should be, and not in one piece with its neighbours.

    Both, because a reader and a Markdown program part `union`s into words differently.
    """
    missing = Counter(word for words in lines.values() for word in words) - Counter(packed)
    if not missing:
        return
    letters = "".join(packed)
    for line, words in lines.items():
        runs = (words[start : start + RUN] for start in range(0, len(words), RUN))
        gone = tuple(word for run in runs if "".join(run) not in letters for word in run if missing[word] and not RESHAPED.search(word))
        if gone:
            yield line, gone
