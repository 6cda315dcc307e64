"""What Amazon is known to refuse: silent on what we make for Kindle, and each thing that goes wrong is found, and no more."""

from contextlib import suppress
from pathlib import Path

import pytest
from changes import Change, css, cut_off, drop, instead_of_the_map, meta, picture, prose, put, swap
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import MUTANTS, Mutant
from specimen import CHAPTER, MANUSCRIPT, MAP, MAP_ITEM, NAV, NCX, NEXT, OPF, Parts, pack, swapped
from tiny import Finished, Package, TinyBook, typed

from bookbuild.checks.kindle import KINDLE_RULES, lint
from bookbuild.checks.package.contents import Find
from bookbuild.checks.rule import Rule
from bookbuild.epub import READERS, Packing, write_epub
from bookbuild.problems import Problem, Severity

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
OPS = 'xmlns:epub="http://www.idpf.org/2007/ops"'
LINK = 'href="https://example.org/?a=1&amp;b=2"'
POINT = '<navPoint id="point-{0}"><navLabel><text>{1}</text></navLabel><content src="chapter-0{2}.xhtml"/>\n</navPoint>'
LAMP, DOOR = POINT.format(2, "The Lamp", 1), POINT.format(3, "The Door", 2)
COVER = "EPUB/images/cover-image.jpg"
COVER_ITEM = '<item href="images/cover-image.jpg" id="cover-image" media-type="image/jpeg" properties="cover-image"/>'
PAGE = (f'{DECLARATION}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en-GB" xml:lang="en-GB"><head><title>Cover</title>'
        '</head><body><img alt="Cover" src="images/cover-image.jpg"/></body></html>')  # fmt: skip
LONG = f"<table><tbody>{'<tr><td>x</td></tr>' * 101}</tbody></table>"


def rows(*mutants: tuple[str, Change, str]) -> tuple[Mutant, ...]:
    return tuple(Mutant(*mutant) for mutant in mutants)


KINDLE_MUTANTS = rows(
    ("Czech", meta("<dc:language>en-GB", "<dc:language>cs"), "k-002"),
    ("no language", meta("<dc:language>en-GB</dc:language>", ""), "k-003"),
    ("a cover of no name", swap((OPF, ' properties="cover-image"', ""), (OPF, '<meta name="cover" content="cover-image"/>', "")), "k-004"),
    ("a small cover", put(COVER, picture("JPEG", size=(300, 480))), "k-005"),
    ("the cover on a page too", put("EPUB/cover.xhtml", PAGE.encode(), (
        OPF, COVER_ITEM, f'{COVER_ITEM}<item href="cover.xhtml" id="cover" media-type="application/xhtml+xml"/>'), (
        OPF, '<itemref idref="half-title"/>', '<itemref idref="cover"/><itemref idref="half-title"/>')), "k-006"),
    ("a download that stopped", cut_off, "k-010"),
    ("no description of the book", drop("META-INF/container.xml"), "k-010"),
    ("files are encrypted", put("META-INF/encryption.xml", b"<encryption/>"), "k-011"),
    ("no contents", swap((OPF, ' properties="nav"', ""), (OPF, '<item href="toc.ncx" id="toc"', '<item href="toc.txt" id="toc"'),
                         (OPF, "application/x-dtbncx+xml", "text/plain"), (OPF, 'toc="toc"', "")), "k-020 k-037"),
    ("the NCX leads to nothing", swap((NCX, 'src="chapter-02.xhtml"', 'src="chapter-09.xhtml"')), "k-021"),
    ("the guide leads to nothing", swap((OPF, 'Start of the text" href="part-1', 'Start of the text" href="start')), "k-021"),
    ("the NCX is not in order", swap((NCX, f"{LAMP}\n{DOOR}", f"{DOOR}\n{LAMP}")), "k-022"),
    ("not XML", prose("<p>R & D</p>"), "k-030"),
    ("no encoding", swap((NEXT, DECLARATION, ""), (NEXT, "They were", "Café; they were")), "k-031"),
    ("XML 1.1", swap((NEXT, 'version="1.0"', 'version="1.1"')), "k-032"),
    ("entities", swap((NEXT, "<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>')), "k-032"),
    ("another epub:", swap((NEXT, OPS, OPS.replace("2007", "2011"))), "k-033"),
    ("a form", prose("<p><input/></p><form action=\"x\"></form>"), "k-034"),
    ("p in p", prose("<p>One <span><p>two</p></span></p>"), "k-035"),
    ("a link to a body", swap((CHAPTER, LINK, 'href="chapter-02.xhtml#top"'), (NEXT, "<body>", '<body id="top">')), "k-036"),
    ("an NCX to a body",
     swap((NCX, 'src="chapter-02.xhtml"', 'src="chapter-02.xhtml#top"'), (NEXT, "<body>", '<body id="top">')), "k-036"),
    ("a lost picture", drop(MAP), "k-037"),
    ("a link to Markdown", swap((CHAPTER, LINK, 'href="02-b.md"')), "k-037"),
    ("capitals", swap((CHAPTER, "images/map.png", "images/Map.png")), "k-038"),
    ("capitals in the manifest", meta(MAP_ITEM, MAP_ITEM.replace("map.png\" id", "MAP.png\" id")), "k-038"),
    ("img without src", prose('<p><img alt=""/></p>'), "k-041"),
    ("WebP", instead_of_the_map(picture("WEBP"), "webp", "image/webp"), "k-042"),
    ("six million pixels", put(MAP, picture("PNG", "L", (3000, 2000))), "k-043"),
    ("a picture cut off", put(MAP, b"\x89PNG\r\n\x1a\n"), "k-044"),
    ("a margin below zero", css(".big { margin-left: -1em }"), "k-050"),
    ("black text", css("p { color: #000 }"), "k-051"),
    ("a wide table", prose(f"<table><tbody><tr>{'<td>x</td>' * 11}</tr></tbody></table>"), "k-052"),
    ("a broad cell", prose('<table><tbody><tr><td colspan="11">x</td></tr></tbody></table>'), "k-052"),
    ("a long table", prose(LONG), "k-052"),
)  # fmt: skip


@pytest.fixture(scope="session")
def for_kindle(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The files of a package as it is made for Kindle, in the order of the zip."""
    made = TinyBook(tmp_path_factory.mktemp("kindle"))
    made.write(MANUSCRIPT | {"cover.png": picture("PNG", size=(500, 800))})
    out = made.folder / "book.epub"
    assert not write_epub(made.compose(), made.style(), out, Packing(READERS["kindle"]))
    package = Package(out)
    return {name: package.read(name) for name in package.names}


def test_nothing_is_found_in_what_is_made_for_kindle(for_kindle: Parts, tmp_path: Path) -> None:
    assert not list(lint(pack(for_kindle, tmp_path / "clean.epub")))


@pytest.mark.thorough
def test_nothing_is_found_in_the_sample(sample: Finished, tmp_path: Path) -> None:
    made = TinyBook(sample.folder)
    write_epub(made.compose(), made.style(), tmp_path / "sample.epub", Packing(READERS["kindle"]))
    assert [str(problem) for problem in lint(tmp_path / "sample.epub")] == []


def test_a_book_made_for_all_readers_has_its_cover_twice(sample: Finished) -> None:
    assert "k-006" in {problem.code for problem in lint(sample.epub)}


@pytest.mark.parametrize("mutant", KINDLE_MUTANTS, ids=lambda mutant: mutant.name)
def test_what_amazon_refuses_is_found_and_nothing_else(mutant: Mutant, for_kindle: Parts, tmp_path: Path) -> None:
    mutant.change(dict(for_kindle), tmp_path / "broken.epub")
    found = list(lint(tmp_path / "broken.epub"))
    assert " ".join(sorted({problem.code for problem in found})) == mutant.ours, "\n".join(map(str, found))


def test_every_rule_has_a_mutant_and_explains_itself() -> None:
    assert {rule.code for rule in KINDLE_RULES} == {code for mutant in KINDLE_MUTANTS for code in mutant.ours.split()}
    for rule in KINDLE_RULES:
        assert "Wrong: " in rule.explanation, rule.code
        assert "Right: " in rule.explanation, rule.code
        assert rule.find.__doc__


@pytest.mark.parametrize("rule", KINDLE_RULES, ids=lambda rule: rule.code)
def test_a_rule_can_be_looked_up(rule: Rule[Find]) -> None:
    assert rule.severity in (Severity.ERROR, Severity.WARNING)
    assert not rule.title.endswith(".")


def test_the_command_knows_the_rules() -> None:
    assert "k-036  error   a link to the body of a document" in typed("check", "--rules").stdout
    assert "kindle.epub" not in (said := typed("check", "--explain", "k-006").stdout)
    assert said.startswith("k-006: the cover is there twice (warning)")


def test_ascii_without_a_declaration_is_the_same_in_both_encodings(for_kindle: Parts, tmp_path: Path) -> None:
    plain = swapped(for_kindle[NEXT], DECLARATION, "").decode().encode("ascii", "ignore")
    assert not list(lint(pack({**for_kindle, NEXT: plain}, tmp_path / "plain.epub")))


def test_a_finding_is_told_at_the_manuscripts_line_where_that_is_known(tmp_path: Path) -> None:
    made = TinyBook(tmp_path / "wide")
    made.write({"01-a.md": f"# A\n\nText.\n\n|{' a |' * 11}\n|{'---|' * 11}\n|{' 1 |' * 11}\n", "book.toml": 'title = "T"\n'})
    edition = made.compose()
    write_epub(edition, made.style(), tmp_path / "wide.epub", Packing(READERS["kindle"]))
    [found] = lint(tmp_path / "wide.epub", edition)
    assert (found.code, found.place) == ("k-052", "manuscript/01-a.md:5")
    [found] = lint(tmp_path / "wide.epub")
    assert "(in the EPUB: EPUB/chapter-01.xhtml:" in found.message


def test_nothing_that_can_be_wrong_with_a_package_raises(for_kindle: Parts, tmp_path: Path) -> None:
    """The mutants of the other checker, but for those that change what this package does not have: page numbers, a page of cover."""
    changed = 0
    for mutant in MUTANTS[::3]:
        with suppress(AssertionError, KeyError, ValueError):
            mutant.change(dict(for_kindle), tmp_path / "broken.epub")
            changed += 1
        assert all(isinstance(problem, Problem) for problem in lint(tmp_path / "broken.epub"))
    assert changed > 0.9 * len(MUTANTS[::3])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([CHAPTER, NEXT, NAV, NCX, OPF, MAP]), at=st.floats(0, 1), out=st.integers(0, 300),
       put_in=st.sampled_from([b"", b"<", b">", b"\xff", b'colspan="9999"', b'href=""', b"src=' '", b'id="x"', b"<p>", b"\0"]))  # fmt: skip
def test_no_damage_to_a_file_raises(name: str, at: float, out: int, put_in: bytes, for_kindle: Parts, tmp_path: Path) -> None:
    content = for_kindle[name]
    place = int(at * len(content))
    damaged = content[:place] + put_in + content[place + out :]
    assert all(isinstance(problem, Problem) for problem in lint(pack({**for_kindle, name: damaged}, tmp_path / "damaged.epub")))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [problem.code for problem in lint(tmp_path / "nowhere.epub")] == ["k-010"]
