"""Notes: Package -> Spots. A call leads to a note, the note leads back, and both say what they are."""

from collections.abc import Iterator

from bookbuild.checks.package.contents import TYPE, Element, Package, Spot, Tree, name_of, quoted, resolve, roles, scheme, types, words

NOTE_TYPES = {"footnote", "endnote", "rearnote", "note"}
NOTE_ROLES = {"doc-footnote", "doc-endnote"}
LISTS = {"endnotes", "footnotes", "rearnotes", "doc-endnotes"}


def calls(page: Tree) -> Iterator[Element]:
    """The links that call a note."""
    return (link for link in page.all("a") if "noteref" in types(link) or "doc-noteref" in roles(link))


def notes(page: Tree) -> Iterator[Element]:
    """The notes themselves: those that say so."""
    return (element for element in page.marked(TYPE, "role") if is_note(element))


def is_note(element: Element) -> bool:
    """Whether an element says that it is a note."""
    return bool(NOTE_TYPES & set(types(element)) or NOTE_ROLES & set(roles(element)))


def calls_lead_to_notes(package: Package) -> Iterator[Spot]:
    """A pop-up shows what is marked as a note, or an item of a list of notes."""
    for page in package.pages:
        for call in calls(page):
            href = call.get("href")
            if href is None or scheme(href):
                yield page.spot(call, f"the call {quoted(words(call))} leads to no note")
                continue
            target = _target(package, page, href)
            if target is not None and not is_note(target) and not _in_list(target):
                yield page.spot(call, f"{href} is called as a note, and does not say that it is one")


def notes_are_called(package: Package) -> Iterator[Spot]:
    """A note that is never called is never read."""
    called = {resolve(page.name, call.get("href", "")) for page in package.pages for call in calls(page)}
    for page in package.pages:
        for note in notes(page):
            if (page.name, note.get("id", "")) not in called:
                yield page.spot(note, f"nothing calls the note {quoted(words(note))}")


def notes_lead_back(package: Package) -> Iterator[Spot]:
    """The way back is to a call of this very note."""
    callers = {(page.name, call.get("id", "")): resolve(page.name, call.get("href", "")) for page in package.pages for call in calls(page)}
    called = set(callers.values())
    for page in package.pages:
        for note in notes(page):
            place = page.name, note.get("id", "")
            ways = (resolve(page.name, link.get("href", "")) for link in note.iter() if name_of(link) == "a")
            if place in called and not any(callers.get(way) == place for way in ways):
                yield page.spot(note, f"no link leads back from the note {quoted(words(note))}")


def _target(package: Package, page: Tree, href: str) -> Element | None:
    name, fragment = resolve(page.name, href)
    tree = package.trees.get(name)
    return tree.ids.get(fragment, (None,))[0] if tree else None


def _in_list(target: Element) -> bool:
    return name_of(target) == "li" and any(LISTS & {*types(around), *roles(around)} for around in target.iterancestors())
