"""The command line: its commands, in the order in which a book needs them."""

import gc
from typing import Annotated

import typer

from bookbuild import __version__
from bookbuild.commands.build import build
from bookbuild.commands.check import check
from bookbuild.commands.cover import cover
from bookbuild.commands.doctor import doctor
from bookbuild.commands.new import new
from bookbuild.commands.proof import proof
from bookbuild.commands.send import send
from bookbuild.commands.shelf import shelf

HELP = {"help_option_names": ["-h", "--help"]}
COMMANDS = (new, build, check, proof, cover, send, shelf, doctor)
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich", context_settings=HELP)
for command in COMMANDS:
    app.command()(command)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"bookbuild {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,  # noqa: FBT002
) -> None:
    """A folder of Markdown becomes a validated EPUB and a typeset PDF."""


def main() -> None:
    """The console script. It lives for a second or a minute, and what it holds has no cycles worth looking for."""
    gc.set_threshold(50_000, 20, 20)
    app()
