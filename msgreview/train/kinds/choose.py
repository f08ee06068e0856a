"""Choose the best of several answers.

`choices` are the answers, each with `text`, and `because`: what is said of it to a learner who chose it. The good one has
`good: true`; there may be two. `given` is what they answer: a question, or a message.
"""

import re

import msgspec

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to choose or to leave."""

    text: str
    because: str
    good: bool = False


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `choose`."""

    choices: tuple[Choice, ...]
    given: str = ""

    def __post_init__(self) -> None:
        good = sum(choice.good for choice in self.choices)
        if len(self.choices) < 2 or not 0 < good < len(self.choices):
            raise ValueError("it needs two `choices` at least, one of them with `good: true` and one without")


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The answers, numbered."""
    options: Options = exercise.options
    return Task(options.given, tuple(choice.text for choice in options.choices), how="Type the number of your choice.")


def grade(exercise: Exercise, answer: str, _: Analyser) -> Grade:
    """Whether the chosen answer is a good one, and why."""
    options: Options = exercise.options
    number = re.fullmatch(r"\s*(?:number )?([0-9]{1,3})\s*[.)]?\s*", answer, re.IGNORECASE)
    if number is None or not 0 < int(number[1]) <= len(options.choices):
        return refuse(f"Type one number from 1 to {len(options.choices)}.")
    chosen = options.choices[int(number[1]) - 1]
    good = tuple(choice.text for choice in options.choices if choice.good)
    return Grade(practices=(Remark(chosen.good, chosen.because),), models=good)


def _numbers(exercise: Exercise, *, good: bool) -> tuple[str, ...]:
    return tuple(str(number) for number, choice in enumerate(exercise.options.choices, 1) if choice.good is good)


KIND = ExerciseKind(
    "choose",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, _: _numbers(exercise, good=True),
    given=lambda exercise, _: _numbers(exercise, good=False)[0],
)
