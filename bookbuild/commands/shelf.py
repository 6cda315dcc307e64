"""`bookbuild shelf`: folders of books -> a shelf on the home network, until Ctrl-C."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bookbuild.commands import Json, Quiet

if TYPE_CHECKING:
    from bookbuild.problems import Problem
    from bookbuild.shelf.catalogue import Catalogue
    from bookbuild.shelf.opening import Standing

CLOSED = "There is no shelf."


def shelf(  # noqa: PLR0913, PLR0917 - typer makes an option of each
    folders: Annotated[list[Path] | None, typer.Argument(help="Books' folders, or one with books in it.", show_default="here")] = None,
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The address to stand at.", show_default="the home network's")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to stand at.")] = 8040,
    watch: Annotated[bool, typer.Option("--watch", help="Build again when a manuscript changes.")] = False,  # noqa: FBT002
    as_is: Annotated[bool, typer.Option("--as-is", help="Build nothing: only what is in dist/ already.")] = False,  # noqa: FBT002
    list_only: Annotated[bool, typer.Option("--list", help="Only say what would be on the shelf.")] = False,  # noqa: FBT002
    open_path: Annotated[bool, typer.Option("--open-path", help="No secret in the address: for everybody in the house.")] = False,  # noqa: FBT002
    new_path: Annotated[bool, typer.Option("--new-path", help="A new secret: addresses given away no longer work.")] = False,  # noqa: FBT002
    no_announce: Annotated[bool, typer.Option("--no-announce", help="Do not announce the shelf on the network.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Put books where e-readers and telephones in the house can fetch them."""
    for one, other in (("--open-path", open_path and new_path and "--new-path"), ("--as-is", as_is and watch and "--watch")):
        if other:
            raise typer.BadParameter(f"{one} or {other}, not both")  # noqa: EM102, TRY003
    from bookbuild import report  # noqa: PLC0415
    from bookbuild.shelf.opening import Place, keep_open, stand, stocked  # noqa: PLC0415
    from bookbuild.shelf.stocking import prints  # noqa: PLC0415

    with report.telling(as_json=as_json, footer=CLOSED):
        books = _books_in(folders or [Path()])
        watched = prints(books) if watch else None     # before anything is built of it
        problems = () if as_is or list_only else _stock(books, silent=quiet or as_json)
        catalogue = stocked(books, problems)
        if list_only:
            _tell_list(catalogue, as_json=as_json)
            return
        standing = stand(books, Place(host, port, open_path, new_path, not no_announce), _say(silent=quiet or as_json))
    _tell_open(standing, catalogue, (*problems, *catalogue.problems), as_json=as_json, quiet=quiet)
    with suppress(KeyboardInterrupt):
        keep_open(standing, lambda problems: report.tell(problems, sys.stderr), watched)
    if not (as_json or quiet):
        typer.echo("\nThe shelf is closed.")


def _books_in(folders: list[Path]) -> tuple[Path, ...]:
    """The folders with books. Raises BookError for one that has none, nor is one."""
    from bookbuild.problems import BookError  # noqa: PLC0415
    from bookbuild.shelf.catalogue import book_folders  # noqa: PLC0415

    books, faults = book_folders(folders)
    if faults:
        raise BookError(faults)
    return books


def _stock(books: Sequence[Path], *, silent: bool) -> "tuple[Problem, ...]":
    """Build what is missing; gives what stood in the way."""
    from bookbuild import report  # noqa: PLC0415
    from bookbuild.shelf.stocking import stock  # noqa: PLC0415

    with report.progress(quiet=silent) as say:
        return stock(books, say)


def _say(*, silent: bool) -> Callable[[str], None]:
    """Says what happens at the shelf, and when."""
    from datetime import datetime  # noqa: PLC0415

    return (lambda _: None) if silent else lambda words: typer.echo(f"{datetime.now().astimezone():%H:%M}  {words}")


def _tell_list(catalogue: "Catalogue", *, as_json: bool) -> None:
    from bookbuild import report  # noqa: PLC0415

    if as_json:
        typer.echo(json.dumps({"ok": True, "books": _books(catalogue)}, indent=2, ensure_ascii=False))
        return
    report.tell(catalogue.problems, sys.stderr)
    for line in _lines(catalogue):
        typer.echo(line)


def _tell_open(standing: "Standing", catalogue: "Catalogue", problems: "Sequence[Problem]", *, as_json: bool, quiet: bool) -> None:
    """All on one line for a program, which then knows that the shelf stands; of a quiet one the address alone."""
    from bookbuild import report  # noqa: PLC0415

    if as_json:
        said = {"ok": True, "page": standing.page, "opds": standing.opds, "opds2": standing.shelf.origin + standing.shelf.at.opds2}
        rest = {"books": _books(catalogue), "problems": [problem.said for problem in problems]}
        typer.echo(json.dumps(said | rest, ensure_ascii=False))
    else:
        report.tell(problems, sys.stderr)
        for line in (standing.page,) if quiet else _opening(standing, catalogue):
            typer.echo(line)
    sys.stdout.flush()


def _opening(standing: "Standing", catalogue: "Catalogue") -> Iterator[str]:
    """What a person wants to know when the shelf stands: the books, the addresses, and who can see them."""
    from bookbuild.shelf.qr import lines  # noqa: PLC0415

    yield from _lines(catalogue)
    yield from ("", f"In a browser:       {standing.page}", f"In a reading app:   {standing.opds}", "")
    if sys.stdout.isatty():
        yield from (f"  {line}" for line in lines(standing.page, coloured="NO_COLOR" not in os.environ))
        yield ""
    yield from (standing.whose, "Ctrl-C closes the shelf.")


def _lines(catalogue: "Catalogue") -> Iterator[str]:
    """`The Last Cell, by A. Writer · EPUB, EPUB for Kobo, PDF`."""
    from bookbuild.shelf.catalogue import KINDS  # noqa: PLC0415

    for volume in catalogue.volumes:
        by = f", by {volume.label.byline}" if volume.label.byline else ""
        yield f"{volume.label.title}{by} · {', '.join(KINDS[copy.kind].words for copy in volume.copies)}"


def _books(catalogue: "Catalogue") -> list[dict[str, object]]:
    return [
        {"title": volume.label.title, "authors": volume.label.authors, "language": volume.label.language,
         "files": [{"kind": copy.kind, "path": str(copy.path), "bytes": copy.size} for copy in volume.copies]}
        for volume in catalogue.volumes
    ]  # fmt: skip
