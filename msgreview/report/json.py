"""The JSON contract: see docs/json.md. Keys are added within a version, never renamed, removed or given another meaning."""

from collections.abc import Iterator
from typing import Any

import msgspec

from msgreview.report.lines import safe_json

VERSION = 1


def versioned_json(fields: dict[str, Any]) -> str:
    """An object after the version of the contract, indented, with a line feed at the end."""
    return indented({"version": VERSION} | fields)


def indented(value: Any) -> str:
    """A value as JSON that a person can read, with a line feed at the end."""
    return _indented(value) + "\n"


def indented_pieces(value: Any) -> Iterator[str]:
    """A value as `indented` writes it, in pieces. A list in it may be an iterator, which is then written item by item."""
    yield from _pieces(value, "\n")
    yield "\n"


def _pieces(value: Any, row: str) -> Iterator[str]:
    """`row` is what ends a line before an item that is indented like the value."""
    if not isinstance(value, dict | list | Iterator):
        yield _indented(value)
        return
    start, end = "{}" if isinstance(value, dict) else "[]"
    items = (
        ((f"{_indented(key)}: ", each) for key, each in value.items())
        if isinstance(value, dict)
        else (("", each) for each in value)
    )
    inner, before = row + "  ", ""
    yield start
    for name, each in items:
        yield f"{before}{inner}{name}"
        if isinstance(value, Iterator):
            yield _indented(each).replace("\n", inner)
        else:
            yield from _pieces(each, inner)
        before = ","
    yield row + end if before else end


def _indented(value: Any) -> str:
    return safe_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
