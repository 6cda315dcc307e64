"""Footnotes: Python-Markdown's list at the end -> notes that know their call, numbered as the text calls them."""

from xml.etree.ElementTree import Element

from bookbuild.markup.passage import Note


def take_notes(root: Element, name: str, label: str) -> list[Note]:
    """Take the notes out of the tree; every call becomes an EPUB note reference.

    `name` is the document's, for ids that are unique in the book; `label` says "Note {number}" in its language.
    A note that is called twice has one number, and goes back to its first call.
    """
    blocks = _definitions(root)
    notes: dict[str, Note] = {}
    roots = [root]
    for holder in roots:                           # grows: a note may call another
        for call in list(holder.iter("sup")):
            link = call.find("a")
            if link is None or "footnote-ref" not in link.get("class", ""):
                continue
            key = link.get("href", "")[1:]
            again = key in notes
            number = notes[key].number if again else len(notes) + 1
            if not again:
                notes[key] = Note(number, blocks.get(key, ()), f"{name}-call-{number}", f"{name}-note-{number}")
                roots += notes[key].blocks
            _set_call(call, notes[key], label.format(number=number), again=again)
    return list(notes.values())


def _set_call(call: Element, note: Note, label: str, *, again: bool) -> None:
    """`<sup>` becomes the reference itself: one element, so that it is one thing to tap."""
    tail = call.tail
    call.clear()
    call.tag, call.tail, call.text = "a", tail, str(note.number)
    call.attrib = {
        "class": "noteref", "href": f"#{note.id}", "epub:type": "noteref", "role": "doc-noteref", "aria-label": label,
    } | ({} if again else {"id": note.call_id})  # fmt: skip


def _definitions(root: Element) -> dict[str, tuple[Element, ...]]:
    for div in list(root):
        if div.tag == "div" and div.get("class") == "footnote":
            root.remove(div)
            return {item.get("id", ""): _without_backlink(item) for item in div.iter("li") if item.get("id", "").startswith("fn:")}
    return {}


def _without_backlink(item: Element) -> tuple[Element, ...]:
    for paragraph in item.iter("p"):
        for link in list(paragraph):
            if link.tag == "a" and "footnote-backref" in link.get("class", ""):
                before = list(paragraph).index(link)
                if before:
                    paragraph[before - 1].tail = (paragraph[before - 1].tail or "").rstrip("\xa0 ")
                else:
                    paragraph.text = (paragraph.text or "").rstrip("\xa0 ")
                paragraph.remove(link)
    return tuple(block for block in item if len(block) or (block.text or "").strip() or block.tag == "hr")
