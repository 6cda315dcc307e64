"""A file's name, or its first heading -> the role it plays in the book."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bookbuild.book import Role
from bookbuild.phrases import phrases

# `01-`, `01.02 `, `ch03-01-`, `chapter-7-`: what orders a file but does not name it.
# `Chapter 10`, `ch03 - the fall`, `7`: the number is the chapter's own, and not only its place.
CHAPTER_NUMBER = re.compile(r"(?:(?:ch|chap|chapter)[-_. ]*0*(\d{1,3})(?![\d]|[-_.]\d)|0*(\d{1,3})$)", re.IGNORECASE)
ORDINAL = re.compile(r"\A(?:(?:ch|chap|chapter)[-_ .]?(?=\d))?\d+(?:[-_. ]+\d+)*(?:[-_. ]+|$)", re.IGNORECASE)
NAME = re.compile(r"(?P<word>.+?)(?P<numbers>(?:-\d+)+)?(?P<rest>-[^\d].*)?$")
# A chapter's words for themselves, which no list of section titles holds.
NUMBERED = {"book", "vol"}                         # `book-2.md` is a volume, but `book.md` is somebody's whole book
WORDS = {"book": Role.VOLUME, "vol": Role.VOLUME, "ch": Role.CHAPTER, "chap": Role.CHAPTER}
SMALL = {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "over", "the", "to", "with"}
GROUPS = {"front", "frontmatter", "front-matter", "body", "back", "backmatter", "back-matter"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a file or folder name says: its role if it names one, its numbers, and the words that are left, as a title."""

    role: Role | None
    numbers: tuple[int, ...]
    words: str


def read_name(stem: str, language: str) -> Name:
    """`00-authors-note` is an author's note; `part-2-the-village` is part 2, The Village; `12-the-cell` only a name."""
    plain = kebab(ORDINAL.sub("", stem, count=1))
    known = _roles(language)
    if plain in known and plain not in NUMBERED:
        return Name(known[plain], (), "")
    if (match := NAME.match(plain)) and match["numbers"] and match["word"] in known:
        numbers = tuple(int(number) for number in match["numbers"].split("-")[1:])
        return Name(known[match["word"]], numbers, as_title((match["rest"] or "").strip("-"), language))
    return Name(None, (), as_title(plain, language))


def as_title(words: str, language: str) -> str:
    """`the-edge-of-the-wood` as a heading has it: The Edge of the Wood; other languages capitalise only the first word."""
    first, *rest = words.split("-")
    if language.split("-", maxsplit=1)[0].lower() == "en":
        rest = [word if word in SMALL else word.capitalize() for word in rest]
    return " ".join([first.capitalize(), *rest])


def chapter_number(stem: str) -> int | None:
    """The number a file's name gives a chapter that has no heading to say it."""
    match = CHAPTER_NUMBER.match(stem)
    return int(match[1] or match[2]) if match else None


def heading_role(heading: str, language: str) -> Role | None:
    """`Prologue`, `Author’s Note`, `Nachwort`: a heading that is nothing but a role's own title.

    A part or a chapter is not known by its heading: `Part` alone may be a title like any other.
    """
    role = _roles(language).get(kebab(heading))
    return None if role in (Role.PART, Role.VOLUME, Role.CHAPTER) else role


def kebab(text: str) -> str:
    """`Author’s Note` and `authors_note` alike become `authors-note`."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\W_]+", "-", re.sub(r"['’]", "", folded)).strip("-")


@lru_cache
def _roles(language: str) -> dict[str, Role]:
    """Every name a role goes by, in English and in the book's language."""
    found = dict(WORDS)
    for tongue in ("en", language):
        words = phrases(tongue)
        for role in Role:
            names = (role.value, words[role.value], *words.names.get(role.value, ()))
            found |= {kebab(name): role for name in names}
    return found
