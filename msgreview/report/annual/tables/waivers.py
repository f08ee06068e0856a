"""The waivers in force at the end of the period."""

from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker


def _make(period: Period) -> Iterable[Table]:
    rows = tuple(
        (each.message.id, waiver.rule, waiver.reason, waiver.by, waiver.until)
        for each in period.review.catalogue.messages.values()
        for waiver in each.message.waivers
        if waiver.until >= period.end
    )
    columns = ("Message", "Rule", "Reason", "Signed by", "Until")
    yield Table("waivers", "Waivers in force", columns, rows, "waivers that had not ended on the last day")


TABLE = TableMaker(50, _make)
