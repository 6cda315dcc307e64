"""The user's own config.toml: where it is, what may stand in it, and that every fault names its line and what to type."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookbuild.delivery.mail.settings import Account, Settings, config_file, read_settings
from bookbuild.problems import BookError, Problem

WHOLE = """[mail]
from = "ann@example.org"
server = "smtp.example.org"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(config: Path, text: str) -> Account:
    config.write_text(text, "utf-8")
    account = read_settings(config).account
    assert account is not None
    return account


def faults(config: Path, text: str) -> list[str]:
    """`3: d-034: what is wrong | the line to type`."""
    config.write_text(text, "utf-8")
    with pytest.raises(BookError) as caught:
        read_settings(config)
    assert all(problem.path == config for problem in caught.value.problems)
    return [f"{problem.line}: {problem.code}: {problem.message} | {problem.hint}" for problem in caught.value.problems]


def test_little_is_needed(config: Path) -> None:
    assert read(config, WHOLE) == Account("ann@example.org", "smtp.example.org", 587, "starttls", "ann@example.org")
    assert read(config, f'{WHOLE}to = "a@kindle.com"\nuser = "ann"\nport = 465\n') == Account(
        "ann@example.org", "smtp.example.org", 465, "tls", "ann", "a@kindle.com",
    )  # fmt: skip


@pytest.mark.parametrize(("written", "port", "security"), [
    ("", 587, "starttls"), ('security = "tls"', 465, "tls"), ("port = 465", 465, "tls"), ("port = 2525", 2525, "starttls"),
    ('port = 2525\nsecurity = "tls"', 2525, "tls"), ("port = 25", 25, "starttls"),
])  # fmt: skip
def test_port_and_security_tell_each_other(written: str, port: int, security: str, config: Path) -> None:
    account = read(config, WHOLE + written)
    assert (account.port, account.security) == (port, security)


@pytest.mark.parametrize("server", ["localhost", "127.0.0.1", "::1", "127.1.2.3"])
def test_only_on_this_machine_may_mail_go_in_the_clear(server: str, config: Path) -> None:
    account = read(config, f'[mail]\nfrom = "ann@localhost"\nserver = "{server}"\n')
    assert (account.security, account.user, account.port) == ("none", None, 25)
    elsewhere = f'[mail]\nfrom = "ann@example.org"\nserver = "{server.replace("1", "9")}.example.org"\nsecurity = "none"\n'
    assert "anybody on the way" in "".join(faults(config, elsewhere)) or server == "::1"


def test_no_file_is_no_account(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings(tmp_path / "none.toml", None)


@pytest.mark.parametrize(("text", "said"), [
    ("[mail\n", '1: d-030: these settings are not TOML | a line looks like: from = "you@example.org"'),
    ('[mail]\nserver = "s.example.org"\n', '1: d-032: `mail` does not say from whom | from = "you@example.org"'),
    ('[mail]\nfrom = "ann@example.org"\n', '1: d-032: `mail` does not say by which server | server = "smtp.example.org"'),
    (f'{WHOLE}to = "someone"\n', '4: d-033: `mail.to` is not an e-mail address | to = "someone@kindle.com"'),
    (WHOLE.replace("smtp.example.org", "smtp://x"), '3: d-034: `mail.server` is not the name of a server | server = "smtp.example.org"'),
    (f"{WHOLE}port = 99999\n", "4: d-034: `mail.port`: 99999 is not a port | port = 587"),
    (f'{WHOLE}port = "²"\n', "4: d-034: `mail.port`: ² is not a port | port = 587"),
    (f'{WHOLE}security = "ssl"\n', '4: d-034: `mail.security` is neither tls nor starttls | security = "starttls"'),
    (f'{WHOLE}security = "none"\n', '4: d-034: without encryption anybody on the way could read your password | security = "starttls"'),
    (f'{WHOLE}user = "änn"\n', '4: d-034: `mail.user` holds letters that mail servers do not take | user = "you@example.org"'),
    (f'{WHOLE}too = "x"\n', "4: b-002: unknown key `mail.too` | did you mean `to`?"),
    (f'{WHOLE}to = ["a@b.org"]\n', '4: b-003: `mail.to` should be a text in quotes, as in `key = "…"` | None'),
    ('mail = "x"\n', "1: b-003: `mail` should be a table, as in `[mail]` | None"),
])  # fmt: skip
def test_every_fault_names_its_line_and_what_to_type(text: str, said: str, config: Path) -> None:
    [found] = faults(config, text)
    assert found.startswith(said)


def test_all_faults_are_told_at_once(config: Path) -> None:
    assert len(faults(config, '[mail]\nfrom = "a"\nserver = "b c"\nport = 0\nx = 1\n')) == 4


@pytest.mark.parametrize("line", [
    'password = "hunter2"', 'pasword = "hunter2"', 'smtp-secret = "hunter2"', "passwd = ['hunter2']", "PASS = 'hunter2'",
])  # fmt: skip
def test_a_password_in_the_file_is_refused_and_not_repeated(line: str, config: Path) -> None:
    for text in (f"{WHOLE}{line}\n", f"{line}\n{WHOLE}"):
        config.touch()
        config.chmod(0o600)
        [found] = faults(config, text)
        assert "d-031: a password does not belong in this file |" in found
        assert "set bookbuild" in found
        assert "hunter2" not in found
        config.chmod(0o644)
        [found] = faults(config, text)
        assert "others on this machine can read the file: change the password" in found


def test_a_file_that_is_no_text_is_told(config: Path) -> None:
    config.write_bytes(b'[mail]\nfrom = "\xe9"\n')
    with pytest.raises(BookError, match="not UTF-8"):
        read_settings(config)


def test_the_file_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    usual = tmp_path / "home" / ".config" / "bookbuild" / "config.toml"
    assert config_file({}) == config_file({"XDG_CONFIG_HOME": ""}) == usual
    assert config_file({"XDG_CONFIG_HOME": "."}) == usual                  # a relative one would be the book's folder
    assert config_file({"XDG_CONFIG_HOME": str(tmp_path)}) == tmp_path / "bookbuild" / "config.toml"


VALUES = st.one_of(
    st.text(max_size=12), st.integers(), st.booleans(), st.floats(), st.lists(st.text(max_size=3), max_size=2),
    st.sampled_from(["ann@example.org", "smtp.example.org", "localhost", "tls", "starttls", "none", 465, "465"]),
)  # fmt: skip
KEYS = st.sampled_from(["from", "to", "server", "port", "security", "user", "password", "form", "x"])


def toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return str(value).lower()


def outcome(config: Path) -> tuple[Account | None, tuple[Problem, ...]]:
    """The account, or what is wrong."""
    try:
        return read_settings(config).account, ()
    except BookError as error:
        return None, error.problems


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.dictionaries(KEYS, VALUES))
def test_whatever_stands_there_is_an_account_that_can_be_used_or_a_fault(table: dict[str, object], config: Path) -> None:
    config.write_text("[mail]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in table.items()), "utf-8")
    account, problems = outcome(config)
    assert all(problem.path == config and problem.line for problem in problems)
    assert (account is None) == bool(problems)
    if account is None:
        return
    assert "password" not in table
    assert "@" in account.sender
    assert account.server
    assert 0 < account.port < 65536
    assert account.security in {"tls", "starttls"} or account.server == "localhost" or account.server.startswith(("127.", "::1"))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_whatever_the_file_is_it_is_read_or_told(text: str, config: Path) -> None:
    config.write_text(text, "utf-8")
    account, problems = outcome(config)
    assert problems or account is None or "mail" in tomllib.loads(text)
