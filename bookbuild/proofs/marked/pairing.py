"""The documents of two drafts -> which were which: by their text, their file and title, or by what they have in common.

A chapter that was renumbered, renamed, moved or rewritten is one chapter. One that was parted in two, or put together with
its neighbour, is compared part by part. Only one that is like no other came or went.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from bookbuild.book import Role
from bookbuild.edition import Document
from bookbuild.proofs.marked.cutting import cut

TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"\w+")
SHINGLE = 4                                        # words in a row: two strangers have next to none of them in common
RELATED = 0.08                                     # of the shingles of the shorter one
PART = 0.5                                         # of the shingles of what may be a part of another
# Of these there may be several, so that one is not the other only because it has the same role.
MANY = {Role.VOLUME, Role.PART, Role.CHAPTER, Role.INTERLUDE, Role.APPENDIX, Role.AUTHORS_NOTE}
Pairs = dict[str, tuple[Document, ...]]
Key = Callable[[Document], Hashable]


def pair(old: Sequence[Document], new: Sequence[Document]) -> Pairs:
    """For each new document that was there before, by its name, what it was: a document, a part of one, or several."""
    pairs: Pairs = {}
    for same in (_place_and_text, _text, _place, _path, _title):
        _pair_by(same, old, new, pairs)
    _pair_by_likeness(old, new, pairs)
    _part(new, pairs)
    _join(old, new, pairs)
    for same in (_place, _role):
        _pair_by(same, old, new, pairs, related=False)
    return pairs


def gone(old: Iterable[Document], pairs: Pairs) -> list[Document]:
    """The old documents that are in none of the pairs."""
    taken = {document.name for some in pairs.values() for document in some}
    return [document for document in old if document.name not in taken]


# ---- by one thing that is the same ----


def _place_and_text(document: Document) -> Hashable:
    return (_place(document), _text(document))


def _text(document: Document) -> Hashable:
    return _words(document.body) if document.path else None


def _place(document: Document) -> Hashable:
    """A file may hold several chapters."""
    return (document.path, document.role, document.title)


def _path(document: Document) -> Hashable:
    return (document.path, document.role) if document.path else None


def _title(document: Document) -> Hashable:
    return (document.role, document.title) if document.path else None


def _role(document: Document) -> Hashable:
    """A prologue in another file is still the prologue; pages that are made from metadata have no file."""
    return document.role if document.role not in MANY else None


def _pair_by(same: Key, old: Iterable[Document], new: Iterable[Document], pairs: Pairs, *, related: bool = True) -> None:
    """Pair what only one document is on either side, of those that are left; if `related`, only such as have text in common."""
    olds, news = _by(same, gone(old, pairs)), _by(same, _unpaired(new, pairs))
    for key, some in news.items():
        others = olds.get(key, [])
        if key is not None and len(some) == len(others) == 1 and (not related or _related(others[0], some[0])):
            pairs[some[0].name] = (others[0],)


def _by(same: Key, documents: Iterable[Document]) -> dict[Hashable, list[Document]]:
    found: dict[Hashable, list[Document]] = {}
    for document in documents:
        found.setdefault(same(document), []).append(document)
    return found


def _unpaired(new: Iterable[Document], pairs: Pairs) -> list[Document]:
    return [document for document in new if document.name not in pairs]


# ---- by likeness ----


@lru_cache(1024)
def _words(body: str) -> tuple[str, ...]:
    return tuple(WORD.findall(TAG.sub(" ", body).casefold()))


@lru_cache(1024)
def shingles(body: str) -> frozenset[tuple[str, ...]]:
    """All the runs of a few words in a text; of a very short one, the whole of it."""
    words = _words(body)
    return frozenset(words[at : at + SHINGLE] for at in range(max(1, len(words) - SHINGLE + 1)))


def _related(one: Document, other: Document) -> bool:
    few, many = sorted((shingles(one.body), shingles(other.body)), key=len)
    return len(few & many) >= RELATED * len(few)


def _is_part(part: Document, whole: Document, other: Document) -> bool:
    """Whether one draft has as a part of `whole` what the other has beside `other`: half of its words, which `other` has not."""
    here = shingles(part.body)
    return len((here & shingles(whole.body)) - shingles(other.body)) >= PART * len(here)


def _pair_by_likeness(old: Iterable[Document], new: Iterable[Document], pairs: Pairs) -> None:
    """Pair what is left, those first that have most in common."""
    olds, news = gone(old, pairs), _unpaired(new, pairs)
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, document in enumerate(olds):
        for shingle in shingles(document.body):
            holders[shingle].append(at)
    common = Counter((at, to) for to, document in enumerate(news) for shingle in shingles(document.body) for at in holders.get(shingle, ()))
    taken: set[int] = set()
    for (at, to), _ in sorted(common.items(), key=lambda each: (-each[1], each[0])):
        one, other = olds[at], news[to]
        if at not in taken and other.name not in pairs and one.role == other.role and _related(one, other):
            pairs[other.name] = (one,)
            taken.add(at)


# ---- parted and joined ----


def _part(new: Sequence[Document], pairs: Pairs) -> None:
    """What is new and was a part of the document before it, or behind it, gets that part of what the other was."""
    for first, second in pairwise(new):
        if second.name not in pairs and _is_cut(first, second, pairs):
            pairs[first.name], pairs[second.name] = _cut(pairs[first.name][0], first, second)
    for first, second in reversed([*pairwise(new)]):
        if first.name not in pairs and _is_cut(second, first, pairs):
            pairs[first.name], pairs[second.name] = _cut(pairs[second.name][0], first, second)


def _is_cut(rest: Document, part: Document, pairs: Pairs) -> bool:
    was = pairs.get(rest.name, ())
    return len(was) == 1 and _is_part(part, was[0], rest)


def _cut(was: Document, first: Document, second: Document) -> tuple[tuple[Document], tuple[Document]]:
    before, after = cut(was, first.body, second.body)
    return (before,), (after,)


def _join(old: Sequence[Document], new: Sequence[Document], pairs: Pairs) -> None:
    """What is gone and has become a part of the document before it, or behind it, is compared together with that."""
    by_name = {document.name: document for document in new}
    holder = {was[0].name: name for name, was in pairs.items()}
    for first, second in pairwise(old):
        name = holder.get(first.name, "")
        if second.name not in holder and name and _is_part(second, by_name[name], first):
            pairs[name], holder[second.name] = (*pairs[name], second), name
    for first, second in reversed([*pairwise(old)]):
        name = holder.get(second.name, "")
        if first.name not in holder and name and _is_part(first, by_name[name], second):
            pairs[name], holder[first.name] = (first, *pairs[name]), name
