"""The commands, one a module: parse, call, print. What takes time to load is loaded by the command that needs it.

Here is what several of them have in common.
"""

from pathlib import Path
from typing import Annotated

import typer


def book_of(folder: Path) -> Path:
    """The book's folder, of one in which a person may well be standing: `manuscript/` is a part of it."""
    here = folder.resolve()
    return folder / ".." if here.name == "manuscript" and (here / "book.toml").is_file() else folder


Folder = Annotated[Path, typer.Argument(help="The book's folder.", show_default="here", callback=book_of)]
Edition = Annotated[str | None, typer.Option(metavar="NAME", help=r"An \[edition.NAME] of book.toml.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes that set pages.", show_default="all cores")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
FAULT = 1                                          # exit status for a fault in the book; typer's own 2 is for wrong usage


def length(written: str | None, option: str) -> float | None:
    """A length in points. Raises BadParameter for what is none, and for a bare number: millimetres to one, points to another."""
    from bookbuild.lengths import points  # noqa: PLC0415

    if written is None:
        return None
    if (found := points(written)) is None:
        raise typer.BadParameter(f"{written!r} is not a length: a number and its unit, such as 0.1mm or 1/2in", param_hint=option)  # noqa: EM102, TRY003
    if found and written.rstrip()[-1].isdigit():
        raise typer.BadParameter(f"{written} of what? {option} {written.strip()}mm", param_hint=option)  # noqa: EM102, TRY003
    return found
