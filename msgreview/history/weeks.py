"""The weeks of a year in which there is time to review: working days without holidays and blackouts."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgreview.model.config import ReviewConfig
from msgreview.model.errors import ConfigError
from msgreview.model.review import Person

_WORKDAYS = 5
_DAY = timedelta(days=1)

Range = tuple[date, date]
"""First and last day."""


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def year_of(monday: date) -> int:
    """The year that a week belongs to: the one that has its Thursday, as in ISO 8601."""
    return (monday + 3 * _DAY).year


def open_weeks(year: int, config: ReviewConfig, first: date) -> dict[date, int]:
    """Monday of each week of a year, from that of `first` on, → reviews it has room for: the capacity, less days off.

    A week in which `capacity` leaves part of a review takes it whole. Weeks without room are left out.
    """
    off, free = _ranges(config.blackout), holidays(year, config.holidays)
    weeks: dict[date, int] = {}
    monday = week_of(date(year, 1, 4))
    while year_of(monday) == year:
        days = sum(1 for day in _workdays(monday) if day >= first and day not in free and not _is_within(day, off))
        if (room := -(-config.capacity * days // _WORKDAYS)) > 0:
            weeks[monday] = room
        monday += 7 * _DAY
    return weeks


def holidays(year: int, where: str) -> frozenset[date]:
    """The public holidays of a country (`GB`) or of a region in it (`US-CA`), of the ISO weeks of a year; none for "".

    ConfigError for a place that is not known, and where the library that knows them is not there.
    """
    if not where:
        return frozenset()
    try:
        import holidays as calendars
    except ImportError:
        raise ConfigError(
            f"the holidays of '{where}' need the package holidays. Install it with: pip install 'msgreview[calendar]'"
        ) from None
    country, _, region = where.partition("-")
    try:
        return frozenset(calendars.country_holidays(country, subdiv=region or None, years=(year - 1, year, year + 1)))
    except (NotImplementedError, KeyError, AttributeError):
        raise ConfigError(
            f"no holidays are known for '{where}'. Write a country, or a country and a region, as in: holidays: US-CA"
        ) from None


def weeks_away(config: ReviewConfig, who: str, mondays: Iterable[date]) -> frozenset[date]:
    """The weeks in which somebody is away on every working day."""
    person = Person.of(who)
    off = [each for name, ranges in config.away.items() if person.is_same(Person.of(name)) for each in _ranges(ranges)]
    return frozenset(monday for monday in mondays if off and all(_is_within(day, off) for day in _workdays(monday)))


def _workdays(monday: date) -> list[date]:
    return [monday + number * _DAY for number in range(_WORKDAYS)]


def _is_within(day: date, ranges: Iterable[Range]) -> bool:
    return any(first <= day <= last for first, last in ranges)


def _ranges(texts: Iterable[str]) -> tuple[Range, ...]:
    return tuple(map(parse_range, texts))


def parse_range(text: str) -> Range:
    """First and last day of a date or a range (`2027-12-20..2028-01-05`, both ends included); ConfigError for anything else."""
    start, dots, end = text.partition("..")
    try:
        first, last = date.fromisoformat(start.strip()), date.fromisoformat((end if dots else start).strip())
    except ValueError:
        raise ConfigError(f"'{text}' is neither a date nor a range. Write 2027-12-20, or 2027-12-20..2028-01-05.") from None
    if first > last:
        raise ConfigError(f"'{text}' ends before it starts. Write the first day first, as in 2027-12-20..2028-01-05.")
    return first, last
