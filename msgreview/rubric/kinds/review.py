"""When a message was last reviewed.

`find: missing` is a message without a review stamp, `future` one whose stamp lies after today, `overdue` one whose stamp
is older than its cycle: its own `review.every`, else the catalogue's.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from msgreview.model.config import Settings
from msgreview.model.finding import Hit
from msgreview.model.later import later
from msgreview.rubric.facts import Facts

ARGS = ("date", "what it is held against")

_CYCLE = later(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", re.IGNORECASE)
_YEARLY = 12


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `review`."""

    find: Literal["missing", "future", "overdue"]


def check(facts: Sequence[Facts], options: Options, settings: Settings) -> Iterator[tuple[Facts, Hit]]:
    """One hit a message."""
    for fact in facts:
        if fact.reviewed is None:
            if options.find == "missing":
                yield fact, _hit(fact, "id")
        elif options.find == "future" and fact.reviewed > settings.today:
            yield fact, _hit(fact, "review.last", fact.reviewed.isoformat(), settings.today.isoformat())
        elif options.find == "overdue":
            until = due(fact.reviewed, fact.every or settings.config.review.every)
            if until < settings.today:
                yield fact, _hit(fact, "review.last", fact.reviewed.isoformat(), until.isoformat())


def due(last: date, every: str) -> date:
    """The day by which a message reviewed on `last` is to be reviewed again; a cycle that cannot be read is a year."""
    found = _CYCLE.fullmatch(every)
    number, unit = (int(found[1]), found[2].lower()) if found else (_YEARLY, "month")
    if unit in ("day", "week"):
        return last + timedelta(days=number * (7 if unit == "week" else 1))
    months = last.month - 1 + number * (12 if unit == "year" else 1)
    year, month = last.year + months // 12, months % 12 + 1
    return date(year, month, min(last.day, monthrange(year, month)[1]))


def _hit(fact: Facts, field: str, *args: str) -> Hit:
    spot = fact.spot(field)
    return Hit(spot.start, spot.end, spot.field, args)
