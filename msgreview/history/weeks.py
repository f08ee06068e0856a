"""The weeks of a year in which there is time to review: working days without holidays and blackouts."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgreview.model.config import ReviewConfig
from msgreview.model.errors import ConfigError

_WORKDAYS = 5
_DAY = timedelta(days=1)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def open_weeks(year: int, config: ReviewConfig, first: date) -> dict[date, int]:
    """Monday of each week of a year, from that of `first` on, → reviews it has room for: the capacity, less days off.

    A week belongs to the year that has its Thursday, as in ISO 8601. Weeks without room are left out.
    """
    off = _days_off(config.blackout) | holidays(year, config.holidays)
    weeks: dict[date, int] = {}
    monday = week_of(date(year, 1, 4))
    while (monday + 3 * _DAY).year == year:
        days = [monday + number * _DAY for number in range(_WORKDAYS)]
        free = sum(1 for day in days if day not in off and day >= first)
        if room := -(-config.capacity * free // _WORKDAYS):
            weeks[monday] = room
        monday += 7 * _DAY
    return weeks


def holidays(year: int, where: str) -> set[date]:
    """The public holidays of a country (`GB`) or of a region in it (`US-CA`), of the ISO weeks of a year; none for "".

    ConfigError for a place that is not known.
    """
    if not where:
        return set()
    import holidays as calendars

    country, _, region = where.partition("-")
    try:
        return set(calendars.country_holidays(country, subdiv=region or None, years=(year - 1, year, year + 1)))
    except (NotImplementedError, KeyError, AttributeError):
        raise ConfigError(
            f"no holidays are known for '{where}'. Write a country, or a country and a region, as in: holidays: US-CA"
        ) from None


def is_away(config: ReviewConfig, who: str, monday: date) -> bool:
    """Whether somebody is away on every working day of a week."""
    off = _days_off(config.away.get(who, ()))
    return all(monday + number * _DAY in off for number in range(_WORKDAYS))


def _days_off(ranges: Iterable[str]) -> set[date]:
    """Every day in some dates and ranges (`2027-12-20..2028-01-05`, both ends included)."""
    return {day for each in ranges for day in _between(*read_range(each))}


def read_range(text: str) -> tuple[date, date]:
    """First and last day of a date or a range; ConfigError for anything else."""
    first, _, last = text.partition("..")
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise ConfigError(f"'{text}' is neither a date nor a range. Write 2027-12-20, or 2027-12-20..2028-01-05.") from None


def _between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
