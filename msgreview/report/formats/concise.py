"""One line a finding: `path:line:column: colour rule: what is wrong`."""

from collections.abc import Iterator
from heapq import merge

from msgreview.lint.disputes import Disputed
from msgreview.lint.ordering import order
from msgreview.model.finding import COLOUR, Finding
from msgreview.report.formats import FindingsReport, closing
from msgreview.report.lines import Line, Run, Style, condition, line, safe
from msgreview.report.registry import Format


def _render(report: FindingsReport, width: int) -> Iterator[Line]:
    entries = ((finding, finding) for finding in report.run.findings), ((each.finding, each) for each in report.run.disputed)
    for finding, entry in merge(*entries, key=lambda each: order(each[0])):
        colour = COLOUR[finding.level]
        yield _line(finding, "disputed", "dim") if isinstance(entry, Disputed) else _line(finding, colour, colour)


def _line(finding: Finding, word: str, style: Style) -> Line:
    where = f"{safe(finding.path)}:{finding.line}:{finding.column}: "
    when = f" ({condition(finding.when)})" if finding.when else ""
    rest = Run(f" {finding.rule}: {safe(finding.text)}{when}", "dim" if style == "dim" else "")
    return line((where, rest.style), (word, style), rest)


FORMAT = Format(".txt", _render, closing)
