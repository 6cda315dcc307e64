"""Edition -> what the back of a book says, and the size at which it fits the room there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it

from bookbuild.book import Role
from bookbuild.cover.lettering import font
from bookbuild.cover.setting import reads_leftward
from bookbuild.edition import Edition
from bookbuild.styles import Style

SIZES = tuple(size / 4 for size in range(50, 33, -1))                # points, 12.5 down to 8.5
LEADING = 1.38                                     # ems
APART, BEFORE_BIO = 0.5, 1.3                       # ems between paragraphs; before what is said of the author
SMALLER = 0.92                                     # the author's paragraph, to the description
SPARE = 1.03                                       # lines are broken a little differently from how we reckon
LONGEST_BIO = 420                                  # characters
JUSTIFIED = 250.0                                  # points: a narrower column is set ragged
SENTENCE = re.compile(r"(?<=[.!?…][”’»\"')])\s+|(?<=[.!?…])\s+")
# What shops take in a description, and authors bring from there; on paper it would be read.
BLOCKS = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
INLINE = re.compile(r"</?(?:b|i|em|strong|u|s|a|span|small|sub|sup|q|cite)\b[^<>]*>", re.IGNORECASE)
NAMESPACES = 'xmlns:epub="http://www.idpf.org/2007/ops"'


@dataclass(frozen=True, slots=True)
class Blurb:
    """Paragraphs about the book, and of the author."""

    paragraphs: tuple[str, ...]
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A blurb at a size, in points, with the height it takes; `cut` tells whether some of it found no room."""

    blurb: Blurb
    size: float
    height: float
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """The face of the theme: its family's name, its rules, and the file of its roman."""

    family: str
    css: str
    served: dict[str, Path]
    roman: Path


def blurb_of(edition: Edition) -> Blurb:
    """The description from book.toml, and the beginning of the page about the author."""
    text = _without_tags(edition.metadata.description or "")
    paragraphs = tuple(" ".join(each.split()) for each in re.split(r"\n\s*\n", text) if each.strip())
    page = edition.document(Role.ABOUT_THE_AUTHOR)
    return Blurb(paragraphs, _beginning(page.body) if page else "")


def _without_tags(text: str) -> str:
    plain = INLINE.sub("", BLOCKS.sub("\n\n", text))
    return plain if plain == text else unescape(plain)


def _beginning(body: str) -> str:
    """The first paragraph, as many of its sentences as a back has room for."""
    section = etree.fromstring(body.replace("<section ", f"<section {NAMESPACES} ", 1))  # noqa: S314 - ours
    first = next((" ".join("".join(paragraph.itertext()).split()) for paragraph in section.iter("p")), "")
    return _shortened(first, LONGEST_BIO)


def _shortened(text: str, longest: int) -> str:
    """The first sentences of a text that keep below a number of characters."""
    kept = ""
    for sentence in SENTENCE.split(text):
        if len(kept) + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def theme_face(style: Style, otherwise: Path) -> Face:
    """The theme's first family, as its own sheets bring it; another face where they bring none."""
    rules = [rule for sheet in style.paper for rule in re.findall(r"@font-face\s*\{[^}]*\}", sheet.css)]
    family = style.families[0] if style.families else ""
    own = [rule for rule in rules if re.search(rf"font-family\s*:\s*[\"']{re.escape(family)}[\"']", rule)] if family else []
    urls = {url: rule for rule in own for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", rule) if url in style.fonts}
    romans = [url for url, rule in urls.items() if "italic" not in rule and not re.search(r"font-weight\s*:\s*(bold|[6-9]00)", rule)]
    if not romans:
        return Face("Blurb", "@font-face { font-family: Blurb; src: url(blurb) }", {"blurb": otherwise}, otherwise)
    return Face(family, "\n".join(own), {url: style.fonts[url] for url in urls}, style.fonts[romans[0]])


def fit(blurb: Blurb, face: Path, wide: float, high: float, largest: float = SIZES[0]) -> Fitted:
    """The blurb at the largest size that fits, without the author where the book needs the room; cut where all is too much."""
    for kept in (blurb, Blurb(blurb.paragraphs)):
        least = 9.5 if kept.bio else SIZES[-1]
        for size in SIZES:
            if least <= size <= largest and (taken := height(kept, face, size, wide)) <= high:
                return Fitted(kept, size, taken)
    kept = Blurb(tuple(_as_many(blurb.paragraphs, face, wide, high)))
    return Fitted(kept, SIZES[-1], height(kept, face, SIZES[-1], wide), cut=True)


def _as_many(paragraphs: Sequence[str], face: Path, wide: float, high: float) -> Iterator[str]:
    """Paragraphs, and of the last one sentences, that fit at the smallest size."""
    kept: tuple[str, ...] = ()
    for paragraph in paragraphs:
        whole = Blurb((*kept, paragraph))
        if height(whole, face, SIZES[-1], wide) <= high:
            kept = whole.paragraphs
            yield paragraph
            continue
        for longest in range(len(paragraph) - 1, 0, -20):
            shorter = _shortened(paragraph, longest)
            if shorter and height(Blurb((*kept, shorter)), face, SIZES[-1], wide) <= high:
                yield shorter
                return
        return


def height(blurb: Blurb, face: Path, size: float, wide: float) -> float:
    """How high a blurb will be, in points; a little more rather than less."""
    if not blurb.paragraphs and not blurb.bio:
        return 0.0
    lines = sum(_lines(paragraph, face, wide / size) for paragraph in blurb.paragraphs)
    taken = lines * LEADING * size + max(len(blurb.paragraphs) - 1, 0) * APART * size
    if blurb.bio:
        taken += BEFORE_BIO * size + _lines(blurb.bio, face, wide / size / SMALLER) * LEADING * size * SMALLER
    return taken * SPARE


def _lines(text: str, face: Path, ems: float) -> int:
    """How many lines a paragraph fills, broken where the next word no longer fits."""
    room, used, count, space = ems * 100, 0.0, 1, _width(" ", face)
    for word in _words(text):
        wide = _width(word, face)
        if used and used + space + wide > room:
            used, count = 0.0, count + 1
        used += (space if used else 0) + wide
        while used > room:                         # a word that no line holds
            used, count = used - room, count + 1
    return count


@lru_cache(maxsize=4096)
def _width(word: str, face: Path) -> float:
    """In hundredths of an em."""
    return font(face, 100).getlength(word)


def _words(text: str) -> Iterator[str]:
    """Words, and signs of scripts that have no spaces."""
    yield from re.findall(r"[\u3040-\u9fff\uac00-\ud7af]|[^\s\u3040-\u9fff\uac00-\ud7af]+", text)


def as_html(fitted: Fitted) -> str:
    """Paragraphs, the last one of the author."""
    bio = ((fitted.blurb.bio, ' class="bio"'),) if fitted.blurb.bio else ()
    said = (*((paragraph, "") for paragraph in fitted.blurb.paragraphs), *bio)
    return "\n".join(
        f'<p dir="{"rtl" if reads_leftward(text) else "ltr"}"{kind}>{escape(text, quote=False)}</p>' for text, kind in said
    )  # fmt: skip


def sheet(face: Face, fitted: Fitted, wide: float) -> str:
    """How it is set."""
    justified = "justify" if wide >= JUSTIFIED else "start"
    return f"""{face.css}
.blurb {{ position: absolute; font: {fitted.size:g}pt/{LEADING} "{face.family}", serif; font-variant-numeric: oldstyle-nums;
          text-align: {justified}; hyphens: auto; hyphenate-limit-chars: 7 3 3 }}
.blurb p {{ margin: 0; text-indent: 0 }}
.blurb p + p {{ margin-top: {APART}em }}
.blurb .bio, .blurb p + .bio {{ margin-top: {BEFORE_BIO / SMALLER:.3f}em; font-size: {SMALLER}em; font-style: italic }}
"""


