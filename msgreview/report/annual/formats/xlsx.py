"""The report as a workbook with a sheet a table."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from msgreview.report.annual.model import Report
from msgreview.report.annual.words import period
from msgreview.report.registry import Format
from msgreview.report.spreadsheet import cell, new_workbook

_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_TITLE = 31
"""Most characters of a sheet's name."""
_WIDEST = 60
"""Characters across, of the widest column."""


def _render(report: Report, width: int) -> bytes:
    """A workbook, the same bytes for the same report. UsageError without openpyxl."""
    book = new_workbook()
    from openpyxl.styles import Font

    first = book.active
    first.title = "Figures"
    rows: list[tuple[Any, ...]] = [
        (report.title, period(report)),
        *([("Commit", report.revision)] if report.revision else []),
        (),
    ]
    rows += [(section.title, cell(sentence)) for section in report.first_page for sentence in section.sentences]
    rows += [("Note", cell(note)) for note in report.notes]
    rows += [(), ("Figure", "Value", "Unit", "Counted as"), *((f.name, f.value, f.unit, f.counted) for f in report.figures)]
    for row in rows:
        first.append(row)
    pairs = [(each.name, cell(id_)) for each in report.figures for id_ in each.messages]
    if pairs:
        which = book.create_sheet("Which messages")
        for pair in (("Figure", "Message"), *pairs):
            which.append(pair)
    for table in report.tables:
        sheet = book.create_sheet(table.title[:_TITLE])
        sheet.append(table.columns)
        for each in sheet[1]:
            each.font = Font(bold=True)
        for line in table.rows:
            sheet.append([cell(value) if isinstance(value, str) else value for value in line])
        sheet.append([])
        sheet.append([f"Counted: {table.counted}."])
        sheet.freeze_panes = "A2"
    for sheet in book:
        _widen(sheet)
    return _dated(book, report.end)


def _widen(sheet: Any) -> None:
    """Makes columns as wide as what stands in them, up to a limit; what has room at its right does not count."""
    wide: dict[int, int] = {}
    for row in sheet.iter_rows():
        for each, right in zip(row, (*(one.value for one in row[1:]), ""), strict=True):
            if each.value is not None and right is not None:
                wide[each.column] = max(wide.get(each.column, 0), len(str(each.value)))
    for column, most in wide.items():
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(_WIDEST, most + 2)


def _dated(book: Any, day: date) -> bytes:
    """The workbook's bytes with the same time on and in every part, whenever it is made."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    made, out = BytesIO(), BytesIO()
    book.save(made)
    with ZipFile(made) as parts, ZipFile(out, "w") as dated:
        for name in parts.namelist():
            info = ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            dated.writestr(info, _MADE.sub(rb"\g<1>%sT00:00:00Z" % day.isoformat().encode(), parts.read(name)))
    return out.getvalue()


FORMAT = Format(".xlsx", _render, is_binary=True)
