"""When a message was last reviewed.

`find: missing` is a message without a review stamp, `future` one whose stamp lies after today, `overdue` one whose stamp
is older than its cycle: its own `review.every`, else the catalogue's.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from msgreview.model.config import Settings
from msgreview.model.cycle import after
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.message_facts import Facts


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
            until = after(fact.reviewed, fact.every or settings.config.review.every)
            if until < settings.today:
                yield fact, _hit(fact, "review.last", fact.reviewed.isoformat(), until.isoformat())


def _hit(fact: Facts, field: str, *args: str) -> Hit:
    location = fact.location(field)
    return Hit(location.start, location.end, location.field, args)


KIND = Kind("review", __doc__, Options, args=("date", "what it is held against"), check_catalogue=check, likeness=lambda _: ())
