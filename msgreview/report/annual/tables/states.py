"""How many messages are in which state at the end of the period."""

from collections import Counter
from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker


def _make(period: Period) -> Iterable[Table]:
    later = {year.id for year in period.years if year.is_recorded_later}
    counts = Counter("read, recorded later" if id_ in later else state.name for id_, state in period.review.states.items())
    counted = "the state of each message on the last day, as it was in git then"
    yield Table("states", "Where the messages stand", ("State", "Messages"), tuple(counts.most_common()), counted, ("Messages",))


TABLE = TableMaker(20, _make)
