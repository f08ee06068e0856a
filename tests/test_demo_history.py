"""The demo repository: the same every time, and every state and overlay of a review is in it."""

import subprocess
from pathlib import Path

import demo_history as demo
import pytest

from msgreview.catalogue.files import find_files
from msgreview.catalogue.settings import load_settings
from msgreview.history.context import ReviewContext, open_context
from msgreview.model.review import STATES


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def review(demo_history: Path) -> ReviewContext:
    return open_context(load_settings(demo_history, demo.DAY), find_files([demo_history / "messages"], demo_history))


def test_it_is_the_same_every_time(demo_history: Path, tmp_path: Path) -> None:
    again = demo.build(tmp_path / "again")
    assert git(again, "rev-parse", "HEAD") == git(demo_history, "rev-parse", "HEAD")
    assert git(again, "status", "--short") == ""


def test_every_state_and_overlay_occurs(review: ReviewContext) -> None:
    states = review.states.values()
    assert {each.name for each in states} == set(STATES)
    assert {overlay for each in states for overlay in each.overlays} == {"orphan", "recommended"}


def test_what_changed_no_words_changed_no_state(review: ReviewContext) -> None:
    """Split, other line ends, moved: the export is the origin, and the last words are older than all that."""
    timeline = review.history.timeline("circulation.claims-returned")
    assert timeline.origin.path == "messages/loans.yaml"
    assert timeline.last_text == timeline.origin
    assert [kind for change in timeline.changes for kind in change.kinds] == ["added", "moved", "review", "moved", "review"]


def test_people_and_merges_are_told_apart(review: ReviewContext) -> None:
    history = review.history
    wrote = [person.name for person in history.timeline("circulation.overdue").authors]
    assert wrote == ["Petra Nowak", "Tom Okafor", "Claire Dubois", "Ruth Bergman"]
    early = [change.commit.authors[0].name for change in history.timeline("circulation.due-soon").changes[:3]]
    assert early == ["Petra Nowak", "Wen Li", "Wen Li"]  # The second under an address that .mailmap knows.
