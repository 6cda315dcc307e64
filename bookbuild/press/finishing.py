"""A PDF as WeasyPrint makes it -> the same with header scopes, list bodies and page labels.

The structure is mended before the file is written, while every element is still an object.
"""

import pydyf

from bookbuild.press.objects import number_of


def finish(pdf: pydyf.PDF, labels: list[tuple[int, str]]) -> None:
    """What WeasyPrint leaves out and viewers and screen readers want, in a book that is set in one piece."""
    label_pages(pdf, labels)
    scope_headers(pdf)
    gather_list_bodies(pdf)


def gather_list_bodies(pdf: pydyf.PDF) -> None:
    """An item holds a label and a body, nothing else (ISO 32000-1 §14.8.4.3.3): its paragraphs go into its body."""
    for item in [each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and each.get("S") == "/LI"]:
        inside = [each for kid in item["K"] if isinstance(kid, bytes) and "S" in (each := _object(pdf, kid))]
        loose = [each for each in inside if each["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            continue
        body = next((each for each in inside if each["S"] == "/LBody"), None)
        if body is None:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference})
            pdf.add_object(body)
            item["K"].append(body.reference)
        for each in loose:
            item["K"].remove(each.reference)
            body["K"].append(each.reference)
            each["P"] = body.reference


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[number_of(reference)]


def scope_headers(pdf: pydyf.PDF) -> None:
    """A table's header cell says that it heads a column (ISO 14289-1 §7.5); WeasyPrint knows only ids of headers."""
    for each in _headers(pdf):
        each["A"]["Scope"] = "/Column"


def name_headers(pdf: pydyf.PDF, document: str) -> None:
    """WeasyPrint names header cells by numbers that each document of a book uses: its name goes in front."""
    for each in _headers(pdf):
        if "ID" in each:                           # the cells under it hold this very string
            each["ID"].string = f"{document}-{each['ID'].string}"


def _headers(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and each.get("S") == "/TH" and "A" in each]


def label_pages(pdf: pydyf.PDF, labels: list[tuple[int, str]]) -> None:
    """WeasyPrint writes no page labels; viewers show "iv" and "12" with them."""
    numbers = pydyf.Array()
    for index, style in labels:
        numbers.append(index)
        numbers.append(pydyf.Dictionary({"S": f"/{style}"}))
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
