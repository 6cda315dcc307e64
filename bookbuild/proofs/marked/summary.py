"""What became of each document -> the first page of the proof: which drafts were compared, and what changed where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from bookbuild.book import Role
from bookbuild.edition import Document
from bookbuild.problems import many

TITLE = "What has changed"
MINUS = "\u2212"


class Fate(StrEnum):
    """What became of a document."""

    SAME = "unchanged"
    CHANGED = "changed"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: `name` is the proof's, counts are words; `written` is whether it has a file of its own."""

    name: str
    title: str
    fate: Fate
    inserted: int = 0
    deleted: int = 0
    moved: bool = False
    written: bool = True

    @property
    def seen(self) -> bool:
        """Whether there is anything to be seen of it."""
        return self.fate is not Fate.SAME or self.moved


def summary_page(title: str, outcomes: Sequence[Outcome], was: str, now: str) -> Document:
    """The first page: a foreword, for it is by somebody other than the author.

    It is no part of a book that anybody reads, and so it is in the language of the command, as the feet and all remarks are.
    """
    rows = "\n".join(_row(each) for each in outcomes if each.seen)
    same = ", ".join(_link(each) for each in outcomes if each.written and not each.seen)
    unchanged = f'<p class="unchanged"><em>Unchanged:</em> {same}.</p>\n' if same else ""
    body = f"""<section id="changes" class="changes" lang="en" xml:lang="en" dir="ltr">
<h1 class="heading"><span class="title">{TITLE}</span></h1>
<p class="opening">{_said(title, outcomes)}</p>
<dl class="drafts">
<dt>The earlier draft</dt>
<dd>{escape(was, quote=False)}</dd>
<dt>This draft</dt>
<dd>{escape(now, quote=False)}</dd>
</dl>
<p class="key">Words that came are <ins>underlined</ins>, words that went are <del>struck through</del>, and a bar in the margin \
stands beside both. What is in square brackets is said by bookbuild.</p>
<table class="outcomes">
<thead>
<tr><th scope="col">Chapter</th><th scope="col" class="right">Came</th><th scope="col" class="right">Went</th><th scope="col"></th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
{unchanged}</section>"""
    return Document("changes", Role.FOREWORD, TITLE, body, listed=True)


def _said(title: str, outcomes: Sequence[Outcome]) -> str:
    """All of it in a sentence."""
    came, went = sum(each.inserted for each in outcomes), sum(each.deleted for each in outcomes)
    words = f"<strong>{many(came, 'word')}</strong> came and <strong>{went:,}</strong> went"
    return f"<em>{escape(title, quote=False)}</em>, compared word by word with an earlier draft: {words}."


def _row(outcome: Outcome) -> str:
    counts = (f"+{outcome.inserted:,}" if outcome.inserted else "", f"{MINUS}{outcome.deleted:,}" if outcome.deleted else "")
    cells = "".join(f'<td class="right">{count}</td>' for count in counts)
    return f'<tr><td>{_link(outcome)}</td>{cells}<td>{", ".join(_remarks(outcome))}</td></tr>'


def _link(outcome: Outcome) -> str:
    return f'<a href="{outcome.name}.xhtml">{escape(outcome.title, quote=False)}</a>'


def _remarks(outcome: Outcome) -> Iterator[str]:
    """That a chapter has changed, its numbers say; where only its look has, there are none: paragraphs, italics, pictures."""
    if outcome.fate is Fate.CHANGED and not (outcome.inserted or outcome.deleted):
        yield "layout only"
    elif outcome.fate in (Fate.NEW, Fate.DELETED):
        yield outcome.fate.value
    if outcome.moved:
        yield "moved"
