"""HTML and sheets that are no book -> their PDF: cover wraps, what is stamped on the sheets of a proof.

Nothing in it is tagged: it is for paper, or lies beneath pages that are.
"""

from pathlib import Path
from typing import Any

from bookbuild.outputs import source_date
from bookbuild.press.layout import Case, heard
from bookbuild.stylesheet import Sheet


def write_broadside(case: Case, job: dict[str, Any], sheets: tuple[Sheet, ...]) -> dict[str, Any]:
    """Write it to the job's `out`. Gives how many pages there are, the characters no font has, and what was said."""
    laid = case.lay_out(job["html"], sheets, composer=False)
    if stamp := source_date():
        laid.document.metadata.created = laid.document.metadata.modified = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    with heard(laid.problems):
        laid.document.write_pdf(Path(job["out"]), pdf_identifier=bytes.fromhex(job["identifier"]))
    missing = "".join(sorted({chr(code) for font in laid.document.fonts.values() for code in font.missing}))
    return {"pages": len(laid.document.pages), "missing": missing, "problems": [problem.said for problem in laid.problems]}
