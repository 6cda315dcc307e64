"""A place in the package -> the manuscript's line that it was made from."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bookbuild.edition import Edition
from bookbuild.epub import LINES_ABOVE
from bookbuild.problems import Problem, Severity

if TYPE_CHECKING:
    from bookbuild.checks.package.contents import Find, Package
    from bookbuild.checks.rule import Rule


def breaches(rules: "Iterable[Rule[Find]]", package: "Package", edition: Edition | None) -> Iterator[Problem]:
    """Every spot that rules for packages find, rule by rule."""
    for rule in rules:
        for spot in rule.find(package):
            yield at_manuscript(rule.code, f"{rule.title}: {spot.what}", rule.severity, (spot.name, spot.line), edition)


def at_manuscript(code: str, message: str, severity: Severity, place: tuple[str, int | None], edition: Edition | None) -> Problem:
    """A finding at `place`, a file of the package and a line of it, told where the author can mend it.

    What no author wrote, or what is about all of the package, is told where it is; so is all where no `edition` is given.
    """
    inside, line = place
    document = next((each for each in (edition.documents if edition else ()) if each.name == PurePosixPath(inside).stem), None)
    if document is not None and document.path is not None:
        found = document.line(line - LINES_ABOVE) if line and line > LINES_ABOVE else None
        return Problem(code, message, document.path, found, severity=severity)
    where = f"{inside}:{line}" if line else inside
    return Problem(code, f"{message} (in the EPUB: {where})" if where else message, severity=severity)
