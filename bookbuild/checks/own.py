"""What our own rules find in a package -> Problems at the manuscript's lines."""

from collections.abc import Iterator
from pathlib import Path

from bookbuild.checks.package import PACKAGE_RULES, inspect
from bookbuild.checks.places import at_manuscript
from bookbuild.edition import Edition
from bookbuild.problems import Problem


def check_package(epub: Path, edition: Edition) -> Iterator[Problem]:
    """Every fault, where it was written if it was written by the author, else where it is in the package."""
    rules = {rule.code: rule for rule in PACKAGE_RULES}
    for fault in inspect(epub):
        rule = rules[fault.code]
        yield at_manuscript(fault.code, f"{rule.title}: {fault.what}", rule.severity, (fault.name, fault.line), edition)
