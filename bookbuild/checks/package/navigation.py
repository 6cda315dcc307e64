"""Contents, landmarks, NCX and guide: Package -> Spots (EPUB 3.3, section 7)."""

from collections import Counter
from collections.abc import Iterator

from bookbuild.checks.package.contents import NCX, Element, Package, Spot, Tree, name_of, quoted, resolve, roles, scheme, types, words

LISTS = ("toc", "landmarks", "page-list")
DOUBLED = {"cover", "titlepage", "toc", "bodymatter"}       # landmarks of which a reader takes the first, or the last


def part(package: Package, kind: str) -> Element | None:
    """The `nav` of a kind in the navigation document."""
    return next((nav for nav in package.nav.all("nav") if kind in types(nav)), None) if package.nav else None


def links(nav: Element | None) -> list[Element]:
    """The links in a `nav`, in order."""
    return [] if nav is None else [element for element in nav.iter() if name_of(element) == "a"]


def contents(package: Package) -> Iterator[Spot]:
    """A navigation document with a table of contents that is not empty."""
    if package.opf is None or (package.nav is None and any("nav" in item.properties for item in package.items)):
        return                                     # what is not there, or not XML, is told elsewhere
    navs = [item for item in package.items if "nav" in item.properties]
    if len(navs) != 1 or package.nav is None:
        yield package.opf.spot(package.opf.root, f"{len(navs) or 'no'} items have the property nav, where one is wanted")
        return
    found = Counter(kind for nav in package.nav.all("nav") for kind in types(nav))
    toc = part(package, "toc")
    if toc is None or not links(toc):
        what = "there is no table of contents" if toc is None else "the table of contents is empty"
        yield Spot(package.nav.name, None if toc is None else toc.sourceline, what)
    for kind in LISTS:
        if found[kind] > 1:
            yield Spot(package.nav.name, None, f"{found[kind]} navs are a {kind}")


def entries_lead_somewhere(package: Package) -> Iterator[Spot]:
    """Into a document of the spine. What is nowhere at all is told of every link."""
    if package.nav is None:
        return
    spine, listed = {item.name for item in package.spine}, package.listed
    for kind in LISTS:
        for link in links(part(package, kind)):
            href = link.get("href")
            if href is None or scheme(href):
                yield package.nav.spot(link, f"{quoted(words(link))} of the {kind} leads to {href or 'nothing'}")
            elif (name := resolve(package.nav.name, href)[0]) not in spine and name in listed:
                yield package.nav.spot(link, f"{quoted(words(link))} leads to {name}, which is not in the spine")


def labels(package: Package) -> Iterator[Spot]:
    """Every entry says something."""
    if package.nav is None:
        return
    for nav in package.nav.all("nav"):
        for element in nav.iter():
            entry = name_of(element) in ("a", "span") and "doc-pagebreak" not in roles(element)
            if entry and not words(element) and not any(image.get("alt") for image in element.iter()):
                yield package.nav.spot(element, "an entry without words")


def order(package: Package) -> Iterator[Spot]:
    """The entries follow the spine, and within a document its lines."""
    if package.nav is None:
        return
    before: tuple[int, int] = (-1, -1)
    for link in links(part(package, "toc")):
        at = position(package, package.nav, link.get("href", ""))
        if at is None:
            continue
        if at < before:
            yield package.nav.spot(link, f"{quoted(words(link))} stands in the contents after what follows it in the book")
        before = at


def position(package: Package, base: Tree, href: str) -> tuple[int, int] | None:
    """(place in the spine, place in its document) of what an address leads to."""
    name, fragment = resolve(base.name, href)
    place = next((number for number, item in enumerate(package.spine) if item.name == name), None)
    if place is None or scheme(href):
        return None
    tree = package.trees.get(name)
    target = tree.ids.get(fragment) if tree and fragment else None
    return place, _place(tree, target[0]) if tree and target else 0


def _place(tree: Tree, target: Element) -> int:
    return next((number for number, element in enumerate(tree.elements) if element is target), 0)


def landmarks(package: Package) -> Iterator[Spot]:
    """One of each, and a place where reading begins."""
    if package.nav is None or part(package, "landmarks") is None:
        return
    seen: set[str] = set()
    for link in links(part(package, "landmarks")):
        kinds = types(link)
        if not kinds:
            yield package.nav.spot(link, f"the landmark {quoted(words(link))} does not say what it is")
        for kind in kinds:
            if kind in seen & DOUBLED:
                yield package.nav.spot(link, f"a second landmark is the {kind}")
            seen.add(kind)
    if "bodymatter" not in seen:
        yield Spot(package.nav.name, None, "no landmark says where the text begins (bodymatter)")


def ncx_agrees(package: Package) -> Iterator[Spot]:
    """Readers of EPUB 2 and Kindles show the NCX: the same words leading to the same places."""
    if package.ncx is None or package.nav is None:
        return
    new = [(words(link), resolve(package.nav.name, link.get("href", ""))) for link in links(part(package, "toc"))]
    points = list(package.ncx.all("navPoint"))
    old = [_point(package.ncx, point) for point in points]
    for number, (in_ncx, in_nav) in enumerate(zip(old, new, strict=False)):
        if in_ncx != in_nav:
            spot = f"the NCX says {quoted(in_ncx[0])} to {in_ncx[1][0]}, the contents {quoted(in_nav[0])} to {in_nav[1][0]}"
            yield package.ncx.spot(points[number], spot)
            return
    if len(old) != len(new):
        yield Spot(package.ncx.name, None, f"{len(old)} entries in the NCX, {len(new)} in the contents")


def _point(ncx: Tree, point: Element) -> tuple[str, tuple[str, str]]:
    label = next((words(child) for child in point if name_of(child) == "navLabel"), "")
    source = next((child.get("src", "") for child in point if name_of(child) == "content"), "")
    return label, resolve(ncx.name, source)


def ncx_identity(package: Package) -> Iterator[Spot]:
    """The NCX names the book it belongs to, and the spine names the NCX."""
    if package.opf is None:
        return
    named = next((spine.get("toc") for spine in package.opf.all("spine")), None)
    listed = next((item for item in package.items if item.media_type == NCX), None)
    if named is not None and (listed is None or listed.id != named):
        yield package.opf.spot(package.opf.root, f"toc={named!r} of the spine leads to no NCX")
    if package.ncx:
        own = {words(each) for each in package.opf.all("dc:identifier") if each.get("id") == package.opf.root.get("unique-identifier")}
        said = {meta.get("content", "").strip() for meta in package.ncx.all("meta") if meta.get("name") == "dtb:uid"}
        if own and own != said:
            yield Spot(package.ncx.name, None, f"dtb:uid is {' '.join(said) or 'nothing'}, the book is {' '.join(own)}")


def ncx_targets(package: Package) -> Iterator[Spot]:
    """Where the entries of the NCX lead, in the order of the nav's page-list too; and its ids."""
    ncx = package.ncx
    if ncx is None:
        return
    for name, elements in ncx.ids.items():
        if len(elements) > 1:
            yield ncx.spot(elements[1], f"a second element has the id {name}")
    for content in ncx.all("content"):
        if why := _leads_nowhere(package, ncx, content.get("src", "")):
            yield ncx.spot(content, why)


def guide(package: Package) -> Iterator[Spot]:
    """EPUB 2's landmarks, by which Kindle opens the book."""
    if package.opf:
        for reference in package.opf.all("reference"):
            if why := _leads_nowhere(package, package.opf, reference.get("href", "")):
                yield package.opf.spot(reference, why)


def _leads_nowhere(package: Package, base: Tree, href: str) -> str:
    name, fragment = resolve(base.name, href)
    if name not in {item.name for item in package.spine}:
        return f"{href or 'an entry'} leads to no document of the spine"
    tree = package.trees.get(name)
    return f"{href} leads to no id in {name}" if fragment and tree and fragment not in tree.ids else ""
