"""A merge as a sheet for a mail program, and what it lacks in words."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from msgreview.model.document import Variant
from msgreview.model.errors import UsageError
from msgreview.report.lines import Line, count, line, paragraph
from msgreview.report.mail_merge.merge import Merge, MergedRow
from msgreview.report.spreadsheet import csv_text, is_formula, new_workbook, shown

SUFFIXES = (".csv", ".xlsx")
_MOST = 20
"""Rows that are named one by one."""
_MOST_CELL = 32_767
"""Characters that a cell of a workbook holds."""


def check_suffix(file: Path) -> None:
    """Raises UsageError where no sheet is called so."""
    if file.suffix.lower() not in SUFFIXES:
        raise UsageError(f"a mail-merge sheet is a .csv or an .xlsx file, and {file} is neither.")


def sheet(merge: Merge, suffix: str) -> str | bytes:
    """The rows that can go out, each with its subject and its body: a mail program sends whatever it is given.

    UsageError for a workbook without openpyxl.
    """
    header, rows = _table(merge)
    if suffix.lower() == ".csv":
        return csv_text(header, rows)
    book = new_workbook()
    from openpyxl.styles import Font

    page = book.active
    page.title = "Mail merge"
    for number, row in enumerate((header, *rows), 1):
        for column, text in enumerate(row, 1):
            each = page.cell(number, column)
            each.value = shown(text)[:_MOST_CELL]
            each.data_type = "s"  # Never a formula,
            each.quotePrefix = is_formula(text)  # nor after it is edited.
    for each in page[1]:
        each.font = Font(bold=True)
    page.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def lack_lines(merge: Merge, source: str, width: int) -> Iterator[Line]:
    """How many rows there are, what each of the first incomplete ones lacks, and what to do."""
    incomplete = [row for row in merge.rows if not row.is_complete]
    if merge.unused:
        yield from paragraph(f"Not used: {', '.join(merge.unused)}.", width, rest="  ")
    everywhere = _everywhere(merge.rows)
    for name, remedy in everywhere.items():
        yield from paragraph(f"{source}: no column gives {name}. {remedy[:1].upper()}{remedy[1:]}.", width, rest="  ")
    for row in incomplete[:_MOST]:
        own = [lack for lack in row.lacks if lack.name not in everywhere]
        if row.problem:
            yield from paragraph(f"{source}, {row.where}: {row.problem}.", width, rest="  ")
        elif own:
            lacks = ", ".join(lack.name for lack in own)
            remedies = " and ".join(lack.remedy for lack in own)
            yield from paragraph(f"{source}, {row.where}: lacks {lacks}; {remedies}.", width, rest="  ")
    if len(incomplete) > _MOST:
        yield line(f"and {count(len(incomplete) - _MOST, 'more row')} like these.")
    ready = len(merge.rows) - len(incomplete)
    yield line((f"{ready:,} of {count(len(merge.rows), 'row')} can go out.", "bold"))


def remarks(row: MergedRow) -> list[str]:
    """What a row lacks, in words, a sentence each."""
    lacks = [f"Lacks {lack.name}: {lack.remedy}." for lack in row.lacks]
    return [*([f"It cannot go out: {row.problem}."] if row.problem else []), *lacks]


def _everywhere(rows: Sequence[MergedRow]) -> dict[str, str]:
    """Names that no column of the table gives → what to do."""
    return {lack.name: lack.remedy for row in rows for lack in row.lacks if not lack.column}


def _table(merge: Merge) -> tuple[list[str], list[list[str]]]:
    has_subject = bool(merge.entry.message.subject)
    header = [*merge.columns, *(["message_subject"] if has_subject else []), "message_body"]
    return header, [_cells(merge, row, row.variant) for row in merge.rows if row.is_complete and row.variant]


def _cells(merge: Merge, row: MergedRow, variant: Variant) -> list[str]:
    subject = [variant.subject.text if variant.subject else ""] if merge.entry.message.subject else []
    return [*(row.values.get(column, "") for column in merge.columns), *subject, variant.body.text.rstrip()]
