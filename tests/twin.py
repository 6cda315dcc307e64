"""A manuscript, its EPUB and its PDF -> the words of each, to be laid side by side: one text, two books.

Words are compared without their marks and in small letters: quotes are curled, headings set in capitals, and a
hyphen at a line's end is the typesetter's as often as the author's.
"""


import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

from outside import said

from bookbuild.manuscript import load

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
# Of the manuscript's Markdown what is no word of the book: addresses, attributes, definitions' names, HTML, fences' languages.
NOT_WORDS = (
    (r"<!--.*?-->", " "),
    (r"^[ \t>]*(```+|~~~+)[^\n`]*$", " "),
    (r"^[ \t]*:::+[ \t]*[\w-]*(.*?)(\{[^}\n]*\})?[ \t]*:*$", r" \1 "),
    (r"^ {0,3}\[\^[^\]\s]+\]:", " "),
    (r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", " "),
    (r"\[\^[^\]\s]+\]", " "),
    (r"!\[[^\]]*\]\((?:<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"((?:[^\"\\]|\\.)*)\")?\)(?:\{[^}\n]*\})?", r" \1 "),
    (r"\]\((?:<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)(?:\{[^}\n]*\})?", " "),
    (r"\]\[[^\]\n]*\]", " "),
    (r"\{[.#]?[\w-][^}\n]*\}$", " "),
    (r"(?<=\])\{[^}\n]*\}", " "),
    (r"</?(?:a|abbr|b|bdi|cite|code|em|i|kbd|mark|s|small|span|strong|sub|sup|u)\b[^>]*>", ""),
    (r"</?(?:blockquote|br|div|figure|figcaption|img|li|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)\b[^>]*>", " "),
    (r"^[ \t>]*\d+[.)][ \t]", " "),
)  # fmt: skip
EMPHASIS = re.compile(r"\*+([^\s*]+)\*+")            # may stand within a word
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Small letters, ligatures taken apart, soft hyphens and joiners gone."""
    folded = unicodedata.normalize("NFKC", text.replace("\u00ad", "").replace("\u2060", "").replace("\u200b", ""))
    return folded.casefold().replace("\u017f", "s")


def words(text: str) -> Iterator[str]:
    yield from WORD.findall(plain(text))


def manuscript(folder: Path) -> list[str]:
    """The words an author has written, in reading order (notes where they stand in the file)."""
    found: list[str] = []
    seen: set[tuple[object, int]] = set()
    for section in load(folder).sections:
        text = section.text
        for pattern, instead in NOT_WORDS:
            text = re.sub(pattern, instead, text, flags=re.MULTILINE | (re.DOTALL if "<!--" in pattern else 0))
        for number, line in enumerate(text.split("\n"), section.first_line):
            if (section.path, number) not in seen:         # a note at the end of a file that was cut stands in each piece
                seen |= {(section.path, number)} if line.strip() else set()
                found += words(unescape(re.sub(r"\\(?=\W)", "", EMPHASIS.sub(r"\1", line))))
    return found


def epub(file: Path) -> list[str]:
    """The words of a package, in the order of its spine."""
    found: list[str] = []
    with zipfile.ZipFile(file) as package:
        opf = etree.fromstring(package.read("EPUB/content.opf"))  # noqa: S314 - our own book
        items = {item.get("id"): item.get("href") for item in opf.iter(f"{OPF}item")}
        for reference in opf.iter(f"{OPF}itemref"):
            if items[reference.get("idref")] == "nav.xhtml":       # what stands only in the contents is not in the book
                continue
            page = package.read(f"EPUB/{items[reference.get('idref')]}").decode()
            body = re.sub(r"<a class=\"(?:noteref|backlink)\"[^>]*>.*?</a>", " ", page.partition("<body>")[2])
            body = re.sub(r"</?(?:em|i|b|strong|span|a|small|cite|sub|sup|u|s|mark|code)\b[^>]*>", "", body)
            found += words(unescape(re.sub(r"<[^>]+>", " ", body)))
    return found


def pdf(file: Path) -> str:
    """The letters of the pages without heads and folios, in one run: a line's end may stand within a word."""
    info = said("pdfinfo", str(file))
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    assert size
    width, height = map(float, size.groups())
    top, foot = round(height * 0.095), round(height * 0.905)
    crop = ["-x", "0", "-y", str(top), "-W", str(round(width)), "-H", str(foot - top)]
    return "".join(words(said("pdftotext", "-raw", *crop, str(file), "-")))


def lost(written: list[str], kept: list[str]) -> list[str]:
    """Runs of written words with one in them that is missing, as a word as often as it ought to be and as letters.

    Letters, because `union`s is one word to a reader and two to Markdown.
    """
    missing = Counter(written) - Counter(kept)
    return [run for run in unset(written, "".join(kept)) if missing.keys() & set(run.split())] if missing else []


def unset(written: list[str], pages: str) -> list[str]:
    """Runs of five written words that are nowhere on the pages, letter for letter; a note or a folio may part a few."""
    missing = []
    for start in range(0, len(written), 5):
        run = written[start : start + 5]
        if RIGHT_TO_LEFT.search("".join(run)):
            continue                               # pdftotext gives such letters in the order in which they stand on the page
        if "".join(run) not in pages and not all(word in pages or parted(word, pages) for word in run):
            missing.append(" ".join(run))
    return missing


def parted(word: str, pages: str) -> bool:
    """Whether a long word is there in two pieces: a page, with notes at its foot, may end within it."""
    return any(word[:cut] in pages and word[cut:] in pages for cut in range(4, len(word) - 3))


def broken_runs(written: list[str], pages: str) -> float:
    """How many runs of five words are not on the pages in one piece: notes and page ends part some, no more."""
    runs = ["".join(written[start : start + 5]) for start in range(0, len(written), 5)]
    return sum(run not in pages for run in runs) / max(1, len(runs))
