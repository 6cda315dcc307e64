"""A sheet's rules, as tinycss2 reads them -> the faces it describes and what it uses of them; and the rules rewritten."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import tinycss2

WEIGHTS = {"normal": 400.0, "bold": 700.0, "bolder": 700.0, "lighter": 100.0}
WIDTHS = {
    "ultra-condensed": 50.0, "extra-condensed": 62.5, "condensed": 75.0, "semi-condensed": 87.5, "normal": 100.0, "semi-expanded": 112.5,
    "expanded": 125.0, "extra-expanded": 150.0, "ultra-expanded": 200.0,
}  # fmt: skip
SIZES = ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "smaller", "larger")
GENERIC = ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace",
           "ui-rounded", "math", "emoji", "fangsong", "inherit", "initial", "unset")  # fmt: skip
# OpenType's features under the names that `font-variant` has for them (CSS Fonts 4, §6).
VARIANTS = {
    "small-caps": ("smcp",), "all-small-caps": ("smcp", "c2sc"), "petite-caps": ("pcap",), "all-petite-caps": ("pcap", "c2pc"),
    "unicase": ("unic",), "titling-caps": ("titl",), "lining-nums": ("lnum",), "oldstyle-nums": ("onum",), "tabular-nums": ("tnum",),
    "proportional-nums": ("pnum",), "diagonal-fractions": ("frac", "numr", "dnom"), "stacked-fractions": ("afrc",), "ordinal": ("ordn",),
    "slashed-zero": ("zero",), "discretionary-ligatures": ("dlig",), "historical-ligatures": ("hlig",), "historical-forms": ("hist",),
    "super": ("sups",), "sub": ("subs",),
}  # fmt: skip
OBLIQUE = 14.0                                     # degrees, where a sheet says no more (CSS Fonts 4, §2.4)
TOLD = ("font-family", "src", "font-weight", "font-stretch", "font-width", "font-style", "font-variation-settings")


@dataclass(frozen=True, slots=True)
class Slant:
    """One of a face's ways to stand, as sheets say it and on the font's axes."""

    css: str
    axes: tuple[tuple[str, float], ...]


UPRIGHT = Slant("normal", (("ital", 0), ("slnt", 0)))
ITALIC = Slant("italic", (("ital", 1), ("slnt", -OBLIQUE)))


@dataclass(frozen=True, slots=True)
class Face:
    """An @font-face rule. Weight (1 to 1000), width (per cent) and slant (degrees) are ranges."""

    css: str                                       # as it was written
    family: str
    urls: tuple[str, ...]
    weight: tuple[float, float]
    width: tuple[float, float]
    style: tuple[str, float, float]
    settings: tuple[tuple[str, float], ...]
    covered: tuple[tuple[int, int], ...]           # unicode-range; none is all
    rest: str                                      # descriptors that go into every rule made of this one

    def covers(self, code: int) -> bool:
        """Whether the face is meant for a character."""
        return not self.covered or any(first <= code <= last for first, last in self.covered)

    def weights(self, used: AbstractSet[float]) -> list[float]:
        """The weights to make of it: those that are used, as near as it comes to them."""
        return _within(self.weight, used)

    def widths(self, used: AbstractSet[float]) -> list[float]:
        """The same for widths."""
        return _within(self.width, used)

    def slants(self) -> tuple[Slant, ...]:
        """Upright, leaning, or, of a range of angles, its two ends."""
        kind, first, last = self.style
        if kind != "oblique":
            return (ITALIC if kind == "italic" else UPRIGHT,)
        leaning = Slant("oblique", (("ital", 0), ("slnt", -max(first, last, key=abs))))
        return (UPRIGHT, leaning) if first <= 0 <= last and first != last else (leaning,)

    def file_name(self, weight: float, width: float, slant: Slant) -> str:
        """`eb-garamond-400-italic`; the width is told where it is not the normal one."""
        plain = unicodedata.normalize("NFKD", self.family).encode("ascii", "ignore").decode().lower()
        parts = [re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "face", f"{weight:.0f}"]
        parts += [f"{width:.0f}"] if width != WIDTHS["normal"] else []
        return "-".join([*parts, *([slant.css] if slant != UPRIGHT else [])])

    def rule(self, weight: float, width: float, slant: Slant, url: str) -> str:
        """The rule for one static font."""
        said = [f"font-family: {tinycss2.serialize([_string(self.family)])}", f"font-weight: {weight:g}", f"font-style: {slant.css}"]
        said += [f"font-stretch: {width:g}%"] if width != WIDTHS["normal"] else []
        return f"@font-face {{ {'; '.join([*said, f'src: url({url})', *([self.rest] if self.rest else [])])} }}"


@dataclass(frozen=True, slots=True)
class Use:
    """What a sheet's rules use of fonts. `bare` are lists of families that end in no generic one, by their selectors."""

    families: set[str] = field(default_factory=set)            # in small letters: CSS knows no others
    weights: set[float] = field(default_factory=lambda: {WEIGHTS["normal"], WEIGHTS["bold"]})  # a reader has bold of its own accord
    widths: set[float] = field(default_factory=lambda: {WIDTHS["normal"]})
    features: set[str] = field(default_factory=set)
    bare: dict[str, tuple[str, ...]] = field(default_factory=dict)


def faces_of(rules: Iterable[Any]) -> Iterator[Face]:
    """Every @font-face rule that can be understood, also those inside @media."""
    for rule in _flat(rules):
        if rule.type == "at-rule" and (face := _face(rule)):
            yield face


def uses_of(rules: Iterable[Any]) -> Use:
    """What all other rules ask of fonts."""
    use = Use()
    for rule in _flat(rules):
        if rule.type == "qualified-rule":
            for each in _declarations(rule):
                _note(each, tinycss2.serialize(rule.prelude).strip(), use)
    return use


def strings_of(rules: Iterable[Any]) -> Iterator[str]:
    """What is quoted in a sheet: its `content`, its `quotes`, its own marks of lists."""
    for rule in _flat(rules):
        if rule.type == "qualified-rule":
            yield from (token.value for token in _tokens(rule.content) if token.type == "string")


def rewritten(rules: Iterable[Any], written: Mapping[Face, str]) -> str:
    """The sheet with each face's rule replaced, or left out."""
    lines = []
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
            face = _face(rule)
            lines.append(written.get(face, "") if face else "")
        elif _holds_rules(rule):
            inside = rewritten(_inside(rule), written)
            lines.append(f"@{rule.lower_at_keyword} {tinycss2.serialize(rule.prelude).strip()} {{ {inside} }}" if inside else "")
        else:
            lines.append(rule.serialize())
    return "\n".join(line for line in lines if line)


def _flat(rules: Iterable[Any]) -> Iterator[Any]:
    """Rules with a block that is no block of rules."""
    for rule in rules:
        if _holds_rules(rule):
            yield from _flat(_inside(rule))
        elif rule.type == "qualified-rule" or (rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and rule.content):
            yield rule


def _holds_rules(rule: Any) -> bool:  # noqa: ANN401 - tinycss2 is untyped
    return rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content is not None


def _inside(rule: Any) -> Any:  # noqa: ANN401
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def _declarations(rule: Any) -> list[Any]:  # noqa: ANN401
    parsed = tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True)
    return [each for each in parsed if each.type == "declaration"]


def _face(rule: Any) -> Face | None:  # noqa: ANN401
    said = {each.lower_name: each for each in _declarations(rule)}
    if not {"font-family", "src"} <= said.keys():
        return None
    values = {name: _plain(each.value) for name, each in said.items()}
    width = values.get("font-stretch", values.get("font-width", []))
    rest = "; ".join(f"{name}: {tinycss2.serialize(each.value).strip()}" for name, each in said.items() if name not in TOLD)
    return Face(
        rule.serialize(), " ".join(_names(values["font-family"])), tuple(_urls(values["src"])),
        _range(values.get("font-weight", []), WEIGHTS), _range(width, WIDTHS),
        _style(values.get("font-style", [])), tuple(_settings(values.get("font-variation-settings", []))),
        tuple((token.start, token.end) for token in values.get("unicode-range", []) if token.type == "unicode-range"), rest,
    )  # fmt: skip


def _plain(tokens: Iterable[Any]) -> list[Any]:
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def _tokens(tokens: Iterable[Any]) -> Iterator[Any]:
    """Every token, however deep in brackets."""
    for token in tokens:
        yield token
        yield from _tokens(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def _urls(tokens: Iterable[Any]) -> Iterator[str]:
    """The urls of a `src`, in order; `local()` names none."""
    for token in tokens:
        if token.type == "url":
            yield token.value.strip()
        elif token.type == "function" and token.lower_name == "url":
            yield from (inner.value.strip() for inner in token.arguments if inner.type == "string")


def _range(tokens: Iterable[Any], names: Mapping[str, float]) -> tuple[float, float]:
    numbers = sorted(_numbers(tokens, names)) or [names["normal"]]
    return numbers[0], numbers[-1]


def _numbers(tokens: Iterable[Any], names: Mapping[str, float]) -> Iterator[float]:
    for token in tokens:
        if token.type in ("number", "percentage"):
            yield float(token.value)
        elif token.type == "ident" and token.lower_value in names:
            yield names[token.lower_value]


def _style(tokens: list[Any]) -> tuple[str, float, float]:
    kind = next((token.lower_value for token in tokens if token.type == "ident"), "normal")
    angles = sorted(float(token.value) for token in tokens if token.type in ("dimension", "number")) or [OBLIQUE]
    return (kind, angles[0], angles[-1]) if kind == "oblique" else (kind, 0, 0)


def _settings(tokens: list[Any]) -> Iterator[tuple[str, float]]:
    """`"opsz" 14, "GRAD" 0`, but not the axes that have descriptors of their own."""
    for token, value in pairwise(tokens):
        if token.type == "string" and value.type == "number" and token.value not in ("wght", "wdth", "slnt", "ital"):
            yield token.value, float(value.value)


def _within(bounds: tuple[float, float], used: AbstractSet[float]) -> list[float]:
    first, last = bounds
    return sorted({min(max(each, first), last) for each in used})


def _note(declaration: Any, selector: str, use: Use) -> None:  # noqa: ANN401
    """Enter one declaration of a rule."""
    name, tokens = declaration.lower_name, _plain(declaration.value)
    if name in ("font-family", "font"):
        families = tuple(_families(_after_size(tokens) if name == "font" else tokens))
        use.families.update(family.lower() for family in families)
        if families and not (tokens[-1].type == "ident" and tokens[-1].lower_value in GENERIC):
            use.bare[selector] = families
    if name in ("font-weight", "font"):
        use.weights.update(_numbers(tokens if name == "font-weight" else _before_size(tokens), WEIGHTS))
    if name in ("font-stretch", "font-width", "font"):
        use.widths.update(_numbers(tokens if name != "font" else [t for t in _before_size(tokens) if t.type == "ident"], WIDTHS))
    if name.startswith("font-variant") or name == "font":
        use.features.update(feature for t in tokens if t.type == "ident" for feature in VARIANTS.get(t.lower_value, ()))
    if name.endswith("font-feature-settings"):
        use.features.update(token.value for token in tokens if token.type == "string")


def _families(tokens: Iterable[Any]) -> Iterator[str]:
    """The names in a list, quoted or not; generic ones are none of ours."""
    part: list[Any] = []
    for token in (*tokens, None):
        if token is not None and not (token.type == "literal" and token.value == ","):
            part.append(token)
            continue
        names = _names(part)
        if names and not (part[-1].type == "ident" and len(names) == 1 and names[0].lower() in GENERIC):
            yield " ".join(names)
        part = []


def _names(tokens: Iterable[Any]) -> list[str]:
    return [token.value for token in tokens if token.type in ("string", "ident")]


def _sizes(tokens: list[Any]) -> list[int]:
    """Where in a `font` lengths stand: its size, and, it may be, its line height."""
    return [
        at for at, token in enumerate(tokens)
        if token.type in ("dimension", "percentage", "function") or (token.type == "ident" and token.lower_value in SIZES)
    ]  # fmt: skip


def _before_size(tokens: list[Any]) -> list[Any]:
    return tokens[: next(iter(_sizes(tokens)), 0)]


def _after_size(tokens: list[Any]) -> list[Any]:
    """The families of a `font`: what follows its size, and its line height after a slash."""
    rest = tokens[_sizes(tokens)[-1] + 1 :] if _sizes(tokens) else []
    return rest[2:] if rest and rest[0].type == "literal" and rest[0].value == "/" else rest


def _string(text: str) -> Any:  # noqa: ANN401
    return tinycss2.parse_one_component_value('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
