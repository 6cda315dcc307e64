"""What Amazon's guidelines ask of style sheets and tables: Package -> Spots."""

from collections.abc import Iterator

import tinycss2

from bookbuild.checks.package import sheets
from bookbuild.checks.package.contents import Element, Package, Spot, name_of
from bookbuild.epub.readers import BELOW_ZERO, RUNNING_TEXT, THEIR_OWN

MOST_ROWS, MOST_COLUMNS = 100, 10                  # Kindle Publishing Guidelines 2026.1


def negative_margins(package: Package) -> Iterator[Spot]:
    """Of whatever element."""
    for sheet in sheets.styles(package):
        for rule in sheet.rules:
            for name, node, line in rule.values:
                if name.startswith("margin") and BELOW_ZERO.search(tinycss2.serialize(node.value)):
                    yield Spot(sheet.name, line, f"{rule.selector}: {name}")


def dressed_text(package: Package) -> Iterator[Spot]:
    """Face, size, colour and leading of all paragraphs are the reader's own."""
    for sheet in sheets.styles(package):
        for rule in sheet.rules:
            if RUNNING_TEXT.issuperset(each.strip() for each in rule.selector.split(",")):
                for name, _, line in rule.values:
                    if name in THEIR_OWN or name.startswith("background"):
                        yield Spot(sheet.name, line, f"{rule.selector}: {name}")


def large_tables(package: Package) -> Iterator[Spot]:
    """By rows or by columns."""
    for page in package.pages:
        for table in page.all("table"):
            rows = [element for element in table.iter() if name_of(element) == "tr"]
            columns = max((sum(_span(cell) for cell in row) for row in rows), default=0)
            if len(rows) > MOST_ROWS or columns > MOST_COLUMNS:
                yield page.spot(table, f"{len(rows)} × {columns}")


def _span(cell: Element) -> int:
    written = cell.get("colspan", "1")
    return int(written) if written.isdecimal() and len(written) < len("1000") else 1
