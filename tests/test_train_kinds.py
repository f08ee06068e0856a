"""Kinds of exercise: what each makes of an answer."""

from typing import Any

import pytest
import yaml
from case_files import load_cases
from msgspec.structs import replace

from msgreview.model.config import Policy
from msgreview.model.span import Source
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.kinds import KINDS
from msgreview.train.load import CourseParser

CASES = load_cases("training.yaml")


def exercise(keys: dict[str, Any], analyser: Analyser) -> Exercise:
    """The exercise as a course file would have it."""
    text = yaml.safe_dump({"title": "A course", "practice": "clear", "exercises": {"one": {"prompt": "Try it.", **keys}}})
    problems: list[Any] = []
    course = CourseParser(Source.of("course.yaml", text), "course", analyser, problems).parse()
    assert problems == []
    assert course is not None
    return course.exercises[0]


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        pytest.param(case, answer, id=f"{case['name']}: {answer.get('answer', 'right')!r}")
        for case in CASES
        for answer in case["answers"]
    ],
)
def test_answers(case: dict[str, Any], answer: dict[str, Any], analyser: Analyser) -> None:
    posed = exercise(case["exercise"], analyser)
    kind = KINDS[posed.kind]
    text = kind.models(posed, analyser)[0] if answer.get("right") else answer["answer"]
    grade = kind.grade(posed, text, analyser)
    said = " ".join([grade.refused, *(remark.text for remark in (*grade.facts, *grade.practices))])
    assert grade.passed is answer["passes"], said
    assert answer.get("says", "") in said


def test_every_kind_has_cases() -> None:
    assert {case["exercise"]["kind"] for case in CASES} == set(KINDS)


def test_a_shown_order_hangs_on_the_exercise_alone(analyser: Analyser) -> None:
    posed = exercise(next(case["exercise"] for case in CASES if case["name"] == "order"), analyser)
    task = KINDS["order"].pose(posed, analyser)
    assert task == KINDS["order"].pose(posed, analyser)
    orders = {KINDS["order"].pose(replace(posed, id=f"course.{number}"), analyser).choices for number in range(20)}
    assert len(orders) > 5
    assert tuple(piece.text for piece in posed.options.pieces) not in orders


def test_policies_of_the_catalogue_are_what_is_promised(analyser: Analyser) -> None:
    keys = {
        "kind": "match",
        "pairs": [{"left": "Holds", "right": "7 days", "policy": "holds.days"}, {"left": "Chat", "right": "now"}],
    }
    keys["decoys"] = ["a year"]
    assert "7 days" in KINDS["match"].pose(exercise(keys, analyser), analyser).targets
    ours = Analyser(analyser.rules, replace(analyser.settings, policies=(Policy("holds.days", "10 days"),)))
    assert "10 days" in KINDS["match"].pose(exercise(keys, ours), ours).targets
