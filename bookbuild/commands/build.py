"""`bookbuild build`: a book's folder -> its EPUB and PDF in dist/."""

from pathlib import Path
from typing import Annotated

import typer

from bookbuild.commands import Edition, Folder, Jobs, Json, Quiet


def build(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    folder: Folder = Path(),
    only: Annotated[str | None, typer.Option(help="epub or pdf.")] = None,
    reader: Annotated[str, typer.Option("--for", metavar="READER", help="An EPUB for kindle, kobo, apple, or generic.")] = "generic",
    edition: Edition = None,
    all_editions: Annotated[bool, typer.Option("--all-editions", help="The book, and each of its editions.")] = False,  # noqa: FBT002
    jobs: Jobs = None,
    one_document: Annotated[bool, typer.Option("--one-document", help="Set the PDF in one piece: slower, for comparison.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002 - typer's way
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Make the EPUB and the PDF in dist/."""
    if only not in (None, "epub", "pdf"):
        raise typer.BadParameter(f"{only!r} is neither epub nor pdf", param_hint="--only")  # noqa: EM102, TRY003
    from bookbuild import report  # noqa: PLC0415
    from bookbuild.request import OUTPUTS, READER_ENDINGS, Request  # noqa: PLC0415
    from bookbuild.workbench import tidy  # noqa: PLC0415

    if reader not in READER_ENDINGS:
        raise typer.BadParameter(f"{reader!r} is none of {', '.join(READER_ENDINGS)}", param_hint="--for")  # noqa: EM102, TRY003
    if all_editions:
        from bookbuild.manuscript import editions  # noqa: PLC0415

    names = (None, *editions(folder)) if all_editions else (edition,)
    requests = [Request(folder, (only,) if only else OUTPUTS, name, jobs, one_document, reader) for name in names]
    with report.telling(as_json=as_json), report.progress(quiet=quiet or as_json) as say:
        recalled = [request.recall() for request in requests]
        built = [each for each in recalled if each]
        if len(built) < len(requests):
            from bookbuild.build import build_all  # noqa: PLC0415

            built = build_all(requests, say)
        else:
            tidy(folder)
    report.built(built, folder, as_json=as_json, quiet=quiet)
