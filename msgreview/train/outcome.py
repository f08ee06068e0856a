"""What a course changed in the messages: findings per new or edited message before and after a course, from git."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from msgreview.report.annual.period import years
from msgreview.report.past import Past


class Outcome(NamedTuple):
    """The messages that were new or got other words in a period, and what the rubrics find in them at its end."""

    name: str
    start: date
    end: date
    messages: int
    findings: int
    """Red and yellow ones."""
    clean: int
    """Messages without any."""

    @property
    def per_message(self) -> float | None:
        """Findings per message; None where there is no message."""
        return self.findings / self.messages if self.messages else None


def outcomes(past: Past, start: date, end: date, span: int, today: date) -> tuple[tuple[Outcome, ...], str]:
    """What came of a course that was taught from `start` to `end`, and the last commit that was looked at."""
    periods = list(before_and_after(start, end, span, today))
    return tuple(_outcome(past, *period) for period in periods), past.last_commit(periods[-1][2]) or ""


def before_and_after(start: date, end: date, span: int, today: date) -> Iterator[tuple[str, date, date]]:
    """The periods of `span` days before and after a course that was taught from `start` to `end`; none that is to come."""
    length = timedelta(days=span)
    yield f"{span} days before", start - length, start - timedelta(days=1)
    if end < today:
        yield f"{span} days after", end + timedelta(days=1), min(end + length, today)


def _outcome(past: Past, name: str, start: date, end: date) -> Outcome:
    """What came of a period."""
    last, first = past.last_commit(end), past.last_commit(start - timedelta(days=1))
    if last is None:
        return Outcome(name, start, end, 0, 0, 0)
    changes = years(past.context(last, end), past.history, past.repository.between(first, last), start, end)
    touched = {year.id for year in changes if year.is_live and (year.edits or year.added)}
    linted = past.linted((last, end))[0]
    counts = Counter(each.message for each in linted.findings if each.level != "suggestion" and each.message in touched)
    return Outcome(name, start, end, len(touched), counts.total(), len(touched) - len(counts))
