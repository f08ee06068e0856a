"""`msgreview review plan` and `review calendar` on the demo repository; the calendar is read back by a library of its own."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli
from icalendar import Calendar

from msgreview.report.calendar import Appointment, calendar

AS_OF = ("--as-of", "2026-11-23")
PLAN = Path("review-plan.yaml")
WROTE = "wrote words of it, so somebody else is to read them"


@pytest.fixture
def planned(demo: Cli) -> Cli:
    """The demo repository with the plan of 2027."""
    assert demo("review", "plan", "2027", "--write", *AS_OF).code == 0
    return demo


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def events(text: str) -> dict[str, Any]:
    """The events of a calendar by the message that they are about."""
    return {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(text).walk("VEVENT")}


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


def test_what_has_a_week_to_come_gets_none_in_another_year(planned: Cli) -> None:
    this, next_ = (
        {each["id"] for each in json.loads(planned("review", "plan", year, "--format", "json", *AS_OF).out)["reviews"]}
        for year in ("2027", "2028")
    )
    assert this
    assert this.isdisjoint(next_)


def test_what_people_moved_stays_moved(planned: Cli) -> None:
    week, text = "2027-01-04:\n", PLAN.read_text()
    [line] = re.findall(r"  spaces\.lost-property-call: .*\n", text)
    PLAN.write_text(text.replace(line, "").replace(week, week + "  spaces.lost-property-call: samir@library.example\n"))
    reviews = json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)["reviews"]
    moved = [each for each in reviews if each["id"] == "spaces.lost-property-call"]
    assert moved == [
        {"id": "spaces.lost-property-call", "week": "2027-01-04", "reviewer": "samir@library.example", "new": False, "why": WROTE}
    ]


def test_a_message_with_another_id_keeps_its_week(planned: Cli) -> None:
    def reviews() -> list[dict[str, Any]]:
        return list(json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)["reviews"])

    before, path = reviews(), Path("messages/spaces/lost-property-call.yaml")
    old = "id: spaces.lost-property-call\n"
    path.write_text(path.read_text().replace(old, "id: spaces.found-call\nsupersedes: [spaces.lost-property-call]\n"))
    subprocess.run(["git", "commit", "-qam", "Another id"], check=True)
    after = reviews()
    assert [each | {"id": "spaces.found-call"} if each["id"] == "spaces.lost-property-call" else each for each in before] == after


def test_a_reader_with_a_name_and_a_message_that_there_is_not(planned: Cli) -> None:
    text = PLAN.read_text("utf-8")
    first = next(row.strip() for row in text.splitlines() if row.endswith(" wen@library.example"))
    named = f"{first.partition(':')[0]}: Wen Li <wen@library.example>\n  collections.concern-lettre: jo@library.example"
    PLAN.write_text(text.replace(first, named), "utf-8")
    ended = planned("review", "plan", "2027", *AS_OF)
    assert "has 'collections.concern-lettre', which there is not. Did you mean 'collections.concern-letter'?" in ended.err
    assert "\nwen@library.example: " in ended.out
    assert "Wen Li <" not in ended.out


def test_what_is_planned_is_due_when_it_was(planned: Cli) -> None:
    """The plan says when a message is read and by whom, and never hides that its day is past."""
    due = json.loads(planned("review", "due", "--within", "2 years", "--format", "json", *AS_OF).out)["due"]
    found = {each["id"]: each for each in due}
    plan = json.loads(planned("review", "plan", "2027", "--format", "json", *AS_OF).out)
    first = next(each for each in plan["reviews"] if each["id"] == "events.registered")
    message = found["events.registered"]
    assert (message["planned"], message["readers"]) == (first["week"], [first["reviewer"]])
    assert message["due"] != first["week"]
    assert found["ask-us.voicemail"]["state"] == "overdue"
    assert planned("review", "due", "--fail-on", "overdue", *AS_OF).code == 1
    assert f"The plan has it in the week of {first['week']}." in planned("review", "due", "--within", "2 years", *AS_OF).out


def test_what_was_read_is_done_whatever_the_plan_says(demo: Cli) -> None:
    day = dict(json.loads(demo("review", "show", "events.registered", "--format", "json", *AS_OF).out)["show"])["approved"]["on"]
    later = date.fromisoformat(day) + timedelta(weeks=8)
    PLAN.write_text(f"{later - timedelta(days=later.weekday())}:\n  events.registered: noor@library.example\n")
    due = json.loads(demo("review", "due", "--within", "2 years", "--format", "json", *AS_OF).out)["due"]
    assert next(each for each in due if each["id"] == "events.registered")["planned"] is None


def test_what_finds_no_week_is_named(demo: Cli) -> None:
    settings = Path("msgreview.yaml")
    settings.write_text(settings.read_text().replace("capacity: 3", "capacity: 1"))
    ended = demo("review", "plan", "2027", *AS_OF)
    assert "No week has room for 41 messages:\n  " in ended.out
    assert "Raise `capacity` under `review`" in ended.out


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        ("", ("plan", "2025"), "the weeks of 2025 are over. Plan 2026, or the year after it."),
        ("2027-01-05: {}\n", ("plan", "2027"), "review-plan.yaml:1:1: 2027-01-05 is not a Monday"),
        ("2027-01-04: {a: b}\n", ("plan", "2027", "--write"), "nothing can be added to a plan laid out like this"),
        ("", ("calendar", "--owner", "nobody@library.example"), "there is no review to come"),
        ("", ("calendar", "--owner", "ines"), "nobody called 'ines' has messages here. Did you mean"),
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


def test_no_plan_puts_off_what_is_overdue(demo: Cli) -> None:
    """One answer everywhere: it waits now, and its event begins now and ends with the week that the plan has."""
    PLAN.write_text("2027-03-01:\n  ask-us.voicemail: noor@library.example\n")
    event = events(demo("review", "calendar", *AS_OF).out)["ask-us.voicemail"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 11, 23), date(2027, 3, 6))
    [due] = [
        each
        for each in json.loads(demo("review", "due", "--format", "json", *AS_OF).out)["due"]
        if each["id"] == "ask-us.voicemail"
    ]
    assert (due["state"], due["planned"]) == ("overdue", "2027-03-01")
    assert str(event["summary"]).startswith(f"Read again, overdue since {due['due']}: ")


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


def test_what_is_not_sent_any_more_is_cancelled(planned: Cli) -> None:
    day = ("--as-of", "2026-11-23")
    everybody, owners = ("review", "calendar"), ("review", "calendar", "--owner", "events@library.example")
    for first in (everybody, owners, (*everybody, "--owner", "jonas@library.example")):
        text = planned(*first, *day).out
        assert "CANCELLED" not in text
        assert planned(*first, *day).out == text
    assert planned("review", "retire", "events.registered", "--yes").code == 0
    day = ("--as-of", str(datetime.now(UTC).date() + timedelta(days=1)))
    for again in (everybody, owners):
        found = events(planned(*again, *day).out)
        assert [id_ for id_, event in found.items() if event["status"] == "CANCELLED"] == ["events.registered"]
    assert "events.registered" not in events(planned("review", "calendar", "--owner", "jonas@library.example", *day).out)


def test_no_event_is_past(demo: Cli) -> None:
    found = events(demo("review", "calendar", "--as-of", "2028-03-15").out).values()
    assert {event.decoded("dtstart") >= date(2028, 3, 13) for event in found} == {True}


def test_no_text_of_a_message_is_more_than_text() -> None:
    appointment = Appointment("a.b", date(2027, 1, 4), "One\r\nBEGIN:VEVENT\r\n; two, \x1b\\n", "a,\nb", 5, (), ("why\nnot; so",))
    [event] = Calendar.from_ical(calendar([appointment], "Ours", date(2026, 11, 23))).walk("VEVENT")
    assert str(event["summary"]) == "Read again: One BEGIN:VEVENT ; two, \\x1b\\n"
    assert str(event["description"]).startswith("why\nnot; so\n")
    assert "organizer" not in event
    assert event["uid"] == "a.b@msgreview"


@pytest.mark.parametrize("owner", ["o@x.example\nx", "no address", "a@b@c", "o@x.example;X=1", "<>", ""])
def test_an_owner_that_is_no_address_is_nobody(demo: Cli, owner: str) -> None:
    path = Path("messages/events/registered.yaml")
    text = path.read_text()
    path.write_text(re.sub("^owner:.*", f"owner: {json.dumps(owner)}", text, flags=re.MULTILINE))
    assert path.read_text() != text
    event = events(demo("review", "calendar", *AS_OF).out)["events.registered"]
    assert all("@library.example" in str(each) for each in _listed(event.get("attendee", [])))


def test_a_day_that_never_comes_has_no_event(demo: Cli) -> None:
    settings = Path("msgreview.yaml")
    settings.write_text(settings.read_text().replace("every: 12 months", "every: 9999 years"))
    assert "events.registered" not in events(demo("review", "calendar", *AS_OF).out)


def test_without_the_library_of_calendars(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    ended = demo("review", "calendar", *AS_OF)
    assert ended.code == 2
    assert "pip install 'msgreview[calendar]'" in ended.err
