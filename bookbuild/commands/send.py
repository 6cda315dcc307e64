"""`bookbuild send`: a book's folder -> the book on an e-reader, in a folder, or in somebody's post."""

import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bookbuild.commands import Edition, Jobs, Json, Quiet
from bookbuild.problems import megabytes

if TYPE_CHECKING:
    from bookbuild.delivery import Delivered, Target

DONE = {
    "new": "read back and compared", "replaced": "a new draft in the place of the last one, read back and compared",
    "same": "nothing to do: this very draft is there already",
}  # fmt: skip
WOULD = {"new": "would be new there", "replaced": "would take the place of the last draft", "same": DONE["same"]}
NOT_SENT = "Nothing was sent; the books on the device are as they were."


def send(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    where: Annotated[str | None, typer.Argument(help="kobo, kindle …, a folder, or a @kindle.com address.", show_default="any")] = None,
    folder: Annotated[Path | None, typer.Argument(help="The book's folder.", show_default="here")] = None,
    to: Annotated[str | None, typer.Option(metavar="DIR", help="A folder, or a device by where it is mounted.")] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="Which one, where several are plugged in.")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="By mail; without an address, to the one in your config.toml.")] = False,  # noqa: FBT002
    as_name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="What to call the file on the device.")] = None,
    edition: Edition = None,
    listed: Annotated[bool, typer.Option("--list", help="Only say which devices are there.")] = False,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Build, look at the device or the mail, and send nothing.")] = False,  # noqa: FBT002
    jobs: Jobs = None,
    as_json: Json = False,  # noqa: FBT002 - typer's way
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Put the book on an e-reader, whole or not at all."""
    from bookbuild import report  # noqa: PLC0415
    from bookbuild.commands import by_mail  # noqa: PLC0415

    if mail or by_mail.is_meant(where) or by_mail.is_meant(folder):
        if to or device or listed:
            raise typer.BadParameter("by mail, or onto a device: one of them", param_hint="--mail")  # noqa: EM101, TRY003
        from bookbuild.mailing import Letter  # noqa: PLC0415

        address, book = by_mail.addressed(where, folder)
        by_mail.by_mail(Letter(book, address, edition, jobs, as_name), rehearsed=dry_run, as_json=as_json, quiet=quiet)
        return
    where, folder = _in_order(where, folder)
    place, name = _asked(where, to, device)
    with report.telling(as_json=as_json, footer="" if listed else NOT_SENT):
        from bookbuild import sending  # noqa: PLC0415
        from bookbuild.delivery import deliver  # noqa: PLC0415

        if listed:
            _list(sending.targets(name), as_json=as_json)
            return
        target = sending.target_at(place) if place else _chosen(sending.likely(sending.targets(name)), ask=not as_json)
        with report.progress(quiet=quiet or as_json) as say:
            packed = sending.pack(sending.Wish(folder, edition, jobs, as_name), target, say)
        with report.bar(quiet=quiet or as_json) as told:
            sent = deliver(packed.parcel, target, told, rehearse=dry_run)
    _tell(sent, packed.built.title, () if dry_run else sending.goodbye(target), rehearsed=dry_run, as_json=as_json, quiet=quiet)


def _in_order(where: str | None, folder: Path | None) -> tuple[str | None, Path]:
    """`bookbuild send my-book` is meant as with every other command: it is the book, and not where to put one."""
    if where and folder is None and (Path(where, "manuscript").is_dir() or Path(where, "book.toml").is_file()):
        return None, Path(where)
    return where, folder or Path()


def _asked(where: str | None, to: str | None, device: str | None) -> tuple[str | None, str | None]:
    """(a place, a device's name), at most one of them. Raises BadParameter for two, and for what is neither."""
    if sum(each is not None for each in (where, to, device)) > 1:
        raise typer.BadParameter("say only once where to: kobo, --device or --to")  # noqa: EM101, TRY003
    if to or not where:
        return to, device
    from bookbuild.delivery.devices import NAMES  # noqa: PLC0415

    if where.lower() in NAMES:
        return None, where.lower()
    if "/" in where or Path(where).is_dir():
        return where, None
    near = difflib.get_close_matches(where.lower(), NAMES, 1)
    guess = f"; did you mean {near[0]}?" if near else ""
    raise typer.BadParameter(f"{where!r} is neither a folder nor one of {', '.join(NAMES)}{guess}", param_hint="WHERE")  # noqa: EM102, TRY003


def _chosen(found: "Sequence[Target]", *, ask: bool) -> "Target":
    """The one there is, or the one that is chosen. Raises BookError d-002 where nobody can be asked."""
    from bookbuild.sending import one_of  # noqa: PLC0415

    if len(found) == 1 or not ask or not sys.stdin.isatty() or not sys.stderr.isatty():
        return one_of(found)
    for number, target in enumerate(found, 1):
        typer.echo(f"{number}  {target.said}", err=True)
    answer = 0
    while answer not in range(1, len(found) + 1):
        answer = typer.prompt("Which one", type=int, err=True)
    return found[answer - 1]


def _list(found: "Sequence[Target]", *, as_json: bool) -> None:
    from bookbuild import report  # noqa: PLC0415

    if as_json:
        said = [{
            "device": each.device.name, "where": each.where, "folder": each.folder, "label": each.label, "reads": each.device.reads,
        } for each in found]  # fmt: skip
        typer.echo(json.dumps({"ok": True, "devices": said}, indent=2, ensure_ascii=False))
        return
    screen = report.console(sys.stdout)
    for each in found:
        into = f"into {each.folder}/" if each.folder else "into its top folder"
        screen.print(f"{each.device.name:11} {each.said}   {each.device.reads} {into}")


def _tell(sent: "Delivered", title: str, goodbye: Sequence[str], *, rehearsed: bool, as_json: bool, quiet: bool) -> None:
    from bookbuild import report  # noqa: PLC0415

    if as_json:
        typer.echo(json.dumps({
            "ok": True, "title": title, "device": sent.target.device.name, "where": sent.target.where, "path": sent.path, "done": sent.done,
            "bytes": sent.size, "rehearsed": rehearsed, "problems": [problem.said for problem in sent.problems],
        }, indent=2, ensure_ascii=False))  # fmt: skip
        return
    report.tell(sent.problems, sys.stderr)
    if quiet:
        return
    screen = report.console(sys.stdout)
    screen.print(title, style="bold")
    screen.print(f"{sent.target.said}   {sent.path}   {megabytes(sent.size)}")
    screen.print(f"       {(WOULD if rehearsed else DONE)[sent.done]}", style="dim")
    for line in goodbye:
        screen.print(line)
