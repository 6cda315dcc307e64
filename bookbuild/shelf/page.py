"""A Catalogue -> a page that the browser of an e-reader can use: no scripts, no forms, HTML and CSS as of 2012.

It is well-formed XML besides. Kobo's and Kindle's browsers get it without typefaces to load, and with the file first that
their reader wants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bookbuild.problems import megabytes
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.catalogue import KINDS, Catalogue, Copy, Volume
from bookbuild.shelf.opds import FEED, OPDS2, TITLE

HERE = Path(__file__).parent
FACES = HERE.parent / "themes" / "classic" / "fonts"
# What the page is dressed in: name -> file, media type. Nothing else of these folders is served.
DRESS = {
    "page.css": (HERE / "page.css", "text/css"),
    "roman.ttf": (FACES / "EBGaramond-Regular.ttf", "font/ttf"), "italic.ttf": (FACES / "EBGaramond-Italic.ttf", "font/ttf"),
}  # fmt: skip
LONGEST = 600                                      # characters of a description


@dataclass(frozen=True, slots=True)
class Agent:
    """Who is asking, by a mark in the User-Agent header: the kind of copy that comes first, and whether it is slow e-ink."""

    mark: str
    kind: str
    words: str
    ink: bool = False
    note: str = ""


# The first whose mark is there counts. Kobo's says `Kobo Touch 0391/4.45…`; KOReader's has its own name and no maker's.
AGENTS = (
    Agent("KOReader", "generic", "KOReader"),
    Agent("Kobo", "kobo", "a Kobo", ink=True),
    Agent("Kindle", "kindle", "a Kindle", ink=True, note="If your Kindle does not take the file from here, send it by mail or by cable."),
    Agent("iPhone", "apple", "an iPhone"), Agent("iPad", "apple", "an iPad"), Agent("Thorium", "generic", "Thorium"),
    Agent("Android", "generic", "an Android device"), Agent("Macintosh", "apple", "a Mac"), Agent("Windows", "generic", "a PC"),
    Agent("Linux", "generic", "a computer"),
)  # fmt: skip
SOMEBODY = Agent("", "generic", "somebody")


def agent_of(header: str) -> Agent:
    """Who says so of itself. The words are ours: what a stranger writes into a header never comes to the terminal."""
    return next((agent for agent in AGENTS if agent.mark in header), SOMEBODY)


def page(catalogue: Catalogue, at: Addresses, origin: str, agent: Agent = SOMEBODY) -> bytes:
    """The page, in UTF-8. `origin` is what stands before the addresses: `http://192.168.178.20:8040`."""
    alone = catalogue.volumes[0] if len(catalogue.volumes) == 1 else None
    title = alone.label.title if alone else TITLE
    books = "".join("".join(_book(volume, at, agent, "h1" if alone else "h2")) for volume in catalogue.volumes)
    return f"""<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml" class="{'ink' if agent.ink else 'glass'}">
<head>
<meta charset="utf-8" />
<title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="robots" content="noindex" />
<link rel="stylesheet" href="{at.dress('page.css')}" />
<link rel="alternate" type="{FEED}" href="{at.opds}" title="OPDS 1.2" />
<link rel="alternate" type="{OPDS2}" href="{at.opds2}" title="OPDS 2.0" />
</head>
<body class="{'alone' if alone else 'several'}">
{'' if alone else f'<h1 class="shelf">{escape(title)}</h1>'}
{books or '<p class="empty">There is no book here yet.</p>'}
{_foot(at, origin)}
</body>
</html>
""".encode()


def _book(volume: Volume, at: Addresses, agent: Agent, heading: str) -> Iterator[str]:
    label = volume.label
    first = volume.copy(agent.kind) or volume.copies[0]
    spoken = f' lang="{escape(label.language)}"' if label.language else ""
    yield f'<div class="book"{spoken}>\n'
    yield f'<a class="cover" href="{at.copy(volume, first)}"><img src="{at.thumbnail(volume)}" alt="" /></a>\n<div class="words">\n'
    yield f'<{heading} dir="auto">{escape(label.title)}</{heading}>\n'
    if label.authors:
        yield f'<p class="author" dir="auto">{escape(label.byline)}</p>\n'
    if label.description:
        yield f'<p class="about" dir="auto">{escape(_beginning(label.description))}</p>\n'
    yield f'<p class="get" lang="en"><a href="{at.copy(volume, first)}">Get the book<small>{_told(first)}</small></a></p>\n'
    if others := [copy for copy in volume.copies if copy is not first]:
        links = " ".join(f'<a href="{at.copy(volume, copy)}">{_told(copy)}</a>' for copy in others)
        yield f'<p class="others" lang="en">{links}</p>\n'
    built = volume.updated.astimezone()
    yield f'<p class="built" lang="en">Built {built.day} {built:%B %Y, %H:%M}</p>\n'
    yield f'<p class="built" lang="en">{agent.note}</p>\n' if agent.note else ""
    yield "</div>\n</div>\n"


def _foot(at: Addresses, origin: str) -> str:
    return f"""<div class="foot">
<img class="qr" src="{at.qr}" alt="QR code of this page’s address" />
<p>For a reading app (KOReader, Thorium, Moon+ Reader, Librera …) add this catalogue:</p>
<p class="address"><a href="{at.opds}">{escape(origin + at.opds)}</a></p>
<p class="qr-words">The square is the address of this page, for the camera of a telephone.</p>
</div>"""


def _told(copy: Copy) -> str:
    return f"{KINDS[copy.kind].words}, {megabytes(copy.size)}"

def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
