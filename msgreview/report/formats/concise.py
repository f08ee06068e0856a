"""One line a finding: `path:line:column: colour rule: what is wrong`."""

from collections.abc import Iterable, Iterator

from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport
from msgreview.report.lines import Line, condition, line, safe
from msgreview.report.registry import Format
from msgreview.report.summary import summary_lines


def _lines(findings: Iterable[Finding]) -> Iterator[Line]:
    for finding in findings:
        where = f"{safe(finding.path)}:{finding.line}:{finding.column}: "
        when = f" ({condition(finding.when)})" if finding.when else ""
        colour = COLOUR[finding.level]
        yield line(where, (colour, colour), f" {finding.rule}: {safe(finding.text)}{when}")


def _render(report: FindingsReport, width: int) -> Iterator[Line]:
    return _lines(report.run.findings)


FORMAT = Format(".txt", _render, lambda report: summary_lines(report.run.summary, report.run.findings, report.clean))
