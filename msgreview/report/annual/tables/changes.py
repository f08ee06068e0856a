"""What came, changed and went in the period, and what was read: message by message, when, and by whom."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgreview.model.review import Change
from msgreview.report.annual.model import Table
from msgreview.report.annual.period import MessageYear, Period
from msgreview.report.annual.tables import TableMaker

_DECISIONS = {"keep": "kept", "edit": "edited", "retire": "retired"}

Row = tuple[str, str, str, date, str]


def _make(period: Period) -> Iterable[Table]:
    columns = ("Message", "Title", "What", "On", "By")
    changes = tuple(row for year in period.years for row in _changes(year))
    counted = "messages that are new, whose words changed, or that were retired, and who made the commits"
    yield Table("changes", "New, changed and retired", columns, changes, counted, folded=len(changes) > _MOST)
    reads = tuple(row for year in period.years for row in _reads(year, period))
    counted = "reviews dated in the period, by the names in their stamps"
    yield Table("reads", "Read", columns, reads, counted, folded=len(reads) > _MOST)


_MOST = 60
"""Rows of a table that are printed."""


def _changes(year: MessageYear) -> Iterator[Row]:
    for what, change in (("new", year.added), *(("changed", each) for each in year.edits), ("retired", year.retired)):
        if change:
            gone = what == "retired" and "removed" in change.kinds
            yield _row(year, "taken out" if gone else what, change.day, _names(change))


def _reads(year: MessageYear, period: Period) -> Iterator[Row]:
    history = period.review.history
    for change in year.reviews:
        if change.stamp and history:
            who = history.person(change.stamp.by)
            what = "recommended a change" if change.stamp.to else _DECISIONS[change.stamp.decision]
            yield _row(year, what, change.stamp.last, who.name or who.email or _names(change))


def _row(year: MessageYear, what: str, day: date, by: str) -> Row:
    return year.id, year.message.title if year.message else "", what, day, by


def _names(change: Change) -> str:
    return ", ".join(person.name or person.email for person in change.commit.authors)


TABLE = TableMaker(80, _make)
