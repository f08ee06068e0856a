"""The courses that come with the program keep what they promise."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from msgreview.catalogue.files import shipped
from msgreview.model.config import Config, Settings, Vocabulary
from msgreview.rubric.load import load_rubrics
from msgreview.train.analysis import Analyser, advice
from msgreview.train.check import check_courses, near_copies, untaught
from msgreview.train.course import Course, Exercise
from msgreview.train.folders import TrainingError
from msgreview.train.load import load_courses

WRITTEN = ("choose", "order", "rewrite", "shorten", "fill", "reply")
"""Kinds whose good answers are texts that could be sent to a reader."""

NEVER_SENT = ("conflict.when-to-fetch-help", "privacy.badge")
"""Exercises whose choices are situations and deeds, not words to a reader."""
OF_THE_WHOLE = {"choose": ("structure.greeting", "structure.next-step"), "order": ("structure.greeting", "structure.next-step")}
"""Rules for whole messages: what one chooses or puts in order may be a line of one."""


@pytest.fixture(scope="module")
def courses(analyser: Analyser) -> tuple[Course, ...]:
    return load_courses([shipped("training")], analyser, Path.cwd())


@pytest.mark.slow
def test_every_exercise_can_be_failed_and_passed(courses: tuple[Course, ...], analyser: Analyser) -> None:
    assert [str(flaw) for flaw in check_courses(courses, analyser)] == []


def test_no_exercise_is_there_twice(courses: tuple[Course, ...], analyser: Analyser) -> None:
    every = [exercise for course in courses for exercise in course.exercises]
    assert [str(flaw) for flaw in near_copies(every, analyser)] == []


def test_every_rule_of_the_standard_profile_is_taught(courses: tuple[Course, ...], analyser: Analyser) -> None:
    assert [rule.id for rule in untaught(courses, analyser)] == []


def test_rejected_words_are_taught_where_there_are_any(courses: tuple[Course, ...]) -> None:
    """The settings make that rule, so that a catalogue without such words has the exercise and not the rule."""
    config = Config(profile="standard", vocabulary=Vocabulary(reject={"patron": "reader"}))
    settings = Settings(config, (), {}, "/", date(2027, 3, 1), "")
    own = load_courses([shipped("training")], Analyser(load_rubrics([shipped("rubrics")], settings), settings), Path.cwd())
    assert "vocabulary.reject" not in _taught(courses)
    assert "vocabulary.reject" in _taught(own)


def _taught(courses: tuple[Course, ...]) -> set[str]:
    return {rule for course in courses for exercise in course.exercises for rule in exercise.rules}


def test_a_rule_that_is_nowhere(analyser: Analyser, tmp_path: Path) -> None:
    exercise = "{kind: reflect, prompt: P, questions: [Q], example: E, rules: [%s]}"
    (tmp_path / "one.yaml").write_text("title: T\npractice: open\nexercises:\n  a: " + exercise % "tone.curtt" + "\n")
    with pytest.raises(TrainingError, match=r"there is no rule 'tone\.curtt'\. Did you mean 'tone\.curt'\?"):
        load_courses([tmp_path], analyser, tmp_path)


def test_each_course_is_whole(courses: tuple[Course, ...]) -> None:
    """A few kinds, a hint before the answer, a why with its source, and something to ask before and after."""
    for course in courses:
        assert all((course.about, course.read)), course.name
        assert len({item.skill for item in course.survey}) == len(course.survey) >= 3, course.name
        assert len(Counter(exercise.kind for exercise in course.exercises)) >= 4, course.name
        for exercise in course.exercises:
            assert all((len(exercise.hints) >= 2, exercise.why, exercise.source)), exercise.id


def test_good_answers_keep_the_rules_themselves(courses: tuple[Course, ...], analyser: Analyser) -> None:
    every = (exercise for course in courses for exercise in course.exercises)
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


def test_length_does_not_give_the_good_choice_away(courses: tuple[Course, ...]) -> None:
    """Whoever takes the longest answer, or the same place each time, without reading, is wrong often enough."""
    posed = [one.options.choices for course in courses for one in course.exercises if one.kind == "choose"]
    longest = sum(max(choices, key=lambda choice: len(choice.text)).good for choices in posed)
    places = Counter(number for choices in posed for number, choice in enumerate(choices) if choice.good)
    assert longest <= len(posed) * 2 / 3
    assert max(places.values()) <= len(posed) * 2 / 3
