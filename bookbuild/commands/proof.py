"""`bookbuild proof`: a book's folder -> pages to read, to mark up, to bind, or to send to an editor or a printer."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bookbuild.commands import Edition, Folder, Jobs, Json, Quiet, length

if TYPE_CHECKING:
    from bookbuild.proving import Kind

# Options that only some kinds of proofs know -> the options that choose those.
BELONGS = {
    "--classic": ("--manuscript",), "--creep": ("--booklet", "--signatures"), "--marks": ("--booklet", "--signatures"),
    "--stock": ("--print-ready",), "--bleed": ("--print-ready",), "--colour": ("--print-ready",),
}  # fmt: skip
NOT_FOR_PAPER = "--paper is for what you print yourself: leave it out; a printer’s own paper is --stock"


def proof(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    folder: Folder = Path(),
    edit: Annotated[bool, typer.Option("--edit", help="Double-spaced, with numbered lines and a wide margin, for the pencil.")] = False,  # noqa: FBT002
    manuscript: Annotated[bool, typer.Option("--manuscript", help="Standard manuscript format, for agents and editors.")] = False,  # noqa: FBT002
    booklet: Annotated[bool, typer.Option("--booklet", help="Two pages a side, to be folded once and stapled.")] = False,  # noqa: FBT002
    signatures: Annotated[int | None, typer.Option(metavar="PAGES", help="The same in signatures, to be sewn: 16, 32 …")] = None,
    marked: Annotated[str | None, typer.Option(metavar="SINCE", help="What is new since a git revision, a day, or a folder.")] = None,
    print_ready: Annotated[str | None, typer.Option(metavar="PRINTER", help="The file a printer takes: kdp, ingram, lulu or bod.")] = None,
    paper: Annotated[str | None, typer.Option(metavar="NAME", help="a4, letter … for what you print yourself.")] = None,
    classic: Annotated[bool, typer.Option("--classic", help="A manuscript in Courier, underlined.")] = False,  # noqa: FBT002
    creep: Annotated[str | None, typer.Option(metavar="LENGTH", help="How much each sheet inside another sticks out: 0.1mm.")] = None,
    marks: Annotated[bool, typer.Option("--marks", help="Marks for folding, gathering and sewing.")] = False,  # noqa: FBT002
    stock: Annotated[str | None, typer.Option(metavar="NAME", help="The printer's paper: white, cream …")] = None,
    bleed: Annotated[bool, typer.Option("--bleed", help="For a printer: something runs off the page.")] = False,  # noqa: FBT002
    colour: Annotated[bool, typer.Option("--colour", "--color", help="For a printer: the pages are printed in colour.")] = False,  # noqa: FBT002
    explain: Annotated[str | None, typer.Option(metavar="PRINTER", help="Show a printer's rules, and where they are from.")] = None,
    edition: Edition = None,
    jobs: Jobs = None,
    as_json: Json = False,  # noqa: FBT002 - typer's way
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Print proofs: to read, to mark up, to bind, to send to an editor or a printer."""
    from bookbuild import report  # noqa: PLC0415

    with report.telling(as_json=as_json, footer=report.NO_PROOF):
        if explain is not None:
            report.printer(explain, as_json=as_json)
            return
        from bookbuild.proving import Editing, Folded, Marked, PrintReady, Reading, Submission, prove  # noqa: PLC0415

        made_by: dict[str, Kind | None] = {
            "--edit": Editing(paper) if edit else None,
            "--manuscript": Submission(paper, classic) if manuscript else None,
            "--booklet": Folded(paper, None, length(creep, "--creep") or 0.0, marks) if booklet else None,
            "--signatures": Folded(paper, signatures, length(creep, "--creep") or 0.0, marks) if signatures is not None else None,
            "--marked": Marked(marked, paper) if marked is not None else None,
            "--print-ready": PrintReady(print_ready, stock, bleed, colour) if print_ready is not None else None,
        }
        given = {"--classic": classic, "--creep": creep, "--marks": marks, "--stock": stock, "--bleed": bleed, "--colour": colour}
        kind = _only(made_by, given) or Reading(paper)
        if paper and isinstance(kind, PrintReady):
            raise typer.BadParameter(NOT_FOR_PAPER)
        with report.progress(quiet=quiet or as_json) as say:
            made = prove(folder, kind, edition, jobs, say)
    report.proof(made, folder, as_json=as_json, quiet=quiet)


def _only(made_by: "dict[str, Kind | None]", given: Mapping[str, object]) -> "Kind | None":
    """The one kind that was asked for. Raises BadParameter for two of them, and for options that it does not know."""
    asked = [option for option, kind in made_by.items() if kind]
    if len(asked) > 1:
        raise typer.BadParameter(f"one proof at a time: {' or '.join(asked)}")  # noqa: EM102, TRY003
    strange = [option for option, value in given.items() if value and not set(asked) & set(BELONGS[option])]
    if strange:
        raise typer.BadParameter(f"{strange[0]} goes with {' or '.join(BELONGS[strange[0]])}")  # noqa: EM102, TRY003
    return made_by[asked[0]] if asked else None
