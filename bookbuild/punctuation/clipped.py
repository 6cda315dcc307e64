"""A word typed after ' -> whether it is a word that has lost its front ('tis, 'em, 'ouse)."""

import re
from enum import IntEnum


class Clipped(IntEnum):
    """How likely an apostrophe-led word is a clipped one rather than the start of a quote."""

    NO = 0
    MAYBE = 1  # a common word, unless it has lost its h: 'is, 'all, 'and
    LIKELY = 2  # often clipped, yet a word in its own right: 'cause, 'round
    YES = 3


def lexicon(words: str) -> frozenset[str]:
    """Read words typed with spaces between them."""
    return frozenset(words.split())


# Gathered from the dialect of Twain, Dickens, Hardy, Kipling, Burnett, Stoker and Shaw.
ENGLISH = lexicon(
    """
    b bacca baccy backy baout bout bouts casion caze cello cellos cep cept ceptin coon cordin
    cording cordingly cos coz cuz d dout ee em ems emselves ere erself es f feard feared fessed
    flu fo fore fraid gad gainst gator hore imself isself ittin kase lection lias lizabeth ll
    longside lonzo lowance lowed m magine melia membered merica merican mong mongst murica
    murrican n nd ndeed neath nighted nitials nless nother nough nuff nuther od ods ooman oomen
    oons owt peared pears pinions piscopal piscopalian poleon polog pologize pon possum
    pothecary prentice prentices quaintance r rastus re ristocrat rithmetic s sassinate
    sassinated satiable sault sblood scuse scutcheons sdeath skeeter skeeters slife spec
    specially specks spect spectable spected sperience sperienced speriment spicion splain spose
    sposed spute ssh stonish stonished strewth struth sturb sturbed swounds sylum t tain tater
    taters tato tatties tec tecs tendin tention terpret thout ticklar ticular til tirely tis
    tisn tivity tother twaddn twarn twas twasn tween twer twere tweren twill twix twixt twon
    twould twouldn twur twuz u ud ull um un uns uz v vantage ve xactly xcept xceptin xcepting
    xplain zactly zooks zounds
    """
)

_LIKELY = lexicon(
    """
    bide bin bove bye cause chill cord counts crease dam deed fess ford gin gree greed gun hind
    las less live liza lone long lot mazing member mid midst nation phone plane pose posed quest
    round scape shamed side sides sleep special spite stablished stead taint tend ware way ways
    """
)

# Words that an h, or more, may have left behind, but words all the same.
_PLAIN = lexicon(
    """
    a ad add added adding adds aid aided ail air airing airs airy all alls alt alter am amble
    ambled ams an and ands andy anger any apply are aren arm armed armful arms army arrow arrows
    art arts as ash asn at ate aunt aunts ay aye change count course cross ear eared earing
    early earn earned earning earns ears earth earthly earthy eased eat eaten eater eating eats
    eave eaves edge edged edges edging eel eels eight eighty elder elders eldest ella ellen elm
    elms elsa emma en ended enid er err erring eve even evening ever ewe id ides idly ill
    illness ills imp inns inter ire is isn it itch itching its itself lass lots low most never
    night oar oe old older oldest olds omen on one ones ope open opened oppen or order ordered
    ot other otter ounce our ours ow owe owl owls own pear see till ugly um ump until unto us
    use used usher ushers ut wish
    """
)

# What is left of the commoner h-words when it is no word: ’ouse, ’appen, ’undred.
_STEMS = lexicon(
    """
    abit ack ackney ad addock adn air alf alfpence alfpenny alt alv amble ammer ammersmith
    ampshire ampstead and andicap andker andkerchief andl andsom andy ang app appen appi arbour
    ard arden are arf arm armony arness arp arriet arrow arry arsh arst arvest ast asten at atch
    atr att aul aunt av aven awk ay ayst azard e ead eal ealth eap ear eart earten earti eath
    eathen eav eaven eavy edg eed eel eight eld ell ello elm elmet elp elpless en enc enri enry
    er erb erbert erd ere erself esitat id idd idden iding igh ighgate ill im imself ind indo
    ing int ip ir isself istor it itch itt oard obbl ol olborn old oliday oller ollow olloway om
    omel onest oney onour ood oof ook oop op opeful opeless opp oppit orac orn ornet orri orribl
    orrible orrid orror ors orsepital ospital ost ostil ot otel ott ound our ous ousekeeper
    ousemaid ousewif ovel owev owl ud uddl ug ugg um uman umbl umbug ump unch undred ung unger
    ungr unt url urr urrah urri urt urtl usband ush ustl uzz
    """
)
_H_DROPPED = re.compile(
    f"(?:{'|'.join(sorted(_STEMS))})"
    "(?:e|y|s|es|ed|d|in|ing|er|ers|est|n|en|ly|ful|less|some|ty|ness)?"
)
_YEAR = re.compile(r"\d\d")
_DECADE = re.compile(r"\d\ds")
_TAILS = frozenset({"s", "m", "d", "t", "ve", "re", "ll"})  # of is, am, had …: never capital


def clipped(word: str, known: frozenset[str], *, dialect: bool) -> Clipped:
    """Judge the letters after an apostrophe, up to the next mark.

    `known` holds words that are always clipped; in `dialect` any word may be that makes
    sense with an h before it, and some others.
    """
    small = word.lower()
    if small in _TAILS and word != small:
        return Clipped.NO
    if small in known or _DECADE.fullmatch(small):
        return Clipped.YES
    if _YEAR.fullmatch(small):
        return Clipped.LIKELY
    return _by_ear(small) if dialect else Clipped.NO


def _by_ear(small: str) -> Clipped:
    if small in _LIKELY:
        return Clipped.LIKELY
    if small in _PLAIN:
        return Clipped.MAYBE
    return Clipped.YES if _H_DROPPED.fullmatch(small) else Clipped.NO
