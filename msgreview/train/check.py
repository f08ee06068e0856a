"""Validates courses: what is given fails, every model answer passes, nothing is there twice."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from msgreview.rubric.schema import Rule
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course, Exercise
from msgreview.train.from_rules import rule_exercises
from msgreview.train.grade import Grade
from msgreview.train.kinds import KINDS

_ALIKE = 85
"""Likeness, of 100, from which two exercises are the same one."""


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


def near_copies(exercises: Iterable[Exercise], analyser: Analyser) -> Iterator[Flaw]:
    """Exercises that put nearly the same before the learner as an earlier one."""
    posed = [(exercise, _posed(exercise, analyser)) for exercise in exercises]
    for (one, text), (other, again) in combinations(posed, 2):
        if one.kind == other.kind and fuzz.token_sort_ratio(text, again, score_cutoff=_ALIKE):
            yield Flaw(other, f"it is nearly the same as {one.id}. Change one of them, or take it out.")


def untaught(courses: Iterable[Course], analyser: Analyser) -> list[Rule]:
    """The rules that are on and that no exercise is about."""
    taught = {id_ for course in courses for exercise in course.exercises for id_ in exercise.rules}
    return [rule for rule in analyser.rules.rules if rule.id not in taught and next(rule_exercises(rule, analyser), None) is None]


def _posed(exercise: Exercise, analyser: Analyser) -> str:
    task = KINDS[exercise.kind].pose(exercise, analyser)
    return "\n".join((task.given, *task.choices, *task.targets)) or exercise.prompt


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
