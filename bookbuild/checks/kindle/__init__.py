"""A finished EPUB -> what Amazon is known to refuse, spoil or frown at. Nobody but Amazon can say that it will take a book."""

from collections.abc import Iterator
from pathlib import Path

from bookbuild.checks.kindle.rules import KINDLE_RULES
from bookbuild.checks.package.opening import open_package
from bookbuild.checks.places import breaches
from bookbuild.edition import Edition
from bookbuild.problems import Problem

__all__ = ["KINDLE_RULES", "lint"]


def lint(epub: Path, edition: Edition | None = None) -> Iterator[Problem]:
    """Every finding, rule by rule; told at the manuscript's line where the `edition` that it was made from is given.

    Whatever the file is, nothing is raised.
    """
    return breaches(KINDLE_RULES, open_package(epub), edition)
