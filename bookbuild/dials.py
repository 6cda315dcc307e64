"""A dial's value -> the line to type instead, where it is none that the dial can have.

Such a value costs more than itself. A theme says `font: var(--body-size)/var(--leading) var(--body-face)`, and CSS takes all of
that or nothing: a size without its unit has the book set in another face.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import tinycss2
from tinycss2.color5 import parse_color

Tokens = list[Any]
OPENINGS = ("small-caps", "drop-cap", "plain")     # what Python reads of `--opening`; the first is the rule
STRINGS = ("book", "author", "section")            # what base.css (pdf/) sets for running heads
SYNONYMS = {"title": "book", "name": "author", "writer": "author", "chapter": "section", "heading": "section"}
# CSS Values 4, §6, as far as WeasyPrint 70 knows them.
UNIT = re.compile(r"px|pt|pc|in|cm|mm|q|r?(?:em|ex|cap|ch|ic|lh)|[lsdp]?v(?:w|h|i|b|min|max)", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)")
SIZES = ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "smaller", "larger")
BREAKS = ("recto", "page", "right", "left", "verso", "always", "auto", "avoid", "avoid-page", "column", "avoid-column")
INHERITED = ("inherit", "initial", "unset")        # not within `font`, which is all or nothing
SUMS = ("calc", "min", "max", "clamp")
QUOTES = ("open-quote", "close-quote", "no-open-quote", "no-close-quote")
SHOWN = ("string", "counter", "counters", "attr", "content", "leader", "element", "target-counter", "target-counters", "target-text")


@dataclass(frozen=True, slots=True)
class Takes:
    """What a dial takes: `what`, in words; whether tokens are that; what an author may have `meant` by a value, as shipped."""

    what: str
    fits: Callable[[Tokens], bool]
    meant: Callable[[str, str], Iterator[str]]

    def allows(self, value: str) -> bool:
        """Whether the dial can have this value."""
        tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
        return self.fits([token for token in tokens if token.type != "whitespace"])


def line_to_type(name: str, value: str, shipped: str) -> str | None:
    """What to type instead of a value that the dial cannot have; None where it can. `shipped` is the theme's own value."""
    takes = DIALS.get(name)
    if takes and name == "--opening" and not takes.allows(shipped):
        shipped = OPENINGS[0]
    if takes is None or takes.allows(value) or not takes.allows(shipped):
        return None                                # of another theme, in which the dial is another
    meant = next((f"{name}: {each}" for each in takes.meant(value, shipped) if takes.allows(each)), None)
    if meant:
        return f"{value} what? {meant}" if NUMBER.fullmatch(value) else meant
    return f"{takes.what}: {name}: {shipped}"


def string_meant(name: str, known: Iterable[str] = STRINGS) -> str:
    """The string of a running head that somebody meant by another name."""
    meant = SYNONYMS.get(name.lower(), "")
    return meant if meant in known else next(iter(get_close_matches(name.lower(), known, 1)), STRINGS[0])


def _length(*words: str, negative: bool = False, times: float = 0) -> Callable[[Tokens], bool]:
    """Of bare numbers only 0 is a length; `times` is the largest that stands for so many times the size of the type."""

    def fits(tokens: Tokens) -> bool:
        if len(tokens) != 1:
            return False
        token = tokens[0]
        if token.type == "ident":
            return token.lower_value in words
        if token.type == "function":
            return token.lower_name in SUMS
        known = token.type == "percentage" or (token.type == "dimension" and UNIT.fullmatch(token.unit))
        bare = token.type == "number" and token.value <= times
        return bool(known and negative) or (bool(known or bare) and token.value >= 0)

    return fits


def _with_unit(value: str, shipped: str) -> Iterator[str]:
    """`13`, `13 pt`, `13,5pt` and `13 points` are all meant."""
    plain = "".join(value.split()).replace(",", ".")
    yield plain
    if (number := NUMBER.match(plain)) and (unit := NUMBER.match(shipped)):
        yield number[0] + shipped[unit.end() :]


def _one_of(*words: str) -> Callable[[Tokens], bool]:
    return lambda tokens: len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in words


def _nearest(*words: str) -> Callable[[str, str], Iterator[str]]:
    return lambda value, _: iter(get_close_matches(value.lower(), words, 1))


def _colour(tokens: Tokens) -> bool:
    return len(tokens) == 1 and parse_color(tokens[0]) is not None


def _hexadecimal(value: str, _shipped: str) -> Iterator[str]:
    yield f"#{value}"


def _faces(*words: str) -> Callable[[Tokens], bool]:
    """Names, set apart by commas: each a string, or words without digits or signs (CSS Fonts 4, §2.1)."""

    def fits(tokens: Tokens) -> bool:
        names: list[Tokens] = [[]]
        for token in tokens:
            if token.type == "literal" and token.value == ",":
                names.append([])
            else:
                names[-1].append(token)
        alone = len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in INHERITED
        return tokens[0].lower_value in words if alone else all(map(_face, names))

    return fits


def _face(tokens: Tokens) -> bool:
    return [token.type for token in tokens] == ["string"] or (bool(tokens) and all(token.type == "ident" for token in tokens))


def _named(value: str, _shipped: str) -> Iterator[str]:
    """A name that wants quotes, or a comma after it."""
    yield re.sub(r"([\"'])\s+(?=[\w\"'])", r"\1, ", value)
    names = [name.strip().strip("\"'") for name in value.split(",")]
    yield ", ".join(name if re.fullmatch(r"[A-Za-z-]+", name) else f'"{name}"' for name in names if name)


def _content(tokens: Tokens) -> bool:
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in ("none", "normal"):
        return True
    return bool(tokens) and all(
        token.type in ("string", "url") or (token.type == "literal" and token.value == "/")
        or (token.type == "ident" and token.lower_value in QUOTES)
        or (token.type == "function" and token.lower_name in (*SHOWN, "url"))
        for token in tokens
    )  # fmt: skip


def _quoted(value: str, _shipped: str) -> Iterator[str]:
    """Words and signs that want quotes; the name of a running head's string wants more."""
    name = value.lower().removesuffix("()")
    if name in (*STRINGS, *SYNONYMS):
        yield f"string({string_meant(name)})"
    if value and '"' not in value:
        yield f'"{value}"'


FACES = Takes("names of faces, set apart by commas", _faces(), _named)
CONTENT = Takes("words in quotes, or what a heading says", _content, _quoted)
# The shipped themes' dials. In somebody's own theme a name may stand for something else, as its own value there says.
DIALS = {
    "--body-face": FACES,
    "--code-face": FACES,
    "--heading-face": Takes(FACES.what, _faces(*INHERITED), _named),
    "--body-size": Takes("a length", _length(*SIZES), _with_unit),
    "--leading": Takes("a length", _length("normal", times=4), _with_unit),
    "--paragraph-indent": Takes("a length", _length("inherit", "initial", negative=True), _with_unit),
    "--chapter-sink": Takes("a length", _length("inherit", "initial"), _with_unit),
    "--accent": Takes("a colour", _colour, _hexadecimal),
    "--scene-ornament": CONTENT,
    "--head-left": CONTENT,
    "--head-right": CONTENT,
    "--opening": Takes(f"one of {', '.join(OPENINGS)}", _one_of(*OPENINGS), _nearest(*OPENINGS)),
    "--chapter-opens": Takes("recto or page", _one_of(*BREAKS), _nearest(*BREAKS)),
}
