"""The folders of books -> their EPUBs and those for Kobo in dist/, made where they are not what the manuscript now says.

What cannot be built stays on the shelf as it was. Editions are left alone: who wants one on the shelf builds it.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath
from threading import Event

from bookbuild.manuscript.files import SUFFIXES
from bookbuild.problems import BookError, Problem, Severity
from bookbuild.request import OUTPUTS, Built, Request

Say = Callable[[str], None]
Tell = Callable[[Sequence[Problem]], None]
REST = 2.0                                         # seconds between two looks at the manuscripts
GRACE = 3.0                                        # seconds in which a shelf closes
SHARE = 20                                         # and at least so many times as long as a look takes: 5 % of one core


def stock(books: Sequence[Path], say: Say = lambda _: None) -> tuple[Problem, ...]:
    """Make what is missing or out of date, and give what stood in the way."""
    problems: list[Problem] = []
    for book in filter(_has_manuscript, books):
        try:
            _stock(book, say)
        except BookError as error:
            problems += _of(book, error.problems) if len(books) > 1 else error.problems
            message = f"{book.name} cannot be built as it now is: on the shelf is what was built before, if anything was"
            problems.append(Problem("d-056", message, hint=f"bookbuild build {book}", severity=Severity.WARNING))
    return tuple(problems)


def prints(books: Iterable[Path]) -> dict[Path, str]:
    """The fingerprints of what books are made of; a file that goes while it is looked at is seen at the next look."""
    found = {}
    for book in filter(_has_manuscript, books):
        with suppress(OSError):
            found[book] = Request(book).fingerprint or ""
    return found


def watch(before: Mapping[Path, str], say: Say, tell: Tell, closing: Event) -> None:
    """Build what differs from `before`, the fingerprints that went with the last build, and whatever changes later.

    Ends when `closing` is set. `tell` gets what stood in the way, and `say` what was done.
    """
    seen, rest = dict(before), REST
    while not closing.wait(rest):
        begun = time.monotonic()
        changed = {book: now for book, now in prints(seen).items() if now != seen[book]}
        rest = max(REST, SHARE * (time.monotonic() - begun))
        for book, now in changed.items():
            say(f"{book.name} has changed")
            problems = _tried(book)
            if problems and closing.wait(GRACE):   # Ctrl-C has ended the processes that set pages: no fault of the book's
                return
            if problems:
                tell(problems)
            else:
                say(f"{book.name} is on the shelf as it now is")
            seen[book] = now


def _tried(book: Path) -> tuple[Problem, ...]:
    """As `stock`; what the system refuses is told too, and tried again when the book changes again."""
    try:
        return stock((book,))
    except OSError as error:
        return (Problem("o-001", f"{error.filename or book}: {error.strerror or error}", hint=f"bookbuild build {book}"),)


def _stock(book: Path, say: Say) -> None:
    from bookbuild.build import build  # noqa: PLC0415 - most often nothing is to be built

    printed = any((book / "dist").glob("*.pdf"))   # a PDF is lent too, and must not be of an older draft than the EPUB
    request = Request(book, OUTPUTS if printed else ("epub",))
    plain = request.recall() or build(request, say)
    wanted = Request(book, ("epub",), reader="kobo")
    if _older(wanted.recall(), plain):
        build(wanted, say)


def _older(kobo: Built | None, plain: Built) -> bool:
    """Whether the book for Kobo is to be made: one made before the EPUB may be of an older draft, and the catalogue hides it."""
    if kobo is None or kobo.epub is None:
        return True
    return plain.epub is not None and kobo.epub.stat().st_mtime_ns < plain.epub.stat().st_mtime_ns


def _has_manuscript(book: Path) -> bool:
    return (book / "manuscript").is_dir() or any(file.suffix.lower() in SUFFIXES for file in book.iterdir())


def _of(book: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The same, with the book's name before the file's."""
    return [replace(each, path=PurePath(book.name) / each.path) if each.path else each for each in problems]
