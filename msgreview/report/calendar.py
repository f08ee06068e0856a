"""The reviews to come as a calendar (iCalendar, RFC 5545) that any calendar program reads. A message has one event, whatever
happens to it: a newer file moves the event, or cancels it where there is nothing to read any more."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.history.context import ReviewContext
from msgreview.history.people import is_address, owner_of, still_here
from msgreview.model.errors import UsageError
from msgreview.model.review import Person
from msgreview.report.lines import one_line, safe

_FIRST = date(2020, 1, 1)
"""The day from which versions of an event are counted."""
_VERSIONS = 10_000
"""How many versions of an event a day has room for."""
_REMEMBERED = timedelta(days=730)
"""How long an event that has gone is cancelled."""
_WORKDAYS = timedelta(days=5)
_WIDTH = 120


class Appointment(msgspec.Struct, frozen=True):
    """A review in the calendar: a week from its Monday, or one day. One that is overdue begins now and ends with its week."""

    id: str
    start: date
    """The Monday, or the day."""
    title: str = ""
    service: str = ""
    days: int = 1
    people: tuple[str, ...] = ()
    """Mail addresses of who owns it and who reads it; the first is the one who asks the others."""
    reasons: tuple[str, ...] = ()
    overdue: date | None = None
    """The day that it was for, where that is long past."""
    is_cancelled: bool = False
    """Whether an event that an older file may have has to go."""


def appointments(review: ReviewContext, mail: str | None) -> Iterator[Appointment]:
    """The next review of every message, from today's week on; with `mail` those that are somebody's."""
    today = review.settings.today
    monday = today - timedelta(days=today.weekday())
    for id_, state in review.states.items():
        if state.name == "invalid":
            continue
        message = review.catalogue.messages[id_].message
        day, planned = review.next_reading(id_), review.plan.get(id_)
        owner = owner_of(message, review.settings.config)
        people = tuple(_mails((owner, *review.readers(id_)), review))
        if state.due and day and day < date.max - _WORKDAYS and (mail is None or mail.casefold() in map(str.casefold, people)):
            start = max(day, monday if planned else today)
            days = (max(start, planned.week) - start + _WORKDAYS).days if planned else 1
            reasons = tuple(f"{reason.state}: {reason.text}" for reason in state.reasons)
            late = state.due if state.is_late else None
            yield Appointment(id_, start, message.title, message.service, days, people, reasons, late)


def cancelled(review: ReviewContext, written: "Written", ids: Iterable[str]) -> Iterator[Appointment]:
    """What an older file has beside the messages `ids`: there is nothing to read of it any more. Invalid ones may come back."""
    for id_ in sorted(written.days.keys() - set(ids)):
        state, current = review.states.get(id_), review.catalogue.messages.get(id_)
        if state is None or state.name != "invalid":
            title, service = (current.message.title, current.message.service) if current else ("", "")
            yield Appointment(id_, review.settings.today, title, service, is_cancelled=True)


class Written:
    """The messages that calendars of this clone have had, each with the last day; somebody's own calendar has a list of its own.

    It stands in git's own folder, and what it says is forgotten after two years.
    """

    def __init__(self, review: ReviewContext, mail: str | None) -> None:
        self._path = review.repository.common_dir / "msgreview-calendars.json" if review.repository else None
        root = os.path.relpath(review.settings.root, review.repository.top) if review.repository else ""
        self._key = os.fsencode(f"{root} {(mail or '').casefold()}").hex()
        self._oldest = review.settings.today - _REMEMBERED
        self._every = self._load()
        self.days = {id_: day for id_, day in self._every.get(self._key, {}).items() if day >= self._oldest}

    def _load(self) -> dict[str, dict[str, date]]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, dict[str, date]]) if self._path else {}
        except (OSError, msgspec.DecodeError):
            return {}

    def add(self, ids: Iterable[str], today: date) -> None:
        """Notes that a calendar has had messages; nothing where git's folder cannot be written."""
        if self._path is None:
            return
        days = self.days | dict.fromkeys(ids, today)
        with suppress(OSError):
            write_atomic(self._path, msgspec.json.encode(self._every | {self._key: days}))


def _mails(people: Iterable[str], review: ReviewContext) -> Iterator[str]:
    """The addresses of those who are still here, each once; what is no address is left out."""
    mails = (Person.of(who).email for who in still_here(people, review.settings.config))
    return iter(dict.fromkeys(mail for mail in mails if is_address(mail)))


def calendar(appointments: Iterable[Appointment], name: str, today: date, version: int = 0) -> bytes:
    """The calendar as an iCalendar file: the same bytes for the same reviews and day. UsageError without icalendar.

    `version` orders the files of one day.
    """
    calendar = new_calendar("yearly review")
    calendar.add("x-wr-calname", name)
    sequence = max(0, (today - _FIRST).days) * _VERSIONS + version % _VERSIONS
    for appointment in sorted(appointments, key=lambda each: (each.start, each.id)):
        calendar.add_component(_event(appointment, today, sequence))
    return bytes(calendar.to_ical())


def new_calendar(of: str):  # type: ignore[no-untyped-def]  # icalendar comes late
    """An empty calendar of the program's, for what it is `of`. UsageError without icalendar."""
    try:
        from icalendar import Calendar
    except ImportError:
        raise UsageError("a calendar needs the package icalendar. Install it with: pip install 'msgreview[calendar]'") from None
    calendar = Calendar()
    calendar.add("prodid", f"-//msgreview//{of}//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(appointment: Appointment, today: date, sequence: int):  # type: ignore[no-untyped-def]  # icalendar comes late
    from icalendar import Event, vCalAddress

    event = Event()
    event.add("uid", f"{appointment.id}@msgreview")
    late = f", overdue since {appointment.overdue}" if appointment.overdue else ""
    event.add("summary", f"Read again{late}: {one_line(appointment.title or appointment.id, _WIDTH)}")
    lines = (*appointment.reasons, f"Look at it: msgreview review show {appointment.id}")
    event.add("description", "\n".join(safe(row) for line in lines for row in line.splitlines()))
    event.add("dtstart", appointment.start)
    event.add("dtend", appointment.start + timedelta(days=appointment.days))
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [one_line(appointment.service, _WIDTH) or "messages"])
    if appointment.people:
        event.add("organizer", vCalAddress(f"mailto:{appointment.people[0]}"), encode=False)
    for mail in appointment.people:
        attendee = vCalAddress(f"mailto:{mail}")
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        event.add("attendee", attendee, encode=False)
    return event
