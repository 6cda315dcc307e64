"""HTML and sheets -> laid-out pages: WeasyPrint, given nothing but the book's own bytes to read."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bookbuild.problems import Problem, Severity
from bookbuild.stylesheet import Sheet

BASE = "https://book.invalid/"                     # relative urls need a base; nothing is ever fetched from it


class BookFetcher(URLFetcher):
    """Serves the files the book is made of, by the names its HTML and CSS use, and nothing else: no network, no disk."""

    def __init__(self, served: dict[str, Path]) -> None:
        super().__init__(allowed_protocols=("https",), allow_redirects=False)
        self.served = served

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - the interface
        """The bytes of a picture or font of the book. Raises ValueError for any other address."""
        file = self.served.get(url.removeprefix(BASE))
        if file is None:
            message = f"not in the book: {url}"
            raise ValueError(message)
        return URLFetcherResponse(url, file.read_bytes())


def lay_out(html: str, sheets: tuple[Sheet, ...], served: dict[str, Path]) -> tuple[Document, list[Problem]]:
    """Lay the book out. The Problems are what WeasyPrint had to say, at the author's sheet where it is theirs."""
    fetcher, fonts = BookFetcher(served), FontConfiguration()
    problems: list[Problem] = []
    base = Sheet((files(__package__) / "base.css").read_text(encoding="utf-8"), None)
    styles = []
    for sheet in (base, *sheets):
        with _heard(problems, sheet):
            styles.append(CSS(string=sheet.css, base_url=BASE, url_fetcher=fetcher, font_config=fonts))
    with _heard(problems, None):
        document = HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(stylesheets=styles, font_config=fonts)
    _show_ornaments(document)
    return document, problems


def _show_ornaments(document: Document) -> None:
    """A scene break is white space, but at the edge of a page nobody would see it: there its ornament appears.

    The theme has already set the ornament, hidden, in the break's own line, so nothing moves when it is shown.
    """
    for page in document.pages:
        for box in _breaks_at_the_edge(page._page_box):  # noqa: SLF001 - pages are public, what is on them is not
            for inside in box.descendants():
                inside.style["visibility"] = "visible"


def _breaks_at_the_edge(page: boxes.PageBox) -> Iterator[boxes.Box]:
    """The scene breaks that are a page's first or last line."""
    lines = list(_lines(page))
    yield from (line for line in {id(line): line for line in (*lines[:1], *lines[-1:])}.values() if line.element_tag == "hr")


def _lines(box: boxes.Box) -> Iterator[boxes.Box]:
    """Every line of text and picture on a page in order, and scene breaks; footnotes and margins do not count."""
    if isinstance(box, (boxes.LineBox, boxes.ReplacedBox)) or box.element_tag == "hr":
        yield box
    elif isinstance(box, boxes.ParentBox) and not isinstance(box, (boxes.MarginBox, boxes.FootnoteAreaBox)):
        for child in box.children:
            yield from _lines(child)


@contextmanager
def _heard(problems: list[Problem], sheet: Sheet | None) -> Iterator[None]:
    """Collect what WeasyPrint logs while this lasts."""
    ear = _Ear(problems, sheet)
    logger = logging.getLogger("weasyprint")
    level, handlers, propagate = logger.level, logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [ear], False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


class _Ear(logging.Handler):
    def __init__(self, problems: list[Problem], sheet: Sheet | None) -> None:
        super().__init__()
        self.problems, self.sheet = problems, sheet

    def emit(self, record: logging.LogRecord) -> None:
        """A log record as a Problem. Of a shipped theme's own sheet nobody wants to hear."""
        message, args = record.getMessage(), record.args if isinstance(record.args, tuple) else ()
        if self.sheet is not None:
            if self.sheet.path is not None:
                line = next((each for each in args if isinstance(each, int)), None)
                self.problems.append(Problem("c-004", message, self.sheet.path, line, severity=Severity.WARNING))
        elif "Anchor defined twice" not in message:
            self.problems.append(Problem("p-001", message, severity=Severity.WARNING))
