"""An EPUB and a way of reading it -> a page of chromium that shows it with epub.js, and nothing from anywhere else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / ".reading" / "node_modules"      # `make reading` fills it; never in the repository
HOST = "http://reader.invalid"                              # nowhere (RFC 6761): requests are answered before they leave the browser
SERVED = {
    "/reader.html": (HERE / "reader.html", "text/html"), "/reader.js": (HERE / "reader.js", "text/javascript"),
    "/jszip.js": (MODULES / "jszip" / "dist" / "jszip.min.js", "text/javascript"),
    "/epub.js": (MODULES / "epubjs" / "dist" / "epub.min.js", "text/javascript"),
}  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Names are not looked up, whatever asks. Chromium's own sandbox is not to be had by root, as whom containers run.
FLAGS = ("--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", *(["--no-sandbox"] if os.geteuid() == 0 else []))


@dataclass(frozen=True, slots=True)
class Way:
    """A way of reading: the screen in px, the colours, the size of the type in per cent, pages or a scroll."""

    width: int = 600
    height: int = 800
    dark: bool = False
    size: int = 100
    flow: str = "paginated"
    scale: float = 1                               # pixels of a picture per px

    def __str__(self) -> str:
        scroll = "" if self.flow == "paginated" else "-scrolled"
        return f"{self.width}x{self.height}-{'dark' if self.dark else 'light'}-{self.size}%{scroll}"


@dataclass(frozen=True, slots=True)
class Reader:
    """A book that is open. `said` grows: complaints of the console, errors, requests that wanted to go elsewhere."""

    page: "Page"
    said: list[str] = field(default_factory=list)

    def call(self, function: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON, as reader.js says
        """What a function of reader.js answers."""
        return self.page.evaluate("([name, given]) => globalThis[name](...given)", [function, arguments])


def missing() -> str:
    """What this machine lacks for reading, or nothing."""
    lacks = []
    if not any(map(shutil.which, BROWSERS)):
        lacks.append("chromium (Debian: apt-get install chromium)")
    if find_spec("playwright") is None:
        lacks.append("playwright (make reading)")
    lacks += [f"{file.name} of epub.js (make reading)" for file, _ in SERVED.values() if not file.is_file()]
    return ", ".join(lacks)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The system's own browser, without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not on every machine

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def reading(browser: "Browser", book: Path, way: Way) -> Iterator[Reader]:
    """A book, opened at no page yet."""
    scheme: Any = "dark" if way.dark else "light"
    screen: Any = {"width": way.width, "height": way.height}
    context = browser.new_context(viewport=screen, color_scheme=scheme, device_scale_factor=way.scale, service_workers="block")
    reader = Reader(context.new_page())
    reader.page.on("console", lambda message: reader.said.append(message.text) if message.type in {"error", "warning"} else None)
    reader.page.on("pageerror", lambda error: reader.said.append(str(error)))
    reader.page.route("**/*", lambda route: _answer(route, book, reader.said))
    try:
        reader.page.goto(f"{HOST}/reader.html")
        reader.call("openBook", {"width": way.width, "height": way.height, "dark": way.dark, "size": way.size, "flow": way.flow})
        yield reader
    finally:
        context.close()


def _answer(route: "Route", book: Path, said: list[str]) -> None:
    """Files of the reader and the book; everything else is refused, and told."""
    url = route.request.url
    file, kind = SERVED.get(url.removeprefix(HOST), (None, ""))
    if url == f"{HOST}/book.epub":
        file, kind = book, "application/epub+zip"
    if file:
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        said.append(f"asked for {url}")
        route.abort()
