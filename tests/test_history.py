"""What history says of messages: told as data in `cases/history.yaml`, on real repositories."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from histories import PEOPLE, Repo, told

from msgreview.history.context import ReviewContext
from msgreview.model.review import Person

pytestmark = pytest.mark.usefixtures("own_git")

CASES = load_cases("history.yaml")["cases"]


def said(review: ReviewContext, id_: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Of what is asked of a message, what history says."""
    assert review.history
    timeline, state = review.history.timeline(id_), review.states.get(id_)
    found = {
        "kinds": [" ".join(sorted(change.kinds)) for change in timeline.changes],
        "authors": list(timeline.authors),
        "origin": timeline.origin and timeline.origin.day,
        "written": timeline.last_text and timeline.last_text.day,
        "once": [change.day for change in timeline.changes if change.commit.id not in review.history.copies(id_)],
        "path": timeline.changes[-1].path if timeline.changes else "",
        "state": state and state.name,
        "overlays": [each for each in state.overlays if each != "orphan"] if state else [],
        "reasons": [each.state for each in state.reasons] if state else [],
        "says": next((wanted["says"] for each in state.reasons if "says" in wanted and wanted["says"] in each.text), "")
        if state
        else "",
    }
    return {key: found[key] for key in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_history_says(case: dict[str, Any], tmp_path: Path) -> None:
    repo = told(case["steps"], tmp_path / "repo")
    review = repo.review(case.get("today", "2026-06-01"))
    for id_, asked in case["expect"].items():
        wanted = dict(asked)
        if "authors" in asked:
            wanted["authors"] = [Person.of(PEOPLE.get(name, name)) for name in asked["authors"]]
        assert said(review, id_, asked) == wanted
    assert review.history
    assert review.history.broken == case.get("broken", 0)


def test_a_file_name_may_end_in_capitals(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"messages/a.YAML": {"id": "a", "body": "One"}})
    last = repo.commit({"messages/a.YAML": {"id": "a", "body": "Two"}}, by="bob", day="2026-02-01")
    assert [change.commit.id for change in repo.history().timelines["a"].changes][-1] == last
