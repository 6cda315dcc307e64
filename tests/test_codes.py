"""Every code a Problem may have is explained, and none is explained twice."""

import re
from pathlib import Path

from bookbuild.checks.kindle import KINDLE_RULES
from bookbuild.checks.package import PACKAGE_RULES
from bookbuild.checks.pages import PAGE_RULES
from bookbuild.checks.prose import RULES
from bookbuild.checks.said import SAID

CODE = re.compile(r"""Problem\(\s*"([a-z]-\d{3})"|fault\(\s*"([a-z]-\d{3})\"""")


def test_every_code_in_the_source_is_explained() -> None:
    package = Path(__file__).parents[1] / "bookbuild"
    used = {a or b for file in package.rglob("*.py") for a, b in CODE.findall(file.read_text(encoding="utf-8"))} - {"n-001"}
    assert used == set(SAID)


def test_a_code_means_one_thing() -> None:
    codes = [*SAID, *(rule.code for table in (RULES, PACKAGE_RULES, KINDLE_RULES, PAGE_RULES) for rule in table)]
    assert len(codes) == len(set(codes))
