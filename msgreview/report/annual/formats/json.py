"""The report as JSON: see docs/json.md."""

from typing import Any

import msgspec

from msgreview.report.annual.model import Report
from msgreview.report.json import versioned_json
from msgreview.report.registry import Format


def _render(report: Report, width: int) -> str:
    """The whole report; a table's rows are objects with its columns as keys."""
    fields: dict[str, Any] = msgspec.to_builtins(report)
    for table, shown in zip(report.tables, fields["tables"], strict=True):
        shown["rows"] = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        del shown["chart"], shown["folded"]
    return versioned_json(fields)


FORMAT = Format(".json", _render)
