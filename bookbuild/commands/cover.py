"""`bookbuild cover`: a book's folder -> the cover for shops, or the wrap for a printer."""

from pathlib import Path
from typing import Annotated

import typer

from bookbuild.commands import Edition, Folder, Jobs, Json, Quiet, length


def cover(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    folder: Folder = Path(),
    wrap: Annotated[str | None, typer.Option(metavar="PRINTER", help="Back, spine and front for kdp, ingram, lulu or bod.")] = None,
    stock: Annotated[str | None, typer.Option(metavar="NAME", help="The printer's paper, for the spine: white, cream …")] = None,
    spine: Annotated[str | None, typer.Option(metavar="LENGTH", help="The spine's width, where you know it better: 12mm.")] = None,
    guides: Annotated[bool, typer.Option(help="A second file that shows where the wrap is cut and folded.")] = True,  # noqa: FBT002
    edition: Edition = None,
    jobs: Jobs = None,
    as_json: Json = False,  # noqa: FBT002 - typer's way
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Make the e-book's cover as a picture, or the cover of the printed book."""
    from bookbuild import report  # noqa: PLC0415

    if wrap is None and (stock or spine):
        raise typer.BadParameter("--stock and --spine go with --wrap")  # noqa: EM101, TRY003
    width = length(spine, "--spine")
    with report.telling(as_json=as_json, footer=report.NO_COVER), report.progress(quiet=quiet or as_json) as say:
        from bookbuild import covering  # noqa: PLC0415

        if wrap is not None:
            made = covering.cover_wrap(folder, covering.Wrapping(wrap, stock, width, guides), edition, jobs, say)
        else:
            made = covering.cover(folder, edition, say)
    report.proof(made, folder, as_json=as_json, quiet=quiet)
