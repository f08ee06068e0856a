"""What is due as lines for a person: a line a message, the reasons below it."""

from collections.abc import Iterator

from msgreview.report.causes import cause_lines
from msgreview.report.due.formats import DueList
from msgreview.report.due.messages import DueMessage
from msgreview.report.lines import Line, count, line, paragraph, safe
from msgreview.report.registry import Format
from msgreview.report.states import state_run

_TIMED: frozenset[str] = frozenset({"overdue", "due", "soon", "current"})
"""States that are about the day."""


def _render(due: DueList, width: int) -> Iterator[Line]:
    """Each shared cause once; then a line a message, the reasons below it where there is more to say than the day."""
    yield from cause_lines(due.causes, width)
    ids = max((len(each.id) for each in due.single), default=0)
    days = max((len(_when(each)) for each in due.single), default=0)
    for each in due.single:
        facts = f"{_when(each):<{days}}  {safe(_who(each))}".rstrip()
        yield line(state_run(each.asks), f"  {safe(each.id):<{ids}}  ", (facts, "dim"))
        if each.asks not in _TIMED or len(each.holds) > 1 or each.planned:
            for reason in each.reasons:
                yield from paragraph(reason, width, "    ")


def _who(each: DueMessage) -> str:
    """Whom it waits for: the owner where there is a recommendation to answer, else who may read it, each as short as it goes."""
    if each.asks in ("invalid", "orphan"):
        return ""
    if each.asks == "recommended":
        return each.owner.partition("@")[0]
    return ", ".join(who.partition("@")[0] for who in each.readers) or "ask a colleague"


def _when(each: DueMessage) -> str:
    if each.due is None or each.days is None or _TIMED.isdisjoint((each.asks, *each.holds)):
        return ""
    if each.days == 0:
        return f"{each.due}, today"
    return f"{each.due}, {count(abs(each.days), 'day')} {'ago' if each.days > 0 else 'to go'}"


FORMAT = Format(".txt", _render, lambda due: [line(due.ending())])
