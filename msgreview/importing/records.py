"""Records as other systems export them: CSV, JSON, JSON Lines and XLSX, read into rows of text.

A record that cannot be read is set aside with the reason, and the others are still read. What makes the whole file
unreadable raises UsageError.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NoReturn

import msgspec

from msgreview.importing.workbook import read_workbook
from msgreview.model.errors import UsageError

Container = Literal["csv", "json", "jsonl", "xlsx"]

LARGEST = 50_000_000
"""Bytes in a file of records; more is no list of messages."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SUFFIXES: dict[str, Container] = {
    "csv": "csv", "tsv": "csv", "txt": "csv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "xlsx": "xlsx", "xlsm": "xlsx",
}  # fmt: skip
_OLD = {"xls": "Excel 97", "ods": "OpenDocument", "numbers": "Numbers"}
_BARE_LINE_FEED = re.compile(r"(?<!\r)\n")


class Record(msgspec.Struct, frozen=True):
    """One row: column → text, without the columns it leaves empty. `where` is its place in words: "row 4"."""

    where: str
    values: dict[str, str]
    faults: dict[str, str] = {}
    """Column → why its value is no text: "a formula in C7"."""


class RejectedRecord(msgspec.Struct, frozen=True):
    """A record that is not read, and why."""

    where: str
    reason: str
    values: dict[str, str] = {}
    """Column → text as far as it can be told: its id may be that of another record."""


class Records(msgspec.Struct, frozen=True):
    """What a file of records holds. `notes` are sentences a user should see about how it was read."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    rejected: tuple[RejectedRecord, ...] = ()
    notes: tuple[str, ...] = ()


def parse_records(data: bytes, name: str, *, sheet: str = "", encoding: str = "") -> Records:
    """The records in `data`, the bytes of the file called `name`; `sheet` is the name of a sheet of an XLSX file.

    `encoding` is a name Python knows; without one it is UTF-8 or UTF-16 by its byte order mark, else UTF-8, else
    Windows-1252, which a note then says.
    """
    if len(data) > LARGEST:
        raise UsageError(f"{name} holds {len(data) // 1_000_000} MB, more than a list of messages can. Split it, or export less.")
    container = _container(data, name)
    if sheet and container != "xlsx":
        raise UsageError(f"--sheet is for XLSX files, and {name} is none. Leave it out.")
    if container == "xlsx":
        return _rows(read_workbook(data, name, sheet), name, ())
    text, notes = _decoded(data, name, encoding)
    if not text.strip():
        raise UsageError(f"{name} is empty. Export it again, and look that it is the file you meant.")
    if container == "csv":
        return _rows(_csv_rows(text, name), name, notes)
    return _objects(_json_lines(text) if container == "jsonl" else _json(text, name), name, notes)


def _container(data: bytes, name: str) -> Container:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in _OLD:
        raise UsageError(f"{name} is an {_OLD[suffix]} file. Open it, save it as XLSX or CSV, and import that.")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if data.startswith(b"PK"):
        return "xlsx"
    return "json" if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"[", b"{") else "csv"


def _decoded(data: bytes, name: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    chosen = encoding or next((each for mark, each in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(chosen).removeprefix("\ufeff"), ()
    except LookupError:
        raise UsageError(f"'{encoding}' is no encoding known here. Try --encoding utf-8, cp1252 or mac_roman.") from None
    except UnicodeDecodeError as error:
        if not encoding and chosen == "utf-8":
            return _western(data, name, error.start)
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name} is not {chosen}: see the bytes in line {line}. Name another with --encoding.") from None


def _western(data: bytes, name: str, at: int) -> tuple[str, tuple[str, ...]]:
    line = data.count(b"\n", 0, at) + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UsageError(
            f"{name} is neither UTF-8 nor Windows-1252 (see line {line}). Save it as UTF-8, or name its encoding with --encoding."
        ) from None
    note = (
        f"{name} is not UTF-8 (see line {line}), so it was read as Windows-1252. Look that accents and quotes are right; "
        "if they are not, name the encoding with --encoding."
    )
    return text, (note,)


def _csv_rows(text: str, name: str) -> Iterator[tuple[str, Sequence[str], dict[int, str]]]:
    """The rows of a CSV file: place in words, cells, faults by column number.

    Where every line end of the file is CRLF, that is how the file was saved and not what the texts say: cells get LF.
    """
    if "\r\n" in text and not _BARE_LINE_FEED.search(text):
        text = text.replace("\r\n", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield f"line {line}", cells, {}
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


def _rows(rows: Iterator[tuple[str, Sequence[str], dict[int, str]]], name: str, notes: tuple[str, ...]) -> Records:
    """Records from rows of cells, of which the first that is not empty names the columns."""
    header: Sequence[str] | None = None
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, cells, faults in rows:
        if not any(cell.strip() for cell in cells) and not faults:
            continue
        if header is None:
            header = _header(cells, name, where)
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            words = f"has {len(cells)} cells under {len(header)} columns; a text may lack the quotes around it"
            rejected.append(RejectedRecord(where, words, _named(header, cells)))
        else:
            values = _named(header, cells)
            records.append(Record(where, values, {header[at]: fault for at, fault in faults.items() if at < len(header)}))
    if header is None:
        raise UsageError(f"{name} is empty. Export it again, and look that it is the file you meant.")
    return Records(tuple(filter(None, header)), tuple(records), tuple(rejected), notes)


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(header, cells, strict=False) if column and cell}


def _header(cells: Sequence[str], name: str, where: str) -> Sequence[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = next((column for at, column in enumerate(names) if column and column in names[:at]), None)
    if twice:
        raise UsageError(f"{name}, {where}: two columns are called '{twice}'. Give each its own name.")
    return names


def _json(text: str, name: str) -> Iterator[tuple[str, object]]:
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            return _json_lines(text)
        raise UsageError(f"{name}:{error.lineno}:{error.colno}: this is not JSON ({error.msg}). Nothing was imported.") from None
    except RecursionError:
        raise UsageError(f"{name} nests its values too deeply to be a list of messages. Nothing was imported.") from None
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list) and any(isinstance(each, dict) for each in value)]
        whole = lists[0] if len(lists) == 1 else None
    if not isinstance(whole, list):
        raise UsageError(f"{name} should be a JSON list of objects, or an object that holds one such list. Nothing was imported.")
    return ((f"record {number}", value) for number, value in enumerate(whole, 1))


def _json_lines(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"line {number}", _parsed(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield f"line {number}", error


def _parsed(text: str) -> Any:  # JSON is any of JSON's types
    """The value of a JSON text, its numbers as they were typed."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", "", 0)


def _objects(objects: Iterator[tuple[str, object]], name: str, notes: tuple[str, ...]) -> Records:
    columns: dict[str, None] = {}
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, value in objects:
        if isinstance(value, dict):
            columns.update(dict.fromkeys(value))
            records.append(_record(where, value))
        elif isinstance(value, Exception):
            rejected.append(RejectedRecord(where, "is not JSON"))
        else:
            rejected.append(RejectedRecord(where, "is no object with named values"))
    if not columns:
        raise UsageError(f"{name} holds no record with named values. Export it again as a list of objects.")
    return Records(tuple(columns), tuple(records), tuple(rejected), notes)


def _record(where: str, value: dict[str, object]) -> Record:
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    for column, each in value.items():
        match each:
            case str():
                values[column] = each
            case bool():
                values[column] = "true" if each else "false"
            case list() if each and all(isinstance(line, str) for line in each):
                # Some systems keep a text as its list of lines.
                values[column] = "\n".join(map(str, each))
            case list() | dict() if each:
                faults[column] = "a list or an object, not a text"
    return Record(where, {column: text for column, text in values.items() if text}, faults)
