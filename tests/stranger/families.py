"""Hostile Markdown: name -> a text of so many pieces."""
# ruff: noqa: E501 - a table of cases

from collections.abc import Callable

Family = Callable[[int], str]

FAMILIES: dict[str, Family] = {
    "[": lambda n: "[" * n, "[^": lambda n: "[^" * n, "[^a by line": lambda n: "[^a\n" * n, "![": lambda n: "![" * n, "links": lambda n: "[a](b)" * n, "[ then links": lambda n: "[" * n + "[a](b)" * n,
    "brackets and links": lambda n: "[a] [a](b) " * n, "links in brackets": lambda n: "[" * n + "](b)" * n, "[a]((": lambda n: "[a]((" * n,
    "[a](b '": lambda n: "[a](b '" * n, "references": lambda n: "[a][b]" * n + "\n\n[b]: c\n", "definitions": lambda n: "".join(f"[a{k}]: b\n" for k in range(n)),
    "<": lambda n: "<" * n, "<![": lambda n: "<![" * n, "<![CDATA[": lambda n: "<![CDATA[" * n, "<a ": lambda n: "<a " * n, "<a '<": lambda n: "<a '<" * n,
    "<http://": lambda n: "<http://" * n, "<a@": lambda n: "<a@" * n, "<a@b.c>": lambda n: "<a@b.c> " * n, "<!--": lambda n: "<!--" * n,
    "<!-- by line": lambda n: "<!--\n" * n, "comments": lambda n: "<!-- a -->\n" * n, "<?": lambda n: "<?" * n, "</div>": lambda n: "</div>" * n,
    "<p>": lambda n: "<p>\n\n" * n, "<i>": lambda n: "a <i>b</i> " * n, "<br>": lambda n: "<br>" * n, "<style>": lambda n: "<style>\n" * n,
    "<svg>": lambda n: "<svg>\n" * n, "<script>": lambda n: "<script>" * n, "anchors": lambda n: '<a id="x"></a>\n\n' * n,
    "*": lambda n: "*" * n, "*a": lambda n: "*a " * n, "**a*": lambda n: "**a* " * n, "*a**b": lambda n: "*a**b" * n, "~~a": lambda n: "~~a " * n, "_a": lambda n: "_a " * n,
    "`": lambda n: "`" * n, "escaped `": lambda n: "a\\```\na\n" * n, "`a``": lambda n: "`a`` " * n, "&": lambda n: "&" * n, "&#x": lambda n: "&#x" * n, "\\": lambda n: "\\" * n,
    "quotes": lambda n: '"a \'b ' * n, "dashes": lambda n: "a--" * n, "spaces": lambda n: " " * n + "a", "spaces inside": lambda n: "a" + " " * n + "b",
    "a heading's spaces": lambda n: "# a" + " " * n + "b", "a block's spaces": lambda n: "::: a" + " " * n + "b\n:::", "a break's spaces": lambda n: "***" + " " * n + "x",
    "lines": lambda n: "a\n" * n, "paragraphs": lambda n: "a\n\n" * n, "hard breaks": lambda n: "a  \n" * n, "breaks": lambda n: "* * *\n" * n,
    "headings": lambda n: "## a\n\n" * n, "underlined": lambda n: "a\n===\n\n" * n, "list": lambda n: "- a\n" * n, "loose list": lambda n: "- a\n\n" * n,
    "numbers": lambda n: "".join(f"{k}. a\n" for k in range(n)), "quoted lines": lambda n: "> a\n>\n" * n, "terms": lambda n: "a\n: b\n\n" * n,
    "terms without lines between": lambda n: "a\n: b\n" * n, "definitions of one term": lambda n: "a\n" + ": b\n" * n, "empty definitions": lambda n: "a\n: \n" * n,
    "definitions below a list": lambda n: "- a\n" + "    : b\n" * n, "quoted definitions": lambda n: "> a\n" + "> : b\n" * n, "colons": lambda n: ": " * n, "headings without lines between": lambda n: "# a\n" * n,
    "quoted headings": lambda n: "> # a\n" * n, "breaks in quotations": lambda n: "> * * *\n" * n, "notes and text": lambda n: "[^1]: a\nb\n" * n, "notes and links": lambda n: "[a]: b\n[^1]: a\nb\n" * n,
    "links and text": lambda n: "a\n[a]: b\n" * n, "tables and notes": lambda n: "a|b\n[^1]: a\n" * n, "headings and a table": lambda n: "# a\n" * n + "a|b\n" * n,
    "table": lambda n: "a|b\n-|-\n" + "a|b\n" * n, "tables": lambda n: "a|b\n-|-\na|b\n\n" * n, "pipes": lambda n: "|" * n,
    "fences": lambda n: "```\n" * n, "fences with a name": lambda n: "```a\n" * n, "quoted fences": lambda n: "> ```\n> a\n> ```\n" * n,
    "verse": lambda n: "::: verse\n" + "a\n" * n + ":::\n", "verse in italics": lambda n: "::: verse\n*" + "a\n" * n + "*\n:::\n",
    "verses": lambda n: "::: verse\na\n:::\n" * n, "quoted verse": lambda n: "> *" + "a  \n> " * n + "*",
    "notes": lambda n: "".join(f"[^{k}] " for k in range(n)) + "\n\n" + "".join(f"[^{k}]: a\n" for k in range(n)),
    "one note": lambda n: "a[^1] " * n + "\n\n[^1]: a\n", "notes never written": lambda n: "a[^1] " * n,
    "notes in notes": lambda n: "[^0]\n\n" + "".join(f"[^{k}]: a[^{k + 1}]\n\n" for k in range(n)), "spans": lambda n: "[a]{.b}" * n, "[a]{": lambda n: "[a]{" * n,
    "attributes": lambda n: "# a {" + ".a " * n + "}", "captions": lambda n: '![a](b "c")\n\n' * n, "speech": lambda n: "- Bonjour !\n" * n,
}  # fmt: skip
