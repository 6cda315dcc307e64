"""Thirteen digits of an ISBN -> the same with its hyphens: prefix, group, registrant, title, check digit."""

from functools import cache
from importlib.resources import files


def hyphenated(digits: str) -> str:
    """`978-0-306-40615-7`; with the first hyphen only where the agency's ranges, or those we carry, do not say more.

    Ranges: International ISBN Agency, RangeMessage of 2026-01-04 (`ranges.txt`).
    """
    for group, ranges in registrants().items():
        if digits.startswith(group.replace("-", "")):
            rest = digits[len(group) - 1 : 12]
            for first, last in ranges:
                registrant = rest[: len(first)]
                if first <= registrant <= last:
                    return "-".join((group, registrant, rest[len(first) :], digits[12]))
    return f"{digits[:3]}-{digits[3:]}"


@cache
def registrants() -> dict[str, tuple[tuple[str, str], ...]]:
    """The ranges of registrants' numbers of each group."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    group = ""
    for line in (files(__package__) / "ranges.txt").read_text("utf-8").splitlines()[1:]:
        words = line.split()
        if not line.startswith(" "):
            group = words.pop(0)
        found[group] = (*found.get(group, ()), *((first, last) for first, _, last in (word.partition("-") for word in words)))
    return found
