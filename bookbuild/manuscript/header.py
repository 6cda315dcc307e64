"""The YAML between `---` lines at the top of a file, and pandoc's metadata.yaml -> a Header of plain strings."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath

import yaml

from bookbuild.characters import plain
from bookbuild.limits import MEGABYTE, Beyond, beyond, most, most_bytes, refuse
from bookbuild.problems import Problem

FENCED = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# A header's first line is a key: so that a file that merely begins with a scene break stays as it is.
FIRST_KEY = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[\w-]+[ \t]*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Header:
    """Keys and strings; YAML's own types are not used (`lang: no` is Norwegian, `isbn: 0306…` no octal number)."""

    values: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    lines: int = 0                                 # how many lines of the file it takes

    def text(self, key: str) -> str | None:
        """One string."""
        value = self.values.get(key)
        return ", ".join(value) if isinstance(value, tuple) else value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list; one string is a list of one."""
        value = self.values.get(key, ())
        return value if isinstance(value, tuple) else (value,)


class _Strings(yaml.BaseLoader):
    """Everything is a string, and no aliases: 430 bytes of them can stand for 10⁹ items (facts on security)."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias (`*name`) is not understood here", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        if self.depth > most("NESTING"):
            refuse("NESTING", "lists in lists", self.peek_event().start_mark.line)  # type: ignore[no-untyped-call]
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def split_header(text: str, path: PurePath) -> tuple[Header, str, list[Problem]]:
    """The header of a manuscript file, the text after it, and what is wrong with it."""
    fenced = FENCED.match(text)
    if fenced is None or not FIRST_KEY.match(fenced[1]):
        return Header(), text, []
    values, problems = _parse(fenced[1], path, 1)
    return Header(values, fenced[0].count("\n")), text[fenced.end():], problems


def read_header(text: str, path: PurePath) -> tuple[Header, list[Problem]]:
    """A whole YAML file, with or without its `---` lines."""
    fenced = FENCED.match(text)
    values, problems = _parse(fenced[1] if fenced else text, path, 1 if fenced else 0)
    return Header(values), problems


def _parse(text: str, path: PurePath, above: int) -> tuple[dict[str, str | tuple[str, ...]], list[Problem]]:
    if len(text) > most_bytes("SHEET"):
        return {}, [beyond("SHEET", f"a front matter of {len(text) / MEGABYTE:,.1f} MB", path, above)]
    try:
        loaded = yaml.load(text, _Strings)  # noqa: S506 - a BaseLoader: strings only
    except Beyond as limit:
        return {}, [limit.problem(path, above + 1)]
    except (yaml.YAMLError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        line = above + mark.line + 1 if mark else above + 1
        what = getattr(fault, "problem", None) or "not understood"
        hint = 'quote a value that holds a colon: title: "Home: A Story"'
        return {}, [Problem("m-005", f"the front matter is not YAML: {what}", path, line, hint=hint)]
    if not isinstance(loaded, dict):
        return {}, []
    return {str(key): _strings(value) for key, value in loaded.items()}, []


def _strings(value: object) -> str | tuple[str, ...]:
    """pandoc allows `author: [{name: …}]` as well as a plain string."""
    if isinstance(value, list):
        return tuple(text for each in value if (text := _one(each)))
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, dict):
        return _one(value.get("name") or value.get("text") or "")
    return plain(str(value)).strip()
