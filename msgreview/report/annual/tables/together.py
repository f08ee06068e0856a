"""Reviews that one commit recorded for several messages."""

from collections import Counter
from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker


def _make(period: Period) -> Iterable[Table]:
    batches = Counter((each.commit.id, each.stamp.by) for year in period.years for each in year.reviews if each.stamp)
    rows = tuple((by, commit[:10], number) for (commit, by), number in batches.most_common() if number > 1)
    counted = "reviews that one commit recorded for several messages"
    yield Table("together", "Approved together", ("Reviewer", "Commit", "Messages"), rows, counted)


TABLE = TableMaker(70, _make)
