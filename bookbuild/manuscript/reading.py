r"""A file -> its text: UTF-8 strictly, line ends as `\\n`, no byte order mark, only characters XML can hold."""

import os
import re
from pathlib import Path, PurePath

from bookbuild.characters import NOT_XML
from bookbuild.limits import beyond, most
from bookbuild.manuscript.door import Refused, let_in
from bookbuild.problems import BookError, Problem, Severity


def files_below(folder: Path, root: Path) -> list[Path]:
    """All files in and below a folder of the book, by name; what is hidden is not looked at, nor the book's own `dist/`.

    Raises BookError where there are more, or deeper folders, than a book has.
    """
    found: list[Path] = []
    for base, folders, names in os.walk(folder):
        here = Path(base)
        if len(found) > most("FILES"):
            raise BookError([beyond("FILES", "this folder holds too many files", PurePath(folder.relative_to(root)))])
        if len(here.relative_to(folder).parts) > most("NESTING"):
            raise BookError([beyond("NESTING", "folders in folders", PurePath(here.relative_to(root)))])
        folders[:] = [name for name in folders if not name.startswith(".") and (name != "dist" or here != root)]
        found += [here / name for name in names if not name.startswith(".")]
    return sorted(found)


def read_text(file: Path, path: PurePath, limit: str = "TEXT") -> tuple[str, list[Problem]]:
    """The text of `file` and what is wrong with it; `path` is the same relative to the book's folder, as Problems name it.

    A file that may not come in or cannot be decoded gives an empty text and an error.
    """
    try:
        raw = let_in(file, path, limit)
    except Refused as refused:
        return "", [refused.problem]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return "", [_not_utf8(raw, fault, path)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = [_not_xml(text, match, path) for match in NOT_XML.finditer(text)]
    return (NOT_XML.sub(_instead, text) if problems else text), problems


def _instead(sign: re.Match[str]) -> str:
    """What Word means by a vertical tab is a new line, and by a form feed a new page: neither joins two words."""
    return " " if sign[0] in "\v\f" else ""


def _not_utf8(raw: bytes, fault: UnicodeDecodeError, path: PurePath) -> Problem:
    before = raw[: fault.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    byte = raw[fault.start]
    guess = bytes([byte]).decode("cp1252", "replace")
    return Problem(
        "m-002", f"not UTF-8: byte 0x{byte:02X} (in Windows-1252 this would be “{guess}”)", path, line, column,
        "open the file in an editor and save it with the encoding UTF-8",
    )


def _not_xml(text: str, match: re.Match[str], path: PurePath) -> Problem:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    return Problem(
        "m-003", f"invisible control character U+{ord(match[0]):04X} left out", path, line, column,
        "delete it in your editor", Severity.WARNING,
    )
