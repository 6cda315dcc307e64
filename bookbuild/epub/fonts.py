"""The screen sheet and the font files it names -> what the package carries: a sheet, static subsets, their licences.

Only a family that some rule sets is carried: a theme may offer faces that nobody takes. Whether the text itself is set
in one is for the sheets to say; nothing is forced on it here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from pathlib import Path, PurePath

from bookbuild.apart import Apart
from bookbuild.epub.descriptors import Face, Use, faces_of, rewritten, strings_of, uses_of
from bookbuild.foundry import Axes, Unfit, cut_apart
from bookbuild.kept import Kept, digest_of, key_of
from bookbuild.limits import beyond
from bookbuild.problems import Problem, Severity
from bookbuild.stylesheet import rules_of

# What a reader shows of its own accord: numbers and marks of lists, hyphens, spaces that do not break; all of ASCII.
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u00ad\u2010\u2011\u2022\u25e6\u25aa\u2026\u2018\u2019\u201c\u201d"
ALWAYS_FEATURES = ("c2sc", "lnum", "onum", "smcp")
MEDIA_TYPES = {b"OTTO": ("otf", "font/otf")}       # by the first four bytes; all else is TrueType
TRUETYPE = ("ttf", "font/ttf")
LICENCE = re.compile(r"(?:OFL|UFL|LICEN[SC]E|COPYING)(?:[-_. ](?P<whose>.+?))??(?:\.txt|\.md)?", re.IGNORECASE)
FACE = re.compile(r"@font-face\s*\{[^{}]*\}\n?", re.IGNORECASE)
FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^\"';}]+)", re.IGNORECASE)
LONGEST_LICENCE = 256 * 1024


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font of the package."""

    name: str                                      # `fonts/eb-garamond-400.ttf`
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence's text, and the names of the fonts that lie under it."""

    name: str                                      # `fonts/OFL-EBGaramond.txt`
    content: bytes
    fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the package carries. `others` are the files the sheet names that are no fonts: its pictures."""

    css: str
    files: tuple[FontFile, ...] = ()
    licences: tuple[Licence, ...] = ()
    others: Mapping[str, Path] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


Places = Mapping[str, tuple[PurePath | None, int | None]]    # (path, line)


def embed(css: str, fonts: Mapping[str, Path], texts: Iterable[str], kept: Kept | None = None, places: Places | None = None) -> Embedded:
    """Make the fonts that the sheet uses fit for e-readers.

    `fonts` are the files by the sheet's urls, `texts` the XHTML of all documents, `places` where the author's sheets
    name a url. A face that may not be embedded is a warning, and left out; one that cannot be read is an error.
    """
    if (plain := _without_offers(css)) is not None:
        return Embedded(plain, others={url: file for url, file in fonts.items() if url in plain})
    rules = rules_of(css)
    use, faces = uses_of(rules), tuple(faces_of(rules))
    characters = characters_of(texts, strings_of(rules))
    with Apart("bookbuild.foundry", "FONT") as foundry:
        shelf = _Shelf(fonts, characters, use, kept, places or {}, foundry)
        written = {face: shelf.take(face) for face in faces if face.family.lower() in use.families}
    named = {url for face in faces for url in face.urls}
    embedded = {face.family.lower() for face, css in written.items() if css}
    return Embedded(
        rewritten(rules, written), tuple(shelf.files.values()), tuple(_licences(shelf.sources)),
        {url: file for url, file in fonts.items() if url not in named}, (*dict.fromkeys(shelf.problems), *_without_fallback(use, embedded)),
    )  # fmt: skip


def _without_offers(css: str) -> str | None:
    """A sheet without its faces, where no rule can be taking any of them: their names stand nowhere else. None otherwise.

    It saves parsing the sheet again, for nearly every book.
    """
    faces, plain = FACE.findall(css), FACE.sub("", css)
    folded = " ".join(plain.lower().split())
    names = [" ".join(name[1].lower().split()) for face in faces if (name := FAMILY.search(face))]
    taken = "@font-face" in folded or "\\" in folded or len(names) < len(faces) or any(name in folded for name in names)
    return None if taken else plain


def characters_of(texts: Iterable[str], strings: Iterable[str]) -> str:
    """All that may be shown, sorted: as it is written, as a capital and as a small letter, composed and taken apart."""
    written = set(ALWAYS)
    for text in (*texts, *strings):
        plain = unescape(text)
        written |= {*plain, *unicodedata.normalize("NFC", plain)}
    cases = {other for each in written for other in each.upper() + each.lower()}
    apart = set(unicodedata.normalize("NFD", "".join(written | cases)))
    return "".join(sorted(each for each in written | cases | apart if unicodedata.category(each) not in ("Cc", "Cs")))


class _Shelf:
    """The fonts made so far, by their content: `sources` are the files they came from."""

    def __init__(self, fonts: Mapping[str, Path], characters: str, use: Use, kept: Kept | None, places: Places, foundry: Apart) -> None:
        self.fonts, self.characters, self.use, self.kept, self.places, self.foundry = fonts, characters, use, kept, places, foundry
        self.features = tuple(sorted({*ALWAYS_FEATURES, *use.features}))
        self.files: dict[bytes, FontFile] = {}
        self.sources: dict[Path, list[str]] = {}
        self.problems: list[Problem] = []

    def take(self, face: Face) -> str:
        """The rules that stand for a face; none where it cannot be had."""
        url = next((url for url in face.urls if url in self.fonts), None)
        if url is None:                            # a face of the reader's own, or a file whose absence has been told
            return "" if face.urls else face.css
        return "\n".join(self._rules(face, url))

    def _rules(self, face: Face, url: str) -> Iterator[str]:
        characters = "".join(each for each in self.characters if face.covers(ord(each)))
        for weight, width, slant in product(face.weights(self.use.weights), face.widths(self.use.widths), face.slants()):
            axes = (("wght", weight), ("wdth", width), *slant.axes, *face.settings)
            if content := self._font(url, characters, axes):
                font = self._named(face.file_name(weight, width, slant), content)
                self.sources.setdefault(self.fonts[url], []).append(font.name)
                yield face.rule(weight, width, slant, font.name)

    def _font(self, url: str, characters: str, axes: Axes) -> bytes | None:
        """The static font, made now or before. It is kept by the digests of all that went into it."""
        from importlib.metadata import version  # noqa: PLC0415 - it brings the parsers of e-mail with it

        if self.kept is None:
            return self._made(url, characters, axes)
        name = key_of("font", version("fonttools"), digest_of(self.fonts[url]), characters, self.features, axes) + ".font"
        content = self.kept.get(name)
        if content is None and (content := self._made(url, characters, axes)) is not None:
            self.kept.put(name, content)
        return content

    def _made(self, url: str, characters: str, axes: Axes) -> bytes | None:
        """None, and a Problem, for a font that cannot be embedded."""
        cut = cut_apart(self.fonts[url], characters, self.features, axes, self.foundry)
        if isinstance(cut, bytes):
            return cut
        self.problems.append(self._problem(url, cut))
        return None

    def _named(self, stem: str, content: bytes) -> FontFile:
        if content not in self.files:
            suffix, media_type = MEDIA_TYPES.get(content[:4], TRUETYPE)
            name = _free(f"fonts/{stem}.{suffix}", {font.name for font in self.files.values()})
            self.files[content] = FontFile(name, media_type, content)
        return self.files[content]

    def _problem(self, url: str, unfit: Unfit) -> Problem:
        path, line = self.places.get(url, (None, None))
        reason = unfit.reason
        if unfit.limit:
            return beyond(unfit.limit, f"{url}: {reason}", path, line)
        if unfit.forbidden:
            hint = "the EPUB shows the next face in the list; take a font with an open licence, or ask its maker for one that allows it"
            return Problem("c-006", f"the font may not be embedded: {url}: {reason}", path, line, hint=hint, severity=Severity.WARNING)
        hint = "put a .ttf, .otf or .woff2 file in its place"
        return Problem("c-007", f"not a font that can be read: {url}: {reason}", path, line, hint=hint)


def _without_fallback(use: Use, embedded: set[str]) -> Iterator[Problem]:
    """Readers may switch the publisher's fonts off; what is left then, a generic name says."""
    for selector, families in use.bare.items():
        if last := next((name for name in reversed(families) if name.lower() in embedded), None):
            message = f"`{selector}` names no generic face after “{last}”, for readers who switch a book’s fonts off"
            yield Problem("c-008", message, hint=f'font-family: "{last}", serif', severity=Severity.WARNING)


def _licences(sources: Mapping[Path, list[str]]) -> Iterator[Licence]:
    """Each text that lies beside a font, once, with the fonts it goes with."""
    fonts: dict[tuple[str, bytes], list[str]] = {}
    for file, names in sources.items():
        for text in _beside(file):
            fonts.setdefault((text.name, text.read_bytes()), []).extend(names)
    taken: set[str] = set()
    for (name, content), under in fonts.items():
        free = _free(f"fonts/{_ascii(PurePath(name).stem)}.txt", taken)
        taken.add(free)
        yield Licence(free, content, tuple(dict.fromkeys(under)))


def _beside(file: Path) -> list[Path]:
    """`OFL-EBGaramond.txt` goes with `EBGaramond-Bold.ttf`; a text that says of no font whose it is goes with all."""
    texts = {path: match for path in sorted(file.parent.iterdir()) if (match := LICENCE.fullmatch(path.name)) and _is_text(path)}
    own = [path for path, match in texts.items() if match["whose"] and _letters(file.stem).startswith(_letters(match["whose"]))]
    return own or [path for path, match in texts.items() if not match["whose"]] or list(texts)


def _is_text(path: Path) -> bool:
    inside = path.resolve().is_relative_to(path.parent.resolve())
    return inside and path.is_file() and path.stat().st_size <= LONGEST_LICENCE and b"\0" not in path.read_bytes()


def _letters(text: str) -> str:
    return "".join(each for each in text.lower() if each.isalnum())


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.") or "LICENSE"


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the first number that makes it another."""
    stem, _, suffix = name.rpartition(".")
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.{suffix}"
    return name
