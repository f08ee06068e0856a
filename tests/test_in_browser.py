"""Pages in a browser: no violations by axe-core, in light and dark, on a phone and a desk; what is wide scrolls by keyboard."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
from conftest import Cli
from scale import SCALE
from test_annual import HOSTILE
from test_preview_page import EVIL, hostile_previews, preview_of_body
from test_preview_page import HOSTILE as HOSTILE_BODIES

import msgreview
from msgreview.report.annual.formats import FORMATS
from msgreview.report.preview_page.page import preview_page
from msgreview.report.reading_as.ways import Way, way_fragment

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

pytestmark = pytest.mark.slow

PACKAGES = "playwright and axe-playwright-python are not installed: pip install -c constraints.txt --group dev"
BROWSER = "no chromium is here: apt-get install chromium, or python -m playwright install chromium"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PREVIEW = "report/preview_page/templates/page.html"
WAYS: tuple[Way, ...] = ("lock-screen", "read-aloud", "second-language")
LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(360, "dark"), (1280, "light")]
"""Widths and colours in which pages are looked at."""
if SCALE > 1:
    LOOKS += [(360, "light"), (1280, "dark")]
PHONE = 390


@pytest.fixture(scope="module")
def browser() -> "Iterator[BrowserContext]":
    """The windows of one browser: pages of one site share a process, and axe-core is compiled once for them."""
    pytest.importorskip("axe_playwright_python", reason=PACKAGES)
    sync_api = pytest.importorskip("playwright.sync_api", reason=PACKAGES)
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        program = own if own.exists() else next(filter(None, map(shutil.which, BROWSERS)), None)
        if program is None:
            pytest.skip(BROWSER)
        launched = playwright.chromium.launch(executable_path=program, args=["--process-per-site"])
        yield launched.new_context()
        launched.close()


class Tab(NamedTuple):
    """A page of a browser, and what was asked for and complained of in it."""

    page: "Page"
    requests: "list[Request]"
    complaints: list[str]


@pytest.fixture(scope="module")
def one_tab(browser: "BrowserContext") -> Tab:
    tab = Tab(browser.new_page(), [], [])
    tab.page.on("request", lambda request: tab.requests.append(request))  # Playwright takes no built-in function.
    tab.page.on("console", lambda message: tab.complaints.append(message.text) if message.type == "error" else None)
    return tab


@pytest.fixture
def tab(one_tab: Tab) -> Tab:
    """The same one for all tests that only look: what was compiled for a page is there for the next."""
    one_tab.page.goto("about:blank")
    one_tab.requests.clear()
    one_tab.complaints.clear()
    return one_tab


def looked_at(page: "Page") -> Any:
    """What axe-core says of a page; it is put there once."""
    from axe_playwright_python.sync_playwright import Axe, AxeResults

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))


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


def previews(_demo: Cli, file: Path) -> None:
    """Messages of every channel as their readers get them, with findings, branches, frames and what is made up."""
    bodies = (
        {"body": "You must return it IMMEDIATELY.\n\n- one\n- [two](x.html)", "format": "markdown", "lang": "en-GB"},
        {
            "body": "<h1>Your card</h1><p style='color: #333'>Dear {{ name }}, <a href='https://library.example'>renew</a>.",
            "format": "html",
        },
        {"body": "Your reserved item has come in ☃ and is here until Friday, at the desk by the door.", "channel": "sms"},
        {"body": "Hello.\n\n{% if late %}It is late.{% else %}It is due.{% endif %}", "channel": "phone"},
        {"body": "Dear {{ name }},\n\nYour card is ready.", "channel": "letter", "subject": "Your card"},
    )
    file.write_text(preview_page([preview_of_body(**each) for each in bodies]), "utf-8")


def ways(_demo: Cli, file: Path) -> None:
    """A message as a lock screen shows it, as it is read aloud, and for learners."""
    message = preview_of_body(
        "Bear with us: renew at library.example/account by 9:00.", subject="Accruing fines", channel="email"
    )
    page = preview_page([message] * len(WAYS), lambda each, name: way_fragment(each, WAYS[int(name[-1]) - 1], name))
    file.write_text(page, "utf-8")


PAGES: dict[str, tuple[str, Callable[[Cli, Path], None]]] = {
    "annual report": ("report/annual/templates/report.html", annual),
    "annual report with markup in its texts": ("report/annual/templates/report.html", hostile),
    "role-play": ("report/templates/scene.html", scene),
    "worksheets": ("report/templates/kit.html", printed("worksheets")),
    "cards": ("report/templates/kit.html", printed("role-play")),
    "previews": (PREVIEW, previews),
    "previews in other ways": (PREVIEW, ways),
    "survey": ("report/templates/kit.html", printed("survey-after")),
}
"""Name → the template and what writes the page."""


def test_every_page_is_looked_at() -> None:
    """A template that is a page of its own stands in `PAGES`."""
    package = Path(msgreview.__file__).parent
    pages = {path for path in package.rglob("*.html") if re.search(r"extends \"templates/page\.html\"", path.read_text("utf-8"))}
    assert {path.relative_to(package).as_posix() for path in pages} == {template for template, _ in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_violations(name: str, demo: Cli, tab: Tab, tmp_path: Path) -> None:
    file, page = tmp_path / "page.html", tab.page
    PAGES[name][1](demo, file)
    page.goto(file.as_uri())
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width
        results = looked_at(page)
        assert results.response["violations"] == [], f"{scheme}, {width} pixels: {results.generate_report()}"
        assert len(results.response["passes"]) > 10
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    wide = page.evaluate(f"{WIDE}.length")
    assert wide > 0 or "report.html" not in PAGES[name][0]  # Reports have tables; a script has none.
    assert scrolled_by_keyboard(page) == wide
    assert [request.url for request in tab.requests] == [file.as_uri()]  # Nothing is fetched.


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


def test_a_preview_keeps_its_marks_in_high_contrast_and_forced_colours(browser: "BrowserContext", tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(preview_page([preview_of_body("You must return it IMMEDIATELY, {{ name }}.")]), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    for media in ({"contrast": "more"}, {"color_scheme": "dark", "forced_colors": "active"}):
        page.emulate_media(**media)  # type: ignore[arg-type]
        assert looked_at(page).response["violations"] == [], media
        assert page.evaluate("getComputedStyle(document.querySelector('.body mark')).textDecorationLine") == "underline"
        assert page.evaluate("getComputedStyle(document.querySelector('.body .invented')).borderTopStyle") == "dashed"
    page.close()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that were asked of it."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", paths
        running.shutdown()


def test_nothing_that_a_body_holds_runs_or_is_fetched(
    browser: "BrowserContext", tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    """Neither as the page shows it nor, by the frame and the policy alone, where it stood in a frame as it is."""
    file, (address, paths) = tmp_path / "page.html", server
    file.write_text(preview_page(hostile_previews(address)), "utf-8")
    page = browser.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    frames = page.locator("iframe")
    assert frames.count() == 3
    assert page.locator("script").count() == 1
    assert page.locator("img, form, object, embed, svg, base, link, meta[http-equiv=refresh], [onclick], a[href]").count() == 0
    for number in range(frames.count()):
        inner = frames.nth(number).content_frame
        assert (
            inner.locator("script, img, form, iframe, svg, base, link, a[href], [onload], [onerror], [onmouseover]").count() == 0
        )
        assert "Words" in inner.locator("body").inner_text() or number > 0
        inner.locator("body").click()
    for number, pressed in enumerate(("#plain", "#js", "a[target=_top]", "input", "button")):
        text = f"<p id=now-{number}>{HOSTILE_BODIES['html'].replace(EVIL, address)}"
        page.evaluate("text => { document.querySelector('iframe').srcdoc = text; }", text)
        inner = frames.first.content_frame
        inner.locator(f"#now-{number}").wait_for(state="attached", timeout=5000)
        inner.locator(pressed).first.click(timeout=5000)
    page.wait_for_load_state("load")
    assert page.evaluate("window.ran") is None
    assert dialogs == []
    assert page.url == file.as_uri()
    browser.new_page().goto(f"{address}/seen")
    assert set(paths) - {"/favicon.ico"} == {"/seen"}  # The server does hear what is asked of it.
    page.close()


def test_a_letter_prints_on_a4_one_to_a_page(browser: "BrowserContext", tmp_path: Path) -> None:
    letter = preview_of_body(
        "Dear {{ name }},\n\nYour card is ready.", channel="letter", samples={"a": {"name": "Bo"}, "b": {"name": "Cy"}}
    )
    file = tmp_path / "page.html"
    file.write_text(preview_page([letter]), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3  # What it is about, and two letters.
    assert set(re.findall(rb"/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)", pdf)) == {(b"594", b"841")}
    page.close()
