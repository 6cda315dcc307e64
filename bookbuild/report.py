"""Results and Problems -> what a person reads on the terminal, or JSON for a program."""

import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bookbuild.problems import BookError, Problem, Severity, many, megabytes
from bookbuild.workbench import WAITING

if TYPE_CHECKING:
    from rich.console import Console

    from bookbuild.checks.rule import Rule
    from bookbuild.proving import Proof
    from bookbuild.request import Built

NO_COVER = "No cover was made; what is in dist/ is as it was."
NO_PROOF = "No proof was made; what is in dist/ is as it was."
NOTHING_BUILT = "Nothing was built; what is in dist/ is as it was."
INK = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@dataclass(frozen=True, slots=True)
class Plain:
    """What stands for a rich Console where nobody would see the colours: in a file, or for another program."""

    file: Any

    def print(self, text: str, style: object = None, end: str = "\n") -> None:  # noqa: ARG002 - as rich's
        """Print as it is."""
        self.file.write(text + end)


def console(stream: Any) -> "Console | Plain":  # noqa: ANN401 - a text stream
    """Colour only on a terminal and without NO_COLOR; lines are never wrapped, so that file:line stays whole."""
    if not stream.isatty() and "FORCE_COLOR" not in os.environ:
        return Plain(stream)
    from rich.console import Console  # noqa: PLC0415 - where there are no colours, it need not be loaded

    return Console(file=stream, soft_wrap=True, highlight=False, emoji=False, markup=False, no_color="NO_COLOR" in os.environ or None)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line that says what is being done, on a terminal; elsewhere, only what would look like a standstill."""
    screen = console(sys.stderr)
    if quiet or isinstance(screen, Plain) or not screen.is_terminal:
        yield lambda text: None if quiet or text != WAITING else screen.print(f"{text} …")
        return
    with screen.status("") as status:
        yield lambda text: status.update(f"{text} …")


@contextmanager
def bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar that fills, on a terminal: told what is being done, and how many bytes of how many are done."""
    screen = console(sys.stderr)
    if quiet or isinstance(screen, Plain) or not screen.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415

    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=screen, transient=True) as progress_shown:
        line = progress_shown.add_task("", visible=False)
        yield lambda doing, done, total: progress_shown.update(line, description=doing, completed=done, total=total, visible=True)


@contextmanager
def telling(*, as_json: bool, footer: str = NOTHING_BUILT) -> Iterator[None]:
    """Problems, not tracebacks: everything found, then exit status 1."""
    try:
        yield
    except BookError as error:
        fail(error.problems, as_json=as_json, footer=footer)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        hint = None if error.errno else "bookbuild doctor"       # a library that will not load has no number
        fail([Problem("o-001", f"{where}{error.strerror or error}", hint=hint)], as_json=as_json, footer=footer)


def fail(problems: Iterable[Problem], *, as_json: bool, footer: str = NOTHING_BUILT) -> None:
    """Tell the Problems and stop."""
    problems = tuple(problems)
    if as_json:
        typer.echo(json.dumps({"ok": False, "problems": [problem.said for problem in problems]}, indent=2, ensure_ascii=False))
    else:
        tell(problems, sys.stderr)
        count = sum(problem.severity is Severity.ERROR for problem in problems)
        if footer:
            console(sys.stderr).print(f"{many(count, 'error')}. {footer}")
    raise typer.Exit(1)


def tell(problems: Iterable[Problem], stream: Any) -> None:  # noqa: ANN401 - a text stream
    """One Problem after the other: where, what, and the line to type."""
    screen = console(stream)
    for problem in problems:
        if problem.place:
            screen.print(f"{problem.place}: ", style="bold", end="")
        screen.print(f"{problem.severity}: ", style=INK[problem.severity], end="")
        screen.print(f"{problem.code}: {problem.message}")
        if problem.hint:
            screen.print(f"    {problem.hint}", style="dim")


def built(results: Sequence["Built"], folder: Path, *, as_json: bool, quiet: bool) -> None:
    """What a person wants to know after a build, of each edition."""
    if as_json:
        said = [_as_data(result) for result in results]
        typer.echo(json.dumps(said[0] if len(said) == 1 else {"ok": True, "editions": said}, indent=2, ensure_ascii=False))
    elif not quiet:
        for result in results:
            _tell_built(result, folder)


def _tell_built(result: "Built", folder: Path) -> None:
    looks = sum(problem.severity is Severity.WARNING for problem in result.problems)
    screen = console(sys.stdout)
    if result.unchanged:
        screen.print("Nothing has changed since this was built.", style="dim")
    by = f", by {result.byline}" if result.byline else ""
    edition = f" ({result.edition})" if result.edition else ""
    screen.print(f"{result.title}{edition}{by} · {many(result.chapters, 'chapter')}, {result.words:,} words", style="bold")
    if result.epub and result.epubcheck:
        fatal, wrong, odd = result.epubcheck
        verdict = f"EPUBCheck: {many(fatal + wrong, 'error')}, {many(odd, 'warning')}"
        screen.print(f"EPUB   {_short(result.epub, folder)}   {megabytes(result.epub.stat().st_size)}   {verdict}")
    if result.pdf:
        pages = f"{many(result.pages, 'page')}, {result.trim}, fonts embedded, tagged"
        screen.print(f"PDF    {_short(result.pdf, folder)}   {pages}")
        for line in _of_the_pages(result):
            screen.print(f"       {line}", style="dim")
    if result.outgrown:
        screen.print(f"       dist/ also holds {' and '.join(result.outgrown)}, from when the title was another", style="yellow")
    if looks:
        here = "" if folder == Path() else f" {shlex.quote(str(folder))}"
        screen.print(f"{many(looks, 'thing')} to look at: bookbuild check{here}", style="yellow")


def _of_the_pages(result: "Built") -> Iterator[str]:
    composed, justified = result.composed
    if justified:
        yield f"{composed:,} of {many(justified, 'paragraph')} composed"
    yield from (f"set in one piece, which takes longer: {why}" for why in result.in_one_piece)


def proof(made: "Proof", folder: Path, *, as_json: bool, quiet: bool) -> None:
    """Where a proof is and what to do with it; exit status 1 where a preflight has failed it."""
    if as_json:
        typer.echo(json.dumps({
            "ok": made.passed, "title": made.title, "outputs": [str(each) for each in made.outputs], "told": made.told,
            "checks": [asdict(check) for check in made.checks], "problems": [problem.said for problem in made.problems],
        }, indent=2, ensure_ascii=False))  # fmt: skip
    elif not quiet or not made.passed:
        _tell_proof(made, folder)
    raise typer.Exit(0 if made.passed else 1)


def _tell_proof(made: "Proof", folder: Path) -> None:
    screen = console(sys.stdout)
    screen.print(made.title, style="bold")
    for path in made.outputs:
        screen.print(f"{path.suffix[1:].upper():6} {_short(path, folder)}   {megabytes(path.stat().st_size)}")
    for line in made.told:
        screen.print(f"       {line}")
    for check in made.checks:
        screen.print(f"       {check}".replace("\n", "\n       "), style=INK[Severity.ERROR] if check.passed is False else "dim")
    if made.verdict:
        screen.print(f"       {made.verdict}", style="bold")
    tell(made.problems, sys.stdout)


def printer(name: str, *, as_json: bool) -> None:
    """A printer's rules, and where they stand. Raises BookError for one of whom we have none."""
    from bookbuild.prepress.printers import printer_named  # noqa: PLC0415
    from bookbuild.prepress.printers.explained import explained, rows  # noqa: PLC0415

    known = printer_named(name)
    if as_json:
        said = [{"what": what, "rule": rule, "source": source.url, "standing": source.standing, "read": str(source.read)}
                for what, rule, source in rows(known)]  # fmt: skip
        typer.echo(json.dumps({"ok": True, "title": known.title, "as_of": str(known.as_of), "rules": said}, indent=2, ensure_ascii=False))
    else:
        console(sys.stdout).print(explained(known))


def findings(problems: Iterable[Problem], *, as_json: bool) -> None:
    """What `check` found; exit status 1 where there is an error."""
    problems = tuple(problems)
    wrong = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        typer.echo(json.dumps({"ok": not wrong, "problems": [problem.said for problem in problems]}, indent=2, ensure_ascii=False))
    else:
        tell(problems, sys.stdout)
        counts = [many(sum(problem.severity is severity for problem in problems), severity.value) for severity in Severity]
        console(sys.stdout).print(", ".join(counts) if problems else "Nothing to complain of.")
    raise typer.Exit(1 if wrong else 0)


def rules(code: str | None) -> None:
    """The table of rules, or one of them explained."""
    from bookbuild.checks.kindle import KINDLE_RULES  # noqa: PLC0415
    from bookbuild.checks.package import PACKAGE_RULES  # noqa: PLC0415
    from bookbuild.checks.pages import PAGE_RULES  # noqa: PLC0415
    from bookbuild.checks.prose import RULES  # noqa: PLC0415
    from bookbuild.checks.said import SAID  # noqa: PLC0415

    screen = console(sys.stdout)
    table: tuple[Rule[Any], ...] = (*RULES, *PACKAGE_RULES, *KINDLE_RULES, *PAGE_RULES)
    if code is None:
        for rule in table:
            screen.print(f"{rule.code}  {rule.severity.value:8}{rule.title}")
        return
    if code in SAID:
        title, explanation = SAID[code]
        screen.print(f"{code}: {title} (always told)\n\n{explanation}")
        return
    found = next((rule for rule in table if rule.code == code), None)
    if found is None:
        raise typer.BadParameter(f"there is no rule {code!r}; bookbuild check --rules lists them", param_hint="--explain")  # noqa: EM102, TRY003
    screen.print(f"{found.code}: {found.title} ({found.severity.value})\n\n{found.explanation}")


def _as_data(result: "Built") -> dict[str, Any]:
    counts = dict(zip(("fatal", "errors", "warnings"), result.epubcheck or (), strict=False))
    return {
        "ok": True, "unchanged": result.unchanged, "title": result.title, "edition": result.edition, "authors": result.authors,
        "chapters": result.chapters, "words": result.words,
        "epub": result.epub and {"path": str(result.epub), "bytes": result.epub.stat().st_size, "epubcheck": counts},
        "pdf": result.pdf and {
            "path": str(result.pdf), "bytes": result.pdf.stat().st_size, "pages": result.pages, "trim": result.trim,
            "in_one_piece": result.in_one_piece, "paragraphs": dict(zip(("composed", "justified"), result.composed, strict=True)),
        },
        "outgrown": result.outgrown,
        "problems": [problem.said for problem in result.problems],
    }  # fmt: skip


def _short(path: Path, folder: Path) -> str:
    """As the person who typed the command would name it."""
    return str(folder / path.relative_to(folder.resolve())) if path.is_relative_to(folder.resolve()) else str(path)
