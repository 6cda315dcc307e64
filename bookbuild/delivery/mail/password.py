"""An account -> its password, from the environment or the system's keyring; it is printed and written nowhere."""

import os
from collections.abc import Mapping

from bookbuild.delivery.mail.settings import RING, Account, store_line
from bookbuild.problems import BookError, Problem

VARIABLE = "BOOKBUILD_SMTP_PASSWORD"
# `read` so that the password is neither on the screen nor in the shell's history; bash and zsh.
BY_HAND = f"read -rs {VARIABLE} && export {VARIABLE}   (then type the password, which is not shown, press Enter, and send again)"


def password_of(account: Account, environment: Mapping[str, str] = os.environ) -> str | None:
    """The password to log in with; none where nobody logs in.

    Raises BookError where none is stored, or it holds something that cannot be sent.
    """
    if account.user is None:
        return None
    if password := environment.get(VARIABLE):
        return _sendable(password)
    try:
        import keyring  # noqa: PLC0415 - it looks for the system's keyring, which takes a while

        password = keyring.get_password(RING, account.user)
        there_is_one = True
    except Exception:  # noqa: BLE001 - a keyring may be locked, absent or broken, in as many ways as there are desktops
        there_is_one = False
    if not password:
        raise BookError([_not_stored(account.user, there_is_one)])
    return _sendable(password)


def _not_stored(user: str, in_keyring: bool) -> Problem:  # noqa: FBT001 - whether one could be
    if in_keyring:
        hint = f"{store_line(user)}\n    or, until this terminal is closed: {BY_HAND}"
        return Problem("d-035", f"the password of {user} is not stored yet", hint=hint)
    return Problem("d-035", f"there is no password for {user}, and this machine’s keyring cannot be opened", hint=BY_HAND)


def _sendable(password: str) -> str:
    """Line ends are of the shell's making. Python's smtplib speaks ASCII here, and would show the password in its complaint."""
    password = password.strip("\r\n")
    if not password.isascii() or not password:
        hint = "make a password for programs in your provider’s settings (an app password): those are plain letters"
        raise BookError([Problem("d-036", "the password holds letters that mail servers do not take", hint=hint)])
    return password
