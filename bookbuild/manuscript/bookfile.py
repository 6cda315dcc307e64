"""book.toml, or a pandoc-style metadata.yaml -> Metadata and Design."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any

from bookbuild.book import Accessibility, Contact, Contributor, Design, Disclaimer, FanWork, Metadata, Series, Trim
from bookbuild.characters import without_stars
from bookbuild.identifiers import isbn13, isbn_check_digit, urn
from bookbuild.languages import meant_by, wrong_with
from bookbuild.lengths import POINTS
from bookbuild.limits import Beyond
from bookbuild.manuscript.entries import Entries, toml_lines, toml_values
from bookbuild.manuscript.header import Header
from bookbuild.manuscript.mistyped import mistyped
from bookbuild.manuscript.reading import read_text
from bookbuild.problems import Problem, Severity
from bookbuild.relators import RELATORS, relator

# Trims by the names printers give them (facts of 2026: KDP, IngramSpark and Lulu all cut these).
TRIMS = {
    "pocket": Trim(4.25, 6.87, "in"), "digest": Trim(5.5, 8.5, "in"), "novel": Trim(5.25, 8, "in"),
    "us-trade": Trim(6, 9, "in"), "royal": Trim(156, 234, "mm"), "demy": Trim(138, 216, "mm"),
    "b-format": Trim(129, 198, "mm"), "a-format": Trim(111, 178, "mm"),
    "a6": Trim(105, 148, "mm"), "a5": Trim(148, 210, "mm"), "a4": Trim(210, 297, "mm"), "letter": Trim(8.5, 11, "in"),
}  # fmt: skip
SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:[x×]|by)\s*(\d+(?:\.\d+)?)\s*(in|mm|cm|pt|\")?\s*$", re.IGNORECASE)
OUTPUTS = ("ebook", "paperback", "hardcover", "pdf", "audiobook")
MADE = ("epub", "pdf")
NUMBERS = ("as-written", "none", "words", "arabic", "roman")
BEGUN = {"ebook": 'outputs = ["epub"]', "paperback": 'trim = "5x8in"', "large-print": 'trim = "7x10in"'}     # first line of an edition
DISCLAIMERS = ("fan-work", "fiction", "memoir", "advice")


@dataclass(frozen=True, slots=True)
class BookFile:
    """What the author says about the book, outside its text."""

    metadata: Metadata
    design: Design = Design()
    contents: tuple[str, ...] = ()                 # file names in reading order; empty: the order of names
    contents_line: int | None = None
    left_out: tuple[str, ...] = ()                 # roles and file names that this edition does without
    left_out_line: int | None = None
    cover_line: int | None = None
    problems: tuple[Problem, ...] = ()


def read_bookfile(file: Path, path: PurePath, defaults: dict[str, object], edition: str | None = None) -> BookFile:
    """Read `book.toml`; the keys of `[edition.NAME]` outrank the book's own, and those outrank `defaults`.

    A missing file is an empty one. `defaults` holds at least a title.
    """
    text, problems = read_text(file, path, "SHEET") if file.exists() else ("", [])
    try:
        values = toml_values(text)
    except Beyond as limit:
        return BookFile(Metadata(str(defaults["title"])), problems=(*problems, limit.problem(path)))
    except tomllib.TOMLDecodeError as fault:
        at, what, line = mistyped(text, fault)
        problems.append(Problem("b-001", what, path, at, hint=line))
        return BookFile(Metadata(str(defaults["title"])), problems=tuple(problems))
    lines = toml_lines(text)
    editions = Entries(values, path, lines, problems).editions()
    if edition is not None and edition not in editions:
        problems.append(Problem("b-013", f"no edition {edition!r}", path, hint=_nearest_edition(edition, editions)))
    own = f"edition.{edition}."
    lines |= {key.removeprefix(own): line for key, line in lines.items() if key.startswith(own)}
    entries = Entries(defaults | values | editions.get(edition or "", {}), path, lines, problems, known={"edition"})
    metadata = _metadata(entries, edition)
    design, contents, left_out = _design(entries), entries.texts("contents"), entries.texts("leave-out")
    entries.close()
    listed, omitted, cover = (entries.line(key) for key in ("contents", "leave-out", "cover"))
    return BookFile(metadata, design, contents, listed, left_out, omitted, cover, tuple(problems))


def edition_names(file: Path) -> tuple[str, ...]:
    """The editions that `book.toml` tells of, in its order; none where it cannot be read, which `read_bookfile` tells."""
    try:
        editions = toml_values(read_text(file, PurePath(file.name), "SHEET")[0]).get("edition", {}) if file.exists() else {}
    except (tomllib.TOMLDecodeError, Beyond):
        return ()
    return tuple(editions) if isinstance(editions, dict) else ()


def _nearest_edition(edition: str, editions: dict[str, dict[str, Any]]) -> str:
    near = get_close_matches(edition, editions, 1)
    if near or editions:
        return f"--edition {near[0]}" if near else f"the editions: {', '.join(editions)}"
    name = edition if re.fullmatch(r"[\w-]+", edition, re.ASCII) else f"'{edition}'"
    line = BEGUN.get(edition, BEGUN["paperback"])
    return f"begin one at the end of book.toml: a line [edition.{name}], and below it what is different, such as {line}"


def newcomers_values(header: Header) -> dict[str, object]:
    """What pandoc's YAML says, under the names of `book.toml`."""
    same = ("title", "subtitle", "publisher", "rights", "description", "identifier", "date")
    values: dict[str, object] = {key: text for key in same if (text := header.text(key))}
    authors = (*header.texts("author"), *header.texts("authors"))
    if authors:
        values["authors"] = list(authors)
    language = header.text("lang") or header.text("language")
    if language and (known := meant_by(language)):
        values["language"] = known
    if date := values.pop("date", None):
        values |= {"published": date} if re.fullmatch(r"\d{4}(-\d\d-\d\d)?", str(date)) else {}
    return values


def _metadata(entries: Entries, edition: str | None) -> Metadata:
    title = entries.text("title") or "Untitled"
    authors = tuple(_contributors(entries, "authors")) or tuple(_contributors(entries, "author"))
    isbn = tuple(_isbn(entries, edition if edition in OUTPUTS else "ebook"))
    named = " & ".join(author.name for author in authors)
    cover = entries.text("cover")
    return Metadata(
        title=title,
        subtitle=entries.text("subtitle"),
        authors=authors,
        contributors=tuple(_contributors(entries, "contributor", role=True)),
        language=_language(entries),
        series=_series(entries),
        publisher=entries.text("publisher"),
        published=entries.day("published"),
        edition_statement=entries.text("edition-statement"),
        rights=entries.text("rights"),
        license=entries.text("license") or entries.text("licence"),
        description=without_stars(entries.text("description") or "") or None,
        subjects=entries.texts("subjects"),
        keywords=entries.texts("keywords"),
        identifier=_identifier(entries) or _isbn_urn(isbn) or urn(title, named),
        isbn=isbn,
        cover=PurePath(cover) if cover else None,
        disclaimer=_disclaimer(entries),
        fan_work=_fan_work(entries),
        accessibility=_accessibility(entries),
        contact=_contact(entries, authors),
    )


def _language(entries: Entries) -> str:
    language, lang = entries.text("language"), entries.text("lang")
    key, written = ("language", language) if language else ("lang", lang or "en")
    if not (why := wrong_with(written)):
        return written
    meant = meant_by(written)
    entries.fault("b-004", f"`{key}`: {why}", key, f'{key} = "{meant or "en-GB"}"')
    return meant or "en"


def _contributors(entries: Entries, key: str, *, role: bool = False) -> Iterator[Contributor]:
    for each in entries.tables(key):
        if isinstance(each, str):
            yield Contributor(each, "ctb" if role else "aut")
            continue
        name, file_as, written = each.text("name"), each.text("file-as"), each.text("role")
        code = relator(written) if written else None
        if written and not code:
            near = get_close_matches(written.lower(), RELATORS, 1)
            hint = f'role = "{near[0]}"' if near else "a word such as illustrator, translator, editor, or a MARC code"
            each.fault("b-005", f"unknown role {written!r}", "role", hint)
        if name is None:
            each.fault("b-006", f"a {key} without a name", "name", 'name = "…"')
        else:
            yield Contributor(name, code or ("ctb" if role else "aut"), file_as)
        each.close()


def _series(entries: Entries) -> Series | None:
    if isinstance(entries.values.get("series"), str):
        return Series(entries.text("series") or "")
    table = entries.table("series")
    if table is None:
        return None
    series = Series(table.text("name") or "", table.text("position"))
    if not series.name:
        table.fault("b-006", "a series without a name", "name", 'series = { name = "…", position = 1 }')
    table.close()
    return series if series.name else None


def _isbn(entries: Entries, own: str) -> Iterator[tuple[str, str]]:
    """A number by itself is that of the `own` output: the e-book's, or the paperback's in `[edition.paperback]`."""
    if isinstance(entries.values.get("isbn"), str):
        written = {own: entries.text("isbn")}
        table = entries
    else:
        inner = entries.table("isbn")
        if inner is None:
            return
        table, written = inner, {output: inner.text(output) for output in OUTPUTS}
        inner.close()
    taken: dict[str, str] = {}
    for output, number in written.items():
        if number is None:
            continue
        place = output if table is not entries else "isbn"
        digits = isbn13(number)
        if digits is None:
            table.fault("b-007", f"not an ISBN: {number}", place, _mend(number))
        elif digits in taken:
            table.problems.append(_same_isbn(taken[digits], output, entries.path, table.line(place)))
        else:
            taken[digits] = output
            yield output, digits


def _same_isbn(first: str, second: str, path: PurePath, line: int | None) -> Problem:
    """Each form in which a book is sold has a number of its own (ISBN Users' Manual, 7th edition, 5)."""
    message = f"{first} and {second} need different ISBNs; the number is kept for the {first} alone"
    return Problem("b-016", message, path, line, hint=f"take {second} out until it has a number of its own", severity=Severity.WARNING)


def _mend(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if len(digits) == 13:  # noqa: PLR2004 - an ISBN-13
        return f"its last digit should be {isbn_check_digit(digits[:12])}, if the others are right"
    return "an ISBN has 13 digits and begins with 978 or 979"


def _isbn_urn(isbn: tuple[tuple[str, str], ...]) -> str | None:
    return next((f"urn:isbn:{digits}" for output, digits in isbn if output == "ebook"), None)


def _identifier(entries: Entries) -> str | None:
    written = entries.text("identifier")
    if written and written.startswith("urn:uuid:") and not re.fullmatch(r"urn:uuid:[0-9a-fA-F-]{36}", written):
        entries.fault("b-008", f"`identifier`: {written} is not a UUID", "identifier", "leave the key out: one is made")
        return None
    return written


def _disclaimer(entries: Entries) -> Disclaimer | None:
    if isinstance(entries.values.get("disclaimer"), str):
        return Disclaimer(text=entries.text("disclaimer"))
    table = entries.table("disclaimer")
    if table is None:
        return None
    kind = table.text("kind")
    if kind and kind not in DISCLAIMERS:
        near = get_close_matches(kind, DISCLAIMERS, 1, 0.4)
        hint = f'kind = "{near[0] if near else "fiction"}"   (one of {", ".join(DISCLAIMERS)})'
        table.fault("b-009", f"unknown kind of disclaimer {kind!r}", "kind", hint)
        kind = None
    found = Disclaimer(kind, table.text("work"), table.text("owner"), table.text("text"))
    table.close()
    return found if found.kind or found.text else None


def _fan_work(entries: Entries) -> FanWork | None:
    table = entries.table("fan-work")
    if table is None:
        return None
    found = FanWork(
        table.texts("fandom"), table.text("rating"), table.texts("warnings"),
        table.texts("relationships"), table.texts("characters"), table.texts("tags"),
    )  # fmt: skip
    table.close()
    return found


def _accessibility(entries: Entries) -> Accessibility:
    table = entries.table("accessibility")
    if table is None:
        return Accessibility()
    found = Accessibility(table.text("certified-by"), table.text("summary"))
    table.close()
    return found


def _contact(entries: Entries, authors: tuple[Contributor, ...]) -> Contact | None:
    table = entries.table("contact")
    if table is None:
        return None
    name = table.text("name") or next((author.name for author in authors), "")
    found = Contact(name, table.texts("address"), table.text("email"), table.text("phone"))
    table.close()
    return found


def _design(entries: Entries) -> Design:
    numbers = entries.text("chapter-numbers") or "as-written"
    if numbers not in NUMBERS:
        entries.fault("b-010", f"`chapter-numbers`: {numbers!r}", "chapter-numbers", f"one of {', '.join(NUMBERS)}")
        numbers = "as-written"
    return Design(
        theme=entries.text("theme") or "classic",
        trim=_trim(entries),
        chapter_numbers=numbers,
        authors_notes=entries.switch("authors-notes", default=True),
        outputs=_outputs(entries),
        composer=_composer(entries),
    )


def _outputs(entries: Entries) -> tuple[str, ...]:
    written = entries.texts("outputs")
    if wrong := [each for each in written if each not in MADE]:
        entries.fault("b-015", f"`outputs`: {wrong[0]!r} is neither epub nor pdf", "outputs", 'outputs = ["pdf"]')
    return tuple(each for each in MADE if each in written)


def _composer(entries: Entries) -> bool:
    table = entries.table("pdf")
    if table is None:
        return True
    wanted = table.switch("composer", default=True)
    table.close()
    return wanted


def _trim(entries: Entries) -> Trim | None:
    written = entries.text("trim")
    if written is None or written.lower() in TRIMS:
        return TRIMS.get((written or "").lower())
    size = SIZE.match(written)
    if size is None:
        names = ", ".join(TRIMS)
        entries.fault("b-011", f"`trim`: {written!r} is not a size", "trim", f'trim = "5.5x8.5in"   (or one of {names})')
        return None
    unit = "in" if size[3] in (None, '"') else size[3].lower()
    trim = Trim(float(size[1]), float(size[2]), unit)
    if not _can_be_bound(trim):
        meant = next((each for each in ("mm", "cm") if not size[3] and _can_be_bound(replace(trim, unit=each))), "")
        hint = f'trim = "{trim.width:g}x{trim.height:g}{meant}"' if meant else "between 2.5 and 20 inches a side"
        entries.fault("b-011", f"`trim`: {trim} cannot be bound", "trim", hint)
        return None
    return trim


def _can_be_bound(trim: Trim) -> bool:
    return all(2.5 <= side * POINTS[trim.unit] / 72 <= 20 for side in (trim.width, trim.height))  # noqa: PLR2004 - inches

