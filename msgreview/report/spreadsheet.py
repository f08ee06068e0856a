"""Tables for spreadsheets: CSV whose cells no program takes for formulas."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from msgreview.model.errors import UsageError
from msgreview.report.lines import safe

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell: https://owasp.org/www-community/attacks/CSV_Injection."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as CSV with a header, its rows ended by a line feed; the mark at its start lets Excel read it as UTF-8."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(cell, header))
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def new_workbook() -> Any:
    """An empty workbook. UsageError without openpyxl."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise UsageError("a workbook needs the package openpyxl. Install it with: pip install 'msgreview[xlsx]'") from None
    return Workbook()


def cell(text: str) -> str:
    """A cell that shows this text, numbers as they are: what could be a formula stands behind an apostrophe."""
    text = shown(text)
    return "'" + text if is_formula(text) else text


def shown(text: str) -> str:
    """A text whose control characters show as escapes, line by line."""
    return "\n".join(map(safe, text.split("\n")))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute a cell with this text."""
    return text.startswith(_FORMULA) and not text.removeprefix("-").isdecimal()
