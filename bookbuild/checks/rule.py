"""What a rule is, whatever it looks at: its code, its words, how bad a breach of it is, and what finds one."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from bookbuild.problems import Severity

Find = TypeVar("Find")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Find]):
    """`title` is what a finding says, `explanation` what an author may want to know about it, with an example of each.

    `find` is a function, or what another program that finds it calls it.
    """

    code: str
    title: str
    explanation: str
    severity: Severity
    find: Find
