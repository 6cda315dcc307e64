"""Our own checker of packages: silent on clean books, and of each broken one it says what is broken and no more."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as etree  # noqa: N813 - said as lxml says it

import pytest
import tinyhtml5
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import MUTANTS, Mutant
from one_java import judged
from specimen import CHAPTER, CONTAINER, CSS, MAP, NAV, NCX, NEXT, OPF, SVG, Parts, pack, specimen, swapped
from tiny import SHARED, Finished, Make, bookbuild

from bookbuild.checks.package import PACKAGE_RULES, Fault, inspect, nesting, opening
from bookbuild.checks.package.contents import XHTML, Find, Item, Package
from bookbuild.checks.package.sheets import _ratio
from bookbuild.checks.rule import Rule
from bookbuild.languages import wrong_with

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
HANDFUL = MUTANTS[::16]                            # EPUBCheck judges these every time, all of them with -m corpora
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The files of the cleanest of packages, made once."""
    return specimen(tmp_path_factory.mktemp("specimen"))


@pytest.fixture
def broken(clean: Parts, tmp_path: Path) -> Callable[[str], list[Fault]]:
    """What is found in the mutant of a name."""

    def find(name: str) -> list[Fault]:
        BY_NAME[name].change(dict(clean), tmp_path / "broken.epub")
        return list(inspect(tmp_path / "broken.epub"))

    return find


# ---- clean books ----


def test_nothing_is_found_in_a_clean_package(clean: Parts, tmp_path: Path) -> None:
    assert not list(inspect(pack(clean, tmp_path / "clean.epub")))


def test_nothing_is_found_in_the_sample(sample: Finished) -> None:
    assert not [str(fault) for fault in inspect(sample.epub)]


def test_nothing_is_found_in_a_book_of_one_line(book: Make) -> None:
    assert not [str(fault) for fault in inspect(book("# A\n\nText.").epub().path)]


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["novel-30k", "novel-120k", "novel-560k", "rust-book"])
def test_nothing_is_found_in_real_books(name: str, tmp_path: Path) -> None:
    for file in (SHARED / "corpora" / name).rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(SHARED / "corpora" / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    bookbuild("build", "--only", "epub", tmp_path)
    assert [str(fault) for fault in inspect(next((tmp_path / "dist").glob("*.epub")))] == []


# ---- one thing wrong ----


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_is_wrong_is_found_and_nothing_else(mutant: Mutant, broken: Callable[[str], list[Fault]]) -> None:
    found = broken(mutant.name)
    assert " ".join(sorted({fault.code for fault in found})) == mutant.ours, "\n".join(map(str, found))


def differences(mutants: tuple[Mutant, ...], clean: Parts, folder: Path) -> list[str]:
    """Where EPUBCheck does not say what the table says it does; of the clean package it must say nothing."""
    books = [pack(clean, folder / "clean.epub")]
    for number, mutant in enumerate(mutants):
        books.append(folder / f"{number}.epub")
        mutant.change(dict(clean), books[-1])
    verdicts = judged(books, folder)
    said = [(mutant, " ".join(sorted(verdicts[str(number)]))) for number, mutant in enumerate(mutants)]
    return [f"{mutant.name}: {ids!r}, not {mutant.theirs!r}" for mutant, ids in said if ids != mutant.theirs] + sorted(verdicts["clean"])


def test_epubcheck_says_of_a_handful_what_the_table_says(clean: Parts, tmp_path: Path) -> None:
    assert not differences(HANDFUL, clean, tmp_path)
    assert {bool(mutant.theirs) for mutant in HANDFUL} == {True, False}


@pytest.mark.corpora
def test_epubcheck_says_of_all_what_the_table_says(clean: Parts, tmp_path: Path) -> None:
    assert not differences(MUTANTS, clean, tmp_path)


def test_a_fault_says_where_it_is(broken: Callable[[str], list[Fault]]) -> None:
    [fault] = broken("a link that runs a script")
    assert str(fault) == "EPUB/chapter-01.xhtml:10: e-321: javascript:x() may not be in a book"
    [fault] = broken("black text")
    assert (fault.name, fault.line, fault.what) == (CSS, 1, "body fixes color")
    [fault] = broken("a bare ampersand")
    assert (fault.name, fault.line) == (NEXT, 10)
    [fault] = broken("no zip at all")
    assert (fault.name, fault.line) == ("", None)


# ---- the rules ----


def test_every_rule_has_a_mutant_and_every_code_is_one_rules() -> None:
    codes = [rule.code for rule in PACKAGE_RULES]
    assert len(codes) == len(set(codes))
    assert set(codes) == {code for mutant in MUTANTS for code in mutant.ours.split()}
    assert len(MUTANTS) == len(BY_NAME)


@pytest.mark.parametrize("rule", PACKAGE_RULES, ids=lambda rule: rule.code)
def test_a_rule_for_packages_explains_itself(rule: Rule[Find]) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert "Wrong: " in rule.explanation
    assert "Right: " in rule.explanation
    assert rule.find.__doc__


# ---- whatever the file is ----


@unhurried
@given(damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8), kept=st.floats(0, 1))
def test_no_damage_to_the_zip_raises(damage: list[tuple[float, int]], kept: float, clean: Parts, tmp_path: Path) -> None:
    file = pack(clean, tmp_path / "damaged.epub")
    raw = bytearray(file.read_bytes())
    for place, byte in damage:
        raw[int(place * len(raw))] = byte
    file.write_bytes(raw[: int(len(raw) * kept)] if kept < 0.9 else raw)
    assert all(isinstance(fault, Fault) for fault in inspect(file))


TOKENS = st.sampled_from([
    "<", ">", "&", '"', "'", "/", "]]>", "<!--", "<p>", "</p>", "<a href='//['>", "<img src='?'/>", "\0", "\ufeff", "é", "{", "}", ";",
    "@", "(", "url(", "<?x?>", "<!DOCTYPE x [<!ENTITY e 'x'>]>", "&e;", " lang='%'", " id=''",
    "<svg xmlns='http://www.w3.org/2000/svg'/>", "%ff%zz",
])  # fmt: skip


@unhurried
@given(name=st.sampled_from([CHAPTER, NEXT, NAV, NCX, OPF, CSS, CONTAINER, MAP, SVG]), at=st.floats(0, 1), out=st.integers(0, 300),
       tokens=st.lists(TOKENS, max_size=3))  # fmt: skip
def test_no_damage_to_a_file_raises(name: str, at: float, out: int, tokens: list[str], clean: Parts, tmp_path: Path) -> None:
    content = clean[name]
    place = int(at * len(content))
    damaged = content[:place] + "".join(tokens).encode() + content[place + out :]
    assert all(isinstance(fault, Fault) for fault in inspect(pack({**clean, name: damaged}, tmp_path / "damaged.epub")))


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert [fault.code for fault in inspect(tmp_path / "nowhere.epub")] == ["e-001"]


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.epub", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x", bytes(100 << 20))
    [fault] = inspect(tmp_path / "bomb.epub")
    assert (fault.code, fault.what.partition(" in ")[0]) == ("e-001", "1 files of 104,857,600 bytes")


def test_entities_are_neither_read_nor_multiplied(clean: Parts, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret", "utf-8")
    laughs = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    leak = f'<!ENTITY file SYSTEM "{(tmp_path / "secret").as_uri()}">'
    for entities, call, code in ((laughs, "&e11;", "e-301"), (leak, "&file;", "e-302")):
        page = swapped(swapped(clean[NEXT], "<!DOCTYPE html>", f"<!DOCTYPE html [{entities}]>"), "It was", f"{call} was")
        [fault] = inspect(pack({**clean, NEXT: page}, tmp_path / "bad.epub"))
        assert fault.code == code
        assert "the secret" not in fault.what


# ---- beside each clever thing a slow and obvious one ----

NAMES = (
    "p div span em a ul ol li table thead tbody tr td th h2 h3 blockquote section aside dl dt dd pre br img hr b figure figcaption ruby rt "
    "caption nav button"
).split()
MARKUP = st.recursive(
    st.sampled_from(["", "x"]),
    lambda inside: st.tuples(st.sampled_from(NAMES), st.lists(inside, max_size=3)).map(lambda each: element(each[0], "".join(each[1]))),
    max_leaves=8,
)


def element(name: str, inside: str) -> str:
    """As XHTML that is also HTML is written."""
    return f"<{name}/>" if name in ("br", "img", "hr") else f"<{name}>{inside}</{name}>"


def shape(tree: etree.Element) -> tuple[object, ...]:
    """Names and texts of an element and all in it."""
    return tree.tag.rpartition("}")[2], tree.text or "", tuple((shape(child), child.tail or "") for child in tree)


@settings(unhurried, max_examples=400)
@given(MARKUP)
def test_where_nesting_is_right_html_and_xml_read_the_same(markup: str) -> None:
    source = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><section>{markup}</section></body></html>'
    tree = opening._parsed("a.xhtml", Package(files={"a.xhtml": source.encode()}), [])
    assert tree is not None
    item = Item("a", "a.xhtml", "a.xhtml", XHTML, (), tree.root)
    package = Package(items=(item,), trees={"a.xhtml": tree})
    finds = (nesting.blocks_in_paragraphs, nesting.elements_in_their_like, nesting.wrong_places, nesting.void_elements, nesting.only_xml)
    if not any(True for find in finds for _ in find(package)):
        html = tinyhtml5.parse(f"<!DOCTYPE html>{source}", namespace_html_elements=False)
        assert shape(html.find("body")) == shape(etree.fromstring(source)[1])  # noqa: S314 - our own


@pytest.mark.parametrize(("tag", "good"), [
    ("en", True), ("en-GB", True), ("zh-Hant-TW", True), ("sr-Latn", True), ("es-419", True), ("de-CH-1996", True), ("grc", True),
    ("x-elvish", True), ("en-x-piglatin", True), ("mul", True), ("und", True), ("EN-gb", True), ("de-u-co-phonebk", True),
    ("zh-cmn-Hans-CN", True),
    ("english", False), ("en-UK", False), ("en_GB", False), ("jp", False), ("eng", False), ("", False), ("fr-", False), ("gr", False),
    ("e", False), ("en-GB-", False), ("12", False), ("français", False), ("xq", False),
])  # fmt: skip
def test_a_language_tag_is_known(tag: str, *, good: bool) -> None:
    assert bool(wrong_with(tag)) != good


@pytest.mark.parametrize(("one", "other", "ratio"), [  # by WebAIM's calculator
    ((0, 0, 0), (255, 255, 255), 21.0), ((119, 119, 119), (255, 255, 255), 4.48), ((118, 118, 118), (255, 255, 255), 4.54),
    ((255, 0, 0), (0, 0, 255), 2.15), ((10, 20, 30), (10, 20, 30), 1.0),
])  # fmt: skip
def test_contrast_is_that_of_wcag(one: tuple[int, int, int], other: tuple[int, int, int], ratio: float) -> None:
    parts = [(red / 255, green / 255, blue / 255) for red, green, blue in (one, other)]
    assert _ratio(parts[0], parts[1]) == pytest.approx(ratio, abs=0.01)
    assert _ratio(parts[1], parts[0]) == pytest.approx(ratio, abs=0.01)


# ---- what is no fault ----


@pytest.mark.parametrize("text", [
    '<p id="never-linked">x</p>', "<p>— — no?</p>", "<p>“…”</p>",
    "<table><tbody><tr><th scope=\"row\">*</th><td>* * *</td></tr></tbody></table>",
    "<pre>* * *</pre>", '<p><img src="images/map.png" alt=""/>x</p>', '<p>a <a id="x"></a>b</p>', '<p id="x"></p>', "<p>1. e4 e5</p>",
    '<p><span lang="grc" xml:lang="grc">λόγος</span></p>', '<p><span lang="" xml:lang="">qapla’</span></p>',
    '<table role="presentation"><tbody><tr><td>x</td></tr></tbody></table>', '<p><a href="tel:+441234">x</a></p>',
    "<ul><li>a<ul><li>b</li></ul></li></ul>", "<dl><div><dt>a</dt><dd><p>b</p></dd></div></dl>",
    "<p>x<br/>y<img src=\"images/map.png\" alt=\"y\"/></p>",
    '<p style="text-align: center; color: inherit">x</p>', '<p><a href="#x%79">x</a><span id="xy">y</span></p>',
])  # fmt: skip
def test_what_is_right_is_left_alone(text: str, clean: Parts, tmp_path: Path) -> None:
    page = swapped(clean[NEXT], "<p>They were", f"{text}\n<p>They were")
    assert not [str(fault) for fault in inspect(pack({**clean, NEXT: page}, tmp_path / "clean.epub"))]


@pytest.mark.parametrize("css", [
    "a.noteref { text-decoration: none }", "body { color: inherit; background: none }", "pre { background: #eee; color: #111 }",
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #111 } }", "figure img { background: #fff }",
    "@supports (hyphens: auto) { p { hyphens: auto } }", "hr { border-top: 1px solid #888 }",
    "a { color: currentColor; text-decoration: underline }",
])  # fmt: skip
def test_style_that_is_right_is_left_alone(css: str, clean: Parts, tmp_path: Path) -> None:
    assert not [str(fault) for fault in inspect(pack({**clean, CSS: css.encode()}, tmp_path / "clean.epub"))]


