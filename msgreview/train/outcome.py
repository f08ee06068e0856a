"""What came of it in the messages: findings per new or edited message before and after a course, from git."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from msgreview.report.annual.period import Linted, MessageYear


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


def outcome(name: str, start: date, end: date, years: list[MessageYear], linted: Linted | None) -> Outcome:
    """What came of a period: `years` are what happened to each message in it, `linted` is its end (None: there was no commit)."""
    touched = {year.id for year in years if year.is_live and (year.edits or year.added)}
    findings = linted.findings if linted else ()
    counts = Counter(each.message for each in findings if each.level != "suggestion" and each.message in touched)
    return Outcome(name, start, end, len(touched), counts.total(), len(touched) - len(counts))
