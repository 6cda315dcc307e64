"""HTML and sheets -> laid-out pages: WeasyPrint, given nothing but the book's own bytes to read."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetLookupItem
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bookbuild.press.brought import BASE, BroughtFonts, address_of, lacking
from bookbuild.press.composer.flaws import composed, flaws
from bookbuild.press.composer.gate import reasons
from bookbuild.press.composer.seam import Composer
from bookbuild.press.composer.words import TypeCase
from bookbuild.press.notes import notes_kept
from bookbuild.press.plates import shallow
from bookbuild.problems import Problem, Severity
from bookbuild.stylesheet import Sheet

REINSTALL = "install bookbuild anew, with the WeasyPrint that it asks for"
DECORATIVE = 'role="presentation"'


class BookFetcher(URLFetcher):
    """Serves the files the book is made of, by the names its HTML and CSS use, and nothing else: no network, no disk."""

    def __init__(self, served: dict[str, Path]) -> None:
        super().__init__(allowed_protocols=("https",), allow_redirects=False)
        self.served = {address_of(name): file for name, file in served.items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - the interface
        """The bytes of a picture or font of the book. Raises ValueError for any other address."""
        file = self.served.get(url)
        if file is None:
            message = f"not in the book: {url}"
            raise ValueError(message)
        return URLFetcherResponse(url, shallow(file.read_bytes()))


class Elsewhere(TargetLookupItem):
    """A place in the book for `target-counter()`: on which page of the book it stands, as far as is known.

    `asked` is whether anything in this document prints that page.
    """

    class Box:
        """Stands for the box of the place, of which only its page is known here."""

        def __init__(self, page: int) -> None:
            self.cached_counter_values = {"page": [page]}

        def extract_text(self, _style: str) -> str:
            """`target-text()` is not for places elsewhere: a theme with it is set in one piece."""
            return ""

    class Counters(dict[str, list[int]]):
        """The counters of its page. They are known: that this document would count otherwise is no news."""

        place: "Elsewhere"

        def copy(self) -> dict[str, list[int]]:
            """WeasyPrint takes them so when it sets a number, and only then."""
            self.place.asked = True
            return dict(self)

        __hash__ = None

        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

    def __init__(self, page: int) -> None:
        self.asked = False
        self.counters = self.Counters(page=[page])
        self.counters.place = self
        super().__init__("up-to-date")
        self.target_box = self.Box(page)

    @property
    def cached_page_counter_values(self) -> dict[str, list[int]]:
        """Where WeasyPrint looks for them."""
        return self.counters

    @cached_page_counter_values.setter
    def cached_page_counter_values(self, values: dict[str, list[int]]) -> None:
        """What WeasyPrint would put there."""


class Case:
    """A compositor's case: the fonts and sheets that every document set in this process is set from, read once."""

    def __init__(self, served: dict[str, Path], types: TypeCase | None = None) -> None:
        self.fetcher, self.types = BookFetcher(served), types or TypeCase()
        self.fonts, self.counters, self.profiles = BroughtFonts(), CounterStyle(), dict[str, Any]()
        self.read: dict[Sheet, tuple[CSS, list[Problem]]] = {}

    def sheet(self, sheet: Sheet) -> tuple[CSS, list[Problem]]:
        """A sheet as WeasyPrint understands it, and what it had to say of it."""
        if sheet not in self.read:
            problems: list[Problem] = []
            self.fonts.reading = sheet if sheet.path else None
            with heard(problems, sheet):
                css = CSS(
                    string=sheet.css, base_url=BASE, url_fetcher=self.fetcher, font_config=self.fonts,
                    counter_style=self.counters, color_profiles=self.profiles,
                )  # fmt: skip
            self.read[sheet] = css, problems
        return self.read[sheet]

    def lay_out(self, html: str, sheets: tuple[Sheet, ...], elsewhere: dict[str, int] | None = None, *, composer: bool = True) -> "Laid":
        """Lay a document out. `elsewhere` are the places it may name, with their pages in the book."""
        read = [self.sheet(sheet) for sheet in sheets]
        problems = [*(problem for _, found in read for problem in found), *self.fonts.unread]
        contexts: list[LayoutContext] = []
        places = {name: Elsewhere(page) for name, page in (elsewhere or {}).items()}
        if composer and (unfit := reasons(self._render)):
            composer = False
            problems.append(Problem("p-005", f"paragraphs are set line by line: {unfit}", hint=REINSTALL, severity=Severity.WARNING))

        class Watched(Document):
            """WeasyPrint's document, which lets us see its context."""

            @classmethod
            def _build_layout_context(cls, *arguments: Any) -> LayoutContext:  # noqa: ANN401 - WeasyPrint is untyped
                context = super()._build_layout_context(*arguments)
                context.target_collector.target_lookup_items.update(places)
                contexts.append(context)
                return context

        with heard(problems):
            document = self._render(html, composer, [css for css, _ in read], Watched)
        problems += lacking(document, self.fonts, self.fetcher)
        _show_ornaments(document)
        if DECORATIVE in html:
            _hush_pictures(document)
        return Laid(document, contexts[0], problems, {name for name, place in places.items() if place.asked})

    def _render(self, html: str, composer: bool, sheets: Sequence[CSS] = (), kind: type[Document] = Document) -> Document:  # noqa: FBT001
        with notes_kept(), Composer(self.types).installed() if composer else nullcontext():
            source = HTML(string=html, base_url=BASE, url_fetcher=self.fetcher)
            options = {**DEFAULT_OPTIONS, "stylesheets": list(sheets)}
            document: Document = kind._render(source, self.fonts, self.counters, self.profiles, options)
        return document


class Laid:
    """A document laid out: its pages, the context they were made in, what was said, and the places elsewhere it asked for."""

    def __init__(self, document: Document, context: LayoutContext, problems: list[Problem], asked: set[str]) -> None:
        self.document, self.context, self.problems, self.asked = document, context, problems, asked
        boxes_ = [page._page_box for page in document.pages]
        self.composed, self.flaws = composed(boxes_), flaws(context, boxes_)
        self.html = document._html.etree_element
        self.body = next(each for each in self.html if each.tag == "body")


def _show_ornaments(document: Document) -> None:
    """A scene break is white space, but at the edge of a page nobody would see it: there its ornament appears.

    The theme has already set the ornament, hidden, in the break's own line, so nothing moves when it is shown.
    """
    for page in document.pages:
        for box in _breaks_at_the_edge(page._page_box):
            for inside in box.descendants():
                inside.style["visibility"] = "visible"


def _hush_pictures(document: Document) -> None:
    """A picture that says nothing is no figure to a screen reader (ISO 14289-1 §7.3): as a span it is passed over."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.ReplacedBox) and box.element.get("role") == "presentation":
                box.element_tag = "span"


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
def heard(problems: list[Problem], sheet: Sheet | None = None) -> Iterator[None]:
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
