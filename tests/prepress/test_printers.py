"""Printers' rules as dated data: each number has a source and a date, and says of every book what the printer says of it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from bookbuild.book import Trim
from bookbuild.prepress.printers import PRINTERS, Printer, printer_named
from bookbuild.prepress.printers.explained import explained, rows
from bookbuild.problems import BookError

NOVEL = Trim(5.5, 8.5, "in")
EVERY = pytest.mark.parametrize("printer", PRINTERS.values(), ids=list(PRINTERS))


def written(name: str) -> dict[str, Any]:
    return tomllib.loads((files("bookbuild.prepress") / "printers" / f"{name}.toml").read_text("utf-8"))


def tables(rules: object, place: str = "", source: str | None = None) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    """Every table of a file, and the source it names or is given by the table it stands in."""
    for each in rules if isinstance(rules, list) else [rules]:
        if isinstance(each, dict):
            named = each.get("source", source)
            yield place, each, named
            for key, inside in each.items():
                if isinstance(inside, dict | list) and not (place == "" and key == "sources"):
                    yield from tables(inside, f"{place}.{key}", named)


def has_number(value: object) -> bool:
    if isinstance(value, list):
        return any(map(has_number, value))
    return isinstance(value, int | float) or (isinstance(value, str) and value[:1].isdigit())


@EVERY
def test_every_table_with_a_number_names_a_source_that_is_listed(printer: Printer) -> None:
    rules = written(printer.name)
    found = list(tables(rules))
    for place, table, source in found:
        if place and any(has_number(value) for value in table.values()):
            assert source in rules["sources"], place
    assert len(found) > 10


@EVERY
def test_every_source_has_an_address_a_day_and_a_standing(printer: Printer) -> None:
    assert date(2026, 11, 1) <= printer.as_of
    for source in printer.sources.values():
        assert source.url.startswith("https://")
        assert isinstance(source.read, date)
        assert source.read <= printer.as_of
        assert source.standing in ("primary", "second-hand", "unverified")
        assert source.title


@EVERY
def test_every_source_is_used(printer: Printer) -> None:
    rules = written(printer.name)
    used = {value for _, table, _ in tables(rules) for key, value in table.items() if key.endswith("source")}
    assert used == set(printer.sources)


@EVERY
def test_the_explanation_shows_all_numbers_with_their_sources(printer: Printer) -> None:
    told = explained(printer)
    assert told.startswith(f"{printer.title}: what it asks for, as of 24 November 2026\n")
    for *_, source in rows(printer):
        assert source.url in told
    for band in printer.margins.bands:
        assert printer.length(band.inside) in told
    assert max(map(len, told.splitlines())) <= 100
    assert "read 2" in told


def test_what_nobody_could_verify_is_said_to_be_so() -> None:
    assert "unverified: a guess" in explained(PRINTERS["ingram"])
    assert PRINTERS["ingram"].spine.source.standing == "unverified"
    assert PRINTERS["bod"].margins.source.standing == "unverified"
    assert PRINTERS["kdp"].margins.source.standing == "second-hand"
    assert PRINTERS["ingram"].margins.source.standing == "primary"


@pytest.mark.parametrize(("name", "pages", "inches"), [
    ("kdp", 24, 0.375), ("kdp", 150, 0.375), ("kdp", 151, 0.5), ("kdp", 300, 0.5), ("kdp", 301, 0.625), ("kdp", 500, 0.625),
    ("kdp", 501, 0.75), ("kdp", 700, 0.75), ("kdp", 701, 0.875), ("kdp", 828, 0.875), ("kdp", 900, 0.875),
    ("ingram", 18, 0.5), ("ingram", 1050, 0.5),
    ("lulu", 60, 0.5), ("lulu", 61, 0.625), ("lulu", 150, 0.625), ("lulu", 151, 1.0), ("lulu", 400, 1.0), ("lulu", 401, 1.125),
    ("lulu", 600, 1.125), ("lulu", 601, 1.25), ("lulu", 800, 1.25),
])  # fmt: skip
def test_the_inside_margin_on_both_sides_of_each_border(name: str, pages: int, inches: float) -> None:
    assert PRINTERS[name].margins.inside(pages) == pytest.approx(inches * 72)


@EVERY
def test_bands_begin_at_one_page_and_leave_none_out(printer: Printer) -> None:
    bands = printer.margins.bands
    assert bands[0].first == 1
    for one, other in pairwise(bands):
        assert one.last is not None
        assert other.first == one.last + 1
        assert other.inside > one.inside


def test_where_the_paper_goes_on_beyond_the_cut() -> None:
    def edges(name: str) -> list[float]:
        bled = PRINTERS[name].bleed.by_edge
        return [bled.inside, bled.outside, bled.top, bled.bottom]

    assert edges("kdp") == edges("ingram") == [0, 9, 9, 9]
    assert edges("lulu") == [9, 9, 9, 9]
    assert edges("bod") == pytest.approx([5 * 72 / 25.4] * 4)


def test_how_many_pages_a_paper_and_a_trim_allow() -> None:
    kdp, ingram = PRINTERS["kdp"].pages, PRINTERS["ingram"].pages
    assert kdp.allowed(NOVEL) == (24, 828)
    assert kdp.allowed(Trim(8.5, 11, "in"), "white") == (24, 590)
    assert kdp.allowed(Trim(8.5, 11, "in")) == (24, 828)
    assert kdp.allowed(NOVEL, "standard-color") == (72, 828)
    assert ingram.allowed(NOVEL, "groundwood-38") == (18, 900)
    assert PRINTERS["lulu"].pages.allowed(NOVEL) == (32, 800)


def test_the_sizes_a_printer_cuts() -> None:
    assert PRINTERS["kdp"].trims.cuts(Trim(129, 198, "mm"))
    assert not PRINTERS["kdp"].trims.cuts(Trim(100, 140, "mm"))
    assert PRINTERS["ingram"].trims.cuts(Trim(148, 210, "mm"))       # which it calls 5.83 × 8.27 in
    assert PRINTERS["lulu"].trims.cuts(Trim(11, 8.5, "in"))
    assert not PRINTERS["ingram"].trims.cuts(Trim(8.5, 5.5, "in"))
    assert not PRINTERS["bod"].trims.cuts(NOVEL)
    assert PRINTERS["bod"].trims.near(NOVEL)[0] == Trim(135, 215, "mm")


def test_a_spine_is_as_wide_as_its_pages_and_its_cover() -> None:
    assert PRINTERS["kdp"].stock("cream").spine(300) == pytest.approx(0.75 * 72)
    assert PRINTERS["kdp"].stock(None).spine(100) == pytest.approx(0.2252 * 72)
    assert PRINTERS["lulu"].stock(None).spine(444) == pytest.approx(1.06 * 72)
    assert PRINTERS["ingram"].stock("White 50").spine(300) is None


def test_a_paper_the_printer_has_not_is_a_problem() -> None:
    with pytest.raises(BookError, match=r"p-043: Amazon KDP has no paper 'creme'\n    --stock cream   \(one of white, cream,"):
        PRINTERS["kdp"].stock("creme")


@pytest.mark.parametrize(("typed", "name"), [(" KDP ", "kdp"), ("Amazon", "kdp"), ("IngramSpark", "ingram"), ("BoD", "bod")])
def test_a_printer_is_known_by_what_people_call_it(typed: str, name: str) -> None:
    assert printer_named(typed).name == name


@pytest.mark.parametrize(("typed", "near"), [("ingramsprak", "did you mean ingram. "), ("luluu", "did you mean lulu. "), ("Q", "")])
def test_an_unknown_printer_is_a_problem_with_a_near_one(typed: str, near: str) -> None:
    with pytest.raises(BookError, match=rf"p-040: no rules for a printer '{typed}'\n    {near}one of kdp, ingram, lulu, bod"):
        printer_named(typed)
