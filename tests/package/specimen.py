"""A tiny book -> the cleanest of packages: every construct that a rule looks at, and the printed book's pages by hand."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from tiny import DRAWING, PIXEL, Files, TinyBook

TOML = """\
title = "The Last Cell"
subtitle = "A Tale"
authors = ["A. Writer"]
language = "en-GB"
publisher = "P"
published = 2026-11-23
isbn = { ebook = "978-0-306-40615-7" }
[[contributor]]
name = "C. Painter"
role = "illustrator"
"""
MANUSCRIPT: Files = {
    "book.toml": TOML,
    "cover.png": PIXEL,
    "images/map.png": PIXEL,
    "images/drawing.svg": DRAWING,
    "part-1-sea/00-part.md": "# The Sea",
    "part-1-sea/01-a.md": """# The Lamp

The lamp went out[^1] at nine, and nobody saw it.

***

She said [bonjour]{lang=fr}; see [the door](02-b.md#door), [the web](https://example.org/?a=1&b=2), [a letter](mailto:a@b.c).

## A map

![A map of the bay](../images/map.png)

![Four islands](../images/drawing.svg)

| day | tide |
|:--|--:|
| one | 2 |

- first
- second

```python
lamp = "green"
```

[^1]: As lamps do.
[^2]: A second one.

They ran[^2].
""",
    "part-1-sea/02-b.md": "# The Door\n\nIt was shut.\n\n## Hinges {#door}\n\nThey were old.\n",
    "/styles/book.css": ".big { border: 1px solid }",
}
CHAPTER, NEXT, NAV, NCX, OPF = (f"EPUB/{name}" for name in ("chapter-01.xhtml", "chapter-02.xhtml", "nav.xhtml", "toc.ncx", "content.opf"))
MAP_ITEM = '<item href="images/map.png" id="file-images-map.png" media-type="image/png"/>'
CSS, CONTAINER, MAP, SVG = "EPUB/style.css", "META-INF/container.xml", "EPUB/images/map.png", "EPUB/images/drawing.svg"
BREAK = '<span id="page-{0}" epub:type="pagebreak" role="doc-pagebreak" aria-label=" page {0}. "></span>'
PAGE_LIST = """\
<nav id="pages" epub:type="page-list" role="doc-pagelist" hidden="hidden" aria-labelledby="pages-title">
<h2 id="pages-title">Pages</h2>
<ol>
<li><a href="chapter-01.xhtml#page-1">1</a></li>
<li><a href="chapter-01.xhtml#page-2">2</a></li>
<li><a href="chapter-02.xhtml#page-3">3</a></li>
</ol>
</nav>
"""
PAGE_TARGETS = "".join(
    f'<pageTarget id="target-{number}" type="normal" value="{number}"><navLabel><text>{number}</text></navLabel>'
    f'<content src="chapter-0{chapter}.xhtml#page-{number}"/></pageTarget>\n' for number, chapter in ((1, 1), (2, 1), (3, 2))
)  # fmt: skip
# Where the printed book's pages are marked, as facts on EPUB, 2, have it; each: file, what stands there, what follows it.
PAGES = (
    (CHAPTER, "went out", BREAK.format(1)), (CHAPTER, "She said ", BREAK.format(2)), (NEXT, "They were ", BREAK.format(3)),
    (NAV, "</nav>\n", PAGE_LIST), (NCX, "</navMap>\n", f"<pageList><navLabel><text>Pages</text></navLabel>\n{PAGE_TARGETS}</pageList>\n"),
    (OPF, '<meta property="schema:accessibilityFeature">unlocked</meta>',
     ('<meta property="schema:accessibilityFeature">pageNavigation</meta>'
      '<meta property="schema:accessibilityFeature">pageBreakMarkers</meta>'
      '<meta property="pageBreakSource">urn:isbn:9783161484100</meta>')),
)  # fmt: skip
Parts = dict[str, bytes]


def specimen(folder: Path) -> Parts:
    """The files of the package, in the order of the zip."""
    made = TinyBook(folder)
    made.write(MANUSCRIPT)
    with zipfile.ZipFile(made.epub().path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, before, after in PAGES:
        parts[name] = swapped(parts[name], before, before + after)
    return parts


def swapped(content: bytes, old: str, new: str) -> bytes:
    """The content with one thing changed, which must be there."""
    assert old.encode() in content, f"{old!r} is no longer in the specimen"
    return content.replace(old.encode(), new.encode(), 1)


def pack(parts: Mapping[str, bytes], out: Path) -> Path:
    """A zip as an EPUB is one: mimetype stored, all else deflated, in this order."""
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), content, method)
    return out
