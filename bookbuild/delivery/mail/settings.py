"""The user's own config.toml -> the settings of this program. A fault in it names its line and the line to type.

It lies in `$XDG_CONFIG_HOME/bookbuild/`, or else in `~/.config/bookbuild/`, on a Mac too, and never in a book's folder: whoever
sends you a book must not be able to say where your mail goes. Passwords do not belong in it, and are refused.
"""

import os
import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path, PurePath

from bookbuild.manuscript.entries import Entries, toml_lines
from bookbuild.manuscript.reading import read_text
from bookbuild.problems import BookError, Problem

# RFC 8314 (2018) prefers 465, where TLS is spoken from the first byte; 587 is what most providers' help pages still name.
PORTS = {"tls": 465, "starttls": 587, "none": 25}
LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"      # of a name in the DNS (RFC 1123, 2.1)
SERVER = re.compile(rf"(?:{LABEL}\.)*{LABEL}|[0-9A-Fa-f:.]*::[0-9A-Fa-f:.]*")
ADDRESS = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:(?:{LABEL}\.)+{LABEL}|localhost)")
SECRET = re.compile(r"pass?w|pass(?:phrase)?$|pwd|secret|token", re.IGNORECASE)
OTHERS_MAY_READ = 0o044
RING = "bookbuild"                                 # under which name the system's keyring keeps passwords


@dataclass(frozen=True, slots=True)
class Account:
    """From whom mail goes, and by which server.

    `security` is "tls" (from the first byte), "starttls" (from the third line on) or, on this machine alone, "none".
    Without a `user` nobody logs in. `to` is where books go when nothing else is said.
    """

    sender: str
    server: str
    port: int
    security: str
    user: str | None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What `file`, which need not exist, says."""

    file: Path
    account: Account | None = None


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the settings are. A relative XDG_CONFIG_HOME counts as none (XDG Base Directory Specification 0.8)."""
    home = Path(environment.get("XDG_CONFIG_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".config") / "bookbuild" / "config.toml"


def read_settings(file: Path | None = None) -> Settings:
    """Read the settings. Raises BookError with all that is wrong with the file; a missing file is an empty one."""
    file = file or config_file()
    if not file.exists():
        return Settings(file)
    real = file.resolve()                          # the user's own: it may well be a link into a folder of dotfiles
    text, found = read_text(real, PurePath(real.name))
    problems = [replace(each, path=file) for each in found]
    values = _parsed(text, file, problems)
    entries = Entries(values, file, toml_lines(text), problems)
    _refuse_secrets(entries, file)
    account = _account(entries)
    entries.close()
    if problems:
        raise BookError(problems)
    return Settings(file, account)


def _parsed(text: str, file: Path, problems: list[Problem]) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"at line (\d+)", str(fault))
        at = int(line[1]) if line else max(1, text.rstrip().count("\n") + 1)
        problems.append(Problem("d-030", "these settings are not TOML", file, at, hint='a line looks like: from = "you@example.org"'))
        return {}


def _refuse_secrets(entries: Entries, file: Path) -> None:
    """A password in a file is copied with it: into backups, into a repository of dotfiles, onto the next machine."""
    for key in [key for key in entries.values if SECRET.search(key)]:
        entries.values.pop(key)                    # not to be looked at again, nor to be proposed for a mistyped key
        seen = ", and others on this machine can read the file: change the password" if _is_open(file) else ""
        user = next((each for name in ("user", "from") if isinstance(each := entries.values.get(name), str)), "you@example.org")
        line = f"delete the line, then type: {store_line(user)}"
        entries.fault("d-031", f"a password does not belong in this file{seen}", key, line)


def _is_open(file: Path) -> bool:
    return os.name == "posix" and bool(file.stat().st_mode & OTHERS_MAY_READ)


def _account(entries: Entries) -> Account | None:
    mail = entries.table("mail")
    if mail is None:
        return None
    _refuse_secrets(mail, Path(mail.path))
    sender, to, server = _address(mail, "from"), _address(mail, "to"), mail.text("server")
    if not mail.values.get("from"):
        mail.fault("d-032", "`mail` does not say from whom", "", 'from = "you@example.org"')
    if not mail.values.get("server"):
        mail.fault("d-032", "`mail` does not say by which server", "", 'server = "smtp.example.org"   (your provider’s help has its name)')
    elif server is not None and not SERVER.fullmatch(server):
        mail.fault("d-034", "`mail.server` is not the name of a server", "server", 'server = "smtp.example.org"')
    port, security = _way(mail, here := on_this_machine(server or ""))
    user = mail.text("user") or (None if here else sender)
    if user is not None and not (user.isascii() and user.isprintable()):
        mail.fault("d-034", "`mail.user` holds letters that mail servers do not take", "user", 'user = "you@example.org"')
    mail.close()
    return Account(sender or "", server or "", port, security, user, to)


def _address(mail: Entries, key: str) -> str | None:
    written = mail.text(key)
    if written is None or is_address(written):
        return written
    example = "someone@kindle.com" if key == "to" else "you@example.org"
    mail.fault("d-033", f"`mail.{key}` is not an e-mail address", key, f'{key} = "{example}"')
    return None


def _way(mail: Entries, here: bool) -> tuple[int, str]:  # noqa: FBT001 - whether the server is `here`
    """Port and security; each tells the other where only one is written."""
    port, security = mail.text("port"), mail.text("security")
    if port is not None and not (port.isdecimal() and len(port) < len("100000") and 0 < int(port) < 1 << 16):
        mail.fault("d-034", f"`mail.port`: {port[:20]} is not a port", "port", "port = 587")
        port = None
    if security is not None and security not in PORTS:
        mail.fault("d-034", "`mail.security` is neither tls nor starttls", "security", 'security = "starttls"')
        security = None
    if security == "none" and not here:
        mail.fault("d-034", "without encryption anybody on the way could read your password", "security", 'security = "starttls"')
    security = security or next((kind for kind, usual in PORTS.items() if port == str(usual) and kind != "none"), None)
    security = security or ("none" if here else "starttls")
    return int(port) if port else PORTS[security], security


def store_line(user: str) -> str:
    """What to type to store a password. Installed by pipx, bookbuild has the program keyring, but not on the PATH."""
    program = "keyring" if shutil.which("keyring") else f"{shlex.quote(sys.executable)} -m keyring"
    return f"{program} set {RING} {shlex.quote(user)}"


def is_address(text: str) -> bool:
    """An address as every mail server takes it: ASCII, with nothing around it."""
    return bool(ADDRESS.fullmatch(text))


def on_this_machine(server: str) -> bool:
    """Whether what is sent to it leaves the machine: a bridge of the provider's, or a mail server of one's own, does not."""
    try:
        return server.lower() == "localhost" or ip_address(server).is_loopback
    except ValueError:
        return False
