"""A language -> the words bookbuild itself puts into a book."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "sv", "ja", "zh")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language. A key is unique in its file, so its table need not be named: `words["contents"]`.

    `names` holds, for each role, what else authors call such a section in headings and file names (lower case).
    """

    language: str
    words: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    def __getitem__(self, key: str) -> str:
        """The words as they are, `{fields}` and all. Raises KeyError."""
        return self.words[key]

    def say(self, key: str, /, **fields: str) -> str:
        """`say("by-line", author="A. Writer")`: the words with their `{fields}` filled.

        Raises KeyError for a key or a field that is missing. Braces in a field's own text stay as they are.
        """
        return self.words[key].format(**fields)


@cache
def phrases(language: str) -> Phrases:
    """The words for a BCP 47 tag (`de-AT` speaks as `de`); English for a language that is not shipped."""
    primary = language.replace("_", "-").split("-")[0].lower()
    return _read(primary if primary in LANGUAGES else "en")


@cache
def _read(language: str) -> Phrases:
    tables = tomllib.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf-8"))
    names = {role: tuple(spellings) for role, spellings in tables.pop("names").items()}
    words = {key: text for table in tables.values() for key, text in table.items()}
    return Phrases(language, MappingProxyType(words), MappingProxyType(names))
