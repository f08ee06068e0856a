"""The reports on several catalogues as one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from msgreview.lint.lint_report import LintReport, Summary
from msgreview.lint.waivers import Exempted
from msgreview.model.config import Level
from msgreview.model.finding import LEVELS, Finding

T = TypeVar("T")


def merged(reports: Sequence[LintReport], names: Sequence[str]) -> LintReport:
    """One report, in the order of the files. `names` tell the catalogues apart in notes."""
    if len(reports) == 1:
        return reports[0]
    return LintReport(
        findings=_in_order(each.findings for each in reports),
        waived=_in_order(each.waived for each in reports),
        summary=_sum([each.summary for each in reports]),
        notes=_notes(reports, names),
        crashed=any(each.crashed for each in reports),
        unproofed=any(each.unproofed for each in reports),
        disputed=_all(each.disputed for each in reports),
        exempted=sum((Counter[Exempted](each.exempted) for each in reports), Counter[Exempted]()),
        before=_all(each.before for each in reports),
        # Where one is narrowed and has nothing left out, its findings are all that there are.
        narrowed_from=_in_order(each.narrowed_from or each.findings for each in reports),
        messages=_all(each.messages for each in reports),
    )


def _all(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(chain.from_iterable(parts))


def _in_order(parts: Iterable[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """The findings by file; those of a file are in order, as they come from one catalogue."""
    return tuple(sorted(chain.from_iterable(parts), key=lambda each: each.path))


def _sum(parts: Sequence[Summary]) -> Summary:
    counts = sum((Counter[Level](each.counts) for each in parts), Counter[Level]())
    languages = sum((Counter[str](each.languages) for each in parts), Counter[str]())
    return Summary(
        files=sum(each.files for each in parts),
        messages=sum(each.messages for each in parts),
        variants=sum(each.variants for each in parts),
        counts={level: counts[level] for level in LEVELS},
        waived=sum(each.waived for each in parts),
        languages=dict(sorted(languages.items())),
        disputed=sum(each.disputed for each in parts),
        baseline=sum(each.baseline for each in parts),
    )


def _notes(reports: Sequence[LintReport], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}: {note}" for name, each in zip(names, reports, strict=True) for note in each.notes)
