"""The page in chromium with scripts switched off: as an e-reader's browser, a telephone, by day and by night."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reading.browser import BROWSERS, FLAGS
from standing import KINDLE, KOBO, Standing, bookcase, standing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
SCREENS = {
    "kobo": (600, 800, KOBO, "light"), "old-kobo": (480, 640, KOBO, "light"), "kindle": (600, 800, KINDLE, "light"),
    "phone": (360, 740, PHONE, "light"), "night": (360, 740, PHONE, "dark"), "desk": (1280, 900, "", "dark"),
}  # fmt: skip
FINGER = 44                                        # px: what Apple and the WCAG (2.5.5) ask of a target
# Run by the devtools, not by the page, whose own scripts are off.
LOOK = """() => {
  const shown = [...document.querySelectorAll('a, p, h1, h2, img')].filter(each => each.getClientRects().length)
  const wide = shown.filter(each => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)
  const low = [...document.querySelectorAll('.get a, .others a, .address a')].filter(each => each.getBoundingClientRect().height < FINGER)
  const broken = [...document.images].filter(each => each.getClientRects().length && !each.naturalWidth)
  const colours = getComputedStyle(document.body)
  return {wide: wide.map(each => each.outerHTML), low: low.map(each => each.outerHTML), broken: broken.map(each => each.src),
          scroll: document.documentElement.scrollWidth - innerWidth, ground: colours.backgroundColor, ink: colours.color,
          face: colours.fontFamily}
}""".replace("FINGER", str(FINGER))


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or find_spec("playwright") is None:
        pytest.skip("not on this machine: chromium (Debian: apt-get install chromium) or playwright (make reading)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not on every machine

    flags = [f"{flag}, EXCLUDE 127.0.0.1" if "host-resolver" in flag else flag for flag in FLAGS]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=flags)
        try:
            yield opened
        finally:
            opened.close()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with standing(bookcase(tmp_path_factory.mktemp("home") / "books"), "--as-is") as opened:
        yield opened


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, browser: "Browser", shelf: Standing) -> Iterator["Page"]:
    wide, high, agent, scheme = SCREENS[request.param]
    tab = browser.new_context(
        java_script_enabled=False, viewport={"width": wide, "height": high}, user_agent=agent or None, color_scheme=scheme,
    )  # fmt: skip
    shown = tab.new_page()
    said: list[str] = []
    shown.on("console", lambda message: None if message.location["url"].endswith("favicon.ico") else said.append(message.text))
    shown.on("requestfailed", lambda asked: None if asked.url.endswith(".epub") else said.append(asked.url))    # so downloads are told
    shown.goto(shelf.said["page"])
    shown.wait_for_load_state("networkidle")
    yield shown
    tab.close()
    assert said == []


def test_everything_is_on_the_screen_and_can_be_touched(page: "Page") -> None:
    seen = page.evaluate(LOOK)
    assert (seen["wide"], seen["low"], seen["broken"], seen["scroll"] <= 0) == ([], [], [], True)
    dark = seen["ground"] != "rgb(255, 255, 255)" and seen["ground"] != "rgb(253, 252, 249)"
    assert dark == page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert ("Garamond" in seen["face"]) == ("Kobo" not in (agent := page.evaluate("navigator.userAgent")) and "Kindle" not in agent)


def test_a_touch_brings_the_book(page: "Page", shelf: Standing, tmp_path: Path) -> None:
    button = page.locator(".book", has_text="The Last Cell").locator(".get a")
    with page.expect_download(timeout=30_000) as download:
        button.click()
    kobo = "Kobo" in page.evaluate("navigator.userAgent")
    name = "the-last-cell.kepub.epub" if kobo else "the-last-cell.epub"
    assert download.value.suggested_filename == name
    download.value.save_as(tmp_path / name)
    book = next(file for each in shelf.said["books"] for file in each["files"] if file["path"].endswith(f"/{name}"))
    assert (tmp_path / name).read_bytes() == Path(book["path"]).read_bytes()
