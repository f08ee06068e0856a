"""The JSON contract: see docs/json.md. Keys are added within a version, never renamed, removed or given another meaning."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from msgreview.model.finding import COLOUR, Finding

VERSION = 1


def findings_json(findings: Sequence[Finding], waived: Sequence[Finding], summary: dict[str, Any]) -> str:
    """The findings of a run, what was waived, and the summary, indented, with a line feed at the end."""
    told = {"findings": list(map(_finding, findings)), "waived": list(map(_finding, waived)), "summary": summary}
    return versioned_json(told)


def document_json(key: str, values: Iterable[Any]) -> str:
    """A list under `key`, with the version, in the same form."""
    return versioned_json({key: list(values)})


def versioned_json(facts: dict[str, Any]) -> str:
    """Facts after the version of the contract, indented, with a line feed at the end."""
    return indented({"version": VERSION} | facts)


def _finding(finding: Finding) -> dict[str, Any]:
    fields = msgspec.structs.asdict(finding)
    del fields["excerpt"], fields["excerpt_column"]
    return fields | {"colour": COLOUR[finding.level]}


def indented(value: Any) -> str:
    """A value as JSON that a person can read, with a line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
