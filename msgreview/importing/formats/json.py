"""Records in a JSON file: a list of objects, or an object that holds one such list."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from msgreview.importing.records import Export, Importer, Records, from_objects
from msgreview.model.errors import UsageError


def _records(export: Export) -> Records:
    text, notes = export.text()
    return from_objects(_values(text, export.name), export.name, notes)


def _values(text: str, name: str) -> Iterator[tuple[str, object]]:
    try:
        top = parse_value(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            return values_by_line(text)
        raise UsageError(f"{name}:{error.lineno}:{error.colno}: this is not JSON ({error.msg}). Nothing was imported.") from None
    except RecursionError:
        raise UsageError(f"{name} nests its values too deeply to be a list of messages. Nothing was imported.") from None
    if isinstance(top, dict):
        lists = list(_lists(top))
        top = lists[0] if len(lists) == 1 else None
    if not isinstance(top, list):
        raise UsageError(f"{name} should be a JSON list of objects, or an object that holds one such list. Nothing was imported.")
    return ((f"record {number}", value) for number, value in enumerate(top, 1))


def _lists(top: dict[str, Any]) -> Iterator[list[Any]]:
    """The lists of objects in an object, and in the objects that it holds."""
    for value in top.values():
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield value
        elif isinstance(value, dict):
            yield from _lists(value)


def values_by_line(text: str) -> Iterator[tuple[str, object]]:
    """The value of each line that is not blank, with its place in words; the error of a line that does not parse."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"line {number}", parse_value(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield f"line {number}", error


def parse_value(text: str) -> Any:  # JSON is any of JSON's types
    """The value of a JSON text, its numbers as they were typed."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(name for name, number in Counter(name for name, _ in pairs).items() if number > 1)
        raise json.JSONDecodeError(f"'{twice}' stands twice in one object, and one of the two would be lost", "", 0)
    return values


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", "", 0)


IMPORTER = Importer(
    name="JSON",
    suffixes=("json",),
    about="a list of objects, or an object that holds one such list",
    records=_records,
    magic=(b"[", b"{"),
)
