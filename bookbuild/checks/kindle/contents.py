"""Contents and guide, by which a Kindle finds its way: Package -> Spots."""

from collections.abc import Iterator

from bookbuild.checks.package import navigation
from bookbuild.checks.package.contents import Package, Spot, quoted, words


def missing(package: Package) -> Iterator[Spot]:
    """Either of the two kinds will do, if it has an entry."""
    if package.opf and not package.not_xml:
        point = next(package.ncx.all("navPoint"), None) if package.ncx else None
        if point is None and not navigation.links(navigation.part(package, "toc")):
            yield package.opf.spot(package.opf.root, "neither a nav nor an NCX with an entry in it")


def leads_nowhere(package: Package) -> Iterator[Spot]:
    """Entries of the nav, of the NCX and of the guide lead into the spine."""
    yield from navigation.entries_lead_somewhere(package)
    yield from navigation.ncx_targets(package)
    yield from navigation.guide(package)


def out_of_order(package: Package) -> Iterator[Spot]:
    """Nav and NCX follow the spine."""
    yield from navigation.order(package)
    before = (-1, -1)
    for point in package.ncx.all("navPoint") if package.ncx else ():
        source = next((child.get("src", "") for child in point.iter() if child.get("src")), "")
        at = navigation.position(package, package.ncx, source) if package.ncx else None
        if package.ncx and at is not None:
            if at < before:
                yield package.ncx.spot(point, f"{quoted(words(point))} stands in the NCX after what follows it in the book")
            before = at
