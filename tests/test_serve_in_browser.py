"""The web application in a real browser: axe-core on every page, keys alone, news from the disk, and nothing from elsewhere."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import with_cache
from histories import ISOLATED, Repo
from test_in_browser import LOOKS, PACKAGES, Tab, browser, looked_at, one_tab, tab

pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install 'msgreview[serve]'")
pytest.importorskip("axe_playwright_python", reason=PACKAGES)

import uvicorn

from msgreview.cli.serve import listen
from msgreview.serve.app import application
from msgreview.serve.context import ServeContext
from msgreview.serve.guard import Door
from msgreview.serve.live import LiveCatalogue

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

pytestmark = pytest.mark.slow

__all__ = ["browser", "one_tab", "tab"]


class Served(NamedTuple):
    """The demo repository, served at an address."""

    repo: Repo
    context: ServeContext
    url: str

    def at(self, path: str) -> str:
        return self.url.partition("/?")[0] + path


@pytest.fixture(scope="module")
def served(demo_history: Path, demo_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of this file."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(demo_history, folder / "demo")
    with_cache(demo_history, folder / "demo", demo_cache, folder / ".cache")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (ISOLATED | {"MSGREVIEW_CACHE": str(folder / ".cache")}).items():
            patch.setenv(name, value)
        repo = Repo(folder / "demo")
        repo.be("Wen Li <wen@library.example>")
        with listen(None) as listening:
            door = Door.at(listening.getsockname()[1])
            context = ServeContext(LiveCatalogue(repo.folder, None, lambda: date(2026, 11, 23)))
            server = uvicorn.Server(uvicorn.Config(application(context, door), log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
            thread.start()
            yield Served(repo, context, door.url)
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def let_in(served: Served, browser: "BrowserContext") -> "BrowserContext":
    page = browser.new_page()
    page.goto(served.url)
    assert page.url == served.at("/")
    page.close()
    return browser


@pytest.fixture
def window(let_in: "BrowserContext") -> "Iterator[BrowserContext]":
    """A browser that was let in."""
    before = list(let_in.pages)
    yield let_in
    for page in let_in.pages:
        if page not in before:
            page.close()


PAGES: dict[str, tuple[str, Callable[["Page"], None]]] = {
    "the catalogue": ("/", lambda page: page.wait_for_selector(".messages li")),
    "a search that finds nothing": ("/?q=xyzzy", lambda page: page.wait_for_selector("text=Try fewer")),
    "a message": ("/message?id=circulation.overdue", lambda page: page.wait_for_selector(".badge")),
    "a message with HTML": ("/message?id=accounts.welcome", lambda page: page.wait_for_selector(".badge")),
    "a text message": ("/message?id=circulation.due-soon-sms", lambda page: page.wait_for_selector(".badge")),
    "a phone script": ("/message?id=circulation.overdue-call", lambda page: page.wait_for_selector(".badge")),
    "a history": ("/history?id=circulation.overdue", lambda page: page.wait_for_selector(".events li")),
    "the queue": ("/review", lambda page: page.wait_for_selector(".messages li")),
    "an item": ("/review/item?id=events.cancelled", lambda page: page.wait_for_selector(".decide")),
    "a fact": ("/review/item?id=policy:rooms.most_hours", lambda page: page.wait_for_selector(".decide")),
    "what cannot be read": ("/review/item?id=collections.gift-offer", lambda page: page.wait_for_selector(".decide")),
    "a file that cannot be read": ("/message?id=collections.gift-offer", lambda page: page.wait_for_selector(".rows .marked")),
    "a page that is not there": ("/message?id=none", lambda page: page.wait_for_selector("h1")),
}
"""Name → its address and what shows that it is there."""


BEYOND = """[...document.querySelectorAll('*')].filter(
  each => each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 200)).slice(-5)"""


def checked(page: "Page", name: str) -> None:
    """No violation, and nothing wider than the window, at both widths and in both schemes."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wide = page.evaluate(BEYOND) if over else []
        assert over == 0, f"{name}, {width} pixels: {wide}"
        page.emulate_media(color_scheme=scheme)
        results = looked_at(page)
        assert results.response["violations"] == [], f"{name}, {scheme}, {width}: {results.generate_report()}"


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_violations(name: str, let_in: "BrowserContext", tab: Tab, served: Served) -> None:
    path, ready = PAGES[name]
    page = tab.page
    page.goto(served.at(path))
    ready(page)
    checked(page, name)
    page.wait_for_load_state("networkidle")
    own = (served.at("/"), "data:", "about:")
    foreign = {request.url: request.failure for request in tab.requests if not request.url.startswith(own)}
    assert all(why == "csp" for why in foreign.values()), foreign  # What the policy stops goes nowhere.
    assert [each for each in tab.complaints if "404" not in each] == []


def test_both_versions_of_a_conflict_have_no_violations(window: "BrowserContext", served: Served) -> None:
    path = served.repo.folder / "messages" / "spaces" / "room-confirmed.yaml"
    page = window.new_page()
    page.goto(served.at("/message?id=spaces.room-confirmed"))
    page.fill("#body", "All that I typed.")
    path.write_text(path.read_text().replace("title: ", "title: Now "))
    page.click("button.main")
    page.wait_for_selector("text=nothing is lost")
    assert page.input_value("#body") == "All that I typed."
    checked(page, "a conflict")
    served.repo.git("checkout", "-q", "--", str(path))


def test_words_are_written_with_keys_alone(window: "BrowserContext", served: Served) -> None:
    """From the first page to a commit and back, without a mouse."""
    page = window.new_page()
    page.goto(served.at("/"))
    press_to(page, "#q")
    page.keyboard.type("lost property")
    page.wait_for_selector(".counted:has-text(' of 1')")
    press_to(page, ".messages a")
    page.keyboard.press("Enter")
    page.wait_for_selector("form.edit")
    title = page.inner_text("h1")
    press_to(page, "form.edit textarea")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed by hand. ")
    page.wait_for_selector("#reading :text('Typed by hand.')")
    press_to(page, "button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    assert page.inner_text("h1") == title
    assert served.repo.git("show", "-s", "--format=%an", "HEAD") == "Wen Li"
    press_to(page, ".done button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Taken back")
    assert "Typed by hand" not in page.inner_text("#reading")


def press_to(page: "Page", selector: str) -> None:
    """Tab, until something has the focus."""
    for _ in range(80):
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with Tab")


def test_a_change_on_disk_shows_by_itself(window: "BrowserContext", served: Served) -> None:
    path = served.repo.folder / "messages" / "circulation" / "due-soon-sms.yaml"
    before = path.read_text()
    page = window.new_page()
    page.goto(served.at("/message?id=circulation.due-soon-sms"))
    body = page.input_value("#body")
    path.write_text(before.replace("Want more time?", "Goodness!"))
    page.wait_for_selector("#reading :text('Goodness!')")
    assert page.input_value("#body") == body.replace("Want more time?", "Goodness!")
    page.fill("#body", "What I type now.")
    path.write_text(before)
    page.wait_for_selector("#changed:visible")
    assert page.input_value("#body") == "What I type now."
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=True)


def test_a_body_runs_and_fetches_nothing(window: "BrowserContext", served: Served) -> None:
    page = window.new_page()
    requests: list[Request] = []
    page.goto(served.at("/message?id=accounts.welcome"))
    page.on("request", lambda request: requests.append(request))
    bad = '<script>top.ran = 1</script><img src="http://evil.example/x" onerror="top.ran = 2"><a href="javascript:top.ran = 3">'
    page.fill("#body", f"{bad}<p style=\"background: url('http://evil.example/y')\">Hello from a body.</p>")
    page.frame_locator("#reading iframe").first.locator(":text('Hello from a body')").wait_for()
    assert page.evaluate("window.ran") is None
    page.wait_for_load_state("networkidle")
    own = (served.at("/"), "data:", "about:")
    foreign = {request.url: request.failure for request in requests if not request.url.startswith(own)}
    assert all(why == "csp" for why in foreign.values()), foreign  # What the policy stops goes nowhere.
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=True)
