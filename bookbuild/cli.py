"""The commands: parse, call, print. What takes time to load is loaded by the command that needs it."""

import gc
import json
from pathlib import Path
from typing import Annotated

import typer

from bookbuild import __version__

HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich", context_settings=HELP)
Folder = Annotated[Path, typer.Argument(help="The book's folder.", show_default="here")]
Edition = Annotated[str | None, typer.Option(metavar="NAME", help=r"An \[edition.NAME] of book.toml.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes that set pages.", show_default="all cores")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
FAULT = 1                                          # exit status for a fault in the book; typer's own 2 is for wrong usage


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"bookbuild {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,  # noqa: FBT002
) -> None:
    """A folder of Markdown becomes a validated EPUB and a typeset PDF."""


@app.command()
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
    typer.echo(f"{folder} is ready: write in {folder / 'manuscript'}, then\n    bookbuild build {folder}")


@app.command()
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
    report.built(built, folder, as_json=as_json, quiet=quiet)


@app.command()
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


@app.command()
def check(
    folder: Folder = Path(),
    pages: Annotated[bool, typer.Option("--pages", help="Only set the pages, and list what a typesetter would mend on them.")] = False,  # noqa: FBT002
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
        findings = check_pages(folder, say) if pages else look_over(folder, say)
    report.findings(findings, as_json=as_json)


@app.command()
def doctor(as_json: Json = False) -> None:  # noqa: FBT002
    """Say what this machine lacks for making books, and the line that mends it."""
    from bookbuild.doctor import examine  # noqa: PLC0415

    results = examine()
    if as_json:
        typer.echo(json.dumps([{"name": each.name, "ok": each.ok, "found": each.found, "mend": each.mend} for each in results], indent=2))
    else:
        for each in results:
            typer.echo(f"{'ok     ' if each.ok else 'MISSING' if each.needed else 'advice '} {each.name}: {each.found}")
            if not each.ok and each.mend:
                typer.echo(f"        {each.mend}")
    raise typer.Exit(FAULT if any(each.needed and not each.ok for each in results) else 0)


def main() -> None:
    """The console script. It lives for a second or a minute, and what it holds has no cycles worth looking for."""
    gc.set_threshold(50_000, 20, 20)
    app()
