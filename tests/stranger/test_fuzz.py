"""Whatever is typed: well-formed XHTML, metadata as it was typed, names of files as they were given, and never a traceback."""
# ruff: noqa: E501 - lists of pieces

import json
import os
from collections.abc import Callable
from pathlib import Path, PurePath
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import SHARED, TinyBook, bookbuild

from bookbuild.build import build
from bookbuild.customs import leads_out, walk
from bookbuild.edition import Edition, compose
from bookbuild.epub import write_epub
from bookbuild.manuscript import load
from bookbuild.markup import Origin, render
from bookbuild.markup.xhtml import serialize
from bookbuild.problems import BookError, Problem, errors
from bookbuild.request import Built, Request
from bookbuild.styles import Style, load_style
from bookbuild.stylesheet import addresses_of, rules_of

MORE = int(os.environ.get("BOOKBUILD_FUZZ", "1"))  # times as many examples; 100 finds what is left, in half an hour
PIECES = st.sampled_from([
    "*", "**", "_", "`", "``", "```\n", "~~~\n", "[", "]", "](", ")", "![", "[^1]", "[^1]: ", "[a]: b", "<", ">", "<b>", "</b>", "<p>", "<div>", "</div>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?", "<a href='x'>", "<img src=p.png>", "<script>", "</script>", "<table>", "<td>", "<br>", "&", "&lt;", "&#0;",
    "&#xFFFE;", "&nbsp;", "\\", "|", "|-|-|\n", "# ", "## ", "===\n", "---\n", "***\n", "- ", "1. ", "> ", ": ", "    ", "\t", "  \n", "\n", "\n\n", "::: verse\n",
    "::: letter\n", ":::\n", "::: aside {.x #y}\n", "{.x}", "{#y}", "{lang=fr}", '{onclick="x"}', "{style=x}", "{href=javascript:x}", "“", '"', "'", "--", "...",
    "a", "word ", "é", "\u202e", "\u05d0", "\U0001f600", "\ufdd0", "\ue000", "\x0b", "\u2028", "\x85", "klzzwxh:0", "\x02", "\x03",
])  # fmt: skip
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)
TEXTS = st.text(max_size=200) | st.sampled_from(["<&>\"'", "\u202eabc", "\U0001f600" * 50, "a" * 10_000, "]]>", "--", "\\", "{}", "%s", "../../x", "\u0000", "\ufdd0"])
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=30).filter(lambda name: name not in (".", ".."))
CSS_PIECES = st.sampled_from([
    "p", "{", "}", ";", ":", "color", "red", "url(", ")", "'", '"', "/*", "*/", "@media", "@page", "@font-face", "@import", "\\", "\\75", "var(--a)", "--a:",
    ":root", "1e9", "1px", "calc(", "#", ".x", ">", "!important", "<!--", "-->", "\n", " ", "é", "@namespace", "[", "]", "u+0", "%",
])  # fmt: skip
CSS = st.lists(CSS_PIECES, max_size=30).map(" ".join) | st.lists(CSS_PIECES, max_size=30).map("".join)
CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))


def told(work: Callable[[], object]) -> tuple[Problem, ...]:
    """What stands in the way: Problems, and never anything else."""
    try:
        work()
    except BookError as error:
        return errors(error.problems)
    return ()


def made_of(folder: Path, files: dict[str, str | bytes]) -> TinyBook:
    made = TinyBook(folder)
    made.write(files)
    return made


@settings(CALM, max_examples=300 * MORE)
@given(MARKDOWN)
def test_whatever_is_typed_comes_out_as_xhtml(text: str) -> None:
    text = "".join(sign for sign in text if sign >= " " or sign in "\n\t")           # reading.py lets no others in
    passage = render(text, Origin("a", PurePath("a.md")), "en", "Note {number}")
    for root in (passage.content, *(block for note in passage.notes for block in note.blocks)):
        tree = etree.fromstring(serialize(root).replace(f"<{root.tag}", f'<{root.tag} xmlns:epub="e"', 1))  # noqa: S314 - ours
        assert not [each for each in tree.iter() if each.tag in ("script", "iframe") or any(name.startswith("on") for name in each.attrib)]
        assert "javascript:" not in serialize(passage.content) or "javascript:" in "".join(passage.content.itertext()) or not errors(passage.problems)


@pytest.mark.thorough
@settings(CALM, max_examples=60 * MORE)
@given(title=TEXTS, author=TEXTS, description=TEXTS, keyword=TEXTS, text=MARKDOWN)
def test_whatever_the_metadata_say_a_book_is_made_or_problems_are_told(
    tmp_path_factory: pytest.TempPathFactory, title: str, author: str, description: str, keyword: str, text: str,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("fuzz")
    toml = "\n".join(f"{key} = {json.dumps(value)}" for key, value in
                     {"title": title, "authors": [author], "description": description, "keywords": [keyword]}.items())  # fmt: skip
    made = made_of(folder, {"01.md": f"# A\n\n{text}".encode("utf-8", "replace"), "book.toml": toml.encode("utf-8", "replace")})
    composed: list[Edition] = []
    told(lambda: composed.append(compose(load(made.folder))))
    for edition in composed:
        for document in edition.documents:
            etree.fromstring(f'<x xmlns:epub="e">{document.body}</x>')  # noqa: S314 - ours
        write_epub(edition, load_style(made.folder, "classic"), folder / "book.epub")


@settings(CALM, max_examples=60 * MORE)
@given(names=st.lists(NAMES, min_size=1, max_size=4, unique=True), picture=NAMES)
def test_whatever_the_files_are_called(tmp_path_factory: pytest.TempPathFactory, names: list[str], picture: str) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    try:
        files: dict[str, str | bytes] = dict.fromkeys((f"{name}.md" for name in names), f"# A\n\n[x](<{names[0]}.md>)\n")
        files[f"{picture}.svg"] = "<svg/>"
        made = made_of(folder, files)
    except OSError:                                # which this file system does not take
        return
    told(lambda: compose(load(made.folder)))


@settings(CALM, max_examples=150 * MORE)
@given(CSS)
def test_whatever_the_style_sheets_say(tmp_path_factory: pytest.TempPathFactory, css: str) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    made = made_of(folder, {"01.md": "# A", "/styles/book.css": css})
    loaded: list[Style] = []
    told(lambda: loaded.append(load_style(made.folder, "classic")))
    for style in loaded:
        imports = [node for node in walk(rules_of(style.screen)) if node.type == "at-rule" and node.lower_at_keyword == "import"]
        assert not imports
        assert not [address for address, _ in addresses_of(style.screen) if leads_out(address)] or errors(style.problems)


@pytest.mark.corpora
@settings(CALM, max_examples=15 * MORE)
@given(st.lists(MARKDOWN, min_size=1, max_size=5))
def test_a_sample_of_them_is_clean_in_epubcheck_and_has_pages(tmp_path_factory: pytest.TempPathFactory, chapters: list[str]) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    made = made_of(folder, {f"{number}.md": f"# {number}\n\n{text}".encode() for number, text in enumerate(chapters)})
    built: list[Built] = []
    problems = told(lambda: built.append(build(Request(made.folder, jobs=1))))
    assert not [problem for problem in problems if problem.code[0] not in "mhbp" or "report" in (problem.hint or "")]
    assert all(each.epubcheck == (0, 0, 0) for each in built)


def commonmark() -> list[str]:
    file = SHARED / "corpora" / "commonmark-spec.json"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    return [each["markdown"] for each in json.loads(file.read_text("utf-8"))]




@pytest.mark.corpora
@pytest.mark.parametrize("how", ["one", "many"])
def test_commonmarks_examples_make_a_book_or_problems_with_lines(tmp_path: Path, how: str) -> None:
    """The 655 examples of the specification, as one chapter and as 655: those that are refused are told by line and taken out."""
    examples = commonmark()
    files: dict[str, str | bytes] = {f"{number:03d}.md": f"# {number}\n\n{text}\n" for number, text in enumerate(examples)}
    if how == "one":
        files = {"01.md": "# All\n\n" + "\n\n".join(f"{text}\n" for text in examples)}
    made = made_of(tmp_path / "book", files)
    for _ in range(6):                             # pictures, then letters that no font has, then addresses
        done = bookbuild("build", made.folder, "--json")
        assert "Traceback" not in done.stderr + done.stdout
        said = json.loads(done.stdout)
        stopping = [each for each in said["problems"] if each["severity"] == "error"]
        if not stopping:
            assert said["epub"]["epubcheck"] == {"fatal": 0, "errors": 0, "warnings": 0}
            assert said["pdf"]["pages"] > 20
            return
        assert all(each["path"] and each["line"] for each in stopping)
        for each in stopping:
            file = made.folder / each["path"]
            lines = file.read_text("utf-8").split("\n")
            lines[each["line"] - 1] = ""
            file.write_text("\n".join(lines), "utf-8")
    pytest.fail(str(stopping[:5]))
