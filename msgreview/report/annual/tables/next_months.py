"""How many reviews are due in each of the twelve months after the period."""

from collections import Counter
from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker

_MONTHS = 12


def _make(period: Period) -> Iterable[Table]:
    year, month = period.end.year, period.end.month
    months = [(year + (month + number) // _MONTHS, (month + number) % _MONTHS + 1) for number in range(_MONTHS)]
    days = (period.review.next_reading(each.id) for each in period.live)
    counts = Counter(max((day.year, day.month), months[0]) for day in days if day)
    rows = tuple((f"{year}-{month:02}", counts[year, month]) for year, month in months)
    counted = (
        "messages by the month in which they are read next, by the plan or by their cycle; what is due before counts in the first"
    )
    yield Table("load", "The next twelve months", ("Month", "Reviews"), rows, counted, ("Reviews",))


TABLE = TableMaker(60, _make)
