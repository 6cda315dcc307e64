"""Words in one kind of type -> how wide they are, and where they may be divided; measured once, and kept."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyphen
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size

from bookbuild.kept import Kept, key_of
from bookbuild.press.composer.fit import DASH, HYPHEN, NAME
from bookbuild.press.contexts import KIND
from bookbuild.press.lines import GLYPH

# How much of a mark hangs in the margin, of its own width: what is small and light hangs furthest (Hermann Zapf's and
# Hàn Thế Thành's “optical margins”; the fractions are near those that microtype has for most faces).
HANGS_RIGHT = {
    "-": 0.6, "\u2010": 0.6, ",": 0.6, ".": 0.6, ";": 0.4, ":": 0.4, "!": 0.2, "?": 0.15, "’": 0.5, "”": 0.5, "“": 0.5, "»": 0.3,
    "—": 0.2, "–": 0.25, ")": 0.1,
}  # fmt: skip
HANGS_LEFT = {"‘": 0.5, "“": 0.5, "„": 0.4, "«": 0.3, "(": 0.1, "—": 0.15}
LETTERS = re.compile(r"[^\W\d_]+")
SOFT_HYPHEN, NO_BREAK_SPACE = "\u00ad", "\u00a0"
ADDRESS = re.compile(r"\w[./@]\w.*[./@]|://|^www\.|\w@\w")
# After a dash or a written hyphen that joins words: not after one that opens a speech, nor before a mark that closes; after the
# slashes of an address.
AFTER_DASH = re.compile(r"(?<=[^\W_])[-\u2010](?=[^\W\d_])|(?<=[^\s“‘«„(\[¿¡—…])[—…]+(?=[^\W_]|[“‘«„(\[¿¡])|(?<=\w)–(?=\w)|\u200b")
AFTER_SLASH = re.compile(r"(?<=[^/\s])/+(?=[^/\s])|(?<=[?&=])(?=\w)|(?<=\w)-(?=\w)")
NOUNS_HAVE_CAPITALS = {"de", "lb"}


@dataclass(frozen=True, slots=True)
class Hyphenation:
    """By which patterns words are divided, if any: CSS Text 4 `hyphens`, `hyphenate-limit-chars`, `hyphenate-character`."""

    language: str | None
    soft: bool
    limits: tuple[int, int, int]
    sign: str

    @classmethod
    def of(cls, style: Any) -> "Hyphenation":  # noqa: ANN401 - WeasyPrint is untyped
        """What a style asks for."""
        language = style["lang"] and pyphen.language_fallback(style["lang"])
        wanted = style["hyphens"]
        limits = tuple(style["hyphenate_limit_chars"])
        return cls(language if wanted == "auto" else None, wanted != "none", limits, style["hyphenate_character"])

    def divisions(self, text: str) -> dict[int, int]:
        """Where a text without spaces may be divided, and why: {offset: DASH, HYPHEN or NAME}."""
        if ADDRESS.search(text):
            marks = AFTER_SLASH.finditer(text) if "/" in text else ()
            return {match.end(): DASH for match in (*marks, *AFTER_DASH.finditer(text)) if "@" not in text or match[0] != "-"}
        found = {match.end(): DASH for match in AFTER_DASH.finditer(text)}
        compound = any(text[offset - 1] in "-\u2010" for offset in found)
        if SOFT_HYPHEN in text:
            return found | {place + 1: HYPHEN for place, letter in enumerate(text) if self.soft and letter == SOFT_HYPHEN}
        if self.language:
            for match in LETTERS.finditer(text):
                word = match[0]
                costly = compound or (not word.islower() and self.language[:2] not in NOUNS_HAVE_CAPITALS)
                found |= {match.start() + offset: NAME if costly else HYPHEN for offset in self._syllables(word)}
        return found

    def _syllables(self, word: str) -> Iterator[int]:
        total, left, right = self.limits
        if len(word) < total or self.language is None:
            return
        dictionary = _dictionaries.get((self.language, left, right))
        if dictionary is None:
            dictionary = _dictionaries[self.language, left, right] = pyphen.Pyphen(lang=self.language, left=left, right=right)
        lower = word.lower()
        if len(lower) == len(word):
            yield from (int(place) for place in dictionary.positions(lower) if not place.data)   # data: the word is respelled there


_dictionaries: dict[tuple[str, int, int], Any] = {}


class Word(NamedTuple):
    """A text without spaces that break: its width, its no-break spaces, and how far it hangs out to either side."""

    width: float
    spaces: int
    hangs_left: float
    hangs_right: float


class Division(NamedTuple):
    """A place in a word: letters before it, widths before (with hyphen) and after, both without what hangs, no-break spaces before, why."""

    offset: int
    before: float
    after: float
    spaces: int
    why: int


@dataclass(eq=False)
class Type:
    """One kind of type: a face in a size, with its spacing and features, and how its language divides words."""

    style: Any
    hyphenation: Hyphenation
    known: dict[str, float] = field(default_factory=dict)
    divided: dict[str, list[Division]] = field(default_factory=dict)
    words: dict[str, Word] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set up the one Pango layout that all is measured with."""
        self.layout = Layout(self.style)
        self.space = self.width("n n") - self.width("nn")
        self.hyphen = self.width(self.hyphenation.sign) if self.hyphenation.sign else 0.0

    def width(self, text: str) -> float:
        """How wide a text is set, in CSS pixels."""
        width = self.known.get(text)
        if width is None:
            width = self.known[text] = line_size(self._line(text), self.style)[0]
        return width

    def _line(self, text: str) -> Any:  # noqa: ANN401 - Pango's
        if self.style["word_spacing"]:             # WeasyPrint's marks for it stay where they were, whatever text comes next
            self.layout = Layout(self.style)
        self.layout.set_text(text)
        return pango.pango_layout_get_line_readonly(self.layout.layout, 0)

    def word(self, text: str) -> Word:
        """A text without spaces, measured."""
        word = self.words.get(text)
        if word is None:
            word = Word(self.width(text), text.count(NO_BREAK_SPACE), self.hangs_left(text[0]), self.hangs_right(text[-1]))
            self.words[text] = word
        return word

    def divisions(self, text: str) -> list[Division]:
        """Where a text without spaces may be divided."""
        divided = self.divided.get(text)
        if divided is None:
            divided = self.divided[text] = self._divisions(text)
        return divided

    def _divisions(self, text: str) -> list[Division]:
        places = self.hyphenation.divisions(text)
        if not places:
            return []
        total, upto = self.width(text), self.widths(text)
        found = []
        for offset, why in sorted(places.items()):
            if 0 < offset < len(text):
                before, after = upto[offset], total - upto[offset]
                if why == DASH:                    # it stands so much closer to some letters that it would be seen
                    before, after = self.width(text[:offset]), self.width(text[offset:])
                before, after = before + self.end(text[offset - 1], why), after - self.hangs_left(text[offset])
                found.append(Division(offset, before, after, text.count(NO_BREAK_SPACE, 0, offset), why))
        return found

    def end(self, last: str, why: int) -> float:
        """What a line's end adds to its width: the hyphen, without what hangs of it or of the last mark."""
        if why == DASH:
            return -self.hangs_right(last)
        return self.hyphen - self.hangs_right(self.hyphenation.sign[-1:])

    def hangs_left(self, first: str) -> float:
        """How far a line's first character hangs in the margin."""
        return HANGS_LEFT[first] * self.width(first) if first in HANGS_LEFT else 0.0

    def hangs_right(self, last: str) -> float:
        """How far a line's last character hangs in the margin."""
        return HANGS_RIGHT[last] * self.width(last) if last in HANGS_RIGHT else 0.0

    def widths(self, text: str) -> list[float]:
        """How wide the text is up to each of its characters, by the glyphs that it is set with as a whole."""
        line = self._line(text)
        starts: dict[int, float] = {}
        run, advance = line.runs, 0
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            run = run.next
            infos = GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * GLYPH.size))
            for cluster, info in zip(ffi.unpack(glyphs.log_clusters, glyphs.num_glyphs), infos, strict=True):
                starts.setdefault(item.offset + cluster, advance * FROM_UNITS)
                advance += info[1]
        widths, at = [], 0
        for place, letter in enumerate(text):      # within a ligature there is no place: there the beginning is measured alone
            widths.append(starts[at] if at in starts else self.width(text[:place]))
            at += len(letter.encode())
        return widths


class TypeCase:
    """All kinds of type met by this process, with what is known of their words from builds before.

    `basis` are digests of what widths depend on besides the style: fonts, and the makers' versions.
    """

    def __init__(self, kept: Kept | None = None, basis: Sequence[str] = ()) -> None:
        self.kept, self.basis = kept, basis
        self.types: dict[tuple[Any, ...], Type] = {}
        self.measured: dict[str, tuple[Type, int]] = {}

    def type_of(self, style: Any) -> Type:  # noqa: ANN401 - WeasyPrint is untyped
        """The kind of type that a style sets."""
        found: Type | None = getattr(style, "kind_of_type", None)
        if found is None:
            hyphenation = Hyphenation.of(style)
            own = tuple(tuple(value) if isinstance(value := style[what], list) else value for what in KIND)
            key = (*own, style["letter_spacing"], style["word_spacing"], style["font_language_override"], hyphenation)
            found = self.types.get(key)
            if found is None:
                found = self.types[key] = self._known(Type(style, hyphenation), key)
            style.kind_of_type = found
        return found

    def _known(self, kind: Type, key: tuple[Any, ...]) -> Type:
        if self.kept is not None:
            name = f"{key_of('words', list(self.basis), repr(key))}.json"
            if content := self.kept.get(name):
                widths, divided = json.loads(content)
                kind.known |= widths
                kind.divided |= {text: [Division(*each) for each in places] for text, places in divided.items()}
            self.measured[name] = kind, len(kind.known) + len(kind.divided)
        return kind

    def keep(self) -> None:
        """Keep what has been measured, together with what other processes have kept meanwhile."""
        for name, (kind, before) in self.measured.items():
            if self.kept is not None and len(kind.known) + len(kind.divided) > before:
                widths, divided = json.loads(self.kept.get(name) or b"[{}, {}]")
                content = json.dumps([widths | kind.known, divided | kind.divided], ensure_ascii=False, separators=(",", ":"))
                self.kept.put(name, content.encode())
