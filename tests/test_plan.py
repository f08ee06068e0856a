"""The weeks that have room, and the plan that fills them: as data (`cases/plan.yaml`), and over plans of all shapes."""

import sys
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st

from msgreview.history.plan import Task, make_plan
from msgreview.history.weeks import holidays, open_weeks
from msgreview.model.config import Config, ReviewConfig
from msgreview.model.errors import ConfigError
from msgreview.model.plan import Plan, PlannedReview
from msgreview.model.review import Person

CASES = load_cases("plan.yaml")
TODAY = date(2026, 11, 23)
YEAR = 2027


def settings(case: dict[str, Any]) -> Config:
    texts = msgspec.to_builtins({key: case[key] for key in ("review", "services") if key in case})
    return msgspec.convert(texts, Config)


@pytest.mark.parametrize("case", CASES["weeks"], ids=lambda case: case["name"])
def test_weeks_have_room(case: dict[str, Any]) -> None:
    weeks = open_weeks(case["year"], settings(case).review, case.get("first", date(case["year"], 1, 1) - timedelta(weeks=1)))
    assert {week: weeks.get(week) for week in case.get("room", {})} == case.get("room", {})
    assert len(weeks) == case.get("weeks", len(weeks))
    assert not weeks.keys() & set(case.get("without", ()))
    assert {week.weekday() for week in weeks} <= {0}


@pytest.mark.parametrize("case", CASES["faults"], ids=lambda case: case["says"])
def test_what_is_no_day_is_told(case: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=case["says"]):
        open_weeks(YEAR, settings(case).review, TODAY)


def test_without_the_library_of_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert holidays(YEAR, "") == frozenset()
    with pytest.raises(ConfigError, match=r"pip install 'msgreview\[calendar\]'"):
        holidays(YEAR, "GB")


def plan_of(case: dict[str, Any]) -> Plan:
    wrote = {id_: tuple(map(Person.of, people)) for id_, people in case.get("authors", {}).items()}
    tasks = [Task(id_, service, due, risk, wrote.get(id_, ())) for id_, (service, due, risk) in case["tasks"].items()]
    frozen = [PlannedReview(id_, week, who) for id_, (week, who) in case.get("frozen", {}).items()]
    return make_plan(YEAR, tasks, frozen, settings(case), case.get("today", TODAY))


@pytest.mark.parametrize("case", CASES["plans"], ids=lambda case: case["name"])
def test_plan(case: dict[str, Any]) -> None:
    plan = plan_of(case)
    placed = {each.id: each for each in plan.placed}
    for id_, (first, last) in case.get("between", {}).items():
        assert first <= placed[id_].week <= last
    assert {id_: placed[id_].reviewer for id_ in case.get("reviewer", {})} == case.get("reviewer", {})
    assert {id_: placed[id_].why for id_ in case.get("why", {})} == case.get("why", {})
    assert list(plan.over) == case.get("over", [])
    assert list(plan.earlier) == case.get("earlier", [])
    if "order" in case:
        assert [each.id for each in plan.placed] == case["order"]
    assert {each.id: each.why for each in plan.frozen if each.why} == case.get("marked", {})
    if "kept" in case:
        assert [each.id for each in plan.frozen] == case["kept"]
    if "readers" in case:
        assert sorted(each.reviewer for each in plan.placed) == case["readers"]
    there = {each.id for each in plan.frozen if each.week >= case.get("today", TODAY)}
    in_year = {id_ for id_, (_, due, _) in case["tasks"].items() if due is None or due < date(2028, 1, 3)}
    assert {*placed, *plan.over, *plan.earlier} == in_year - there


# All plans

PEOPLE = ("ann@x.example", "bob@x.example", "cleo@x.example")
DAYS = st.dates(date(2025, 1, 1), date(2028, 6, 1))
MONDAYS = st.dates(date(2026, 12, 7), date(2028, 1, 17)).map(lambda day: day - timedelta(days=day.weekday()))
RANGES = st.builds(lambda day, days: f"{day}..{day + timedelta(days=days)}", DAYS, st.integers(0, 90))
REVIEWS = st.builds(
    ReviewConfig,
    capacity=st.integers(0, 4),
    blackout=st.lists(RANGES, max_size=3).map(tuple),
    away=st.dictionaries(st.sampled_from(PEOPLE), st.lists(RANGES, max_size=2).map(tuple)),
    gone=st.lists(st.sampled_from(PEOPLE), max_size=1).map(tuple),
)
SERVICES = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {"reviewers": st.lists(st.sampled_from(PEOPLE), unique=True), "month": st.none() | st.integers(1, 12)}
        )
        for name in "xy"
    }
)
TASKS = st.lists(
    st.builds(Task, st.integers(0, 300).map(str), st.sampled_from("xyz"), st.none() | DAYS, st.integers(0, 3)),
    unique_by=lambda task: task.id,
    max_size=40,
)
FROZEN = st.lists(
    st.builds(PlannedReview, st.integers(0, 300).map(str), MONDAYS, st.sampled_from(PEOPLE)),
    unique_by=lambda each: each.id,
    max_size=5,
)


@given(TASKS, FROZEN, REVIEWS, SERVICES, st.dates(date(2026, 6, 1), date(2027, 12, 31)), st.randoms())
def test_every_plan(
    tasks: list[Task], frozen: list[PlannedReview], review: ReviewConfig, services: dict[str, Any], today: date, chance: Random
) -> None:
    """Whatever is planned: no week takes more than it has room for, nothing moves, nothing is lost, and no order matters."""
    config = msgspec.structs.replace(msgspec.convert({"services": services}, Config), review=review)
    plan = make_plan(YEAR, tasks, frozen, config, today)
    here = [each for each in frozen if (each.week + timedelta(days=3)).year == YEAR]
    assert [msgspec.structs.replace(each, why="") for each in plan.frozen] == here
    before, after = Counter(each.week for each in here), Counter(each.week for each in (*here, *plan.placed))
    for week in {each.week for each in plan.placed}:
        assert after[week] <= plan.weeks[week]
        assert week + timedelta(days=4) >= today
    assert all(after[week] >= number for week, number in before.items())
    told = [*(each.id for each in plan.placed), *plan.over, *plan.earlier]
    asked = {task.id for task in tasks if task.due is None or task.due < date(2028, 1, 3)} - {
        each.id for each in here if each.week + timedelta(days=7) > today
    }
    assert len(told) == len(set(told))
    assert set(told) == asked
    services_of = {task.id: task.service for task in tasks}
    for each in plan.placed:
        assert each.reviewer not in review.gone
        assert not each.reviewer or each.reviewer in services[services_of[each.id]]["reviewers"]
    mixed = tasks.copy()
    chance.shuffle(mixed)
    assert make_plan(YEAR, mixed, frozen, config, today) == plan
    again = make_plan(YEAR, mixed, [*plan.frozen, *plan.placed], config, today)
    assert (again.placed, again.over) == ((), plan.over)


def test_the_flood_of_a_first_year_is_level_and_money_and_law_come_sooner() -> None:
    names = [f"s{number}" for number in range(10)]
    reviewers = {name: {"reviewers": [f"{name}{one}@x.example" for one in "ab"]} for name in names}
    config = msgspec.convert({"review": {"capacity": 60}, "services": reviewers}, Config)
    tasks = [Task(f"m{number}", names[number % 10], None, 3 if number % 7 == 0 else 0) for number in range(2_500)]
    plan = make_plan(YEAR, tasks, (), config, TODAY)
    load = Counter(each.week for each in plan.placed)
    assert len(plan.placed) == 2_500
    assert max(load.values()) - min(load.values()) <= 10
    assert len(load) == 52
    risky = sorted(each.week for each in plan.placed if int(each.id[1:]) % 7 == 0)
    calm = sorted(each.week for each in plan.placed if int(each.id[1:]) % 7)
    assert risky[-1] < date(2027, 3, 22)
    assert risky[len(risky) // 2] < calm[len(calm) // 10]
    most = Counter((each.reviewer, each.week) for each in plan.placed)
    assert max(most.values()) <= 6
