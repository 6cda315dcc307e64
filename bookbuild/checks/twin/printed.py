"""A PDF -> the words of its pages by their labels, its outline, how many pictures it describes and where its links lead."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from bookbuild.checks.twin.words import words

HYPHEN = re.compile("\u2010\r?\n")                 # at a line's end; the author's own are U+002D
ADDRESS = 4096                                     # bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What is on one page, running heads and folio last."""

    words: tuple[str, ...]
    pictures: int
    addresses: tuple[str, ...]
    links: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF's pages, in order, by their labels; and the titles of its outline."""

    pages: dict[str, Page]
    outline: tuple[str, ...]


def read_pdf(pdf: Path) -> Printed:
    """Read a PDF as a reader's program does."""
    with pypdfium2.PdfDocument(pdf) as document:
        outline = tuple(" ".join(words(item.get_title())) for item in document.get_toc(max_depth=15))
        return Printed({document.get_page_label(index): _page(document, index) for index in range(len(document))}, outline)


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    page = document[index]
    text = page.get_textpage()
    found = tuple(words(HYPHEN.sub("", text.get_text_bounded())))
    addresses = list(_addresses(document, page))
    said = Page(found, _pictures(page), tuple(filter(None, addresses)), sum(not each for each in addresses))
    text.close()
    page.close()
    return said


def _addresses(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    """Of each link its address, or nothing where it stays in the book."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, position, link):
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_URI:
            room = ctypes.create_string_buffer(ADDRESS)
            raw.FPDFAction_GetURIPath(document.raw, action, room, ADDRESS)
            yield room.value.decode(errors="replace")
        else:
            yield ""


def _pictures(page: pypdfium2.PdfPage) -> int:
    """How many figures its structure has: a drawing is no image to a PDF, but lines and fills."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return 0
    kids = [raw.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(raw.FPDF_StructTree_CountChildren(tree))]
    found = sum(map(_figures, filter(None, kids)))
    raw.FPDF_StructTree_Close(tree)
    return found


def _figures(element: Any) -> int:  # noqa: ANN401 - a pointer of PDFium's
    room = ctypes.create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, room, len(room))
    if room.raw[: length - 2].decode("utf-16-le") == "Figure":
        return 1
    kids = (raw.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(raw.FPDF_StructElement_CountChildren(element)))
    return sum(_figures(kid) for kid in kids if kid)
