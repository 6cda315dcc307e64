"""A contributor's role by word -> its MARC relator code.

Codes and terms: Library of Congress, MARC Code List for Relators (loc.gov/marc/relators/relaterm.html).
"""

import re

# What an author may type, by code. The first word is the usual one; the comments say where we chose.
WORDS_BY_CODE = {
    "abr": ("abridger",),
    "adp": ("adapter", "adaptor"),
    "aft": ("afterword", "author of afterword", "writer of afterword"),
    "ann": ("annotator",),
    "art": ("artist", "interior artist"),
    "aui": ("introduction", "foreword", "preface", "author of introduction", "writer of introduction",
            "writer of foreword", "writer of preface"),      # LoC has wfw and win by now; shops still know aui
    "aut": ("author", "writer", "co-author", "coauthor", "novelist", "poet"),
    "bkd": ("book designer", "designer", "interior designer", "layout", "layout artist", "book design"),
    "bkp": ("book producer", "packager"),
    "blw": ("blurb writer", "blurb"),
    "clr": ("colorist", "colourist"),
    "cll": ("calligrapher",),
    "cmm": ("commentator",),
    "cmp": ("composer",),
    "com": ("compiler", "anthologist"),
    "cov": ("cover designer", "cover artist", "cover art", "cover design", "cover illustrator", "cover"),
    "cph": ("copyright holder", "rights holder"),
    "cre": ("creator",),
    "csl": ("consultant", "sensitivity reader", "authenticity reader"),
    "ctb": ("contributor", "beta reader", "beta", "collaborator", "with"),   # MARC has no beta reader, and dropped clb
    "ctg": ("cartographer", "map maker", "mapmaker", "maps"),
    "dte": ("dedicatee",),
    "edt": ("editor", "developmental editor", "series editor", "line editor"),
    "egr": ("engraver",),
    "fnd": ("funder",),
    "ill": ("illustrator", "illustrations"),
    "ivr": ("interviewer",),
    "lyr": ("lyricist",),
    "mrk": ("markup editor", "ebook formatter", "ebook producer", "formatter"),
    "nrt": ("narrator", "reader", "voice actor"),
    "oth": ("other",),
    "pbl": ("publisher",),
    "pfr": ("proofreader", "copyeditor", "copy editor", "corrector"),       # MARC has no copyeditor; both read proof
    "pht": ("photographer", "photographs", "photos", "photography"),
    "prt": ("printer",),
    "red": ("redaktor",),
    "res": ("researcher", "research assistant"),
    "rev": ("reviewer",),
    "spn": ("sponsor", "patron"),
    "trc": ("transcriber",),
    "trl": ("translator", "translation"),
    "tyd": ("type designer",),
    "tyg": ("typographer", "typesetter"),
    "wdc": ("woodcutter",),
}

RELATORS = {word: code for code, words in WORDS_BY_CODE.items() for word in (*words, code)}


def relator(word: str) -> str | None:
    """The code for a role as an author writes it: `Cover Designer`, `cover-designer` and `cov` are all `cov`."""
    plain = " ".join(re.split(r"[\s_-]+", word.strip().lower()))
    return RELATORS.get(plain) or RELATORS.get(plain.replace(" ", "-"))
