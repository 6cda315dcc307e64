"""The EPUB as a reading system shows it: epub.js in chromium, on two screens, by day and by night, in small and large type."""
# ruff: noqa: E501 - prose

import shutil
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
from nasty import NASTY
from PIL import Image
from reading.browser import Reader, Way, chromium, missing, reading
from tiny import SHARED, Files, Finished, Make, Package, TinyBook

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
XHTML, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
SCREENS = ((600, 800), (320, 480))
WAYS = tuple(Way(*screen, dark=dark, size=size) for screen in SCREENS for dark in (False, True) for size in (100, 200))
SCROLL = Way(320, 480, size=200, flow="scrolled-doc")
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
URL = "https://example.org/" + "a-very-long-path/" * 8 + "?with=a&query=" + "x" * 60

WIDE = f"""# Rechtsschutzversicherungsgesellschaften

{LONG}, and {URL} and <{URL}> and `{"identifier_" * 12}`, then [\u200fالبريد لا يضيع أبدا\u200f]{{lang=ar}} and on.[^1]

| Jan | Feb | March | April | May | June | September | Total |
|----:|----:|------:|------:|----:|-----:|----------:|------:|
| 101 | 22 | 333 | 14 | 5 | 66 | 9 | 12,345 |

| Command | What it does | Example |
|---------|--------------|---------|
| `build --release` | Compiles the package and all that it depends on, with optimizations | `target/release/{"guessing_" * 5}game` |
| {LONG} | [a link](01-first.md) | {URL} |

| Picture | Meaning |
|---------|---------|
| ![Wide](../images/wide.png) | Wide |

```
{"let x = " * 30}
{"x" * 200}
```

::: verse
A line of verse that is a good deal longer than any screen of this size is wide, and turns
    {LONG}
            deep, and as deep as verse can be, and {LONG}
:::

- one
  - two
    - {LONG}

> > > Quoted thrice: {LONG}

::: telegram
{LONG.upper()} STOP
:::

::: message
**{LONG}:** {URL}
:::

![A wide picture](../images/wide.png "{LONG}")

![A tall picture](../images/tall.png)

## {LONG}

[^1]: {URL}
"""


def picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "gray").save(file, "PNG")
    return file.getvalue()


STRANGE: Files = NASTY | {
    "part-2-land/06-wide.md": WIDE, "images/wide.png": picture(3000, 300), "images/tall.png": picture(300, 3000),
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    if lacking := missing():
        pytest.skip(f"not on this machine: {lacking}")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def strange(once: Callable[..., Finished]) -> Finished:
    return once("strange", lambda folder: TinyBook(folder).write(STRANGE))


@pytest.fixture(scope="module", params=["sample", "strange"])
def built(request: pytest.FixtureRequest) -> Finished:
    book: Finished = request.getfixturevalue(request.param)
    return book


@pytest.fixture(scope="module")
def reader(browser: "Browser", built: Finished) -> Iterator[Reader]:
    with reading(browser, built.epub, Way()) as opened:
        yield opened


@pytest.fixture(scope="module")
def documents(reader: Reader) -> list[dict[str, Any]]:
    """What reader.js tells of every document of the spine."""
    surveyed: list[dict[str, Any]] = reader.call("survey")
    return surveyed


# ---- every page ----


@pytest.mark.parametrize("way", [*WAYS, SCROLL], ids=str)
def test_everything_is_on_the_page_and_can_be_seen(browser: "Browser", built: Finished, way: Way) -> None:
    with reading(browser, built.epub, way) as reader:
        assert reader.call("look") == []
    assert reader.said == []


@pytest.mark.corpora
@pytest.mark.parametrize("way", [*WAYS, SCROLL], ids=str)
def test_so_it_is_in_a_long_book(browser: "Browser", once: Callable[..., Finished], way: Way) -> None:
    corpus = SHARED / "corpora" / "rust-book"
    if not corpus.exists():
        pytest.skip(f"{corpus} is not on this machine")
    book = once("rust-book", lambda folder: shutil.copytree(corpus, folder / "manuscript", copy_function=shutil.copyfile))
    with reading(browser, book.epub, way) as reader:
        assert reader.call("look") == []
    assert reader.said == []


def test_a_page_that_is_wrong_is_seen_to_be(browser: "Browser", book: Make, tmp_path: Path) -> None:
    wrong = {
        "chapter-01.xhtml": """<p style="width: 700px">Wide</p> <p style="color: #999">Pale</p> <p style="opacity: .3">Faint</p>
            <p style="margin-left: -20px">Left</p> <img src="gone.png" alt="Gone"/> <img src="https://example.org/x.png" alt="Far"/>
            <p style="white-space: nowrap">Long and long and long and long and long and long and long and long and long and long and long</p>
            <p>Nothing</p> <a href="three.xhtml">Nowhere</a>""",
        "chapter-02.xhtml": '<div style="height: 900px; overflow: auto">Tall</div>',
    }  # fmt: skip
    spoilt = spoil(book({"01-one.md": "# One", "02-two.md": "# Two"}).epub(), wrong, tmp_path / "spoilt.epub")
    with reading(browser, spoilt, Way()) as reader:
        faults = "\n".join(reader.call("look"))
        astray = [link["href"] for document in reader.call("survey") for link in document["links"] if link["file"] is None]
    for fault in ("p sticks out by 150 px: Wide", "p sticks out by 20 px: Left", ": Long and long", "p has a contrast of 2.8: Pale",
                  "p has a contrast of 2.1: Faint", "broken picture: Gone", "broken picture: Far", "sticks out by 120 px: Two Tall"):  # fmt: skip
        assert fault in faults
    assert "Nothing" not in faults
    assert astray == ["three.xhtml"]
    assert "asked for https://example.org/x.png" in reader.said


def spoil(package: Package, wrong: dict[str, str], out: Path) -> Path:
    """The same EPUB with something more at the end of some documents."""
    with zipfile.ZipFile(out, "w") as spoilt:
        for name in package.names:
            more = wrong.get(name.removeprefix("EPUB/"), "").encode()
            spoilt.writestr(name, package.read(name).replace(b"</section>", more + b"</section>") if more else package.read(name))
    return out


# ---- what leads from one page to another ----


def test_every_link_leads_to_a_place_in_the_book(documents: list[dict[str, Any]]) -> None:
    places = {(document["file"], identifier) for document in documents for identifier in ["", *document["ids"]]}
    links = [link for document in documents for link in document["links"]]
    assert links
    assert [link for link in links if (link["file"], link["id"]) not in places] == []


def test_a_press_on_a_link_turns_to_its_page(reader: Reader, documents: list[dict[str, Any]]) -> None:
    """The first line of the contents, its last, a note's number, and the way back from the note."""
    lines = next(document["links"] for document in documents if document["file"] == "nav.xhtml")
    noted = next(document for document in documents if document["calls"])
    number, back = noted["calls"][0]["href"], f"#{noted['calls'][0]['id']}"
    for page, href, file in (("nav.xhtml", lines[0]["href"], lines[0]["file"]), ("nav.xhtml", lines[-1]["href"], lines[-1]["file"]),
                             (noted["file"], number, noted["file"]), (noted["file"] + number, back, noted["file"])):  # fmt: skip
        assert reader.call("follow", page, href) == {"file": file, "shown": True}


def test_a_note_can_be_shown_over_the_page(documents: list[dict[str, Any]]) -> None:
    """Readers take the text of the aside that a call names in its own document; its link leads back to a call."""
    calls = [call for document in documents for call in document["calls"]]
    assert calls
    for document in documents:
        notes = {f"#{note['id']}": note for note in document["notes"]}
        assert {call["href"] for call in document["calls"]} == notes.keys()
        for note in notes.values():
            assert note["element"] == "aside"
            assert len(note["text"]) > len("1. ")
            assert {f"#{call['id']}" for call in document["calls"] if notes[call["href"]] is note} & set(note["back"])


# ---- what a reader offers ----


def test_the_contents_are_those_of_the_navigation_document(reader: Reader, built: Finished) -> None:
    listed = next(nav for nav in Package(built.epub).tree("nav.xhtml").iter(f"{XHTML}nav") if nav.get(f"{OPS}type") == "toc").find(f"{XHTML}ol")
    assert listed is not None
    assert reader.call("contents") == tree(listed)


def tree(listed: etree.Element) -> list[dict[str, Any]]:
    """An `<ol>` of the contents as reader.js tells it."""
    lines = [(item.find(f"{XHTML}a"), item.find(f"{XHTML}ol")) for item in listed]
    return [{"label": "".join(link.itertext()).strip(), "href": link.get("href"), "children": [] if below is None else tree(below)}
            for link, below in lines if link is not None]  # fmt: skip


def test_the_list_of_pages_has_every_page_break_and_nothing_else(reader: Reader, documents: list[dict[str, Any]]) -> None:
    breaks = [(document["file"], identifier) for document in documents for identifier in document["breaks"]]
    assert [(page["file"], page["id"]) for page in reader.call("pageList")] == breaks


def test_the_cover_is_shown_first_and_in_the_library(reader: Reader, documents: list[dict[str, Any]]) -> None:
    assert min(reader.call("cover")) >= 500                           # what Kindle asks of the shorter side
    assert documents[0]["file"] == "cover.xhtml"
    assert reader.call("look", ["cover.xhtml"]) == []
