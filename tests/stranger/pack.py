"""Hostile manuscripts: name -> the files of a book, and what has to be said of each.

What is said is `code place`, as `manuscript/01.md:3`; a code alone where it has no place. All of it is to be said, and no other error.
`BUILT` are those of which a book is made all the same. Links, pipes and the like are made by `lay`.
"""
# ruff: noqa: E501 - a table of cases, each on its line

import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tiny import DRAWING, PIXEL, Files

TEXT = "# A\n\nSome words.\n"
WITHHELD = "NEVER-TO-BE-READ"


@dataclass(frozen=True)
class Hostile:
    """The files; what is to be said; how to lay what is no file (given the book's folder and one outside it)."""

    files: Files
    said: tuple[str, ...]
    lay: Callable[[Path, Path], object] | None = None

    @property
    def alone(self) -> bool:
        """Whether it needs a book of its own: what it is made of would be every chapter's."""
        return self.lay is not None or not self.files.keys() <= {"01.md", "d.svg", "b.png", "p.png"}


def css(text: str, said: str) -> Hostile:
    return Hostile({"01.md": TEXT, "/styles/book.css": text}, (said,))


def svg(inside: str, said: str = "m-038 manuscript/01.md:3") -> Hostile:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{inside}</svg>'
    return Hostile({"01.md": "# A\n\n![x](d.svg)\n", "d.svg": drawing}, (said,))


def md(text: str, *said: str) -> Hostile:
    return Hostile({"01.md": f"# A\n\n{text}\n", "p.png": PIXEL}, said)


def image(source: str, said: str = "m-030 manuscript/01.md:3") -> Hostile:
    return md(f"![x]({source})", said)


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A picture that says it is of some size, and packs well."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def link(name: str, *target: str) -> Callable[[Path, Path], object]:
    """A link in the book's folder that leads out of it."""

    def lay(book: Path, outside: Path) -> None:
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).symlink_to(outside.joinpath(*target))

    return lay


def pipe(name: str) -> Callable[[Path, Path], object]:
    return lambda book, _outside: os.mkfifo(book / name)


def deep(book: Path, _outside: Path) -> None:
    (book / "manuscript" / "/".join(["d"] * 60)).mkdir(parents=True)


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTER = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

PACK: dict[str, Hostile] = {
    # -- pictures and links that lead out
    "image by file:": image("file:///etc/passwd"),
    "image by absolute path": image("/etc/passwd"),
    "image by ..": image("../../outside/secret.png"),
    "image by .., encoded": image("%2e%2e/%2e%2e/outside/secret.png"),
    "image from the web": image("https://evil.invalid/x.png"),
    "image without a scheme": image("//evil.invalid/x.png"),
    "image as data:": image("data:image/png;base64,AAAA"),
    "image by backslashes": image(r"\\\\evil\\share\\x.png"),
    "image by reference": md("![x][y]\n\n[y]: file:///etc/passwd", "m-030 manuscript/01.md:3"),
    "image in HTML": md('<img src="file:///etc/passwd" alt="x">', "h-004 manuscript/01.md:3", "m-030 manuscript/01.md:3"),
    "image with a list of sources": md('<img src="p.png" srcset="https://evil.invalid/x.png 2x" alt="x">'),
    "image whose address is an attribute": md('![x](p.png){src="https://evil.invalid/x.png"}', "m-030 manuscript/01.md:3"),
    "link to a file": md("[x](file:///etc/passwd)", "m-033 manuscript/01.md:3"),
    "link to a script": md("[x](javascript:alert(1))", "m-033 manuscript/01.md:3"),
    "link to a script, by reference": md("[x][y]\n\n[y]: javascript:alert(1)", "m-033 manuscript/01.md:3"),
    "link out of the book": md("[x](../../outside/secret.md)", "m-032 manuscript/01.md:3"),
    # -- HTML
    "script": md("<script>\nfetch('https://evil.invalid')\n</script>", "m-022 manuscript/01.md:3"),
    "handler": md('Hm\n<b onclick="x()">bold</b>', "h-004 manuscript/01.md:4"),
    "handler by an attribute list": md('*Hm*{onclick="x()"}', "h-004 manuscript/01.md:3"),
    "style by an attribute list": md('*Hm*{style="background:url(https://evil.invalid/x.png)"}', "h-004 manuscript/01.md:3"),
    "script behind invisible signs": md('<a href="java&#10;script:x()">x</a>', "h-004 manuscript/01.md:3"),
    "frame": md('<iframe src="https://evil.invalid"></iframe>', "m-022 manuscript/01.md:3"),
    "form": md('<form action="https://evil.invalid"><input name="x"></form>', "m-022 manuscript/01.md:3", "m-022 manuscript/01.md:3"),
    "attachment": md('<link rel="attachment" href="file:///etc/passwd">', "h-004 manuscript/01.md:3", "m-022 manuscript/01.md:3"),
    "attachment by a link": md('<a rel="attachment" href="file:///etc/passwd">x</a>', "h-004 manuscript/01.md:3"),
    "base": md('<base href="https://evil.invalid/">', "m-022 manuscript/01.md:3"),
    "refresh": md('<meta http-equiv="refresh" content="0;url=https://evil.invalid">', "m-022 manuscript/01.md:3"),
    "object": md('<object data="file:///etc/passwd"></object>', "m-022 manuscript/01.md:3"),
    "style in HTML": md("<style>@import 'file:///etc/passwd';</style>", "m-022 manuscript/01.md:3"),
    "svg in HTML": md('<svg onload="x()"><script>x()</script></svg>', "m-022 manuscript/01.md:3", "m-022 manuscript/01.md:3", "h-004 manuscript/01.md:3"),
    # -- style sheets
    "import": css("\n@import 'https://evil.invalid/x.css';", "h-003 styles/book.css:2"),
    "import in capitals": css('@IMPORT "file:///etc/passwd";', "h-003 styles/book.css:1"),
    "import, escaped": css('@\\69mport "x.css";', "h-003 styles/book.css:1"),
    "url to a file": css("p { background: url(file:///etc/passwd) }", "h-003 styles/book.css:1"),
    "url, escaped": css("p {\nbackground: \\75 \\72 l(/etc/passwd) }", "h-003 styles/book.css:2"),
    "url in capitals": css("p { background: URL( '../../outside/secret.png' ) }", "h-003 styles/book.css:1"),
    "url without a scheme": css("p { list-style-image: url(//evil.invalid/x.png) }", "h-003 styles/book.css:1"),
    "url with an escaped scheme": css("p { background: url(htt\\70s://evil.invalid/x.png) }", "h-003 styles/book.css:1"),
    "image-set": css('p { background: image-set("https://evil.invalid/x.png" 1x) }', "h-003 styles/book.css:1"),
    "url as data:": css("p { background: url(data:image/png;base64,AA) }", "h-003 styles/book.css:1"),
    "url put together of dials": css(":root { --a: url }\np { background: var(--a)(https://evil.invalid/x.png) }", "h-003 styles/book.css:2"),
    "font from the web": css("@font-face { font-family: X; src: url(https://evil.invalid/x.woff2) }", "h-003 styles/book.css:1"),
    "a length no page has": css("p { color: red }\np { font-size: 1e9px }", "h-001 styles/book.css:2"),
    "braces without end": css("{" * 20_000, "h-001 styles/book.css:1"),
    "dials in dials": css(":root {" + "".join(f"--d{n}: {f'var(--d{n + 1}) ' * 400};" for n in range(6)) + "}\np { color: var(--d0) }", "h-001 styles"),
    "a sheet of megabytes": css("p { color: red }\n" * 70_000, "h-001 styles/book.css"),
    # -- drawings
    "drawing with a script": svg("<script>x()</script>"),
    "drawing with a handler": svg('<rect onload="x()" width="1" height="1"/>'),
    "drawing that fetches": svg('<image href="https://evil.invalid/x.png" width="1" height="1"/>'),
    "drawing that fetches a file": svg('<image xlink:href="file:///etc/passwd" width="1" height="1"/>'),
    "drawing that uses another": svg('<use href="other.svg#x"/>'),
    "drawing that shows itself": svg('<g id="a"><use href="#a"/></g>'),
    "drawing with style from outside": svg("<style>@import 'https://evil.invalid/x.css';</style>"),
    "drawing with HTML in it": svg('<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    "drawing with entities": Hostile({"01.md": "# A\n\n![x](d.svg)\n", "d.svg": ENTITIES + DRAWING}, ("m-038 manuscript/01.md:3",)),
    "drawing with an entity from outside": Hostile({"01.md": "# A\n\n![x](d.svg)\n", "d.svg": OUTER + DRAWING}, ("m-038 manuscript/01.md:3",)),
    # -- picture files
    "picture of a billion pixels": Hostile({"01.md": "# A\n\n![x](b.png)\n", "b.png": png(30_000, 40_000)}, ("m-037 manuscript/01.md:3",)),
    "picture that is a program": Hostile({"01.md": "# A\n\n![x](b.png)\n", "b.png": b"\x7fELF" + bytes(900)}, ("m-011 manuscript/01.md:3", "m-011 manuscript/b.png")),
    "picture that unpacks to much more than it shows": Hostile({"01.md": "# A\n\n![x](b.png)\n", "b.png": png(9, 9, bytes(90_000_000))}, ()),
    "picture that is a link out": Hostile({"01.md": "# A\n\n![x](b.png)\n"}, ("m-007 manuscript/01.md:3", "m-007 manuscript/b.png"), link("manuscript/b.png", "secret.png")),
    "picture that is a pipe": Hostile({"01.md": "# A\n\n![x](b.png)\n"}, ("h-002 manuscript/01.md:3", "h-002 manuscript/b.png"), pipe("manuscript/b.png")),
    # -- files and folders
    "chapter that is a link out": Hostile({"01.md": TEXT}, ("m-007 manuscript/02.md",), link("manuscript/02.md", "secret.md")),
    "the only chapter is a link out": Hostile({"book.toml": 'title = "x"'}, ("m-007 manuscript/02.md",), link("manuscript/02.md", "secret.md")),
    "part that is a link out": Hostile({"01.md": TEXT}, ("m-007 manuscript/part-2",), link("manuscript/part-2")),
    "book.toml that is a link out": Hostile({"01.md": TEXT}, ("m-007 manuscript/book.toml",), link("manuscript/book.toml", "secret.toml")),
    "metadata.yaml that is a link out": Hostile({"01.md": TEXT}, ("m-007 manuscript/metadata.yaml",), link("manuscript/metadata.yaml", "secret.yaml")),
    "Book.txt that is a link out": Hostile({"01.md": TEXT}, ("m-007 manuscript/Book.txt",), link("manuscript/Book.txt", "secret.md")),
    "style sheet that is a link out": Hostile({"01.md": TEXT}, ("m-007 styles/book.css",), link("styles/book.css", "secret.css")),
    "styles that are a link out": Hostile({"01.md": TEXT}, ("m-007 styles/book.css",), link("styles")),
    "dist that is a link out": Hostile({"01.md": TEXT}, ("o-005",), link("dist")),
    "kept things that are a link out": Hostile({"01.md": TEXT}, ("o-005",), link("dist/.cache/passages")),
    "chapter that is a pipe": Hostile({"01.md": TEXT}, ("h-002 manuscript/02.md",), pipe("manuscript/02.md")),
    "chapter that is a device": Hostile({"01.md": TEXT}, ("m-007 manuscript/02.md",), lambda book, _: (book / "manuscript/02.md").symlink_to("/dev/zero")),
    "chapter that leads to itself": Hostile({"01.md": TEXT}, ("h-002 manuscript/02.md",), lambda book, _: (book / "manuscript/02.md").symlink_to("02.md")),
    "folders in folders": Hostile({"01.md": TEXT}, ("h-001 manuscript/" + "/".join(["d"] * 51),), deep),
    "a file of megabytes": Hostile({"01.md": b"a\n" * 10_500_000}, ("h-001 manuscript/01.md",)),
    # -- book.toml and front matter
    "contents outside": Hostile({"01.md": TEXT, "book.toml": 'contents = ["../../outside/secret.md"]'}, ("m-010 manuscript/book.toml:1",)),
    "contents by absolute path": Hostile({"01.md": TEXT, "book.toml": 'contents = ["/etc/passwd"]'}, ("m-010 manuscript/book.toml:1",)),
    "cover outside": Hostile({"01.md": TEXT, "book.toml": 'cover = "../../outside/secret.png"'}, ("m-035 manuscript/book.toml:1",)),
    "cover by absolute path": Hostile({"01.md": TEXT, "book.toml": 'cover = "/etc/passwd"'}, ("m-035 manuscript/book.toml:1",)),
    "theme outside": Hostile({"01.md": TEXT, "book.toml": 'theme = "../outside"'}, ("b-020 manuscript/book.toml",)),
    "theme by absolute path": Hostile({"01.md": TEXT, "book.toml": 'theme = "/etc"'}, ("b-020 manuscript/book.toml",)),
    "lists in lists": Hostile({"01.md": TEXT, "book.toml": f"title = {'[' * 5000}"}, ("h-001 manuscript/book.toml",)),
    "tables in tables": Hostile({"01.md": TEXT, "book.toml": f"[{'a.' * 5000}b]"}, ("h-001 manuscript/book.toml:1",)),
    "front matter of lists in lists": Hostile({"01.md": f"---\na: {'[' * 5000}\n---\n{TEXT}"}, ("h-001 manuscript/01.md:2",)),
    "front matter with aliases": Hostile({"01.md": f"---\na: &a [x]\nb: [*a, *a]\n---\n{TEXT}"}, ("m-005 manuscript/01.md:3",)),
    # -- Markdown without end
    "a line of a library": md("x" * 100_001, "h-001 manuscript/01.md:3"),
    "lists in lists in lists": md("\n".join(f"{'  ' * n}- x" for n in range(200)), "h-001 manuscript/01.md:53"),
    "quotes in quotes": md(">" * 3000 + " x", "h-001 manuscript/01.md:3"),
    "blocks in blocks": md("::: letter\n" * 3000, "h-001 manuscript/01.md:53"),
    "HTML in HTML": md("<div>" * 3000, "h-001 manuscript/01.md:1"),
    "emphasis in emphasis": md("*a **b " * 3000 + "** c*" * 3000, "h-001 manuscript/01.md:3"),
    "a table of ten thousand columns": md(f"{'|a' * 10_000}|\n{'|-' * 10_000}|\n{'|b' * 10_000}|", "h-001 manuscript/01.md:4"),
    "quotes with spaces, which took for ever": md("> " * 45 + "x"),
    "brackets without end": md("[" * 15_000),
    "addresses without end": md("<http://" * 5000),
    "declarations without end": md("<![CDATA[" * 5000),
    "a note called by ten thousand": md("x[^1] " * 10_000 + "\n\n[^1]: y"),
    "marks of our own": md("\ufdd00\ufdd1 \ufdd2\ufdd3\ufdd5 \ue2000\ue201"),
    "Norwegian": Hostile({"01.md": f"---\nauthor: A\nlang: no\ntitle: 1984\n---\n{TEXT}"}, ()),
    "a json.py in the folder": Hostile({"01.md": TEXT, "/json.py": "raise SystemExit('taken over')", "/logging.py": "raise SystemExit('taken over')"}, ()),
}
# What the pages are made of too, and read for what must not be there: the others stop before, or are like one of these.
PRINTED = ("image with a list of sources", "handler", "style by an attribute list", "attachment", "attachment by a link", "svg in HTML", "a json.py in the folder")
