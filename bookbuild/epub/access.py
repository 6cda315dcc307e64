"""Edition -> what a shop and a library may say of its accessibility (EPUB Accessibility 1.1), true to the book."""

from collections.abc import Iterator

from bookbuild.book import Metadata
from bookbuild.edition import Edition
from bookbuild.epub.metadata import Row
from bookbuild.phrases import phrases

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"              # to the letter: reading systems compare it
IN_PRINT = ("paperback", "hardcover", "pdf")


def accessibility(edition: Edition, *, paged: bool) -> Iterator[Row]:
    """`paged` is whether the printed book's pages are marked. A claim to conform is made only in somebody's name."""
    informative = any(not each.decorative for each in edition.illustrations)
    described = informative and not any(problem.code == "m-031" for problem in edition.problems)
    features = ["tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability", "ARIA", "unlocked"]
    features += ["alternativeText"] * described + ["pageNavigation", "pageBreakMarkers"] * paged
    modes = ["textual"] + ["visual"] * informative
    properties = {
        "accessMode": modes,
        "accessModeSufficient": [",".join(modes), *(["textual"] if described else [])],
        "accessibilityFeature": features, "accessibilityHazard": ["none"],
        "accessibilitySummary": [_summary(edition, informative=informative, described=described, paged=paged)],
    }  # fmt: skip
    for name, values in properties.items():
        yield from (Row(None, value, {"property": f"schema:{name}"}) for value in values)
    if certifier := edition.metadata.accessibility.certified_by:
        yield Row(None, CONFORMS, {"property": "dcterms:conformsTo", "id": "conformance"})
        yield Row(None, certifier, {"property": "a11y:certifiedBy", "refines": "#conformance"})
    if paged:
        yield Row(None, page_break_source(edition), {"property": "pageBreakSource"})


def page_break_source(edition: Edition) -> str:
    """The printed book whose pages are marked: by its ISBN, or in words. Never by the identifier of the EPUB itself."""
    metadata = edition.metadata
    numbers = dict(metadata.isbn)
    if digits := next((numbers[kind] for kind in IN_PRINT if kind in numbers), None):
        return f"urn:isbn:{digits}"
    trim = edition.design.trim
    return ", ".join(filter(None, (*_imprint(metadata), f"PDF {trim}" if trim else "PDF")))


def _imprint(metadata: Metadata) -> Iterator[str | None]:
    yield metadata.title
    yield metadata.publisher
    yield str(metadata.published.year) if metadata.published else None
    yield metadata.edition_statement


def _summary(edition: Edition, *, informative: bool, described: bool, paged: bool) -> str:
    if written := edition.metadata.accessibility.summary:
        return written
    words = phrases(edition.metadata.language)
    pictures = ["access-pictures" if described else "access-pictures-missing"] * informative
    return " ".join(words[key] for key in ("access-text", *pictures, *["access-pages"] * paged))
