"""How a report's values are written, the same in every format for people."""

from collections.abc import Callable
from datetime import date

from msgreview.report.annual.model import Cell, Figure, Report
from msgreview.report.lines import safe


def written(value: Cell) -> str:
    """A value as text."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else safe(value)


def figure(each: Figure) -> str:
    """A figure with its unit."""
    return written(each.value) + (f" {each.unit}" if each.unit else "")


def period(start: date, end: date) -> str:
    """A period: a year by its number, any other by its days."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start} to {end}"


def _period(report: Report) -> str:
    return period(report.start, report.end)


FILTERS: dict[str, Callable[..., str]] = {"written": written, "figure": figure, "period": _period}
"""For templates."""
