"""The zip and its META-INF folder: Package -> Spots (EPUB 3.3, section 4: Open Container Format)."""

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from bookbuild.checks.package.contents import Package, Spot, resolve
from bookbuild.checks.package.opening import CONTAINER

MIMETYPE = b"application/epub+zip"
STORED, DEFLATED = 0, 8
AWAY = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)")
AWKWARD = re.compile(r"[^A-Za-z0-9._/+~@-]|\.(?:/|$)")
# What OCF lets stand without a line in the manifest, and iBooks' file of options.
UNLISTED = re.compile(r"^mimetype$|^META-INF/|/$")


def unreadable(package: Package) -> Iterator[Spot]:
    """No zip file, one that is damaged or packed too tightly, or an entry that cannot be unpacked."""
    yield from package.unreadable


def mimetype(package: Package) -> Iterator[Spot]:
    """Systems know an EPUB by its first 58 bytes."""
    if not package.entries:
        return
    content = package.files.get("mimetype")
    if content is None:
        yield Spot("mimetype", None, "the package has no file mimetype")
    elif package.entries[0].name != "mimetype":
        yield Spot("mimetype", None, f"mimetype is not the first entry: {package.entries[0].name} is")
    elif content != MIMETYPE:
        yield Spot("mimetype", None, f"mimetype says {content[:40]!r}")


def mimetype_packed(package: Package) -> Iterator[Spot]:
    """It must stand in the file as plain bytes at offset 38; EPUBCheck does not look at the way it is packed."""
    for entry in package.entries[:1]:
        if entry.name == "mimetype" and entry.method != STORED:
            yield Spot("mimetype", None, "mimetype is compressed")
        elif entry.name == "mimetype" and entry.extra:
            yield Spot("mimetype", None, "the header of mimetype has an extra field")


def no_package_document(package: Package) -> Iterator[Spot]:
    """META-INF/container.xml names the package document. One that is not XML is told by another rule."""
    broken = {spot.name for spot in package.not_xml}
    if package.unreadable or package.opf or CONTAINER in broken:
        return
    if package.container is None:
        yield Spot(CONTAINER, None, f"the package has no {CONTAINER}")
    elif not broken:
        yield Spot(CONTAINER, None, "no rootfile names a package document that is there")


def awkward_names(package: Package) -> Iterator[Spot]:
    """Letters, digits, dots, hyphens and underscores are understood by all."""
    for entry in package.entries:
        if not AWAY.search(entry.name) and (match := AWKWARD.search(entry.name.rstrip("/"))):
            yield Spot(entry.name, None, f"“{match[0]}” in the name of a file")


def names_that_lead_away(package: Package) -> Iterator[Spot]:
    """Unpacked carelessly, such a file is written over one of the reader's own."""
    for entry in package.entries:
        if AWAY.search(entry.name):
            yield Spot(entry.name, None, f"the name {entry.name!r} leads out of the package")
        elif entry.link:
            yield Spot(entry.name, None, "a link to elsewhere, not a file")


def names_that_clash(package: Package) -> Iterator[Spot]:
    """Unpacked under Windows or on a Mac, one of them is lost."""
    seen = Counter(normalize("NFC", entry.name).casefold() for entry in package.entries)
    for entry in package.entries:
        name = normalize("NFC", entry.name).casefold()
        if seen[name] > 1:
            seen[name] = 0
            yield Spot(entry.name, None, f"there is another file of the name {entry.name}, or it differs in capitals only")


def unlisted_files(package: Package) -> Iterator[Spot]:
    """Readers may leave out what the manifest does not list, and shops ask what it is."""
    if package.opf:
        linked = {resolve(package.opf.name, link.get("href", ""))[0] for link in package.opf.all("link")}    # a licence, a record
        listed = {item.name for item in package.items} | {package.opf.name} | linked
        for name in package.files:
            if name not in listed and not UNLISTED.search(name):
                yield Spot(name, None, "not in the manifest")


def missing_files(package: Package) -> Iterator[Spot]:
    """A line of the manifest that leads to nothing."""
    damaged = {spot.name for spot in package.unreadable}
    for item in package.items:
        if package.opf and item.name not in package.files and item.name not in damaged and "://" not in item.href:
            yield package.opf.spot(item.element, f"the manifest lists {item.href}, which is not in the package")


def odd_packing(package: Package) -> Iterator[Spot]:
    """OCF knows stored and deflated."""
    for entry in package.entries:
        if entry.encrypted:
            yield Spot(entry.name, None, "locked with a password of the zip")
        elif entry.method not in (STORED, DEFLATED):
            yield Spot(entry.name, None, f"packed by method {entry.method} of the zip; readers know 0 and 8")


def encryption(package: Package) -> Iterator[Spot]:
    """Copy protection, or fonts made unreadable for other programs."""
    name = "META-INF/encryption.xml"
    if name in package.files:
        yield Spot(name, None, "files of the package are encrypted")
