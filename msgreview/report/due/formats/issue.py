"""What is due as the body of an issue for a tracker, with a box to tick for each message."""

from collections.abc import Sequence
from itertools import groupby

from msgreview.report.due.formats import DueList
from msgreview.report.due.messages import DueMessage
from msgreview.report.pages import fitting, render
from msgreview.report.registry import Format
from msgreview.report.states import MEANING


def _render(due: DueList, width: int) -> str:
    """The messages by service, each with a box, and how to review one. A list that is too long ends with a count."""
    messages = sorted(due.single, key=lambda each: (not each.service, each.service))
    return fitting(messages, lambda some: _body(due, some))


def _body(due: DueList, messages: Sequence[DueMessage]) -> str:
    services = [(service, list(members)) for service, members in groupby(messages, lambda each: each.service)]
    left = len(due.single) - len(messages)
    return render("due/templates/issue.md", due=due, services=services, left=left, meaning=MEANING)


FORMAT = Format(".md", _render)
