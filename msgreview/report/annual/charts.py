"""Bars as SVG: drawn from the same rows as the table beside them, readable without colour and by a screen reader."""

from collections.abc import Iterator
from html import escape

from msgreview.report.annual.model import Cell, Table
from msgreview.report.annual.words import written
from msgreview.report.lines import safe

_WIDTH = 720
_CHARACTER = 6.2
_LONGEST = 280
_ROW = 16
_GAP = 10
_TOP = 24
_FILLS = ("#30536b", "#c9a24b")


def bars(table: Table) -> str:
    """The chart of a table's `chart` columns, one group of bars a row; "" where there is nothing to draw."""
    columns = [table.columns.index(name) for name in table.chart]
    numbers = [cell for row in table.rows for at in columns if isinstance(cell := row[at], int | float)]
    most = max(numbers, default=0)
    if not most:
        return ""
    left = min(_LONGEST, max(len(str(row[0])) for row in table.rows) * _CHARACTER + 16)
    group = _ROW * len(columns) + _GAP
    height = _TOP + group * len(table.rows)
    told = f"{table.title}: {', '.join(table.chart)}. The table below has the same numbers."
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">',
        *_legend(table, left),
        *(part for number, row in enumerate(table.rows) for part in _group(row, columns, left, _TOP + number * group, most)),
        "</svg>",
    ]
    return "\n".join(parts)


def _legend(table: Table, left: float) -> Iterator[str]:
    for number, name in enumerate(table.chart):
        x = left + number * 200
        yield f'<rect x="{x:.1f}" y="4" width="12" height="12" fill="{_FILLS[number]}"/>'
        yield f'<text x="{x + 18:.1f}" y="14">{escape(name)}</text>'


def _group(row: tuple[Cell, ...], columns: list[int], left: float, top: int, most: float) -> Iterator[str]:
    label = str(row[0])
    most_characters = int(_LONGEST / _CHARACTER)
    shown = label if len(label) <= most_characters else label[: most_characters - 1] + "…"
    yield f'<text x="{left - 8:.1f}" y="{top + 12}" text-anchor="end">{escape(safe(shown))}</text>'
    for number, at in enumerate(columns):
        value = row[at]
        if isinstance(value, int | float):
            y, width = top + number * _ROW, (_WIDTH - left - 50) * value / most
            yield f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_ROW - 3}" fill="{_FILLS[number]}"/>'
            yield f'<text x="{left + width + 6:.1f}" y="{y + 11}">{written(value)}</text>'
