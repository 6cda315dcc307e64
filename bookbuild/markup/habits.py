"""Lines as authors type them -> lines that Markdown takes to mean the same, each with the number it came from.

Python-Markdown follows John Gruber's rules of 2004, made for e-mail. Prose breaks them innocently. Here

- `---` or `#` or `⁂` alone is a scene break, also right under a paragraph (Gruber: a heading, an empty heading, text);
- `1984. A year` and `#hashtag` are prose (Gruber: list item 1984, a heading);
- an indented paragraph is a paragraph (Gruber: code; listings are fenced here);
- `- Bonjour !` is speech in the languages that open it with a dash (Gruber: a list);
- a list may follow its paragraph at once and nest by two spaces, as CommonMark allows;
- listings are taken out before anything in them can be understood as Markdown;
- `::: verse` keeps every line and its indent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bookbuild.limits import most, refuse

# Noncharacters (Unicode §23.7) stand for what Markdown is not to see; reading.py lets none of an author's in.
LISTING = "\ufdd0{}\ufdd1"                         # stands for a fenced listing, by its number
INDENT = "\ufdd2"                                  # one space of a verse line's indent
BREAK = re.compile(
    r"[ \t]*(?:\*[ \t]*$|(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:~[ \t]*){3,}|\\?#|#{2,6}|⁂|[*~-]*\s?o[oO0]o\s?[*~-]*"
    r"|(?:\\\*[ \t]*){3,}|~+[ \t]*\*+[ \t]*~+|[-.~*]+[ \t]?[oO][oO0]*[ \t]?[-.~*]+)[ \t]*$",
)
LONGEST_BREAK = 200                                # characters
CENTRED = re.compile(r"[ \t]*<(center|p|div)\b[^<>]*>([^<>]*)</\1>[ \t]*$", re.IGNORECASE)
FENCE = re.compile(r"((?: {0,3}> ?)*+)([ \t]*+)(```+|~~~+)[ \t]*([^`]*)$")
DIV = re.compile(r"[ \t]*(:{3,})[ \t]*(.*)$")
BRACED = re.compile(r"\{\s*\.([\w-]+)\s*([^}]*)\}$")
NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:")
DEFINITION = re.compile(r" {0,3}: {1,3}\S")
NOT_A_TERM = re.compile(r"#|:::|\* \* \*$|\ufdd0")
QUOTED = re.compile(r"((?: {0,3}>)+ ?| {0,3}\[\^[^\[\]\s]+\]:[ \t]*| {0,3}: {1,3})")   # what a line may stand behind
INDENTED_HEADING = re.compile(r" {1,3}#{1,6}[ \t]")
MARKER = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
# Where novels open speech with a dash, `- Bonjour !` is speech and no list, if it ends as a sentence does.
DIALOGUE = {"fr", "es", "it", "pt", "ro", "ca", "gl", "ru", "uk", "pl", "hu", "el", "tr"}
SPOKEN = re.compile(r"[.!?…»”,:][)\s]*$")
EMPTY = {"page-break"}                             # holds nothing, so needs no `:::` to close it
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
HASHTAG = re.compile(r"( {0,3})(#+[^#\s])")
DELIMITER_ROW = re.compile(r"[ \t]*(?:\|[ \t]*)?:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)+(?:[ \t]*\|)?[ \t]*$")
SPECIAL = re.compile(r"(\d*)([-+*>#|`]|(?<=\d)[.)])")


@dataclass(frozen=True, slots=True)
class Listing:
    """Fenced code: its language, its text, and the manuscript line of its fence."""

    info: str
    text: str
    line: int


@dataclass(slots=True)
class Prepared:
    """Lines for Python-Markdown, and where each came from."""

    lines: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    unclosed: list[tuple[int, str]] = field(default_factory=list)    # (line, fence) of what is opened and never closed
    single: bool = False                                             # a second empty line would end a note
    block: int = 0                                                   # the indent of the first line of the last block

    def add(self, line: str, origin: int) -> None:
        """One more line."""
        empty = not (self.lines and self.lines[-1])
        if empty and not line and self.single:
            return
        if empty and line:
            self.block = len(line) - len(line.lstrip())
        self.lines.append(line)
        self.origins.append(origin)

    def apart(self, line: str, origin: int) -> None:
        """A line with empty ones around it, so that it is a block of its own."""
        for each in ("", line, ""):
            self.add(each, origin)


def prepare(text: str, numbers: Sequence[int], language: str = "en") -> Prepared:
    """Read `text` line by line; `numbers` has the line of its file that each of them is."""
    dialogue = language.split("-", maxsplit=1)[0].lower() in DIALOGUE
    return _Reading(text.expandtabs(4).split("\n"), numbers, dialogue).run()


@dataclass(slots=True)
class _Reading:
    lines: list[str]
    numbers: Sequence[int]
    dialogue: bool                                                   # whether the language opens speech with a dash
    out: Prepared = field(default_factory=Prepared)
    items: list[int] = field(default_factory=list)                   # where the text of each open list item begins
    divs: list[tuple[str, int]] = field(default_factory=list)
    hanging: bool = False
    open_ended: dict[tuple[str, str], int] = field(default_factory=dict)    # (quote, sign) -> length of a fence found never closed
    deepest: int = field(default_factory=lambda: most("NESTING"))

    def run(self) -> Prepared:
        number = 0
        while number < len(self.lines):
            number += self._line(number)
        self.out.unclosed += [(line, f"::: {kind}") for kind, line in self.divs]
        return self.out

    def _line(self, n: int) -> int:
        """Take line `n`, or several from there; say how many."""
        line, origin = self.lines[n], self.numbers[n]
        self._hanging(line)
        if (fence := FENCE.match(line)) and (taken := self._listing(fence, n)):
            return taken
        inside = "    " if self.hanging and line.startswith("    ") else ""    # a note, or a definition
        if div := DIV.match(line):
            self._div(div[2].rstrip(" \t:"), origin, inside)
        elif self.divs and self.divs[-1][0] == "verse":
            self._verse(line.removeprefix(inside), origin, inside)
        elif self._is_break(line) and not self._is_underline(n):
            self.items.clear()
            self.out.apart(f"{inside}* * *", origin)
        else:
            self._prose(line, n, origin)
        return 1

    def _is_break(self, line: str) -> bool:
        """A scene break, also one that an archive of fan fiction has centred with HTML."""
        if len(line.strip()) > LONGEST_BREAK:
            return False
        centred = CENTRED.match(line)
        return BREAK.match(centred[2] if centred and centred[2].strip() else line) is not None

    def _hanging(self, line: str) -> None:
        """What is indented below a note or a definition belongs to it, as to a list item that begins at the fourth column."""
        if NOTE.match(line) or self._defines(line):
            self.hanging = True
            self.items.clear()
        elif line.strip() and not line.startswith("    "):
            self.hanging = False
        elif line.strip() and self.hanging and not self.items:
            self.items.append(4)
        self.out.single = self.hanging

    def _defines(self, line: str) -> bool:
        """Whether the line is a definition: below the word it is one of, and not a part of a list's item."""
        if not DEFINITION.match(line) or self._depth(len(line) - len(line.lstrip())):
            return False
        if self.items and self.out.lines[-1:] != [""]:
            return False
        above = next((each for each in self.out.lines[-1:-3:-1] if each), "")
        return bool(above) and not NOT_A_TERM.match(above)

    def _listing(self, fence: re.Match[str], n: int) -> int:
        """A fenced listing, also one that is quoted (`> ```  `), becomes a token; gives how many lines it took."""
        quote, indent, mark = fence[1].strip(), len(fence[2]), fence[3]
        if len(mark) >= self.open_ended.get((quote, mark[0]), len(mark) + 1):
            return self._never_closed(mark, n)
        prefix = re.compile(rf"(?: {{0,3}}> ?){{{quote.count('>')}}}| *>*$")
        closing = re.compile(rf"[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*$")
        inside: list[str] = []
        for line in islice(self.lines, n + 1, None):
            bare = prefix.sub("", line, count=1) if quote else line
            if closing.match(bare):
                break
            inside.append(bare)
        else:
            self.open_ended[quote, mark[0]] = len(mark)
            return self._never_closed(mark, n)
        length = len(inside)
        code = "\n".join(re.sub(rf"^ {{0,{indent}}}", "", line) for line in inside)
        token = LISTING.format(len(self.out.listings))
        self.out.listings.append(Listing(fence[4].strip(), code, self.numbers[n]))
        before = f"{quote} " if quote else "    " * self._depth(indent)
        for line in (quote, before + token, quote):
            self.out.add(line, self.numbers[n])
        return length + 2

    def _never_closed(self, mark: str, n: int) -> int:
        if mark[0] == "`":
            self.out.unclosed.append((self.numbers[n], mark))
        return 0

    def _refuse_depth(self, depth: int, what: str, origin: int) -> None:
        if depth > self.deepest:
            refuse("NESTING", f"{what}, {depth} deep", origin)

    def _div(self, opening: str, origin: int, inside: str) -> None:
        self.items.clear()
        if classes := BRACED.match(opening):       # pandoc's way of writing it: `::: {.letter #x}`
            opening = f"{classes[1]} {{{classes[2]}}}"
        kind = re.split(r"[\s{]", opening)[0]
        self.out.apart(f"{inside}::: {opening}".rstrip(), origin)
        if kind in EMPTY:
            self.out.apart(f"{inside}:::", origin)
        elif kind:
            self.divs.append((kind, origin))
            self._refuse_depth(len(self.divs), f"“::: {kind}” inside others", origin)
        elif self.divs:
            self.divs.pop()

    def _verse(self, line: str, origin: int, inside: str) -> None:
        stripped = line.strip().rstrip("\\").rstrip()
        if not stripped:
            return self.out.add("", origin)
        indent = INDENT * (len(line) - len(line.lstrip()))
        signature = re.match(r"(?:--|—|–) ?\S", stripped) and (not self.out.lines[-1])
        escaped = stripped if signature else SPECIAL.sub(r"\1\\\2", stripped, count=1) if SPECIAL.match(stripped) else stripped
        escaped = stripped if re.match(r"[*_`]+\S", stripped) else escaped
        return self.out.add(inside + indent + escaped + ("" if signature else "  "), origin)

    def _is_underline(self, n: int) -> bool:
        """Dashes as long as the single short line above them underline a heading; fewer are a scene break."""
        mark = UNDERLINE.match(self.lines[n])
        above = self.lines[n - 1].strip() if n else ""
        alone = n < 2 or not self.lines[n - 2].strip()  # noqa: PLR2004
        long_enough = mark is not None and len(mark[1]) >= max(4, 0.7 * len(above))
        return bool(long_enough and above and alone and len(above) <= 60 and above[-1] not in ".,;:!?")  # noqa: PLR2004

    def _prose(self, line: str, n: int, origin: int) -> None:
        if not line.strip() or self._underlines(line, n):
            return self.out.add("", origin)
        if marker := self._marker(line, n):
            if self.dialogue and marker[2] == "-" and SPOKEN.search(line):
                return self.out.apart(f"— {line[marker.end():]}", origin)
            return self._item(line, marker, origin)
        return self._paragraph(line, origin)

    def _underlines(self, line: str, n: int) -> bool:
        """Whether this line made a heading of the one above it."""
        mark = UNDERLINE.match(line)
        above = self.out.lines[-1].strip() if self.out.lines else ""
        if mark is None or not above:
            return False
        first = mark[1][0] == "=" and len(mark[1]) > 2  # noqa: PLR2004 - two may be anything
        if first or self._is_underline(n):
            self.out.lines[-1] = ("# " if first else "## ") + above
            return True
        return False

    def _paragraph(self, line: str, origin: int) -> None:
        """A line of running text, with what Markdown would misread in it escaped."""
        depth = self._depth(len(line) - len(line.lstrip()))
        if line.count("|") > most("COLUMNS") and DELIMITER_ROW.match(line):
            columns = line.strip().strip("|").count("|") + 1
            refuse("COLUMNS", f"a table of {columns:,} columns", origin, columns)
        if not depth and not (self.out.lines and self.out.lines[-1]):
            self.items.clear()
        if DELIMITER_ROW.match(line) and len(self.out.lines) > 1 and self.out.lines[-2] and "|" not in self.out.lines[-2]:
            self.out.lines.insert(-1, "")          # a table may stand right under its paragraph
            self.out.origins.insert(-1, origin)
        if depth:
            line = "    " * depth + line.lstrip()
        elif INDENTED_HEADING.match(line):
            line = line.lstrip()
        else:
            before = QUOTED.match(line)
            line = _plain(line, before.end() if before else 0)
        if line.endswith("\\") and not line.endswith("\\\\"):
            line = line[:-1] + "  "
        return self.out.add(line, origin)

    def _item(self, line: str, marker: re.Match[str], origin: int) -> None:
        depth = self._depth(len(marker[1]))
        # A list may stand right under its paragraph, and an item right under what stands further in.
        if self.out.lines and self.out.lines[-1] and (not self.items or self.out.block > 4 * depth):
            self.out.add("", origin)
        del self.items[depth:]
        self.items.append(marker.end())
        self._refuse_depth(len(self.items), "lists in lists", origin)
        sign = marker[2] if marker[2] in "-*+" else f"{marker[2][:-1]}."
        self.out.add(f"{'    ' * depth}{sign} {line[marker.end():]}", origin)

    def _depth(self, indent: int) -> int:
        return sum(1 for _ in self._open(indent))

    def _open(self, indent: int) -> Iterator[int]:
        for begin in self.items:
            if begin > indent:
                return
            yield begin

    def _marker(self, line: str, n: int) -> re.Match[str] | None:
        """A list marker that is meant as one."""
        marker = MARKER.match(line)
        if marker is None:
            return None
        follows_text = bool(self.out.lines and self.out.lines[-1]) and not self.items
        if marker[2] in "-*+":
            return marker if not follows_text or self._again(n, re.compile(rf"{marker[1]}[{marker[2]}] +\S")) else None
        value = int(marker[2][:-1])
        if self.items:
            return marker if value < 1000 else None  # noqa: PLR2004 - a year
        following = re.compile(rf" {{0,3}}(?:{value}|{value + 1})[.)] +\S")    # Markdown lets all be 1.
        return marker if value < 1000 and self._again(n, following) else None  # noqa: PLR2004

    def _again(self, n: int, pattern: re.Pattern[str]) -> bool:
        """Whether a line that fits stands below, before the paragraph or list plainly ends."""
        blank = False
        for line in self.lines[n + 1 : n + 40]:
            if pattern.match(line):
                return True
            if line.strip() and blank and not line.startswith("  "):
                return False
            blank = not line.strip()
        return False


def _plain(line: str, at: int) -> str:
    """The line with what begins at `at`, behind the sign of a quotation or a note, escaped if it is a hashtag or a year."""
    before, rest = line[:at], line[at:]
    if hashtag := HASHTAG.match(rest):
        return f"{before}{hashtag[1]}\\{rest.lstrip()}"
    number = re.match(r" {0,3}(\d+)(?=\.\s)", rest)
    if number and (not before or (int(number[1]) > 1 and ">" not in before) or len(number[1]) > 3):  # noqa: PLR2004 - a year
        return f"{before}{number[0]}\\{rest[number.end():]}"
    return line
