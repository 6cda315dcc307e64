"""`bookbuild doctor`: this machine -> what it lacks for making books."""

import json

import typer

from bookbuild.commands import FAULT, Json


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
