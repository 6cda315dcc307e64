"""Pictures, tables and listings as a book prints them: captions, header cells with their scope, quiet highlighting."""

import re
from xml.etree.ElementTree import Element, SubElement

from bookbuild.markup.passage import LINE

# A book is printed in black: highlighting is weight and slant, and so is dark-mode safe.
SHORT_TABLE = 12                                   # rows
INK = {"Keyword": "keyword", "Comment": "comment", "Literal.String": "string", "Operator.Word": "keyword"}


def set_figures(root: Element) -> None:
    """A paragraph that holds nothing but a picture becomes a figure; the picture's title is its caption."""
    for paragraph in root.iter("p"):
        if len(paragraph) != 1 or paragraph[0].tag != "img" or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
            continue
        image = paragraph[0]
        caption = image.attrib.pop("title", "")
        paragraph.tag, paragraph.text, image.tail = "figure", None, None
        for key in ("id", "class"):
            if value := image.attrib.pop(key, None):
                paragraph.set(key, value)
        if caption:
            SubElement(paragraph, "figcaption").text = caption
    for image in root.iter("img"):
        _set_width(image)


def _set_width(image: Element) -> None:
    """`{width=50%}` is no HTML, but what pandoc taught everybody."""
    for side in ("width", "height"):
        value = image.get(side, "")
        if value and not value.isdigit():
            del image.attrib[side]
            if side == "width" and value.rstrip("%").isdigit():
                image.set("style", f"width:{value}")


def set_tables(root: Element) -> None:
    """Header cells get their scope, alignment becomes a class, rows know their line."""
    for table in root.iter("table"):
        head, line = table.find("thead"), int(table.get(LINE, "0"))
        if head is not None and not any("".join(cell.itertext()).strip() or len(cell) for cell in head.iter("th")):
            table.remove(head)                     # an empty header row is only there to please Markdown
        rows = list(table.iter("tr"))
        if len(rows) <= SHORT_TABLE:
            table.set("class", "short")            # is not cut by a page
        for number, row in enumerate(rows):
            if line:
                row.set(LINE, str(line + number + (number > 0)))
            for cell in row:
                _set_cell(cell)
        _share_width(rows)
        if next(table.iter("img"), None) is not None:
            table.set("class", f"{table.get('class', '')} pictured".strip())


def _share_width(rows: list[Element]) -> None:
    """Columns get a class, `w14`: per cent of the width, by their longest word and, less, their longest line.

    With it no word is broken on a narrow screen as long as there is room for all of them: browsers left alone share by
    lines, and break `Bag` while a sentence beside it has room. Even numbers only, rounded down: together never over 100.
    """
    columns = list(zip(*([" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows), strict=False))
    wants = [max(min(len(word), 20) for text in column for word in re.split(r"[\s-]", text)) + min(max(map(len, column)), 80) / 10 + 2
             for column in columns]  # fmt: skip
    if len(wants) > 1:
        for cell, want in zip(rows[0], wants, strict=False):
            cell.set("class", f"{cell.get('class', '')} w{int(50 * want / sum(wants)) * 2}".strip())


def _set_cell(cell: Element) -> None:
    style = cell.attrib.pop("style", "") + cell.attrib.pop("align", "")
    side = next((side for side in ("right", "center") if side in style), None)
    if side:
        cell.set("class", side)
    if cell.tag == "th":
        if "".join(cell.itertext()).strip():
            cell.set("scope", cell.get("scope", "col"))
        else:
            cell.tag = "td"                        # a header that says nothing confuses a screen reader


def set_listings(root: Element) -> None:
    """Fenced code with a language is highlighted."""
    for code in root.iter("code"):
        language = code.attrib.pop("data-language", "")
        if not language:
            continue
        code.set("class", f"language-{language}")
        _highlight(code, language)


def _highlight(code: Element, language: str) -> None:
    from pygments import lexers  # noqa: PLC0415 - most manuscripts hold no code
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        lexer = lexers.get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    text, code.text = code.text or "", ""
    last: Element | None = None
    for token, piece in lexer.get_tokens(text):
        name = next((ink for kind, ink in INK.items() if str(token).startswith(f"Token.{kind}")), None)
        if name:
            last = SubElement(code, "span", {"class": name})
            last.text = piece
        elif last is None:
            code.text += piece
        else:
            last.tail = (last.tail or "") + piece
