"""The plan's file: edits that keep every line (`cases/plan_file.yaml`), faults at their place, and what is written reads back."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from case_files import load_cases
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.history.context import open_reviews
from msgreview.history.planfile import NAME, load_plan, with_placements
from msgreview.model.errors import ConfigError
from msgreview.model.message import Message, Stamp
from msgreview.model.plan import PlannedReview
from msgreview.model.review import Person

CASES = load_cases("plan_file.yaml")


@pytest.mark.parametrize("case", CASES["added"], ids=lambda case: case["name"])
def test_lines_are_added_each_at_its_place(case: dict[str, Any]) -> None:
    placed = [PlannedReview(id_, week, who) for id_, (week, who) in case["placed"].items()]
    if "refused" in case:
        with pytest.raises(ConfigError, match=r"review-plan\.yaml: nothing can be added to a plan laid out like this"):
            with_placements(case["before"].encode(), placed)
        return
    written = with_placements(case["before"].encode(), placed).decode()
    assert written == case.get("after", written)
    assert [each for each in case.get("contains", ()) if each not in written] == []


@pytest.mark.parametrize("case", CASES["faults"], ids=lambda case: case["text"])
def test_a_fault_is_told_with_its_place(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(case["text"])
    with pytest.raises(ConfigError, match=re.escape(case["says"])):
        load_plan(tmp_path)


def test_a_plan_that_cannot_be_read_or_holds_nothing(tmp_path: Path) -> None:
    assert load_plan(tmp_path) == ()
    (tmp_path / NAME).write_text("# nothing yet\n")
    assert load_plan(tmp_path) == ()
    (tmp_path / NAME).write_bytes(b"2027-01-04:\n  a: \xff\n")
    with pytest.raises(ConfigError, match=r"review-plan\.yaml:2:6: "):
        load_plan(tmp_path)


MESSAGE = Message("a", "scripted", "chat", body="x")


@pytest.mark.parametrize(
    ("read", "weeks", "open_"),
    [
        (None, [date(2027, 3, 1), date(2027, 1, 4)], date(2027, 3, 1)),
        (Stamp(date(2026, 6, 20)), [date(2027, 6, 28)], date(2027, 6, 28)),
        (Stamp(date(2027, 3, 3)), [date(2027, 6, 28)], None),
        (Stamp(date(2027, 1, 4)), [date(2027, 12, 27)], None),
        (Stamp(date(2026, 12, 20)), [date(2027, 1, 11)], None),
        (Stamp(date(2026, 9, 1)), [date(2027, 1, 11)], date(2027, 1, 11)),
        (Stamp(date(2027, 3, 3), decision="retire"), [date(2027, 6, 28)], date(2027, 6, 28)),
    ],
)
def test_a_planned_review_is_open_until_it_took_place(read: Stamp | None, weeks: list[date], open_: date | None) -> None:
    message = msgspec.structs.replace(MESSAGE, review=read)
    reviews = open_reviews([PlannedReview("a", week) for week in weeks], {"a": message})
    assert [each.week for each in reviews.values()] == ([open_] if open_ else [])
    assert not open_reviews([PlannedReview("gone", weeks[0])], {"a": message})


IDS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,12}", fullmatch=True)
WEEKS = st.integers(0, 60).map(lambda number: date(2027, 1, 4) + timedelta(weeks=number))
PLACED = st.lists(st.builds(PlannedReview, IDS, WEEKS, st.text(max_size=20)), unique_by=lambda each: each.id, max_size=12)


@settings(max_examples=times(40))
@example([[PlannedReview("a", date(2027, 1, 4), "<<0")]])
@example([[PlannedReview("a", date(2027, 1, 4), "\ufdd0\u2028\U0010ffff")]])
@given(st.lists(PLACED, min_size=1, max_size=3))
def test_what_is_written_reads_back_and_no_line_is_lost(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[PlannedReview]]
) -> None:
    """Any ids and names, added in several steps; a message that stands there already is not added again."""
    folder = tmp_path_factory.getbasetemp()
    data, held = b"", set[PlannedReview]()
    for step in steps:
        new = [each for each in step if each.id not in {one.id for one in held}]
        before, data = data, with_placements(data, new)
        held |= {msgspec.structs.replace(each, reviewer=Person.of(each.reviewer).email or each.reviewer) for each in new}
        (folder / NAME).write_bytes(data)
        assert set(load_plan(folder)) == held
        left = iter(data.split(b"\n"))
        assert all(line in left for line in before.split(b"\n") if line)
    weeks = re.findall(rb"^\d{4}-\d\d-\d\d", data, re.MULTILINE)
    assert weeks == sorted(weeks)
