"""Records in a sheet of an Excel workbook. openpyxl is imported only here, and only for a file of this format."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from msgreview.importing.records import Export, Importer, Records, Row, from_rows
from msgreview.model.errors import UsageError

LARGEST_UNPACKED = 300_000_000
"""Bytes a workbook may unpack to; a small file can be made to unpack to any size."""

# What openpyxl raises on files that are not as it expects: it checks little. XML that does not parse is a SyntaxError,
# an archive with a password a RuntimeError.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, RuntimeError, KeyError, IndexError, ValueError, TypeError,
    AttributeError,
)  # fmt: skip

# Excel writes control characters of a text as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _records(export: Export) -> Records:
    """The records of a sheet; where none is named, of the first one that has a cell and is shown.

    A formula is no text: its value is whatever Excel computed last. Merged cells make the file unusable, since they hide
    which rows a text belongs to.
    """
    name = export.name
    book = _workbook(export.data, name)
    page = _sheet(book, name, export.sheet)
    others = [] if export.sheet else [each.title for each in book.worksheets if each is not page and each._cells]
    more = f"Only the sheet '{page.title}' of {name} was read. Others, with --sheet: {', '.join(others)}."
    merged = sorted(str(area) for area in page.merged_cells.ranges)
    if merged:
        shown = ", ".join(merged[:5]) + (f" and {len(merged) - 5} more" if len(merged) > 5 else "")
        raise UsageError(
            f"{name}, sheet '{page.title}': merged cells at {shown}. Select them in Excel, choose Unmerge Cells, fill each row, "
            "save and import again. Nothing was imported."
        )
    return from_rows(_rows(page), export, (more,) if others else ())


def _workbook(data: bytes, name: str) -> Any:  # openpyxl has no types
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError(
            f"Reading {name} needs openpyxl. Install it with: pip install 'msgreview[xlsx]'. "
            "Or save the sheet as CSV UTF-8 and import that."
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise UsageError(f"{name} unpacks to {unpacked // 1_000_000} MB. Save the rows you need in a file of their own.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and rules that have no part in the text
            return load_workbook(io.BytesIO(data))
    except _DAMAGED as error:
        raise UsageError(f"{name} is no XLSX workbook, or a damaged one ({error}). Open it and save it again as XLSX.") from None


def _sheet(book: Any, name: str, sheet: str) -> Any:
    pages = {page.title: page for page in book.worksheets}
    if sheet and sheet not in pages:
        raise UsageError(f"{name} has no sheet '{sheet}'. It has: {', '.join(pages)}.")
    if not pages:
        raise UsageError(f"{name} has no sheet with cells.")
    shown = [page for page in pages.values() if page.sheet_state == "visible" and page._cells]
    return pages[sheet] if sheet else (shown or [*pages.values()])[0]


def _rows(page: Any) -> Iterator[Row]:
    """The rows that have a cell: one far out on a sheet makes no rows and columns before it."""
    used = sorted(page._cells.items())  # The public ways go through every cell up to the last.
    for number, row in groupby(used, lambda cell: cell[0][0]):
        cells: dict[int, str] = {}
        problems: dict[int, str] = {}
        for (_, column), cell in row:
            if cell.data_type == "f":
                problems[column - 1] = f"a formula in {cell.coordinate}"
            elif cell.data_type == "e":
                problems[column - 1] = f"an error in {cell.coordinate} ({cell.value})"
            elif text := _text(cell.value):
                cells[column - 1] = text
        yield Row(f"row {number}", number, cells, problems)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


IMPORTER = Importer(
    name="XLSX",
    suffixes=("xlsx", "xlsm"),
    about="one of its sheets (`--sheet`); needs `pip install 'msgreview[xlsx]'`. Formulas and merged cells are refused, with the "
    "cell and what to do",
    records=_records,
    magic=(b"PK\x03\x04",),
    sheets=True,
)
