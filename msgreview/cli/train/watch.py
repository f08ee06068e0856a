"""Answers written in the learner's own editor: a file for each exercise, read whenever it is saved."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from time import sleep

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.model.errors import UsageError
from msgreview.train.course import Exercise
from msgreview.train.kind import Task

pause: Callable[[], object] = partial(sleep, 0.25)
"""Waits between two looks at a file."""

_MARK = "#"
"""What lines begin with that are no part of an answer."""


class Saved:
    """Answers that are saved into files of a folder. An editor may write in pieces: what two looks see alike is saved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def how(self, exercise: Exercise, task: Task) -> str:
        """Which file to write into. It is there already, with the exercise in it."""
        path = self._path(exercise)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                write_atomic(path, _sheet(exercise, task))
        except OSError as error:
            raise UsageError(f"{path} cannot be written ({error.strerror}). Name a folder of your own: --into FOLDER.") from None
        return f"Open {path} in your editor, write below the lines with {_MARK}, and save. hint, skip and stop are understood."

    def answers(self, exercise: Exercise, _: Task) -> Iterator[str]:
        """What is saved, each time that it is another text; until the learner ends it with Ctrl-C."""
        path = self._path(exercise)
        graded = before = _answer(path)
        try:
            while True:
                pause()
                text = _answer(path)
                if text and text == before and text != graded:
                    graded = text
                    yield text
                before = text
        except KeyboardInterrupt:
            return

    def turn(self) -> bool:
        """Goes on at once: the next exercise is another file."""
        return True

    def _path(self, exercise: Exercise) -> Path:
        return self._folder / f"{exercise.id.replace(':', '-')}.txt"


def _sheet(exercise: Exercise, task: Task) -> str:
    """The file as the learner finds it."""
    choices = (f"{number}  {choice}" for number, choice in enumerate(task.choices, 1))
    targets = (f"{letter}  {target}" for letter, target in zip(ascii_lowercase, task.targets, strict=False))
    parts = [exercise.prompt, task.given, "\n".join(choices), "\n".join(targets), task.how]
    rows = "\n\n".join(part.strip() for part in parts if part.strip()).splitlines()
    return "".join(f"{_MARK} {row}".rstrip() + "\n" for row in rows) + "\n"


def _answer(path: Path) -> str:
    """The answer in a file: all lines without a mark; "" where it cannot be read just now."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        output.say(f"{path} is not UTF-8 text. Save it as UTF-8.")
        return ""
    except OSError:  # editors put a new file in the place of the old one
        return ""
    return "\n".join(row for row in text.splitlines() if not row.startswith(_MARK)).strip("\n")
