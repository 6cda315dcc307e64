"""The cover on a Kindle: Package -> Spots. The shelf shows a picture; a page of it in the book is one too many."""

from collections.abc import Iterator

from bookbuild.checks.package.contents import Item, Package, Spot, Tree, resolve, words
from bookbuild.checks.package.images import plate

LEAST = 500                                        # pixels of the shorter side (Kindle Publishing Guidelines)
XLINK = "{http://www.w3.org/1999/xlink}href"


def cover_of(package: Package) -> Item | None:
    """The picture that is declared the cover, as EPUB 3 does it or as EPUB 2 did."""
    metas = package.opf.all("meta") if package.opf else ()
    old = {meta.get("content") for meta in metas if meta.get("name") == "cover"}
    declared = (item for item in package.items if "cover-image" in item.properties or item.id in old)
    return next((item for item in declared if item.media_type.startswith("image/")), None)


def undeclared(package: Package) -> Iterator[Spot]:
    """A picture that no line of the package document calls the cover is not one."""
    if package.opf and cover_of(package) is None:
        yield package.opf.spot(package.opf.root, "the shelf has nothing to show")


def too_small(package: Package) -> Iterator[Spot]:
    """It is blown up on the shelf and on the screen of a sleeping Kindle."""
    cover = cover_of(package)
    seen = plate(package.files[cover.name]) if cover and cover.name in package.files else None
    if cover and seen and 0 < min(seen.width, seen.height) < LEAST:
        yield Spot(cover.name, None, f"{seen.width} × {seen.height}, where {LEAST} pixels are wanted on the shorter side")


def on_a_page(package: Package) -> Iterator[Spot]:
    """A document of the spine with the cover on it and nothing else."""
    cover = cover_of(package)
    for item in package.spine if cover else ():
        page = package.trees.get(item.name)
        body = next(page.all("body"), None) if page else None
        if page and cover and body is not None and not words(body) and set(_shown(page)) == {cover.name}:
            yield page.spot(body, "a page of its own repeats it")


def _shown(page: Tree) -> Iterator[str]:
    for image in page.all("img", "svg:image"):
        yield resolve(page.name, image.get("src") or image.get("href") or image.get(XLINK, ""))[0]
