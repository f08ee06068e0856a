"""Records in a CSV file."""

import csv
import io
import re
from collections.abc import Iterator

from msgreview.importing.records import Export, Importer, Records, Row, from_rows
from msgreview.model.errors import UsageError

STATED = re.compile(r"sep=([^\r\n])(?:\r\n|\n|\r)", re.IGNORECASE)
"""A first line that states the delimiter, as Excel writes and reads it."""
_BARE_LINE_FEED = re.compile(r"(?<!\r)\n")


def _records(export: Export) -> Records:
    text, notes = export.text()
    return from_rows(_rows(text, export.name), export, notes)


def _rows(text: str, name: str) -> Iterator[Row]:
    """The rows of a CSV file.

    Where every line end of the file is CRLF, that is how the file was saved and not what the texts say: cells get LF.
    """
    if "\r\n" in text and not _BARE_LINE_FEED.search(text):
        text = text.replace("\r\n", "\n")
    elif "\n" not in text:
        text = text.replace("\r", "\n")
    stated = STATED.match(text)
    text = text[stated.end() :] if stated else text
    first = 2 if stated else 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=stated[1] if stated else delimiter(text), strict=True)
    line = first
    try:
        for cells in reader:
            yield Row(f"line {line}", line, {at: cell for at, cell in enumerate(cells) if cell}, {})
            line = reader.line_num + first
    except csv.Error as error:
        raise UsageError(
            f"{name}, the row that starts on line {line}: this is not well-formed CSV ({error}). "
            'A text with quotes or line breaks needs quotes around it, and its own quotes doubled (""). Nothing was imported.'
        ) from None


def delimiter(text: str) -> str:
    """The one of comma, semicolon, tab and bar that splits the first row into the most cells."""

    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ()))
        except csv.Error:
            return 0

    return max(",;\t|", key=cells)


IMPORTER = Importer(
    name="CSV",
    suffixes=("csv", "tsv", "txt"),
    about="with commas, semicolons, tabs or bars",
    records=_records,
    magic=(b"",),
)
