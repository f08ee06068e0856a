"""Which message is read in which week, and by whom."""

from datetime import date

import msgspec


class PlannedReview(msgspec.Struct, frozen=True):
    """One review in the plan."""

    id: str
    week: date
    """The Monday of its week."""
    reviewer: str = ""
    """Mail address; "" where the service names nobody."""
    why: str = ""
    """Why it is not better placed, "" where it is."""


class Plan(msgspec.Struct, frozen=True):
    """The reviews of a year. `frozen` were placed before and stay; `placed` are new; for those `over` no week has room."""

    year: int
    weeks: dict[date, int]
    """Monday of every week with review days → the most reviews it takes."""
    frozen: tuple[PlannedReview, ...] = ()
    placed: tuple[PlannedReview, ...] = ()
    over: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    """Due before the year begins, and not late yet: they belong to the year before."""
