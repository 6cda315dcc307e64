"""A finished EPUB -> what Amazon is known to refuse, spoil or frown at. Nobody but Amazon can say that it will take a book."""

from collections.abc import Iterator
from pathlib import Path

from bookbuild.checks.kindle.rules import KINDLE_RULES
from bookbuild.checks.package.contents import Find, Spot
from bookbuild.checks.package.opening import open_package
from bookbuild.checks.places import at_manuscript
from bookbuild.checks.rule import Rule
from bookbuild.edition import Edition
from bookbuild.problems import Problem

__all__ = ["KINDLE_RULES", "lint"]


def lint(epub: Path, edition: Edition | None = None) -> Iterator[Problem]:
    """Every finding, rule by rule; told at the manuscript's line where the `edition` that it was made from is given.

    Whatever the file is, nothing is raised.
    """
    package = open_package(epub)
    for rule in KINDLE_RULES:
        for spot in rule.find(package):
            yield _problem(rule, spot, edition)


def _problem(rule: Rule[Find], spot: Spot, edition: Edition | None) -> Problem:
    message = f"{rule.title}: {spot.what}"
    if edition:
        return at_manuscript(rule.code, message, rule.severity, (spot.name, spot.line), edition)
    where = ":".join(str(part) for part in (spot.name, spot.line) if part)
    return Problem(rule.code, f"{message} (in the EPUB: {where})" if where else message, severity=rule.severity)
