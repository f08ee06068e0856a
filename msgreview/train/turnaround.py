"""How soon something is answered, by the catalogue's own policies, and the day that comes of it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from msgreview.model.config import Policy
from msgreview.rubric.statements.amounts import amount
from msgreview.rubric.statements.units import UNITS

ANSWERS = "answers"
"""The group of policies that say how soon something is answered: `answers.email_hours`."""
_DAY = timedelta(days=1)
_WEEKEND = 5
_A_DAY = Decimal(1440)
"""Minutes."""


class Turnaround(NamedTuple):
    """A length of time that is promised."""

    length: Decimal
    unit: str
    """In the singular: "hour", "working day"."""
    policy: str = ""
    """The policy that promises it; "" where it was said by hand."""

    def __str__(self) -> str:
        count = f"{self.length.normalize():f}"
        return f"{count} {self.unit}" if count == "1" else f"{count} {self.unit}s"


def parse_turnaround(text: str, policy: str = "") -> Turnaround | None:
    """The time that a text states, such as "3 working days" or "two weeks"; the latest of a range. None where it is no time.

    A bare number has the unit that the name of its policy ends in.
    """
    stated = amount(text, policy)
    if stated is None or stated.high <= 0 or stated.unit not in UNITS or UNITS[stated.unit].sort != "time":
        return None
    return Turnaround(stated.high, stated.unit, policy)


def turnarounds(policies: Iterable[Policy]) -> dict[str, Turnaround]:
    """Name → time, of all policies that state one."""
    stated = ((policy.name, parse_turnaround(policy.value, policy.name)) for policy in policies if policy.value)
    return {name: time for name, time in stated if time}


def answer_time(times: dict[str, Turnaround], channel: str) -> Turnaround | None:
    """How soon what comes in by a channel is answered: `answers.email_hours`, else what holds for every channel."""
    own = {name.partition(".")[2]: time for name, time in times.items() if name.startswith(f"{ANSWERS}.")}
    for name, time in own.items():
        if name.startswith(channel):
            return time
    return next((time for name, time in own.items() if name.removesuffix("s").replace("_", " ") in UNITS), None)


def day_after(start: date, time: Turnaround, free: Collection[date] = ()) -> date:
    """The day by which something that came on `start` is answered. Weekends and `free` days are no working days.

    Hours and days are counted in working days, of which the first is the one after `start`; minutes end on `start` itself. Weeks
    and longer are counted by the calendar, back to the last working day.
    """
    minutes = time.length * UNITS[time.unit].least
    if time.unit in ("week", "fortnight", "month", "year"):
        day = start + int(minutes / _A_DAY) * _DAY
        while day > start and not _is_working(day, free):
            day -= _DAY
        return day if day > start else _next(start, free)
    if time.unit == "minute" and minutes < _A_DAY:
        return start if _is_working(start, free) else _next(start, free)
    day = start
    for _ in range(int((minutes / _A_DAY).to_integral_value(ROUND_CEILING))):
        day = _next(day, free)
    return day


def _next(day: date, free: Collection[date]) -> date:
    day += _DAY
    while not _is_working(day, free):
        day += _DAY
    return day


def _is_working(day: date, free: Collection[date]) -> bool:
    return day.weekday() < _WEEKEND and day not in free


def day_name(day: date, today: date) -> str:
    """A day as one says it: "Friday 27 November", with the year where it is another one."""
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")
