"""A message and an account -> the message handed to the server by SMTP, or the reason why not and what to do about it."""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from socket import gaierror

from bookbuild.delivery.mail.settings import Account, store_line
from bookbuild.problems import BookError, Problem, megabytes

PATIENCE = 30.0                                    # seconds for a server to answer
AT_THE_END = 600.0                                 # and when it has all of it: it may look for viruses first (RFC 5321, 4.5.3.2.6)
SLOWEST = 10_000                                   # bytes a second, uphill
# As what a program behind a home's router introduces itself; smtplib would ask the network for this machine's name and wait.
MYSELF = "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was done: to whom, by which server, what was attached, and the bytes that went over the line."""

    to: str
    server: str
    attached: tuple[str, ...]
    size: int


# What may go wrong -> what is told of it; the first that fits. {said} are the server's own words.
FAILURES: tuple[tuple[type[Exception], Problem], ...] = (
    (smtplib.SMTPAuthenticationError, Problem(
        "d-042", "{server} does not take this password for {user}: {said}",
        hint="many providers want a password of its own for each program, an “app password”: make one in their settings, then type\n    "
             "{store}")),
    (smtplib.SMTPNotSupportedError, Problem(
        "d-041", "{server} does not let anybody log in on port {port}",
        hint="port = 587   (in config.toml; or 465: your provider’s help has it)")),
    (smtplib.SMTPRecipientsRefused, Problem(
        "d-043", "{server} does not take mail for {to}: {said}", hint="look at the address once more, letter by letter")),
    (smtplib.SMTPSenderRefused, Problem(
        "d-043", "{server} does not take mail from {sender}: {said}",
        hint='from = "{sender}"   (in config.toml: write an address of this account)')),
    (smtplib.SMTPServerDisconnected, Problem(
        "d-044", "{server} hung up in the middle", hint="look whether the book has arrived before you send it again")),
    (smtplib.SMTPResponseException, Problem(
        "d-043", "{server} refused the message: {said}", hint="what it says is for your provider’s help desk, if you cannot tell why")),
    (smtplib.SMTPException, Problem(
        "d-041", "{server} and bookbuild have no way to log in in common: {said}",
        hint="your provider’s help says by which server programs may send mail")),
    (ssl.SSLCertVerificationError, Problem(
        "d-041", "{server} cannot prove that it is {server}: {said}",
        hint='server = "{server}"   (in config.toml: is this the name your provider gives? Else it may be a trap: try another network)')),
    (ssl.SSLError, Problem(
        "d-041", "{server} and bookbuild cannot agree on encryption on port {port}: {said}",
        hint='security = "starttls"   (in config.toml, with port 587; security = "tls" goes with port 465)')),
    (gaierror, Problem(
        "d-039", "no server {server} can be found",
        hint='server = "{server}"   (in config.toml: is it spelled right? And is there a network?)')),
    (TimeoutError, Problem(
        "d-040", "{server} does not answer on port {port}",
        hint="port = 465   (in config.toml; or 587. Some networks let no mail out at all: then try another one)")),
    (OSError, Problem(
        "d-040", "{server} cannot be reached on port {port}: {said}",
        hint="port = {port}   (in config.toml: is this what your provider’s help says? And is there a network?)")),
)  # fmt: skip


def send(message: EmailMessage, account: Account, password: str | None) -> Sent:
    """Hand the message over. Raises BookError with what went wrong; what is told never holds the password."""
    raw = message.as_bytes()
    to = str(message["To"])
    try:
        with _connected(account) as server:
            if account.user is not None and password is not None:
                server.login(account.user, password)
            _check_size(server, len(raw), account)
            if server.sock:
                server.sock.settimeout(max(AT_THE_END, len(raw) / SLOWEST))
            server.sendmail(account.sender, [to], raw)
    except OSError as error:                       # smtplib's are OSErrors too
        raise BookError([_without(password, account.user, _told(error, account, to))]) from None
    names = tuple(part.get_filename() or "" for part in message.iter_attachments())
    return Sent(to, account.server, names, len(raw))


@contextmanager
def _connected(account: Account) -> Iterator[smtplib.SMTP]:
    """A line to the server: its certificate has been checked, but where both ends are on this machine and TLS is off."""
    trusted = ssl.create_default_context()
    if account.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(account.server, account.port, MYSELF, timeout=PATIENCE, context=trusted)
    else:
        server = smtplib.SMTP(account.server, account.port, MYSELF, timeout=PATIENCE)
    try:
        server.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            if not server.has_extn("starttls"):
                hint = 'security = "tls"   (in config.toml, if your provider’s help names port 465)'
                raise BookError([Problem("d-041", f"{account.server} offers no encryption on port {account.port}", hint=hint)])
            server.starttls(context=trusted)
            server.ehlo_or_helo_if_needed()
        yield server
        with suppress(OSError):                    # the message has been taken: a server that is rude at the end changes nothing
            server.quit()
    finally:
        server.close()


def _check_size(server: smtplib.SMTP, size: int, account: Account) -> None:
    """A server says how much it takes (RFC 1870; 0 is no limit): better asked than to send it all and be refused."""
    most = server.esmtp_features.get("size", "").strip()
    if most.isdecimal() and 0 < int(most) < size:
        message = f"the mail has {megabytes(size)}, and {account.server} takes {megabytes(int(most))}"
        raise BookError([Problem("d-038", message, hint="make its pictures smaller, or take the cable; mail makes a book a third larger")])


def _told(error: OSError, account: Account, to: str) -> Problem:
    # What smtplib calls a server that hung up may be one that kept silent.
    cause = error.__context__ if isinstance(error.__context__, TimeoutError) else error
    problem = next(problem for kind, problem in FAILURES if isinstance(cause, kind))
    words = {
        "server": account.server, "port": account.port, "user": account.user, "sender": account.sender, "to": to, "said": _said(error),
        "store": store_line(account.user or account.sender),
    }  # fmt: skip
    return replace(problem, message=problem.message.format(**words), hint=(problem.hint or "").format(**words))


def _said(error: OSError) -> str:
    """A server's number and words, on one line; or the system's."""
    code: int | str = ""
    words = getattr(error, "verify_message", "") or error.strerror or str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join(f"{code} {''.join(sign for sign in text if sign.isprintable() or sign.isspace())}".split())[:300]


def _without(password: str | None, user: str | None, problem: Problem) -> Problem:
    """A server may repeat what it was told, as it was typed or as SMTP writes it (RFC 4616; RFC 4954)."""
    message = problem.message
    if password:
        for secret in (password, f"\0{user}\0{password}"):
            message = message.replace(b64encode(secret.encode()).decode(), "…")
        message = message.replace(password, "…")
    return replace(problem, message=message)
