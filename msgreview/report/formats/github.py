"""Findings as GitHub workflow commands, so that they stand beside the changed lines of a pull request.

GitHub shows the first ten of a step, so red ones come first, and takes paths from the top of the repository.

The escapes are those of the Actions toolkit: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

import posixpath
from collections.abc import Iterable

from msgreview.model.config import Level
from msgreview.model.finding import LEVELS, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.lines import condition, safe
from msgreview.report.registry import Format
from msgreview.report.summary import summary_lines

_COMMAND: dict[Level, str] = {"error": "error", "warning": "warning", "suggestion": "notice"}


def github_text(findings: Iterable[Finding], folder: str = "") -> str:
    """One workflow command a finding, the reddest first. Paths start in `folder`, from the top of the repository."""
    return "".join(_command(each, folder) for each in sorted(findings, key=lambda each: LEVELS.index(each.level)))


def _render(report: FindingsReport, width: int) -> str:
    return github_text(report.run.findings, report.folder)


def _command(finding: Finding, folder: str) -> str:
    words = " ".join(
        filter(None, (finding.text, f"This happens {condition(finding.when)}." if finding.when else "", finding.advice))
    )
    path = posixpath.normpath(posixpath.join(folder, finding.path))
    properties = f"file={_property(path)},line={finding.line},endLine={finding.end_line},col={finding.column}"
    if finding.end_line == finding.line:
        properties += f",endColumn={max(finding.column, finding.end_column - 1)}"
    return f"::{_COMMAND[finding.level]} {properties},title={_property(finding.rule)}::{_data(words)}\n"


def _data(text: str) -> str:
    return safe(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format(".txt", _render, lambda report: summary_lines(report.run.summary, report.run.findings, report.clean))
