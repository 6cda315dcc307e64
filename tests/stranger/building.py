"""Folders on the command line -> what building each of them says, as JSON: run in a process of its own, which is watched.

A folder with `+` in front is built to the end; of the others everything is done up to where pages would be set.
"""

import json
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

from bookbuild.build import build, prepare
from bookbuild.problems import BookError, Problem
from bookbuild.request import Request
from bookbuild.workbench import at_work


def problems_of(folder: str) -> Iterable[Problem]:
    try:
        if folder.startswith("+"):
            return build(Request(Path(folder[1:]), jobs=1)).problems
        with at_work(Path(folder)):
            edition, style = prepare(Path(folder))
    except BookError as error:
        return error.problems
    return (*edition.problems, *style.problems)


def heard(folder: str) -> list[list[str]] | str:
    try:
        return [[problem.code, problem.place, problem.severity.value, str(problem)] for problem in problems_of(folder)]
    except BaseException:  # noqa: BLE001 - this is what the pack looks for
        return traceback.format_exc()


if __name__ == "__main__":
    print(json.dumps({folder: heard(folder) for folder in sys.argv[1:]}))  # noqa: T201
