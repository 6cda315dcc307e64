"""Style sheets as e-readers take them: Package -> Spots. Sheets of the package, `style` elements and attributes alike.

Many e-readers drop a whole sheet for one thing they do not know, and change colours for the night.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2
import tinycss2.color3

from bookbuild.checks.package.contents import Element, Package, Spot, Tree, resolve, scheme

CSS = "text/css"
# At-rules that e-readers take: all others are for print, for browsers, or load more sheets.
TAKEN = {"media", "supports", "font-face", "namespace", "charset"}
UNSAFE = {"position": {"fixed", "sticky"}, "direction": None, "unicode-bidi": None, "behavior": None, "-moz-binding": None}
EVERYTHING = re.compile(r"(?:\*|html|body|p|div|section|:root)", re.IGNORECASE)
PLAIN = re.compile(r"[A-Za-z0-9*\s>+~:]+")         # a selector without classes, ids and attributes
BACKED = re.compile(r"(?:img|svg|hr|video)\s*$", re.IGNORECASE)    # a drawing in black ink wants white behind it, at night above all
IN_TEXT = re.compile(r"(?:(?:p|body|li)\s+)?a(?::link)?")
DARK = re.compile(r"prefers-color-scheme\s*:\s*dark", re.IGNORECASE)
RIGID = {"px", "pt", "cm", "mm", "in", "pc", "q"}
LEAST_CONTRAST = 4.5                               # WCAG 2.2, 1.4.3
DEEPEST = 20                                       # blocks in blocks
Node = Any                                         # tinycss2 has no types


@dataclass(frozen=True, slots=True)
class Declarations:
    """What one rule says: `selector` "" in a style attribute; `dark` within a query for dark mode."""

    name: str
    selector: str
    dark: bool
    values: tuple[tuple[str, Node, int], ...]      # name, declaration, line


@dataclass(frozen=True, slots=True)
class Styles:
    """One sheet taken apart: its rules, its at-rules as (keyword, line), its slips, its nested rules, its addresses."""

    name: str
    rules: tuple[Declarations, ...]
    at_rules: tuple[tuple[str, int], ...]
    slips: tuple[Spot, ...]
    nested: tuple[int, ...]
    addresses: tuple[tuple[str, int], ...]


def styles(package: Package) -> Iterator[Styles]:
    """Every sheet, then every style in a document."""
    for name, item in package.listed.items():
        if item.media_type == CSS and name in package.files:
            yield _taken_apart(name, package.files[name].decode("utf-8-sig", "replace"), 0, alone=True)
    for page in package.pages:
        for element in page.all("style", "svg:style"):
            yield _taken_apart(page.name, "".join(element.itertext()), (element.sourceline or 1) - 1, alone=True)
        for element in _styled(page):
            yield _taken_apart(page.name, element.attrib["style"], (element.sourceline or 1) - 1, alone=False)


def _styled(page: Tree) -> Iterator[Element]:
    return page.marked("style")


@lru_cache(maxsize=64)
def _taken_apart(name: str, css: str, above: int, *, alone: bool) -> Styles:
    """`above` lines stand before the first one; `alone` is a sheet, else the declarations of an attribute."""
    pile = _Pile(name, above)
    if alone:
        pile.rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), dark=False, depth=0)
    else:
        pile.block("", css, dark=False)
    return Styles(name, tuple(pile.said), tuple(pile.at_rules), tuple(pile.slips), tuple(pile.nested), tuple(pile.addresses))


class _Pile:
    """What is found while a sheet is taken apart."""

    def __init__(self, name: str, above: int) -> None:
        self.name, self.above = name, above
        self.said: list[Declarations] = []
        self.at_rules: list[tuple[str, int]] = []
        self.slips: list[Spot] = []
        self.nested: list[int] = []
        self.addresses: list[tuple[str, int]] = []

    def rules(self, nodes: list[Node], *, dark: bool, depth: int) -> None:
        for node in nodes:
            line = node.source_line + self.above
            if node.type == "error":
                self.slips.append(Spot(self.name, line, f"not CSS: {node.message}"))
            elif node.type == "qualified-rule":
                self.look_for_slips(node.prelude)
                self.block(tinycss2.serialize(node.prelude).strip(), node.content, dark=dark)
            elif node.type == "at-rule":
                self.at_rules.append((node.lower_at_keyword, line))
                self.look_for_addresses(node.prelude)
                if node.content is not None and node.lower_at_keyword in ("media", "supports") and depth < DEEPEST:
                    inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                    self.rules(inside, dark=dark or bool(DARK.search(tinycss2.serialize(node.prelude))), depth=depth + 1)
                elif node.content is not None and node.lower_at_keyword in TAKEN:
                    self.block(f"@{node.lower_at_keyword}", node.content, dark=dark)

    def block(self, selector: str, content: Node, *, dark: bool) -> None:
        values = []
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            line = node.source_line + self.above
            if node.type == "declaration":
                values.append((node.lower_name, node, line))
                self.look_for_slips(node.value)
                self.look_for_addresses(node.value)
            elif node.type == "error":
                self.slips.append(Spot(self.name, line, f"not CSS: {node.message}"))
            else:
                self.nested.append(line)
        self.said.append(Declarations(self.name, selector, dark, tuple(values)))

    def look_for_slips(self, nodes: list[Node]) -> None:
        self.slips += [Spot(self.name, node.source_line + self.above, f"not CSS: {node.message}") for node in nodes if node.type == "error"]

    def look_for_addresses(self, nodes: list[Node]) -> None:
        for node in nodes:
            if node.type == "url":
                self.addresses.append((node.value, node.source_line + self.above))
            elif node.type == "function" and node.lower_name in ("url", "src"):
                self.addresses += [(each.value, each.source_line + self.above) for each in node.arguments if each.type == "string"]


def slips(package: Package) -> Iterator[Spot]:
    """A brace or a semicolon is missing, or the sheet is not UTF-8."""
    for name, item in package.listed.items():
        if item.media_type == CSS and "\ufffd" in package.files.get(name, b"").decode("utf-8-sig", "replace"):
            yield Spot(name, None, "the sheet is not UTF-8")
    for sheet in styles(package):
        yield from sheet.slips[:1]


def unsafe(package: Package) -> Iterator[Spot]:
    """`@page`, `@import`, nested rules, fixed positions: for one of them the whole sheet may be dropped."""
    for sheet in styles(package):
        for keyword, line in sheet.at_rules:
            if keyword not in TAKEN:
                yield Spot(sheet.name, line, f"@{keyword}")
        for line in sheet.nested:
            yield Spot(sheet.name, line, "a rule in a rule")
        for rule in sheet.rules:
            for name, node, line in rule.values:
                value = tinycss2.serialize(node.value).strip().lower()
                if name in UNSAFE and value in (UNSAFE[name] or {value}):
                    yield Spot(sheet.name, line, f"{name}: {value}")


def addresses(package: Package) -> Iterator[Spot]:
    """Fonts and pictures that a sheet asks for are in the package and in its manifest."""
    listed = package.listed
    for sheet in styles(package):
        for address, line in sheet.addresses:
            name = resolve(sheet.name, address)[0]
            if scheme(address) or address.startswith("//"):
                yield Spot(sheet.name, line, f"url({address[:60]}) is not in the package")
            elif name not in listed and not address.startswith("#"):
                yield Spot(sheet.name, line, f"url({address[:60]}) leads to no file of the package")


def fixed_colours(package: Package) -> Iterator[Spot]:
    """Black letters set in the sheet are black on black at night: of plain elements no colour is fixed, or both are."""
    for sheet in styles(package):
        for rule in sheet.rules:
            if rule.dark or not _is_plain(rule.selector):
                continue
            fixed = {name: line for name, node, line in rule.values if _colour_of(name, node)}
            kinds = {name.partition("-")[0] for name in fixed}
            whole = any(EVERYTHING.fullmatch(each.strip()) for each in rule.selector.split(","))
            if kinds and (whole or len(kinds) == 1):
                yield Spot(sheet.name, next(iter(fixed.values())), f"{rule.selector or 'a style attribute'} fixes {' and '.join(fixed)}")


def _is_plain(selector: str) -> bool:
    return not selector or any(PLAIN.fullmatch(each) and not BACKED.search(each) for each in selector.split(",") if each.strip())


def _colour_of(name: str, node: Node) -> tuple[float, float, float] | None:
    """The colour that a declaration fixes; words such as `inherit` and see-through colours fix none."""
    if name not in ("color", "background", "background-color"):
        return None
    for token in node.value:
        colour = tinycss2.color3.parse_color(token)
        if colour is not None and colour != "currentColor" and colour.alpha == 1:
            return colour.red, colour.green, colour.blue
    return None


def contrast(package: Package) -> Iterator[Spot]:
    """Where one rule gives both colours, they can be told apart by weak eyes. Ace looks too, but only where the rule is used."""
    for sheet in styles(package):
        for rule in sheet.rules:
            colours = {name.partition("-")[0]: (colour, line) for name, node, line in rule.values if (colour := _colour_of(name, node))}
            if colours.keys() >= {"color", "background"}:
                ratio = _ratio(colours["color"][0], colours["background"][0])
                if ratio < LEAST_CONTRAST:
                    yield Spot(sheet.name, colours["color"][1], f"{rule.selector}: contrast {ratio:.1f}, where {LEAST_CONTRAST} is wanted")


def _ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """WCAG's contrast ratio of two colours in sRGB, from 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)  # noqa: PLR2004 - sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rigid_type(package: Package) -> Iterator[Spot]:
    """Type in points or pixels does not grow when a reader asks for larger letters."""
    for sheet in styles(package):
        for rule in sheet.rules:
            for name, node, line in rule.values:
                units = {token.lower_unit for token in node.value if token.type == "dimension"}
                if name in ("font-size", "font", "line-height") and units & RIGID:
                    yield Spot(sheet.name, line, f"{rule.selector}: {name} in {' '.join(sorted(units & RIGID))}")


def links_like_text(package: Package) -> Iterator[Spot]:
    """Links in the text that differ by their colour alone are lost to the colour-blind, and on paper screens to all."""
    for sheet in styles(package):
        for rule in sheet.rules:
            plain = [each.strip() for each in rule.selector.lower().split(",") if IN_TEXT.fullmatch(each.strip())]
            said = {name: tinycss2.serialize(node.value).strip().lower() for name, node, _ in rule.values}
            if plain and "none" in (said.get("text-decoration", ""), said.get("text-decoration-line", "")) and not said.keys() & {
                "border-bottom", "font-weight", "font-style", "font-variant",
            }:  # fmt: skip
                yield Spot(sheet.name, rule.values[0][2], f"{plain[0]}: text-decoration: none")
