"""Numbers <-> the ways a chapter is numbered.

`spell` writes a number, `read_number` reads one, and `split_heading` finds one in front of a chapter's title.
A heading is taken for a title whenever in doubt: a number missed costs a number, a title cut in two costs the book.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from types import MappingProxyType, ModuleType

SPELLED = 200                       # words are read up to here; books with more chapters number them in figures
HIGHEST_BARE = 300                  # "1984. A Year" is a title; with its label, "Chapter 1984", it is a number


@dataclass(frozen=True, slots=True)
class Heading:
    """A first heading, taken apart. `written` is all of it; the other texts are parts of it, as they stand there.

    `label` is the word that counts ("Chapter", "Teil", "章"), `written_number` what follows it ("Twelve", "XII").
    `number` may be 0 ("Chapter Zero"): test it against None.
    """

    number: int | None
    label: str | None
    title: str | None
    written: str
    written_number: str | None = None


# -- writing ----------------------------------------------------------------------------------------------------------

ROMAN = {"M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5,
         "IV": 4, "I": 1}
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
KANJI = "〇一二三四五六七八九"
# Words whose first letter has a capital of its own: Dutch sets "Eén" (Taaladvies), Turkish dots its capital.
CAPITALS = {("nl", "é"): "E", ("tr", "i"): "İ", ("az", "i"): "İ"}


def roman(n: int) -> str:
    """`XII`. Raises ValueError outside 1 to 3999, for which there are no plain Roman numerals."""
    if n not in range(1, 4000):
        message = f"no Roman numeral for {n}"
        raise ValueError(message)
    letters = ""
    for letter, value in ROMAN.items():
        count, n = divmod(n, value)
        letters += letter * count
    return letters


def spell(n: int, style: str, language: str) -> str:
    """A number in a `style` ("words", "arabic", "roman"), with the capitals of a heading that consists of it alone.

    English headings capitalise every word that counts ("Twenty-One", "One Hundred and One"); the other languages
    only the first ("Vingt et un"). Figures stand in where the language has no words here or Rome had no numeral.
    """
    if style == "roman" and n in range(1, 4000):
        return roman(n)
    if style != "words":
        return str(n)
    words = _cardinal(n, language)
    if words is None:
        return str(n)
    if _primary(language) == "en":
        return re.sub(r"[a-z]+", lambda word: word[0] if word[0] == "and" else word[0].capitalize(), words)
    return CAPITALS.get((_primary(language), words[0]), words[0].upper()) + words[1:]


def _cardinal(n: int, language: str) -> str | None:
    """`twenty-one`, `vingt et un`, `二十一`; None where nobody here knows the words."""
    primary = _primary(language)
    if primary in {"ja", "zh"} and n in range(1000):
        return _kanji(n, chinese=primary == "zh")
    if primary == "en" and n in range(1000):
        return _english(n)
    # num2words falls back from an unknown tag to its first two letters, and would spell Filipino as Finnish.
    known = {tag.casefold(): tag for tag in _num2words().CONVERTER_CLASSES}
    tag = known.get(language.replace("-", "_").casefold()) or known.get(primary)
    words = str(_num2words().num2words(n, lang=tag)) if tag else None
    # num2words 0.5.14 writes the stress marks of Dutch "één" into compounds, where the Woordenlijst has none.
    return re.sub(r"(?<=\w)éé|éé(?=n\w)", "ee", words) if words and primary == "nl" else words


@cache
def _num2words() -> ModuleType:
    """The library, fetched when first asked for: it takes some 40 ms to import, and most books never need it."""
    return import_module("num2words")


def _english(n: int) -> str:
    """Our own, though num2words knows it too: an English book should not wait for that import."""
    if n < len(ENGLISH):
        return ENGLISH[n]
    hundreds, rest = divmod(n, 100)
    if hundreds:
        return f"{ENGLISH[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    tens, units = divmod(n, 10)
    return ENGLISH_TENS[tens - 2] + (f"-{ENGLISH[units]}" if units else "")


def _kanji(n: int, *, chinese: bool) -> str:
    """Below 1000. Chinese says every unit past the first hundred (一百一十二), and bridges a gap with 零."""
    if n == 0:
        return "零"
    hundreds, rest = divmod(n, 100)
    tens, units = divmod(rest, 10)
    said_one = "一" if chinese else ""
    text = (KANJI[hundreds] if hundreds > 1 else said_one) + "百" if hundreds else ""
    if tens:
        text += (KANJI[tens] if tens > 1 else said_one if hundreds else "") + "十"
    elif chinese and hundreds and units:
        text += "零"
    return text + (KANJI[units] if units else "")


# -- reading ----------------------------------------------------------------------------------------------------------

# No D and no M: no book has 400 chapters in Roman numerals, but DIX is ten in French, and MIX and DIM are words.
ROMAN_NUMERAL = re.compile(r"(?=.)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
KANJI_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百壱弐参两兩廿卅]+")
KANJI_DIGITS = {**{digit: value for value, digit in enumerate(KANJI)},
                "零": 0, "壱": 1, "弐": 2, "参": 3, "两": 2, "兩": 2}
SWEDISH_OR_GERMAN_HUNDRED = re.compile(r"(?:ein|ett)(?=hund)")      # "hundert" beside num2words' "einhundert"
LONGEST = 60                        # characters a number may take: bounds the search in a hostile heading
LONGEST_FIGURE = 6                  # digits; int() of a hostile line is slow

# How the words of each language's numbers begin, accents off: a heading with a word that begins otherwise is no number,
# and num2words stays on its shelf. A test compares this with num2words.
BEGINNINGS = {
    "de": "ach dre ein elf fun hun neu sec sie vie zeh zwa zwe zwo",
    "es": "cat cie cin cua die doc dos nov nue och onc qui sei ses set sie tre uno vei y",
    "fr": "cen cin deu dix dou et hui neu non oct onz qua qui sei sep six soi tre tro un vin",
    "it": "cen cin dic die dod due nov ott qua qui sed sei ses set tre und uno ven",
    "nl": "ach der dri dui een elf hon neg tac tie twa twe twi vee vie vij zes zev",
    "pl": "czt dwa dwi dzi jed osi pie sie sto sze trz",
    "pt": "cat cem cen cin dez doi doz duz e nov oit onz qua qui sei ses set tre tri um vin",
    "ru": "вос два две дев дес оди пят сем сор сто три чет шес",
    "sv": "art att elv ett fem fjo for fyr hun nio nit sex sju tio tju tol tre tva",
}

# An ordinal agrees with its noun (erstes Kapitel, Глава первая); only what is left without these endings is read.
ENDINGS = {
    "de": r"e[rsnm]?$", "es": r"[oa]$", "it": r"[oa]$", "pt": r"[oa]$", "sv": r"[ae]$", "fr": r"i?er?e?$",
    "pl": r"(?:y|i[ae]|[aei]|iego|ego|iej|ej)$", "ru": r"(?:ыи|ии|ои|ая|ья|ое|ье|ую|ью|ого|его|еи)$",
}
IRREGULAR = {
    "fr": {"second": 2, "seconde": 2}, "de": {"siebent": 7},
    "es": {"primer": 1, "tercer": 3, "undecimo": 11, "duodecimo": 12},
}
ENGLISH_ORDINALS = {"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
                    "ninth": "nine", "twelfth": "twelve"}
ORDINAL_FIGURE = re.compile(
    r"(\d{1,4}|[IVXLC]+)(?:\.|[.:\u2010-]?(?:st|nd|rd|th|ere?|ère|re|e|ème|eme|ste|de|º|ª|°|[oa](?<=[.:].)|:e|й|я|ая|ый|ой|е))")


def read_number(text: str, language: str) -> int | None:
    """The number that `text` is, in figures, Roman numerals, kanji, or the words of `language` or of English.

    Roman numerals are read up to 399 and in one case only ("XII", "xii", never "Vi"); words up to 200.
    """
    text = text.strip()
    if text.isdecimal():
        return int(text) if len(text) <= LONGEST_FIGURE else None
    if KANJI_NUMERAL.fullmatch(text):
        return _read_kanji(text)
    if (text.isupper() or text.islower()) and ROMAN_NUMERAL.fullmatch(text.upper()):
        return _read_roman(text.upper())
    folded = _fold(text)
    number = _english_words().get(folded.replace(" and ", " "))
    if number is None and _primary(language) not in {"en", "ja", "zh"} and _may_be_number(folded, language):
        return _number_words(_primary(language)).get(folded)
    return number


def _read_roman(letters: str) -> int:
    total = 0
    for letter, following in zip(letters, f"{letters[1:]} ", strict=True):
        value = ROMAN[letter]
        total += -value if value < ROMAN.get(following, 0) else value
    return total


def _read_kanji(text: str) -> int | None:
    """Counted (二十一, 一百零三) or set digit by digit (二一), as vertical Japanese does."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not set(text) & set("十百"):
        return int("".join(str(KANJI_DIGITS[digit]) for digit in text)) if len(text) <= LONGEST_FIGURE else None
    match = re.fullmatch(r"(?:(\D?)百)?[零〇]?(?:(\D?)十)?[零〇]?(\D?)", text)
    if match is None or not set("".join(filter(None, match.groups()))) <= KANJI_DIGITS.keys():
        return None
    hundreds, tens, units = match.groups()
    hundred, ten = (0 if said is None else KANJI_DIGITS.get(said, 1) for said in (hundreds, tens))
    return 100 * hundred + 10 * ten + KANJI_DIGITS.get(units, 0)


def _read_place(text: str, language: str) -> int | None:
    """A number or a place in a row: `12`, `Twelve`, `premier`, `Erstes`, `вторая`, `2nd`, `IIe`, `1.`."""
    number = read_number(text, language)
    if number is not None:
        return number
    if match := ORDINAL_FIGURE.fullmatch(text):
        return read_number(match[1], "en")
    words = _fold(text).removeprefix("the ")
    last = words.split(" ")[-1]
    cardinal = ENGLISH_ORDINALS.get(last) or re.sub(r"(?<=.)(ie)?th$", lambda end: "y" if end[1] else "", last)
    number = _english_words().get(words.removesuffix(last).replace(" and ", " ") + cardinal)
    if number is None and _primary(language) not in {"en", "ja", "zh"}:
        return _ordinals(_primary(language)).get(_stem(words, language))
    return number


def _primary(language: str) -> str:
    """`de` of `de-AT`."""
    return re.split(r"[-_]", language, maxsplit=1)[0].lower()


def _fold(text: str) -> str:
    """Without case, accents (capitals often lose theirs: DEUXIEME) and hyphens (vingt-et-un beside vingt et un)."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[\s\-\u2010\u2011]+", " ", "".join(c for c in letters if not unicodedata.combining(c)))


def _stem(folded: str, language: str) -> str:
    ending = re.compile(ENDINGS.get(_primary(language), "$"))
    return " ".join(ending.sub("", word) for word in folded.split(" "))


def _may_be_number(folded: str, language: str) -> bool:
    beginnings = BEGINNINGS.get(_primary(language))
    return beginnings is None or {word[:3] for word in folded.split(" ")} <= set(beginnings.split())


def _variants(language: str) -> list[str]:
    """All that num2words knows of a language: Brazil writes dezesseis, Switzerland septante, whatever the tag says."""
    return [tag for tag in _num2words().CONVERTER_CLASSES if _primary(tag) == _primary(language)]


@cache
def _english_words() -> Mapping[str, int]:
    return MappingProxyType({_fold(_english(n)).replace(" and ", " "): n for n in range(SPELLED + 1)})


@cache
def _number_words(language: str) -> Mapping[str, int]:
    words = {_fold(_cardinal(n, tag) or ""): n for tag in _variants(language) for n in range(1, SPELLED + 1)}
    short = {SWEDISH_OR_GERMAN_HUNDRED.sub("", word): n for word, n in words.items()}
    return MappingProxyType(short | words)


@cache
def _ordinals(language: str) -> Mapping[str, int]:
    table = dict(IRREGULAR.get(language, {}))
    for tag in _variants(language):
        for n in range(SPELLED, 0, -1):                    # downwards: the lower number keeps a word both could claim
            try:
                words = _fold(str(_num2words().num2words(n, lang=tag, to="ordinal")))
            except NotImplementedError:                    # some of its languages only count
                break
            table |= {_stem(words, language): n, _stem(words.replace(" ", ""), language): n}   # Spanish joins them now
    return MappingProxyType({_stem(word, language): n for word, n in table.items()} | table)


# -- headings ---------------------------------------------------------------------------------------------------------

# What stands between number and title. A full stop or colon needs its space ("3:10 to Yuma", "L.A. Confidential"),
# a dash its two, unless it is an em dash, which America sets closed; a line break serves as well. The space in front
# of a mark is bounded for the sake of a heading that is nothing but spaces.
MARK = r"(?:\.?\s{0,3}—\s*|\s{0,3}[.:)]\s+|\s{0,3}[：．、・]\s*|\s{1,3}(?:[-–|·•/]|--)\s+|\s{0,3}\n\s*)"
MARK_OR_COMMA = rf"(?:{MARK}|\s{{0,3}},\s+)"               # after a label a comma is clear: "Chapter 12, The Road"
NUMBERED = re.compile(rf"(?P<number>\S.{{0,{LONGEST}}}?){MARK}(?P<title>\S.*)", re.DOTALL)
LABELLED = re.compile(rf"(?P<number>\S.{{0,{LONGEST}}}?){MARK_OR_COMMA}(?P<title>\S.*)", re.DOTALL)
ALONE = re.compile(rf"(?P<number>\S.{{0,{LONGEST}}}?)[.:)]?")
COUNTED_IN_KANJI = re.compile(
    r"第\s*(?P<number>[^\s章]{1,9}?)\s*(?P<label>[章話话回節节部巻卷篇編编集幕册冊])"
    rf"(?:{MARK}|\s*)(?P<title>.*)", re.DOTALL)
KANJI_AND_SPACE = re.compile(rf"(?P<number>{KANJI_NUMERAL.pattern})\s+(?P<title>\S.*)", re.DOTALL)

# Per language: what a chapter is called, then what else is numbered; abbreviations may have their full stop.
LABELS = {
    "en": ("chapter|chap|ch", "part|book|volume|vol|act|canto|letter|episode|appendix"),
    "de": ("kapitel|kap", "teil|buch|band|akt|gesang|brief|folge|episode|anhang"),
    "es": ("cap[ií]tulo|cap", "parte|libro|tomo|volumen|acto|canto|carta|episodio|apéndice"),
    "fr": ("chapitre|chap", "partie|livre|tome|volume|acte|chant|lettre|épisode|annexe"),
    "it": ("capitolo|cap", "parte|libro|tomo|volume|atto|canto|lettera|episodio|appendice"),
    "nl": ("hoofdstuk|hfst", "deel|boek|band|bedrijf|akte|zang|brief|aflevering|bijlage"),
    "pl": ("rozdział|rozdz", "część|księga|tom|akt|pieśń|list|epizod|dodatek"),
    "pt": ("cap[ií]tulo|cap", "parte|livro|tomo|volume|ac?to|canto|carta|episódio|apêndice"),
    "ru": ("глава|гл", "часть|книга|том|акт|действие|песнь|письмо|эпизод|приложение"),
    "sv": ("kapitel|kapitlet|kap", "del|delen|bok|boken|band|akt|akten|sång|sången|brev|brevet|bilaga"),
}
INITIAL = re.compile(r"[A-Z]\.(?:\s|[A-Z]\.)")
GERMAN_MONTH = re.compile("(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November"
                          r"|Dezember)\b")


def split_heading(text: str, language: str) -> Heading:
    """Take a chapter's number, its label and its title out of the plain text of a first heading.

    With a label nearly anything counts: "Chapter Twelve: The Road", "Part I", "Chapitre premier", "Erstes Kapitel",
    "第十二章 帰郷". Without one a number stands alone ("XII", "Twelve") or has a mark and a title after it
    ("12. The Road", "I: Down the Rabbit-Hole").

    Doubtful, and so decided: "I. Claudius", "X: The Unknown" and "24: Legacy" are numbered, for they look like
    nothing else; "L. Ron" and "C. S. Lewis" are names; "2. Mai" is a date in German; "3 Days Later" and "12 The Road"
    are titles; "Chapter 3 The Road" is numbered, "Part One Girl" is not, and neither is "Part 3 of 4".
    """
    written = text.strip()
    for reading in (_label_first, _label_last, _counted_in_kanji, _bare):
        if heading := reading(written, language):
            return heading
    return Heading(None, None, written or None, written)


def _label_first(written: str, language: str) -> Heading | None:
    """`Chapter 12`, `Part I: 1805`, `Chapitre premier`, `Chapter Twelve The Road`."""
    match = re.match(rf"(?P<label>{_labels(language)})\.?\s+", written, re.IGNORECASE)
    if match is None:
        return None
    label, rest = match["label"], written[match.end():]
    for number, title in (*_partings(rest, LABELLED), *_partings_without_mark(rest, label, language)):
        if (n := _read_place(number, language)) is not None:
            return Heading(n, label, title, written, number)
    return None


def _label_last(written: str, language: str) -> Heading | None:
    """`Erstes Kapitel`, `Première partie : 1805`, `2. Teil`, `II parte`; "One Chapter", a counted noun, is none."""
    match = _counted(language).fullmatch(written)
    if match is None:
        return None
    number = match["number"]
    in_figures = number.isdecimal() or ROMAN_NUMERAL.fullmatch(number)
    place = _read_place(number, language) if in_figures or read_number(number, language) is None else None
    return None if place is None else Heading(place, match["label"], match["title"], written, number)


def _counted_in_kanji(written: str, language: str) -> Heading | None:
    """`第十二章 帰郷`, `第12章`; and in Japanese or Chinese a mere space after the numeral: `一 帰郷`."""
    match = COUNTED_IN_KANJI.fullmatch(written)
    if match is None and _primary(language) in {"ja", "zh"}:
        match = KANJI_AND_SPACE.fullmatch(written)
    number = read_number(match["number"], language) if match else None
    if match is None or number is None:
        return None
    return Heading(number, match.groupdict().get("label"), match["title"] or None, written, match["number"])


def _bare(written: str, language: str) -> Heading | None:
    """`12`, `XII.`, `Twelve – The Road`: a number and, after a mark, a title."""
    for number, title in _partings(written, NUMBERED):
        n = read_number(number, language)
        if n is not None and n <= HIGHEST_BARE and not (title and _is_name_or_date(written, title, language)):
            return Heading(n, None, title, written, number)
    return None


def _is_name_or_date(written: str, title: str, language: str) -> bool:
    """`C. S. Lewis`, `V. S. Naipaul`, `L. Ron`: initials are letters of Rome, too. `2. Mai`: a day in German."""
    initials = written[0].isalpha() and written[1] == "." and (written[0] in "CLcl" or INITIAL.match(title))
    dated = _primary(language) == "de" and re.match(r"\d+\.\s", written) and GERMAN_MONTH.match(title)
    return bool(initials or dated)


def _partings(text: str, marked: re.Pattern[str]) -> Iterator[tuple[str, str | None]]:
    """The places where a number could end: at the end, else at the first mark."""
    if match := ALONE.fullmatch(text):
        yield match["number"], None
    if match := marked.fullmatch(text):
        yield match["number"], match["title"]


def _partings_without_mark(text: str, label: str, language: str) -> Iterator[tuple[str, str]]:
    """`Chapter 3 The Road`, `Chapter Twenty One The Road`; after other labels only figures are clear: "Part I Have"."""
    gaps = [*islice(re.finditer(r"\s+", text), 5)]         # "cento e vinte e um" has five words
    for gap in reversed(gaps):
        number, title = text[:gap.start()], text[gap.end():]
        if not title[0].islower() and (number.isdecimal() or re.fullmatch(_labels(language, 1), label, re.IGNORECASE)):
            yield number, title


def _labels(language: str, kinds: int = 2) -> str:
    """All labels as a pattern; with `kinds=1` a chapter's only. English ones are always understood."""
    return "|".join(word for row in (LABELS.get(_primary(language), ()), LABELS["en"]) for word in row[:kinds])


@cache
def _counted(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<number>\S.{{0,{LONGEST}}}?)\s{{1,3}}(?P<label>{_labels(language)})"
                      rf"(?:[.:)]?|{MARK_OR_COMMA}(?P<title>\S.*))", re.IGNORECASE | re.DOTALL)
