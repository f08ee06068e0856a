"""Findings for reviewdog, which puts them beside the changed lines on whatever service hosts the repository.

Its columns count bytes of UTF-8: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from functools import cache
from pathlib import Path
from typing import Any

from msgreview.catalogue.yaml_tree import FileError, decode, read_bytes
from msgreview.model.config import Level
from msgreview.model.finding import Finding
from msgreview.model.span import Source
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.json import indented
from msgreview.report.registry import Format

_SEVERITY: dict[Level, str] = {"error": "ERROR", "warning": "WARNING", "suggestion": "INFO"}


def _render(report: FindingsReport, width: int) -> str:
    source = cache(_source)
    diagnostics = [_diagnostic(each, report.path(each.path), source(each.path)) for each in report.run.findings]
    return indented({"source": {"name": "msgreview"}, "diagnostics": diagnostics})


def _source(path: str) -> Source | None:
    """The file at a path of the run; None where it cannot be read, or has changed into no text."""
    try:
        return decode(read_bytes(Path(path), path), path)
    except FileError:
        return None


def _diagnostic(finding: Finding, path: str, source: Source | None) -> dict[str, Any]:
    return {
        "message": said(finding),
        "location": {"path": path, "range": _range(finding, source)},
        "severity": _SEVERITY[finding.level],
        "code": {"value": finding.rule},
    }


def _range(finding: Finding, source: Source | None) -> dict[str, Any]:
    """The range of a finding; of a text that is in no file, its lines."""
    if source is None:
        return {"start": {"line": finding.line}, "end": {"line": finding.end_line}}
    return {
        "start": {"line": finding.line, "column": _bytes(source, finding.line, finding.column)},
        "end": {"line": finding.end_line, "column": _bytes(source, finding.end_line, finding.end_column)},
    }


def _bytes(source: Source, line: int, column: int) -> int:
    """The column of a code point, counted in bytes of UTF-8 from 1."""
    start = source.starts[line - 1] if line <= len(source.starts) else len(source.text)
    return len(source.text[start : start + column - 1].encode("utf-8", "surrogatepass")) + 1


FORMAT = Format(".json", _render, closing)
