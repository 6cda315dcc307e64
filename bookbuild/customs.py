"""A style sheet -> what in it may not come in: addresses that lead out of the book, lengths no page has, braces without end.

The sheet is read as CSS's own tokens, so that neither escapes nor comments nor capitals hide anything.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from bookbuild.limits import Beyond, most, refuse
from bookbuild.problems import Problem

# CSS Values 4, Images 4: functions in which a string is an address.
ADDRESSED = {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"}
OUTWARD = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]|.*\\|(?:.*/)?\.\.(?:/|$)", re.IGNORECASE | re.DOTALL)
HINT = "put the file into styles/, and write its name alone: url(my-font.woff2)"


def inspect(rules: Iterable[Any], path: PurePath | None) -> Iterator[Problem]:
    """Go through a sheet's rules, as tinycss2 reads them. Raises Beyond where braces stand in braces in braces."""
    largest = most("MEASURE")
    for node in walk(rules):
        if node.type in ("number", "dimension", "percentage") and not abs(node.value) <= largest:
            yield Beyond("MEASURE", f"{node.serialize()} in a style sheet", node.source_line, abs(node.value)).problem(path)
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield Problem("h-003", "a style sheet may not fetch another", path, node.source_line, hint="copy its rules in here")
    for address, line in addresses(rules):
        if leads_out(address):
            yield Problem("h-003", f"url({address[:80]}) leads out of the book", path, line, hint=HINT)


def leads_out(address: str) -> bool:
    """Whether an address names another place than a file beside the sheet: a scheme, a root, a folder above."""
    return OUTWARD.match(address) is not None


def addresses(rules: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """Every address that a sheet would have fetched, with its line; names of namespaces are none."""
    for node in walk(rules):
        if node.type == "url":
            yield node.value.strip(), node.source_line
        elif node.type == "function" and node.lower_name in ADDRESSED:
            yield from ((each.value.strip(), each.source_line) for each in node.arguments if each.type == "string")


def walk(rules: Iterable[Any]) -> Iterator[Any]:
    """Every rule, block and token, from the first to the last."""
    deepest = most("NESTING")
    waiting: list[tuple[Any, int]] = [(node, 1) for node in rules][::-1]
    while waiting:
        node, depth = waiting.pop()
        if depth > deepest:
            refuse("NESTING", "brackets in brackets", node.source_line)
        yield node
        if not (node.type == "at-rule" and node.lower_at_keyword == "namespace"):
            inner = (getattr(node, part, None) or () for part in ("prelude", "content", "arguments"))
            waiting += [(each, depth + 1) for some in inner if not isinstance(some, str) for each in some][::-1]
