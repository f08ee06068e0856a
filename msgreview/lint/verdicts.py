"""How often people agree with each rule: what they did about its findings, counted over a catalogue."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgreview.lint.lint_report import LintReport
from msgreview.model.finding import Finding
from msgreview.model.vote import Vote

ENOUGH = 10
"""Verdicts from which on the share says something."""
_LEAST = 0.5


class Verdict(NamedTuple):
    """What became of a rule's findings: who mends one or waives it agrees, who ignores or disputes it does not."""

    mended: int = 0
    waived: int = 0
    ignored: int = 0
    disputed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def kept(self) -> float | None:
        """The share that agrees, from 0 to 1; None where there are none."""
        return (self.mended + self.waived) / self.total if self.total else None

    @property
    def is_doubted(self) -> bool:
        """Whether there are enough, and fewer than half agree."""
        return self.kept is not None and self.total >= ENOUGH and self.kept < _LEAST


Verdicts = Mapping[str, Verdict]
"""By rule."""


def kept_text(verdict: Verdict | None) -> str:
    """`93 % of 41`: the share that agrees with a rule, and of how many verdicts; "" where there are none."""
    if verdict is None or verdict.kept is None:
        return ""
    return f"{100 * verdict.kept:.0f} % of {verdict.total}"


def verdict_dict(verdict: Verdict | None) -> dict[str, Any]:
    """The verdicts on a rule in the JSON contract."""
    verdict = verdict or Verdict()
    return {"kept": None if verdict.kept is None else round(verdict.kept, 3), "verdicts": verdict._asdict()}


def verdicts(report: LintReport, votes: Iterable[Vote], mended: Mapping[str, int]) -> dict[str, Verdict]:
    """The verdicts on each rule that has any; `report` is on the whole catalogue, `mended` has the number of mends by rule."""
    disputed = Counter(vote.rule for vote in votes)
    rules = sorted({*disputed, *mended, *(rule for _, rule in report.exempted)})
    return {
        rule: Verdict(
            mended.get(rule, 0),
            report.exempted.get(("waiver", rule), 0),
            report.exempted.get(("ignore", rule), 0),
            disputed[rule],
        )
        for rule in rules
    }


def mended(before: Sequence[Finding], report: LintReport, present: Iterable[str]) -> Counter[str]:
    """By rule, by how much it finds less than `before`, message by message, in those that are still `present`.

    What is waived, ignored or disputed now is not gone. A review is an act and no wording, so its rules are left out.
    """
    now = Counter(
        (each.message, each.rule) for each in (*report.findings, *report.waived, *(one.finding for one in report.disputed))
    )
    then = Counter((each.message, each.rule) for each in before)
    still_present = set(present)
    gone: Counter[str] = Counter()
    for (message, rule), number in (then - now).items():
        if message in still_present and not rule.startswith("review-date."):
            gone[rule] += number
    return gone
