"""What is due as a Markdown table for a page: a row a message."""

from msgreview.report.due.formats import DueList
from msgreview.report.pages import render
from msgreview.report.registry import Format


def _render(due: DueList, width: int) -> str:
    return render("due/templates/table.md", due=due)


FORMAT = Format(".md", _render)
