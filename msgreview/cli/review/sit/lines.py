"""The sitting line by line: the page is printed, a letter and Enter decide. For screen readers, pipes and plain terminals."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from msgreview.cli import output
from msgreview.cli.editor import NO_EDITOR, run_editor
from msgreview.cli.review.context import NobodyError, answer, ask
from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.report.lines import line, safe, text_rows
from msgreview.report.sitting.decisions import SittingPage
from msgreview.report.sitting.desk import ChangedError, Desk
from msgreview.report.sitting.dialogue import carry_on, deciding, disputing
from msgreview.report.sitting.keys import DECISIONS, KEYS, offered
from msgreview.report.sitting.layout import against_lines, sitting_lines
from msgreview.report.sitting.minutes import DONE
from msgreview.report.sitting.queue import Item


class _Ended(Exception):  # noqa: N818 - no error of the program
    """The sitting is to end."""


def sit_in_lines(desk: Desk, now: Callable[[], datetime], saved: Callable[[], None]) -> None:
    """Goes through the items until the end; `saved` is called after each change of what is decided."""
    with suppress(_Ended, NobodyError):
        _Lines(desk, now, saved).run()


class _Lines:
    """The questions and answers of a sitting."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], saved: Callable[[], None]) -> None:
        self._desk, self._now, self._saved = desk, now, saved
        self._note = ""

    def run(self) -> None:
        """Shows item after item; a decision leads to the next."""
        if self._desk.resumed:
            output.say(f"This sitting goes on: you began it at {self._desk.sitting.begun:%H:%M on %d %B}.", "")
        while self._desk.sitting.left:
            item = self._desk.sitting.current
            if item is None:
                self._ask_again()
                continue
            self._one(item)
        output.say("Nothing is left.")

    def _ask_again(self) -> None:
        """All that is left was put off."""
        number = len(self._desk.sitting.put_off)
        if answer(f"You put {number} off. Look at {'it' if number == 1 else 'them'} again? [y/N] ").casefold() in ("y", "yes"):
            self._desk.again()
            return
        raise _Ended

    def _one(self, item: Item) -> None:
        """Shows an item until it is decided, or left."""
        page = self._desk.page(item)
        if not self._desk.waits(item):
            return
        self._show(page)
        since = self._now()
        while True:
            letter, said = self._key(page)
            if letter in DECISIONS:
                if self._decided(page, letter, said, since):
                    return
                if self._desk.ready(item) is not page:
                    return  # It is shown again, as it is now.
            elif self._act(page, letter, said):
                return

    def _show(self, page: SittingPage) -> None:
        sitting, width = self._desk.sitting, output.width()
        number, total = len(sitting.done) + 1, len(sitting.done) + len(sitting.left)
        time = sitting.time_left().text
        output.show([line((f"{number} of {total}{f', {time}' if time else ''}", "dim")), *sitting_lines(page, width), ()])

    def _key(self, page: SittingPage) -> tuple[str, str]:
        """The letter that is typed, and the words after it."""
        keys = offered(page, self._desk)
        names = ", ".join(f"{each.letter} {each.name}" for each in keys)
        typed = answer("\n".join(text_rows(f"{names}: ", output.width())) + " ")
        letter, _, said = typed.partition(" ")
        letter = letter.casefold()
        named = {each.name: each.letter for each in KEYS}
        letter = named.get(letter, letter)
        if letter and letter not in {each.letter for each in keys}:
            output.say(f"“{safe(letter)}” does nothing here. ? shows the keys.")
            return "", ""
        return letter, said.strip()

    def _decided(self, page: SittingPage, letter: str, said: str, since: datetime) -> bool:
        """Records a decision; returns whether it was recorded."""
        desk, did = self._desk, DECISIONS[letter]
        if page.against.get(did):
            output.say("That cannot be recorded:")
            output.say_lines(against_lines(page, did, output.width()))
            return False
        choice = carry_on(deciding(desk.review, page, did, said, self._note), ask)
        if choice is None:
            output.say("Nothing was recorded.")
            return False
        when = self._now()
        try:
            taken = desk.decide(page, choice, when, (when - since).total_seconds())
        except (ReviewError, GitError) as error:
            output.say(str(error))
            if isinstance(error, ChangedError):
                return False
            desk.refresh()
            return False
        where = f" (commit {taken.commit[:7]})" if taken.commit else ""
        output.say(f"{DONE[taken.did].capitalize()}: {page.item.name}{where}.", "")
        self._note = ""
        self._saved()
        desk.catch_up()
        return True

    def _act(self, page: SittingPage, letter: str, said: str) -> bool:
        """Does what a key is for that decides nothing; returns whether the page is to be left."""
        if letter == "q":
            raise _Ended
        if letter == "?":
            output.say(*(f"{each.letter}  {each.name}: {each.does}" for each in offered(page, self._desk)))
            output.say("What you type after a letter is said with it, such as: k still true")
        elif letter == "n":
            self._note = said or answer("What is to be said with your next decision? ")
            output.say(
                f"With your next decision: {safe(self._note)}" if self._note else "Nothing is said with your next decision."
            )
        elif letter == "e":
            return self._edited(page)
        elif letter == "p":
            self._desk.put_back(page.item)
            return True
        elif letter == "b":
            return self._back()
        elif letter == "d":
            return self._disputed(page)
        return False

    def _edited(self, page: SittingPage) -> bool:
        try:
            run_editor(self._desk.begin_edit(page.item))
        except OSError:
            output.say(NO_EDITOR)
            return False
        self._desk.refresh()
        return True

    def _back(self) -> bool:
        try:
            taken = self._desk.back()
        except (ReviewError, GitError) as error:
            output.say(str(error))
            return False
        assert taken
        output.say(f"Taken back: {taken.item.name}.", "")
        self._saved()
        return True

    def _disputed(self, page: SittingPage) -> bool:
        """Records that a finding is wrong; returns whether it was recorded."""
        outcome = carry_on(disputing(page.disputable), ask)
        if outcome:
            commit = self._desk.dispute(*outcome)
            output.say(f"Disputed: {outcome[0].rule}{f' (commit {commit[:7]})' if commit else ''}.", "")
        return outcome is not None
