"""Records as other systems export them, the same for every file format, and what a format exports to be one."""

import codecs
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from msgreview.model.errors import UsageError

_START = 200
"""Bytes of a file that tell UTF-16, even."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Record(msgspec.Struct, frozen=True):
    """One row: column → text, without the columns it leaves empty. `where` is its place in words: "row 4"."""

    where: str
    values: dict[str, str]
    problems: dict[str, str] = {}
    """Column → why its value is no text: "a formula in C7"."""


class RejectedRecord(msgspec.Struct, frozen=True):
    """A record that is not imported, and why."""

    where: str
    reason: str
    values: dict[str, str] = {}
    """Column → text, as far as it parses: the id may also be that of another record."""


class Records(msgspec.Struct, frozen=True):
    """What a file of records holds. `notes` are sentences a user should see about how it was decoded."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    rejected: tuple[RejectedRecord, ...] = ()
    notes: tuple[str, ...] = ()
    in_rows: bool = False
    """Whether they come from a table, one of whose rows names the columns."""


class Row(NamedTuple):
    """A row of a table: its place in words, its number, its cells that are not empty, and why others are no text.

    Cells and problems are by the number of their column, from 0.
    """

    where: str
    number: int
    cells: dict[int, str]
    problems: dict[int, str]


class Export(msgspec.Struct, frozen=True):
    """A file that another system exported, `name` without its folder, and what the user says about it ("" for nothing)."""

    data: bytes
    name: str
    sheet: str = ""
    encoding: str = ""
    header_row: int = 0
    """The row (of a text file: the line) with the names of the columns; 0 for the first that is not empty."""
    files: dict[str, bytes] = {}
    """Of a folder: what its files hold, by their paths in it."""

    def text(self) -> tuple[str, tuple[str, ...]]:
        """The decoded text, and notes for the user.

        `encoding` is a name that Python has; without one the text is UTF-8 or UTF-16 by its byte order mark or its zeros, else
        UTF-8, else Windows-1252, which a note then says. Raises UsageError for other bytes, and for no text at all.
        """
        chosen = self.encoding or self._marked()[1] or "utf-8"
        notes: tuple[str, ...] = ()
        try:
            text = self.data.decode(chosen).removeprefix("\ufeff")
        except LookupError:
            raise UsageError(f"'{self.encoding}' is no encoding known here. Try --encoding utf-8, cp1252 or mac_roman.") from None
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            if self.encoding or chosen != "utf-8":
                raise UsageError(
                    f"{self.name} is not {chosen}: see the bytes in line {line}. Name another with --encoding."
                ) from None
            text, notes = self._western(line)
        if not text.strip():
            raise UsageError(f"{self.name} is empty. Export it again, and look that it is the file you meant.")
        return text, notes

    def encoded(self, text: str) -> bytes:
        """The bytes of a text that stands for this one's, with its encoding and its byte order mark.

        UsageError where the encoding lacks a letter, or does not give back the bytes that came.
        """
        mark, marked = self._marked()
        codec = (marked if mark else self.encoding or marked) or "utf-8"
        if not marked and not self.encoding:
            try:
                self.data.decode("utf-8")
            except UnicodeDecodeError:
                codec = "cp1252"
        try:
            if self.data.removeprefix(mark).decode(codec).encode(codec) != self.data.removeprefix(mark):
                raise UsageError(
                    f"{self.name} is written in {codec}, which cannot be written back as it came. Export it as UTF-8."
                )
            return mark + text.encode(codec)
        except UnicodeEncodeError as error:
            letter = text[error.start]
            raise UsageError(
                f"{self.name} is written in {codec}, which has no '{letter}'. Write it another way, or export the file as UTF-8."
            ) from None

    def _marked(self) -> tuple[bytes, str]:
        """The byte order mark, and the encoding that it or the zeros of UTF-16 tell; "" where neither does."""
        mark, codec = next(((mark, codec) for mark, codec in _BOMS if self.data.startswith(mark)), (b"", ""))
        start = self.data[:_START]
        zeros = start[::2].count(0), start[1::2].count(0)
        if not codec and max(zeros) * 3 > len(start) and not min(zeros):
            codec = "utf-16-le" if zeros[1] else "utf-16-be"
        return mark, codec

    def _western(self, line: int) -> tuple[str, tuple[str, ...]]:
        """The text of bytes in Windows-1252, and a note that says so; UsageError for other bytes."""
        name = self.name
        try:
            text = self.data.decode("cp1252")
        except UnicodeDecodeError:
            raise UsageError(
                f"{name} is neither UTF-8 nor Windows-1252 (see line {line}). Save it as UTF-8, or name its encoding with "
                "--encoding."
            ) from None
        note = (
            f"{name} is not UTF-8 (see line {line}), so it was read as Windows-1252. Look that accents and quotes are right; "
            "if they are not, name the encoding with --encoding."
        )
        return text, (note,)


class Importer(msgspec.Struct, frozen=True):
    """One file format that records can be imported from."""

    name: str
    """As users know it: "JSON Lines"."""
    suffixes: tuple[str, ...]
    """Endings of its files' names, lower case, without the dot."""
    about: str
    """What of the format is understood, to follow its name in the manual."""
    records: Callable[[Export], Records]
    """Parses an export. A record that cannot be parsed is among the rejected; an unusable file raises UsageError."""
    magic: tuple[bytes, ...] = ()
    """What files without a known ending begin with, white space apart, if they have this format."""
    sheets: bool = False
    """Whether a file has sheets, of which `--sheet` names one."""


def from_rows(rows: Iterable[Row], export: Export, notes: tuple[str, ...] = ()) -> Records:
    """Records from the rows of a table, of which `header_row` names the columns, or the first that is not empty."""
    header: dict[int, str] = {}
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, number, cells, problems in rows:
        if number < export.header_row or not (problems or any(map(str.strip, cells.values()))):
            continue
        if not header:
            header = _header(cells, export, where)
            continue
        values = {header[at]: cell for at, cell in cells.items() if at in header}
        beyond = [at for at, cell in cells.items() if at > max(header) and cell.strip()]
        if beyond and not values:  # A stray cell, far from the table.
            continue
        if beyond:
            reason = f"has {beyond[-1] + 1} cells under {max(header) + 1} columns; a text may lack the quotes around it"
            reason += ", or the names of the columns are in another row: --header-row" if len(header) < 2 else ""
            rejected.append(RejectedRecord(where, reason, values))
        else:
            records.append(Record(where, values, {header[at]: why for at, why in problems.items() if at in header}))
    if not header:
        what = f"has no row {export.header_row}. Name another" if export.header_row else "is empty. Export it again"
        raise UsageError(f"{export.name} {what}, and look that it is the file you meant.")
    return Records(tuple(header.values()), tuple(records), tuple(rejected), notes, in_rows=True)


def _header(cells: dict[int, str], export: Export, where: str) -> dict[int, str]:
    names = {at: cell.strip() for at, cell in cells.items() if cell.strip()}
    twice = next((name for name, count in Counter(names.values()).items() if count > 1), None)
    if twice:
        hint = "" if export.header_row else " If the names are in another row, say which: --header-row."
        raise UsageError(f"{export.name}, {where}: two columns are called '{twice}'. Give each its own name.{hint}")
    return names


def from_objects(objects: Iterable[tuple[str, object]], name: str, notes: tuple[str, ...] = ()) -> Records:
    """Records from the values of file `name`, each with its place in words; an exception stands for one that does not parse."""
    columns: dict[str, None] = {}
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, value in objects:
        if isinstance(value, dict):
            records.append(_record(where, value))
            columns.update(dict.fromkeys(name for name, _ in _named(value)))
        else:
            reason = "is not JSON" if isinstance(value, Exception) else "is no object with named values"
            rejected.append(RejectedRecord(where, reason))
    if not columns:
        raise UsageError(f"{name} holds no record with named values. Export it again as a list of objects.")
    return Records(tuple(columns), tuple(records), tuple(rejected), notes)


def _record(where: str, value: dict[str, object]) -> Record:
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for column, each in _named(value):
        match each:
            case str():
                values[column] = each
            case bool():
                values[column] = "true" if each else "false"
            case list() if each and all(isinstance(line, str) for line in each):
                # Some systems store a text as its list of lines.
                values[column] = "\n".join(map(str, each))
            case list() | dict() if each:
                problems[column] = "a list or an object, not a text"
    return Record(where, {column: text for column, text in values.items() if text}, problems)


def _named(value: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The values of an object; a list of pairs such as `{field: status, value: new}` has a name for each, `actions.status`."""
    for name, each in value.items():
        pairs = [_pair(item) for item in each] if isinstance(each, list) else []
        if pairs and None not in pairs:
            yield from ((f"{name}.{pair[0]}", pair[1]) for pair in pairs if pair)
        else:
            yield name, each


def _pair(item: object) -> tuple[str, object] | None:
    """Name and value of an object that holds just these."""
    if not isinstance(item, dict) or "value" not in item or len(item) != 2:
        return None
    [name] = (text for key, text in item.items() if key != "value")
    value = item["value"]
    if isinstance(value, list) and value and str(value[0]).startswith("channel:"):  # Zendesk says first where it goes.
        value = value[1:]
    return (name, value) if isinstance(name, str) else None
