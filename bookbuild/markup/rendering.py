"""A section's Markdown -> Passage, step by step."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown

from bookbuild.limits import most, refuse
from bookbuild.markup.blocks import DIVS, BookMarkdown
from bookbuild.markup.brackets import Notes, keep_pace
from bookbuild.markup.figures import set_figures, set_listings, set_tables
from bookbuild.markup.habits import prepare
from bookbuild.markup.marks import set_marks
from bookbuild.markup.notes import take_notes
from bookbuild.markup.passage import HEADINGS, LINE, Origin, Passage, slug
from bookbuild.markup.remarks import leave_out_remarks
from bookbuild.markup.setapart import lift_anchors, set_apart
from bookbuild.markup.verse import set_verse
from bookbuild.markup.wash import Customs, scrub, to_tree
from bookbuild.problems import Problem, Severity

UNDEFINED_NOTE = re.compile(r"\[\^[^\[\]\s]+\]")


class _Press:
    """One Python-Markdown, set up once: making it costs as much as converting a short chapter."""

    def __init__(self) -> None:
        self._set_up()

    def _set_up(self) -> None:
        self.spoilt = False                        # whether a text was left in the middle: Python-Markdown is then still inside it
        self.book = BookMarkdown()
        extensions: list[str | Extension] = [Notes(), "tables", "def_list", "attr_list", "sane_lists", self.book]
        self.markdown = Markdown(extensions=extensions, output_format="xhtml")
        keep_pace(self.markdown)

    def convert(self, text: str, origin: Origin, language: str) -> tuple[Element, list[str]]:
        if self.spoilt:
            self._set_up()
        self.spoilt = True
        self.markdown.reset()
        stretches = [(origin.first_line, text), *origin.borrowed]
        self.book.language = language
        self.book.numbers = [number for line, each in stretches for number in range(line, line + each.count("\n") + 2)]
        self.book.begin(prepare("", [origin.first_line]))            # Python-Markdown does not even begin with an empty text
        markup = self.markdown.convert("\n\n".join(each for _, each in stretches))
        raw = [str(piece) for piece in self.markdown.htmlStash.rawHtmlBlocks if not str(piece).startswith("&")]
        self.spoilt = False
        return to_tree(markup, raw), raw


PRESS = _Press()


def convert(text: str, origin: Origin, language: str, note_label: str) -> Passage:
    """Convert one section.

    The steps, each with its reason: places before blocks are counted; set-apart matter before verse, which leaves
    its attribution alone; notes out of the tree before marks are set, so that a sentence is not cut by its note.
    Raises Beyond where a line is too long, or things stand in things in things.
    """
    for first_line, stretch in ((origin.first_line, text), *origin.borrowed):
        _refuse_long_lines(stretch, first_line)
    content, raw = PRESS.convert(text, origin, language)
    _refuse_depth(content)
    traps = [Problem("h-004", f"{trap} is left out", origin.path, line, severity=Severity.WARNING) for line, trap in scrub(content)]
    problems = [*_said(origin, PRESS.book, raw), *traps]
    for line, words in leave_out_remarks(content):
        message = f"an editor’s comment is left out: “{words[:60]}”"
        problems.append(Problem("m-027", message, origin.path, line, severity=Severity.WARNING))
    lift_anchors(content)
    set_apart(content)
    set_verse(content)
    set_figures(content)
    set_tables(content)
    set_listings(content)
    notes = take_notes(content, origin.name, note_label)
    roots = [content, *(block for note in notes for block in note.blocks)]
    for root in roots:
        set_marks(root, language)
    problems += [problem for root in roots for problem in _undefined_notes(root, origin)]
    _set_ids(roots, origin.name)
    return Passage(content, tuple(notes), tuple(problems))


def _refuse_long_lines(text: str, first_line: int) -> None:
    longest = most("LINE")
    if len(text) > longest and (long := next((at for at in enumerate(text.split("\n"), first_line) if len(at[1]) > longest), None)):
        refuse("LINE", f"a line of {len(long[1]):,} characters", long[0], len(long[1]))


def _refuse_depth(content: Element) -> None:
    """What stands too deep in others neither an e-reader nor the press can hold, which draw by recursion."""
    level: list[tuple[Element, int | None]] = [(content, None)]
    depth = 0
    while level:
        if depth > most("NESTING"):
            refuse("NESTING", f"<{level[0][0].tag}> inside other things, {depth} deep", level[0][1])
        level = [(child, int(child.get(LINE, "0")) or line) for each, line in level for child in each]
        depth += 1


def _said(origin: Origin, book: BookMarkdown, raw: list[str]) -> Iterable[Problem]:
    """What the conversion found: blocks never closed, blocks of no known kind, HTML that is not let in."""
    for line, opening in book.prepared.unclosed:
        close = ":::" if opening.startswith(":::") else opening
        yield Problem("m-020", f"“{opening}” is never closed", origin.path, line, hint=f"close it with a line: {close}")
    for line, written in zip(book.prepared.origins, book.prepared.lines, strict=True):
        if written.startswith("::: ") and (kind := re.split(r"[\s{]", written[4:])[0]) and kind not in DIVS:
            near = get_close_matches(kind.lower(), DIVS, 1)
            hint = f"did you mean ::: {near[0]}?" if near else f"known: {', '.join(DIVS)}; style it with .{kind} in styles/book.css"
            yield Problem("m-021", f"“::: {kind}” is no kind of block we know", origin.path, line, hint=hint, severity=Severity.WARNING)
    seen: dict[str, int] = {}
    for piece in raw:
        first = piece.split("\n")[0]
        place = seen[first] = book.document.find(first, seen.get(first, -1) + 1)
        line, heard = book.line_of(max(place, 0)), Customs(piece)
        for below, tag in sorted(dict.fromkeys(heard.tags)):
            yield Problem("m-022", f"HTML <{tag}> is left out", origin.path, line + below, severity=Severity.WARNING)
        for below, trap in dict.fromkeys(heard.traps):
            yield Problem("h-004", f"{trap} is left out", origin.path, line + below, severity=Severity.WARNING)


def _undefined_notes(content: Element, origin: Origin) -> Iterable[Problem]:
    """Python-Markdown leaves a call without a note as text, which readers would see."""
    for block in content.iter():
        if block.tag in ("code", "pre"):
            continue
        for text in (block.text, *(child.tail for child in block)):
            for call in UNDEFINED_NOTE.findall(text or ""):
                line = int(block.get(LINE, "0")) or None
                yield Problem("m-023", f"there is no note {call}", origin.path, line, hint=f"{call}: the note’s text")


def _set_ids(roots: Iterable[Element], name: str) -> None:
    """Ids are made unique in the book by the document's name in front; headings get one from their words."""
    taken: dict[str, int] = {}
    for root in roots:
        for element in root.iter():
            written = element.get("id")
            if written is None and element.tag in HEADINGS:
                written = slug(_words(element)) or "section"
            if written and not written.startswith(f"{name}-"):
                element.set("id", _unique(f"{name}-{slug(written) or 'place'}", taken))


def _words(element: Element) -> str:
    """What an element says, without the numbers of its notes."""
    said = "" if element.get("class") == "noteref" else (element.text or "") + "".join(map(_words, element))
    return said + (element.tail or "")


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """A name that nothing has yet. `taken` has each name with the number to try next, where it is wanted again."""
    name, number = wanted, taken.get(wanted, 2)
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken[wanted] = number
    taken.setdefault(name, 2)
    return name
