"""Marks, spaces and capitals: Reading -> Findings."""

import re
from collections.abc import Iterator

from bookbuild.checks.prose.findings import Finding, Reading, at, seek, seek_quotes
from bookbuild.checks.prose.paragraphs import READ, RUNNING, Kind

TIGHT = re.compile(r"—(?<=\w—)(?=\w)")
SPACED = re.compile(r" [—–] (?<=\w...)(?=\w)")
CAPITALS = re.compile(r"[“‘«„]?(?:[^\W\d_a-z]++(?:[’'-][^\W\d_a-z]++)*+[ ,]++){2,}+(?=.*[a-z])")
SHORTEST_CAPITALS = 6
ABBREVIATED = re.compile(r"\b(?:Mrs?|Ms|Dr|St|Jr|Sr|etc|Inc|Ltd|Co|vs|No|Esq|[^\W\d_])\.$")
MAKESHIFT = re.compile(r"(?<=[\w\s,.!?])´|´(?=\w)|``|(?<=\w)`|`(?=\w)|,,(?=\w)|<<(?=\w)|(?<=\w)>>|[\"'](?=\w)|(?<=[\w,.!?])[\"']")

MAKESHIFT_SIGNS = ("´", "`", ",,", "<<", ">>", '"', "'")

comma_outside = seek_quotes(r"CLOSE(?<=[a-z]CLOSE)[,.](?!\.)", "CLOSE")
repeated_marks = seek(re.compile(r"(?:!!|\?\?)[!?]*"), "!!", "??")
doubled_dash = seek(re.compile(r"[—–][-—–]+|-[—–]|(?<![-<])-{2,}(?![->])"), "—", "–", "--", kinds=RUNNING | {Kind.HEADING}, but="zh ja")
space_on_one_side = seek(re.compile(r"—(?<=\w—)[ \n](?=\w)|[ \n]—(?<=\w..)(?=\w)"), "— ", "—\n", " —", "\n—", only="en")
space_before_point = seek(
    re.compile(r"[ \n](?<=[\w”’»)]\s)[,;?!](?=[\s”’»]|$)|[ \n](?<=[\w”’»)]\s)[.:](?=[\s”’»]|$)(?! ?\.)"),
    " ,", " ;", " ?", " !", " .", " :", "\n,", "\n;", "\n?", "\n!", "\n.", "\n:", but="fr",
)  # fmt: skip
invisible = seek(re.compile("[\u00ad\u200b\ufeff\u2028\u2029\ue000-\uf8ff]"), "", kinds=READ)


def mixed_dashes(reading: Reading) -> Iterator[Finding]:
    """Dashes with spaces in a book that mostly sets them without, or the other way round (English only)."""
    if reading.tongue == "en":
        places = [
            (pattern, at(galley, block, *match.span()))
            for galley in reading.galleys for block in galley.blocks if block.kind in RUNNING and ("—" in block.text or "–" in block.text)
            for pattern in (TIGHT, SPACED) for match in pattern.finditer(block.text)
        ]  # fmt: skip
        tight = sum(pattern is TIGHT for pattern, _ in places)
        rare = TIGHT if tight * 2 < len(places) else SPACED
        yield from (finding for pattern, finding in places if pattern is rare)


def comma_outside_american(reading: Reading) -> Iterator[Finding]:
    """American books put comma and full stop inside."""
    if reading.metadata.language == "en-US":
        yield from comma_outside(reading)


def makeshift_quotes(reading: Reading) -> Iterator[Finding]:
    """An accent, a comma or a straight mark that stands in for a quote; a straight one that is meant has a backslash."""
    typed = {sheet.path: sheet for sheet in reading.sheets}
    for galley in reading.galleys:
        for block in galley.blocks:
            if block.kind not in READ or not any(sign in block.text for sign in MAKESHIFT_SIGNS):
                continue
            for match in MAKESHIFT.finditer(block.text):
                finding = at(galley, block, *match.span())
                sheet = typed.get(galley.path)
                line = sheet.lines[finding.line - 1].text if sheet and finding.line <= len(sheet.lines) else ""
                if f"\\{match[0]}" not in line and not re.search(r"://|www\.", line):
                    yield finding


def capital_openings(reading: Reading) -> Iterator[Finding]:
    """`IT WAS A DARK and stormy night`: the theme makes small capitals, which search and screen readers can read."""
    for galley in reading.galleys:
        first = next((block for block in galley.blocks if block.kind is Kind.PROSE), None)
        match = CAPITALS.match(first.text) if first else None
        if first and match and sum(map(str.isalpha, match[0])) >= SHORTEST_CAPITALS:
            yield at(galley, first, 0, match.end())


def stopped_headings(reading: Reading) -> Iterator[Finding]:
    """A full stop at the end, which is not that of an abbreviation."""
    for galley in reading.galleys:
        for block in galley.blocks:
            text = block.text
            if block.kind is Kind.HEADING and text.endswith(".") and not text.endswith("..") and not ABBREVIATED.search(text):
                yield at(galley, block, len(text) - 1, len(text))
