"""Records in a CSV file."""

import csv
import io
import re
from collections.abc import Iterator

from msgreview.importing.records import Export, Importer, Records, Row, from_rows
from msgreview.model.errors import UsageError

_BARE_LINE_FEED = re.compile(r"(?<!\r)\n")


def _records(export: Export) -> Records:
    text, notes = export.text()
    return from_rows(_rows(text, export.name), export.name, notes)


def _rows(text: str, name: str) -> Iterator[Row]:
    """The rows of a CSV file.

    Where every line end of the file is CRLF, that is how the file was saved and not what the texts say: cells get LF.
    """
    if "\r\n" in text and not _BARE_LINE_FEED.search(text):
        text = text.replace("\r\n", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(f"line {line}", cells, {})
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{name}, the row that starts on line {line}: this is not well-formed CSV ({error}). "
            'A text with quotes or line breaks needs quotes around it, and its own quotes doubled (""). Nothing was imported.'
        ) from None


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that splits the first row into the most cells."""

    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ()))
        except csv.Error:
            return 0

    return max(",;\t", key=cells)


IMPORTER = Importer(
    name="CSV",
    suffixes=("csv", "tsv", "txt"),
    about="with commas, semicolons or tabs",
    records=_records,
    magic=(b"",),
)
