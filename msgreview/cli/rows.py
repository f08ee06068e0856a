"""`msgreview preview --data`: a message for each row of a table."""

from pathlib import Path
from typing import NamedTuple

import typer
from msgspec.structs import replace

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import require_content
from msgreview.cli import output
from msgreview.cli.errors import FINDINGS
from msgreview.cli.page_files import PageFiles, check_target
from msgreview.cli.select import Selection
from msgreview.importing.formats import parse_records
from msgreview.model.errors import UsageError
from msgreview.prose.document import strip_markup
from msgreview.report.mail_merge.merge import Merge, merge_rows
from msgreview.report.mail_merge.sheet import check_suffix, lack_lines, remarks, sheet
from msgreview.report.preview import preview_lines
from msgreview.report.preview_page.build import preview_of_rows
from msgreview.report.preview_page.model import Preview
from msgreview.report.preview_page.page import preview_fragment, preview_page
from msgreview.report.reading_as import Way
from msgreview.report.reading_as.ways import way_fragment, way_lines


class Table(NamedTuple):
    """A file with a row for each person, and what the user says of it."""

    file: Path
    sheet: str
    encoding: str
    header_row: int


def show_rows(selection: Selection, table: Table, merged: Path | None, pages: PageFiles, way: Way | None) -> None:
    """Shows the message of each row or writes them, and says what rows lack: then the run ends with exit code 1."""
    if len(selection.entries) != 1:
        raise UsageError(f"--data is for one message, and {len(selection.entries)} are named. Name one.")
    if merged:
        check_suffix(merged)
        check_target(merged)
    name = table.file.name
    records = parse_records(
        require_content(table.file), name, sheet=table.sheet, encoding=table.encoding, header_row=table.header_row
    )
    output.say(*records.notes)
    [entry] = selection.entries
    merge = merge_rows(entry, selection.catalogue.entry, selection.settings, records)
    if pages.wanted:
        pages.write(_page(_preview(merge, selection), way))
    if merged:
        _write_sheet(merge, merged)
    if not (pages.wanted or merged):
        _show(merge, selection, way)
    output.say_lines(lack_lines(merge, name, output.width()))
    if not all(row.is_complete for row in merge.rows):
        raise typer.Exit(FINDINGS)


def _write_sheet(merge: Merge, file: Path) -> None:
    write_atomic(file, sheet(merge, file.suffix))
    output.say(f"Wrote {file}.")


def _show(merge: Merge, selection: Selection, way: Way | None) -> None:
    if way:
        output.show(way_lines(_preview(merge, selection), way, output.width()))
        return
    message = merge.entry.message
    made = [(row.where, row.variant) for row in merge.rows if row.variant]
    variants = [replace(each, name=where, body=strip_markup(each.body, message.format)) for where, each in made]
    output.show(preview_lines(message, variants, output.width()))


def _preview(merge: Merge, selection: Selection) -> Preview:
    """A view for each row that makes a message."""
    made = [(replace(row.variant, when=row.where), remarks(row)) for row in merge.rows if row.variant]
    return preview_of_rows(merge.entry.message, made, selection.settings)


def _page(preview: Preview, way: Way | None) -> str:
    if way:
        return preview_page([preview], lambda each, name: way_fragment(each, way, name))
    return preview_page([preview], lambda each, name: preview_fragment(each, name, judged=False))
