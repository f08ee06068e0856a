"""A worksheet: the learner's own words, kept for the learner.

`questions` are answered in free words, one paragraph each or all in one; `example` is what somebody else wrote. Nothing is
judged but that there is an answer of one's own, and nothing of it is ever handed in.
"""

import re

import msgspec

from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.grade import Grade, Question, Remark, refuse
from msgreview.train.kind import ExerciseKind, Task


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `reflect`."""

    questions: tuple[str, ...]
    example: str
    words: int = 12
    """Fewest words of an answer."""
    looks: tuple[Question, ...] = ()


def pose(exercise: Exercise, _: Analyser) -> Task:
    """The questions."""
    given = "\n".join(f"- {question}" for question in exercise.options.questions)
    return Task(given, how="Write as you would for yourself. It stays on this machine.", long=True)


def grade(exercise: Exercise, answer: str, _: Analyser) -> Grade:
    """That there is an answer of one's own; and questions to look at it with."""
    options: Options = exercise.options
    words = _words(answer)
    if len(words) < options.words:
        return refuse(f"A few more words help you later: {options.words} or more. What happened, and who was there?")
    question = set(_words(" ".join((*options.questions, exercise.prompt))))
    if sum(word not in question for word in words) < options.words // 2:
        return refuse("These are the questions. Write down what comes to your own mind.")
    own = Remark(True, "It is yours, and it is kept for you.")
    return Grade(practices=(own,), questions=options.looks, models=(options.example,))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


KIND = ExerciseKind(
    "reflect",
    __doc__,
    Options,
    pose,
    grade,
    models=lambda exercise, _: (exercise.options.example,),
    given=lambda exercise, _: "\n".join(exercise.options.questions),
    private=True,
)
