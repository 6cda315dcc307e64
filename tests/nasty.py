"""Books that ask everything of an engine that sets a chapter without knowing the others: one of every construct, one small."""
# ruff: noqa: E501 - prose

from tiny import DRAWING, PIXEL, Files

GALES = "The gales of that October moved the channel a quarter of a mile to the west, and nobody at Head Office noticed. "
SANDS = "On the sands it was the *only subject for a fortnight*, and every walker had to learn it over again with their feet. "
PARAGRAPH = (GALES + SANDS) * 3
NOTE = "Which is to say, by the reckoning of the tide tables and of nobody else, "
LONG_NOTE = NOTE * 25 + "and that is all."
PAGE = "::: page-break\n:::"


def story(paragraphs: int, every: str = "") -> str:
    """So many paragraphs, none like the one before it in length."""
    return "\n\n".join(GALES * (number % 4 + 1) + SANDS * (number % 3) + (every if number % 5 == 4 else "") for number in range(paragraphs))


def table(rows: int) -> str:
    return "\n".join(["| Tide | Height | Hour |", "|:-----|-------:|:----:|", *(f"| {n} | {n * 3} ft | {n % 12} |" for n in range(rows))])


NASTY_TOML = """\
title = "Nasty & “Strange”: Été"
subtitle = "A <Tale>"
authors = ["Ána Wríter", { name = "B. (Scribe)", file-as = "Scribe, B." }]
language = "en-GB"
series = { name = "The Mountain", position = 2 }
publisher = "P & Co"
description = "It's rich (and \\\\ strange)."
keywords = ["post", "été"]
chapter-numbers = "words"
[disclaimer]
kind = "fan-work"
work = "W"
owner = "O"
[fan-work]
fandom = ["F & F"]
relationships = ["A/B"]
"""

FIRST = f"""# A Buckle, “Été” & Днепр[^t]

"{GALES}" she said[^1]. See [the second](02-second.md), [its middle](02-second.md#the-middle), [the foreword](../00-foreword.md), [a place](#a-place-of-its-own), [outside](https://example.org/a?b=(c)&d=é) and [mail](mailto:a@b.c).

{PARAGRAPH}[^2]

{PARAGRAPH} *{PARAGRAPH}* {PARAGRAPH}

***

{PARAGRAPH}[^long] {PARAGRAPH}

{PAGE}

***

After a break at the top of a page, [bonjour *tout le monde*, c'est la marée haute]{{lang=fr}} and [quelque chose de merveilleux qui traverse la ligne]{{lang=fr}}.

{PAGE}

Before a break at the foot of a page.

***

{PAGE}

## A Place of Its Own

{table(4)}

Between tables.

{table(40)}

### Third

- one
- two

  more of two[^list]

  1. three
  2. four
     - five
     - six

7. seven
8. eight

#### Fourth

Term
: Meaning

::: page-break
:::

{story(9)}

The last line has a note[^last] that calls another[^end].

[^t]: On the title, with [a link](02-second.md).
[^1]: First, *with* [a link](02-second.md#the-middle).[^deep]

    A second paragraph.

    - an item

    > a quotation

[^deep]: Deeper.[^deeper]
[^deeper]: Deepest of all.
[^2]: {NOTE}
[^long]: {LONG_NOTE}
[^list]: In a list.
[^last]: {NOTE}
[^end]: At the very end.
"""

SECOND = f"""# Second

![The “isle”](../images/p.png "A caption, and a picture (in brackets)")

![A drawing](../images/map.svg){{width=50% .left}}

{PARAGRAPH} Inline ![icon](../images/p.png). H<sub>2</sub>O, <kbd>X</kbd>, `code`.

::: verse
One *line
goes on*
    deep

And another stanza[^v]
  of it

-- A. Poet
:::

::: letter A letter {{#post}}
Skerne, Monday

Dear Ann,

{PARAGRAPH}

::: telegram
STOP

COME AT ONCE STOP
:::

-- B.
:::

::: sign
Closed
:::

::: aside
An aside.
:::

::: message
**Ann:** Hi
:::

> A quotation,
> plain. [Back](01-first.md#a-place-of-its-own), and to [the dedication](../00-dedication.md).

## The Middle

```python
{chr(10).join(f'def f{n}(x: "Vec<T>") -> None:  # why {n}' for n in range(90))}
```

{table(3)}

{table(14)}

{story(4)}

[^v]: In verse.
"""

NASTY: Files = {
    "book.toml": NASTY_TOML,
    "00-dedication.md": "To *Ann*.",
    "00-epigraph.md": '::: epigraph\n"All."\n\n-- A. Author\n:::',
    "00-foreword.md": f"# Foreword\n\nSee [the end](part-2-land/04-long.md) and [a place](part-1-sea/01-first.md#a-place-of-its-own).\n\n{story(12)}",
    "00-authors-note.md": "# Author's Note\n\nText[^1].\n\n[^1]: In front.",
    "01-prologue.md": f"# Prologue\n\n{PARAGRAPH}",
    "part-1-sea/00-part.md": "# The Sea\n\n::: epigraph\nWater.\n:::",
    "part-1-sea/01-first.md": FIRST,
    "part-1-sea/02-second.md": SECOND,
    "part-2-land/03-mother.md": f"# Mother\n\n{PARAGRAPH}\n\n# Child\n\n{PARAGRAPH}\n\n## Grandchild\n\nText.",
    "part-2-land/04-long.md": f"# Long\n\n{story(45, '[^n]')}\n\n![The “isle”](../images/p.png)\n\n![A drawing](../images/map.svg)\n\n[^n]: {NOTE}",
    "part-2-land/05-empty.md": "# Empty\n\n.",
    "80-epilogue.md": f"# Epilogue\n\n***\n\n{PARAGRAPH}",
    "85-appendix-1-tides.md": f"# Tides\n\n1984. A year.\n\n{table(5)}",
    "86-glossary.md": "# Glossary\n\nLade\n: A channel.",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks.",
    "images/map.svg": DRAWING,
    "images/p.png": PIXEL,
    "/styles/print.css": ":root { --opening: drop-cap }\nfigure.left { float: left; width: 30%; margin: 0 1em 0 0 }",
}

# A dozen pages, for one question each: what a style may ask for.
SMALL: Files = {
    "book.toml": 'title = "Small"\nauthors = ["A. Writer"]\nlanguage = "en-GB"\n',
    "00-foreword.md": f"# Foreword\n\nBefore all; see [the second](02-second.md).\n\n{story(3)}",
    "01-first.md": f"# First\n\nWith a note[^1]; see [the second](02-second.md) and [a place](02-second.md#place).\n\n{story(9)}\n\n[^1]: At the foot.",
    "02-second.md": f"# Second\n\nSee [the first](01-first.md), [the foreword](00-foreword.md).\n\n{table(5)}\n\n## Place\n\n{story(5)}\n\n1. one\n2. two\n\nA note[^1].\n\n[^1]: Here.",
    "03-third.md": "# Third\n\nShort.\n\n- x\n- y",
    "90-acknowledgments.md": "# Acknowledgments\n\nThanks.",
}
