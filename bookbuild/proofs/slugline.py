"""Authors, a title, a number of words -> what stands at the top of a manuscript: `Oakapple / MARTINMAS BAG /`, `about 3,400 words`.

After William Shunn's "Proper Manuscript Format" (shunn.net/format, seen 2026-11), which agents and magazines point to.
"""

import re

from bookbuild.book import Contributor, Metadata
from bookbuild.phrases import Phrases

LONGEST = 18                                       # letters of a keyword that are still one or two words at a glance
WORDS = 2
# What a surname may begin with. Spanish and Portuguese surnames of two words need the author's `file-as`.
PARTICLES = frozenset(
    "af al av bin da dal de degli dei del della den der des di do dos du el la las le los mac st. te ten ter van vom von y zu zum".split(),
)
TITLES = frozenset("jr jr. sr sr. ii iii iv md phd ph.d.".split())
FAMILY_FIRST = ("ja", "zh")
# Small words by language: a keyword neither begins with one nor goes on after one.
SMALL = {
    "de": "der die das des dem den ein eine einer eines einem einen und oder im in am an auf aus bei für mit nach um unter vom von vor zu "
          "zum zur über",
    "en": "a an the and or at by for from in into of off on out over to under upon with without",
    "es": "el la los las un una unos unas y e o u a al con de del en entre para por sin sobre",
    "fr": "le la les un une des du de et ou à au aux avec chez dans en par pour sans sous sur",
    "it": "il lo la i gli le un uno una e ed o a al alla ai con da dal dei del della delle di in nel nella per su sul tra fra",
    "nl": "de het een en of aan bij in met naar om onder op over te tot uit van voor",
    "pl": "i a lub do dla na nad o od po pod przed przez przy w we z za ze",
    "pt": "o a os as um uma uns umas e ou à ao com da das de do dos em na nas no nos para pela pelo por sem sobre",
    "ru": "и а или без в во для до за из к ко на над о об от по под при с со у",
    "sv": "en ett den det de och eller av för från hos i med om på till under ur vid över",
}  # fmt: skip
ELIDED = {"fr": r"(?:l|d|qu)[’']", "it": r"(?:l|un|d|dell|all|nell|sull|dall)[’']"}
# What parts the thousands (CLDR 46); a space is one that does not break.
THOUSANDS = {"en": ",", "ja": ",", "zh": ",", "de": ".", "es": ".", "it": ".", "nl": ".", "pt": "."}
SPACE = "\u00a0"
# From how many words a story is a novella, and a novella a novel (SFWA, as Shunn rounds), and what each is rounded to.
STEPS = ((17_500, 100), (40_000, 500))
STEP = 1000


def slug_line(metadata: Metadata) -> str:
    """What stands before the number of the page: `Oakapple / MARTINMAS BAG / `."""
    parts = (surnames(metadata.authors, _primary(metadata.language)), keyword(metadata.title, _primary(metadata.language)))
    return "".join(f"{part} / " for part in parts if part)


def surnames(authors: tuple[Contributor, ...], language: str) -> str:
    """`Oakapple`, `Klabnik, Nichols & Krycho`."""
    names = [surname(author, language) for author in authors]
    return " & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def surname(author: Contributor, language: str) -> str:
    """What the author is shelved under, or the last word of the name with the particles before it."""
    if author.file_as:
        return author.file_as.split(",", maxsplit=1)[0].strip()
    words = author.name.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower() in TITLES:
        words.pop()
    if language in FAMILY_FIRST:
        return words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def keyword(title: str, language: str) -> str:
    """A word or two of the title in capitals: the first that say something, without articles."""
    plain = re.split(r"[:;!?]\s|\s[—–-]\s|[—―:]", title.strip())[0] or title
    small = frozenset(SMALL.get(language, "").split())
    words = [re.sub(r"^[^\w]+|[^\w]+$", "", word) for word in plain.split()]
    words = [re.sub(f"^{ELIDED[language]}", "", word, flags=re.IGNORECASE) if language in ELIDED else word for word in words]
    words = [word for word in words if word]
    start = next((at for at, word in enumerate(words) if word.lower() not in small), None)
    if start is None:                              # `It`, `Of and On`
        return (" ".join(words[:WORDS]) or title).upper()
    chosen: list[str] = []
    for word in words[start:]:
        if chosen and (word.lower() in small or len(chosen) == WORDS or len(" ".join([*chosen, word])) > LONGEST):
            break
        chosen.append(word)
    return " ".join(chosen).upper()


def rounded(words: int) -> int:
    """To the nearest 100 for a story, 500 for a novella, 1,000 for a novel; never to none."""
    step = next((step for least, step in STEPS if words < least), STEP)
    return max(step, (words + step // 2) // step * step)


def about(words: int, said: Phrases) -> str:
    """`about 3,400 words`."""
    separator = THOUSANDS.get(said.language, SPACE)
    template = said.words.get("about-words", "about {count} words")
    return template.replace("{count}", f"{rounded(words):,}".replace(",", separator))


def count_words(text: str, language: str) -> int:
    """As word processors count; where no spaces part words, letters."""
    if _primary(language) in FAMILY_FIRST:
        return sum(letter.isalnum() for letter in text)
    return len(text.split())


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
