"""The demo repository: the same every time, and every state and overlay of a review is in it."""

import subprocess
from pathlib import Path

import demo_history as demo
import pytest

from msgreview.catalogue.files import find_files
from msgreview.catalogue.settings import load_settings
from msgreview.history.context import Review, open_review
from msgreview.model.review import STATES


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def review(demo_history: Path) -> Review:
    return open_review(load_settings(demo_history, demo.DAY), find_files([demo_history / "messages"], demo_history))


def test_it_is_the_same_every_time(demo_history: Path, tmp_path: Path) -> None:
    again = demo.build(tmp_path / "again")
    assert git(again, "rev-parse", "HEAD") == git(demo_history, "rev-parse", "HEAD")
    assert git(again, "status", "--short") == ""


def test_every_state_and_overlay_occurs(review: Review) -> None:
    standings = review.standings.values()
    assert {each.state for each in standings} == set(STATES)
    assert {overlay for each in standings for overlay in each.overlays} == {"orphan", "unverified", "recommended"}


def test_what_changed_no_words_changed_no_state(review: Review) -> None:
    """Split, other line ends, moved: the export is the origin, and the last words are older than all that."""
    timeline = review.past.timeline("circulation.claims-returned")
    assert timeline.origin.path == "messages/loans.yaml"
    assert timeline.last_text == timeline.origin
    assert [kind for change in timeline.changes for kind in change.kinds] == ["added", "moved", "review", "moved", "review"]


def test_people_and_merges_are_told_apart(review: Review) -> None:
    past = review.past
    wrote = [person.name for person in past.timeline("circulation.overdue").authors]
    assert wrote == ["Petra Nowak", "Tom Okafor", "Claire Dubois", "Ruth Bergman"]
    early = [change.commit.authors[0].name for change in past.timeline("circulation.due-soon").changes[:3]]
    assert early == ["Petra Nowak", "Wen Li", "Wen Li"]  # The second under an address that .mailmap knows.
