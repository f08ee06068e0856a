"""CSV with the span of every cell. Delimiter and names of columns are taken as `import records` does."""

import re
from collections.abc import Iterator
from typing import Any

from msgreview.importing.container import Container, Opened, from_text
from msgreview.importing.formats.csv import STATED, delimiter
from msgreview.importing.records import Export
from msgreview.importing.texts import STYLES, Text
from msgreview.model.errors import UsageError


def _cells(sign: str) -> re.Pattern[str]:
    """A cell, and what ends it: the delimiter, a line end or the file's end."""
    return re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^{sign}\r\n"][^{sign}\r\n]*)?)(?P<end>{sign}|\r\n|\n|\r|\Z)')


def _open(export: Export) -> Opened:
    text, notes = export.text()
    return from_text(export, text, cells_of(text, export.name, export.header_row), notes)


def cells_of(text: str, name: str, header_row: int = 0, part: str = "") -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns, which stand in line `header_row`, or in the first that is not empty."""
    stated = STATED.match(text)
    start = stated.end() if stated else 0
    cell = _cells(re.escape(stated[1] if stated else delimiter(text[start:])))
    table = _rows(text, start, 1 + bool(stated), cell, name, part)
    header = next(([each.value.strip() for each in row] for line, row in table if line >= header_row), [])
    return [{column: each for column, each in zip(header, row, strict=False) if column} for _, row in table]


def _rows(text: str, start: int, line: int, cell: re.Pattern[str], name: str, part: str) -> Iterator[tuple[int, list[Text]]]:
    """The rows from an offset on that are not empty, each with the line that it begins in; `line` is that of the first."""
    row: list[Text] = []
    first = start
    while start < len(text) or row:
        match = cell.match(text, start)
        if match is None:
            raise UsageError(
                f"{name}, line {line}: a cell has a quote too many or none at its end, so the file may be cut off. "
                "Export it again, whole. Nothing was done."
            )
        row.append(_text(match, part))
        start = match.end()
        if match["end"] in ("\r\n", "\n", "\r", ""):
            if any(each.value.strip() for each in row):
                yield line, row
            row, line, first = [], line + text.count("\n", first, start), start


def _text(cell: re.Match[str], part: str) -> Text:
    kind, group = ("cell", "bare") if cell["quoted"] is None else ("quoted cell", "quoted")
    start, end = cell.span(group) if cell[group] is not None else (cell.start(), cell.start())
    return Text(STYLES[kind].value(cell[group] or ""), start, end, kind, part)


CONTAINER = Container("CSV", ("csv", "tsv", "txt"), _open)
