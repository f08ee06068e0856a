"""What the rubrics find at both ends of the period, by practice."""

from collections import Counter
from collections.abc import Iterable

from msgreview.model.finding import COLOUR, LEVELS, Finding
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
    counts = [_counts(linted) for linted in ends]
    rows = tuple(
        (
            title[:1].upper() + title[1:],
            *(
                _per_hundred(linted, sum(number[practice, level] for level in levels))
                for _, levels in shades
                for linted, number in zip(ends, counts, strict=True)
            ),
        )
        for practice, title in PRACTICE_TITLES.items()
    )
    at = " and ".join(f"commit {each.revision[:10]} (read as of {each.day})" for each in ends if each)
    counted = f"findings per 100 messages at {at}, by today's rubrics and settings; new messages count, dates and waivers do not"
    yield Table("practices", "What the rubrics find, by practice", ("Practice", *columns), rows, counted, tuple(columns[-2:]))


def _counts(linted: Linted | None) -> Counter[tuple[str, str]]:
    """How many findings there are by practice and level."""
    findings = linted.findings if linted else ()
    return Counter((each.practice, each.level) for each in findings if is_of_words(each))


def is_of_words(finding: Finding) -> bool:
    """Whether a finding is about words, and not about a date or an exception."""
    return finding.rule.partition(".")[0] not in _RECORDS


def _per_hundred(linted: Linted | None, number: int) -> float | None:
    if linted is None:
        return None
    return round(100 * number / linted.messages, 1) if linted.messages else 0.0


TABLE = TableMaker(30, _make)
