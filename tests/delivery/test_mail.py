"""A book goes by mail: whole, to a server that proves who it is; whatever goes wrong is told, and never with the password."""

import email
import io
import smtplib
import socket
import ssl
import traceback
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from email.policy import default
from pathlib import Path

import keyring
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError
from mail_server import Post, listening, silent
from tiny import Make

from bookbuild.delivery.mail import (
    Account,
    Enclosure,
    account_of,
    compose,
    mail_box,
    password_of,
    post,
    recipient,
    remarks,
    send,
    shown,
)
from bookbuild.delivery.mail.password import VARIABLE
from bookbuild.delivery.mail.post import FAILURES
from bookbuild.delivery.mail.services import MAIL_BOXES, attached_name
from bookbuild.delivery.mail.settings import Settings
from bookbuild.problems import BookError, Problem

ME, KINDLE, POCKETBOOK = "ann@example.org", "someone@kindle.com", "someone@pbsync.com"
SECRET = "correct-horse-battery"                   # noqa: S105 - of nothing but the server below
ACCOUNT = Account(ME, "127.0.0.1", 25, "none", None)


@pytest.fixture
def serve() -> Iterator[Callable[..., Post]]:
    """`serve(password=…)` is a server that listens until the test is done."""
    with ExitStack() as until_done:
        yield lambda **made: until_done.enter_context(listening(Post(**made)))


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS, by an authority that this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return _side(authority, "127.0.0.1")


def _side(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def epub(book: Make) -> Path:
    return book("# One\n\nIt was a dark and stormy night.\n").epub().path


def told(act: Callable[[], object]) -> Problem:
    """The one thing that is said when it fails."""
    with pytest.raises(BookError) as caught:
        act()
    [problem] = caught.value.problems
    return problem


def to(post: Post, security: str = "none", user: str | None = None) -> Account:
    return replace(ACCOUNT, port=post.port, security=security, user=user)


# ---- it arrives ----


def arrived(post: Post, file: Path) -> str:
    """The name under which the book has come, byte for byte."""
    [part] = post.message().iter_attachments()
    assert part.get_content_type() == "application/epub+zip"
    content = part.get_content()
    assert content == file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        assert "dark and stormy" in package.read("EPUB/chapter-01.xhtml").decode()
    return part.get_filename() or ""


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_a_book_arrives_whole(security: str, *, implicit: bool, epub: Path, serve: Callable[..., Post], tls: ssl.SSLContext) -> None:
    post = serve(password=SECRET, tls=tls, implicit=implicit)
    account = to(post, security, ME)
    sent = send(compose([Enclosure(epub, "Möby – Dick")], KINDLE, account), account, SECRET)
    assert arrived(post, epub) == "Möby – Dick.epub"
    assert post.asked == [f"AUTH {ME}", f"MAIL {ME}", f"RCPT {KINDLE}"]
    assert (sent.to, sent.server, sent.attached) == (KINDLE, "127.0.0.1", ("Möby – Dick.epub",))
    assert abs(sent.size - len(post.received[0])) <= 2                     # the last line's end is SMTP's


def test_on_this_machine_nobody_needs_to_log_in(epub: Path, serve: Callable[..., Post]) -> None:
    post = serve()
    send(compose([Enclosure(epub, "One")], KINDLE, to(post)), to(post), None)
    assert arrived(post, epub) == "One.epub"
    assert post.asked == [f"MAIL {ME}", f"RCPT {KINDLE}"]


def test_amazon_gets_a_subject_and_a_text_it_can_read(epub: Path, serve: Callable[..., Post]) -> None:
    post = serve()
    send(compose([Enclosure(epub, "Война и\r\nмир: 戦争")], KINDLE, to(post)), to(post), None)
    body = post.message().get_body()
    assert body is not None
    assert body.get_content_type() == "text/plain"
    for text in (post.message()["Subject"], body.get_content()):
        assert text.isascii()
        assert text.strip()
    assert post.message()["Message-ID"].endswith("@example.org>")            # and not by the name of this machine
    assert socket.gethostname().encode() not in post.received[0].partition(b"application/epub")[0]
    assert arrived(post, epub) == "Война и мир 戦争.epub"


def test_several_books_go_in_one_mail(epub: Path, serve: Callable[..., Post]) -> None:
    post = serve()
    send(compose([Enclosure(epub, "One"), Enclosure(epub, "Two")], KINDLE, to(post)), to(post), None)
    assert [part.get_filename() for part in post.message().iter_attachments()] == ["One.epub", "Two.epub"]


def test_what_will_be_sent_can_be_seen(epub: Path) -> None:
    said = shown(compose([Enclosure(epub, "Möby – Dick")], KINDLE, ACCOUNT))
    assert said.splitlines()[:-2] == [
        "From: ann@example.org", "To: someone@kindle.com", "Subject: Book: Moby Dick", "",
        "A book for your e-reader: Moby Dick.", "Made with bookbuild.", "",
    ]  # fmt: skip
    assert "Attached: Möby – Dick.epub   application/epub+zip, " in said


# ---- it does not arrive ----


@pytest.mark.parametrize(("refusal", "code", "words"), [
    ({"to_recipient": "550 5.1.1 no such box"}, "d-043", "127.0.0.1 does not take mail for someone@kindle.com: 550 5.1.1 no such box"),
    ({"to_sender": "553 not yours"}, "d-043", "127.0.0.1 does not take mail from ann@example.org: 553 not yours"),
    ({"to_text": "554 smells of spam"}, "d-043", "127.0.0.1 refused the message: 554 smells of spam"),
    ({"to_text": ""}, "d-044", "127.0.0.1 hung up in the middle"),
    ({"size": 10_000}, "d-038", " KB, and 127.0.0.1 takes 10 KB"),
])  # fmt: skip
def test_a_refusal_is_told(refusal: dict[str, object], code: str, words: str, epub: Path, serve: Callable[..., Post]) -> None:
    post = serve(**refusal)
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, to(post)), to(post), None))
    assert (problem.code, words in problem.message, bool(problem.hint)) == (code, True, True), problem
    assert not post.received
    assert post.asked == [] or "size" not in refusal                       # it is asked for its size before anything else


def test_a_wrong_password_is_told_and_not_repeated(epub: Path, serve: Callable[..., Post], tls: ssl.SSLContext) -> None:
    guess = "hunter2-hunter2"
    post = serve(password=SECRET, tls=tls, to_login=f"535 5.7.8 {guess} is wrong; {b64encode(guess.encode()).decode()} too")
    account = to(post, "starttls", ME)
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, account), account, guess))
    assert problem.code == "d-042"
    assert problem.message == "127.0.0.1 does not take this password for ann@example.org: 535 5.7.8 … is wrong; … too"
    assert problem.hint
    assert "app password" in problem.hint
    assert f"set bookbuild {ME}" in problem.hint


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["a stranger", "example.org"])
def test_a_server_that_cannot_prove_itself_gets_nothing(
    security: str, name: str, epub: Path, serve: Callable[..., Post], tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """By an authority that nobody trusts, or in another's name."""
    authority = trustme.CA()
    if name != "a stranger":
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")       # trusted, but not for 127.0.0.1
    post = serve(password=SECRET, tls=_side(authority, "127.0.0.1" if name == "a stranger" else name), implicit=security == "tls")
    account = to(post, security, ME)
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, account), account, SECRET))
    assert (problem.code, post.asked) == ("d-041", [])
    assert "cannot prove" in problem.message


def test_a_server_without_encryption_gets_no_password(epub: Path, serve: Callable[..., Post]) -> None:
    post = serve(password=SECRET)
    account = to(post, "starttls", ME)
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, account), account, SECRET))
    assert (problem.code, post.asked) == ("d-041", [])
    assert "offers no encryption" in problem.message


def test_tls_where_none_is_spoken_is_told(epub: Path, serve: Callable[..., Post]) -> None:
    account = to(serve(), "tls")
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, account), account, None))
    assert problem.code == "d-041"
    assert "cannot agree on encryption" in problem.message


def test_a_server_where_nobody_can_log_in_is_told(epub: Path, serve: Callable[..., Post]) -> None:
    account = to(serve(), user=ME)
    problem = told(lambda: send(compose([Enclosure(epub, "One")], KINDLE, account), account, SECRET))
    assert (problem.code, "let anybody log in" in problem.message) == ("d-041", True)


def test_nobody_there_is_told(epub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    account = replace(ACCOUNT, port=port)
    message = compose([Enclosure(epub, "One")], KINDLE, account)
    problem = told(lambda: send(message, account, None))
    assert (problem.code, "cannot be reached" in problem.message) == ("d-040", True)
    monkeypatch.setattr(post, "PATIENCE", 0.1)
    with silent() as port:
        quiet = replace(account, port=port)
        problem = told(lambda: send(message, quiet, None))
    assert (problem.code, problem.message) == ("d-040", f"127.0.0.1 does not answer on port {port}")

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    problem = told(lambda: send(message, replace(account, server="smtp.exmaple.org"), None))
    assert (problem.code, problem.message) == ("d-039", "no server smtp.exmaple.org can be found")


# ---- rules of the mail boxes ----


def test_what_is_too_much_for_a_mail_box_is_not_sent(tmp_path: Path) -> None:
    with (tmp_path / "big.epub").open("wb") as file:
        file.truncate(50_000_001)
    big = Enclosure(tmp_path / "big.epub", "Big")
    assert told(lambda: compose([big], KINDLE, ACCOUNT)).message == "50.0 MB are more than Kindle takes by mail, which is 50.0 MB"
    (tmp_path / "small.epub").write_bytes(b"x")
    small = Enclosure(tmp_path / "small.epub", "Small")
    assert told(lambda: compose([small] * 26, KINDLE, ACCOUNT)).message == "26 books in one mail: Kindle takes 25"
    assert len(list(compose([small] * 25, KINDLE, ACCOUNT).iter_attachments())) == 25


def test_a_mail_box_is_known_by_its_address() -> None:
    assert [mail_box(each).name for each in (KINDLE, "a@free.kindle.com", "A@KINDLE.COM", POCKETBOOK)] == ["Kindle"] * 3 + ["PocketBook"]
    assert [mail_box(each).name for each in ("a@notkindle.com", "kindle.com@example.org")] == ["", ""]
    assert (mail_box(KINDLE).reader, mail_box(POCKETBOOK).reader) == ("kindle", "generic")


@pytest.mark.parametrize(("title", "kindle", "pocketbook"), [
    ("The Last Cell", "The Last Cell.epub", "the-last-cell.epub"),
    ("Who? What/Where: \"Why\"", "Who What Where Why.epub", "who-what-whe-7490.epub"),
    ("The Chronicles of Narrow Street, 2", "The Chronicles of Narrow Street, 2.epub", "the-chronicl-9692.epub"),
    ("Война и мир", "Война и мир.epub", "book-5d1b.epub"),
    ("...", "book.epub", "book-1a43.epub"),
])  # fmt: skip
def test_a_file_is_called_by_the_title(title: str, kindle: str, pocketbook: str) -> None:
    assert (attached_name(title, mail_box(KINDLE)), attached_name(title, mail_box(POCKETBOOK))) == (kindle, pocketbook)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_title_makes_a_name_that_survives_the_mail(title: str) -> None:
    for box in MAIL_BOXES:
        name = attached_name(title, box)
        assert name.endswith(".epub")
        assert len(name) > len(".epub")
        assert not set(name) & set('/\\:*?"<>|\r\n\0')
        if box.name == "PocketBook":
            assert name.isascii()
            assert len(name) <= 22
            assert "," not in name
    message = compose([], KINDLE, ACCOUNT)
    message.add_attachment(b"PK", maintype="application", subtype="epub+zip", filename=attached_name(title, mail_box(KINDLE)))
    [part] = email.message_from_bytes(message.as_bytes(), policy=default).iter_attachments()
    assert part.get_filename() == attached_name(title, mail_box(KINDLE))


def test_what_a_mail_box_asks_of_its_owner_is_told() -> None:
    said = " ".join(remarks(KINDLE, ACCOUNT))
    assert "ann@example.org must be among them" in said
    assert "could not be tried with Amazon itself" in said
    assert "could not be tried with PocketBook itself" in " ".join(remarks(POCKETBOOK, ACCOUNT))
    assert remarks("bob@example.org", ACCOUNT) == ()


# ---- account, recipient, password ----


def test_without_an_account_the_lines_to_type_are_told(tmp_path: Path) -> None:
    problem = told(lambda: account_of(Settings(tmp_path / "config.toml")))
    assert problem.code == "d-032"
    assert problem.hint
    lines = [line.strip() for line in problem.hint.splitlines()]
    assert lines[0] == f"write these lines into {tmp_path / 'config.toml'}:"
    assert lines[1:4:2] == ["[mail]", 'server = "smtp.example.org"     # your provider’s help has its name']
    assert lines[-2].startswith("and store the password")
    assert lines[-1].endswith("set bookbuild you@example.org")
    assert account_of(Settings(tmp_path, ACCOUNT)) is ACCOUNT


def test_the_address_is_the_one_that_is_typed_or_else_the_accounts_own() -> None:
    assert recipient(KINDLE, replace(ACCOUNT, to=POCKETBOOK)) == KINDLE
    assert recipient(None, replace(ACCOUNT, to=POCKETBOOK)) == POCKETBOOK
    assert told(lambda: recipient(None, ACCOUNT)).message == "to whom?"
    for wrong in ("someone", "some one@kindle.com", "a@b", "Ann <ann@example.org>", "é@example.org", "a@b.org\r\nBcc: c@d.org", ""):
        assert told(lambda address=wrong: recipient(address, ACCOUNT)).code == "d-033"  # type: ignore[misc]


class Ring(KeyringBackend):
    """A keyring that lasts as long as the test, or one that is locked, or none."""

    priority = 1.0

    def __init__(self, kept: dict[tuple[str, str], str] | Exception) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept = kept

    def get_password(self, service: str, username: str) -> str | None:
        if isinstance(self.kept, Exception):
            raise self.kept
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Iterator[Callable[[dict[tuple[str, str], str] | Exception], None]]:
    before = keyring.core._keyring_backend
    yield lambda kept: keyring.set_keyring(Ring(kept))
    keyring.core._keyring_backend = before


Rings = Callable[[dict[tuple[str, str], str] | Exception], None]


def test_a_password_is_in_the_environment_or_in_the_keyring(ring: Rings) -> None:
    account = replace(ACCOUNT, user=ME)
    ring({("bookbuild", ME): "kept"})
    assert password_of(account, {}) == "kept"
    assert password_of(account, {VARIABLE: "typed\n"}) == "typed"
    assert password_of(ACCOUNT, {VARIABLE: "typed"}) is None               # nobody logs in
    problem = told(lambda: password_of(replace(account, user="bob"), {}))
    assert (problem.code, "set bookbuild bob" in str(problem.hint), VARIABLE in str(problem.hint)) == ("d-035", True, True)


@pytest.mark.parametrize("why", [NoKeyringError("none"), KeyringLocked("locked"), RuntimeError("D-Bus"), OSError("gone")])
def test_a_machine_without_a_keyring_has_the_environment(why: Exception, ring: Rings) -> None:
    account = replace(ACCOUNT, user=ME)
    ring(why)
    problem = told(lambda: password_of(account, {}))
    assert problem.code == "d-035"
    assert str(problem.hint).startswith(f"read -rs {VARIABLE} && export {VARIABLE}   (then type the password")
    assert password_of(account, {VARIABLE: SECRET}) == SECRET


# ---- the password is nobody's business ----


def test_a_password_that_cannot_be_sent_is_told_without_it() -> None:
    problem = told(lambda: password_of(replace(ACCOUNT, user=ME), {VARIABLE: "pässwörd"}))
    assert problem.code == "d-036"
    assert "ssw" not in str(problem).replace("password", "")


@settings(deadline=None)
@given(password=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6), around=st.text(max_size=40),
       way=st.sampled_from(range(4)), failure=st.sampled_from(FAILURES))  # fmt: skip
def test_no_failure_repeats_the_password(password: str, around: str, way: int, failure: tuple[type[Exception], Problem]) -> None:
    """Whatever a server says, and however it was told: as typed, or in one of SMTP's two spellings."""
    heard = (password, b64encode(password.encode()).decode(), b64encode(f"\0{ME}\0{password}".encode()).decode(), "")[way]
    words = f"{around}{heard}{around}"
    kind = failure[0]
    error: OSError
    if kind is smtplib.SMTPRecipientsRefused:
        error = smtplib.SMTPRecipientsRefused({KINDLE: (550, words.encode())})
    elif kind is smtplib.SMTPSenderRefused:
        error = smtplib.SMTPSenderRefused(550, words.encode(), ME)
    elif issubclass(kind, smtplib.SMTPResponseException):
        error = kind(550, words.encode())
    else:
        error = kind(words)  # type: ignore[assignment]  # smtplib's and ssl's are OSErrors
    told_of = post._without(password, ME, post._told(error, replace(ACCOUNT, user=ME), KINDLE))
    assert told_of.code == failure[1].code
    if password not in failure[1].message:
        assert password not in told_of.message
        assert not heard or heard not in told_of.message


@pytest.mark.parametrize("refusal", [
    {"to_login": f"535 {SECRET}"}, {"to_sender": f"553 {SECRET}"}, {"to_recipient": f"550 {SECRET}"}, {"to_text": f"554 {SECRET}"},
    {"to_text": ""}, {"size": 100}, {},
], ids=str)  # fmt: skip
def test_nothing_that_can_be_seen_holds_the_password(
    refusal: dict[str, object], epub: Path, serve: Callable[..., Post], tls: ssl.SSLContext, capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    post = serve(**({"password": "another" if "to_login" in refusal else SECRET, "tls": tls} | refusal))
    account = to(post, "starttls", ME)
    message = compose([Enclosure(epub, "One")], KINDLE, account)
    seen = [repr(account), shown(message), str(remarks(KINDLE, account)), message.as_string()]
    try:
        seen.append(repr(send(message, account, SECRET)))
    except BookError as error:
        seen += [str(error), repr(error), *traceback.format_exception(error), *(str(problem.said) for problem in error.problems)]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]   # aiosmtpd's own log
    for text in (*seen, *capfd.readouterr(), *ours):
        assert SECRET not in text
        assert b64encode(SECRET.encode()).decode() not in text
