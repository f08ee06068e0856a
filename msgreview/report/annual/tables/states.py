"""How many messages are in which state at the end of the period."""

from collections import Counter
from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker


def _make(period: Period) -> Iterable[Table]:
    counts = Counter(state.name for state in period.review.states.values())
    counted = "the state of each message on the last day"
    yield Table("states", "Where the messages stand", ("State", "Messages"), tuple(counts.most_common()), counted, ("Messages",))


TABLE = TableMaker(20, _make)
