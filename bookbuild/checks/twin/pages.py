"""The EPUB's pages and the PDF's -> what was not printed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain

from bookbuild.book import Role
from bookbuild.checks.twin.packed import File, Packed, Said
from bookbuild.checks.twin.printed import Page, Printed
from bookbuild.checks.twin.words import RESHAPED
from bookbuild.problems import Problem

LONGEST_CALL = 3                                   # digits of a note's number
DIGITS = re.compile(r"\d+")
SHOWN = 8                                          # words of a loss
TORN = "the rest of that note is at the foot of the page; a style sheet may do it, else it is a fault of bookbuild’s own: please report it"
HINT = "look at the page; a style sheet may hide them"


def lost_in_print(packed: Packed, printed: Printed) -> Iterator[Problem]:
    """Words, notes, pictures and links of each document that its pages do not hold; titles that the outline lacks."""
    if packed.contents != printed.outline:
        missing = list((Counter(packed.contents) - Counter(printed.outline)).elements()) or ["the order of the contents"]
        yield Problem("w-003", f"not in the PDF’s outline: {', '.join(missing[:SHOWN])}")
    files = [file for file in packed.files if file.document.role is not Role.CONTENTS]    # which both books make anew
    if all(file.pages and "" not in file.pages for file in files):   # else a style lets documents share a page: what is whose?
        for file in files:
            yield from _lost(file, printed)


def _lost(file: File, printed: Printed) -> Iterator[Problem]:
    pages = [printed.pages.get(label) for label in file.pages]
    whole = [word for page in pages if page for word in page.words]
    beyond: list[str] = []                         # what these pages hold besides: notes, and numbers of pages and notes
    for said, page in zip(file.pages.values(), pages, strict=True):
        missing, more = unprinted(said, page.words if page else ())
        beyond += more
        for each in missing:
            yield Problem("w-002", f"words that are not in the PDF: {_shown(each.words)}", each.path, each.line, hint=HINT)
    following = printed.pages.get(_next(list(printed.pages), list(file.pages)))
    if following and file.notes:                   # a long note may run on to a page of its own
        beyond += following.words
        whole += following.words
    for note in chain.from_iterable(file.notes):
        if not _holds(whole, note.words) and (gone := Counter(note.words) - Counter(beyond)):
            message = f"words of a note that are not in the PDF: {_shown(tuple(gone))}"
            yield Problem("w-004", message, note.path, note.line, hint="a note longer than a page runs off it; or a style sheet hides it")
    for said, page in zip(file.pages.values(), pages, strict=True):
        for note in torn(said, page.words if page else (), file.notes):
            message = f"words of a note that stand in the middle of the text: {_shown(note.words)}"
            yield Problem("w-004", message, note.path, note.line, hint=TORN)
    yield from _lost_links(file, [page for page in pages if page])


def torn(said: Iterable[Said], page: tuple[str, ...], notes: list[list[Said]]) -> list[Said]:
    """The blocks of notes without which the page would begin with its text, letter for letter.

    Only of a note whose other blocks are elsewhere: a style sheet may set whole notes where they are called.
    """
    text, letters = _letters(word for run in said for word in run.words), _letters(page)
    alike = _alike(text, letters)
    for note in notes if alike < len(text) else ():
        rest, same, found = letters, alike, list[Said]()
        for block in note:
            words = _letters(block.words)
            at = rest.find(words, max(0, same - len(words) + 1), same + len(words)) if words and same < len(text) else -1
            if at >= 0:
                rest = rest[:at] + rest[at + len(words) :]
                same = _alike(text, rest)
                found.append(block)
        if same == len(text) and 0 < len(found) < len(note):
            return found
    return []


def _alike(one: str, other: str) -> int:
    """How many letters they have in common from their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _letters(words: Iterable[str]) -> str:
    """Without figures: the numbers of notes are not in the text."""
    return DIGITS.sub("", "".join(words))


def _next(labels: list[str], own: list[str]) -> str:
    at = labels.index(own[-1]) + 1 if own and own[-1] in labels else len(labels)
    return labels[at] if at < len(labels) else ""


def _lost_links(file: File, pages: list[Page]) -> Iterator[Problem]:
    path = file.document.path
    if file.figures > (shown := sum(page.pictures for page in pages)):
        yield Problem("w-005", f"{file.figures} pictures in the EPUB, {shown} in the PDF: “{file.document.title}”", path)
    if gone := set(file.addresses) - {address for page in pages for address in page.addresses}:
        yield Problem("w-006", f"links that are not in the PDF: {', '.join(sorted(gone))}", path)
    if file.links > (there := sum(page.links for page in pages)):
        yield Problem("w-006", f"{file.links} links within the book in the EPUB, {there} in the PDF: “{file.document.title}”", path)


def unprinted(said: Iterable[Said], page: tuple[str, ...]) -> tuple[list[Said], list[str]]:
    """What of a page's text is not on the page; and what is on it besides.

    Nearly always the page begins with its text, letter for letter. Where it does not (a drop cap, cells of a table side by
    side, a call of a note in a word) the two are aligned, and what has only moved is put back.
    """
    runs = [each for each in said if not RESHAPED.search("".join(each.words))]
    expected = [_bare(word) for run in runs for word in run.words]
    numbers = Counter(number for run in runs for word in run.words for number in DIGITS.findall(word))
    printed = Counter(number for word in page for number in DIGITS.findall(word))
    page = tuple(map(_bare, page))
    text, letters = _letters(expected), _letters(page)
    if letters.startswith(text) and not _unnumbered(numbers - printed, list((printed - numbers).elements())):
        return [], _behind(page, len(text))
    only_expected, only_page = _apart(expected, list(page))
    spare = list(only_page)
    lost = {place for place, word in only_expected if not _found(word, spare, letters, opening=place == 0)}
    missing = []
    at = 0
    for run in runs:
        gone = tuple(word for offset, word in enumerate(run.words) if at + offset in lost)
        at += len(run.words)
        if gone:
            missing.append(Said(gone, run.path, run.line))
    return missing, only_page


def _unnumbered(numbers: Counter[str], spare: list[str]) -> list[str]:
    """Numbers that are not there, not even with a note's number behind them: `1984` and `1` are read as `19841`."""
    missing = []
    for number in numbers.elements():
        with_call = next((each for each in spare if _is_called(number, each)), None)
        if with_call:
            spare.remove(with_call)
        else:
            missing.append(number)
    return missing


def _is_called(number: str, printed: str) -> bool:
    return printed.startswith(number) and printed.isdigit() and 0 < len(printed) - len(number) <= LONGEST_CALL


def _bare(word: str) -> str:
    """A word without figures: the number of a note stands close behind it, or within."""
    return DIGITS.sub("", word) or word


def _behind(page: tuple[str, ...], letters: int) -> list[str]:
    """The words that stand behind the first so many letters."""
    for number, word in enumerate(page):
        if letters <= 0:
            return list(page[number:])
        letters -= 0 if word.isdigit() else len(word)
    return []


def _apart(expected: list[str], page: list[str]) -> tuple[list[tuple[int, str]], list[str]]:
    """The words that only the text has, with their places in it, and those that only the page has.

    What differs by spaces alone does not differ: letterspaced capitals are read letter by letter, addresses are broken.
    """
    only_expected, only_page = [], []
    for kind, a, b, c, d in SequenceMatcher(None, expected, page, autojunk=False).get_opcodes():
        if kind != "equal" and "".join(expected[a:b]) != "".join(page[c:d]):
            only_expected += [(place, expected[place]) for place in range(a, b)]
            only_page += page[c:d]
    return only_expected, only_page


def _found(word: str, beyond: list[str], letters: str, *, opening: bool) -> bool:
    """Whether a word is on the page after all, among the words that only the page has; those it is found in are used up.

    It may stand elsewhere, in pieces, its initial apart as a drop cap, or hyphenated over the end of the page before.
    """
    for start in range(len(beyond)):
        piece, end = "", start
        while end < len(beyond) and len(piece) < len(word):
            piece, end = piece + beyond[end], end + 1
        if piece == word:
            del beyond[start:end]
            return True
    if word.isdigit() and (called := next((each for each in beyond if _is_called(word, each)), None)):
        beyond.remove(called)
        return True
    if word[:1] in beyond and word[1:] in beyond:
        beyond.remove(word[:1])
        beyond.remove(word[1:])
        return True
    return opening and any(letters.startswith(word[cut:]) for cut in range(1, len(word)))


def _holds(words: list[str], run: tuple[str, ...]) -> bool:
    return "".join(run) in "".join(words)


def _shown(words: tuple[str, ...]) -> str:
    return " ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
