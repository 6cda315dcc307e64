"""A book.toml that is not TOML -> the line that is wrong, what is wrong with it, and the line to type.

tomllib (Python 3.11 to 3.14) says `Expected newline or end of document after a statement`, and means a missing quotation mark. So
each slip that is common is looked for in the author's own line, and mended there; a mended line is shown only if it is TOML.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain, takewhile

from bookbuild.limits import Beyond
from bookbuild.manuscript.days import FIGURES, no_such_day
from bookbuild.manuscript.entries import toml_values

GENERIC = 'a line looks like: title = "My Book"'
LONGEST = 2_000                                    # characters of a line that is looked at: a description may be long
SHOWN = 160                                        # characters of a line to type that are shown
DATES = ("published",)
KEY = re.compile(r"\s*([\w.-]+)\s*=\s*(.*)$", re.ASCII)
COLON = re.compile(r"\s*([\w-]+)(?:\s*:\s*|\s+(?=[\"'“]))(\S.*)$", re.ASCII)
SPACED = re.compile(r"\s*([\w-]+(?:[ \t]+[\w-]+)+)\s*=\s*(.*)$", re.ASCII)
HEADING = re.compile(r"\s*(\[{1,2})\s*([\w.-]+)\s*(?:\]{1,2}\s*)?(?:#.*)?$", re.ASCII)
SECOND = re.compile(r"""["'\]}\d]\s+([\w-]+)\s*=\s*["'\[{\d]""", re.ASCII)
COMMENT = re.compile(r"(?<!\s)\s+#.*$")
CURLY = "“”„«»‘’"
STRAIGHTENED = str.maketrans("“”„«»", '"' * 5)
NEVER = "the text that begins with {} on this line is never closed"
Wrong = tuple[str, str]                            # what is wrong, and a line that might be right


def mistyped(text: str, fault: tomllib.TOMLDecodeError) -> tuple[int, str, str]:
    """The line to look at, what is wrong with it, and the line to type."""
    where = re.search(r"at line (\d+)", str(fault))
    at = int(where[1]) if where else max(1, text.rstrip().count("\n") + 1)
    lines = [line if len(line) <= LONGEST else "" for line in text.split("\n")]
    around = (found for look in (_twice, _unclosed_above, _several_lines) for found in look(lines, at, str(fault)))
    slips = ((at, what, _shown(mended.strip())) for what, mended in _slips(lines[at - 1]) if _is_toml(mended))
    reason = re.sub(r"\s*\(at .*\)", "", str(fault))
    return next(chain(around, slips), (at, f"not TOML: {reason}", GENERIC))


def _shown(line: str) -> str:
    return line if len(line) <= SHOWN else f"{line[: SHOWN // 2]} … {line[-SHOWN // 2 :]}"


def _is_toml(line: str) -> bool:
    """Whether a line is right by itself, or as one of a list."""
    return bool(line) and any(map(_reads, (line, f"x = [\n{line}\n]")))


def _reads(text: str) -> bool:
    try:
        toml_values(text)
    except (tomllib.TOMLDecodeError, Beyond):
        return False
    return True


def _slips(line: str) -> Iterator[Wrong]:
    """Every way in which the line may have gone wrong, likeliest first; it is for the caller to see which mends it."""
    if match := KEY.match(line):
        key, value = match.groups()
        yield from ((what, f"{key} = {mended}") for what, mended in _in_the_value(key, value))
    elif match := HEADING.match(line):
        number = 2 if "[[" in line or "]]" in line else 1
        yield "the brackets round a table's name are not closed", f"{'[' * number}{match[2]}{']' * number}"
    elif match := SPACED.match(line):
        yield "a key is one word", f"{'-'.join(match[1].split())} = {match[2]}"
    elif "=" not in line and (match := COLON.match(line)):
        for value in (match[2], _quoted(_without_comment(match[2]))):
            yield "between a key and its value stands an equals sign", f"{match[1]} = {value}"
    elif line.count('"') % 2:
        yield NEVER.format('"'), re.sub(r"\s*(,?)\s*$", r'"\1', line, count=1)
    if line.strip() and not KEY.match(line):
        yield "this line is no `key = value`; what is only for you begins with #", f"# {line.strip()}"


def _in_the_value(key: str, value: str) -> Iterator[Wrong]:
    plain = _without_comment(value)
    if not plain:
        yield "nothing stands after the equals sign", '"…"'
    elif (second := SECOND.search(plain)) and _reads(f"{key} = {plain[: second.start(1)]}"):
        yield f"two keys on one line: begin a new line before `{second[1]}`", plain[: second.start(1)].strip()
    yield from _curly(plain)
    if plain[:1] in {'"', "'"}:
        yield from _in_a_text(plain)
    elif plain[:1] in {"[", "{"}:
        yield from _in_a_list(plain)
    elif wrong := no_such_day(plain):
        yield wrong
    elif key in DATES:
        yield FIGURES, "2027-03-01"
    elif plain.lower() in {"true", "false", "yes", "no", "on", "off"}:
        yield "true and false are written small, and there is no yes or no", str(plain.lower() in {"true", "yes", "on"}).lower()
    else:
        yield "a text wants quotation marks", _quoted(plain.strip("\"'= "))


def _curly(value: str) -> Iterator[Wrong]:
    if any(mark in CURLY for mark in value):
        said = "the quotation marks are curly; book.toml wants straight ones"
        yield said, value.translate(STRAIGHTENED)
        if value[0] in CURLY:
            yield said, _quoted(value.strip(CURLY + "\"'"))


def _in_a_text(value: str) -> Iterator[Wrong]:
    mark = value[0]
    if value.count(mark) == 1:
        yield NEVER.format(mark), value + mark
    if mark == '"' and "\\" in value:
        yield "a backslash means something else in book.toml; folders are parted by /", value.replace("\\", "/")
    if re.search(r"""["']\s*,\s*["']""", value):
        yield "several texts stand between [ and ]", f"[{value}]"
    if mark == "'" and re.search(r"\w'\w", value):
        yield "the text holds the mark ' that closes it", _quoted(value.strip("'"))
    if value[-1] == mark:
        yield f"the text holds the mark {mark} that closes it", _quoted(value[1:-1])
    yield f"the text is closed by {mark}, and something stands behind it", value[: value.find(mark, 1) + 1]


def _in_a_list(value: str) -> Iterator[Wrong]:
    close = "]" if value[0] == "[" else "}"
    if value.count('"') % 2:
        yield NEVER.format('"'), re.sub(r'([^"\s])(\s*,\s*(?:"|[\w-]+\s*=))', r'\1"\2', value, count=1)
        yield NEVER.format('"'), re.sub(r"\s*([\]}]*)$", r'"\1', value, count=1)
        yield NEVER.format('"'), f'{value}"{close}'
    if value == "{":
        yield "what stands between { and } belongs on one line", "{ }"
    yield f"what begins with {value[0]} is never closed", value + (f" {close}" if close == "}" else close)
    yield "a comma is missing between two texts", re.sub(r'"\s+(?=")', '", ', value)
    if close == "]":
        texts = list(filter(None, (each.strip(" \"'") for each in value.strip("[]").split(","))))
        yield "a text wants quotation marks", f"[{', '.join(map(_quoted, texts))}]" if texts else ""
    else:
        yield "a text wants quotation marks", re.sub(r"""(?<==)\s*([^\s"',{}][^"',{}]*?)\s*(?=[,}])""", r' "\1"', value)


def _without_comment(value: str) -> str:
    return COMMENT.sub("", value).strip()


def _quoted(text: str) -> str:
    """The text as TOML writes it, with as few backslashes as can be."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _twice(lines: list[str], at: int, fault: str) -> Iterator[tuple[int, str, str]]:
    """A key or a table that the book has already."""
    if fault.startswith(("Cannot overwrite", "Cannot declare")) and at <= len(lines):
        written = re.match(r"\s*([\w.-]+|\[[^\[\]]*\])", lines[at - 1])
        first = next((n for n, line in enumerate(lines[: at - 1], 1) if written and line.lstrip().startswith(written[1])), None)
        if written and first:
            yield at, f"`{written[1]}` stands here a second time; the first is on line {first}", "delete one of the two lines"


def _unclosed_above(lines: list[str], at: int, fault: str) -> Iterator[tuple[int, str, str]]:
    """A list that began further up: tomllib tells where it was surprised, not where it began."""
    if fault.startswith("Unclosed array"):
        for n in range(min(at, len(lines)), 0, -1):
            begun = KEY.match(lines[n - 1])
            if begun and begun[2].startswith("[") and not _reads(lines[n - 1]):
                if n < at:
                    mended = "" if "".join(lines[n : at - 1]).strip() else f"{_without_comment(lines[n - 1]).rstrip(', ')}]"
                    close = mended.strip() if mended and _reads(mended) else "close it with a line: ]"
                    yield n, "the list that begins on this line is never closed", close
                return


def _several_lines(lines: list[str], at: int, fault: str) -> Iterator[tuple[int, str, str]]:
    """A text that goes on in the next line, or one in three marks that never ends."""
    for mark in ('"""', "'''"):
        if "end of document" in fault:
            odd = [n for n, line in enumerate(lines, 1) if line.count(mark) % 2]
            if len(odd) % 2:
                yield odd[-1], f"the text that begins with {mark} is never closed", f"close it with a line: {mark}"
    if fault.startswith("Illegal character '\\n'") and (begun := KEY.match(lines[at - 1])) and begun[2].startswith('"'):
        below = takewhile(lambda line: not (KEY.match(line) or HEADING.match(line)), lines[at:])
        if any(line.count('"') % 2 for line in below):
            yield at, 'a text of several lines begins and ends with """', f'{begun[1]} = ""{begun[2].rstrip()}'
