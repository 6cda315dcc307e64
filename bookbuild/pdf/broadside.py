"""HTML and CSS that are no book -> a PDF: a cover wrap, what is stamped on the sheets of a proof."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bookbuild.kept import key_of
from bookbuild.outputs import whole
from bookbuild.pdf.store import Store
from bookbuild.pdf.workers import Job, Workers
from bookbuild.problems import Problem
from bookbuild.stylesheet import Sheet


@dataclass(frozen=True, slots=True)
class Broadside:
    """What came out: how many pages, the characters that no font has, what was said on the way."""

    pages: int
    missing: str
    problems: tuple[Problem, ...]


def print_broadside(html: str, css: str, served: Mapping[str, Path], out: Path, cache: Path) -> Broadside:
    """Write it to `out`, whole or not at all. `served` are files by the urls that HTML and CSS name them by.

    Raises BookError with what could not be set.
    """
    store = Store(cache / "pages")
    sheet = Sheet(css, None)
    with Workers(1) as workers, whole(out) as draft:
        workers.share(store, {
            "served": {url: str(file) for url, file in served.items()},
            "sheets": {"document-right": [sheet.said], "whole": [sheet.said]}, "basis": [],
        })  # fmt: skip
        identifier = hashlib.sha256(json.dumps([html, css]).encode()).hexdigest()[:32]
        key = key_of("broadside", html, css)
        workers.do([Job(key, {"kind": "broadside", "html": html, "out": str(draft), "identifier": identifier}, out.stem)])
        sheaf = store.sheaf(key)
        assert sheaf is not None  # noqa: S101 - it was made just now
        said = sheaf.said
    return Broadside(said["pages"], said["missing"], tuple(map(Problem.heard, said["problems"])))
