"""A folder -> Book: book.toml, the Markdown files in reading order, the pictures."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePath
from string import capwords

from bookbuild.book import Book, Metadata, Picture, Role, Section
from bookbuild.characters import plain
from bookbuild.manuscript.bookfile import BookFile, edition_names, newcomers_values, read_bookfile
from bookbuild.manuscript.cutting import cut, first_heading, only_definitions, title_of_the_only, without_prelude
from bookbuild.manuscript.files import SUFFIXES, Branch, Gathering, Leaf
from bookbuild.manuscript.header import Header, read_header, split_header
from bookbuild.manuscript.omission import read_omission
from bookbuild.manuscript.order import bind
from bookbuild.manuscript.pictures import find_pictures
from bookbuild.manuscript.reading import files_below, read_text
from bookbuild.manuscript.roles import heading_role, kebab, read_name
from bookbuild.problems import BookError, Problem, Severity

__all__ = ["editions", "load"]


def load(folder: Path, edition: str | None = None) -> Book:
    """Read the book that is in `folder`; its `problems` say what is wrong with the manuscript.

    `folder` holds `manuscript/`, or is itself a folder of Markdown files. Raises BookError where there is none.
    """
    root, manuscript = _places(folder)
    texts = [file for file in files_below(manuscript, root) if file.suffix.lower() in SUFFIXES]
    if not texts:
        raise BookError([_nothing_here(folder)])
    file = _bookfile(manuscript, root)
    path = PurePath(file.relative_to(root))
    header, problems = _newcomers_header(manuscript, root)
    values = newcomers_values(header)
    defaults = {"title": _title_in_the_only(texts, root, str(values.get("language", "en"))) or _title_from(root)} | values
    bookfile = read_bookfile(file, path, defaults, edition)
    problems += bookfile.problems
    gathering = Gathering(root, manuscript, bookfile.metadata.language, problems)
    leaves = _leaves(gathering, bookfile, file)
    listed = bool(bookfile.contents) or any(manuscript.glob("[Bb]ook.txt"))
    bound = bind(_without_contents(leaves, problems), listed=listed)
    omission = read_omission(bookfile.left_out, bound, gathering, (path, bookfile.left_out_line))
    left = omission.of(bound)
    pictures = tuple(find_pictures(manuscript, root, problems))
    metadata = _with_cover(bookfile.metadata, manuscript, root)
    if missing := _missing_cover(metadata, pictures, manuscript, root):
        problems.append(replace(missing, path=path, line=bookfile.cover_line))
        metadata = replace(metadata, cover=None)
    design = replace(bookfile.design, left_out=omission.roles)
    return Book(root, metadata, design, left.front, left.body, left.back, pictures, tuple(dict.fromkeys(problems)))


def _places(folder: Path) -> tuple[Path, Path]:
    """The book's folder, and the one its text is in."""
    root = folder.resolve()
    if root.is_file():
        line = f"bookbuild build {shlex.quote(str(folder.parent))}"
        raise BookError([Problem("m-000", f"{folder} is a file", hint=f"name the folder it is in: {line}")])
    if not root.is_dir():
        raise BookError([_no_folder(folder, root)])
    return root, root / "manuscript" if (root / "manuscript").is_dir() else root


def editions(folder: Path) -> tuple[str, ...]:
    """The names of the editions that `[edition.NAME]` tells of. Raises BookError where there is no folder."""
    root, manuscript = _places(folder)
    return edition_names(_bookfile(manuscript, root))


def _bookfile(manuscript: Path, root: Path) -> Path:
    return next((found for at in (manuscript, root) if (found := _named(at, "book.toml"))), manuscript / "book.toml")


def _named(folder: Path, name: str) -> Path | None:
    """A file by its name, however it is capitalised, and with the `.txt` that Windows adds and hides."""
    return next((file for file in sorted(folder.iterdir()) if file.name.lower().removesuffix(".txt") == name and file.is_file()), None)


def _leaves(gathering: Gathering, bookfile: BookFile, file: Path) -> list[Leaf | Branch]:
    manuscript = gathering.manuscript
    if bookfile.contents:
        listed = [(name, bookfile.contents_line) for name in bookfile.contents]
        return list(gathering.listed(listed, PurePath(file.relative_to(gathering.root))))
    # Leanpub and others keep the order in Book.txt; take it where book.toml says nothing.
    if order := next(manuscript.glob("[Bb]ook.txt"), None):
        path = PurePath(order.relative_to(gathering.root))
        text, problems = read_text(order, path)
        gathering.problems += problems
        if lines := [(line.strip(), number) for number, line in enumerate(text.splitlines(), 1) if line.strip()]:
            return list(gathering.listed(lines, path))
    leaves = list(gathering.folder(manuscript))
    return _chapters_of_the_only(leaves, bookfile.metadata.title, gathering.language) or leaves


def _without_contents(leaves: list[Leaf | Branch], problems: list[Problem]) -> list[Leaf | Branch]:
    """A contents page typed by hand goes out of date with the next chapter: it is made anew with every build."""
    kept = [leaf for leaf in leaves if not (isinstance(leaf, Leaf) and leaf.section.role is Role.CONTENTS)]
    for leaf in leaves:
        if leaf not in kept and isinstance(leaf, Leaf):
            message = "the contents are made from the chapters; this page is left out"
            problems.append(Problem("m-012", message, leaf.section.path, hint="delete the file", severity=Severity.WARNING))
    return kept


def _chapters_of_the_only(leaves: list[Leaf | Branch], title: str, language: str) -> list[Leaf | Branch]:
    """A whole book in one file, `# Title` and then `## Chapter`: its second-level headings are the chapters.

    Beside it may stand what is no chapter, `about-the-author.md`; then the heading has to be the book's title.
    """
    match [leaf for leaf in leaves if isinstance(leaf, Branch) or leaf.section.role is Role.CHAPTER]:
        case [Leaf(section) as only] if heading := title_of_the_only(section.text):
            if len(leaves) > 1 and kebab(heading) != kebab(title):
                return []
            at = leaves.index(only)
            return [*leaves[:at], *_cut_at_chapters(section, language), *leaves[at + 1 :]]
    return []


def _cut_at_chapters(whole: Section, language: str) -> Iterator[Leaf]:
    above = whole.first_line - 1
    for n, piece in enumerate(cut(whole.text, 2)):
        title_alone = n == 0 and len(without_prelude(piece.text).strip().splitlines()) == 1
        heading = first_heading(piece.text)
        role = (heading and heading_role(heading[1], language)) or whole.role
        if not title_alone and not (role is Role.NOTES and only_definitions(piece.text)):
            yield Leaf(replace(whole, role=role, text=piece.text, first_line=above + piece.line, level=1, borrowed=piece.borrowed(above)))


def _newcomers_header(manuscript: Path, root: Path) -> tuple[Header, list[Problem]]:
    """pandoc's metadata.yaml, or the front matter of the first file, for a book without a book.toml."""
    for name in ("metadata.yaml", "metadata.yml"):
        if (file := manuscript / name).exists():
            text, problems = read_text(file, PurePath(file.relative_to(root)), "SHEET")
            header, faults = read_header(text, PurePath(file.relative_to(root)))
            return header, [*problems, *faults]
    first = min((file for file in manuscript.glob("*.md")), default=None)
    if first is None:
        return Header(), []
    path = PurePath(first.relative_to(root))
    header, _, _ = split_header(read_text(first, path)[0], path)
    # A first chapter's own `title:` is not the book's: only a header that names an author speaks for the book.
    return (header if header.text("author") or header.text("authors") else Header()), []


def _with_cover(metadata: Metadata, manuscript: Path, root: Path) -> Metadata:
    """The cover's path from the book's folder; a `cover.jpg` is found without being named."""
    if metadata.cover:
        places = [manuscript / metadata.cover, root / metadata.cover]
        found = next((place for place in places if place.is_file()), places[0])
        return replace(metadata, cover=PurePath(found.relative_to(root))) if found.is_relative_to(root) else metadata
    names = [base / f"cover{suffix}" for base in (manuscript, manuscript / "images") for suffix in (".jpg", ".jpeg", ".png")]
    found_by_name = next((name for name in names if name.is_file()), None)
    return replace(metadata, cover=PurePath(found_by_name.relative_to(root))) if found_by_name else metadata


def _missing_cover(metadata: Metadata, pictures: tuple[Picture, ...], manuscript: Path, root: Path) -> Problem | None:
    """`cover` names no picture of the manuscript. The one that was probably meant: first by letters alone, then by likeness."""
    if metadata.cover is None or any(picture.path == metadata.cover for picture in pictures):
        return None
    below = PurePath(manuscript.relative_to(root))
    written = (metadata.cover.relative_to(below) if metadata.cover.is_relative_to(below) else metadata.cover).as_posix()
    names = [picture.path.relative_to(below).as_posix() for picture in pictures]
    same = [name for name in names if written.casefold() in (name.casefold(), PurePath(name).name.casefold())]
    near = next(iter([*same, *get_close_matches(written, names, 1)]), None)
    hint = f"did you mean {near}?" if near else "leave `cover` out and one is made from title and author"
    if below.parts and metadata.cover.parent == PurePath() and (root / metadata.cover).is_file():
        return Problem("m-035", f"the cover is not in {below}/: {written}", hint=f"move {written} into {below}/")
    return Problem("m-035", f"cover not found: {written}", hint=hint)


def _title_in_the_only(files: list[Path], root: Path, language: str) -> str | None:
    match [file for file in files if read_name(file.stem, language).role is None]:
        case [only]:
            path = PurePath(only.relative_to(root))
        case _:
            return None
    _, text, _ = split_header(read_text(only, path)[0], path)
    return title_of_the_only(text)


def _title_from(root: Path) -> str:
    return title_of_folder(root) or "Untitled"


def title_of_folder(folder: Path) -> str:
    """`the-last-cell` is The Last Cell, and `ann's book` is Ann's Book."""
    return capwords(plain(folder.name).replace("-", " ").replace("_", " "))


def _no_folder(folder: Path, root: Path) -> Problem:
    beside: list[str] = []
    with suppress(OSError):                        # where there is no folder to look into, or it may not be read
        beside = sorted(each.name for each in root.parent.iterdir() if each.is_dir() and not each.name.startswith("."))
    folded = {name.casefold(): name for name in beside}
    near = get_close_matches(root.name.casefold(), folded, 1)
    hint = f"bookbuild new {shlex.quote(str(folder))}"
    if near:
        meant = str(folder.with_name(folded[near[0]]))
        hint = f"did you mean {shlex.quote(meant if '/' in meant else f'./{meant}')}?   (or, to begin it: {hint})"
    return Problem("m-000", f"there is no folder {folder}", hint=hint)


def _nothing_here(folder: Path) -> Problem:
    return Problem("m-000", f"no Markdown files (.md) in {folder}", hint="write one, or begin with: bookbuild new my-book")
