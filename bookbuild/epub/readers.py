"""What e-readers differ in -> what a package for each of them is like.

The generic package is for all of them, and for shops. The others are for books that are put onto a device by hand: Amazon
forbids a cover page beside the cover (Kindle Publishing Guidelines), Kobo's own format turns pages faster and keeps
statistics, and Apple Books shows a publisher's fonts only where it is told to.
"""

import re
from dataclasses import dataclass
from typing import Any

import tinycss2

from bookbuild.problems import Problem, Severity
from bookbuild.stylesheet import rules_of

# What Amazon takes by mail and in its shop (KDP's list of languages, of 2022; it has grown since for some of them).
KINDLE_LANGUAGES = frozenset(
    "af ar br ca co cy da de en es eu fi fr frr fy ga gd gl gsw gu gv hi is it ja kw lb ml mr nb nl nn oc pl pt rm sco stq sv ta "
    "zh".split(),
)
# Kindle's readers set these themselves, and Amazon asks to leave them alone (KDP, Text Guidelines for reflowable books).
RUNNING_TEXT = {"html", "body", "p"}
THEIR_OWN = {"color", "font-family", "font-size", "font-style", "font-weight", "line-height"}
BELOW_ZERO = re.compile(r"(?<![\w.)])-\s*(?:\d|\.\d)")


@dataclass(frozen=True, slots=True)
class Reader:
    """A reading system. What the package's file is called for it, `request` says."""

    cover_page: bool = True                        # whether the cover also has a page of its own
    kepub: bool = False                            # pages in Kobo's own form
    kindle: bool = False                           # a sheet that leaves alone what Kindle does itself
    display_options: bool = False                  # the file in META-INF by which old versions of Apple Books show fonts


READERS = {
    "generic": Reader(),
    "kindle": Reader(cover_page=False, kindle=True),
    "kobo": Reader(kepub=True),
    "apple": Reader(display_options=True),
}


def unread_language(reader: Reader, language: str) -> tuple[Problem, ...]:
    """A book in a language that Amazon does not list is likely to come back from it with an error that does not say why."""
    if not reader.kindle or language.split("-", maxsplit=1)[0].lower() in KINDLE_LANGUAGES:
        return ()
    message = f"Amazon does not list the language {language!r}, and may refuse the book"
    hint = "by cable it can be read all the same; by mail try it with one page first"
    return (Problem("k-001", message, hint=hint, severity=Severity.WARNING),)


def kindle_sheet(css: str) -> str:
    """A sheet as Amazon asks for it: running text in the reader's own face, size and colour, and no negative margins."""
    return "\n".join(filter(None, map(_kindle_rule, rules_of(css))))


def _kindle_rule(rule: Any) -> str:  # noqa: ANN401 - tinycss2 is untyped
    if rule.type != "qualified-rule":
        return str(rule.serialize())
    selectors = tinycss2.serialize(rule.prelude).strip()
    text = RUNNING_TEXT.issuperset(each.strip() for each in selectors.split(","))
    kept = []
    for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        value = tinycss2.serialize(each.value).strip() if each.type == "declaration" else ""
        theirs = text and (each.lower_name in THEIR_OWN or each.lower_name.startswith("background"))
        if value and not theirs and not (each.lower_name.startswith("margin") and BELOW_ZERO.search(value)):
            kept.append(f"{each.name}: {value}{' !important' if each.important else ''}")
    return f"{selectors} {{ {'; '.join(kept)} }}" if kept else ""
