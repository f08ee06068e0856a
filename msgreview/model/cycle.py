"""How long until the next review: a cycle as people write it, and the day it ends on."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_CYCLE = re.compile(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", re.IGNORECASE)
_YEARLY = 12


def is_cycle(text: str) -> bool:
    """Whether a text says how long, as in `12 months` or `6 weeks`."""
    return _parts(text) is not None


def after(day: date, cycle: str) -> date:
    """The day that is a cycle (`12 months`, `2 weeks`) after another; a cycle that cannot be read is a year.

    A month later is the same day of the month, or its last where there is no such day; the last day there is, where none is left.
    """
    number, unit = _parts(cycle) or (_YEARLY, "month")
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=number * (7 if unit == "week" else 1))
        months = day.month - 1 + number * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return date.max


def before(day: date, cycle: str) -> date:
    """The day from which on `day` is less than a cycle away, counting a month as 30 days and a year as 365."""
    number, unit = _parts(cycle) or (1, "month")
    days = number * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    return day - timedelta(days=min(days, day.toordinal() - 1))


@lru_cache
def _parts(cycle: str) -> tuple[int, str] | None:
    match = _CYCLE.fullmatch(cycle)
    return (int(match[1]), match[2].lower()) if match else None
