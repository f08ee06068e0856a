"""What is due as CSV: a row a message."""

from collections.abc import Iterator

from msgreview.report.due.formats import DueList
from msgreview.report.registry import Format
from msgreview.report.spreadsheet import csv_text

_FACTS = ("id", "title", "service", "channel", "state", "also", "due", "days_late")
_HEADER = (*_FACTS, "owner", "readers", "reasons", "path", "planned")


def _render(due: DueList, width: int) -> str:
    return csv_text(_HEADER, _rows(due))


def _rows(due: DueList) -> Iterator[tuple[str, ...]]:
    for each in due.messages:
        also = " ".join(name for name in each.holds if name not in (each.state, "current"))
        late = "" if each.days is None else str(each.days)
        day = each.due.isoformat() if each.due else ""
        yield (
            *(each.id, each.title, each.service, each.channel, each.state, also),
            *(day, late, each.owner, " ".join(each.readers), " ".join(each.reasons), each.path, str(each.planned or "")),
        )


FORMAT = Format(".csv", _render)
