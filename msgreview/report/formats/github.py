"""Findings as GitHub workflow commands, so that they stand beside the changed lines of a pull request.

GitHub shows the first ten of a step, so red ones come first, and takes paths from the top of the repository.

The escapes are those of the Actions toolkit: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Callable, Iterable, Iterator
from posixpath import normpath

from msgreview.model.config import Level
from msgreview.model.finding import Finding, gravest_first
from msgreview.report.formats import FindingsReport, closing, said
from msgreview.report.lines import safe
from msgreview.report.registry import Format, Pieces

_COMMAND: dict[Level, str] = {"error": "error", "warning": "warning", "suggestion": "notice"}


def github_commands(findings: Iterable[Finding], path: Callable[[str], str] = normpath) -> Iterator[str]:
    """One workflow command a finding, the reddest first. `path` makes of a path of the run one from the top of the repository."""
    return (_command(each, path(each.path)) for each in gravest_first(findings))


def _render(report: FindingsReport, width: int) -> Pieces:
    return Pieces(github_commands(report.run.findings, report.path))


def _command(finding: Finding, path: str) -> str:
    properties = f"file={_property(path)},line={finding.line},endLine={finding.end_line},col={finding.column}"
    if finding.end_line == finding.line:
        properties += f",endColumn={max(finding.column, finding.end_column - 1)}"
    return f"::{_COMMAND[finding.level]} {properties},title={_property(finding.rule)}::{_data(said(finding))}\n"


def _data(text: str) -> str:
    return safe(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format(".txt", _render, closing)
