"""A style's sheets -> what each kind of page is set from, and the rules that ask for the whole book at once.

A chapter is set alone, without running heads and folios: it must not matter where in the book it stands. So margin boxes
go into the furniture's sheet, and `@page :first`, which would match the first page of every chapter, to the first document.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import tinycss2

from bookbuild.book import Role
from bookbuild.kept import Kept, key_of
from bookbuild.stylesheet import Sheet, rules_of

MARGIN_BOXES = {
    f"{edge}-{place}"
    for edges, places in ((("top", "bottom"), ("left-corner", "left", "center", "right", "right-corner")),
                          (("left", "right"), ("top", "middle", "bottom")))
    for edge in edges for place in places
}  # fmt: skip
# Page selectors that count pages from the beginning of the book (CSS Paged Media 3, §4.2), not in a group.
FIRST = re.compile(r":first\b", re.IGNORECASE)
NTH = re.compile(r":nth\((?![^)]*\bof\b)", re.IGNORECASE)
COUNTER = re.compile(r"(?<![\w-])counters?\(\s*([\w-]+)", re.IGNORECASE)
TARGET = re.compile(r"target-counters?\(\s*(?:\w+\([^)]*\)|\"[^\"]*\"|'[^']*')\s*,\s*([\w-]+)", re.IGNORECASE)
STRUCTURAL = re.compile(r"(?<!:):(?:nth-|first-|last-|only-|has\()", re.IGNORECASE)
# The classes that the sections of a book bear (pdf/paper.py); one with another class is something inside a section.
SECTION_CLASSES = {*Role, "front-matter", "back-matter", "body-start", "nested"}
AROUND = {"html", "body", ":root"}


@dataclass(frozen=True, slots=True)
class Split:
    """A style taken apart. `sheets` are those for `document-right`, `document-left`, `first-…` and `furniture`."""

    sheets: dict[str, tuple[Sheet, ...]]
    counters: frozenset[str]                       # names of counters that are printed in the text
    targets: bool                                  # whether the text may say on which page something stands
    counts_pages: bool                             # whether the furniture says how many pages there are
    by_number: bool                                # whether it differs by a page's place in the book
    deepest: int | None                            # the last page of a group that any rule names; None: there may be any
    whole_book: tuple[str, ...]                    # rules that can only be followed with the whole book at hand


def split(sheets: tuple[Sheet, ...], kept: Kept) -> Split:
    """Take a style's sheets apart, or take what came of it from where it is `kept`."""
    key = f"{key_of('split', [sheet.said for sheet in sheets])}.json"
    if content := kept.get(key):
        return _heard(json.loads(content))
    made = _split(sheets)
    said = {**asdict(made), "sheets": {name: [sheet.said for sheet in some] for name, some in made.sheets.items()}}
    kept.put(key, json.dumps(said | {"counters": sorted(made.counters)}).encode())
    return made


def _heard(said: dict[str, Any]) -> Split:
    sheets = {name: tuple(map(Sheet.heard, some)) for name, some in said["sheets"].items()}
    lists = {"counters": frozenset(said["counters"]), "whole_book": tuple(said["whole_book"])}
    return Split(**{**said, **lists, "sheets": sheets})


def _split(sheets: tuple[Sheet, ...]) -> Split:
    parsed = [(sheet, tinycss2.parse_stylesheet(sheet.css)) for sheet in sheets]
    text = "\n".join(_text(rules) for _, rules in parsed)
    margins = "\n".join(_margins(rules) for _, rules in parsed)
    named = {"furniture": tuple(replace(sheet, css=_without_faces(rules)) for sheet, rules in parsed)}
    for kind in ("first", "document"):
        kept = tuple(replace(sheet, css=_without(rules, first=kind == "first")) for sheet, rules in parsed)
        named |= {f"{kind}-{side}": (*kept, _opening(side)) for side in ("left", "right")}
    return Split(
        named, frozenset(COUNTER.findall(text)), "target-counter" in text, "pages" in COUNTER.findall(margins),
        bool(NTH.search(margins)), _deepest(margins),
        tuple(whole_book_rules(sheets)),
    )  # fmt: skip


def _deepest(css: str) -> int | None:
    """`:nth(1 of chapter)` tells the first page of a chapter from the others; `:nth(2n of chapter)` tells any from any."""
    counted = re.findall(r":nth\(\s*([^)]*?)\s+of\b", css, re.IGNORECASE)
    return max(map(int, counted), default=0) if all(each.isdigit() for each in counted) else None


def _opening(side: str) -> Sheet:
    """On which side a document begins."""
    return Sheet(f"html {{ break-before: {side} !important }}", None)


def _without(rules: Iterable[Any], *, first: bool) -> str:
    return "".join(_kept(rule, first=first) for rule in rules)


def _kept(rule: Any, *, first: bool) -> str:  # noqa: ANN401 - tinycss2 is untyped
    """A rule without margin boxes; lines stay where they are, for messages. What is no CSS has been told already."""
    if rule.type == "error":
        return ""
    if rule.type != "at-rule" or rule.content is None:
        return str(rule.serialize())
    if rule.lower_at_keyword in ("media", "supports", "layer"):
        inside = _without(tinycss2.parse_blocks_contents(rule.content), first=first)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}"
    if rule.lower_at_keyword != "page":
        return str(rule.serialize())
    selectors = tinycss2.serialize(rule.prelude).split(",")
    kept = [each for each in selectors if not NTH.search(each) and (first or not FIRST.search(each))]
    if not kept:
        return _lines(rule)
    inside = "".join(
        _lines(each) if each.type == "at-rule" and each.lower_at_keyword in MARGIN_BOXES else _declared(each)
        for each in tinycss2.parse_blocks_contents(rule.content)
    )
    return f"@page{','.join(kept)}{{{inside}}}"


def _lines(node: Any) -> str:  # noqa: ANN401
    """As many lines as were taken out."""
    return "\n" * str(node.serialize()).count("\n")


def _declared(node: Any) -> str:  # noqa: ANN401
    if node.type == "error":
        return ""
    return f"{node.serialize()};" if node.type == "declaration" else str(node.serialize())


def _without_faces(rules: Iterable[Any]) -> str:
    """The sheet without `@font-face`: the faces are in the case already, and loading them takes longest."""
    return "".join(
        _lines(rule) if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" else rule.serialize()
        for rule in rules if rule.type != "error"
    )


def _text(rules: Iterable[Any]) -> str:
    """What applies to elements, as one string."""
    return "\n".join(tinycss2.serialize(rule.content) for rule, _ in _rules(rules) if rule.type == "qualified-rule")


def _margins(rules: Iterable[Any]) -> str:
    return "\n".join(rule.serialize() for rule, _ in _rules(rules) if rule.type == "at-rule" and rule.lower_at_keyword == "page")


def _rules(rules: Iterable[Any], above: str = "") -> Iterator[tuple[Any, str]]:
    """Every rule and its selectors, those in `@media` and nested ones as well."""
    for rule in rules:
        if rule.type == "qualified-rule":
            own = tinycss2.serialize(rule.prelude).strip()
            selectors = ", ".join(_nested(each.strip(), above) for each in _listed(own)) if above else own
            yield rule, selectors
            yield from _rules((each for each in tinycss2.parse_blocks_contents(rule.content) if each.type == "qualified-rule"), selectors)
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in ("media", "supports", "layer"):
            yield from _rules(tinycss2.parse_blocks_contents(rule.content), above)
        elif rule.type == "at-rule" and rule.content is not None:
            yield rule, tinycss2.serialize(rule.prelude).strip()


def _nested(selector: str, above: str) -> str:
    """A nested rule's selector written out (CSS Nesting 1 §3); of a list above, the first stands for all."""
    outer = above.split(",", maxsplit=1)[0].strip()
    if "&" in selector:
        return selector.replace("&", outer)
    return f"{outer} {selector}"


def whole_book_rules(sheets: tuple[Sheet, ...]) -> Iterator[str]:
    """The rules of a style that cannot be followed chapter by chapter, each with its place if it is the author's."""
    for sheet in sheets:
        if any(rule.type == "at-rule" and rule.lower_at_keyword == "import" for rule in rules_of(sheet.css)):
            yield f"{sheet.path.as_posix() if sheet.path else 'the theme'}: @import brings rules from elsewhere"
        for rule, selectors in _rules(rules_of(sheet.css)):
            where = f"{sheet.path.as_posix()}:{rule.source_line}: " if sheet.path else ""
            said = _said_of_pages(rule, selectors) if rule.type == "at-rule" else _said_of_elements(rule, selectors)
            yield from (where + each for each in said)


def _said_of_pages(rule: Any, selectors: str) -> Iterator[str]:  # noqa: ANN401
    if rule.lower_at_keyword != "page":
        return
    inside = [each for each in tinycss2.parse_blocks_contents(rule.content) if each.type in ("declaration", "at-rule")]
    beyond = [each for each in inside if each.type == "declaration" or each.lower_at_keyword not in MARGIN_BOXES]
    if NTH.search(selectors) and beyond:
        yield f"@page {selectors} counts the pages of the book"
    text = rule.serialize()
    if "element(" in text:
        yield "element() takes elements of the text into the margins"
    if re.search(r"string\([^)]*\bstart\b", text):
        yield "string(…, start) asks how a page begins"
    if any(each.type == "at-rule" and each.lower_at_keyword == "note-area" for each in inside):
        yield "@note-area is drawn on pages between chapters"
    if any(each.type == "at-rule" and each.lower_at_keyword == "footnote" and COUNTER.search(each.serialize()) for each in inside):
        yield "@footnote prints a counter"


def _said_of_elements(rule: Any, selectors: str) -> Iterator[str]:  # noqa: ANN401
    for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration":
            continue
        value = tinycss2.serialize(each.value)
        if each.lower_name == "position" and re.search(r"running\(|note\(|fixed", value):
            yield f"position: {value.strip()} is seen on pages of other chapters"
        printed = {name.lower() for name in COUNTER.findall(TARGET.sub("", value))}
        if printed & {"page", "pages"}:
            yield f"{selectors} prints the page it stands on: {each.name}: {value.strip()}"
        if "target-text(" in value or any(name.lower() != "page" for name in TARGET.findall(value)):
            yield f"{selectors} prints words or counters of other chapters: {each.name}: {value.strip()}"
        yield from _said_of_counts(each.lower_name, value.strip(), selectors)
    for selector in _listed(selectors):
        if compares_sections(selector):
            yield f"{selector.strip()} compares one chapter with others"


def _said_of_counts(name: str, value: str, selectors: str) -> Iterator[str]:
    """What goes on from chapter to chapter: pages, the depth of quotes, the side on which the book begins."""
    if name.startswith("counter-") and re.search(r"\bpage\b", value):
        yield f"{selectors} counts pages: {name}: {value}"
    if re.search(r"(?:open|close)-quote", value):
        yield f"{selectors} opens or closes quotes, which are counted through the book"
    if name == "break-before" and selectors in ("html", ":root"):
        yield f"{selectors} says on which side the book begins"


def compares_sections(selector: str) -> bool:
    """Whether what a selector matches depends on which sections stand before or after another.

    A section is known by its place, below nothing but `html` and `body`, by its type if one is given, and by its classes.
    """
    level, beside, before = True, False, ""        # whether this compound may be a section, or stands beside one
    for combinator, compound in _compounds(selector):
        if combinator in (" ", ">"):
            level, beside = level and before in AROUND, False
        elif combinator in ("+", "~"):
            beside = level and _may_be_section(before)
        if level and _may_be_section(compound) and (beside or STRUCTURAL.search(compound)):
            return True
        before = compound
    return False


def _may_be_section(compound: str) -> bool:
    if compound.lower() in AROUND:
        return False
    kind = re.match(r"[\w-]+", compound)
    classes = re.findall(r"\.([\w-]+)", re.sub(r"\([^)]*\)|\[[^\]]*\]", "", compound))
    return (kind is None or kind[0].lower() == "section") and SECTION_CLASSES.issuperset(classes)


def _listed(selectors: str) -> list[str]:
    """A list of selectors, at its commas: not at those in brackets."""
    return re.split(r",(?![^(]*\))", selectors)


def _compounds(selector: str) -> Iterator[tuple[str, str]]:
    """(the combinator before it, the compound), from left to right."""
    plain = re.sub(r"\([^()]*\)", lambda found: re.sub(r"[\s>+~]", "\0", found[0]), selector.strip())
    combinator = ""
    for piece in re.split(r"\s*([>+~])\s*|(\s+)", plain):
        if piece is None or piece == "":
            continue
        if piece in (">", "+", "~") or piece.isspace():
            combinator = piece.strip() or " "
        else:
            yield combinator, piece
            combinator = ""
