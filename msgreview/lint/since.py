"""Which findings are new: those that were not there before, whatever has moved since."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from msgspec.structs import replace

from msgreview.lint.lint_report import Choice, LintReport
from msgreview.model.finding import LEVELS, Finding

T = TypeVar("T")
_NUMBER = re.compile(r"\.\d+(?![^.])")
"""Which of several a field is, as in `parts.0.text`."""

Subject = tuple[str, ...]
"""What a finding is about: its message (or its file, where it is about none), its field, its rule and its words."""


def subject(finding: Finding, path: str, ids: Mapping[str, str] = {}) -> Subject:
    """What a finding is about, whichever line it stands on, and whichever of several parts or policies it is in.

    `path` is that of its file, which stands for a message where there is none; `ids` leads from a message's earlier ids to
    its present one.
    """
    message, field, rule, words = finding.subject
    return ids.get(message, message) or path, _unnumbered(field), rule, " ".join(words.split())


@cache
def _unnumbered(field: str) -> str:
    return _NUMBER.sub("", field)


def new_findings(now: Iterable[Finding], before: Iterable[Finding], ids: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings that were not there before, in their order; of words that stand there once more, the last.

    What is linted once for now and before, as nearly all is, has the same findings in both.
    """
    own = {id(each): each for each in now}
    others = [each for each in before if own.pop(id(each), None) is None]
    allowed = Counter(subject(each, each.path, ids) for each in others)
    return beyond(own.values(), allowed, lambda each: subject(each, each.path, ids))


def beyond(findings: Iterable[Finding], allowed: Mapping[T, int], about: Callable[[Finding], T]) -> tuple[Finding, ...]:
    """The findings that are more than the `allowed` number of what they are `about`, in their order: of equal ones the last."""
    left = Counter(allowed)
    more = []
    for finding in findings:
        what = about(finding)
        if left[what] > 0:
            left[what] -= 1
        else:
            more.append(finding)
    return tuple(more)


def narrowed(report: LintReport, findings: Sequence[Finding], choice: Choice, notes: Iterable[str] = ()) -> LintReport:
    """The report with some of its findings alone, and notes on what is left out."""
    counts = Counter(finding.level for finding in findings)
    return replace(
        report,
        findings=tuple(choice.shown(findings)),
        narrowed_from=report.findings,
        summary=replace(report.summary, counts={level: counts[level] for level in LEVELS}),
        notes=(*report.notes, *notes),
    )
