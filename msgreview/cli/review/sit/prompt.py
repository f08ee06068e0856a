"""The question below a page, with a line for its answer."""

import asyncio
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from msgreview.cli.review.sit.paint import Paint
from msgreview.report.sitting.dialogue import Dialogue, Question

_T = TypeVar("_T")


class Prompt(Vertical):
    """Shown while something is asked; one question at a time."""

    def __init__(self) -> None:
        super().__init__(id="asked")
        self._answer: asyncio.Future[str | None] | None = None

    @property
    def is_asking(self) -> bool:
        """Whether it waits for an answer."""
        return self._answer is not None

    def compose(self) -> ComposeResult:
        """The question above the line."""
        yield Static(id="question")
        yield Input(id="answer")

    async def carry_on(self, dialogue: Dialogue[_T], paint: Paint) -> _T:
        """What is to be recorded after all questions are asked."""
        answer = None
        while True:
            try:
                question = dialogue.send(answer)
            except StopIteration as end:
                outcome: _T = end.value
                return outcome
            leave = "Esc: leave it" if question.required or question.note else "Enter alone: nothing to say"
            answer = await self.ask(question, f"{question.what}; {leave}".removeprefix("; "), paint)

    async def ask(self, question: Question, hint: str, paint: Paint) -> str | None:
        """What is typed, or left of the note that stands there first; None where it is left."""
        self._answer = asyncio.get_running_loop().create_future()
        answer = self.query_one("#answer", Input)
        answer.value, answer.placeholder = question.note, hint
        self.query_one("#question", Static).update(paint.lines([((row, "bold"),) for row in question.text.splitlines()]))
        self._show(is_asking=True)
        answer.focus()
        try:
            return await self._answer
        finally:
            self._answer = None
            self._show(is_asking=False)

    def _show(self, *, is_asking: bool) -> None:
        """Shows the question in the place of the keys, or these again; nothing where the screen is closed meanwhile."""
        self.display = is_asking
        for keys in self.screen.query("#keys") if self.is_attached else ():
            keys.display = not is_asking
            if not is_asking:
                self.screen.query_one("#body").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """An answer is there."""
        self._end(event.value.strip())

    def leave(self) -> None:
        """Leaves a question."""
        self._end(None)

    def _end(self, answer: str | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(answer)
