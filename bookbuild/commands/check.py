"""`bookbuild check`: a book's folder -> what a copy-editor, a shop and a typesetter would say of it."""

from pathlib import Path
from typing import Annotated

import typer

from bookbuild.commands import Edition, Folder, Json


def check(
    folder: Folder = Path(),
    pages: Annotated[bool, typer.Option("--pages", help="Only set the pages, and list what a typesetter would mend on them.")] = False,  # noqa: FBT002
    edition: Edition = None,
    explain: Annotated[str | None, typer.Option(metavar="CODE", help="Say what a rule is about, and why.")] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Look the manuscript and the EPUB over; every finding names its manuscript line."""
    from bookbuild import report  # noqa: PLC0415

    if rules or explain:
        report.rules(explain)
        return
    from bookbuild.checking import check as look_over  # noqa: PLC0415
    from bookbuild.checking import check_pages  # noqa: PLC0415

    with report.telling(as_json=as_json, footer="There is nothing more to look at yet."), report.progress(quiet=as_json) as say:
        findings = (check_pages if pages else look_over)(folder, say, edition)
    report.findings(findings, as_json=as_json)
