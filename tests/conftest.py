"""Options that all tests share."""

from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update-golden` writes what the tests get where they look for what they want: then read the difference."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected outputs of tests")


# ---- tiny books, and novels that are only built when asked for (tests/tiny.py) ----

from tiny import book, golden, lenient, once, sample  # noqa: E402, F401 - fixtures
from warm_press import warm_press  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    """Tests that set pages by themselves need not wait for WeasyPrint to load."""
    with warm_press():
        yield


# Markers of tests that are only run when asked for -> why (make corpora asks for both).
ASKED_FOR = {"corpora": "whole novels: run with -m corpora", "thorough": "every case of what is tested by some: run with -m thorough"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes is left out unless it is asked for."""
    for name, reason in ASKED_FOR.items():
        if name not in (config.getoption("-m") or ""):
            for item in items:
                if item.get_closest_marker(name):
                    item.add_marker(pytest.mark.skip(reason=reason))
