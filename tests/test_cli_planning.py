"""`msgreview review plan` and `review calendar` on the demo repository; the calendar is read back by a library of its own."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli
from icalendar import Calendar

from msgreview.model.message import Message, Stamp
from msgreview.report.calendar import Appointment, calendar

AS_OF = ("--as-of", "2026-11-23")
PLAN = Path("review-plan.yaml")


@pytest.fixture
def planned(demo: Cli) -> Cli:
    """The demo repository with the plan of 2027."""
    assert demo("review", "plan", "2027", "--write", *AS_OF).code == 0
    return demo


def events(text: str) -> dict[str, Any]:
    """The events of a calendar by the message that they are about."""
    return {str(event["uid"]).partition("@")[0].rpartition(".")[0]: event for event in Calendar.from_ical(text).walk("VEVENT")}


def test_a_plan_is_shown_and_not_written(demo: Cli) -> None:
    ended = demo("review", "plan", "2027", *AS_OF)
    assert ended.code == 0
    assert "2027-01-04  ■" in ended.out
    assert "\n  + collections.concern-letter" in ended.out
    assert "\nwen@library.example: " in ended.out
    assert "due before 2027 begins. See: msgreview review plan 2026" in ended.out
    assert "would be added. Keep them with: msgreview review plan 2027 --write" in ended.err
    assert not PLAN.exists()


def test_a_plan_is_kept_and_stays(planned: Cli) -> None:
    before = PLAN.read_bytes()
    ended = planned("review", "plan", "2027", "--write", *AS_OF)
    assert "Nothing is new for 2027." in ended.err
    assert "\n  + " not in ended.out
    assert PLAN.read_bytes() == before


def test_what_people_moved_stays_moved(planned: Cli) -> None:
    week, line = "2027-08-02:\n", "  spaces.lost-property-call: samir@library.example\n"
    text = PLAN.read_text()
    assert line in text
    PLAN.write_text(text.replace(line, "").replace(week, week + line))
    reviews = json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)["reviews"]
    moved = [each for each in reviews if each["id"] == "spaces.lost-property-call"]
    assert moved == [
        {"id": "spaces.lost-property-call", "week": "2027-08-02", "reviewer": "samir@library.example", "new": False, "why": ""}
    ]


def test_a_plan_decides_when_a_message_is_due(planned: Cli) -> None:
    due = json.loads(planned("review", "due", "--within", "2 years", "--format", "json", *AS_OF).out)["due"]
    days = {each["id"]: each["due"] for each in due}
    plan = json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)
    weeks = {each["id"]: each["week"] for each in plan["reviews"]}
    assert days["events.registered"] == weeks["events.registered"]


def test_what_finds_no_week_is_named(demo: Cli) -> None:
    settings = Path("msgreview.yaml")
    settings.write_text(settings.read_text().replace("capacity: 3", "capacity: 1"))
    ended = demo("review", "plan", "2027", *AS_OF)
    assert "No week has room for 42 messages:\n  " in ended.out
    assert "Raise `capacity` under `review`" in ended.out


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        ("", ("plan", "2025"), "the weeks of 2025 are over. Plan 2026, or the year after it."),
        ("2027-01-05: {}\n", ("plan", "2027"), "review-plan.yaml:1:1: 2027-01-05 is no Monday"),
        ("2027-01-04: {a: b}\n", ("plan", "2027", "--write"), "nothing can be added to a plan laid out like this"),
        ("", ("calendar", "--owner", "nobody@library.example"), "there is no review to come"),
    ],
)
def test_mistakes_are_told(demo: Cli, text: str, arguments: tuple[str, ...], says: str) -> None:
    if text:
        PLAN.write_text(text)
    ended = demo("review", *arguments, *AS_OF)
    assert ended.code == 2
    assert says in ended.err
    assert not text or PLAN.read_text() == text


def test_a_calendar_has_every_review_to_come(planned: Cli) -> None:
    text = planned("review", "calendar", *AS_OF).out
    found = events(text)
    reviews = json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)["reviews"]
    assert {each["id"] for each in reviews} <= found.keys()
    first = next(each for each in reviews if each["id"] == "events.registered")
    event = found["events.registered"]
    assert event.decoded("dtstart") == date.fromisoformat(first["week"])
    assert (event.decoded("dtend") - event.decoded("dtstart")).days == 5
    assert str(event["organizer"]) == "mailto:events@library.example"
    assert [str(each) for each in event["attendee"]] == ["mailto:events@library.example", f"mailto:{first['reviewer']}"]
    assert "msgreview review show events.registered" in str(event["description"])
    assert "petra@library.example" not in text  # She has left.
    assert planned("review", "calendar", *AS_OF).out == text


def test_what_has_no_week_has_its_day(demo: Cli) -> None:
    event = events(demo("review", "calendar", *AS_OF).out)["circulation.due-soon"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 17), date(2026, 12, 18))
    assert len(event["attendee"]) == 3


def test_a_newer_calendar_moves_what_is_there(planned: Cli) -> None:
    before = events(planned("review", "calendar", *AS_OF).out)
    line = next(line for line in PLAN.read_text().splitlines(keepends=True) if "events.registered" in line)
    PLAN.write_text(PLAN.read_text().replace(line, "") + "2028-01-10:\n" + line)
    after = events(planned("review", "calendar", "--as-of", "2026-11-24").out)
    assert after.keys() == before.keys()
    assert {id_: event["uid"] for id_, event in after.items()} == {id_: event["uid"] for id_, event in before.items()}
    moved = after["events.registered"]
    assert moved.decoded("dtstart") == date(2028, 1, 10)
    assert moved["sequence"] > before["events.registered"]["sequence"]


def test_a_calendar_of_ones_own_in_a_file(planned: Cli) -> None:
    ended = planned("review", "calendar", "--owner", "Jonas@library.example", "--output", "jonas.ics", *AS_OF)
    assert ended.out == ""
    assert "Wrote jonas.ics." in ended.err
    data = Path("jonas.ics").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    found = events(data.decode())
    assert {id_.partition(".")[0] for id_ in found} == {"interlibrary-loan"}


def test_no_text_of_a_message_is_more_than_text() -> None:
    message = Message(
        id="a.b", kind="scripted", channel="email", body="x", title="One\r\nBEGIN:VEVENT\r\n; two, \x1b\\n", service="a,b"
    )
    appointment = Appointment(message, date(2027, 1, 4), True, (), ("why\nnot; so",))
    [event] = Calendar.from_ical(calendar([appointment], "Ours", date(2026, 11, 23))).walk("VEVENT")
    assert str(event["summary"]) == "Read again: One BEGIN:VEVENT ; two, \\x1b\\n"
    assert str(event["description"]).startswith("why\nnot; so\n")
    assert "organizer" not in event
    assert event["uid"] == "a.b.first@msgreview"


def test_a_review_has_a_name_of_its_own() -> None:
    """The review after the next one is another event, so that the calendar keeps what was done."""
    days = (date(2026, 1, 5), date(2027, 1, 4))
    messages = [Message(id="a", kind="scripted", channel="chat", body="x", review=Stamp(day)) for day in days]
    texts = [calendar([Appointment(each, date(2027, 5, 3), False, ())], "Ours", days[1]) for each in messages]
    assert len({str(Calendar.from_ical(text).walk("VEVENT")[0]["uid"]) for text in texts}) == 2


def test_without_the_library_of_calendars(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    ended = demo("review", "calendar", *AS_OF)
    assert ended.code == 2
    assert "pip install 'msgreview[calendar]'" in ended.err
