"""Where messages stand: every state and overlay as data (`cases/states.yaml`), and what they do not depend on."""

import random
from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from case_files import load_cases
from histories import stamped, text_of
from hypothesis import given
from hypothesis import strategies as st

from msgreview.history.cache import HistoryCache
from msgreview.history.contents import content_of
from msgreview.history.evidence import compute_states
from msgreview.history.log_reader import History
from msgreview.history.state import Evidence, compute_state
from msgreview.history.timeline import Timeline
from msgreview.history.worktree import MessageFile, load_catalogue
from msgreview.model.config import Config, ReviewConfig, Settings
from msgreview.model.cycle import after, before
from msgreview.model.review import STATES, Change, Commit, OverlayName, Person

CASES = load_cases("states.yaml")["cases"]
TODAY = date(2026, 6, 1)


def evidence(given: dict[str, Any]) -> Evidence:
    stamp = given.get("stamp")
    if isinstance(stamp, date):
        stamp = {"last": stamp}
    full = {"id": "a", "today": TODAY, "every": "12 months", "warn": "30 days", "fingerprint": "aaaa", **given}
    return msgspec.convert(full | {"stamp": stamp and {"seen": "aaaa", "by": "Bob <bob@x>", **stamp}}, Evidence)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_message_stands_where_its_evidence_says(case: dict[str, Any]) -> None:
    found = compute_state(evidence(case["given"]))
    assert (found.name, found.due) == (case["state"], case.get("due"))
    assert list(found.overlays) == case.get("overlays", [])
    assert [reason.state for reason in found.reasons] == case.get("reasons", [case["state"], *case.get("overlays", [])])
    assert all(reason.text for reason in found.reasons)


def test_every_state_and_overlay_has_a_case() -> None:
    assert {case["state"] for case in CASES} == set(STATES)
    assert {overlay for case in CASES for overlay in case.get("overlays", [])} == set(get_args(OverlayName))


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
DECISIONS = ["keep", "edit", "retire"]
STAMPS = st.fixed_dictionaries(
    {"last": DAYS},
    optional={
        "seen": st.sampled_from(["", "aaaa", "bbbb"]),
        "decision": st.sampled_from(["keep", "edit", "retire"]),
        "note": st.just("x"),
    },
)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "problem": st.sampled_from(["", "broken"]),
        "status": st.sampled_from(["draft", "published", "retired"]),
        "stamp": STAMPS,
        "last_text": DAYS,
        "revived": st.sampled_from(["", "2026-02-01"]),
        "alone": st.sampled_from(["", "Ann"]),
        "reworded": st.booleans(),
        "orphan": st.sampled_from(["", "x"]),
        "every": st.sampled_from(["12 months", "2 weeks", "quarterly", "P6M", "9999 years"]),
    },
)


@given(GIVEN)
def test_the_state_is_the_first_that_fits_and_every_reason_stands_once(given: dict[str, Any]) -> None:
    found = compute_state(evidence(given))
    states = [reason.state for reason in found.reasons if reason.state in STATES]
    assert states == sorted(set(states), key=STATES.index)
    assert found.name == states[0]
    assert [reason.state for reason in found.reasons if reason.state not in STATES] == list(found.overlays)
    assert compute_state(evidence(given)) == found


@given(DAYS, st.integers(0, 400), st.sampled_from(["day", "week", "month", "year"]))
def test_a_cycle_goes_forward(day: date, number: int, unit: str) -> None:
    assert after(day, f"{number} {unit}s") >= day
    assert before(day, f"{number} {unit}s") <= day


# Whole catalogues


def catalogue(number: int) -> dict[str, bytes]:
    """Messages in every kind of state, each in a file of its own."""
    files: dict[str, bytes] = {"foot.yaml": text_of({"id": "foot", "body": "Yours."})}
    for at in range(number):
        path, id_ = f"m{at}.yaml", f"m{at}"
        foot = "{% include 'foot' %}" if at % 3 else ""
        files[path] = text_of({"id": id_, "body": f"Words {at}. {foot}"})
        if at % 2:
            files[path] = stamped(
                files, path, id_, "bob", f"202{5 + at % 4 // 3}-0{1 + at % 6}-01", seen="" if at % 5 else "0" * 10
            )
    return files


def stand(files: dict[str, bytes], order: list[str]) -> dict[str, Any]:
    catalogue = load_catalogue([MessageFile(path, path, files[path]) for path in order], {}, HistoryCache(None))
    commit = Commit("c", (Person("Ann", "ann@x"),), _noon(date(2025, 1, 1)), "New")
    timelines = {
        says.id: Timeline(says.id, (Change(commit, says.id, frozenset({"added"}), path, path, says.own, says.stamp),))
        for path, data in files.items()
        for says in content_of(data).snapshots
    }
    settings = Settings(Config(review=ReviewConfig(four_eyes=True)), (), {}, "/", TODAY, "")
    return compute_states(catalogue, History("c", timelines), settings)


def _noon(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


FILES = catalogue(24)


@given(st.randoms(use_true_random=False))
def test_states_depend_neither_on_order_nor_on_other_messages(chance: random.Random) -> None:
    whole = stand(FILES, list(FILES))
    order = list(FILES)
    chance.shuffle(order)
    assert stand(FILES, order) == whole
    some = ["foot.yaml", *chance.sample(order, 8)]
    files = {path: FILES[path] for path in some}
    assert stand(files, list(files)) == {id_: whole[id_] for path in files for id_ in [path.removesuffix(".yaml")]}


def test_what_cannot_be_read_stands_as_invalid_with_its_place() -> None:
    files = {"a.yaml": b"id: a\nkind: wrong\n", "b.yaml": b"- x\n", "c.yaml": b"{", "d.yaml": text_of({"id": "d", "body": "D."})}
    catalogue = load_catalogue([MessageFile(path, path, data) for path, data in files.items()], {}, HistoryCache(None))
    found = compute_states(catalogue, None, Settings(Config(), (), {}, "/", TODAY, ""))
    assert {id_: each.name for id_, each in found.items()} == {
        "d": "unreviewed",
        "a": "invalid",
        "b.yaml": "invalid",
        "c.yaml": "invalid",
    }
    assert all(found[id_].reasons[0].text.startswith(id_[0] + ".yaml:") for id_ in ("a", "b.yaml", "c.yaml"))
