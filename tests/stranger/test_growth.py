"""Twice as much of anything hostile is at most three times as much work, counted in lines of Python; and in seconds, in the long tests."""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from families import FAMILIES

from bookbuild.book import Book, Metadata, Role, Section
from bookbuild.checks.twin.written import written
from bookbuild.manuscript.cutting import cut, first_heading, note_faults
from bookbuild.manuscript.header import split_header
from bookbuild.markup import Origin, render

HERE = Path("a.md")
FEW = 40                                           # pieces: enough for what grows with their square to be seen
LARGEST = 45_000                                   # characters: of some, so many took Python-Markdown minutes


def read(text: str) -> None:
    """All that is done with a file's text until it is a Passage."""
    _, rest, _ = split_header(text, HERE)
    for piece in list(cut(rest, 1)):
        first_heading(piece.text)
        list(note_faults(piece.text))
    render(text, Origin("a", HERE), "fr", "Note {number}")


def work(text: str) -> int:
    """How many lines of Python are run to read it."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:  # noqa: ANN401 - sys.settrace's own
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_as_much_is_no_more_than_three_times_the_work(family: str) -> None:
    few, many = (work(FAMILIES[family](size)) for size in (FEW, 2 * FEW))
    assert many <= 3 * few


def compare(text: str) -> None:
    """What `check` reads of it, to see whether a word was lost."""
    written(Book(HERE, Metadata("T"), body=(Section(Role.CHAPTER, text, path=HERE),)))


def seconds(task: Callable[[str], None], text: str) -> float:
    taken = []
    gc.disable()                                   # whose turn it is to be cleared up after has nothing to do with this text
    for _ in range(4):
        began = time.process_time()
        task(text)
        taken.append(time.process_time() - began)
    gc.enable()
    return min(taken)


@pytest.mark.corpora
@pytest.mark.parametrize("task", [read, compare])
@pytest.mark.parametrize("family", FAMILIES)
def test_twice_as_much_takes_no_more_than_three_times_as_long(family: str, task: Callable[[str], None]) -> None:
    """From a size at which there is something to measure; what has not taken a third of a second by then is fast enough."""
    made, size = FAMILIES[family], 500
    while len(made(4 * size)) < LARGEST and seconds(task, made(size)) < 0.1:
        size *= 2
    assert seconds(task, made(2 * size)) <= max(3 * seconds(task, made(size)), 0.3)
