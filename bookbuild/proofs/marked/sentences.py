"""Stretches of words -> the same, where what came or went begins and ends with a sentence, if it can be told so.

Before `They ate. ` and behind it stands a full stop: whether `. They ate` came or `They ate.`, nobody can know, and all readers
take it for the second.
"""

from collections.abc import Iterator, Sequence

from bookbuild.proofs.marked.changes import Stretch
from bookbuild.proofs.marked.words import PARAGRAPH, Word

SENTENCE, CLAUSE = ".!?…。！？”’»)", ",;:—–"
NOTE = ("noteref",)
NOTHING = Stretch((), (), same=True)


def by_sentences(found: Sequence[Stretch]) -> list[Stretch]:
    """All that only came, and all that only went, moved along to the best place."""
    row = [NOTHING, *found, NOTHING]
    for at in range(1, len(row) - 1):
        before, stretch, after = row[at - 1 : at + 2]
        if before.same and not stretch.same and after.same and bool(stretch.old) != bool(stretch.new):
            row[at - 1 : at + 2] = _moved(before, stretch, after, at == 1 or row[at - 2] is NOTHING)
    return [stretch for stretch in row if stretch.old or stretch.new]


def _moved(before: Stretch, stretch: Stretch, after: Stretch, first: bool) -> tuple[Stretch, Stretch, Stretch]:  # noqa: FBT001
    """The three, with as much of one neighbour before the stretch, and of the other behind it, as is best."""
    came = bool(stretch.new)
    own = (*before.new, *stretch.new, *after.new) if came else (*before.old, *stretch.old, *after.old)
    other = (*before.old, *after.old) if came else (*before.new, *after.new)
    start, length = len(before.new), len(stretch.new) + len(stretch.old)
    best = max(_places(own, start, length, 0 if first else 1), key=lambda place: (_quality(own, place, length), -abs(place - start)))
    end = best + length
    parts = ((other[:best], own[:best]), ((), own[best:end]), (other[best:], own[end:]))
    one, two, three = (Stretch(*part) if came else Stretch(part[1], part[0]) for part in parts)
    return Stretch(one.old, one.new, same=True), two, Stretch(three.old, three.new, same=True)


def _places(own: Sequence[Word], start: int, length: int, least: int) -> Iterator[int]:
    """Where the stretch may begin, so that the words left over are the same; each neighbour keeps one."""
    yield start
    place = start
    while place + length < len(own) - 1 and own[place].key == own[place + length].key:
        place += 1
        yield place
    place = start
    while place > least and own[place - 1].key == own[place + length - 1].key:
        place -= 1
        yield place


def _quality(own: Sequence[Word], place: int, length: int) -> int:
    """How well a stretch is bounded; one that begins with the call of a note takes it from the sentence it belongs to."""
    return (_end(own[place - 1]) if place else 2) + _end(own[place + length - 1]) - (own[place].key == NOTE)


def _end(word: Word) -> int:
    """Whether something ends with a word: a sentence, or a part of one."""
    if word.key in (NOTE, (PARAGRAPH,)):
        return 2
    return 2 * (word.piece.text in SENTENCE) + (word.piece.text in CLAUSE) if word.piece.text else 0
