"""Placing people into sessions: the solver, held to every demand by counting, and what it says when nothing fits."""

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from conftest import Cli
from msgspec.structs import replace
from roster_check import broken_demands
from scale import SCALE

from msgreview.train.schedule.plan import Attendee, Conflict, Demands, Offering, Place, Plan, Roster
from msgreview.train.schedule.solve import solve

pytest.importorskip("ortools", reason="schedules need OR-tools: pip install 'msgreview[schedule]'")
MONDAY = datetime(2027, 3, 1, 9)


def offering(id_: str, session: int, day: int, seats: int = 18, hour: int = 0) -> Offering:
    start = MONDAY + timedelta(days=day, hours=hour)
    return Offering(id_, f"Session {session}", start, start + timedelta(hours=3), f"Room {id_}", seats)


def large(seed: int, people: int = 95, leaders: int = 10, desks: int = 9, seats: int = 18) -> Plan:
    """A plan of the size that libraries have, with people away here and there."""
    chance = random.Random(seed)
    offerings = tuple(
        offering(f"{session}{letter}", session, number + 7 * (session - 1), seats, 4 * (number % 2))
        for session in (1, 2)
        for number, letter in enumerate("abcdef")
    )
    attendees = tuple(
        Attendee(
            f"Person {number:03}",
            f"desk {number % desks}",
            "support" if chance.random() < 0.6 else "professional",
            number >= people,
            frozenset(each.id for each in offerings if chance.random() < 0.15),
        )
        for number in range(people + leaders)
    )
    return Plan(attendees, offerings)


@cache
def placed(seed: int) -> tuple[Plan, Roster]:
    """A large plan and its roster."""
    roster = solve(large(seed))
    assert isinstance(roster, Roster)
    return large(seed), roster


@pytest.mark.parametrize("seed", [2, 3, 1][:SCALE])
@pytest.mark.slow
def test_a_large_plan_is_placed_at_best_and_a_drop_out_moves_few(seed: int) -> None:
    plan, roster = placed(seed)
    assert list(broken_demands(plan, roster)) == []
    assert roster.is_best
    for gone in random.Random(seed).sample(plan.people, 1):
        smaller = replace(plan, people=tuple(person for person in plan.people if person is not gone))
        changed = solve(smaller, keep=roster)
        assert isinstance(changed, Roster)
        assert list(broken_demands(smaller, changed)) == []
        assert len(changed.moved) <= 3
        assert gone.name not in changed.moved


def small(seats: int = 6) -> Plan:
    people = tuple(Attendee(f"P{number}", f"desk {number % 3}", "support", number > 8) for number in range(12))
    offerings = (offering("1a", 1, 0, seats), offering("1b", 1, 1), offering("2a", 2, 7), offering("2b", 2, 8))
    return Plan(people, offerings, Demands(trainers=(1, 2)))


def test_the_same_plan_has_the_same_roster() -> None:
    assert solve(small()) == solve(small())


def test_what_stands_in_the_way_of_a_large_plan() -> None:
    assert solve(large(3, seats=10)) == Conflict(tuple(f"1{letter} has room for 10" for letter in "abcdef"))


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (
            lambda plan: replace(plan, people=(*plan.people, Attendee("Ana", "desk 1", "support", away=frozenset({"1a", "1b"})))),
            ("Ana cannot be at 1a, 1b",),
        ),
        (
            lambda plan: replace(plan, people=tuple(replace(one, leads=False) for one in plan.people)),
            ("1a is led by 1 to 2 people", "1b is led by 1 to 2 people"),
        ),
        (
            lambda plan: replace(plan, people=tuple(replace(one, desk="front") for one in plan.people)),
            None,
        ),
    ],
)
def test_small_conflicts(change: object, reasons: tuple[str, ...] | None) -> None:
    plan = small()
    assert isinstance(solve(plan), Roster)
    result = solve(change(plan))  # type: ignore[operator]
    assert (result.reasons if isinstance(result, Conflict) else None) == reasons


def test_the_check_sees_each_broken_demand() -> None:
    plan, roster = placed(2)
    learner = next(place for place in sorted(roster.places) if place.offering == "1a" and place.person < "Person 095")
    leader = next(place for place in sorted(roster.places) if place.offering == "1a" and place.person >= "Person 095")
    assert any(
        "does not take each session once" in words
        for words in broken_demands(plan, replace(roster, places=roster.places - {learner}))
    )
    lacking = roster.places - {place for place in roster.places if place.person >= "Person 095" and place != leader}
    assert any("is led by" in words for words in broken_demands(plan, replace(roster, places=lacking)))
    everybody = frozenset(Place(person.name, "1a") for person in plan.people)
    words = "\n".join(broken_demands(plan, Roster(everybody)))
    assert "more learners than seats" in words
    assert "are away at 1a" in words
    assert "cannot be at 1a" in words
    assert "no such person" in next(broken_demands(plan, Roster(frozenset({Place("Nobody", "1a")}))))


PEOPLE = """name,desk,group,role,away
Ana Ruiz,front,support,,
Ben Ode,front,support,learner,2027-03-01
Cleo Marsh,back,professional,,1b
Dan Field,back,professional,,
Eve Stone,office,professional,trainer,
"""
OFFERINGS = """id,session,date,start,end,room,seats
1a,Session 1,2027-03-01,9:00,12:00,Hall,4
1b,Session 1,2027-03-02,09:00,12:00,Hall,4
2a,Session 2,2027-03-08,09:00,12:00,Hall,4
2b,Session 2,2027-03-09,09:00,12:00,Hall,4
"""


@pytest.fixture
def sheets(tmp_path: Path, cli: Cli) -> Cli:
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "offerings.csv").write_text(OFFERINGS, "utf-8")
    return cli


def schedule(cli: Cli, *options: str) -> tuple[int, str, str]:
    ended = cli("train", "schedule", "people.csv", "--offerings", "offerings.csv", "--trainers", "1", *options)
    return ended.code, ended.out, ended.err


def test_from_sheets_to_sheets(sheets: Cli, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("icalendar")
    code, out, err = schedule(sheets, "--output", "roster.csv", "--output", "roster.xlsx", "--output", "roster.ics")
    assert code == 0
    assert "1a" in out
    assert "Eve Stone" in out
    assert "No roster holds fewer sessions or is more even." in err
    text = (tmp_path / "roster.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == "person,offering,session,date,start,end,room,role,desk"
    assert "Ben Ode,1b,Session 1,2027-03-02,09:00,12:00,Hall,learner,front" in text
    assert "Cleo Marsh,1a," in text
    assert (tmp_path / "roster.xlsx").read_bytes()[:2] == b"PK"
    assert "SUMMARY:Session 1 (1a)" in (tmp_path / "roster.ics").read_text("utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE.replace("Dan Field,back,professional,,\n", ""), "utf-8")
    assert schedule(sheets, "--keep", "roster.csv")[2].endswith("Moved: nobody.\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("people.csv", "Dan Field", "Ana Ruiz", "people.csv, line 5: Ana Ruiz is there twice"),
        ("people.csv", "name,desk", "nmae,desk", "people.csv has no column 'name'. Did you mean 'nmae'?"),
        ("people.csv", "trainer", "boss", "'boss' is no role. Write learner or trainer."),
        ("people.csv", "trainer", "", "nobody leads"),
        ("people.csv", ",1b", ",1z", "'1z' under away is no offering and no date. Correct it."),
        ("people.csv", "Ana Ruiz", "", "a person needs a name"),
        ("offerings.csv", "1b", "1a", "'1a' is there twice"),
        ("offerings.csv", "2027-03-02", "2 March", "'2 March' is not a date"),
        ("offerings.csv", "9:00,12:00", "12:00,9:00", "it needs a start and a later end"),
        ("offerings.csv", "Hall,4", "Hall,many", "'many' is not a number of seats"),
        ("offerings.csv", "2027-03-02", "2027-03-01", "1a and 1b are in Hall at once"),
    ],
)
def test_sheets_that_cannot_be_used(sheets: Cli, tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    path = tmp_path / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    code, out, err = schedule(sheets, "--output", "roster.csv")
    assert (code, out) == (2, "")
    assert words in err
    assert not (tmp_path / "roster.csv").exists()


def test_no_roster(sheets: Cli, tmp_path: Path) -> None:
    (tmp_path / "offerings.csv").write_text(OFFERINGS.replace("Hall,4", "Hall,1"), "utf-8")
    code, out, err = schedule(sheets, "--output", "roster.csv")
    assert code == 1
    assert out.startswith("These cannot all be met:\n  1a has room for 1\n  1b has room for 1\n")
    assert "Give way in one of them" in err
    assert not (tmp_path / "roster.csv").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--trainers", "four"), "is no range"),
        (("--output", "roster.pdf"), "written as .csv, .xlsx or .ics"),
        (("--keep", "no.csv"), "cannot be read"),
    ],
)
def test_options_that_cannot_be_carried_out(sheets: Cli, options: tuple[str, ...], words: str) -> None:
    code, _, err = schedule(sheets, *options)
    assert code == 2
    assert words in err
