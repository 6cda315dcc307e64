"""A clean package -> one that is broken on purpose: ways to change a file, an entry of the zip, a picture."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from specimen import CHAPTER, CSS, MAP, MAP_ITEM, NAV, NCX, NEXT, OPF, SVG, Parts, pack, swapped

Change = Callable[[Parts, Path], object]


def swap(*changes: tuple[str, str, str]) -> Change:
    """(file, what stands there, what shall stand there instead), again and again."""

    def change(parts: Parts, out: Path) -> None:
        for file, old, new in changes:
            parts[file] = swapped(parts[file], old, new)
        pack(parts, out)

    return change


def put(file: str, content: bytes, *changes: tuple[str, str, str]) -> Change:
    """A file more, or in place of one that is there."""
    return lambda parts, out: swap(*changes)({**parts, file: content}, out)


def drop(*files: str) -> Change:
    """Files fewer."""
    return lambda parts, out: pack({name: content for name, content in parts.items() if name not in files}, out)


def rename(old: str, new: str, href: str) -> Change:
    """A picture under another name, and all that lead to it."""

    def change(parts: Parts, out: Path) -> None:
        pack({new if name == old else name: content.replace(b"images/map.png", href.encode()) for name, content in parts.items()}, out)

    return change


def no_zip(parts: Parts, out: Path) -> None:
    out.write_bytes(b"%PDF-1.7 is no EPUB")


def cut_off(parts: Parts, out: Path) -> None:
    pack(parts, out)
    out.write_bytes(out.read_bytes()[:-3000])


def a_byte_turned(parts: Parts, out: Path) -> None:
    """In the middle of the packed picture: its checksum no longer fits."""
    pack(parts, out)
    raw = bytearray(out.read_bytes())
    at = raw.index(MAP.encode()) + len(MAP) + 12
    raw[at] ^= 0xFF
    out.write_bytes(raw)


def mimetype_last(parts: Parts, out: Path) -> None:
    mimetype = parts.pop("mimetype")
    pack({**parts, "mimetype": mimetype}, out)


def rewritten(parts: Parts, out: Path, alter: Callable[[zipfile.ZipInfo], None]) -> None:
    """Every entry as `alter` wants it."""
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            alter(entry)
            package.writestr(entry, content)


def mimetype_packed(parts: Parts, out: Path) -> None:
    rewritten(parts, out, lambda entry: setattr(entry, "compress_type", zipfile.ZIP_DEFLATED))


def mimetype_with_a_field(parts: Parts, out: Path) -> None:
    field = struct.pack("<HHI", 0xCAFE, 4, 1)
    rewritten(parts, out, lambda entry: setattr(entry, "extra", field) if entry.filename == "mimetype" else None)


def map_in_bzip2(parts: Parts, out: Path) -> None:
    rewritten(parts, out, lambda entry: setattr(entry, "compress_type", zipfile.ZIP_BZIP2) if entry.filename == MAP else None)


def map_is_a_link(parts: Parts, out: Path) -> None:
    rewritten(parts, out, lambda entry: setattr(entry, "external_attr", 0o120777 << 16) if entry.filename == MAP else None)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (4, 4), frames: int = 1) -> bytes:
    """A picture of one colour, or of one a frame."""
    images = [Image.new(mode, size, number) for number in range(frames)]
    out = io.BytesIO()
    images[0].save(out, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return out.getvalue()


def instead_of_the_map(content: bytes, suffix: str, media_type: str) -> Change:
    """A picture of another kind, rightly named."""

    def change(parts: Parts, out: Path) -> None:
        del parts[MAP]
        parts[OPF] = swapped(parts[OPF], MAP_ITEM, f'<item href="images/map.{suffix}" id="map" media-type="{media_type}"/>')
        parts[CHAPTER] = swapped(parts[CHAPTER], "images/map.png", f"images/map.{suffix}")
        pack({**parts, MAP.replace("png", suffix): content}, out)

    return change


def css(text: str) -> Change:
    """One more rule at the top of the sheet."""
    return lambda parts, out: pack({**parts, CSS: text.encode() + b"\n" + parts[CSS]}, out)


def prose(text: str) -> Change:
    """Something more before the last words of chapter two."""
    return swap((NEXT, "<p>They were", f"{text}\n<p>They were"))


def link(address: str) -> Change:
    """The link to the web, to elsewhere."""
    return swap((CHAPTER, 'href="https://example.org/?a=1&amp;b=2"', f'href="{address}"'))


def drawn(inside: str) -> Change:
    """Something more in the drawing."""
    return swap((SVG, "<rect", f"{inside}<rect"))


def meta(old: str, new: str) -> Change:
    """Another line of the package document."""
    return swap((OPF, old, new))


def without_page_list(parts: Parts, out: Path) -> None:
    text = parts[NAV].decode()
    parts[NAV] = (text[: text.index('<nav id="pages"')] + text[text.index('<nav id="landmarks"') :]).encode()
    ncx = parts[NCX].decode()
    parts[NCX] = (ncx[: ncx.index("<pageList>")] + ncx[ncx.index("</ncx>") :]).encode()
    pack(parts, out)


def without_page_breaks(parts: Parts, out: Path) -> None:
    """The marks become plain places: the list still leads there."""
    for name in (CHAPTER, NEXT):
        text = parts[name].decode().replace(' epub:type="pagebreak" role="doc-pagebreak"', "")
        for number in (1, 2, 3):
            text = text.replace(f' aria-label=" page {number}. "', "")
        parts[name] = text.encode()
    pack(parts, out)
