"""A language tag -> the marks its books are set with."""

from dataclasses import dataclass, replace
from functools import lru_cache

from .clipped import ENGLISH, lexicon

NBSP = "\u00a0"
THIN = "\u202f"  # narrow no-break space: the French "espace fine insécable"
_EN, _EM = " – ", " — "


@dataclass(frozen=True, slots=True)
class Marks:
    """How one language quotes, breaks off and pauses in print.

    `outer` is what a typed " becomes and `inner` what a quoting ' becomes, each as
    (opening, closing); `space` goes inside the outer pair.  `tall` goes before ; ! ? and
    `colon` before : and before a dash.  `dash` holds the dash that opens an aside and the
    one that closes it, with their spaces; `speech` is the dash, with its space, that opens
    a line of dialogue (empty where books use quotation marks only).  `clipped` lists words
    written with an apostrophe in front; `dialect` says that any word may be clipped so,
    and `hebrew` that quotes inside a word are geresh and gershayim.
    """

    outer: tuple[str, str]
    inner: tuple[str, str]
    space: str = ""
    tall: str = ""
    colon: str = ""
    dash: tuple[str, str] = (_EN, _EN)
    speech: str = ""
    ellipsis: str = "…"
    clipped: frozenset[str] = frozenset()
    dialect: bool = False
    hebrew: bool = False

    @property
    def rule(self) -> str:
        """The dash of an aside without its spaces."""
        return self.dash[0].strip()


_CURLED = ("“", "”"), ("‘", "’")
_GUILLEMETS = ("«", "»"), ("“", "”")
_LOW_HIGH = ("„", "“"), ("‚", "‘")
_LOW_RIGHT = ("„", "”"), ("«", "»")
_RIGHT_RIGHT = ("”", "”"), ("’", "’")
_CORNERS = ("「", "」"), ("『", "』")

_FRENCH = Marks(
    *_GUILLEMETS,
    space=THIN,
    tall=THIN,
    colon=NBSP,
    dash=(NBSP + "— ", NBSP + "— "),
    speech="—" + NBSP,
)
_GERMAN = Marks(
    *_LOW_HIGH,
    clipped=lexicon("s n ne nen nem ner m rum ran rauf raus rein rüber runter türlich"),
)
# The raya hugs the aside, not the text around it (Ortografía de la lengua española, 2010).
_SPANISH = Marks(*_GUILLEMETS, dash=(" —", "— "), speech="—", clipped=lexicon("pa na"))
_PORTUGUESE = Marks(*_CURLED, dash=(_EM, _EM), speech="—" + NBSP, clipped=lexicon("tá tava"))
# A Russian line never starts with the dash of an aside (Мильчин, Справочник издателя).
_RUSSIAN = Marks(
    ("«", "»"), ("„", "“"), dash=(NBSP + "— ", NBSP + "— "), speech="—" + NBSP
)
_NORDIC = Marks(*_RIGHT_RIGHT, speech="–" + NBSP)
_NORWEGIAN = Marks(("«", "»"), ("‘", "’"), speech="–" + NBSP)
_CHINESE = Marks(*_CURLED, dash=("——", "——"), ellipsis="……")  # GB/T 15834-2011
_CORNERED = Marks(*_CORNERS, dash=("――", "――"), ellipsis="……")
_HANT = replace(_CORNERED, dash=("——", "——"))
_LATIN_AMERICAN = replace(_SPANISH, outer=("“", "”"), inner=("‘", "’"))

# Quotation marks are those of CLDR 48; where books differ from it (fr, es, el, da, nl
# outer and inner) the books win: shared/facts/typography.md 4.3.
MARKS: dict[str, Marks] = {
    "en": Marks(*_CURLED, dash=("—", "—"), clipped=ENGLISH, dialect=True),
    "ar": Marks(("”", "“"), ("’", "‘")),
    "cs": Marks(*_LOW_HIGH, speech="–" + NBSP),
    "da": Marks(("»", "«"), ("›", "‹"), speech="–" + NBSP),
    "de": _GERMAN,
    "de-AT": _GERMAN,
    "de-CH": replace(_GERMAN, outer=("«", "»"), inner=("‹", "›")),
    "el": Marks(*_GUILLEMETS, speech="—" + NBSP, clipped=lexicon("ρθει χει χω ταν")),
    "es": _SPANISH,
    "es-419": _LATIN_AMERICAN,
    "es-MX": _LATIN_AMERICAN,
    "fi": _NORDIC,
    "fr": _FRENCH,
    "fr-CH": replace(_FRENCH, inner=("‹", "›"), space=""),
    "he": Marks(*_RIGHT_RIGHT, hebrew=True),
    "hu": Marks(("„", "”"), ("»", "«"), speech="–" + NBSP),
    "it": Marks(
        *_GUILLEMETS, speech="—" + NBSP, clipped=lexicon("sto sta sti ste sta na no ndrangheta l")
    ),
    "ja": _CORNERED,
    "ko": Marks(*_CURLED, dash=("—", "—")),
    "nb": _NORWEGIAN,
    "nl": Marks(("‘", "’"), ("“", "”"), clipped=lexicon("s t n k m r ns es der")),
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "pl": Marks(*_LOW_RIGHT, speech="—" + NBSP),
    "pt": _PORTUGUESE,
    "pt-PT": replace(_PORTUGUESE, outer=("«", "»"), inner=("“", "”"), dash=(_EN, _EN)),
    "ro": Marks(*_LOW_RIGHT, speech="—" + NBSP),
    "ru": _RUSSIAN,
    "sk": Marks(*_LOW_HIGH, speech="–" + NBSP),
    "sv": _NORDIC,
    "uk": _RUSSIAN,
    "zh": _CHINESE,
    "zh-Hant": _HANT,
    "zh-HK": _HANT,
    "zh-TW": _HANT,
}
_BY_TAG = {tag.lower(): marks for tag, marks in MARKS.items()}


@lru_cache
def marks_for(language: str) -> Marks:
    """Return the marks of the nearest tag: pt-BR falls back to pt, an unknown one to en."""
    tag = language.replace("_", "-").lower()
    while tag and tag not in _BY_TAG:
        tag = tag.rpartition("-")[0]
    return _BY_TAG[tag or "en"]
