"""The JSON contract: see docs/json.md. Keys are added within a version, never renamed, removed or given another meaning."""

from typing import Any

import msgspec

from msgreview.report.lines import safe_json

VERSION = 1


def versioned_json(fields: dict[str, Any]) -> str:
    """An object after the version of the contract, indented, with a line feed at the end."""
    return indented({"version": VERSION} | fields)


def indented(value: Any) -> str:
    """A value as JSON that a person can read, with a line feed at the end."""
    return safe_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()) + "\n"
