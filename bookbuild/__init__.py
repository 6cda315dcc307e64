"""bookbuild: a folder of Markdown -> a validated EPUB and a typeset PDF.

The road, and the room in which each step is taken:

    book = load(folder)                      manuscript/   files -> Book
    style = load_style(folder, theme)        styles        theme and the author's CSS -> Style
    edition = compose(book, style.families)  edition/      Book -> finished XHTML documents (by markup/, matter, phrases)
    write_epub(edition, style, out)          epub/         the package
    write_pdf(edition, style, out, cache)    pdf/          the pages, each chapter set in a process of its own (by press/)
    check_manuscript(book, edition)          checks/prose  what an editor would mark

build.py walks it once, in this order. What an author got wrong is a Problem (problems.py), never a traceback.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded when first asked for: `bookbuild --help` must not wait for a typesetter.
HOME = {
    "load": "manuscript", "compose": "edition", "load_style": "styles", "write_epub": "epub", "write_pdf": "pdf",
    "check_manuscript": "checks.prose", "BookError": "problems", "Problem": "problems",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the room holds
    if name not in HOME:
        message = f"module 'bookbuild' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"bookbuild.{HOME[name]}"), name)
