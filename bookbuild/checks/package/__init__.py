"""An EPUB -> the faults in it that EPUBCheck and Ace do not see, and those that a compiler of Markdown can make."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bookbuild.checks.package.opening import open_package
from bookbuild.checks.package.rules import PACKAGE_RULES
from bookbuild.checks.places import breaches
from bookbuild.edition import Edition
from bookbuild.problems import Problem

__all__ = ["PACKAGE_RULES", "Fault", "check_package", "inspect"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: by which rule, in which file of the package ("" for all of it), on which line (from 1), and what."""

    code: str
    name: str
    line: int | None
    what: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.name, self.line) if part)
        return f"{place}: {self.code}: {self.what}" if place else f"{self.code}: {self.what}"


def inspect(file: Path) -> Iterator[Fault]:
    """Every fault, rule by rule. A file that is no EPUB at all is a fault too: nothing is raised."""
    package = open_package(file)
    for rule in PACKAGE_RULES:
        for spot in rule.find(package):
            yield Fault(rule.code, spot.name, spot.line, spot.what)


def check_package(epub: Path, edition: Edition) -> Iterator[Problem]:
    """The same, told where the author wrote it, or else where it is in the package."""
    return breaches(PACKAGE_RULES, open_package(epub), edition)
