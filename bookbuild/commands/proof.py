"""`bookbuild proof`: a book's folder -> pages to read, to mark up, to bind, or to send to an editor or a printer."""

from pathlib import Path
from typing import Annotated

import typer

from bookbuild.commands import Edition, Folder, Jobs, Json, Quiet


def proof(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    folder: Folder = Path(),
    edit: Annotated[bool, typer.Option("--edit", help="Double-spaced, with numbered lines and a wide margin, for the pencil.")] = False,  # noqa: FBT002
    manuscript: Annotated[bool, typer.Option("--manuscript", help="Standard manuscript format, for agents and editors.")] = False,  # noqa: FBT002
    booklet: Annotated[bool, typer.Option("--booklet", help="Two pages a side, to be folded once and stapled.")] = False,  # noqa: FBT002
    signatures: Annotated[int | None, typer.Option(metavar="PAGES", help="The same in signatures, to be sewn: 16, 32 …")] = None,
    marked: Annotated[str | None, typer.Option(metavar="SINCE", help="What is new since a git revision, a date, a folder.")] = None,
    print_ready: Annotated[str | None, typer.Option(metavar="PRINTER", help="The file a printer takes: kdp, ingram, lulu or bod.")] = None,
    paper: Annotated[str | None, typer.Option(metavar="NAME", help="a4, letter … for what you print yourself.")] = None,
    creep: Annotated[str | None, typer.Option(metavar="LENGTH", help="How much each sheet inside another sticks out: 0.1mm.")] = None,
    marks: Annotated[bool, typer.Option("--marks", help="Marks for folding, gathering and sewing.")] = False,  # noqa: FBT002
    classic: Annotated[bool, typer.Option("--classic", help="A manuscript in Courier, underlined.")] = False,  # noqa: FBT002
    bleed: Annotated[bool, typer.Option("--bleed", help="For a printer: something runs off the page.")] = False,  # noqa: FBT002
    edition: Edition = None,
    explain: Annotated[str | None, typer.Option(metavar="PRINTER", help="Show a printer's rules, and where they are from.")] = None,
    jobs: Jobs = None,
    as_json: Json = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Print proofs: to read, to mark up, to bind, to send to an editor or a printer."""
    from bookbuild import report  # noqa: PLC0415

    if explain:
        report.printer(explain)
        return
    from bookbuild.proving import Wish, prove  # noqa: PLC0415

    asked = {
        "edit": edit, "manuscript": manuscript, "booklet": booklet, "signatures": signatures, "marked": marked, "print-ready": print_ready,
    }  # fmt: skip
    kinds = [kind for kind, wanted in asked.items() if wanted] or ["reading"]
    if len(kinds) > 1:
        raise typer.BadParameter(f"one proof at a time: {' or '.join(f'--{kind}' for kind in kinds)}")  # noqa: EM102, TRY003
    wish = Wish(
        folder, kinds[0], edition, paper, jobs, pages=signatures, since=marked, printer=print_ready, creep=_length(creep, "--creep"),
        marks=marks, classic=classic, bleed=bleed,
    )  # fmt: skip
    with report.telling(as_json=as_json, footer=report.NO_PROOF), report.progress(quiet=quiet or as_json) as say:
        made = prove(wish, say)
    report.proof(made, folder, as_json=as_json, quiet=quiet)


def _length(written: str | None, option: str) -> float:
    """In points. Raises BadParameter for what is no length."""
    from bookbuild.lengths import points  # noqa: PLC0415

    if written is None:
        return 0.0
    if (found := points(written)) is None:
        raise typer.BadParameter(f"{written!r} is not a length such as 0.1mm", param_hint=option)  # noqa: EM102, TRY003
    return found
