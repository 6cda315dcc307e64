"""The WeasyPrint that is installed -> whether paragraphs can be composed in it.

The composer takes the places of functions that WeasyPrint promises nobody. With the versions it was tried with it works;
with any other it first has to set a page of hard cases, and lose none of its letters.
"""

from collections.abc import Callable
from functools import cache

import weasyprint
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

TRIED = {"70.0"}
WORDS = "It was the year of the great comet, and nobody in the village of Ardhallow would go up to the lighthouse alone. " * 4
HARD_CASES = f"""<!DOCTYPE html><html lang="en"><style>
@page {{ size: 300px 400px; margin: 20px }} p {{ text-align: justify; text-indent: 1em; hyphens: auto; margin: 0 }}
.initial {{ float: left; font-size: 2.4em; line-height: .8 }}
.note {{ float: footnote }} .caps {{ font-variant-caps: small-caps; letter-spacing: .05em }}
</style><body><p><span class="initial">I</span>{WORDS[1:]}</p><p>{WORDS}<em>{WORDS}</em> <b class="caps">{WORDS}</b></p>
<p>{WORDS}<span class="note">{WORDS}</span> {WORDS}<a href="#x">well-known—or not</a>,
https://example.org/a/path donau\u00addampf\u00adschiff.</p></body></html>"""


@cache
def reasons(lay_out: Callable[[str, bool], Document]) -> str:
    """Why nothing can be composed; nothing, if all is well. `lay_out` lays HTML out, composed or not."""
    if weasyprint.__version__ in TRIED:
        return ""
    try:
        composed, plain = (letters(lay_out(HARD_CASES, composer)) for composer in (True, False))
    except Exception as error:  # noqa: BLE001 - whatever does not fit any more
        return f"{type(error).__name__}: {error}"
    return "" if composed == plain else "words come out otherwise than they were written"


def letters(document: Document) -> str:
    """Everything that is set, without spaces and the hyphens that end lines, in order of the alphabet: notes may stand on other pages."""
    found = []
    for page in document.pages:
        for line in page._page_box.descendants():
            if isinstance(line, boxes.LineBox):
                text = "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))
                found.append(text.removesuffix("\u2010").replace(" ", "").replace("\u00ad", ""))
    return "".join(sorted("".join(found)))
