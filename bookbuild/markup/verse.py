"""Verse: a paragraph with hard line breaks -> a stanza of lines that turn over with a hanging indent."""

from xml.etree.ElementTree import Element, SubElement

from bookbuild.markup.habits import INDENT

LONGEST_LINE = 80                                  # characters: longer "lines" are paragraphs with a break in them
DEEPEST = 6                                        # steps of indent the themes know


def set_verse(root: Element) -> None:
    """Every `::: verse`, and every quoted stanza with short lines."""
    for block in root.iter():
        if block.tag == "div" and "verse" in block.get("class", "").split():
            for paragraph in block.findall("p"):
                if _is_attribution(paragraph):
                    _strip_end(paragraph)
                else:
                    set_stanza(paragraph)
        elif block.tag == "blockquote" and not block.get("class"):
            stanzas = [paragraph for paragraph in block if paragraph.tag == "p" and _reads_as_verse(paragraph)]
            for paragraph in stanzas:
                set_stanza(paragraph)
            if len(stanzas) == len(block):
                block.set("class", "verse")


def set_stanza(paragraph: Element) -> None:
    """`a<br/>b` becomes `<span class="line">a</span><br/><span class="line">b</span>`.

    The breaks stay, for readers that know no style sheets; the themes hide them.
    """
    _strip_end(paragraph)
    lines = [line for line in lines_of(paragraph) if "".join(line.itertext()).strip() or len(line)]
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.text = None
    paragraph.set("class", " ".join(filter(None, (paragraph.get("class"), "stanza"))))
    for number, line in enumerate(lines):
        if number:
            SubElement(paragraph, "br")
        indent = _take_indent(line)
        line.tag, line.tail = "span", None
        line.attrib = {"class": f"line in-{min(indent, DEEPEST)}" if indent else "line"}
        paragraph.append(line)


def lines_of(element: Element) -> list[Element]:
    """The element cut at its line breaks, at whatever depth: emphasis that runs over a break is closed and reopened."""
    lines = [_hollow(element)]
    lines[-1].text = (element.text or "").lstrip("\n")
    for child in element:
        if child.tag == "br":
            lines.append(_hollow(element))
            lines[-1].text = (child.tail or "").lstrip("\n")
            continue
        first, *rest = lines_of(child)
        lines[-1].append(first)
        for piece in rest:
            line = _hollow(element)
            line.append(piece)
            lines.append(line)
        lines[-1][-1].tail = child.tail
    return lines


def _strip_end(paragraph: Element) -> None:
    """The last line's own hard-break spaces, which Markdown leaves at a paragraph's end."""
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "").rstrip(" ")
    else:
        paragraph.text = (paragraph.text or "").rstrip(" ")


def _hollow(element: Element) -> Element:
    return Element(element.tag, dict(element.attrib))


def _take_indent(line: Element) -> int:
    """Spaces at the start of a verse line, in steps of two."""
    holder = line
    while not holder.text and len(holder):
        holder = holder[0]
    text = (holder.text or "").lstrip(" ")
    spaces = len(text) - len(text.lstrip(INDENT))
    holder.text = text.lstrip(INDENT)
    return (spaces + 1) // 2


def _reads_as_verse(paragraph: Element) -> bool:
    if paragraph.find(".//br") is None:
        return False
    return all(len("".join(line.itertext())) <= LONGEST_LINE for line in lines_of(paragraph))


def _is_attribution(paragraph: Element) -> bool:
    return "attribution" in paragraph.get("class", "").split()
