"""The courses that come with the program keep what they promise."""

from pathlib import Path

from msgreview.catalogue.files import shipped
from msgreview.train.analysis import Analyser, advice
from msgreview.train.check import check_courses, near_copies
from msgreview.train.course import Course, Exercise
from msgreview.train.load import load_courses

WRITTEN = ("choose", "order", "rewrite", "shorten", "fill", "reply")
"""Kinds whose good answers are texts that could be sent to a reader."""

NEVER_SENT = ("conflict.when-to-fetch-help", "privacy.badge")
"""Exercises whose choices are situations and deeds, not words to a reader."""
OF_THE_WHOLE = {"choose": ("structure.greeting", "structure.next-step"), "order": ("structure.greeting", "structure.next-step")}
"""Rules for whole messages: what one chooses or puts in order may be a line of one."""


def load(analyser: Analyser) -> tuple[Course, ...]:
    return load_courses([shipped("training")], analyser, Path.cwd())


def test_shipped_courses(analyser: Analyser) -> None:
    courses = load(analyser)
    every = [exercise for course in courses for exercise in course.exercises]
    assert [str(flaw) for flaw in (*check_courses(courses, analyser), *near_copies(every, analyser))] == []


def test_good_answers_keep_the_rules_themselves(analyser: Analyser) -> None:
    every = (exercise for course in load(analyser) for exercise in course.exercises)
    exercises = [exercise for exercise in every if exercise.kind in WRITTEN and exercise.id not in NEVER_SENT]
    broken = [
        f"{exercise.id}: {text!r}: {rule.id}: {advice(rule, hit)}"
        for exercise in exercises
        for text in good_texts(exercise)
        for rule, hit in analyser.analyse(text, channel=exercise.channel).hits
        if rule.level in ("error", "warning") and rule.id not in OF_THE_WHOLE.get(exercise.kind, ())
    ]
    assert broken == []


def good_texts(exercise: Exercise) -> tuple[str, ...]:
    """What somebody could send who has answered well."""
    options = exercise.options
    match exercise.kind:
        case "choose":
            return tuple(choice.text for choice in options.choices if choice.good)
        case "order":
            return ((" " if exercise.channel in ("sms", "chat") else "\n\n").join(piece.text for piece in options.pieces),)
        case "fill":
            return tuple(options.given.replace("[...]", model.strip()) for model in options.models)
        case _:
            return tuple(options.models)
