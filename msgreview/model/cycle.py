"""How long until the next review: a cycle as people write it, and the day it ends on."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Years that dates may be in: git's clock starts with the first, and after the last there is room for any cycle."""

_NAMED = {
    "weekly": (1, "w"),
    "fortnightly": (2, "w"),
    "monthly": (1, "m"),
    "quarterly": (3, "m"),
    **dict.fromkeys(("half-yearly", "semi-annual", "semi-annually", "semiannual", "semiannually"), (6, "m")),
    **dict.fromkeys(("yearly", "annual", "annually"), (1, "y")),
}
_MONTHS, _YEARS = "m|mos?|mths?|months?", "y|yrs?|years?"
_UNITS = f"d|days?|w|wks?|weeks?|q|quarters?|{_MONTHS}|{_YEARS}"
_COUNT = "0*[1-9][0-9]{0,3}"
PATTERN = "^\\s*(?:{})\\s*$".format(
    "".join(
        f"[{each.upper()}{each}]" if each.isalpha() else each
        for each in f"{_COUNT} *(?:{_UNITS})|{_COUNT} *(?:{_YEARS}) *{_COUNT} *(?:{_MONTHS})"
        f"|p{_COUNT}(?:d|w|m|y)|p{_COUNT}y{_COUNT}m|{'|'.join(_NAMED)}"
    )
)
"""What is read as a cycle: a number and a unit, years and months, a length as in ISO 8601 (`P6M`), a word such as `quarterly`."""
EXAMPLES = ["12 months", "6 weeks"]
_LENGTH = re.compile(r"p?(\d{1,8})\s*([a-z])[a-z]*(?:\s*(\d{1,8})\s*m[a-z]*)?")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def is_cycle(text: str) -> bool:
    """Whether a text says how long, as in `12 months` or `6 weeks`; `0 days` is a length, too."""
    return bool(re.fullmatch(PATTERN, text.replace("0", "1")))


def after(day: date, cycle: str) -> date:
    """The day that is a cycle (`12 months`, `2 weeks`) after another.

    A month later is the same day of the month, or its last where there is no such day; the last day there is, where none is left.
    """
    number, unit = _length(cycle)
    try:
        if unit in "dw":
            return day + timedelta(days=number * _DAYS[unit])
        months = day.month - 1 + number * (12 if unit == "y" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return date.max


def before(day: date, cycle: str) -> date:
    """The day from which on `day` is less than a cycle away, counting a month as 30 days and a year as 365."""
    number, unit = _length(cycle)
    return day - timedelta(days=min(number * _DAYS[unit], day.toordinal() - 1))


@lru_cache
def _length(cycle: str) -> tuple[int, str]:
    """A number of days, weeks, months or years; ValueError for a text that is no cycle."""
    text = cycle.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    if not (match := _LENGTH.fullmatch(text)):
        raise ValueError(f"'{cycle}' is not a length of time")
    number, unit = int(match[1]), match[2]
    if match[3]:
        return 12 * number + int(match[3]), "m"
    return (3 * number, "m") if unit == "q" else (number, unit)


def today() -> date:
    """The day where this machine is."""
    return datetime.now(UTC).astimezone().date()
