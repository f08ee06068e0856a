"""Records as other systems export them, the same for every file format, and what a format exports to be one."""

import codecs
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from msgreview.model.errors import UsageError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


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
    """Column → text as far as it can be told: its id may be that of another record."""


class Records(msgspec.Struct, frozen=True):
    """What a file of records holds. `notes` are sentences a user should see about how it was decoded."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    rejected: tuple[RejectedRecord, ...] = ()
    notes: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row of a table: its place in words, its cells, and for cells that are no text, by column number, why."""

    where: str
    cells: Sequence[str]
    problems: dict[int, str]


class Export(msgspec.Struct, frozen=True):
    """A file that another system exported, `name` without its folder, and what the user says about it ("" for nothing)."""

    data: bytes
    name: str
    sheet: str = ""
    encoding: str = ""

    def text(self) -> tuple[str, tuple[str, ...]]:
        """The decoded text, and notes for the user.

        `encoding` is a name that Python has; without one the text is UTF-8 or UTF-16 by its byte order mark, else UTF-8, else
        Windows-1252, which a note then says. Raises UsageError for other bytes, and for no text at all.
        """
        chosen = self.encoding or next((each for mark, each in _BOMS if self.data.startswith(mark)), "utf-8")
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

    def _western(self, line: int) -> tuple[str, tuple[str, ...]]:
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


def from_rows(rows: Iterable[Row], name: str, notes: tuple[str, ...] = ()) -> Records:
    """Records from the rows of file `name`, of which the first that is not empty names the columns."""
    header: Sequence[str] | None = None
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, cells, problems in rows:
        if not any(cell.strip() for cell in cells) and not problems:
            continue
        if header is None:
            header = _header(cells, name, where)
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            reason = f"has {len(cells)} cells under {len(header)} columns; a text may lack the quotes around it"
            rejected.append(RejectedRecord(where, reason, _values(header, cells)))
        else:
            by_column = {header[at]: problem for at, problem in problems.items() if at < len(header)}
            records.append(Record(where, _values(header, cells), by_column))
    if header is None:
        raise UsageError(f"{name} is empty. Export it again, and look that it is the file you meant.")
    return Records(tuple(filter(None, header)), tuple(records), tuple(rejected), notes)


def _values(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(header, cells, strict=False) if column and cell}


def _header(cells: Sequence[str], name: str, where: str) -> Sequence[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = next((column for at, column in enumerate(names) if column and column in names[:at]), None)
    if twice:
        raise UsageError(f"{name}, {where}: two columns are called '{twice}'. Give each its own name.")
    return names


def from_objects(objects: Iterable[tuple[str, object]], name: str, notes: tuple[str, ...] = ()) -> Records:
    """Records from the values of file `name`, each with its place in words; an exception stands for one that does not parse."""
    columns: dict[str, None] = {}
    records: list[Record] = []
    rejected: list[RejectedRecord] = []
    for where, value in objects:
        if isinstance(value, dict):
            columns.update(dict.fromkeys(value))
            records.append(_record(where, value))
        else:
            reason = "is not JSON" if isinstance(value, Exception) else "is no object with named values"
            rejected.append(RejectedRecord(where, reason))
    if not columns:
        raise UsageError(f"{name} holds no record with named values. Export it again as a list of objects.")
    return Records(tuple(columns), tuple(records), tuple(rejected), notes)


def _record(where: str, value: dict[str, object]) -> Record:
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for column, each in value.items():
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
