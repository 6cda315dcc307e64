"""A mail server of our own, on loopback -> what it was told; it can be made to refuse, to echo, to hang up and to lie."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

GOES = "250 OK"


@dataclass
class Post:
    """What the server does when it is asked, and what it has received."""

    password: str | None = None                    # none: nobody logs in
    size: int | None = None                        # the most it says it takes
    to_sender: str = GOES
    to_recipient: str = GOES
    to_text: str = GOES                            # "" hangs up
    to_login: str = "535 5.7.8 no"
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    asked: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    spoken: list[SMTP] = field(default_factory=list)
    port: int = 0

    def message(self) -> EmailMessage:
        """The one message it has, as a program reads it."""
        [raw] = self.received
        message = message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        self.asked.append(f"MAIL {address}")
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        self.asked.append(f"RCPT {address}")
        envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.to_text:
            hang_up(server)
        if self.to_text == GOES:
            assert isinstance(envelope.original_content, bytes)
            self.received.append(envelope.original_content)
        return self.to_text or GOES

    def knows(self, server: SMTP, session: Session, envelope: Envelope, way: str, login: Any) -> AuthResult:  # noqa: ANN401 - aiosmtpd's
        assert isinstance(login, LoginPassword)
        self.asked.append(f"AUTH {login.login.decode()}")
        good = login.password.decode() == self.password
        return AuthResult(success=good, handled=good, message=None if good else self.to_login)

    def speak(self) -> SMTP:
        """A conversation."""
        starttls = None if self.implicit else self.tls
        spoken = SMTP(
            self, hostname="post.test", ident="test", data_size_limit=self.size, auth_require_tls=not self.implicit,
            authenticator=None if self.password is None else self.knows,
            auth_exclude_mechanism=("LOGIN", "PLAIN") if self.password is None else (), loop=asyncio.get_running_loop(),
            tls_context=starttls, require_starttls=starttls is not None,
        )  # fmt: skip
        self.spoken.append(spoken)
        return spoken


@contextmanager
def listening(post: Post) -> Iterator[Post]:
    """The server, on a port of its own, in a thread of its own, until the test is done."""
    loop = asyncio.new_event_loop()
    tls = post.tls if post.implicit else None
    server = loop.run_until_complete(loop.create_server(post.speak, "127.0.0.1", 0, ssl=tls))
    post.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield post
    finally:
        asyncio.run_coroutine_threadsafe(_close(server, post.spoken), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def hang_up(spoken: SMTP) -> None:
    """Without a word."""
    if isinstance(spoken.transport, asyncio.Transport):
        spoken.transport.abort()


async def _close(server: asyncio.Server, spoken: list[SMTP]) -> None:
    server.close()
    for each in spoken:
        hang_up(each)
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _ in range(20):                            # the loop's turns, in which it lets go of its sockets
        await asyncio.sleep(0)


@contextmanager
def silent() -> Iterator[int]:
    """A port where somebody picks up and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
