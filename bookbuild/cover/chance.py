"""An identifier -> choices that stay the same for as long as the book keeps its name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Lot:
    """Lots drawn for one book.

    Each question has its own answer, whatever else was asked before: a new ornament does not
    reshuffle the palettes. (`random.Random` promises the same numbers over Python's versions for
    `random()` alone, and only in order.)
    """

    seed: str

    def fraction(self, question: str) -> float:
        """A number from 0 up to, but never, 1."""
        text = f"{self.seed}\0{question}".encode("utf-8", "backslashreplace")
        return int.from_bytes(hashlib.sha256(text).digest()[:6], "big") / 2**48

    def between(self, question: str, low: float, high: float) -> float:
        """A measure within bounds."""
        return low + (high - low) * self.fraction(question)

    def number(self, question: str, low: int, high: int) -> int:
        """A count within bounds, both of them possible."""
        return low + int(self.fraction(question) * (high - low + 1))

    def one_of(self, question: str, choices: Sequence[Choice]) -> Choice:
        """One of several, each as likely as the next."""
        return choices[self.number(question, 0, len(choices) - 1)]
