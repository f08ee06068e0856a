"""The report as one HTML page: nothing is fetched, it prints well, and it reads well aloud."""

from msgreview.report.annual.charts import chart
from msgreview.report.annual.model import Report
from msgreview.report.annual.words import FILTERS
from msgreview.report.pages import render
from msgreview.report.registry import Format


def _render(report: Report, width: int) -> str:
    return render("annual/templates/report.html", filters=FILTERS | {"chart": chart}, report=report)


FORMAT = Format(".html", _render)
