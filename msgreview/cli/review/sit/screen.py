"""The sitting on a screen of its own: a message on it, a key decides, and the next one is there."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from msgreview.cli.editor import NO_EDITOR, run_editor
from msgreview.cli.review.sit.help import Help
from msgreview.cli.review.sit.paint import Paint
from msgreview.cli.review.sit.palette import THEMES
from msgreview.cli.review.sit.prompt import Prompt
from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.report.lines import Line, safe
from msgreview.report.review_lines import Section
from msgreview.report.sitting.decisions import SittingPage
from msgreview.report.sitting.desk import Desk
from msgreview.report.sitting.dialogue import Question, deciding, disputing
from msgreview.report.sitting.keys import DECISIONS, KEYS, Key, offered
from msgreview.report.sitting.layout import against_lines, obstacles, page_sections, short_rules, short_why, title_line
from msgreview.report.sitting.minutes import DONE
from msgreview.report.sitting.queue import Item

_T = TypeVar("_T")
_WIDE = 108
"""Columns from which the text and what is said of it stand beside each other."""
_MARGIN = 2
_NOTE = "What is to be said with your next decision?"


class SittingApp(App[int]):
    """The screen. What it returns is 0 for an end that somebody chose, else how the run ends."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding("question_mark" if key.letter == "?" else key.letter, f"key('{key.letter}')", key.name, show=False)
            for key in KEYS
        ),
        Binding("space", "page('down')", show=False),
        Binding("t", "other_theme", show=False),
        Binding("y", "once_more", show=False),
        Binding("escape", "cancel", show=False),
        Binding("ctrl+c,ctrl+q", "interrupt", show=False, priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = "#body"

    def __init__(self, desk: Desk, now: Callable[[], datetime], saved: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._now, self._saved = desk, now, saved
        self._page: SittingPage | None = None
        self._item: Item | None = None
        self._since = now()
        self._note = ""
        self._prompt = Prompt()
        self._acting = asyncio.Lock()
        self._recorder = ThreadPoolExecutor(1)
        self._reader = ThreadPoolExecutor(1)
        for theme in THEMES:
            self.register_theme(theme)

    @property
    def is_asking(self) -> bool:
        """Whether it waits for an answer."""
        return self._prompt.is_asking

    @property
    def is_idle(self) -> bool:
        """Whether a page, or the end, is shown and no key is at work."""
        return (self._page is not None or self._item is None) and not self._acting.locked() and not self.workers

    def close(self) -> None:
        """Ends what works apart from the screen."""
        self._recorder.shutdown()
        self._reader.shutdown(cancel_futures=True)

    def run_to_the_end(self) -> None:
        """Runs until somebody ends it; KeyboardInterrupt or SystemExit where it was not ended with its key."""
        code = self.run()
        self.close()
        if code == 1:
            raise KeyboardInterrupt
        if code:
            raise SystemExit(code)

    def compose(self) -> ComposeResult:
        """The bar, the message, what was said last, the question, the keys."""
        yield Static(id="bar")
        yield Static(id="title")
        with VerticalScroll(id="body"), Horizontal(id="columns"):
            yield Vertical(id="left")
            yield Vertical(id="right")
        yield Static(id="said")
        yield self._prompt
        yield Static(id="keys")

    def on_mount(self) -> None:
        """Shows the first message."""
        if os.environ.get("TEXTUAL_THEME"):  # Textual takes it for itself, before it knows ours.
            self.refresh_css(animate=False)
        else:
            self.theme = "paper" if _is_light() else "dusk"
        if os.name == "posix":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 128 + signal.SIGTERM)
        if self._desk.resumed:
            self._say(f"This sitting goes on: you began it at {self._desk.sitting.begun:%H:%M on %d %B}.")
        self._next()

    # What is shown

    def _next(self, item: Item | None = None) -> None:
        """Shows an item, or the one that comes next; the end where none does."""
        self._item = item or self._desk.sitting.current
        self._page = None
        if self._item:
            self._since = self._now()
            self.run_worker(self._show(self._item), group="show", exclusive=True)
            return
        self._draw()

    def _next_with(self, item: Item) -> None:
        """Shows an item as it is now; what comes next where it is left no more."""
        self._next(next((each for each in self._desk.sitting.left if each.id == item.id), None))

    async def _show(self, item: Item) -> None:
        """Shows an item as soon as its page is there, and makes those ready that come after it."""
        page = self._desk.ready(item)
        if page is None:
            self._draw()
            page = await asyncio.wrap_future(self._reader.submit(self._desk.page, item))
        if self._item is item and not self._desk.waits(item):
            self._next()
        elif self._item is item:
            self._page = page
            self._draw()
            self.query_one("#body", VerticalScroll).scroll_home(animate=False)
            self._reader.submit(self._prepare)

    def _prepare(self) -> None:
        for _ in self._desk.prepare():
            pass

    def _draw(self) -> None:
        """Draws everything anew for the width that there is."""
        self.query_one("#bar", Static).update(self._paint.bar(self._desk.sitting, self.size.width))
        page = self._page
        title = title_line(page) if page else ((safe(self._item.title or self._item.id), "bold"),) if self._item else ()
        self.query_one("#title", Static).update(self._paint.line(title) if title else "")
        self.query_one("#title").display = bool(title)
        left, right = self.query_one("#left", Vertical), self.query_one("#right", Vertical)
        is_wide = self.size.width >= _WIDE and bool(page and page.message)
        self.screen.set_class(not is_wide, "narrow")
        room = self.size.width - 2 * _MARGIN - 1
        widths = (room * 58 // 100 - 4, room * 42 // 100 - 3) if is_wide else (min(room - 4, 96), min(room, 100))
        with self.batch_update():
            left.remove_children()
            right.remove_children()
            if page is None:
                right.mount(self._part(self._without_page(widths[1])))
            else:
                self._fill(page, left, right, widths, is_wide=is_wide)
        self.query_one("#keys", Static).update(self._legend())

    def _fill(self, page: SittingPage, left: Vertical, right: Vertical, widths: tuple[int, int], *, is_wide: bool) -> None:
        """The parts of a page: the sheet with the text at the left, if there is room, and all else at the right."""
        sheet, width = widths
        why = [*short_why(page, width)]
        against = [*obstacles(page, width)]
        right.mount(self._part([*why, *((), *against)] if against else why))
        for section in page_sections(page, width):
            if section.name == "reader" and section.title.startswith("What"):
                [text] = [each for each in page_sections(page, sheet) if each.title == section.title]
                (left if is_wide else right).mount(self._sheet(text))
            else:
                lines = short_rules(page, width) if section.name == "rules" else section.lines
                right.mount(self._part([((section.title, "bold"),), *lines]))

    def _without_page(self, width: int) -> list[Line]:
        """What is shown where there is no message: it is being read, or all are decided or put off."""
        sitting = self._desk.sitting
        if self._item:
            return [(("Reading …", "dim"),)]
        done, off = len(sitting.done), len(sitting.put_off)
        rows: list[Line] = [((f"{done} decided, {off} put off.", "bold"),), ()]
        if off:
            rows += [((f"y  look at the {off} again" if off > 1 else "y  look at it again", ""),)]
        return [*rows, (("q  end the sitting; the minutes are printed or in their file", ""),)]

    def _part(self, lines: Iterable[Line]) -> Static:
        return Static(self._paint.lines(lines), classes="part")

    def _sheet(self, section: Section) -> Static:
        """What the reader sees, on a sheet of its own."""
        lines = [line[1:] if line and line[0][0].strip() == "│" else line for line in section.lines]
        return Static(self._paint.lines(lines), classes="sheet")

    @property
    def _paint(self) -> Paint:
        return Paint(self.current_theme)

    def _legend(self) -> Text:
        """The keys that do something now; those that cannot be taken are dimmed."""
        paint = self._paint
        if self._item is None:
            return Text("y again   q quit   t light or dark", paint.colours["quiet"])
        against = self._page.against if self._page else {}
        barred = {letter for letter, did in DECISIONS.items() if against.get(did)}
        return paint.legend(self._keys(), barred, self.size.width - 2 * _MARGIN)

    def _keys(self) -> tuple[Key, ...]:
        return offered(self._page, self._desk) if self._page else ()

    def _say(self, text: str | Iterable[Line]) -> None:
        """Says something above the keys."""
        lines = [((row, "dim"),) for row in text.splitlines()] if isinstance(text, str) else text
        self.query_one("#said", Static).update(self._paint.lines(lines))

    def on_resize(self) -> None:
        """Draws for another width."""
        if self._page or self._item is None:
            self._draw()

    # What keys do

    def action_key(self, letter: str) -> None:
        """Takes a key for the page that is shown."""
        page = self._page
        if letter == "q":
            self.exit(0)
        elif page is not None and letter in {key.letter for key in self._keys()}:
            self.run_worker(self._take(letter, page), group="key")

    async def _take(self, letter: str, page: SittingPage) -> None:
        """Does what a key says, after what the last one said is done; nothing where another page is shown by then."""
        if self.is_asking:
            return
        async with self._acting:
            if self._page is None or not _is_same(self._page, page):
                return
            page = self._page
            if letter in DECISIONS:
                await self._decide(page, letter)
            elif letter == "?":
                self.push_screen(Help(self._keys(), self._paint))
            elif letter == "n":
                self._note = await self._prompt.ask(Question(_NOTE), "", self._paint) or self._note
                self._say(f"With your next decision: {self._note}" if self._note else "")
            elif letter == "e":
                await self._edit(page)
            elif letter == "p":
                await self._apart(self._desk.put_back, page.item)
                self._next(page.item)
            elif letter == "b":
                await self._back()
            elif letter == "d":
                await self._dispute(page)

    async def _decide(self, page: SittingPage, letter: str) -> None:
        """Records a decision while the next message is shown already; comes back to this one where it cannot be."""
        did, desk = DECISIONS[letter], self._desk
        if page.against.get(did):
            self._say([(("That cannot be recorded:", "yellow"),), *against_lines(page, did, self.size.width - 2 * _MARGIN)])
            return
        choice = await self._prompt.carry_on(deciding(desk.review, page, did, note=self._note), self._paint)
        if choice is None:
            self._say("Nothing was recorded.")
            return
        when = self._now()
        seconds = (when - self._since).total_seconds()
        recording = self._recorder.submit(desk.decide, page, choice, when, seconds)
        following = desk.sitting.following(page.item)
        if following and desk.ready(following):
            self._next(following)
        try:
            taken = await asyncio.wrap_future(recording)
        except (ReviewError, GitError) as error:
            await self._apart(desk.refresh)
            self._say([((str(error), "yellow"),)])
            self._next_with(page.item)
            return
        self._note = ""
        self._saved()
        self._say(f"{DONE[did].capitalize()}: {page.item.name}" + (f" ({taken.commit[:7]})" if taken.commit else ""))
        await self._catch_up(page.item)

    async def _catch_up(self, decided: Item) -> None:
        """After a decision: what it changed for other messages is read; what is shown stays where that is the same."""
        desk = self._desk
        is_anew = await self._apart(desk.catch_up)
        if self._item is None or self._item is decided:
            self._next()
            return
        if is_anew and self._page:
            item = next((each for each in desk.sitting.left if self._item and each.id == self._item.id), None)
            page = await asyncio.wrap_future(self._reader.submit(desk.page, item)) if item else None
            if page is None or not _is_same(page, self._page):
                self._next(item)
                return
            self._item, self._page = item, page
        self.query_one("#bar", Static).update(self._paint.bar(self._desk.sitting, self.size.width))
        self.query_one("#keys", Static).update(self._legend())

    async def _edit(self, page: SittingPage) -> None:
        path = self._desk.begin_edit(page.item)
        try:
            with self.suspend():
                run_editor(path)
        except OSError:
            self._say(NO_EDITOR)
            return
        await self._apart(self._desk.refresh)
        self._say("It is shown as it reads now. s records your words, e changes them again, p puts the old ones back.")
        self._next_with(page.item)

    async def _back(self) -> None:
        self._say("Taking it back …")
        try:
            taken = await self._apart(self._desk.back)
        except (ReviewError, GitError) as error:
            self._say([((str(error), "yellow"),)])
            return
        self._saved()
        if taken:
            self._say(f"Taken back: {taken.item.name}")
            self._next_with(taken.item)

    async def _dispute(self, page: SittingPage) -> None:
        outcome = await self._prompt.carry_on(disputing(page.disputable), self._paint)
        if outcome:
            await self._apart(self._desk.dispute, *outcome)
            self._say(f"Disputed: {outcome[0].rule}")
            self._next_with(page.item)

    async def _apart(self, work: Callable[..., _T], *arguments: object) -> _T:
        """What a call returns that is made apart from the screen."""
        return await asyncio.wrap_future(self._recorder.submit(work, *arguments))

    def action_cancel(self) -> None:
        """Leaves a question."""
        self._prompt.leave()

    def action_once_more(self) -> None:
        """Looks at what was put off, where nothing else is left."""
        if self._item is None and self._desk.sitting.put_off:
            self._desk.again()
            self._next()

    def action_page(self, _: str) -> None:
        """Scrolls on."""
        self.query_one("#body", VerticalScroll).scroll_page_down(animate=False)

    def action_other_theme(self) -> None:
        """Light for dark, dark for light."""
        self.theme = "paper" if self.theme == "dusk" else "dusk"
        self._draw()

    def action_interrupt(self) -> None:
        """Leaves at once: the next sitting goes on here."""
        self.exit(1)


def _is_same(one: SittingPage, other: SittingPage) -> bool:
    """Whether two pages show the same, and leave the same to be decided."""
    return (one.item.id, one.seen, one.against) == (other.item.id, other.seen, other.against)


def _is_light() -> bool:
    """Whether the terminal says that its background is light."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
