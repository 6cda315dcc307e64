"""A theme folder and the author's styles/ -> Style: one sheet for the screen, one for the page, the fonts.

Order of the cascade: theme, `book.css` (both), `epub.css` or `print.css`. `var()` is resolved here, against the custom
properties of `:root`: they are a theme's dials, and e-readers do not know them (RMSDK drops the whole sheet).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from itertools import islice
from pathlib import Path, PurePath
from urllib.parse import unquote

from bookbuild.customs import inspect, leads_out
from bookbuild.dials import OPENINGS, STRINGS, line_to_type, string_meant
from bookbuild.limits import MEGABYTE, Beyond, beyond, most_bytes
from bookbuild.problems import BookError, Problem, Severity
from bookbuild.stylesheet import (
    Sheet,
    addresses_of,
    dials,
    read_sheet,
    resolve,
    rules_of,
    safe_on_screen,
    strings_set,
    strings_shown,
    turned,
)

FACE = re.compile(r"@font-face\s*\{([^{}]*)\}")
FAMILY = re.compile(r"font-family\s*:\s*[\"']([^\"']+)")
MOST_DIALS = 100                                   # of one sheet are looked at
LONGEST_SHOWN = 60                                 # characters of a value in a message
NAME = re.compile(r"[\w-]+")                       # of an edition that may have a sheet
EVERYBODYS = {"book", "epub", "print"}             # sheets that every edition has


@dataclass(frozen=True, slots=True)
class Style:
    """How a book looks. `fonts` and `screen_fonts` map the urls in each sheet to files; `families` are the paper's faces.

    `places` are where the author's own sheets name a url.
    """

    screen: str
    paper: tuple[Sheet, ...]
    fonts: dict[str, Path]
    screen_fonts: dict[str, Path]
    places: dict[str, tuple[PurePath | None, int | None]]
    families: tuple[str, ...]
    opening: str
    problems: tuple[Problem, ...] = ()
    ink: str = "rgb"                               # as press/ink.py has them; "black" and "colour" are for printers


def load_style(folder: Path, theme: str, edition: str | None = None) -> Style:
    """The style of the book in `folder`; an edition may have a sheet of its own, called by its name.

    Raises BookError for a theme that is not there.
    """
    home = find_theme(folder, theme)
    own = folder / "styles"
    last = [own / f"{edition}.css"] if edition and NAME.fullmatch(edition) and edition not in EVERYBODYS else []
    problems: list[Problem] = []

    def sheet(file: Path) -> Sheet:
        inside = file.is_relative_to(folder)
        return read_sheet(file, PurePath(file.relative_to(folder)) if inside else None, problems)

    screen = [sheet(file) for file in (home / "screen.css", own / "book.css", own / "epub.css", *last)]
    paper = [sheet(file) for file in (home / "paper.css", own / "book.css", own / "print.css", *last)]
    on_paper = dials(paper)
    safe = [safe_on_screen(each, problems) for each in screen]
    try:
        problems += [*_vain_dials(screen, paper), *_silent_heads(paper)]
        shown = [resolve(each, dials(screen)) for each in safe if each.css]
        printed = [resolve(each, on_paper) for each in paper if each.css]
        for each in (*printed, *shown):            # what only came in with a dial; the screen's sheet has other lines
            said = {(problem.path, problem.message) for problem in problems}
            found = inspect(rules_of(each.css), each.path) if each.path else ()
            problems += [problem for problem in found if (problem.path, problem.message) not in said]
    except Beyond as limit:
        raise BookError([*problems, limit.problem(PurePath("styles"))]) from None
    return Style(
        "\n".join(each.css for each in shown), tuple(printed),
        _fonts(paper, (home, own), folder, problems), _fonts(screen, (home, own), folder, problems),
        dict(_places(screen)), _families(paper), on_paper.get("--opening", OPENINGS[0]).lower(), tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _vain_dials(*outputs: list[Sheet]) -> Iterator[Problem]:
    """A dial nobody reads would do nothing, silently; one turned to a value it cannot have, worse than nothing."""
    used = {name for sheets in outputs for sheet in sheets for name in re.findall(r"var\(\s*(--[\w-]+)", sheet.css)} | {"--opening"}
    values = {name: value for sheets in outputs for name, value in dials(sheets).items()}
    shipped = {name: value for theme, *_ in outputs for name, value in dials([theme]).items()}
    for sheet in dict.fromkeys(sheet for sheets in outputs for sheet in sheets if sheet.path):
        said = {name: (value, line) for name, value, line in turned(sheet.css)}
        for name, (value, line) in islice(said.items(), MOST_DIALS):
            if name not in used:
                near = get_close_matches(name, used, 1)
                hint = f"did you mean {near[0]}?" if near else f"the theme’s dials: {', '.join(sorted(used))}"
                yield Problem("c-005", f"no rule uses the dial {name}", sheet.path, line, hint=hint, severity=Severity.WARNING)
            elif typed := line_to_type(name, resolve(Sheet(value, None), values).css, shipped.get(name, "")):
                had = "a quote that is never closed" if "[bad string]" in value else value[:LONGEST_SHOWN] or "empty"
                yield Problem("c-005", f"{name} cannot be {had}", sheet.path, line, hint=typed)


def _silent_heads(sheets: list[Sheet]) -> Iterator[Problem]:
    """A running head that takes up a string nobody has set is empty, silently."""
    known = sorted({*STRINGS, *(name for sheet in sheets for name in strings_set(sheet))} - {"none"})
    for sheet in sheets:
        for name, line in strings_shown(sheet) if sheet.path else ():
            if name not in known:
                meant = string_meant(name, known)
                hint = f"string({meant})   (or {', '.join(f'string({each})' for each in known if each != meant)})"
                yield Problem("c-009", f"string({name}) is empty: no `string-set` sets it", sheet.path, line, hint=hint)


def themes() -> tuple[str, ...]:
    """The themes that are shipped."""
    shipped = Path(str(files("bookbuild") / "themes"))
    return tuple(sorted(path.name for path in shipped.iterdir() if (path / "paper.css").exists()))


def find_theme(folder: Path, theme: str) -> Path:
    """A theme's folder: the author's own beside the manuscript, or one that is shipped."""
    inside = [home for home in (folder / theme, folder / "themes" / theme) if home.resolve().is_relative_to(folder.resolve())]
    shipped = [Path(str(files("bookbuild") / "themes" / theme))] if theme in themes() else []
    for home in (*inside, *shipped):
        if (home / "paper.css").exists() and (home / "screen.css").exists():
            return home
    hint = f'theme = "{themes()[0]}"   (shipped: {", ".join(themes())}; or a folder with screen.css and paper.css)'
    raise BookError([Problem("b-020", f"no theme {theme!r}", PurePath("manuscript/book.toml"), hint=hint)])


def _fonts(sheets: list[Sheet], homes: tuple[Path, ...], folder: Path, problems: list[Problem]) -> dict[str, Path]:
    """The files that the sheets' `url()`s name; nothing outside the theme and `styles/` is ever opened."""
    found: dict[str, Path] = {}
    for url, (path, line) in _urls(sheets):
        file = next((home / name for home in homes for name in (url, unquote(url)) if _inside(home, name)), None)
        if file and (size := file.stat().st_size) > most_bytes("FONT"):
            problems.append(beyond("FONT", f"{url}: a file of {size / MEGABYTE:,.1f} MB", path, line))
        elif file:
            found[url] = file
        elif path and not url.startswith(("#", "images/")) and not leads_out(url):
            hint = f"put the file into {homes[1].relative_to(folder)}/" if homes[1].is_relative_to(folder) else None
            problems.append(Problem("c-003", f"not found: url({url})", path, line, hint=hint))
    return found


def _places(sheets: list[Sheet]) -> Iterator[tuple[str, tuple[PurePath | None, int | None]]]:
    yield from ((url, place) for url, place in _urls(sheets) if place[0])


def _urls(sheets: list[Sheet]) -> Iterator[tuple[str, tuple[PurePath | None, int]]]:
    """Every address in the sheets, with its place."""
    for each in sheets:
        yield from ((address, (each.path, line)) for address, line in addresses_of(each.css))


def _inside(home: Path, url: str) -> bool:
    file = (home / url).resolve()
    return file.is_file() and file.is_relative_to(home.resolve())


def _families(sheets: list[Sheet]) -> tuple[str, ...]:
    """Faces the sheets bring with them, in order."""
    faces = [face for each in sheets for face in FACE.findall(each.css)]
    names = [family[1] for face in faces if (family := FAMILY.search(face))]
    return tuple(dict.fromkeys(names))
