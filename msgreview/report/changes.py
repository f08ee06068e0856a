"""Which messages read differently than at a commit, and how, for those who look at a change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgreview.model.config import Level
from msgreview.model.finding import COLOUR, LEVELS, Finding
from msgreview.report.diff import Difference


class MessageChange(NamedTuple):
    """A message that is new, is gone or reads differently."""

    id: str
    path: str
    """Of its file, now or, where it is gone, then."""
    kind: str
    """new, gone or changed."""
    differences: tuple[Difference, ...] = ()
    earlier_id: str = ""
    """The id that it had, if that was another."""


class ChangeRow(NamedTuple):
    """A message that has changed, with what there was to mend in it and what there is."""

    change: MessageChange
    before: str
    now: str


def change_rows(changes: Iterable[MessageChange], before: Iterable[Finding], now: Iterable[Finding]) -> list[ChangeRow]:
    """The changes in order, each with its findings by colour, such as "1 red, 2 green"."""
    was, present = _by_message(before), _by_message(now)
    return [
        ChangeRow(each, _colours(was.get(each.earlier_id or each.id, {})), _colours(present.get(each.id, {}))) for each in changes
    ]


def _by_message(findings: Iterable[Finding]) -> dict[str, Counter[Level]]:
    counts: dict[str, Counter[Level]] = {}
    for each in findings:
        counts.setdefault(each.message, Counter())[each.level] += 1
    return counts


def _colours(counts: Mapping[Level, int]) -> str:
    return ", ".join(f"{counts[level]} {COLOUR[level]}" for level in LEVELS if counts.get(level)) or "none"
