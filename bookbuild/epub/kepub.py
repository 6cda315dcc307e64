"""One page of an EPUB -> the same page as Kobo's own reader wants it (KEPUB).

Kobo's readers have two engines. `book.epub` is shown by Adobe's, `book.kepub.epub` by Kobo's own. That one wants what
Kobo's shop puts into every page it sells:

1. Each sentence in a `span.koboSpan`, each picture too: bookmarks, highlights and the place of reading are kept as
   the id of such a span.
2. The body in `div#book-columns > div#book-inner`: the engine hangs the styles on these that make screens out of a page.
3. `style#kobostylehacks` as the last thing in the head: no margin above and below the inner div.

A page that has any of these spans, or the two divs, is left as it is. What Kobo adds beyond that is left out, as by
pgaskin/kepubify, whose rules we keep and whose books Kobo's readers open: no `kobo.js`, no colours for links, no size.

The span's id is `kobo.P.S`. P, the paragraph, rises at each p, ol, ul, table and heading, though only once there is
something in it to number; and at each picture, at once. S, the sentence, starts at 1 with each P. We start P at 1, as
calibre does; kepubify has 0 for what stands above the first paragraph. Text in script, style, pre, audio, video, svg and
math stays as it is. Space alone is a sentence only straight inside a p.

Where a sentence ends: after `.`, `!`, `?`, `…` or their like in other scripts, with the quotes and brackets that close
behind them, where a space follows that a line may break at; and after `。！？` with what closes behind those, space or
none. A tag always ends one. Abbreviations are not known: `Mr. Hyde` is two sentences (as with kepubify), except with a
no-break space. A span too many does no harm, but the same text must be cut the same way in the next draft, or a reader's
highlights wander: change these rules with care.

The page is cut at its tags and only added to, never parsed and written anew: declaration, doctype, entities, void and
empty elements stay byte for byte, and no line is added, so that EPUBCheck's line numbers hold.

Sources: kepubify's transform.go and its tests (2020-2023); calibre's oeb/polish/kepubify.py (2025); kobolabs/epub-spec.
"""

import re
from itertools import pairwise

COLUMNS = '<div id="book-columns"><div id="book-inner">'
STYLE = '<style type="text/css" id="kobostylehacks">div#book-inner { margin-top: 0; margin-bottom: 0; }</style>'
PARAGRAPHS = frozenset("p ol ul table h1 h2 h3 h4 h5 h6".split())
VERBATIM = frozenset("script style pre audio video svg math".split())

BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.DOTALL)
DONE = re.compile(r"""<[^<>]*\sclass\s*=\s*(["'])(?:(?!\1)[^<>])*(?<![\w-])koboSpan(?![\w-])|<body\b[^>]*>\s*<div id="book-columns">""")
# A comment, a CDATA section, an instruction, or a tag with whatever its quotes hold. `split` puts texts between these.
MARKUP = re.compile(r"""(<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<[^<>"']*+(?:"[^"]*"[^<>"']*+|'[^']*'[^<>"']*+)*+>)""", re.DOTALL)
NAME = re.compile(r"</?([^\s/>!?]+)")

UNBREAKABLE = "\u00a0\u202f\u2007"                 # spaces: the first two stand inside French quotes
STOPS = ".!?…‽؟۔।"                                 # with Arabic, Urdu and Hindi
CLOSING = "\"'”’“‘»«›‹)\\]"                        # both ways round: “ closes in German, « in Danish
EAST, EAST_CLOSING = "。！？｡", "」』）】》〉〕”’…"     # no space follows; “ opens there
END = re.compile(                                  # forty signs are no sentence's end: a page of exclamation marks is read at once
    rf"[{STOPS}](?:[{UNBREAKABLE}]?[{STOPS}{CLOSING}]){{0,40}}[^\S{UNBREAKABLE}]\s*"
    rf"|[{EAST}][{EAST}{EAST_CLOSING}]*\s*",
)  # fmt: skip


def to_kepub(page: bytes) -> bytes:
    """The page with Kobo's markup, for the reasons at the top of this module; `page` is XHTML in UTF-8, well-formed.

    Raises ValueError for a page without a head or a body.
    """
    text = page.decode()
    if DONE.search(text):
        return page
    text = mark_sentences(text)
    text = wrap_body(text)
    text = add_style(text)
    return text.encode()


def mark_sentences(page: str) -> str:
    """Each sentence and each picture of the body in a span with a number."""
    start, end = _body(page)
    pen = _Pen()
    pieces = MARKUP.split(page[start:end])
    written = [pen.markup(piece) if number % 2 else pen.text(piece) for number, piece in enumerate(pieces)]
    return page[:start] + "".join(written) + page[end:]


def wrap_body(page: str) -> str:
    """All that is in the body in Kobo's two divs, on the lines where it was."""
    start, end = _body(page)
    return f"{page[:start]}{COLUMNS}{page[start:end]}</div></div>{page[end:]}"


def add_style(page: str) -> str:
    """Kobo's rule last in the head, behind the book's own style sheet."""
    before, head_end, after = page.partition("</head>")
    if not head_end:
        message = "a page without a head"
        raise ValueError(message)
    return f"{before}{STYLE}{head_end}{after}"


def sentences(text: str) -> list[str]:
    """`Stop! He ran.` is `Stop! ` and `He ran.`: cut behind each sentence and the spaces that follow; nothing is lost."""
    cuts = [0, *(found.end() for found in END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


class _Pen:
    """Copies a body from its start to its end, and numbers what it passes."""

    def __init__(self) -> None:
        self.paragraph = self.sentence = 0
        self.begins = True                         # the next span starts a paragraph
        self.open: list[str] = []                  # the elements we are in, from the outside
        self.verbatim = 0                          # how many of them are to stay as they are

    def text(self, text: str) -> str:
        """A text between two tags; entities are whole in it, for no sentence ends inside one."""
        if not text or self.verbatim:
            return text
        inside_p = bool(self.open) and self.open[-1] == "p"
        return "".join(self.span(piece) if inside_p or not piece.isspace() else piece for piece in sentences(text))

    def markup(self, markup: str) -> str:
        """A tag, or what is no tag: only an `img` gets something around it."""
        named = NAME.match(markup)
        if named is None:
            return markup
        name = named[1]
        if markup.startswith("</"):
            self.open.pop()
            self.verbatim -= name in VERBATIM
        elif not markup.endswith("/>"):
            self.open.append(name)
            self.verbatim += name in VERBATIM
            self.begins = self.begins or (name in PARAGRAPHS and not self.verbatim)
        elif name == "img" and not self.verbatim:
            self.begins = True
            return self.span(markup)
        return markup

    def span(self, content: str) -> str:
        if self.begins:
            self.paragraph, self.sentence, self.begins = self.paragraph + 1, 0, False
        self.sentence += 1
        return f'<span class="koboSpan" id="kobo.{self.paragraph}.{self.sentence}">{content}</span>'


def _body(page: str) -> tuple[int, int]:
    """Where what is in the body starts and ends."""
    found = BODY.search(page)
    if found is None:
        message = "a page without a body"
        raise ValueError(message)
    return found.span(1)
