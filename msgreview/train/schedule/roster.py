"""A roster written down: as lines, as rows for a spreadsheet, as a calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from msgreview.report.calendar import new_calendar
from msgreview.report.spreadsheet import cell, new_workbook
from msgreview.train.schedule.plan import Offering, Plan, Roster

COLUMNS = ("person", "offering", "session", "date", "start", "end", "room", "role", "desk")


def roster_rows(plan: Plan, roster: Roster) -> Iterator[tuple[str, ...]]:
    """A row a place, in the order of the people and of the days; `read.read_roster` reads it back."""
    people = {person.name: person for person in plan.people}
    offerings = {offering.id: offering for offering in plan.offerings}
    for name, id_ in sorted(roster.places, key=lambda place: (place.person, offerings[place.offering].start)):
        offering, person = offerings[id_], people[name]
        times = (f"{offering.start:%Y-%m-%d}", f"{offering.start:%H:%M}", f"{offering.end:%H:%M}")
        yield name, id_, offering.session, *times, offering.room, "trainer" if person.leads else "learner", person.desk


def workbook(plan: Plan, roster: Roster) -> bytes:
    """A sheet of places, and one of offerings with who is there. UsageError without openpyxl."""
    book, out = new_workbook(), BytesIO()
    sheet = book.active
    sheet.title = "Who is where"
    for row in (COLUMNS, *roster_rows(plan, roster)):
        sheet.append([cell(value) for value in row])
    sheet.freeze_panes = "A2"
    each = book.create_sheet("Sessions")
    each.append(["offering", "session", "when", "room", "learners", "trainers"])
    for offering in held(plan, roster):
        learners, leaders = _at(plan, roster, offering)
        each.append([cell(text) for text in (offering.id, offering.session, when(offering), offering.room, learners, leaders)])
    book.save(out)
    return out.getvalue()


def roster_calendar(plan: Plan, roster: Roster, made: datetime) -> bytes:
    """An event an offering that is held, in floating local time. `made` is in UTC. UsageError without icalendar."""
    calendar = new_calendar("training")
    from icalendar import Event

    for offering in held(plan, roster):
        learners, leaders = _at(plan, roster, offering)
        event = Event()
        event.add("uid", f"training-{offering.id}@msgreview")
        event.add("summary", f"{offering.session} ({offering.id})")
        event.add("location", offering.room)
        event.add("dtstart", offering.start)
        event.add("dtend", offering.end)
        event.add("dtstamp", made.astimezone(UTC))
        event.add("description", f"Led by {leaders}\nFor {learners}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def held(plan: Plan, roster: Roster) -> list[Offering]:
    """The offerings at which somebody is, in order of time."""
    return sorted((one for one in plan.offerings if roster.at(one.id)), key=lambda one: (one.start, one.id))


def when(offering: Offering) -> str:
    """Its day and hours: "Mon 1 Mar 2027, 09:00 to 12:00"."""
    return f"{offering.start:%a} {offering.start.day} {offering.start:%b %Y, %H:%M} to {offering.end:%H:%M}"


def _at(plan: Plan, roster: Roster, offering: Offering) -> tuple[str, str]:
    """The learners and the trainers at an offering, with commas between them."""
    leaders = {person.name for person in plan.leaders}
    present = roster.at(offering.id)
    return ", ".join(one for one in present if one not in leaders), ", ".join(one for one in present if one in leaders)
