"""Scene breaks, anchors and set-apart matter: what `:::` blocks mean inside."""

import re
from xml.etree.ElementTree import Element

SIGNED = {"epigraph", "verse", "letter"}
DASH = re.compile(r"\s*(?:--+|—|–|―)\s*(?=\S|$)")
LONGEST_SALUTATION = 60


def set_apart(root: Element) -> None:
    """Scene breaks get their class, letters their salutation and signature, epigraphs their attribution."""
    for rule in root.iter("hr"):
        rule.set("class", "scene")
    for block in root.iter():
        classes = set(block.get("class", "").split())
        if classes & SIGNED and block.tag in ("div", "blockquote"):
            _sign(block, letter="letter" in classes)
        if "letter" in classes:
            _salute(block)


def _sign(block: Element, *, letter: bool) -> None:
    """A last paragraph that begins with a dash says who speaks. A letter is signed, so its dash is dropped."""
    paragraphs = block.findall("p")
    last = paragraphs[-1] if paragraphs else None
    dash = DASH.match(last.text or "") if last is not None else None
    if last is not None and dash:
        last.text = ("" if letter else "—") + (last.text or "")[dash.end():]
        last.set("class", "signature" if letter else "attribution")


def _salute(block: Element) -> None:
    """`Dear Nell,` may have place and date above it."""
    above: list[Element] = []
    for paragraph in [each for each in block.findall("p") if each.get("class") != "heading"][:3]:
        words = "".join(paragraph.itertext()).strip()
        if len(words) > LONGEST_SALUTATION or words.endswith(("?", "!", "”", '"')):
            return
        if words.endswith((",", ":")):
            paragraph.set("class", "salutation")
            for line in above:
                line.set("class", "dateline")
            return
        above.append(paragraph)


def lift_anchors(root: Element) -> None:
    """A paragraph with nothing but `<a id="x"></a>` is a place, not a paragraph: its id goes to the next block."""
    for parent in root.iter():
        waiting: str | None = None
        for child in list(parent):
            alone = child.tag == "p" and not "".join(child.itertext()).strip() and len(child) == 1
            if alone and child[0].tag in ("a", "span") and child[0].get("id") and not child[0].get("href") and not len(child[0]):
                waiting = child[0].get("id")
                parent.remove(child)
            elif waiting and not child.get("id"):
                child.set("id", waiting)
                waiting = None
            elif waiting:
                anchor = Element("span", {"id": waiting})
                anchor.tail, child.text = child.text, None
                child.insert(0, anchor)
                waiting = None
