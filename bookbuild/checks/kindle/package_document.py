"""The book as a whole, as Amazon receives it: Package -> Spots."""

from collections.abc import Iterator

from bookbuild.checks.package import container
from bookbuild.checks.package.contents import Package, Spot, words
from bookbuild.epub.readers import KINDLE_LANGUAGES


def cannot_be_opened(package: Package) -> Iterator[Spot]:
    """No zip file, a damaged one, or one without a description of the book."""
    yield from container.unreadable(package)
    yield from container.no_package_document(package)


def no_language(package: Package) -> Iterator[Spot]:
    """Without one the conversion stops."""
    if package.opf and not any(words(element) for element in package.opf.all("dc:language")):
        yield package.opf.spot(package.opf.root, "no dc:language")


def unlisted_language(package: Package) -> Iterator[Spot]:
    """The first language is the one that counts."""
    if package.opf:
        for element in list(package.opf.all("dc:language"))[:1]:
            tag = words(element)
            if tag and tag.split("-", maxsplit=1)[0].lower() not in KINDLE_LANGUAGES:
                yield package.opf.spot(element, tag)
