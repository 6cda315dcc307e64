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
    edition: Annotated[str | None, typer.Option(help=r"An \[edition.NAME] of book.toml.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes that set pages.", show_default="all cores")] = None,
    one_document: Annotated[bool, typer.Option("--one-document", help="Set the PDF in one piece: slower, for comparison.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002 - typer's way
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")] = False,  # noqa: FBT002
) -> None:
    """Make the EPUB and the PDF in dist/."""
    if only not in (None, "epub", "pdf"):
        raise typer.BadParameter(f"{only!r} is neither epub nor pdf", param_hint="--only")  # noqa: EM102, TRY003
    from bookbuild import report  # noqa: PLC0415
    from bookbuild.request import OUTPUTS, READER_ENDINGS, Request  # noqa: PLC0415

    if reader not in READER_ENDINGS:
        raise typer.BadParameter(f"{reader!r} is none of {', '.join(READER_ENDINGS)}", param_hint="--for")  # noqa: EM102, TRY003
    request = Request(folder, (only,) if only else OUTPUTS, edition, jobs, one_document, reader)
    with report.telling(as_json=as_json), report.progress(quiet=quiet or as_json) as say:
        built = request.recall()
        if built is None:
            from bookbuild.build import build as make  # noqa: PLC0415

            built = make(request, say)
    report.built(built, folder, as_json=as_json, quiet=quiet)


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
