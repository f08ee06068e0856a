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


def period(report: Report) -> str:
    """A report's period: a year by its number, any other by its days."""
    start, end = report.start, report.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start} to {end}"


FILTERS: dict[str, Callable[..., str]] = {"written": written, "figure": figure, "period": period}
"""For templates."""
