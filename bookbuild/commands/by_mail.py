"""`bookbuild send --mail`: a book's folder and an address -> the book in somebody's mail box, or what would be sent."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bookbuild.problems import megabytes

if TYPE_CHECKING:
    from bookbuild.mailing import Letter, Mailed


def is_meant(where: str | Path | None) -> bool:
    """Whether what was typed where a device is named is an address."""
    return where is not None and "@" in str(where) and "/" not in str(where) and not Path(where).exists()


def addressed(where: str | None, folder: Path | None) -> tuple[str | None, Path]:
    """(address, the book's folder), in whatever order they were typed. Raises BadParameter for a word that is neither."""
    words = [word for word in (where, str(folder) if folder else None) if word]
    addresses = [word for word in words if is_meant(word)]
    folders = [word for word in words if word not in addresses]
    if len(addresses) > 1 or len(folders) > 1:
        raise typer.BadParameter("one address and one book at a time")  # noqa: EM101, TRY003
    if folders and not Path(folders[0]).is_dir():
        raise typer.BadParameter(f"{folders[0]!r} is neither an address nor the folder of a book", param_hint="WHERE")  # noqa: EM102, TRY003
    return (addresses[0] if addresses else None), Path(folders[0] if folders else "")


def by_mail(letter: "Letter", *, rehearsed: bool, as_json: bool, quiet: bool) -> None:
    """Send it, and tell."""
    from bookbuild import report  # noqa: PLC0415

    with report.telling(as_json=as_json, footer=""):
        from bookbuild.mailing import mail  # noqa: PLC0415

        with report.progress(quiet=quiet or as_json) as say:
            mailed = mail(letter, say, rehearse=rehearsed)
    if as_json:
        typer.echo(json.dumps(_as_data(mailed), indent=2, ensure_ascii=False))
        return
    report.tell(mailed.problems, sys.stderr)
    if quiet:
        return
    screen = report.console(sys.stdout)
    screen.print(mailed.title, style="bold")
    if mailed.sent:
        screen.print(f"{mailed.to}   {', '.join(mailed.sent.attached)}   {megabytes(mailed.sent.size)}")
        screen.print(f"       {mailed.server} has taken it", style="dim")
    else:
        screen.print(f"       not sent; this is what {mailed.server} would get", style="dim")
        screen.print(f"{mailed.shown}\n" if mailed.remarks else mailed.shown)
    for line in mailed.remarks:
        screen.print(line)


def _as_data(mailed: "Mailed") -> dict[str, object]:
    sent = mailed.sent
    return {
        "ok": True, "title": mailed.title, "to": mailed.to, "server": mailed.server, "rehearsed": sent is None,
        "attached": sent and sent.attached, "bytes": sent and sent.size, "message": mailed.shown, "remarks": mailed.remarks,
        "problems": [problem.said for problem in mailed.problems],
    }  # fmt: skip
