"""Bars as SVG: drawn from the same rows as the table beside them, readable without colour and by a screen reader."""

from collections.abc import Iterator
from html import escape

from msgreview.report.annual.model import Table
from msgreview.report.annual.words import written

_WIDTH = 640
_LABEL = 190
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
    group = _ROW * len(columns) + _GAP
    height = _TOP + group * len(table.rows)
    told = f"{table.title}: {', '.join(table.chart)}. The table below has the same numbers."
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">',
        *_legend(table),
        *(part for number, row in enumerate(table.rows) for part in _group(row, columns, _TOP + number * group, most)),
        "</svg>",
    ]
    return "\n".join(parts)


def _legend(table: Table) -> Iterator[str]:
    for number, name in enumerate(table.chart):
        x = _LABEL + number * 200
        yield f'<rect x="{x}" y="4" width="12" height="12" fill="{_FILLS[number]}"/>'
        yield f'<text x="{x + 18}" y="14">{escape(name)}</text>'


def _group(row: tuple[object, ...], columns: list[int], top: int, most: float) -> Iterator[str]:
    label = str(row[0])
    shown = label if len(label) <= 28 else label[:27] + "…"
    yield f'<text x="{_LABEL - 8}" y="{top + 12}" text-anchor="end">{escape(shown)}</text>'
    for number, at in enumerate(columns):
        value = row[at]
        if isinstance(value, int | float):
            y, width = top + number * _ROW, (_WIDTH - _LABEL - 70) * value / most
            yield f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="{_ROW - 3}" fill="{_FILLS[number]}"/>'
            yield f'<text x="{_LABEL + width + 6:.1f}" y="{y + 11}">{written(value)}</text>'
