"""Who practises what: the file that says it is changed at its places, and read with every problem at its line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases

from msgreview.model.errors import ConfigError
from msgreview.train.assignment import Assignment, assigned_to, load_assigned, with_assignments, without_assignments

CASES = load_cases("assigned.yaml")


def assignment(text: str) -> Assignment:
    who, course, until = text.split()
    return Assignment(who, course, date.fromisoformat(until))


def changed(case: dict[str, Any]) -> str:
    data = case["before"].encode()
    if case.get("add"):
        data = with_assignments(data, [assignment(row) for row in case["add"]])
    for row in case.get("drop", ()):
        who, course = row.split()
        data = without_assignments(data, [who], course)
    return data.decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_file_is_changed_at_its_places(case: dict[str, Any]) -> None:
    if "says" in case:
        with pytest.raises(ConfigError) as error:
            changed(case)
        assert case["says"] in str(error.value)
    else:
        assert changed(case) == case["after"]


def test_a_byte_order_mark_stays() -> None:
    assert with_assignments(b"\xef\xbb\xbfassigned:\n", [assignment("jo chat 2027-01-01")]).startswith(b"\xef\xbb\xbfassigned:")


def test_what_is_to_be_done_first_comes_first() -> None:
    rows = ["jo chat 2027-03-01", "everybody email 2027-02-01", "Jo email 2027-01-15", "maya calls 2027-01-01"]
    mine = assigned_to(map(assignment, rows), "JO")
    assert mine == [assignment("Jo email 2027-01-15"), assignment("jo chat 2027-03-01")]


def test_every_problem_is_told_at_its_line(tmp_path: Path) -> None:
    assert load_assigned(tmp_path, tmp_path, ["chat"]) == ()
    (tmp_path / "training").mkdir()
    path = tmp_path / "training" / "assigned.yaml"
    rows = ["{who: jo@x.example, course: chat, until: 2027-01-01}", "{who: jo, course: chta, until: 2027-01-01}"]
    path.write_text("assigned:\n" + "".join(f"  - {row}\n" for row in rows), "utf-8")
    with pytest.raises(ConfigError) as error:
        load_assigned(tmp_path, tmp_path, ["chat"])
    first, second = str(error.value).splitlines()
    assert first.startswith("training/assigned.yaml:2:11: 'jo@x.example' is not a handle.")
    assert second == "training/assigned.yaml:3:23: there is no course 'chta'. Did you mean 'chat'?"
