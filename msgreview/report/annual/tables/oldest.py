"""The messages in use that were read or written longest ago."""

from collections.abc import Iterable
from datetime import date

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import MessageYear, Period
from msgreview.report.annual.tables import TableMaker

_ROWS = 10


def _make(period: Period) -> Iterable[Table]:
    def age(year: MessageYear) -> date:
        past = period.review.history
        if year.last_read:
            return year.last_read
        last = past.timeline(year.id).last_text if past else None
        return last.day if last else date.min

    rows = tuple(
        (year.id, year.message.title, year.message.service, age(year), "read" if year.last_read else "written, never read")
        for year in sorted(period.live, key=lambda each: (age(each), each.id))[:_ROWS]
        if year.message
    )
    counted = "messages in use by the day they were last read, or else last written"
    columns = ("Message", "Title", "Service", "On", "It was last")
    yield Table("oldest", "The ten that have waited longest", columns, rows, counted)


TABLE = TableMaker(40, _make)
