"""A TOML table -> checked values; what is mistyped or unknown becomes a Problem that names its line."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from bookbuild.characters import NOT_XML, plain
from bookbuild.limits import refuse
from bookbuild.manuscript.days import FIGURES, no_such_day
from bookbuild.problems import Problem, Severity

NTH = re.compile(r"\[\d+\]")
TABLE = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
DOTTED = re.compile(r"""\s*\[*\s*(?:[\w"'-]+\s*\.\s*){50,}""")       # a key of more parts than that takes tomllib a minute
KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")


def toml_lines(text: str) -> dict[str, int]:
    """The line on which each dotted key of a TOML text stands (`tomllib` keeps no positions); first one wins.

    The keys of a second `[[contributor]]` are those of `contributor[2]`. A heading is found in its brackets as well.
    """
    lines: dict[str, int] = {}
    table = ""
    counts: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if heading := TABLE.match(line):
            name = heading[1].strip().replace('"', "")
            counts[name] += 1
            table = f"{_nth(name, counts[name])}."
            lines.setdefault(table[:-1], number)
            lines.setdefault(line.partition("#")[0].strip(), number)
        elif key := KEY.match(line):
            lines.setdefault(table + re.sub(r"[\"'\s]", "", key[1]), number)
            for inner in re.finditer(r"[{,]\s*([A-Za-z0-9_-]+)\s*=", line[key.end():]):
                lines.setdefault(f"{table}{key[1]}.{inner[1]}", number)
    return lines


def toml_values(text: str) -> dict[str, Any]:
    """What a TOML text says. Raises TOMLDecodeError, and Beyond where tables are in tables in tables."""
    for number, line in enumerate(text.splitlines(), 1):
        if DOTTED.match(line):
            refuse("NESTING", "tables in tables", number)
    try:
        return tomllib.loads(text)
    except RecursionError:
        refuse("NESTING", "lists in lists")


def _nth(name: str, number: int) -> str:
    return name if number == 1 else f"{name}[{number}]"


@dataclass(slots=True)
class Entries:
    """One table being read. Each `text`, `texts`, … takes a key; `close` tells of the keys nobody took.

    Those of an inner table are told when the `outer` one is closed: they may belong to that.
    """

    values: dict[str, Any]
    path: PurePath
    lines: dict[str, int]
    problems: list[Problem]
    name: str = ""
    known: set[str] = field(default_factory=set)
    outer: "Entries | None" = None
    strays: list[tuple["Entries", str]] = field(default_factory=list)

    def line(self, key: str = "") -> int | None:
        """Where `key` of this table stands."""
        dotted = ".".join(part for part in (self.name, key) if part)
        below = next((place for place in self.lines if key and place.startswith(f"{dotted}.")), "")
        places = (dotted, NTH.sub("", dotted), below, self.name, NTH.sub("", self.name))
        return next((self.lines[place] for place in places if place in self.lines), None)

    def fault(self, code: str, message: str, key: str, hint: str | None = None) -> None:
        """Note a Problem at `key`."""
        self.problems.append(Problem(code, message, self.path, self.line(key), hint=hint))

    def _take(self, key: str, kinds: type | tuple[type, ...], wanted: str) -> Any:  # noqa: ANN401 - checked here
        self.known.add(key)
        value = self.values.get(key)
        if value is None or (isinstance(value, kinds) and not (isinstance(value, bool) and kinds is not bool)):
            return value
        self.fault("b-003", f"`{self._full(key)}` should be {wanted}", key)
        return None

    def _full(self, key: str) -> str:
        return NTH.sub("", f"{self.name}.{key}" if self.name else key)

    def text(self, key: str) -> str | None:
        """A string with something in it, stripped; numbers are taken as written (`title = 1984`)."""
        value = self._take(key, (str, int, float), 'a text in quotes, as in `key = "…"`')
        return self._plain(str(value), key).strip() or None if value is not None else None

    def _plain(self, text: str, key: str) -> str:
        """The text without what TOML can say with an escape, and no book can hold."""
        for sign in NOT_XML.findall(text):
            message, hint = f"invisible control character U+{ord(sign):04X} left out", "delete it in your editor"
            self.problems.append(Problem("m-003", message, self.path, self.line(key), hint=hint, severity=Severity.WARNING))
        return plain(text)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; one string serves as a list of one."""
        value = self._take(key, (list, str), 'a list of texts, as in `key = ["…", "…"]`')
        listed = [value] if isinstance(value, str) else value or []
        if not all(isinstance(each, str) for each in listed):
            self.fault("b-003", f"`{self._full(key)}` should be a list of texts", key)
            return ()
        return tuple(text for each in listed if (text := self._plain(each, key).strip()))

    def switch(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        value = self._take(key, bool, "true or false")
        return default if value is None else bool(value)

    def day(self, key: str) -> date | None:
        """A date: TOML's own, or `"2026-11-23"`, `"2026"`."""
        value = self._take(key, (date, str, int), "a date, as in `2026-11-23`")
        if value is None or isinstance(value, date):
            return value
        written = str(value) if len(str(value)) > 4 else f"{value}-01-01"  # noqa: PLR2004 - a bare year
        try:
            return date.fromisoformat(written)
        except ValueError:
            wrong, meant = no_such_day(written.strip()) or (FIGURES, "2026-11-23")
            self.fault("b-003", f"`{self._full(key)}`: {value!r} is not a date: {wrong}", key, f"{key} = {meant}")
            return None

    def table(self, key: str) -> "Entries | None":
        """A table of its own, to be closed by the caller."""
        value = self._take(key, dict, f"a table, as in `[{self._full(key)}]`")
        return self._inner(key, value) if value is not None else None

    def tables(self, key: str) -> Iterator["Entries | str"]:
        """A list whose members are tables, or plain strings that stand for one."""
        listed = self._take(key, (list, str, dict), "a list")
        for number, value in enumerate([listed] if isinstance(listed, str | dict) else listed or [], 1):
            if isinstance(value, dict):
                yield self._inner(_nth(key, number), value)
            elif isinstance(value, str):
                yield self._plain(value, key).strip()
            else:
                self.fault("b-003", f"`{self._full(key)}`: {value!r} should be a text or a table", key)

    def _inner(self, key: str, value: dict[str, Any]) -> "Entries":
        return Entries(value, self.path, self.lines, self.problems, f"{self.name}.{key}" if self.name else key, outer=self)

    def editions(self) -> dict[str, dict[str, Any]]:
        """The tables `[edition.NAME]`, taken out of the values."""
        found = self.values.pop("edition", {})
        if isinstance(found, dict) and all(isinstance(each, dict) for each in found.values()):
            return found
        self.fault("b-003", "`edition` should be a table, as in `[edition.paperback]`", "edition")
        return {}

    def close(self) -> None:
        """A Problem for every key that was never asked for: where it belongs, or the nearest known one."""
        strays = [*self.strays, *((self, key) for key in self.values if key not in self.known)]
        if self.outer:
            self.outer.strays += strays
            return
        for table, key in strays:
            if table is not self and key in self.known and not isinstance(table.values[key], dict):
                self._misplaced(table, key)
            else:
                table._unknown(key)  # noqa: SLF001 - another of its kind

    def _unknown(self, key: str) -> None:
        known = sorted(self.known)
        near = get_close_matches(key.replace("_", "-").lower(), known, 1, 0.6)
        hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        self.fault("b-002", f"unknown key `{self._full(key)}`", key, hint)

    def _misplaced(self, table: "Entries", key: str) -> None:
        """In TOML, all that stands below a `[table]` belongs to it: what one adds at the end of book.toml, too."""
        inside = self.line(table.name) == table.line(key)
        first = min(((line, name) for name, line in self.lines.items() if name.startswith("[")), default=None)
        hint = "give it a line of its own" if inside or not first else f"move the line above {first[1]}"
        table.fault("b-002", f"`{key}` belongs to the book itself, and stands in `{NTH.sub('', table.name)}`", key, hint)
