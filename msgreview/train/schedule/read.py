"""Reads who is to be placed and what is offered from spreadsheets (CSV or XLSX), every problem at its row.

People: `name`, `desk`, `group` and, where they are there, `role` (learner or trainer), `away` (ids of offerings or days, with
; between them) and `mail`. Offerings: `id`, `session`, `date`, `start`, `end`, `room`, `seats`. A roster that is kept has
`person` and `offering`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from msgreview.catalogue.files import require_content
from msgreview.catalogue.validate import did_you_mean
from msgreview.importing.formats import parse_records
from msgreview.model.errors import UsageError
from msgreview.train.schedule.plan import Attendee, Demands, Offering, Place, Plan, Roster

_TRAINERS = ("trainer", "leader", "lead", "trainers")
_LEARNERS = ("", "learner", "participant", "staff")


class _Row(NamedTuple):
    """A row of a sheet: its place in words, and column → text with the columns in small letters."""

    where: str
    values: dict[str, str]

    def get(self, column: str) -> str:
        return self.values.get(column, "").strip()


class _Problems:
    """What is wrong with some sheets, reported at once."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def add(self, row: _Row, words: str) -> None:
        self._words.append(f"{row.where}: {words}")

    def stop(self) -> None:
        """Raises UsageError where there is one."""
        if self._words:
            raise UsageError("\n".join([*self._words, "Nothing was scheduled."]))


def read_plan(people: Path, offerings: Path, demands: Demands) -> Plan:
    """The plan that two sheets make. UsageError lists every problem, with its row."""
    problems = _Problems()
    offered = tuple(_offerings(_rows(offerings, ("id", "session", "date", "start", "end", "room", "seats")), problems))
    placed = tuple(_people(_rows(people, ("name", "desk", "group")), offered, problems))
    problems.stop()
    for number, one in enumerate(offered):
        for other in offered[number + 1 :]:
            if one.room == other.room and one.overlaps(other):
                raise UsageError(f"{offerings}: {one.id} and {other.id} are in {one.room} at once. Move one of them.")
    if not any(person.leads for person in placed):
        raise UsageError(f"{people}: nobody leads. Give those who do the role 'trainer'.")
    return Plan(placed, offered, demands)


def read_roster(path: Path, plan: Plan) -> Roster:
    """The places of a roster that was written before; of people and offerings that are no longer there, none."""
    names, ids = {person.name for person in plan.people}, {offering.id for offering in plan.offerings}
    rows = ((row.get("person"), row.get("offering")) for row in _rows(path, ("person", "offering")))
    return Roster(frozenset(Place(name, id_) for name, id_ in rows if name in names and id_ in ids))


def _rows(path: Path, needed: tuple[str, ...]) -> list[_Row]:
    records = parse_records(require_content(path), path.name)
    columns = {column.strip().casefold() for column in records.columns}
    for column in needed:
        if column not in columns:
            meant = did_you_mean(column, columns, f"Its columns are {', '.join(sorted(columns))}.")
            raise UsageError(f"{path} has no column '{column}'. {meant} The first row names the columns.")
    return [
        _Row(f"{path}, {record.where}", {column.strip().casefold(): text for column, text in record.values.items()})
        for record in records.records
    ]


def _offerings(rows: Iterable[_Row], problems: _Problems) -> Iterator[Offering]:
    ids: set[str] = set()
    for row in rows:
        id_, day = row.get("id"), _day(row.get("date"))
        start, end = _time(row.get("start")), _time(row.get("end"))
        if not id_ or id_ in ids:
            problems.add(
                row, f"'{id_}' is there twice. Give each offering an id of its own." if id_ else "an offering needs an id."
            )
        elif day is None:
            problems.add(row, f"'{row.get('date')}' is not a date. Write it as year-month-day, such as 2027-03-14.")
        elif start is None or end is None or end <= start:
            problems.add(row, "it needs a start and a later end, such as 09:00 and 12:00.")
        elif not row.get("seats").isdecimal() or not int(row.get("seats")):
            problems.add(row, f"'{row.get('seats')}' is not a number of seats.")
        else:
            seats = int(row.get("seats"))
            yield Offering(
                id_, row.get("session"), datetime.combine(day, start), datetime.combine(day, end), row.get("room"), seats
            )
        ids.add(id_)


def _people(rows: Iterable[_Row], offerings: tuple[Offering, ...], problems: _Problems) -> Iterator[Attendee]:
    names: set[str] = set()
    for row in rows:
        name, role = row.get("name"), row.get("role").casefold()
        if not name:
            problems.add(row, "a person needs a name.")
        elif name in names:
            problems.add(row, f"{name} is there twice. Take one out, or tell two people apart by their names.")
        elif role not in (*_TRAINERS, *_LEARNERS):
            problems.add(row, f"'{row.get('role')}' is no role. Write learner or trainer.")
        else:
            away = frozenset(_away(row, offerings, problems))
            yield Attendee(name, row.get("desk"), row.get("group"), role in _TRAINERS, away, row.get("mail") or row.get("email"))
        names.add(name)


def _away(row: _Row, offerings: tuple[Offering, ...], problems: _Problems) -> Iterator[str]:
    """The offerings that fall on what is named: their ids, or days."""
    ids = [offering.id for offering in offerings]
    for word in filter(None, map(str.strip, row.get("away").replace(",", ";").split(";"))):
        day = _day(word)
        if word in ids:
            yield word
        elif day:
            yield from (offering.id for offering in offerings if offering.start.date() == day)
        else:
            problems.add(row, f"'{word}' under away is no offering and no date. {did_you_mean(word, ids, 'Correct it.')}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(f"{text:0>5}")
    except ValueError:
        return None
