"""What happened in the period, by service, kind, channel and owner."""

from collections.abc import Callable, Iterable, Sequence

from msgreview.model.message import Message
from msgreview.report.annual.model import Cell, Table
from msgreview.report.annual.period import MessageYear, Period
from msgreview.report.annual.tables import TableMaker

_GROUPINGS: tuple[tuple[str, Callable[[Message], str]], ...] = (
    ("service", lambda message: message.service),
    ("kind", lambda message: message.kind),
    ("channel", lambda message: message.channel),
    ("owner", lambda message: message.owner),
)


def _make(period: Period) -> Iterable[Table]:
    return (_by(name, field, period.years) for name, field in _GROUPINGS)


def _by(name: str, field: Callable[[Message], str], years: Sequence[MessageYear]) -> Table:
    groups: dict[str, list[MessageYear]] = {}
    for year in years:
        if year.message:
            groups.setdefault(field(year.message) or f"(no {name})", []).append(year)
    rows: list[tuple[Cell, ...]] = [(group, *_counts(members)) for group, members in sorted(groups.items())]
    return Table(
        f"by-{name}",
        f"By {name}",
        (name.capitalize(), "In use", "Read", "Changed", "New", "Retired", "Overdue"),
        tuple(rows),
        "the counts above, by what each message says at the end of the period, or said last; Read: those of the ones in use",
        ("In use", "Read") if name == "service" else (),
    )


def _counts(members: Sequence[MessageYear]) -> tuple[int, ...]:
    live = [each for each in members if each.is_live]
    return (
        len(live),
        sum(bool(each.reviews) for each in live),
        sum(bool(each.edits) for each in members),
        sum(bool(each.added) for each in members),
        sum(bool(each.retired) for each in members),
        sum(each.is_overdue for each in live),
    )


TABLE = TableMaker(10, _make)
