"""Where the bars of a table go, in units of an SVG image."""

from typing import NamedTuple

from msgreview.report.annual.model import Cell, Table
from msgreview.report.lines import cut

_CHARACTER = 6.2
_LONGEST = 280
_ROW = 16
_GAP = 10
_TOP = 24


class Bar(NamedTuple):
    """One value; `series` counts from 1."""

    series: int
    y: int
    width: float
    value: Cell


class Group(NamedTuple):
    """The bars of one row."""

    name: str
    y: int
    bars: tuple[Bar, ...]


class Chart(NamedTuple):
    """A group of bars for each row of a table."""

    label: str
    names: tuple[str, ...]
    left: float
    """Where bars start; names of groups end before it."""
    height: int
    groups: tuple[Group, ...]
    width: int = 720
    bar: int = _ROW - 3
    """Height of a bar."""


def chart(table: Table) -> Chart | None:
    """The chart of a table's `chart` columns; None where there is nothing to draw."""
    columns = [table.columns.index(name) for name in table.chart]
    numbers = [cell for row in table.rows for at in columns if isinstance(cell := row[at], int | float)]
    most = max(numbers, default=0)
    if not most:
        return None
    left = round(min(_LONGEST, max(len(str(row[0])) for row in table.rows) * _CHARACTER + 16), 1)
    height = _ROW * len(columns) + _GAP
    scale = (Chart._field_defaults["width"] - left - 50) / most
    groups = tuple(_group(row, columns, _TOP + number * height, scale) for number, row in enumerate(table.rows))
    label = f"{table.title}: {', '.join(table.chart)}. The table below has the same numbers."
    return Chart(label, table.chart, left, _TOP + height * len(table.rows), groups)


def _group(row: tuple[Cell, ...], columns: list[int], y: int, scale: float) -> Group:
    name, most = str(row[0]), int(_LONGEST / _CHARACTER)
    values = [(number, row[at]) for number, at in enumerate(columns)]
    bars = (
        Bar(number + 1, y + number * _ROW, round(value * scale, 1), value)
        for number, value in values
        if isinstance(value, int | float)
    )
    return Group(cut(name, most), y, tuple(bars))
