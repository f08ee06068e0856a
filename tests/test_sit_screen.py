"""The sitting on a screen of its own: keys through textual's pilot, and once on a real terminal."""

import asyncio
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from histories import ISOLATED, Repo
from waiting import repository

from msgreview.cli.review.context import review_here
from msgreview.cli.review.sit.command import _select, now
from msgreview.report.sitting.desk import Desk

pytest.importorskip("textual")

from msgreview.cli.review.sit.screen import SittingApp

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("made") / "repo").folder


@pytest.fixture
def repo(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = Repo.__new__(Repo)
    repo.folder = shutil.copytree(made, tmp_path / "repo")
    monkeypatch.chdir(repo.folder)
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / ".cache"))
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    return repo


class Screen:
    """A sitting on a screen, and what it shows."""

    def __init__(self, app: SittingApp, pilot: object) -> None:
        self.app, self.pilot = app, pilot

    async def settle(self) -> None:
        """Returns when nothing is under way any more."""
        while True:
            await self.pilot.pause()  # type: ignore[attr-defined]
            app = self.app
            if app.is_asking or app.is_idle:
                return
            await asyncio.sleep(0.01)

    async def press(self, *keys: str) -> None:
        """Presses keys, each when what the one before it did is done."""
        for key in keys:
            await self.pilot.press(key)  # type: ignore[attr-defined]
            await self.settle()

    async def type(self, text: str) -> None:
        """Answers a question."""
        await self.press(*("space" if each == " " else each for each in text), "enter")

    def text(self, name: str = "") -> str:
        """What one part of the screen says, or all of it."""
        parts = self.app.query(name or "Static")
        return "\n".join(str(getattr(each, "content", "")) for each in parts)


def opened(*names: str) -> Desk:
    reopen, select = partial(review_here, None, quiet=True), partial(_select, names, "", "", "", "")
    return Desk(reopen(), reopen, select, now())


def on_screen(
    scenario: Callable[[Screen], Awaitable[None]],
    *names: str,
    size: tuple[int, int] = (100, 30),
    saved: Callable[[], None] = lambda: None,
) -> Desk:
    """Sits on a screen, and returns the desk when the scenario has ended."""
    desk = Desk(
        review_here(None, quiet=True), partial(review_here, None, quiet=True), partial(_select, names, "", "", "", ""), now()
    )
    app = SittingApp(desk, now, lambda: None)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            screen = Screen(app, pilot)
            await screen.settle()
            await scenario(screen)

    asyncio.run(run())
    app.close()
    return desk


def subjects(repo: Repo) -> list[str]:
    return repo.git("log", "--reverse", "--format=%s").splitlines()[3:]


@pytest.mark.slow
def test_a_key_decides_and_the_next_message_is_there(repo: Repo) -> None:
    async def scenario(screen: Screen) -> None:
        assert "footer" in screen.text("#title")
        assert "[+Rivermouth Library+]" in screen.text()
        await screen.press("k")
        assert "The policy loans.days" in screen.text("#title")
        assert "Kept: footer (" in screen.text("#said")
        await screen.press("k", "l")
        assert "b" in screen.text("#title")
        assert "3 of 4, 1 put off" in screen.text("#bar")
        await screen.press("b", "r")
        assert "Why is it not sent any more?" in screen.text("#question")
        await screen.type("nobody asks")
        assert "Retired: a (" in screen.text("#said")
        await screen.press("b")
        assert "Taken back: a" in screen.text("#said")
        assert "Book is here" in screen.text("#title")
        await screen.press("n")
        await screen.type("still true")
        await screen.press("k", "k")
        assert "4 decided, 0 put off." in screen.text()

    desk = on_screen(scenario)
    assert [(each.item.id, each.did, each.why) for each in desk.sitting.done][2:] == [
        ("a", "keep", "still true"),
        ("b", "keep", ""),
    ]
    reviews = ["keep footer", "keep policy:loans.days", "retire a", "undo retire a", "keep a", "keep b"]
    assert subjects(repo) == [f"review: {each}" for each in reviews]


def test_what_stands_against_a_key_is_shown_before_it_is_taken(repo: Repo) -> None:
    repo.be("ann")

    async def scenario(screen: Screen) -> None:
        assert "You wrote these words since they were last approved" in screen.text(".part").replace("\n", " ")
        await screen.press("k")
        assert "That cannot be recorded:" in screen.text("#said")
        await screen.press("c", "escape")
        assert "Nothing was recorded." in screen.text("#said")
        await screen.press("n")
        await screen.type("Say where")
        await screen.press("c")
        assert "What should desk@library.example change?" in screen.text("#question")
        await screen.press("enter")
        assert "1 decided" in screen.text()

    on_screen(scenario, "a")
    assert subjects(repo) == ["review: edit a"]


def test_what_changed_meanwhile_comes_back(repo: Repo) -> None:
    async def scenario(screen: Screen) -> None:
        repo.commit({"messages/a.yaml": {"id": "a", "body": "Your book is gone."}}, "ann", "2026-04-01", "Meanwhile")
        await screen.press("k")
        assert "a has changed since you saw it" in screen.text("#said")
        assert "Your book is gone." in screen.text(".sheet")
        await screen.press("k", "k")

    on_screen(scenario, "a", "b")
    assert subjects(repo) == ["Meanwhile", "review: keep a", "review: keep b"]


def test_the_end_looks_again_at_what_was_put_off(repo: Repo) -> None:
    async def scenario(screen: Screen) -> None:
        await screen.press("l", "l")
        assert "0 decided, 2 put off." in screen.text()
        await screen.press("y")
        assert "Book is here" in screen.text("#title")
        await screen.press("q")

    assert on_screen(scenario, "a", "b").sitting.done == ()


def test_help_names_the_keys_and_themes_change(repo: Repo) -> None:
    async def scenario(screen: Screen) -> None:
        await screen.press("question_mark")
        assert "approve it as it stands" in "\n".join(str(each.content) for each in screen.app.screen.query("#help Static"))  # type: ignore[attr-defined]
        await screen.press("escape", "t")
        assert screen.app.theme == "paper"
        await screen.press("t")
        assert screen.app.theme == "dusk"

    on_screen(scenario, "a")


@pytest.mark.parametrize(("width", "columns"), [(80, False), (120, True)])
def test_the_text_stands_beside_what_is_said_of_it_where_there_is_room(repo: Repo, width: int, columns: bool) -> None:
    async def scenario(screen: Screen) -> None:
        [sheet] = screen.app.query(".sheet")
        assert (sheet.parent.id == "left") == columns  # type: ignore[union-attr]
        assert all(len(row) <= width for row in screen.text().splitlines())

    on_screen(scenario, "footer", size=(width, 30))


def test_a_finding_is_disputed(repo: Repo) -> None:
    body = "Dear reader, PLEASE COME AND GET YOUR BOOK NOW."
    repo.commit({"messages/a.yaml": {"id": "a", "subject": "Book", "body": body}}, "ann", "2026-04-01", "Loud")

    async def scenario(screen: Screen) -> None:
        await screen.press("d")
        listed = screen.text("#question").splitlines()
        number = next(each for each in listed if "tone.shouting" in each).partition(" ")[0]
        await screen.type(number)
        assert "Why is tone.shouting wrong there?" in screen.text("#question")
        await screen.type("a joke")
        assert "Disputed: tone.shouting" in screen.text("#said")

    on_screen(scenario, "a")
    assert subjects(repo) == ["Loud", "review: dispute tone.shouting in a"]


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.process, self.main = None, -1
        main, other = pty.openpty()
        own = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", **environment}
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TEXTUAL_THEME")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "msgreview", "review", "sit", *arguments],
            cwd=folder,
            stdin=other,
            stdout=other,
            stderr=other,
            env=inherited | ISOLATED | own,
            start_new_session=True,
        )
        os.close(other)
        self.main, self.shown = main, ""

    def wait_for(self, words: str) -> None:
        """Reads until the screen says it."""
        until = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < until, self.shown[-2000:]
            ready, _, _ = select.select([self.main], [], [], 1)
            if ready:
                try:
                    self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(self.main, 65536).decode("utf-8", "replace"))
                except OSError as error:
                    raise AssertionError(self.shown[-2000:]) from error

    def type(self, text: str) -> None:
        """Types, and forgets what was shown so far."""
        self.shown = ""
        os.write(self.main, text.encode())

    def end(self) -> int:
        """How it ended."""
        code = self.process.wait(60)
        os.close(self.main)
        return code


@pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX's")
def test_on_a_real_terminal_killed_and_gone_on_with_and_line_by_line_without_colours(repo: Repo) -> None:
    desk = opened()
    desk.page(desk.sitting.items[0])  # The rules are cached from here on.
    desk.close()
    first = Terminal(repo.folder, "--minutes", "../minutes.md")
    first.wait_for("keep")
    first.type("k")
    first.wait_for("Kept: footer")
    first.wait_for("What the new value changes")
    first.type("k")
    first.wait_for("Kept: the policy loans.days")
    os.killpg(first.process.pid, signal.SIGKILL)
    assert first.end() == -signal.SIGKILL
    assert subjects(repo) == ["review: keep footer", "review: keep policy:loans.days"]
    assert "2 in all: 2 kept." in Path("../minutes.md").read_text("utf-8")
    second = Terminal(repo.folder, "--minutes", "../minutes.md")
    second.wait_for("This sitting goes on")
    second.wait_for("keep")
    second.type("k")
    second.wait_for("Kept: a")
    second.type("q")
    second.wait_for("3 decisions, 1 left. The minutes are in ../minutes.md.")
    assert second.end() == 0
    assert "3 in all: 3 kept." in Path("../minutes.md").read_text("utf-8")
    plain = Terminal(repo.folder, "b", NO_COLOR="1")
    plain.wait_for("k keep, e edit")
    plain.type("k\n")
    plain.wait_for("1 decision, 0 left.")
    assert plain.end() == 0
