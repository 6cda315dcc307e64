"""Pictures on a Kindle: Package -> Spots."""

from collections.abc import Iterator

from bookbuild.checks.package import images
from bookbuild.checks.package.contents import SPACES, SVG, Package, Spot

MOST_PIXELS = 5_000_000                            # Kindle Publishing Guidelines 2026.1; the cover may have more
SHOWN = {"image/jpeg", "image/jpg", "image/png", "image/gif", SVG}


def without_source(package: Package) -> Iterator[Spot]:
    """`<img>` and nothing to show (kindle-epub-fix)."""
    for page in package.pages:
        for image in page.all("img"):
            if not image.get("src", "").strip(SPACES):
                yield page.spot(image, "img has no src")


def of_other_kinds(package: Package) -> Iterator[Spot]:
    """By what they are, not by what they are called."""
    for name, item in package.listed.items():
        kind = images.kind_of(package.files.get(name, b"")[:64]) or item.media_type
        if item.media_type.startswith("image/") and kind not in SHOWN:
            yield Spot(name, None, kind)


def too_large(package: Package) -> Iterator[Spot]:
    """Of the cover Amazon wants many."""
    for item, content in images.pictures(package):
        seen = images.plate(content)
        if seen.width * seen.height > MOST_PIXELS and "cover-image" not in item.properties:
            yield Spot(item.name, None, f"{seen.width} × {seen.height}")
