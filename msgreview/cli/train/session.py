"""Exercise after exercise, typed in a terminal or piped in."""

import sys
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgreview.cli import output
from msgreview.cli.train.classroom import Classroom
from msgreview.cli.train.conversation import STOP, customer, talk
from msgreview.cli.train.screen import show_exercise, show_grade
from msgreview.report.lines import line
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade
from msgreview.train.journal import Journal, add
from msgreview.train.kind import Task
from msgreview.train.kinds import KINDS
from msgreview.train.practice import standing
from msgreview.train.roleplay.acts import Listener
from msgreview.train.roleplay.engine import begin, first_words
from msgreview.train.roleplay.scene import Scene

End = Literal["done", "stopped"]


class AnswerSource(Protocol):
    """Where answers come from."""

    def how(self, exercise: Exercise, task: Task) -> str:
        """How to give an answer, in a line."""

    def answers(self, exercise: Exercise, task: Task) -> Iterator[str]:
        """One answer after the other, until nothing more comes. The words hint, skip and stop are answers, too."""

    def turn(self) -> bool:
        """Waits until the learner is ready for the next exercise; False where they stop."""


class Typed:
    """Answers that are typed in a terminal, or piped in. A role-play is played live: its answer is all that was said."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def how(self, exercise: Exercise, task: Task) -> str:
        """How answers of several lines end."""
        if exercise.kind == "roleplay":
            return "Type what you say, and the customer answers. hint, skip and stop are understood, and: wait 2, label, again."
        return (
            "Enter begins a new line; a line with only a full stop ends it.\n" * task.long
            + "hint, skip and stop are understood, too."
        )

    def answers(self, exercise: Exercise, task: Task) -> Iterator[str]:
        """What is typed."""
        if exercise.kind == "roleplay":
            yield from self._conversations(exercise.options.scene)
            return
        while (answer := read_answer(long=task.long)) is not None:
            yield answer

    def turn(self) -> bool:
        """Waits on a terminal until one has read what came of the answer, before the next exercise moves it off the screen."""
        if not sys.stdin.isatty():
            return True
        output.show([line(("Enter goes on to the next one.", "dim"))])
        word = read_answer(long=False)
        return word is not None and word.strip().casefold() not in STOP

    def _conversations(self, scene: Scene) -> Iterator[str]:
        """All that was said, each time that the conversation has come to an end; the words that lead out of it."""
        play, read = begin(scene), Listener(scene, self._analyser).read
        while True:
            play, word = talk(play, read, (*STOP, "hint", "skip"))
            yield word or "\n".join(turn.text for turn in play.turns)
            if not word:
                output.show([line(("Once more from the start:", "bold"))])
                play = begin(scene)
                customer(scene, first_words(scene), scene.mood)


class Session:
    """A sitting: what is answered is in the journal before its grade is shown."""

    def __init__(self, classroom: Classroom, journal: Journal, source: AnswerSource | None = None) -> None:
        self._analyser = classroom.analyser
        self._clock = classroom.clock
        self._source = source or Typed(classroom.analyser)
        self.journal = journal

    def run(self, exercises: Sequence[Exercise]) -> End:
        """Goes through exercises until each is passed or skipped, or the learner stops."""
        for number, exercise in enumerate(exercises, 1):
            end = self._exercise(exercise, f"{number} of {len(exercises)}")
            if end == "stopped" or (number < len(exercises) and not self._source.turn()):
                return "stopped"
        return "done"

    def _exercise(self, exercise: Exercise, place: str) -> End:
        """One exercise, until it is passed, skipped or left."""
        task = KINDS[exercise.kind].pose(exercise, self._analyser)
        show_exercise(exercise, task, place, self._source.how(exercise, task))
        for answer in self._source.answers(exercise, task):
            word = answer.strip().casefold()
            if word in STOP:
                return "stopped"
            if word == "hint":
                self.hint(exercise)
            elif word == "skip":
                self.skip(exercise)
                return "done"
            elif self.answer(exercise, answer).passed:
                return "done"
        return "stopped"

    def answer(self, exercise: Exercise, answer: str) -> Grade:
        """Grades an answer, keeps what came of it, and shows it. One that is refused is no answer yet."""
        kind = KINDS[exercise.kind]
        grade = kind.grade(exercise, answer, self._analyser)
        if not grade.refused:
            missed = tuple(dict.fromkeys(remark.rule for remark in grade.practices if remark.rule and not remark.ok))
            words = answer if kind.private else ""
            self.journal = add(
                self.journal, self._clock(), "answer", exercise.id, passed=grade.passed, missed=missed, words=words
            )
        show_grade(exercise, grade)
        return grade

    def hint(self, exercise: Exercise) -> None:
        """Shows the next hint."""
        shown = standing(exercise.id, self.journal.records).hints
        if not exercise.hints:
            output.show([line("There is no hint to this one. `skip` goes on to the next.")])
            return
        self.journal = add(self.journal, self._clock(), "hint", exercise.id)
        output.show([line(("Hint: ", "bold"), exercise.hints[min(shown, len(exercise.hints) - 1)])])

    def skip(self, exercise: Exercise, reason: str = "") -> None:
        """Puts an exercise aside."""
        self.journal = add(self.journal, self._clock(), "skip", exercise.id, words=reason)
        output.say(f"Put aside. `msgreview train start {exercise.id}` brings it back.")


def read_answer(*, long: bool) -> str | None:
    """What the learner types: a line, or lines up to one with only a full stop. None where there is nothing more to read."""
    rows: list[str] = []
    _prompt("> ")
    for row in sys.stdin:
        text = row.rstrip("\r\n")
        if not long or (not rows and text.strip().casefold() in (*STOP, "hint", "skip")):
            return text
        if text.strip() == ".":
            return "\n".join(rows)
        rows.append(text)
        _prompt("| ")
    return "\n".join(rows) if rows else None


def _prompt(sign: str) -> None:
    """Shows on a terminal that a line is awaited."""
    if sys.stdin.isatty():
        output.write(sign)
        output.finish()
