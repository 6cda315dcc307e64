"""Options that all tests share."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update-golden` writes what the tests get where they look for what they want: then read the difference."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected outputs of tests")


# ---- tiny books, and novels that are only built when asked for (tests/tiny.py) ----

from tiny import book, golden, once, sample  # noqa: E402, F401 - fixtures


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker, for --strict-markers."""
    config.addinivalue_line("markers", "corpora: builds whole novels, for minutes; runs with -m corpora")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whole novels are left out unless they are asked for."""
    if "corpora" not in (config.getoption("-m") or ""):
        for item in items:
            if item.get_closest_marker("corpora"):
                item.add_marker(pytest.mark.skip(reason="whole novels: run with -m corpora"))
