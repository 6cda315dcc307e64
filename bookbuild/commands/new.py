"""`bookbuild new`: a name and a kind -> a folder with a book that builds at once."""

import shlex
from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    kind: Annotated[str, typer.Option(help="novel, fan-fiction, non-fiction or poetry.")] = "novel",
) -> None:
    """Begin a book: a folder with a manuscript that builds at once."""
    from bookbuild.report import fail  # noqa: PLC0415
    from bookbuild.starter import KINDS, begin  # noqa: PLC0415

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="--kind")  # noqa: EM102, TRY003
    if problem := begin(folder, kind):
        fail((problem,), as_json=False, footer="")
    typer.echo(f"{folder} is ready: write in {folder / 'manuscript'}, then\n    bookbuild build {shlex.quote(str(folder))}")
