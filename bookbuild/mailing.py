"""A book's folder and an address -> the book made for who lives there, looked over, and handed to the mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bookbuild.build import build, prepare
from bookbuild.checks.kindle import lint
from bookbuild.delivery.mail import (
    Enclosure,
    Sent,
    account_of,
    compose,
    mail_box,
    password_of,
    read_settings,
    recipient,
    remarks,
    send,
    shown,
)
from bookbuild.problems import BookError, Problem, errors
from bookbuild.request import Request

Say = Callable[[str], None]
KINDLE = "kindle"


@dataclass(frozen=True, slots=True)
class Letter:
    """Which book goes to whom: without `to`, to the address in the user's settings; without `title`, under its own."""

    folder: Path
    to: str | None = None
    edition: str | None = None
    jobs: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Mailed:
    """What was sent, or would be (then `sent` is none), what it looks like, and what is to be said of it."""

    title: str
    to: str
    server: str
    shown: str
    sent: Sent | None
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]


def mail(letter: Letter, say: Say = lambda _: None, *, rehearse: bool = False) -> Mailed:
    """Send the book; a rehearsal does everything but that, and wants no password.

    Raises BookError with all that stands in the way. What can be known before a long build is looked at before it.
    """
    account = account_of(read_settings())
    to = recipient(letter.to, account)
    password = None if rehearse else password_of(account)
    request = Request(letter.folder, ("epub",), letter.edition, letter.jobs, reader=mail_box(to).reader)
    built = request.recall() or build(request, say)
    epub = cast("Path", built.epub)                # one was asked for
    problems = _looked_over(epub, letter) if request.reader == KINDLE else ()
    if errors(problems):
        raise BookError(problems)
    title = letter.title or (f"{built.title} ({letter.edition})" if letter.edition else built.title)
    message = compose([Enclosure(epub, title)], to, account)
    say(f"Sending to {to}")
    sent = None if rehearse else send(message, account, password)
    return Mailed(built.title, to, account.server, shown(message), sent, problems, remarks(to, account))


def _looked_over(epub: Path, letter: Letter) -> tuple[Problem, ...]:
    """What Amazon is known to refuse. The manuscript is read again for its lines, but only where there is something to say."""
    found = tuple(lint(epub))
    return tuple(lint(epub, prepare(letter.folder, letter.edition)[0])) if found else ()
