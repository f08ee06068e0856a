"""CSV with the span of every cell. Delimiter and names of columns are taken as `import records` does."""

import re
from typing import Any

from msgreview.importing.container import Container, Opened, from_text
from msgreview.importing.formats.csv import STATED, delimiter
from msgreview.importing.records import Export
from msgreview.importing.texts import Text
from msgreview.model.errors import UsageError


def _cells(sign: str) -> re.Pattern[str]:
    """A cell, and what ends it: the delimiter, a line end or the file's end."""
    return re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^{sign}\r\n"][^{sign}\r\n]*)?)(?P<end>{sign}|\r\n|\n|\r|\Z)')


def _open(export: Export) -> Opened:
    text, notes = export.text()
    stated = STATED.match(text)
    start = stated.end() if stated else 0
    cell = _cells(re.escape(stated[1] if stated else delimiter(text[start:])))
    header: list[str] = []
    rows: list[dict[str, Any]] = []
    row: list[Text] = []
    line, first = 1 + bool(stated), start
    while start < len(text) or row:
        match = cell.match(text, start)
        if match is None:
            raise UsageError(
                f"{export.name}, line {line}: a cell has a quote too many or none at its end, so the file may be cut off. "
                "Export it again, whole. Nothing was done."
            )
        kind = "cell" if match["quoted"] is None else "quoted cell"
        inside = match.span("bare" if kind == "cell" else "quoted")
        value = (match["bare"] or "") if kind == "cell" else match["quoted"].replace('""', '"')
        row.append(Text(value, *(inside if inside[0] >= 0 else (start, start)), kind))
        start = match.end()
        if match["end"] in ("\r\n", "\n", "\r", ""):
            if any(each.value.strip() for each in row):
                if header:
                    rows.append({name: each for name, each in zip(header, row, strict=False) if name})
                elif line >= export.header_row:
                    header = [each.value.strip() for each in row]
            row = []
            line += text.count("\n", first, start)
            first = start
            if start >= len(text):
                break
    return from_text(export, text, rows, notes)


CONTAINER = Container("CSV", ("csv", "tsv", "txt"), _open)
