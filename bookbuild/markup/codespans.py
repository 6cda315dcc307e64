"""Code in a line -> where it ends: at the next run of as many backticks, or it is none (CommonMark 0.31.2 §6.1).

Python-Markdown 3.11 looks for that end from every run anew, and settles for a shorter one.
"""

import re
from bisect import bisect_left

from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

from bookbuild.markup.ahead import Ahead

TICKS = re.compile(r"`+")


class CodeSpans(BacktickInlineProcessor):
    """Python-Markdown's pattern, with another way of finding the end."""

    def __init__(self) -> None:
        super().__init__(BACKTICK_RE)
        self.ahead = Ahead(runs_of)

    def find_code_spans(self, start: int, text: str) -> tuple[int, int | None]:  # type: ignore[override]  # as Python-Markdown’s own, untrue to its stub
        """Where the backticks at `start` end, and where the code does."""
        ticks = TICKS.match(text, start)
        if ticks is None:
            return start, None
        runs, _, shift = self.ahead.at(text, start)
        alike = runs.get(len(ticks[0]), [])
        at = bisect_left(alike, ticks.end() + shift)
        return ticks.end(), alike[at] - shift if at < len(alike) else None


def runs_of(text: str) -> dict[int, list[int]]:
    """The places of runs of backticks, by their length."""
    found: dict[int, list[int]] = {}
    for ticks in TICKS.finditer(text):
        found.setdefault(len(ticks[0]), []).append(ticks.start())
    return found
