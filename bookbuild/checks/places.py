"""A place in the package -> the manuscript's line that it was made from."""

from pathlib import PurePosixPath

from bookbuild.edition import Edition
from bookbuild.epub import LINES_ABOVE
from bookbuild.problems import Problem, Severity


def at_manuscript(code: str, message: str, severity: Severity, place: tuple[str, int | None], edition: Edition) -> Problem:
    """A finding at `place`, a file of the package and a line of it, told where the author can mend it.

    What no author wrote, or what is about all of the package, is told where it is.
    """
    inside, line = place
    document = next((each for each in edition.documents if each.name == PurePosixPath(inside).stem), None)
    if document is not None and document.path is not None:
        found = document.line(line - LINES_ABOVE) if line and line > LINES_ABOVE else None
        return Problem(code, message, document.path, found, severity=severity)
    where = f"{inside}:{line}" if line else inside
    return Problem(code, f"{message} (in the EPUB: {where})" if where else message, severity=severity)
