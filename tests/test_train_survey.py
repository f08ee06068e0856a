"""What is asked before and after a course, and when."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from msgreview.train.course import Course, Exercise, Survey
from msgreview.train.journal import Did, Record
from msgreview.train.survey import Answers, answers, half_due, is_over, open_questions, questions

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
IDS = count()
SKILLS = (Survey("greet", "Can you greet?"), Survey("close", "Can you close?"))
COURSE = Course(
    "c",
    "A course",
    "",
    "",
    1,
    SKILLS,
    (Exercise("choose", "Choose.", id="c.a", course="c", name="a", options=None, practice="clear"),),
    "c.yaml",
)
SILENT = Course("c", "A course", "", "", 1, (), COURSE.exercises, "c.yaml")


def did(what: Did, of: str = "c", **fields: Any) -> Record:
    number = next(IDS)
    return Record(id=str(number), at=NOON + timedelta(seconds=number), did=what, of=of, **fields)


def said(item: str, value: int = 0, words: str = "") -> Record:
    return did("survey", item=item, value=value, words=words)


def test_the_second_half_asks_for_now_for_then_and_for_the_course() -> None:
    assert [one.item for one in questions(COURSE, "before")] == ["before.greet", "before.close"]
    assert [one.item for one in questions(COURSE, "after")] == [
        "after.greet", "after.close", "then.greet", "then.close", "reaction.worth", "reaction.useful", "reaction.level",
        "open.comment",
    ]  # fmt: skip


DONE = [did("answer", "c.a", passed=True)]
ALL_OF_IT = [said(one.item) for one in questions(COURSE, "after")]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], "before"),
        ([did("start")], "before"),
        ([said("before.greet", 3)], "before"),
        ([said("before.greet", 3), said("before.close")], None),
        ([said("before.left-out")], None),
        ([did("answer", "c.a")], None),
        ([did("skip", "c.a")], "after"),
        (DONE, "after"),
        ([*DONE, said("after.greet", 3)], "after"),
        ([*DONE, said("after.left-out")], None),
        ([*DONE, said("open.comment")], "after"),
        ([*DONE, *ALL_OF_IT], None),
        ([*DONE, *ALL_OF_IT, did("reset")], "before"),
    ],
)
def test_which_half_is_to_be_asked(records: list[Record], expected: str | None) -> None:
    assert half_due(COURSE, records) == expected
    assert half_due(SILENT, records) is None


def test_the_last_answer_to_a_question_counts_and_no_answer_is_none() -> None:
    records = [
        said("before.greet", 2), said("before.greet", 3), said("before.close"), said("after.greet", 9), said("then.greet", 1),
        said("reaction.worth", 5), said("open.comment", words="Shorter."), did("survey", "d", item="after.greet", value=1),
    ]  # fmt: skip
    assert answers("c", records) == Answers({"greet": 3}, {}, {"greet": 1}, {"worth": 5}, "Shorter.")
    assert is_over(COURSE, "before", records)
    assert [one.item for one in open_questions(COURSE, "after", records)] == [
        "after.close", "then.close", "reaction.useful", "reaction.level",
    ]  # fmt: skip
