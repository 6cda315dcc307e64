"""pydyf objects -> a sheaf's template, references and streams."""

import re
import zlib
from collections.abc import Iterable
from typing import Any

import pydyf

REFERENCE = re.compile(rb"(\d+) 0 R")
# Level 6 packs a page of text within one per cent of level 9, in half the time.
LEVEL = 6
Line = tuple[bytes, list[int]]                     # a piece of a template, and the numbers that go into it


def number_of(reference: bytes) -> int:
    """The number in `12 0 R`."""
    return int(reference.split()[0])


class Number:
    """An object's number where a value is to be, not a reference: a key that no other object of the book has."""

    def __init__(self, number: int) -> None:
        self.number = number


class Packer:
    """Takes objects out of a pydyf.PDF, each once, with all they refer to.

    `known` are objects that the bound book has at numbers of its own (original number -> number in the book); `pages`
    are those that get the first local numbers, and whose lines the caller gives.
    """

    def __init__(self, pdf: pydyf.PDF, known: dict[int, int], pages: Iterable[int] = ()) -> None:
        self.pdf, self.known = pdf, known
        self.pages = list(pages)
        self.wanted: list[int] = list(self.pages)
        self.seen = set(self.wanted)

    def text(self, value: Any, references: list[int]) -> bytes:  # noqa: ANN401 - whatever PDF knows
        """A value as a piece of a template; the (original) numbers it refers to are added to `references`."""
        if isinstance(value, pydyf.Dictionary):
            return b"<<" + self.entries(value, references) + b">>"
        if isinstance(value, pydyf.Array):
            return b"[" + b" ".join([self.text(each, references) for each in value]) + b"]"
        if isinstance(value, Number):
            references.append(value.number)
            return b"%d"
        if isinstance(value, bytes) and (match := REFERENCE.fullmatch(value)):
            return self._reference(int(match[1]), references)
        # What is left is written as pydyf writes it. A template's lines must not be broken, nor its % taken for a number's place.
        plain: bytes = pydyf._to_bytes(value)
        return plain.replace(b"%", b"%%").replace(b"\r", b"\\r").replace(b"\n", b"\\n")

    def entries(self, dictionary: dict[str, Any], references: list[int], without: tuple[str, ...] = ()) -> bytes:
        """What stands between a dictionary's brackets."""
        pieces = []
        for key, value in dictionary.items():
            if key not in without:
                text = self.text(value, references)
                pieces.append(b"/%b%b%b" % (pydyf._to_bytes(key), b"" if text[:1] in b"<[(/" else b" ", text))
        return b"".join(pieces)

    def _reference(self, number: int, references: list[int]) -> bytes:
        if number in self.known:
            return b"%d 0 R" % self.known[number]
        self.want(number)
        references.append(number)
        return b"%d 0 R"

    def want(self, number: int) -> None:
        """Take an object in."""
        if number not in self.seen:
            self.seen.add(number)
            self.wanted.append(number)

    def pack(self, pages: list[Line], last: list[Line]) -> "Packed":
        """All that was asked for so far, and what that refers to. `pages` and `last` are lines already written."""
        plain: list[tuple[int, bytes, list[int]]] = []
        streams: list[tuple[int, bytes, list[int], bytes]] = []
        at = len(self.pages)
        while at < len(self.wanted):               # grows as objects name others
            number = self.wanted[at]
            each, references = self.pdf.objects[number], list[int]()
            if isinstance(each, pydyf.Stream):
                content = b"\n".join([pydyf._to_bytes(piece) for piece in each.stream])
                extra = dict(each.extra)
                if each.compress:
                    content, extra["Filter"] = zlib.compress(content, LEVEL), "/FlateDecode"
                text = b"<<" + self.entries({**extra, "Length": len(content)}, references) + b">>"
                streams.append((number, text, references, content))
            else:
                plain.append((number, self.text(each, references), references))
            at += 1
        order = [*self.pages, *(each[0] for each in plain), *(each[0] for each in streams)]
        local = {number: place for place, number in enumerate(order)}
        lines = [*pages, *((text, numbers) for _, text, numbers in plain), *((text, numbers) for _, text, numbers, _ in streams), *last]
        return Packed(
            b"\n".join(text for text, _ in lines), tuple(local[number] for _, numbers in lines for number in numbers),
            tuple(content for *_, content in streams), local, len(plain),
        )  # fmt: skip


def pictures(pdf: pydyf.PDF, resources: pydyf.Dictionary, local: dict[int, int]) -> dict[str, list[int]]:
    """The local numbers of each picture and its mask. WeasyPrint names a picture by its url: the same one in every sheaf."""
    found = {}
    for name, reference in resources.get("XObject", {}).items():
        number = number_of(reference)
        extra = pdf.objects[number].extra
        if extra.get("Subtype") == "/Image":
            mask = [number_of(extra["SMask"])] if "SMask" in extra else []
            found[name] = [local[each] for each in (number, *mask)]
    return found


class Packed:
    """What came out: a sheaf's parts, and where each object went."""

    def __init__(self, template: bytes, references: tuple[int, ...], streams: tuple[bytes, ...], local: dict[int, int], plain: int) -> None:
        self.template, self.references, self.streams, self.local, self.plain = template, references, streams, local, plain
