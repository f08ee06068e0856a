"""Pages in a browser: no violations by axe-core, in light and dark, on a phone and a desk; what is wide scrolls by keyboard."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Cli
from test_annual import HOSTILE
from test_preview_page import preview_of_message

import msgreview
from msgreview.report.annual.formats import FORMATS
from msgreview.report.preview_page.page import preview_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PACKAGES = "playwright and axe-playwright-python are not installed: pip install -c constraints.txt --group dev"
BROWSER = "no chromium is here: apt-get install chromium, or python -m playwright install chromium"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SCHEMES = ("light", "dark")
WIDTHS = (360, 1280)
PHONE = 390


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    pytest.importorskip("axe_playwright_python", reason=PACKAGES)
    sync_api = pytest.importorskip("playwright.sync_api", reason=PACKAGES)
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        program = own if own.exists() else next(filter(None, map(shutil.which, BROWSERS)), None)
        if program is None:
            pytest.skip(BROWSER)
        launched = playwright.chromium.launch(executable_path=program)
        yield launched
        launched.close()


def annual(demo: Cli, file: Path) -> None:
    """The report on a real history, with charts, folded tables and examples."""
    assert demo("report", "2026", "--as-of", "2026-11-23", "--output", str(file)).code == 0


def hostile(_demo: Cli, file: Path) -> None:
    file.write_text(FORMATS["html"].render(HOSTILE, 100), "utf-8")


def scene(demo: Cli, file: Path) -> None:
    """A role-play to read aloud."""
    assert demo("train", "play", "wrong-fine", "--export", str(file)).code == 0


def printed(name: str) -> Callable[[Cli, Path], None]:
    """A page of a session's kit."""

    def write(demo: Cli, file: Path) -> None:
        assert demo("train", "kit", "two", "--into", str(file.parent)).code == 0
        (file.parent / f"{name}.html").rename(file)

    return write


def preview(name: str) -> Callable[[Cli, Path], None]:
    """A message as its reader gets it."""

    def write(_demo: Cli, file: Path) -> None:
        file.write_text(preview_page([preview_of_message(name)]), "utf-8")

    return write


PAGES: dict[str, tuple[str, Callable[[Cli, Path], None]]] = {
    "annual report": ("report/annual/templates/report.html", annual),
    "annual report with markup in its texts": ("report/annual/templates/report.html", hostile),
    "role-play": ("report/templates/scene.html", scene),
    "worksheets": ("report/templates/kit.html", printed("worksheets")),
    "cards": ("report/templates/kit.html", printed("role-play")),
    "preview of a mail": ("report/preview_page/templates/page.html", preview("drafts.overdue-before")),
    "preview of a mail with markup": ("report/preview_page/templates/page.html", preview("research-help.booking-confirmed")),
    "survey": ("report/templates/kit.html", printed("survey-after")),
}
"""Name → the template and what writes the page."""


def test_every_page_is_looked_at() -> None:
    """A template that is a page of its own stands in `PAGES`."""
    package = Path(msgreview.__file__).parent
    pages = {path for path in package.rglob("*.html") if re.search(r"extends \"templates/page\.html\"", path.read_text("utf-8"))}
    assert {path.relative_to(package).as_posix() for path in pages} == {template for template, _ in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_violations(name: str, demo: Cli, browser: "Browser", tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file, requests = tmp_path / "page.html", []
    PAGES[name][1](demo, file)
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page)
            assert results.response["violations"] == [], f"{scheme}, {width} pixels: {results.generate_report()}"
            assert len(results.response["passes"]) > 10
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    wide = page.evaluate(f"{WIDE}.length")
    assert wide > 0 or "report.html" not in PAGES[name][0]  # Reports have tables; a script has none.
    assert scrolled_by_keyboard(page) == wide
    assert requests == [file.as_uri()]  # Nothing is fetched.
    page.close()


WIDE = """[...document.querySelectorAll('*')].filter(
  each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX == 'auto' && each.checkVisibility())"""
SCROLLED = """async () => {
  for (let frame = 0; frame < 300 && !document.activeElement.scrollLeft; frame++) await new Promise(requestAnimationFrame);
  return document.activeElement.scrollLeft > 0;
}"""


def scrolled_by_keyboard(page: "Page") -> int:
    """How many of the parts that are wider than the page scroll with Tab and an arrow alone."""
    scrolled = 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement != document.body"):
        if page.evaluate(f"{WIDE}.includes(document.activeElement)"):
            page.keyboard.press("ArrowRight")
            scrolled += page.evaluate(SCROLLED)
        page.keyboard.press("Tab")
    return scrolled
