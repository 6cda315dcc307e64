"""printers/*.toml -> Printer: a printing house's rules as dated data.

A file of rules is read when it is asked for. What one of ours lacks is our own mistake, not the author's.
"""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from bookbuild.book import Trim
from bookbuild.lengths import POINTS
from bookbuild.prepress.printers.rules import (
    Band,
    Bleed,
    Cover,
    Edges,
    FileRules,
    Ink,
    Limit,
    Margins,
    Pages,
    Pictures,
    Printer,
    Source,
    Spine,
    Stock,
    Trims,
    points_of,
    same_size,
)
from bookbuild.problems import BookError, Problem

__all__ = ["PRINTERS", "Edges", "Printer", "Source", "Stock", "points_of", "printer_named", "same_size"]

NAMES = ("kdp", "ingram", "lulu", "bod")
# What people call them.
ALSO = {"amazon": "kdp", "createspace": "kdp", "ingramspark": "ingram", "lightning-source": "ingram", "books-on-demand": "bod"}


def printer_named(written: str) -> Printer:
    """The printer of that name. Raises BookError p-040 with the near ones for an unknown one."""
    wanted = written.strip().lower().replace(" ", "-")
    name = ALSO.get(wanted, wanted)
    if name in NAMES:
        return _read(name)
    near = [ALSO.get(each, each) for each in get_close_matches(wanted, (*NAMES, *ALSO), 1, 0.5)]
    hint = f"{f'did you mean {near[0]}? ' if near else ''}one of {', '.join(NAMES)}"
    raise BookError([Problem("p-040", f"no rules for a printer {written!r}", hint=hint)])


class _Printers(Mapping[str, Printer]):
    """All printers by name, each read when it is asked for."""

    def __getitem__(self, name: str) -> Printer:
        return _read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


PRINTERS: Mapping[str, Printer] = _Printers()


@cache
def _read(name: str) -> Printer:
    rules = tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
    sources = {key: Source(**said) for key, said in rules["sources"].items()}
    return Printer(
        name, rules["title"], rules["as_of"], rules.get("unit", "in"), _pages(rules["pages"], sources), _margins(rules["margins"], sources),
        _bleed(rules["bleed"], sources), _trims(rules["trims"], sources), _spine(rules["spine"], sources), _cover(rules["cover"], sources),
        _ink(rules["ink"], sources), _pictures(rules["pictures"], sources),
        _file(rules["file"], sources), sources,
    )  # fmt: skip


def _pages(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Pages:
    limits = tuple(
        Limit(each.get("least"), each.get("most"), each.get("paper", ""), _trim(each["trim"]) if "trim" in each else None,
              each.get("binding", ""), sources[each["source"]])
        for each in rule.get("limit", ())
    )  # fmt: skip
    source = sources[rule["source"]]
    return Pages(rule["least"], rule["most"], rule["multiple"], rule.get("last_blank", False), limits, rule.get("note", ""), source)


def _margins(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Margins:
    bands, first = [], 1
    for each in rule["inside"]:
        inside = _points(each["least"]) if "least" in each else _points(rule["adds_to"]) + _points(each["adds"])
        bands.append(Band(first, each.get("to"), inside))
        first = each.get("to", 0) + 1
    return Margins(tuple(bands), _points(rule["outer"]), _points(rule["outer_bled"]), sources[rule["source"]])


def _bleed(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Bleed:
    return Bleed(_points(rule["amount"]), frozenset(rule["edges"]), rule.get("note", ""), sources[rule["source"]])


def _trims(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Trims:
    width, height = ((_points(low), _points(high)) if (low, high) != ("", "") else None
                     for low, high in (rule.get("width", ("", "")), rule.get("height", ("", ""))))  # fmt: skip
    return Trims(tuple(map(_trim, rule.get("sizes", ()))), width, height, rule.get("landscape", False), sources[rule["source"]])


def _spine(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Spine:
    papers = tuple(
        Stock(each["name"], each["title"], each["inches_a_page"] * 72 if "inches_a_page" in each else None,
              _points(each.get("plus", "0in")), each.get("note", ""), sources[each["source"]])
        for each in rule["paper"]
    )  # fmt: skip
    case = rule.get("hardcover", {})
    steps = tuple((pages, inches * 72) for pages, inches in case.get("steps", ()))
    return Spine(
        papers, rule["text_pages"], _points(rule["text_clear"]), rule.get("template", ""), steps,
        sources[case["source"]] if case else None, rule.get("note", ""), sources[rule["source"]],
    )  # fmt: skip


def _cover(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Cover:
    wide, high = map(_points, rule["barcode"])
    inset, box = _points(rule["barcode_inset"]), sources[rule.get("barcode_source", rule["source"])]
    note, source = rule.get("note", ""), sources[rule["source"]]
    return Cover(_points(rule["bleed"]), _points(rule["safe"]), (wide, high), inset, box, note, source)


def _ink(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Ink:
    spaces, profiles = tuple(rule["spaces"]), rule.get("profiles", True)
    return Ink(spaces, rule.get("most"), rule.get("refused"), profiles, rule["transparency"], sources[rule["source"]])


def _pictures(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> Pictures:
    hairline = _points(rule["hairline"]) if "hairline" in rule else None
    return Pictures(rule["ppi"], rule.get("most_ppi"), rule.get("line_art_ppi"), hairline, sources[rule["source"]])


def _file(rule: Mapping[str, Any], sources: Mapping[str, Source]) -> FileRules:
    source, refused = sources[rule["source"]], tuple(rule.get("refused", ()))
    words = sources[rule.get("refused_source", rule["source"])]
    return FileRules(rule.get("pdf", "PDF"), rule["marks"], rule["security"], refused, words, source)


def _points(written: str) -> float:
    """`0.125in` in points."""
    return float(written[:-2]) * POINTS[written[-2:]]


def _trim(written: str) -> Trim:
    """`5.5 x 8.5 in` as a Trim."""
    width, _, height, unit = written.split()
    return Trim(float(width), float(height), unit)
