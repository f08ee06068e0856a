"""The report as Markdown, for a wiki or a pull request."""

from msgreview.report.annual.model import Report
from msgreview.report.annual.words import FILTERS
from msgreview.report.pages import render
from msgreview.report.registry import Format


def _render(report: Report, width: int) -> str:
    return render("annual/templates/report.md", filters=FILTERS, report=report)


FORMAT = Format(".md", _render)
