"""Whole manuscripts, as newcomers bring them. Minutes long: `pytest -m corpora`."""
# ruff: noqa: E501 - comprehensions

import json
import os
import runpy
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
from outside import said
from test_page_breaks import assert_pages_follow_their_markers
from tiny import SHARED, Finished

from bookbuild.checks.package import inspect
from bookbuild.checks.twin import compare
from bookbuild.edition import compose
from bookbuild.manuscript import load

pytestmark = pytest.mark.corpora
NOVELS = ("novel-30k", "novel-120k", "novel-560k", "rust-book")
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(params=NOVELS)
def novel(request: pytest.FixtureRequest, once: Callable[..., Finished]) -> Finished:
    corpus = SHARED / "corpora" / request.param
    if not corpus.exists():
        pytest.skip(f"{corpus} is not on this machine")
    if request.param == "rust-book" and not all(said("fc-list", f":lang={language}", "family") for language in ("hi", "bn", "th", "ko", "zh-cn")):
        pytest.skip("its list of translations needs fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji")
    return once(request.param, lambda folder: shutil.copytree(corpus, folder / "manuscript", copy_function=shutil.copyfile))


def test_epubcheck_finds_nothing(novel: Finished) -> None:
    assert novel.said["epub"]["epubcheck"] == {"fatal": 0, "errors": 0, "warnings": 0}


def test_both_hold_every_word(novel: Finished) -> None:
    book = load(novel.folder)
    assert [str(problem) for problem in compare(book, compose(book), novel.epub, novel.pdf)] == []


def test_every_page_begins_behind_its_marker(novel: Finished) -> None:
    assert_pages_follow_their_markers(novel)


def test_our_own_rules_find_nothing(novel: Finished) -> None:
    assert [str(fault) for fault in inspect(novel.epub)] == []


def test_every_link_leads_somewhere(novel: Finished) -> None:
    with zipfile.ZipFile(novel.epub) as package:
        pages = {name.removeprefix("EPUB/"): etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xhtml")}  # noqa: S314 - our own book
    ids = {name: {element.get("id") for element in tree.iter()} for name, tree in pages.items()}
    dead = []
    for name, tree in pages.items():
        for link in tree.iter(f"{HTML}a"):
            file, _, fragment = unquote(link.get("href", "")).partition("#")
            if not file.startswith(("http:", "https:", "mailto:")) and ((file or name) not in ids or (fragment and fragment not in ids[file or name])):
                dead.append(f"{name}: {link.get('href')}")
    assert dead == []


def test_tags(novel: Finished) -> None:
    gate = SHARED / "gates" / "pdfua.py"
    if not gate.exists():
        pytest.skip(f"{gate} is not on this machine")
    assert runpy.run_path(str(gate))["check"](str(novel.pdf))[0] == []


def test_ace_finds_no_violation(novel: Finished, tmp_path: Path) -> None:
    """`ACE="npx ace-cli"` names the command of DAISY's checker, as it runs on this machine."""
    command = os.environ.get("ACE")
    if not command:
        pytest.skip("the environment variable ACE names no command")
    subprocess.run([*shlex.split(command), "-s", "-f", "-o", str(tmp_path), str(novel.epub)], check=True, timeout=600)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["earl:result"]["earl:outcome"] == "pass"
