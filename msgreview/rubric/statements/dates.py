"""Times of day, hours from one to another, and days of the year: "8 pm" is "20:00", "3 May" is "2027-05-03"."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from msgreview.language import language
from msgreview.language.language import Days, Language
from msgreview.model.later import later
from msgreview.model.span import Span
from msgreview.rubric.statements.units import DIFFERENT, SAME, UNCLEAR, Verdict

_HALF_DAY = 720
"""Minutes."""

_NOON, _LAST_HOUR, _LAST_MONTH, _LAST_DAY = 12, 24, 12, 31
_IN_FIGURES = later(r"(?P<year>\d{4})-(?P<b>\d\d)-(?P<a>\d\d)|(?P<c>\d{1,2})[./](?P<d>\d{1,2})[./](?P<end>\d{4})")


class _Forms(NamedTuple):
    """How a language writes times and days."""

    clock: re.Pattern[str]
    """An hour; `before` and `after` noon where it says so."""
    marked: re.Pattern[str]
    """What tells a time from any other number."""
    stretch: re.Pattern[str]
    """Two times, from one to the other."""
    within: re.Pattern[str]
    """A time in a text, marked as one or before another that is."""
    dates: tuple[re.Pattern[str], ...]
    months: tuple[re.Pattern[str], ...]
    named: Mapping[str, str]
    halves: bool
    day_first: bool | None


@cache
def _forms(tongue: Language) -> _Forms:
    days: Days = tongue.days
    half = rf"(?P<before>{days.before_noon})|(?P<after>{days.after_noon})"
    parts = {
        "<day>": r"(?P<day>\d{1,2})",
        "<month>": rf"(?P<month>(?:{'|'.join(days.months)})[^\W\d_]*\.?)",
        "<number>": "(?P<number>0?[1-9]|1[0-2])",
        "<year>": r"(?P<year>\d{4})",
    }
    return _Forms(
        re.compile(rf"(?:(?:{days.at}) )?(\d{{1,2}})(?:[:.h](\d\d))? ?(?:{half}|{days.clock})?"),
        re.compile(
            rf"\d:\d|\dh\d|\d ?(?:{days.before_noon}|{days.after_noon}|{days.clock})(?!\w)|\b(?:{'|'.join(days.named)})\b"
        ),
        re.compile(rf"(?:(?:{days.since}) )?(.+?)(?: ?- ?| (?:{days.until}) )(.+)"),
        re.compile(
            rf"(?<![\w.:])(?:\d{{1,2}}[:.h]\d\d|\d{{1,2}}) ?(?:{days.before_noon}|{days.after_noon}|{days.clock})(?!\w)"
            rf"|(?<![\w.:])\d{{1,2}}:\d\d(?![\w:])|\b(?:{'|'.join(days.named)})\b"
            rf"|(?<![\w.:])\d{{1,2}}(?:[:.]\d\d)?(?=(?: ?[-–] ?| (?:{days.until}) )\d{{1,2}}(?:[:.h]\d\d)? ?"
            rf"(?:{days.before_noon}|{days.after_noon}|{days.clock})(?!\w))"
        ),
        tuple([re.compile(re.sub(r"<\w+>", lambda part: parts.get(part[0], part[0]), written)) for written in days.dates]),
        tuple([re.compile(month) for month in days.months]),
        days.named,
        days.halves,
        days.day_first,
    )


class _Time(NamedTuple):
    """A time of day in minutes after midnight; `half` where it may be twelve hours later."""

    minutes: int
    half: bool


class _Date(NamedTuple):
    year: str
    """"" where none is stated."""
    month: int
    day: int


def moment(one: str, other: str, tongue: Language) -> Verdict | None:
    """How two texts compare as times or dates; None where they are none. Both in lower case, numbers in figures."""
    forms = _forms(tongue)
    dates, others = _dates(one, forms), _dates(other, forms)
    if dates and others:
        return _compared_dates(dates, others)
    if forms.marked.search(one) or forms.marked.search(other):
        times, more = _times(one, forms), _times(other, forms)
        if times and len(times) == len(more):
            verdicts = {_compared_times(*pair) for pair in zip(times, more, strict=True)}
            return DIFFERENT if DIFFERENT in verdicts else UNCLEAR if UNCLEAR in verdicts else SAME
    return None


def _compared_times(one: _Time, other: _Time) -> Verdict:
    if one.minutes == other.minutes:
        return SAME
    return UNCLEAR if (one.half or other.half) and (one.minutes - other.minutes) % _HALF_DAY == 0 else DIFFERENT


def _times(text: str, forms: _Forms) -> list[_Time]:
    """The time of day a text is, or the two of the hours it states; none where it is neither."""
    alone = _time(text, forms)
    if alone:
        return [alone]
    stretch = forms.stretch.fullmatch(text)
    start, end = (_time(stretch[1], forms), _time(stretch[2], forms)) if stretch else (None, None)
    if not start or not end:
        return []
    if end.half and end.minutes <= start.minutes:  # "9 to 5"
        end = _Time(end.minutes + _HALF_DAY, half=False)
    if start.half and not end.half and start.minutes + _HALF_DAY < end.minutes:  # "2 to 5 pm"
        start = _Time(start.minutes + _HALF_DAY, half=False)
    return [start, end]


def _time(text: str, forms: _Forms) -> _Time | None:
    match = forms.clock.fullmatch(forms.named.get(text, text))
    if not match or int(match[1]) > _LAST_HOUR:
        return None
    hour, minutes = int(match[1]), int(match[2] or 0)
    said = match["before"] or match["after"]
    if said:
        hour = hour % _NOON + (_NOON if match["after"] else 0)
    half = forms.halves and not said and 0 < hour <= _NOON and not match[1].startswith("0")
    return _Time(hour * 60 + minutes, half)


def _dates(text: str, forms: _Forms) -> set[_Date]:
    """The day a text is: two where day and month may have changed places."""
    for pattern in forms.dates:
        if match := pattern.fullmatch(text):
            said = match.groupdict()
            named = (number for number, name in enumerate(forms.months, 1) if "month" in said and name.match(said["month"]))
            return {_Date(said.get("year") or "", int(said.get("number") or next(named)), int(said["day"]))}
    match = _IN_FIGURES.fullmatch(text)
    if not match:
        return set()
    if match["year"]:
        pairs = [(match["b"], match["a"])]
    else:  # month and day
        pairs = [
            pair
            for pair, wrong in (((match["c"], match["d"]), True), ((match["d"], match["c"]), False))
            if forms.day_first is not wrong
        ]
    year = match["year"] or match["end"]
    days = {_Date(year, int(month), int(day)) for month, day in pairs}
    return {date for date in days if date.month <= _LAST_MONTH and date.day <= _LAST_DAY}


def moments_in(text: str, lang: str) -> Iterator[tuple[Span, frozenset[str]]]:
    """Where a text states a day of the year or a time of day, in order, and what each may be ("5-3" is the third of May)."""
    forms = _forms(language(lang))
    low = text.lower()
    if len(low) != len(text):  # a letter that is two in small letters; its places would not be the text's
        low = text
    spans: dict[int, re.Match[str]] = {}
    for pattern in (*forms.dates, _IN_FIGURES):
        for match in pattern.finditer(low):
            spans.setdefault(match.start(), match)
    end = 0
    for start, match in sorted(spans.items()):
        days = _dates(match[0], forms)
        if start >= end and days and not low[start - 1 : start].isalnum() and not low[match.end() : match.end() + 1].isalnum():
            end = start + len(match[0].rstrip("."))
            yield Span(start, end), frozenset(f"{day.month}-{day.day}" for day in days)
            low = low[:start] + "\0" * (end - start) + low[end:]
    for match in forms.within.finditer(low):
        if time := _time(match[0].strip(), forms):
            later = [time.minutes + _HALF_DAY] if time.half else []
            yield Span(*match.span()), frozenset(f"at {minutes}" for minutes in (time.minutes, *later))


def _compared_dates(ones: set[_Date], others: set[_Date]) -> Verdict:
    may = any(
        one[1:] == other[1:] and (one.year == other.year or not (one.year and other.year)) for one in ones for other in others
    )
    if not may:
        return DIFFERENT
    return SAME if len(ones) == len(others) == 1 else UNCLEAR
