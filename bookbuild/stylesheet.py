"""One style sheet, as text -> the same with its dials resolved, or safe for e-readers; faults become Problems."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

import tinycss2

from bookbuild.customs import addresses, inspect, walk
from bookbuild.limits import Beyond, most_bytes, refuse
from bookbuild.problems import Problem, Severity

VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*+(?:\([^()]*+\)[^()]*+)?+))?\)")
# What an e-reader chokes on (facts on EPUB, §1.1 and §3); `name: value` pairs, or a name alone.
UNSAFE = {
    "direction": None, "unicode-bidi": None, "position": "fixed", "string-set": None, "bookmark-level": None,
    "bookmark-label": None, "footnote-display": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet's text; `path` names it in Problems, and is None for a theme that is shipped."""

    css: str
    path: PurePath | None

    @property
    def said(self) -> list[str | None]:
        """As plain data, for JSON."""
        return [self.css, self.path.as_posix() if self.path else None]

    @classmethod
    def heard(cls, said: list[str | None]) -> "Sheet":
        """What `said` gave, as a sheet again."""
        css, path = said
        return cls(css or "", PurePath(path) if path else None)


@lru_cache(maxsize=16)
def rules_of(css: str) -> list[Any]:
    """A sheet's rules, as tinycss2 reads them: taking a sheet apart takes longest, and a sheet is looked at four times."""
    parsed: list[Any] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return parsed


@lru_cache(maxsize=16)
def addresses_of(css: str) -> tuple[tuple[str, int], ...]:
    """Every address in a sheet, with its line."""
    return tuple(addresses(rules_of(css)))


def read_sheet(file: Path, path: PurePath | None, problems: list[Problem]) -> Sheet:
    """Read a sheet, or give an empty one; what is no CSS at all is told with its line."""
    from bookbuild.manuscript.reading import read_text  # noqa: PLC0415 - the press, which starts anew each time, needs only Sheet

    if not file.exists():
        return Sheet("", path)
    text, faults = read_text(file, path or PurePath(file.name), "SHEET")
    problems += faults
    if path is None:
        return Sheet(text, None)                   # a theme that is shipped
    try:
        problems += inspect(rules_of(text), path)
    except Beyond as limit:
        problems.append(limit.problem(path))
        return Sheet("", path)
    for rule in rules_of(text):
        for fault in _faults(rule):
            problems.append(Problem("c-001", f"not CSS: {fault.message}", path, fault.source_line, fault.source_column))
    return Sheet(text, path)


def _faults(rule: Any) -> Iterable[Any]:  # noqa: ANN401 - tinycss2 is untyped
    if rule.type == "error":
        yield rule
    elif rule.type == "qualified-rule" or (rule.type == "at-rule" and rule.content is not None):
        for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            yield from _faults(each)


def dials(sheets: Iterable[Sheet]) -> dict[str, str]:
    """The custom properties of `:root` and `html`; later sheets win."""
    return {name: value for sheet in sheets for name, value, _ in turned(sheet.css)}


@lru_cache(maxsize=16)
def turned(css: str) -> tuple[tuple[str, str, int], ...]:
    """(name, value, line) of each dial that a sheet turns."""
    return tuple(_turned(rules_of(css)))


def _turned(rules: Iterable[Any]) -> Iterator[tuple[str, str, int]]:
    for rule in rules:
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() in (":root", "html"):
            for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if each.type == "declaration" and each.name.startswith("--"):
                    value = tinycss2.serialize(token for token in each.value if token.type != "comment")
                    yield each.name, value.strip(), each.source_line


def strings_set(sheet: Sheet) -> Iterator[str]:
    """The names of the strings that `string-set` takes from the text (CSS GCPM 3, §1.1): the first word of each part of its list."""
    for tokens in re.findall(r"string-set\s*:([^;}]*)", sheet.css):
        yield from re.findall(r"(?:^|,)\s*([\w-]+)", tokens)


def strings_shown(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """(name, line) wherever `string()` shows one."""
    for node in walk(rules_of(sheet.css)):
        if node.type == "function" and node.lower_name == "string":
            yield from ((each.value, node.source_line) for each in node.arguments[:1] if each.type == "ident")


def resolve(sheet: Sheet, values: dict[str, str]) -> Sheet:
    """Put the dials' values in for `var(--name)`, or the fallback; lines stay where they are.

    Raises Beyond where dials in dials in dials make too much of a sheet: a few hundred characters can stand for gigabytes.
    """

    def value(match: re.Match[str]) -> str:
        return values.get(match[1]) or (match[2] or "").strip() or match[0]

    css = sheet.css
    for _ in range(4):                             # a dial may stand in another's value
        if len(css) + sum(len(value(each)) for each in VAR.finditer(css)) > 2 * most_bytes("SHEET"):
            refuse("SHEET", "dials in dials, which make a style sheet far larger than any")
        css, before = VAR.sub(value, css), css
        if css == before:
            break
    return replace(sheet, css=css)


def safe_on_screen(sheet: Sheet, problems: list[Problem]) -> Sheet:
    """Leave out what breaks e-readers, and say so: `@page`, nested rules, fixed positions.

    Custom properties go as well: `resolve` has used them up by the time the sheet is shipped.
    """
    return replace(sheet, css="\n".join(_safe_rules(rules_of(sheet.css), sheet, problems)))


def _safe_rules(rules: Iterable[Any], sheet: Sheet, problems: list[Problem]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            continue                               # customs.py has refused it
        if rule.type == "at-rule" and rule.lower_at_keyword not in ("media", "supports", "font-face", "namespace"):
            _say(f"@{rule.at_keyword} is for print; it is kept out of the EPUB", rule, sheet, problems, "put it into styles/print.css")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content is not None:
            inside = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            kept = " ".join(_safe_rules(inside, sheet, problems))
            yield f"@{rule.lower_at_keyword} {tinycss2.serialize(rule.prelude).strip()} {{ {kept} }}"
        elif rule.type == "qualified-rule":
            if kept := _safe_rule(rule, sheet, problems):
                yield kept
        elif rule.type == "at-rule" and (rule.content is not None or rule.lower_at_keyword == "namespace"):
            yield rule.serialize()


def _safe_rule(rule: Any, sheet: Sheet, problems: list[Problem]) -> str:  # noqa: ANN401 - tinycss2 is untyped
    kept = []
    for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if each.type in ("qualified-rule", "at-rule"):
            _say("nested rules are not understood by e-readers; kept out of the EPUB", each, sheet, problems, "write it out: .a .b { … }")
        elif each.type == "declaration" and not each.name.startswith("--"):
            value = tinycss2.serialize(each.value).strip()
            if each.lower_name in UNSAFE and UNSAFE[each.lower_name] in (None, value.lower()):
                _say(f"`{each.name}: {value}` breaks e-readers; kept out of the EPUB", each, sheet, problems, None)
            else:
                kept.append(f"{each.name}: {value}{' !important' if each.important else ''}")
    return f"{tinycss2.serialize(rule.prelude).strip()} {{ {'; '.join(kept)} }}" if kept else ""


def _say(message: str, node: Any, sheet: Sheet, problems: list[Problem], hint: str | None) -> None:  # noqa: ANN401
    if sheet.path:
        problems.append(Problem("c-002", message, sheet.path, node.source_line, hint=hint, severity=Severity.WARNING))
