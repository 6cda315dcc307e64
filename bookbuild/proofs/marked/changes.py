"""Two lists of words -> what stayed and what changed, as an editor would mark it: few stretches, not confetti."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bookbuild.proofs.marked.words import Word

LONGEST = 3000                                     # words: beyond it what is in every line is not compared on its own
LITTLE = 3                                         # letters: `the`, `and`, `of`, and marks of punctuation, hold nothing together
ISLAND = 3                                         # words that may stay between two changes, if they are more than what is around


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stayed (`same`), as old and as new as each other; or those that went and those that came."""

    old: tuple[Word, ...]
    new: tuple[Word, ...]
    same: bool = False


def changes(old: Sequence[Word], new: Sequence[Word]) -> list[Stretch]:
    """The stretches, in order; all old words and all new ones are in them, each once."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    found = [
        Stretch(tuple(old[:start]), tuple(new[:start]), same=True), *_matched(inner_old, inner_new),
        Stretch(tuple(old[len(old) - end :]), tuple(new[len(new) - end :]), same=True),
    ]  # fmt: skip
    return _without_confetti([stretch for stretch in found if stretch.old or stretch.new])


def _common(old: Sequence[Word], new: Sequence[Word]) -> int:
    """How many words both begin with."""
    differ = (number for number, (one, other) in enumerate(zip(old, new, strict=False)) if one.key != other.key)
    return next(differ, min(len(old), len(new)))


def _matched(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Stretch]:
    keys = [word.key for word in old], [word.key for word in new]
    if not old or not new:
        matches = [(len(old), len(new), 0)]
    else:
        matches = list(SequenceMatcher(None, *keys, autojunk=max(len(old), len(new)) > LONGEST).get_matching_blocks())
    i = j = 0
    for a, b, size in matches:
        if a > i or b > j:
            yield Stretch(tuple(old[i:a]), tuple(new[j:b]))
        if size:
            yield Stretch(tuple(old[a : a + size]), tuple(new[b : b + size]), same=True)
        i, j = a + size, b + size


def _without_confetti(found: list[Stretch]) -> list[Stretch]:
    """Take words that stayed by chance between two changes for changed as well, until none are left."""
    done: list[Stretch] = []
    for stretch in found:
        done.append(stretch)
        while len(done) > 2 and not done[-1].same and done[-2].same and not done[-3].same and _is_chance(*done[-3:]):  # noqa: PLR2004
            *_, before, between, after = done
            done[-3:] = [Stretch(before.old + between.old + after.old, before.new + between.new + after.new)]
    return done


def _is_chance(before: Stretch, between: Stretch, after: Stretch) -> bool:
    """Whether what stayed between two changes is less than what changed on either side.

    Two insertions with anything between them are two insertions: nothing would be gained by striking what is between.
    """
    if not (before.old or after.old) or not (before.new or after.new):
        return False
    texts = [word.piece.text for word in between.new]
    if any(word.piece.thing is not None for word in between.new) or len(texts) > 2 * ISLAND:
        return False
    if all(len(text) <= LITTLE for text in texts):
        return len(texts) <= ISLAND
    return sum(map(len, texts)) <= min(_weight(before), _weight(after)) and sum(text.isalnum() for text in texts) <= ISLAND


def _weight(stretch: Stretch) -> int:
    return max(sum(len(word.piece.text) for word in words) for words in (stretch.old, stretch.new))
