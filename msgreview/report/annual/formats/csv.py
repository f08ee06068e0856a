"""The report as one CSV: every figure and every cell on a line of its own."""

from collections.abc import Iterator
from datetime import date

from msgreview.report.annual.model import Cell, Report
from msgreview.report.registry import Format
from msgreview.report.spreadsheet import csv_text


def _render(report: Report, width: int) -> str:
    return csv_text(("table", "row", "column", "value", "counted"), _rows(report))


def _rows(report: Report) -> Iterator[tuple[str, str, str, str, str]]:
    for each in report.figures:
        yield "figures", each.name, each.unit or "number", _plain(each.value), each.counted
    for each in report.figures:
        for number, id_ in enumerate(each.messages, 1):
            yield "messages", each.name, str(number), id_, each.counted
    for table in report.tables:
        for row in table.rows:
            for column, value in zip(table.columns[1:], row[1:], strict=True):
                yield table.key, _plain(row[0]), column, _plain(value), table.counted


def _plain(value: Cell) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


FORMAT = Format(".csv", _render)
