"""A finished PDF, and what a printer demands of it -> a line for every check, passed or failed, with what was measured.

The judge reads the file and nothing else: not the book it was made of, nor what its maker says of it, but for what its pictures
are called. What cannot be judged with free programs (PDF/X) is said to be so.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdfium2 import PdfiumError

from bookbuild.prepress.preflight.demands import Demands, Expected
from bookbuild.prepress.preflight.evidence import Check, Evidence
from bookbuild.prepress.preflight.judging_file import judge_file
from bookbuild.prepress.preflight.judging_ink import judge_ink
from bookbuild.prepress.preflight.judging_pages import judge_pages
from bookbuild.prepress.printers import Printer
from bookbuild.prepress.shown import Shown
from bookbuild.problems import many

# What the readers of a broken file raise.
UNREADABLE = (PyPdfError, PdfiumError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error)
JUDGES: tuple[Callable[[Evidence, Demands], Iterator[Check]], ...] = (judge_pages, judge_ink, judge_file)


@dataclass(frozen=True, slots=True)
class Preflight:
    """Every check of one file. `printer` is what he calls himself."""

    printer: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[Check, ...]:
        """Those that did."""
        return tuple(check for check in self.checks if check.passed is False)

    @property
    def verdict(self) -> str:
        """All of it in a sentence. No free program can say that a file is PDF/X, and so it is not said."""
        passed, failed = (sum(check.passed is wanted for check in self.checks) for wanted in (True, False))
        if failed:
            return f"{many(failed, 'check')} failed, {passed} passed: this file is not ready for {self.printer}."
        return f"All {many(passed, 'check')} passed. What {self.printer} thinks of the file only it can say: order one copy first."


def preflight(pdf: Path, printer: Printer, expected: Expected, shown: Iterable[Shown] = ()) -> Preflight:
    """Look at a file. One that cannot be opened fails, and is not looked at further.

    `shown` are the pictures of the book, in order, so that those of the file can be called by their names.
    """
    try:
        reader = PdfReader(pdf)
        locked = reader.is_encrypted and not reader.decrypt("")
        evidence = None if locked else Evidence.of(pdf, reader, shown)
    except DependencyError:                        # a cipher for which pypdf wants a library of its own
        evidence = None
    except UNREADABLE as error:
        return Preflight(printer.title, (Check.broken("opens", f"{type(error).__name__}: {error}", "a whole PDF", "make the file anew"),))
    if evidence is None:
        return Preflight(printer.title, (Check.broken("security", "locked with a password", "none", "save it without a password"),))
    demands = Demands.of(printer, expected, len(evidence.seen))
    checks = [check for each in JUDGES for check in each(evidence, demands)]
    return Preflight(printer.title, tuple(replace(each, source=demands.sources.get(each.name, "")) for each in checks))
