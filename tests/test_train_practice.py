"""What to practise when, and how far a learner is."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from msgreview.train.course import Course, Exercise
from msgreview.train.journal import Did, Record
from msgreview.train.practice import current_course, due_exercises, next_in, session, standing
from msgreview.train.progress import days, hardest, progress

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
IDS = count()


def exercise(name: str, minutes: int = 3) -> Exercise:
    return Exercise("choose", "Choose.", id=f"c.{name}", course="c", name=name, options=None, practice="clear", minutes=minutes)


A, B, C = exercise("a"), exercise("b", 8), exercise("c")
COURSE = Course("c", "A course", "", "", 1, (), (A, B, C), "c.yaml")


def did(what: Did, of: str, day: float = 0, **fields: Any) -> Record:
    return Record(id=str(next(IDS)), at=START + timedelta(days=day), did=what, of=of, **fields)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], "new"),
        ([did("answer", "c.a")], "open"),
        ([did("hint", "c.a")], "new"),
        ([did("answer", "c.a"), did("answer", "c.a", passed=True)], "passed"),
        ([did("answer", "c.a", passed=True), did("answer", "c.a", 30)], "passed"),
        ([did("skip", "c.a")], "skipped"),
        ([did("skip", "c.a"), did("answer", "c.a")], "open"),
        ([did("answer", "c.a", passed=True), did("reset", "c.a")], "new"),
        ([did("answer", "c.a", passed=True), did("reset", "c")], "new"),
        ([did("answer", "c.a", passed=True), did("reset", "")], "new"),
        ([did("answer", "c.a", passed=True), did("reset", "c.b")], "passed"),
        ([did("answer", "c.b", passed=True)], "new"),
    ],
)
def test_standing(records: list[Record], expected: str) -> None:
    assert standing("c.a", records).standing == expected


def test_hints_count_from_the_last_answer() -> None:
    records = [did("hint", "c.a"), did("answer", "c.a"), did("hint", "c.a"), did("hint", "c.a")]
    assert standing("c.a", records).hints == 2


def due_days(*records: Record) -> float:
    due = standing("c.a", records).due
    assert due is not None
    return (due - records[-1].at) / timedelta(days=1)


def test_what_was_easy_comes_back_later() -> None:
    easy = due_days(did("answer", "c.a", passed=True))
    hinted = due_days(did("hint", "c.a"), did("answer", "c.a", passed=True))
    second_try = due_days(did("answer", "c.a"), did("answer", "c.a", 0.01, passed=True))
    assert 1 <= second_try <= hinted < easy


def test_it_comes_back_less_and_less_often_but_always() -> None:
    records = [did("answer", "c.a", passed=True)]
    gaps = []
    for _ in range(12):
        gaps.append(due_days(*records))
        records.append(Record(id=str(next(IDS)), at=standing("c.a", records).due or START, did="answer", of="c.a", passed=True))
    assert gaps == sorted(gaps)
    assert gaps[0] < 10
    assert gaps[-1] == 180


def test_two_machines_say_the_same() -> None:
    records = [did("answer", "c.a"), did("answer", "c.a", 1, passed=True), did("answer", "c.a", 9, passed=True)]
    assert len({standing("c.a", records).due for _ in range(5)}) == 1


def test_what_is_due_comes_before_what_is_open_and_fits_the_time() -> None:
    records = [did("answer", "c.a", passed=True), did("answer", "c.b", 1, passed=True), did("answer", "c.c", 2)]
    later = START + timedelta(days=60)
    assert due_exercises([C, B, A], records, later) == [A, B]
    assert session([A, B, C], records, later, 10) == [A, C]
    assert session([A, B, C], records, later, 20) == [A, B, C]
    assert session([B], records, later, 1) == [B]
    assert session([A, B, C], records, START, 10) == [C]


def test_where_a_learner_is() -> None:
    assert current_course([COURSE], []) is None
    records = [did("start", "c")]
    assert current_course([COURSE], records) == COURSE
    assert next_in(COURSE, records) == A
    records += [did("answer", "c.a", passed=True), did("skip", "c.b")]
    assert next_in(COURSE, records) == C
    records.append(did("answer", "c.c", passed=True))
    assert next_in(COURSE, records) is None
    assert current_course([COURSE], records) is None


def test_progress() -> None:
    records = [did("answer", "c.a", passed=True), did("skip", "c.b", 3), did("answer", "c.c", 3, missed=("tone.curt", "x"))]
    [row] = progress([COURSE], records, START + timedelta(days=90))
    assert (row.passed, row.skipped, row.due, row.left, row.minutes) == (1, 1, 1, 1, 5)
    assert hardest([*records, did("answer", "c.a", missed=("tone.curt",))]) == [("tone.curt", 2), ("x", 1)]
    assert days(records) == 2
