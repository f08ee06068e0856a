"""Courses held to what they promise: what is given fails, every model answer passes."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgreview.train.analysis import Analyser
from msgreview.train.course import Course, Exercise
from msgreview.train.grade import Grade
from msgreview.train.kinds import KINDS


class Flaw(NamedTuple):
    """What is wrong with an exercise, in words."""

    exercise: Exercise
    words: str

    def __str__(self) -> str:
        return f"{self.exercise.path}:{self.exercise.line}: {self.exercise.id}: {self.words}"


def check_courses(courses: Iterable[Course], analyser: Analyser) -> Iterator[Flaw]:
    """What keeps exercises from being practised as they are."""
    for course in courses:
        for exercise in course.exercises:
            yield from check_exercise(exercise, analyser)


def check_exercise(exercise: Exercise, analyser: Analyser) -> Iterator[Flaw]:
    """What is wrong with one exercise."""
    kind = KINDS[exercise.kind]
    given = kind.given(exercise, analyser)
    if kind.grade(exercise, given, analyser).passed:
        yield Flaw(exercise, "the answer of somebody who changes nothing passes. Ask for something that is not there yet.")
    models = kind.models(exercise, analyser)
    if not models:
        yield Flaw(exercise, "it has no model answer. Add one, so that learners can compare.")
    for number, model in enumerate(models, 1):
        grade = kind.grade(exercise, model, analyser)
        if not grade.passed:
            yield Flaw(exercise, f"model answer {number} does not pass: {_first(grade)}")


def _first(grade: Grade) -> str:
    """The first thing that keeps an answer from passing."""
    return grade.refused or next(remark.text for remark in (*grade.facts, *grade.practices) if not remark.ok)
