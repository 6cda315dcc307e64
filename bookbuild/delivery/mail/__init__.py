"""Books, an address and an account -> the message that carries them, and its way to the server.

    account = account_of(read_settings())          the user's own; raises what to type where there is none
    to = recipient(address, account)               the address that was asked for, or the account's own
    mail_box(to).reader                            for which reader to make the EPUB
    message = compose([Enclosure(epub, title)], to, account)
    shown(message)                                 what a person sees of it
    send(message, account, password_of(account))   by SMTP; gives what was done

Nothing here knows how a book is made, nor judges it. Everything raises BookError, and nothing else that an author could cause.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path

from bookbuild.delivery.mail.password import password_of
from bookbuild.delivery.mail.post import Sent, send
from bookbuild.delivery.mail.services import MailBox, attached_name, in_ascii, mail_box
from bookbuild.delivery.mail.settings import Account, Settings, is_address, read_settings, store_line
from bookbuild.problems import BookError, Problem, many, megabytes

__all__ = [
    "Account", "Enclosure", "MailBox", "Sent", "account_of", "compose", "mail_box", "password_of", "read_settings", "recipient",
    "remarks", "send", "shown",
]  # fmt: skip
SETUP = """\
write these lines into {file}:
    [mail]
    from   = "you@example.org"
    server = "smtp.example.org"     # your provider’s help has its name
    to     = "someone@kindle.com"
and store the password, which does not belong there (many providers want an app password):
    {store}"""
EPUB = "epub+zip"                                  # Amazon drops an attachment that is only an octet-stream (Calibre-Web-Automated 920)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A book to be sent: its file, and the title it is to have on the shelf."""

    file: Path
    title: str


def account_of(settings: Settings) -> Account:
    """The account that mail goes from. Raises BookError with the lines to type where there is none."""
    if settings.account:
        return settings.account
    lines = SETUP.format(file=settings.file, store=store_line("you@example.org")).splitlines()
    raise BookError([Problem("d-032", "there is no mail account yet to send from", hint="\n    ".join(lines))])


def recipient(address: str | None, account: Account) -> str:
    """The address that was asked for, or else the account's `to`. Raises BookError for none, or what is none."""
    to = address or account.to
    if to is None:
        raise BookError([Problem("d-033", "to whom?", hint="bookbuild send --mail someone@kindle.com")])
    if not is_address(to):
        raise BookError([Problem("d-033", f"{to!r} is not an e-mail address", hint="bookbuild send --mail someone@kindle.com")])
    return to


def compose(books: Sequence[Enclosure], to: str, account: Account) -> EmailMessage:
    """The message: the books attached, a subject and a text in ASCII (Amazon loses others; calibre, 2026-11).

    Raises BookError where the mail box would not take it, and OSError where a file cannot be read.
    """
    box = mail_box(to)
    if faults := tuple(_too_much(books, box)):
        raise BookError(faults)
    titles = ", ".join(filter(None, (in_ascii(book.title)[:60].strip() for book in books))) or "a book"
    message = EmailMessage(SMTP)
    message["From"], message["To"] = account.sender, to
    message["Subject"] = f"Book: {titles}"[:200]   # never "convert" alone, which is an order to Amazon
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = make_msgid(domain=account.sender.rpartition("@")[2])   # and not by this machine's name
    message.set_content(f"A book for your e-reader: {titles}.\nMade with bookbuild.\n", cte="7bit")
    for book in books:
        name = attached_name(book.title, box)
        message.add_attachment(book.file.read_bytes(), maintype="application", subtype=EPUB, filename=name)
    return message


def _too_much(books: Sequence[Enclosure], box: MailBox) -> Iterator[Problem]:
    size = sum(book.file.stat().st_size for book in books)
    if box.most_books is not None and len(books) > box.most_books:
        yield Problem("d-037", f"{many(len(books), 'book')} in one mail: {box.name} takes {box.most_books}", hint="send some of them first")
    if box.most_bytes is not None and size > box.most_bytes:
        message = f"{megabytes(size)} are more than {box.name} takes by mail, which is {megabytes(box.most_bytes)}"
        yield Problem("d-037", message, hint="make its pictures smaller, or take the cable: bookbuild send kindle")


def shown(message: EmailMessage) -> str:
    """What a person wants to see of a message before it goes: its head, its text, and what is attached to it."""
    head = [f"{name}: {message[name]}" for name in ("From", "To", "Subject")]
    body = message.get_body()
    text = str(body.get_content()).rstrip() if isinstance(body, EmailMessage) else ""
    attached = [_attached(part) for part in message.iter_attachments()]
    return "\n".join([*head, "", text, "", *attached, f"As it travels: {megabytes(len(message.as_bytes()))}"])


def _attached(part: EmailMessage) -> str:
    return f"Attached: {part.get_filename()}   {part.get_content_type()}, {megabytes(len(part.get_content()))}"


def remarks(to: str, account: Account) -> tuple[str, ...]:
    """What to know about the mail box that a book was sent to."""
    return tuple(each.format(sender=account.sender) for each in mail_box(to).told)
