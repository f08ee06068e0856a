"""The plan as a calendar (iCalendar, RFC 5545) that any calendar program reads. Each review is named by the
message and the review before it, so that reading a newer file moves what is there instead of adding to it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from msgreview.model.errors import UsageError
from msgreview.model.message import Message
from msgreview.report.lines import one_line

_FIRST = date(2020, 1, 1)
"""The day from which versions of an event are counted."""
_WORKDAYS = timedelta(days=5)
_WIDTH = 120


class Appointment(msgspec.Struct, frozen=True):
    """A review in the calendar: a week from its Monday, or the one day on which it is due."""

    message: Message
    start: date
    """The Monday, or the day."""
    whole_week: bool
    people: tuple[str, ...]
    """Mail addresses of who owns it and who reads it; the first is the one who asks the others."""
    reasons: tuple[str, ...] = ()


def calendar(appointments: Iterable[Appointment], name: str, today: date) -> bytes:
    """The calendar as it is kept in a file: the same bytes for the same reviews and day. UsageError without icalendar."""
    try:
        from icalendar import Calendar
    except ImportError:
        raise UsageError("a calendar needs the package icalendar. Install it with: pip install 'msgreview[calendar]'") from None

    calendar = Calendar()
    calendar.add("prodid", "-//msgreview//yearly review//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for appointment in sorted(appointments, key=lambda each: (each.start, each.message.id)):
        calendar.add_component(_event(appointment, today))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, today: date):  # type: ignore[no-untyped-def]  # icalendar is imported where it is used
    from icalendar import Event, vCalAddress

    message = appointment.message
    event = Event()
    event.add("uid", f"{message.id}.{message.review.last if message.review else 'first'}@msgreview")
    event.add("summary", f"Read again: {one_line(message.title or message.id, _WIDTH)}")
    event.add("description", "\n".join((*appointment.reasons, f"Look at it: msgreview review show {message.id}")))
    event.add("dtstart", appointment.start)
    event.add("dtend", appointment.start + (_WORKDAYS if appointment.whole_week else timedelta(days=1)))
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", max(0, (today - _FIRST).days))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [message.service or "messages"])
    if appointment.people:
        event.add("organizer", vCalAddress(f"mailto:{appointment.people[0]}"), encode=False)
    for mail in appointment.people:
        attendee = vCalAddress(f"mailto:{mail}")
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        event.add("attendee", attendee, encode=False)
    return event
