"""Findings for reviewdog, which puts them beside the changed lines on whatever service hosts the repository.

Its columns count bytes of UTF-8: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from typing import Any

from msgreview.model.config import Level
from msgreview.model.finding import Finding
from msgreview.model.span import Position, Source
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.json import indented_pieces
from msgreview.report.mending import FilesOfFindings
from msgreview.report.registry import Format, Pieces

_SEVERITY: dict[Level, str] = {"error": "ERROR", "warning": "WARNING", "suggestion": "INFO"}


def _render(report: FindingsReport, width: int) -> Pieces:
    files = FilesOfFindings(report.rules)
    diagnostics = (_diagnostic(each, report.path(each.path), files) for each in report.run.findings)
    return Pieces(indented_pieces({"source": {"name": "msgreview"}, "diagnostics": diagnostics}))


def _diagnostic(finding: Finding, path: str, files: FilesOfFindings) -> dict[str, Any]:
    """A finding, with what can stand in the place of its words: of several ways to mend it the likeliest that is one edit."""
    source = files.source(finding)
    about = {
        "message": said(finding),
        "location": {"path": path, "range": _range(finding, source)},
        "severity": _SEVERITY[finding.level],
        "code": {"value": finding.rule},
    }
    edits = [each.edits[0] for each in files.fixes(finding) if len(each.edits) == 1]
    if source is None or not edits:
        return about
    start, end = source.position(edits[0].start), source.position(edits[0].end)
    return about | {"suggestions": [{"range": _span(source, start, end), "text": edits[0].text}]}


def _range(finding: Finding, source: Source | None) -> dict[str, Any]:
    """The range of a finding; of a text that is in no file, its lines."""
    if source is None:
        return {"start": {"line": finding.line}, "end": {"line": finding.end_line}}
    return _span(source, Position(finding.line, finding.column), Position(finding.end_line, finding.end_column))


def _span(source: Source, start: Position, end: Position) -> dict[str, Any]:
    ends = {"start": start, "end": end}
    return {name: {"line": at.line, "column": _bytes(source, *at)} for name, at in ends.items()}


def _bytes(source: Source, line: int, column: int) -> int:
    """The column of a code point, counted in bytes of UTF-8 from 1."""
    start = source.starts[line - 1] if line <= len(source.starts) else len(source.text)
    return len(source.text[start : start + column - 1].encode("utf-8", "surrogatepass")) + 1


FORMAT = Format(".json", _render, closing)
