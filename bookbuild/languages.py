"""A language tag -> what is wrong with it (RFC 5646, with the short codes of ISO 639-1 and ISO 3166-1)."""

import re

LANGUAGES = set(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff "
    "fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku "
    "kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
    "rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi "
    "vo wa wo xh yi yo za zh zu".split(),
)
REGIONS = set(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI "
    "CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ "
    "GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG "
    "PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK "
    "TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split(),
)
# What is often written, and what is meant: the shorter code is the only right one where there are two.
MEANT = {
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl",
    "rus": "ru", "pol": "pl", "swe": "sv", "jpn": "ja", "zho": "zh", "chi": "zh", "lat": "la", "ell": "el", "gre": "el",
    "ara": "ar", "heb": "he", "iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk",
    "UK": "GB", "EN": "GB or US",
}  # fmt: skip
TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>-[a-z]{3}){0,3}(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)


def wrong_with(tag: str) -> str:
    """Why no reader can know which language is meant; nothing for a good tag.

    Languages of three letters are believed: there are eight thousand of them.
    """
    match = TAG.fullmatch(tag)
    if match is None:
        return f"{tag!r} is not a language tag"
    language, region = (match["language"] or "").lower(), (match["region"] or "").upper()
    if language in MEANT or (len(language) == 2 and language not in LANGUAGES):  # noqa: PLR2004 - letters of ISO 639-1
        return f"{tag!r}: there is no language {language}" + (f"; {MEANT[language]} is meant" if language in MEANT else "")
    if region and region.isalpha() and region not in REGIONS:
        return f"{tag!r}: there is no country {region}" + (f"; {MEANT[region]} is meant" if region in MEANT else "")
    return ""


def meant_by(tag: str) -> str:
    """The good tag that was probably meant by a bad one (`en_UK` -> en-GB), or nothing."""
    language, *rest = tag.strip().replace("_", "-").split("-")
    regions = [MEANT.get(part.upper(), part).split()[0] if len(part) == 2 else part for part in rest if part]  # noqa: PLR2004
    guess = "-".join((MEANT.get(language.lower(), language), *regions))
    return "" if wrong_with(guess) else guess
