"""What the rubrics find at both ends of the period, by practice."""

from collections.abc import Iterable, Sequence

from msgreview.model.finding import COLOUR, LEVELS
from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Linted, Period
from msgreview.report.annual.tables import TableMaker
from msgreview.rubric.schema import PRACTICE_TITLES

_RECORDS = ("review-date", "waiver", "ignore")
"""Rubrics that are about dates and exceptions, and not about words."""


def _make(period: Period) -> Iterable[Table]:
    ends = (period.before, period.after)
    shades = [*((COLOUR[level].capitalize(), (level,)) for level in LEVELS), ("All", LEVELS)]
    columns = [f"{name}, {when}" for name, _ in shades for when in ("start", "end")]
    rows = tuple(
        (title[:1].upper() + title[1:], *(_per_hundred(linted, practice, levels) for _, levels in shades for linted in ends))
        for practice, title in PRACTICE_TITLES.items()
    )
    at = " and ".join(f"commit {each.revision[:10]} (read as of {each.day})" for each in ends if each)
    counted = f"findings per 100 messages at {at}, by today's rubrics and settings; new messages count, dates and waivers do not"
    yield Table("practices", "What the rubrics find, by practice", ("Practice", *columns), rows, counted, tuple(columns[-2:]))


def _per_hundred(linted: Linted | None, practice: str, levels: Sequence[str]) -> float | None:
    if linted is None:
        return None
    number = sum(
        each.practice == practice and each.level in levels and each.rule.partition(".")[0] not in _RECORDS
        for each in linted.findings
    )
    return round(100 * number / linted.messages, 1) if linted.messages else 0.0


TABLE = TableMaker(30, _make)
