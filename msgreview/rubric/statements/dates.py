"""Times of day, hours from one to another, and days of the year: "8 pm" is "20:00", "3 May" is "2027-05-03"."""

import re
from typing import NamedTuple

from msgreview.rubric.statements.units import DIFFERENT, SAME, UNCLEAR, Verdict

_HALF_DAY = 720
"""Minutes."""

_NOON, _LAST_HOUR, _LAST_MONTH, _LAST_DAY = 12, 24, 12, 31
_NAMED = {"noon": "12 pm", "midday": "12 pm", "midnight": "12 am"}
_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:[:.h](\d\d))? ?(?:(am|pm|a\.m\.?|p\.m\.?)|o'clock)?")
_MARKED = re.compile(r"\d:\d|\d ?[ap]\.?m\b|o'clock|noon|midday|midnight|\dh\d")
_STRETCH = re.compile(r"(?:from |between )?(.+?)(?: ?- ?| (?:to|till|until|and) )(.+)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:the )?"
_DATES = (
    re.compile(rf"{_WEEKDAY}{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?"),
    re.compile(rf"{_WEEKDAY}{_MONTH} {_DAY}(?:,? {_YEAR})?"),
)
_IN_FIGURES = re.compile(r"(?P<year>\d{4})-(?P<b>\d\d)-(?P<a>\d\d)|(?P<c>\d{1,2})[./](?P<d>\d{1,2})[./](?P<end>\d{4})")


class _Time(NamedTuple):
    """A time of day in minutes after midnight; `half` where it may be twelve hours later."""

    minutes: int
    half: bool


class _Date(NamedTuple):
    year: str
    """"" where none is stated."""
    month: int
    day: int


def moment(one: str, other: str) -> Verdict | None:
    """How two texts compare as times or dates; None where they are none. Both in lower case, numbers in figures."""
    dates, others = _dates(one), _dates(other)
    if dates and others:
        return _compared_dates(dates, others)
    if _MARKED.search(one) or _MARKED.search(other):
        times, more = _times(one), _times(other)
        if times and len(times) == len(more):
            verdicts = {_compared_times(*pair) for pair in zip(times, more, strict=True)}
            return DIFFERENT if DIFFERENT in verdicts else UNCLEAR if UNCLEAR in verdicts else SAME
    return None


def _compared_times(one: _Time, other: _Time) -> Verdict:
    if one.minutes == other.minutes:
        return SAME
    return UNCLEAR if (one.half or other.half) and (one.minutes - other.minutes) % _HALF_DAY == 0 else DIFFERENT


def _times(text: str) -> list[_Time]:
    """The time of day a text is, or the two of the hours it states; none where it is neither."""
    alone = _time(text)
    if alone:
        return [alone]
    stretch = _STRETCH.fullmatch(text)
    start, end = (_time(stretch[1]), _time(stretch[2])) if stretch else (None, None)
    if not start or not end:
        return []
    if end.half and end.minutes <= start.minutes:  # "9 to 5"
        end = _Time(end.minutes + _HALF_DAY, half=False)
    if start.half and not end.half and start.minutes + _HALF_DAY < end.minutes:  # "2 to 5 pm"
        start = _Time(start.minutes + _HALF_DAY, half=False)
    return [start, end]


def _time(text: str) -> _Time | None:
    match = _CLOCK.fullmatch(_NAMED.get(text, text))
    if not match or int(match[1]) > _LAST_HOUR:
        return None
    hour, minutes = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % _NOON + (_NOON if match[3].startswith("p") else 0)
    half = not match[3] and 0 < hour <= _NOON and not match[1].startswith("0")
    return _Time(hour * 60 + minutes, half)


def _dates(text: str) -> set[_Date]:
    """The day a text is: two where day and month may have changed places."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            return {_Date(match["year"] or "", _MONTHS.index(match["month"]) + 1, int(match["day"]))}
    match = _IN_FIGURES.fullmatch(text)
    if not match:
        return set()
    if match["year"]:
        pairs = [(match["b"], match["a"])]
    else:
        pairs = [(match["c"], match["d"]), (match["d"], match["c"])]
    year = match["year"] or match["end"]
    days = {_Date(year, int(month), int(day)) for month, day in pairs}
    return {date for date in days if date.month <= _LAST_MONTH and date.day <= _LAST_DAY}


def _compared_dates(ones: set[_Date], others: set[_Date]) -> Verdict:
    may = any(
        one[1:] == other[1:] and (one.year == other.year or not (one.year and other.year)) for one in ones for other in others
    )
    if not may:
        return DIFFERENT
    return SAME if len(ones) == len(others) == 1 else UNCLEAR
