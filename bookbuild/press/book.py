"""The HTML of a whole book -> its PDF, set by WeasyPrint in one piece.

For themes that ask for the whole book at once, and the oracle for what is bound of sheaves: slow, and right.
"""

from pathlib import Path
from typing import Any

from bookbuild.kept import Kept
from bookbuild.outputs import source_date
from bookbuild.press.drawing import SCALE
from bookbuild.press.finishing import finish
from bookbuild.press.ink import inked
from bookbuild.press.layout import Case, heard
from bookbuild.press.sheaf import page_labels
from bookbuild.press.starts import starts
from bookbuild.stylesheet import Sheet


def write_book(case: Case, job: dict[str, Any], sheets: tuple[Sheet, ...], kept: Kept | None = None) -> dict[str, Any]:
    """Write the book to the job's `out`. Gives each page's place in the text, their size in points, and what was said."""
    laid = case.lay_out(job["html"], sheets, composer=job["composer"])
    document = laid.document
    if stamp := source_date():
        document.metadata.created = document.metadata.modified = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    start = next((index for index, page in enumerate(document.pages) if job["body"] in page.anchors), 0)
    with heard(laid.problems), inked(job["ink"], kept, laid.problems):
        document.write_pdf(
            Path(job["out"]), finisher=lambda _, pdf: finish(pdf, page_labels(start)), pdf_variant="pdf/ua-1",
            pdf_identifier=bytes.fromhex(job["identifier"]), pdf_tags=True,
        )  # fmt: skip
    first = document.pages[0]
    missing = "".join(sorted({chr(code) for font in document.fonts.values() for code in font.missing}))
    begins, flaws = zip(*starts(laid), strict=True)
    return {
        "starts": begins, "flaws": flaws, "composed": laid.composed,
        "body": start, "box": [first.width * SCALE, first.height * SCALE], "missing": missing,
        "problems": [problem.said for problem in laid.problems],
    }  # fmt: skip
